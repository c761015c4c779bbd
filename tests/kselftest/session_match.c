// SPDX-License-Identifier: GPL-2.0
/*
 * Who is selected by what it is, for as long as it is that: uid and comm. A
 * call counts if its thread was selected when it entered, wherever it ends.
 */
#include "kselftest_harness.h"
#include "session.h"

static struct stats one;

#define ORDER sizeof(struct order)

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

/* As root it may go back; nothing but the one call. */
static void work_become(long uid)
{
	syscall(SYS_setresuid, uid, uid, 0);
}

static void work_become_effectively(long uid)
{
	syscall(SYS_setresuid, -1, uid, -1);
}

static void work_set_fs_uid(long uid)
{
	syscall(SYS_setfsuid, uid);
}

/* Nobody else is that. */
#define UID 4242

TEST_F(session, uid)
{
	ASSERT_EQ(session_tell(self->fd, "uid %d\nstart", UID), 0);
	peer_do(self->peer, work_getppid, 1000);
	peer_do(self->peer, work_become_effectively, UID);
	peer_do(self->peer, work_getppid, 1000);
	peer_do(self->peer, work_become_effectively, 0);
	peer_do(self->peer, work_set_fs_uid, UID);
	peer_do(self->peer, work_getppid, 1000);
	session_read(self->fd, &one);
	EXPECT_EQ(one.nr_rows, 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
	EXPECT_EQ(stats_key(&one, "orphans"), 0);

	/* The call by which it came is none of its own, that by which it goes is. */
	peer_do(self->peer, work_become, UID);
	session_read(self->fd, &one);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
	EXPECT_EQ(stats_key(&one, "inflight"), 1);
	peer_do(self->peer, work_getppid, 5);
	peer_do(self->peer, work_become, 0);
	peer_do(self->peer, work_getppid, 1000);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("write", 2, .bytes = 2), ROW("read", 2, .bytes = 2 * ORDER),
		    ROW("getppid", 5), ROW("setresuid", 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "inflight"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);

	/* It may come back. */
	peer_do(self->peer, work_become, UID);
	peer_do(self->peer, work_getppid, 1);
	EXPECT_CALLS(self->fd, &one, "getppid", 6);
	EXPECT_EQ(stats_key(&one, "orphans"), 2);
}

static void work_set_uid(long uid)
{
	syscall(SYS_setuid, uid);
}

TEST_F(session, uid_for_good)
{
	ASSERT_EQ(session_tell(self->fd, "uid %d\nuid %d\nstart", UID, UID + 1), 0);
	peer_do(self->peer, work_getppid, 1000);
	peer_do(self->peer, work_set_uid, UID);
	peer_do(self->peer, work_getppid, 5);
	/* It is not allowed to be another, and has not become it. */
	peer_do(self->peer, work_set_uid, UID + 1);
	peer_do(self->peer, work_set_uid, 0);
	peer_do(self->peer, work_getppid, 5);
	EXPECT_EQ(peer_end(self->peer), 0);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("write", 5, .bytes = 5), ROW("read", 5, .bytes = 5 * ORDER),
		    ROW("getppid", 10), ROW("setuid", 2, .errors = 2), ROW("exit_group", 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
}

TEST_F(session, uid_of_who_is_there_and_of_who_is_born)
{
	peer_do(self->peer, work_become, UID);
	ASSERT_EQ(session_tell(self->fd, "uid %d\nstart", UID), 0);
	session_read(self->fd, &one);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
	peer_do(self->peer, work_getppid, 5);
	peer_do(self->peer, work_child, 7);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("write", 2, .bytes = 2), ROW("read", 1, .bytes = ORDER),
		    ROW("getppid", 12), ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "children"), stats_children(&one, 1));
	EXPECT_EQ(stats_key(&one, "selected"), 1);
}

/* Who is selected by number as well stays, and so does who is followed. */
TEST_F(session, uid_does_not_matter_to_pid_and_follow)
{
	struct peer *child = peer_new();

	ASSERT_EQ(session_tell(self->fd, "uid %d\npid %d\nfollow\nstart", UID, self->peer->tid), 0);
	peer_do(self->peer, work_start_child, (long)child);
	peer_ready(child);
	peer_do(child, work_become, UID);
	peer_do(child, work_getppid, 10);
	peer_do(child, work_become, 0);
	peer_do(child, work_getppid, 100);
	peer_do(self->peer, work_become, UID);
	peer_do(self->peer, work_become, 0);
	peer_do(self->peer, work_getppid, 1000);
	EXPECT_CALLS(self->fd, &one, "getppid", 1110);
	EXPECT_EQ(stats_key(&one, "selected"), 2);
	/* They were never selected anew. */
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	peer_kill(child);
}

static const char *const names[] = { "other", "scs red", "fifteen bytes x", "scs" };

enum {
	OTHER,
	RED,
	LONG,
	SHORT
};

static void work_rename(long name)
{
	syscall(SYS_prctl, PR_SET_NAME, names[name], 0, 0, 0);
}

TEST_F(session, comm_by_prctl)
{
	ASSERT_EQ(session_tell(self->fd, "comm %s\ncomm %s\nstart", names[RED], names[LONG]), 0);
	peer_do(self->peer, work_getppid, 1000);
	peer_do(self->peer, work_rename, SHORT);
	peer_do(self->peer, work_getppid, 1000);
	session_read(self->fd, &one);
	EXPECT_EQ(one.nr_rows, 0);

	peer_do(self->peer, work_rename, RED);
	peer_do(self->peer, work_getppid, 6);
	peer_do(self->peer, work_rename, OTHER);
	peer_do(self->peer, work_getppid, 1000);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("write", 2, .bytes = 2), ROW("read", 2, .bytes = 2 * ORDER),
		    ROW("getppid", 6), ROW("prctl", 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "inflight"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);

	/* From one name that is selected to another it does not leave. */
	peer_do(self->peer, work_rename, LONG);
	peer_do(self->peer, work_rename, RED);
	peer_do(self->peer, work_getppid, 1);
	session_read(self->fd, &one);
	EXPECT_EQ(stats_cell(&one, "64", "getppid", CALLS), 7);
	EXPECT_EQ(stats_cell(&one, "64", "prctl", CALLS), 2);
	EXPECT_EQ(stats_key(&one, "orphans"), 2);
	EXPECT_LEDGER(&one);
}

/* What another thread of the process can do; nobody else may. */
static void work_rename_leader(long name)
{
	int fd = open("/proc/self/comm", O_WRONLY);

	if (write(fd, names[name], strlen(names[name])) < 0)
		perror("/proc/self/comm");
	close(fd);
}

/* Both ways while it is asleep in a call: that counts by whose it was when it began. */
TEST_F(session, comm_by_another)
{
	struct peer *thread = peer_new();

	peer_do(self->peer, work_start_thread, (long)thread);
	peer_ready(thread);
	ASSERT_EQ(session_tell(self->fd, "comm %s\nstart", names[RED]), 0);
	peer_do(thread, work_rename_leader, RED);
	session_read(self->fd, &one);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
	EXPECT_EQ(stats_key(&one, "inflight"), 0);
	peer_do(self->peer, work_getppid, 6);
	peer_do(thread, work_rename_leader, OTHER);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("write", 1, .bytes = 1), ROW("getppid", 6));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
	EXPECT_EQ(stats_key(&one, "inflight"), 1);

	peer_do(self->peer, work_getppid, 1000);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("write", 1, .bytes = 1), ROW("getppid", 6),
		    ROW("read", 1, .bytes = ORDER));
	EXPECT_EQ(stats_key(&one, "inflight"), 0);
}

static void work_execute(long unused)
{
	static char *const target[] = { "./target64", NULL };

	syscall(SYS_execve, target[0], target, NULL);
}

TEST_F(session, comm_by_execve)
{
	pid_t pid = self->peer->tid;

	ASSERT_EQ(session_tell(self->fd, "comm target64\nstart"), 0);
	peer_order(self->peer, work_execute, 0);
	EXPECT_EQ(child_wait(pid), 0);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 7), ROW("exit_group", 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "selected"), 0);

	/* And out of it. */
	self->peer = peer_start();
	pid = self->peer->tid;
	peer_do(self->peer, work_rename, RED);
	close(self->fd);
	self->fd = session_new();
	ASSERT_EQ(session_tell(self->fd, "comm %s\nstart", names[RED]), 0);
	peer_do(self->peer, work_getppid, 3);
	peer_order(self->peer, work_execute, 0);
	EXPECT_EQ(child_wait(pid), 0);
	self->peer->tid = 0;
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("write", 1, .bytes = 1), ROW("read", 1, .bytes = ORDER),
		    ROW("getppid", 3), ROW("execve", 1));
	EXPECT_EQ(stats_key(&one, "selected"), 0);
}

/* A name is that of one thread. */
TEST_F(session, comm_of_a_thread)
{
	struct peer *thread = peer_new();

	peer_do(self->peer, work_start_thread, (long)thread);
	peer_ready(thread);
	ASSERT_EQ(session_tell(self->fd, "comm %s\nstart", names[RED]), 0);
	peer_do(thread, work_rename, RED);
	peer_do(self->peer, work_getppid, 1000);
	peer_do(thread, work_getppid, 8);
	EXPECT_CALLS(self->fd, &one, "getppid", 8);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
}

int main(int argc, char **argv)
{
	need_session();
	return test_harness_run(argc, argv);
}
