// SPDX-License-Identifier: GPL-2.0
/*
 * Hooks that come, go or begin anew in the middle of calls.
 */
#include "kselftest_harness.h"
#include "child.h"
#include "stats.h"

static struct stats before, after;

static void on_signal(int signo)
{
}

/* Asleep in pause until a signal comes, then so many getppid. */
static void pause_once(void *calls)
{
	signal(SIGUSR1, on_signal);
	call_pause();
	for (long i = (long)calls; i; i--)
		syscall(SYS_getppid);
}

#define SLEEPERS 10
static pid_t sleepers[SLEEPERS];

static void sleepers_start(long calls)
{
	for (int i = 0; i < SLEEPERS; i++)
		sleepers[i] = child_start(pause_once, (void *)calls);
	for (int i = 0; i < SLEEPERS; i++)
		child_wait_until_in(sleepers[i], NR_PAUSE, 1);
}

static void sleepers_end(void)
{
	for (int i = 0; i < SLEEPERS; i++)
		kill(sleepers[i], SIGUSR1);
	for (int i = 0; i < SLEEPERS; i++)
		child_wait(sleepers[i]);
}

TEST(calls_open_at_stop_and_start)
{
	NEED_WHOLE_CALLS();
	ASSERT_EQ(control("start\nreset"), 0);
	sleepers_start(5);
	stats_read_quiet(&before);
	EXPECT_EQ(stats_cell(&before, "64", "pause", CALLS), 0);

	/* All that is in flight is abandoned: the opening for a write now, not for a read. */
	ASSERT_EQ(control("stop"), 0);
	stats_read(&after);
	EXPECT_EQ(stats_key(&after, "abandoned"), stats_key(&before, "inflight"));
	EXPECT_EQ(stats_key(&after, "inflight"), 0);
	EXPECT_LEDGER(&after);

	/* Those calls are orphans now, each once; so is the write that started. */
	ASSERT_EQ(control("start"), 0);
	sleepers_end();
	stats_read_quiet(&after);
	EXPECT_EQ(stats_key(&after, "orphans"), stats_if_refusals(&after, SLEEPERS + 1));
	EXPECT_EQ(stats_cell(&after, "64", "pause", CALLS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "pause", RESTARTS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "pause", TOTAL_NS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 5 * SLEEPERS);
	EXPECT_EQ(stats_key(&after, "denied"), 0);
	EXPECT_LEDGER(&after);
}

TEST(calls_that_end_while_stopped)
{
	NEED_WHOLE_CALLS();
	ASSERT_EQ(control("start\nreset"), 0);
	sleepers_start(1000);
	ASSERT_EQ(control("stop"), 0);
	sleepers_end();
	ASSERT_EQ(control("start"), 0);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_cell(&after, "64", "pause", CALLS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 0);
	EXPECT_EQ(stats_key(&after, "orphans"), stats_if_refusals(&after, 1));
	EXPECT_LEDGER(&after);
}

TEST(calls_that_span_a_reset)
{
	NEED_WHOLE_CALLS();
	/* What prints our results must not enter a call between the reset and the reading. */
	stats_settle();
	sleepers_start(7);
	ASSERT_EQ(control("reset"), 0);
	stats_read_quiet(&before);
	/* Neither the sleepers nor anyone else who was in a call then. */
	EXPECT_EQ(stats_key(&before, "inflight"), 1);
	sleepers_end();
	stats_read_quiet(&after);
	EXPECT_EQ(stats_cell(&after, "64", "pause", CALLS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "pause", RESTARTS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 7 * SLEEPERS);
	EXPECT_EQ(stats_key(&after, "orphans"), 0);
	EXPECT_EQ(stats_key(&after, "denied"), 0);
	EXPECT_EQ(stats_key(&after, "abandoned"), 0);
	EXPECT_LEDGER(&after);
}

/* An orphan is a call of before the hooks; a reset makes it one of an earlier generation. */
TEST(orphans_of_before_a_reset)
{
	NEED_WHOLE_CALLS();
	ASSERT_EQ(control("stop"), 0);
	sleepers_start(3);
	ASSERT_EQ(control("start\nreset"), 0);
	sleepers_end();
	stats_read_quiet(&after);
	EXPECT_EQ(stats_key(&after, "orphans"), 0);
	EXPECT_EQ(stats_cell(&after, "64", "pause", CALLS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 3 * SLEEPERS);
	EXPECT_LEDGER(&after);
}

/* What is in flight can be seen there, and has its row before it ends. */
TEST(calls_in_flight)
{
	NEED_WHOLE_CALLS();
	ASSERT_EQ(control("start\nreset"), 0);
	stats_begin(&before);
	sleepers_start(0);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_key(&after, "inflight") - stats_key(&before, "inflight"), SLEEPERS);
	EXPECT_NE(strstr(after.text, " " PAUSE " "), NULL);
	EXPECT_EQ(stats_cell(&after, "64", "pause", CALLS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "pause", MAX_NS), UNKNOWN);
	sleepers_end();
	stats_read_quiet(&after);
	EXPECT_EQ(stats_key(&after, "inflight"), stats_key(&before, "inflight"));
	EXPECT_EQ(stats_cell(&after, "64", "pause", RESTARTS), SLEEPERS);
}

/* A time of a call is its own, never from a call of before. */
TEST(no_false_time)
{
	NEED_WHOLE_CALLS();
	ASSERT_EQ(control("start"), 0);
	sleepers_start(0);
	usleep(300000);
	ASSERT_EQ(control("stop"), 0);
	ASSERT_EQ(control("reset\nstart"), 0);
	sleepers_end();
	for (int i = 0; i < 1000; i++)
		syscall(SYS_getppid);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 1000);
	EXPECT_LT(stats_cell(&after, "64", "getppid", MAX_NS), 250000000);
	EXPECT_EQ(stats_cell(&after, "64", "pause", CALLS), 0);
	EXPECT_EQ(stats_key(&after, "clock_back"), 0);
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
