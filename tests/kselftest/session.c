// SPDX-License-Identifier: GPL-2.0
/*
 * A session on one process: what it made is what is counted, each call once.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "session.h"

static struct stats whole, one, two;

FIXTURE(session)
{
	struct peer *peer;
	int fd;
};

FIXTURE_SETUP(session)
{
	self->peer = peer_start();
	self->fd = session_new();
}

FIXTURE_TEARDOWN(session)
{
	peer_kill(self->peer);
}

static int select_peer(const struct peer *peer, int fd)
{
	return session_tell(fd, "pid %d\nstart\n", peer->tid);
}

TEST(node)
{
	struct stat st;

	ASSERT_EQ(stat(SESSION_FILE, &st), 0);
	EXPECT_EQ(st.st_mode, S_IFCHR | 0600);
	EXPECT_EQ(st.st_uid, 0);
	EXPECT_EQ(st.st_gid, 0);
}

/* The words of the line that names the columns. */
static void header(const struct stats *s, char *words, size_t size)
{
	const char *at = s->text;
	size_t n = 0;

	do {
		at = strchr(at, '\n') + 1;
	} while (*at == '#');
	for (; *at != '\n' && n + 1 < size; at++)
		if (*at != ' ' || at[1] != ' ')
			words[n++] = *at;
	words[n] = '\0';
}

TEST_F(session, has_the_keys_and_columns_of_the_whole_table)
{
	char expected[512], got[512], key[51];
	const char *at;

	/* Sessions do not have the columns of that. */
	ASSERT_EQ(control("account wait off"), 0);
	stats_read(&whole);
	session_read(self->fd, &one);
	for (at = strstr(whole.text, "\n# "); at; at = strstr(at + 1, "\n# ")) {
		ASSERT_EQ(sscanf(at, "\n# %50s", key), 1);
		stats_key(&one, key);
	}
	stats_key(&one, "selected");
	EXPECT_TRUE(stats_hook_is(&one, "tracepoint"));
	header(&whole, expected, sizeof(expected));
	header(&one, got, sizeof(got));
	EXPECT_STREQ(got, expected);
	EXPECT_GT(stats_key(&one, "memory_kib"), 0);
}

TEST_F(session, begins_stopped_with_nobody_selected)
{
	peer_do(self->peer, work_getppid, 100);
	session_read(self->fd, &one);
	EXPECT_NE(strstr(one.text, "\n# state stopped\n"), NULL);
	EXPECT_EQ(stats_key(&one, "generation"), 1);
	EXPECT_EQ(stats_key(&one, "epoch"), 0);
	EXPECT_EQ(stats_key(&one, "elapsed_ns"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
	EXPECT_EQ(stats_key(&one, "entered"), 0);
	EXPECT_EQ(one.nr_rows, 0);

	/* Started, it counts nobody. */
	ASSERT_EQ(session_tell(self->fd, "start"), 0);
	peer_do(self->peer, work_getppid, 100);
	session_read(self->fd, &one);
	EXPECT_NE(strstr(one.text, "\n# state running\n"), NULL);
	EXPECT_EQ(stats_key(&one, "epoch"), 1);
	EXPECT_GT(stats_key(&one, "elapsed_ns"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
	EXPECT_EQ(stats_key(&one, "entered"), 0);
	EXPECT_EQ(stats_key(&one, "exited"), 0);
	EXPECT_EQ(one.nr_rows, 0);
}

static int zero_fd, null_fd;

static void files(long n)
{
	static char buf[100];

	while (n--) {
		syscall(SYS_pread64, zero_fd, buf, 100, 0);
		syscall(SYS_pwrite64, null_fd, buf, 7, 0);
		syscall(SYS_pread64, -1, buf, 100, 0);
	}
}

static void calls_32(long n)
{
	while (n--)
		call_32(64 /* getppid */);
}

TEST_F(session, known_calls)
{
	ASSERT_EQ(select_peer(self->peer, self->fd), 0);
	session_read(self->fd, &one);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
	EXPECT_ROWS(&one, { 0 });

	/* The first read began before it was selected, the last one has not ended. */
	peer_do(self->peer, work_getppid, 1000);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 1000), ROW("write", 1, .bytes = 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "inflight"), 1);
	EXPECT_EQ(stats_key(&one, "entered"), 1002);
	EXPECT_EQ(stats_key(&one, "exited"), 1002);

	peer_do(self->peer, work_errors, 30);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 1000), ROW("dup", 30, .errors = 30),
		    ROW("write", 2, .bytes = 2), ROW("read", 1, .bytes = sizeof(struct order)));
	EXPECT_GT(stats_cell(&one, "64", "dup", TOTAL_NS), 0);
	EXPECT_GE(stats_cell(&one, "64", "dup", TOTAL_NS), stats_cell(&one, "64", "dup", MAX_NS));

	EXPECT_EQ(peer_end(self->peer), 0);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 1000), ROW("dup", 30, .errors = 30),
		    ROW("write", 2, .bytes = 2), ROW("read", 2, .bytes = 2 * sizeof(struct order)),
		    ROW("exit_group", 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "noreturn"), 1);
	EXPECT_EQ(stats_key(&one, "inflight"), 0);
	EXPECT_EQ(stats_key(&one, "abandoned"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
}

static void open_files(long unused)
{
	zero_fd = syscall(SYS_openat, AT_FDCWD, "/dev/zero", O_RDONLY);
	null_fd = syscall(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY);
}

TEST_F(session, bytes_and_other_tables)
{
	/* These it opens before it is selected. */
	peer_do(self->peer, open_files, 0);
	ASSERT_EQ(select_peer(self->peer, self->fd), 0);
	peer_do(self->peer, files, 40);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("pread64", 80, .errors = 40, .bytes = 4000),
		    ROW("pwrite64", 40, .bytes = 280), ROW("write", 1, .bytes = 1));

	NEED_OTHER_TABLES();
	ASSERT_EQ(session_tell(self->fd, "reset"), 0);
	peer_do(self->peer, calls_32, 50);
	peer_do(self->peer, work_getppid, 3);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, { "32", "getppid", 50 }, ROW("getppid", 3), ROW("write", 2, .bytes = 2),
		    ROW("read", 1, .bytes = sizeof(struct order)));
}

static void refuse_getpgid(long n)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
	while (n--)
		syscall(SYS_getpgid, 0);
}

TEST_F(session, denied)
{
	ASSERT_EQ(select_peer(self->peer, self->fd), 0);
	peer_do(self->peer, refuse_getpgid, 20);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("prctl", 1), ROW("seccomp", 1), ROW("getpgid", 0, .denied = 20),
		    ROW("write", 1, .bytes = 1));
	EXPECT_EQ(stats_key(&one, "denied"), 20);
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
}

TEST_F(session, killed_in_a_call)
{
	ASSERT_EQ(select_peer(self->peer, self->fd), 0);
	peer_do(self->peer, work_nothing, 0);
	EXPECT_EQ(peer_kill(self->peer), SIGKILL);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("write", 1, .bytes = 1), ROW("read", 1, .restarts = 1));
	EXPECT_EQ(stats_key(&one, "inflight"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
}

TEST_F(session, reset)
{
	ASSERT_EQ(select_peer(self->peer, self->fd), 0);
	peer_do(self->peer, work_getppid, 10);
	ASSERT_EQ(session_tell(self->fd, "reset"), 0);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, { 0 });
	EXPECT_EQ(stats_key(&one, "generation"), 2);
	EXPECT_EQ(stats_key(&one, "epoch"), 1);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
	EXPECT_EQ(stats_key(&one, "entered"), 0);
	EXPECT_EQ(stats_key(&one, "exited"), 0);
	EXPECT_EQ(stats_key(&one, "inflight"), 0);

	/* The read that was entered before it belongs to neither side. */
	peer_do(self->peer, work_getppid, 4);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 4), ROW("write", 1, .bytes = 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 0);

	ASSERT_EQ(session_tell(self->fd, "reset\nstop\n"), 0);
	session_read(self->fd, &one);
	EXPECT_EQ(one.nr_rows, 0);
	EXPECT_EQ(stats_key(&one, "generation"), 3);
	EXPECT_EQ(stats_key(&one, "elapsed_ns"), 0);
}

TEST_F(session, stop_and_start_keep_the_numbers)
{
	uint64_t elapsed;

	ASSERT_EQ(select_peer(self->peer, self->fd), 0);
	peer_do(self->peer, work_getppid, 10);
	ASSERT_EQ(session_tell(self->fd, "stop"), 0);
	session_read(self->fd, &one);
	EXPECT_NE(strstr(one.text, "\n# state stopped\n"), NULL);
	EXPECT_ROWS(&one, ROW("getppid", 10), ROW("write", 1, .bytes = 1));
	elapsed = stats_key(&one, "elapsed_ns");
	/* The read that it is in. */
	EXPECT_EQ(stats_key(&one, "abandoned"), 1);
	EXPECT_EQ(stats_key(&one, "inflight"), 0);

	peer_do(self->peer, work_getppid, 1000);
	session_read(self->fd, &two);
	EXPECT_STREQ(two.text, one.text);
	/* Once more is no harm. */
	ASSERT_EQ(session_tell(self->fd, "stop"), 0);
	session_read(self->fd, &two);
	EXPECT_STREQ(two.text, one.text);

	ASSERT_EQ(session_tell(self->fd, "start"), 0);
	ASSERT_EQ(session_tell(self->fd, "start"), 0);
	peer_do(self->peer, work_getppid, 5);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 15), ROW("write", 2, .bytes = 2));
	EXPECT_EQ(stats_key(&one, "orphans"), 2);
	EXPECT_EQ(stats_key(&one, "abandoned"), 1);
	EXPECT_EQ(stats_key(&one, "generation"), 1);
	EXPECT_EQ(stats_key(&one, "epoch"), 2);
	EXPECT_GT(stats_key(&one, "elapsed_ns"), elapsed);
}

TEST_F(session, syscalls)
{
	ASSERT_EQ(session_tell(self->fd, "syscalls getppid\npid %d\nstart", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 100);
	peer_do(self->peer, work_errors, 10);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 100));
	EXPECT_EQ(stats_key(&one, "entered"), 100);
	EXPECT_EQ(stats_key(&one, "orphans"), 0);
	EXPECT_NE(strstr(one.text, "\n# syscalls getppid\n"), NULL);

	ASSERT_EQ(session_tell(self->fd, "syscalls %%desc,!read,!write"), 0);
	peer_do(self->peer, work_getppid, 100);
	peer_do(self->peer, work_errors, 10);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 100), ROW("dup", 10, .errors = 10));

	ASSERT_EQ(session_tell(self->fd, "syscalls all\nreset"), 0);
	peer_do(self->peer, work_getppid, 5);
	session_read(self->fd, &one);
	EXPECT_EQ(stats_cell(&one, "64", "getppid", CALLS), 5);
	EXPECT_EQ(stats_cell(&one, "64", "write", CALLS), 1);
	EXPECT_LEDGER(&one);
}

/* A session on the task that has it open, and on the calls by which it is used. */
TEST_F(session, on_oneself)
{
	ASSERT_EQ(session_tell(self->fd, "syscalls getppid,pread64,write\npid %d\nstart", getpid()),
		  0);
	work_getppid(7);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 7));
	/* The write that selected; and the pread that renders. */
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "inflight"), 1);

	session_read(self->fd, &two);
	EXPECT_ROWS(&two, ROW("getppid", 7), ROW("pread64", one.reads, .bytes = one.len));

	/* The write that resets is older than the new generation. */
	ASSERT_EQ(session_tell(self->fd, "reset"), 0);
	work_getppid(2);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 2));
	EXPECT_EQ(stats_key(&one, "orphans"), 0);
	EXPECT_EQ(stats_key(&one, "entered"), 3);
}

int main(int argc, char **argv)
{
	need_session();
	return test_harness_run(argc, argv);
}
