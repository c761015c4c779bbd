// SPDX-License-Identifier: GPL-2.0
/*
 * Sessions disturb neither one another nor the system-wide table, and it not them,
 * whatever the control file is told. Leaves the system-wide state as it was found.
 */
#include "kselftest_harness.h"
#include "session.h"

static struct stats before, after, one, two;

FIXTURE(state)
{
	struct peer *peers[2];
	int fds[2];
	char setting[8192];
};

FIXTURE_SETUP(state)
{
	const char *setting = getenv("SYSCALLSTAT_CONTROL");

	snprintf(self->setting, sizeof(self->setting), "%s",
		 setting ? setting : "start\nhook auto\nsyscalls all\n");
	for (int i = 0; i < 2; i++) {
		self->peers[i] = peer_start();
		self->fds[i] = session_new();
	}
}

FIXTURE_TEARDOWN(state)
{
	EXPECT_EQ(control(self->setting), 0);
	EXPECT_EQ(control("reset"), 0);
	for (int i = 0; i < 2; i++)
		peer_kill(self->peers[i]);
}

static int select_only(int fd, const struct peer *peer)
{
	return session_tell(fd, "pid %d\nstart\n", peer->tid);
}

TEST_F(state, each_sees_its_own)
{
	for (int i = 0; i < 2; i++)
		ASSERT_EQ(select_only(self->fds[i], self->peers[i]), 0);
	peer_do(self->peers[0], work_getppid, 100);
	peer_do(self->peers[1], work_errors, 20);
	session_read(self->fds[0], &one);
	session_read(self->fds[1], &two);
	EXPECT_ROWS(&one, ROW("getppid", 100), ROW("write", 1, .bytes = 1));
	EXPECT_ROWS(&two, ROW("dup", 20, .errors = 20), ROW("write", 1, .bytes = 1));
	EXPECT_EQ(stats_key(&one, "selected"), 1);
	EXPECT_EQ(stats_key(&two, "selected"), 1);

	/* What one is told, the other does not hear. */
	ASSERT_EQ(session_tell(self->fds[0], "reset\nsyscalls dup\nstop"), 0);
	session_read(self->fds[1], &after);
	EXPECT_ROWS(&after, ROW("dup", 20, .errors = 20), ROW("write", 1, .bytes = 1));
	EXPECT_EQ(stats_key(&after, "generation"), 1);
	EXPECT_NE(strstr(after.text, "\n# state running\n"), NULL);
	close(self->fds[0]);
	peer_do(self->peers[0], work_getppid, 100);
	peer_do(self->peers[1], work_getppid, 3);
	session_read(self->fds[1], &two);
	EXPECT_ROWS(&two, ROW("dup", 20, .errors = 20), ROW("getppid", 3),
		    ROW("write", 2, .bytes = 2), ROW("read", 1, .bytes = sizeof(struct order)));
}

TEST_F(state, one_process_counts_fully_in_both)
{
	ASSERT_EQ(select_only(self->fds[0], self->peers[0]), 0);
	peer_do(self->peers[0], work_getppid, 50);
	/* In the middle of a call that began when the first session had it. */
	ASSERT_EQ(select_only(self->fds[1], self->peers[0]), 0);
	peer_do(self->peers[0], work_getppid, 7);
	session_read(self->fds[0], &one);
	session_read(self->fds[1], &two);
	EXPECT_ROWS(&one, ROW("getppid", 57), ROW("write", 2, .bytes = 2),
		    ROW("read", 1, .bytes = sizeof(struct order)));
	EXPECT_ROWS(&two, ROW("getppid", 7), ROW("write", 1, .bytes = 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&two, "orphans"), 1);

	/* A reset in the middle of a call is that of one session. */
	ASSERT_EQ(session_tell(self->fds[0], "reset"), 0);
	peer_do(self->peers[0], work_getppid, 2);
	session_read(self->fds[0], &one);
	session_read(self->fds[1], &two);
	EXPECT_ROWS(&one, ROW("getppid", 2), ROW("write", 1, .bytes = 1));
	EXPECT_ROWS(&two, ROW("getppid", 9), ROW("write", 2, .bytes = 2),
		    ROW("read", 1, .bytes = sizeof(struct order)));

	/* And so is an end. */
	close(self->fds[0]);
	peer_do(self->peers[0], work_getppid, 1);
	EXPECT_EQ(peer_end(self->peers[0]), 0);
	session_read(self->fds[1], &two);
	EXPECT_ROWS(&two, ROW("getppid", 10), ROW("write", 3, .bytes = 3),
		    ROW("read", 3, .bytes = 3 * sizeof(struct order)), ROW("exit_group", 1));
}

/* Every call that is made to use sessions is known, and that is all there is. */
TEST_F(state, the_whole_table_is_as_without)
{
	const uint64_t order = sizeof(struct order);
	struct peer *peer = self->peers[0];
	char select[64];
	uint64_t len;
	int fds[3];

	NEED_WHOLE_CALLS();
	len = snprintf(select, sizeof(select), "pid %d\nfollow\nstart\n", peer->tid);
	stats_begin(&before);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++) {
		fds[i] = session_open();
		session_write(fds[i], select, len);
	}
	peer_order(peer, work_getppid, 1000);
	peer_done(peer);
	peer_order(peer, work_errors, 7);
	peer_done(peer);
	session_write(fds[0], "pid 0", 5);
	peer_order(peer, work_child, 50);
	peer_done(peer);
	peer_end(peer);
	session_read(fds[0], &one);
	session_write(fds[1], "reset", 5);
	session_read(fds[1], &two);
	for (size_t i = 0; i < ARRAY_SIZE(fds); i++)
		close(fds[i]);
	stats_read(&after);
	{
		const struct expected expected[] = {
			ROW("openat", 3),
			/* Commands, one of them wrong; orders; what the peer says. */
			ROW("write", 3 + 2 + 4 + 3, .errors = 1,
			    .bytes = 3 * len + 5 + 4 * order + 3),
			ROW("read", 3 + 4, .bytes = 3 + 4 * order),
			ROW("pread64", one.reads + two.reads, .bytes = one.len + two.len),
			ROW("close", 3),
			ROW("fork", 1),
			ROW("wait4", 2),
			ROW("exit_group", 2),
			ROW("getppid", 1050),
			ROW("dup", 7, .errors = 7),
		};

		EXPECT_EQ(stats_compare(&before, &after, expected, ARRAY_SIZE(expected)), 0);
	}
	EXPECT_EQ(stats_key(&after, "orphans"), stats_key(&before, "orphans"));
	EXPECT_EQ(stats_key(&after, "abandoned"), stats_key(&before, "abandoned"));
	EXPECT_EQ(stats_key(&after, "epoch"), stats_key(&before, "epoch"));
	EXPECT_EQ(stats_key(&after, "generation"), stats_key(&before, "generation"));
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
	EXPECT_ROWS(&one, ROW("getppid", 1050), ROW("dup", 7, .errors = 7), ROW("fork", 1),
		    ROW("wait4", 1), ROW("exit_group", 2), ROW("write", 3, .bytes = 3),
		    ROW("read", 3, .bytes = 3 * order));
	EXPECT_EQ(two.nr_rows, 0);
	EXPECT_EQ(stats_key(&two, "entered"), 0);
}

/* The same peer, while the control file is told this: the session goes on counting. */
static void count_while(struct __test_metadata *_metadata, const struct peer *peer, int fd,
			const char *told)
{
	uint64_t calls, generation, epoch;

	session_read(fd, &one);
	calls = stats_cell(&one, "64", "getppid", CALLS);
	generation = stats_key(&one, "generation");
	epoch = stats_key(&one, "epoch");
	peer_do(peer, work_getppid, 5);
	ASSERT_EQ(control(told), 0)
	{
		TH_LOG("control: %s", told);
	}
	peer_do(peer, work_getppid, 300);
	peer_do(peer, work_errors, 1);
	session_read(fd, &two);
	EXPECT_EQ(stats_cell(&two, "64", "getppid", CALLS), calls + 305)
	{
		TH_LOG("control: %s", told);
	}
	EXPECT_EQ(stats_cell(&two, "64", "dup", ERRORS), stats_cell(&one, "64", "dup", ERRORS) + 1);
	EXPECT_EQ(stats_cell(&two, "64", "write", CALLS),
		  stats_cell(&one, "64", "write", CALLS) + 3);
	EXPECT_EQ(stats_key(&two, "orphans"), 1);
	EXPECT_EQ(stats_key(&two, "abandoned"), 0);
	EXPECT_EQ(stats_key(&two, "inflight"), 1);
	EXPECT_EQ(stats_key(&two, "generation"), generation);
	EXPECT_EQ(stats_key(&two, "epoch"), epoch);
	EXPECT_TRUE(stats_hook_is(&two, "tracepoint"));
	EXPECT_LEDGER(&two);
}

TEST_F(state, whatever_the_control_file_is_told)
{
	static const char *const told[] = {
		"stop",
		"stop\nreset",
		"start",
		"reset",
		"start",
		"syscalls sync\nreset",
		"syscalls !getppid",
		"syscalls all\nreset",
	};

	ASSERT_EQ(select_only(self->fds[0], self->peers[0]), 0);
	peer_do(self->peers[0], work_nothing, 0);
	for (size_t i = 0; i < ARRAY_SIZE(told); i++)
		count_while(_metadata, self->peers[0], self->fds[0], told[i]);
}

TEST_F(state, whatever_the_hook)
{
	static const char *const told[] = {
		"start\nhook kprobe\nsyscalls 64:getppid",
		"stop",
		"start\nhook ftrace\nsyscalls 64:getppid",
		"reset",
		"hook tracepoint",
		"hook kprobe\nsyscalls 64:dup",
		"hook tracepoint\nsyscalls all\nreset",
	};

	if (control("start\nhook kprobe\nsyscalls 64:getppid") ||
	    control("hook ftrace\nsyscalls 64:getppid"))
		SKIP(return, "this kernel is without other hooks");
	ASSERT_EQ(select_only(self->fds[0], self->peers[0]), 0);
	peer_do(self->peers[0], work_nothing, 0);
	for (size_t i = 0; i < ARRAY_SIZE(told); i++)
		count_while(_metadata, self->peers[0], self->fds[0], told[i]);
}

/* What is not counted system-wide is counted in the session, and the other way round. */
TEST_F(state, selections_of_their_own)
{
	ASSERT_EQ(session_tell(self->fds[0], "syscalls getppid\npid %d\nstart",
			       self->peers[0]->tid),
		  0);
	ASSERT_EQ(control("start\nsyscalls 64:dup\nreset"), 0);
	peer_do(self->peers[0], work_getppid, 100);
	peer_do(self->peers[0], work_errors, 10);
	session_read(self->fds[0], &one);
	stats_read(&after);
	EXPECT_ROWS(&one, ROW("getppid", 100));
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "dup", CALLS), 10);

	/* Stopped, it counts nothing though there are sessions. */
	ASSERT_EQ(control("syscalls all\nstop\nreset"), 0);
	peer_do(self->peers[0], work_getppid, 100);
	stats_read(&after);
	EXPECT_EQ(after.nr_rows, 0);
	EXPECT_EQ(stats_key(&after, "entered"), 0);
	EXPECT_EQ(stats_key(&after, "inflight"), 0);
	EXPECT_CALLS(self->fds[0], &one, "getppid", 200);
}

TEST_F(state, times_are_not_split)
{
	if (control("start\naccount wait on"))
		SKIP(return, "this kernel or hook does not split times");
	ASSERT_EQ(select_only(self->fds[0], self->peers[0]), 0);
	peer_do(self->peers[0], work_getppid, 100);
	session_read(self->fds[0], &one);
	EXPECT_EQ(control("account wait off"), 0);
	EXPECT_ROWS(&one, ROW("getppid", 100), ROW("write", 1, .bytes = 1));
	EXPECT_EQ(strstr(one.text, " run_ns"), NULL);
	EXPECT_EQ(strstr(one.text, " wait_ns"), NULL);
}

int main(int argc, char **argv)
{
	need_session();
	return test_harness_run(argc, argv);
}
