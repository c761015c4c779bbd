// SPDX-License-Identifier: GPL-2.0
/*
 * Threads that end: of their own accord, in calls that never return, or in the
 * middle of a call that somebody else's signal cuts short.
 */
#include <sys/resource.h>

#include "kselftest_harness.h"
#include "child.h"
#include "stats.h"

static struct stats before, after;

#define THREADS 100

/* Threads that sleep in pause. */
static void *sleep_forever(void *arg)
{
	for (;;)
		call_pause();
	return NULL;
}

static void sleep_in_threads(void *arg)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 64 * 1024);
	for (int i = 1; i < THREADS; i++)
		if (pthread_create(&thread, &attr, sleep_forever, NULL))
			syscall(SYS_exit_group, 98);
	sleep_forever(NULL);
}

static void check_death(struct __test_metadata *_metadata, pid_t pid, int signal)
{
	child_wait_until_in(pid, NR_PAUSE, THREADS);
	stats_begin(&before);
	ASSERT_EQ(kill(pid, signal), 0);
	EXPECT_EQ(child_wait(pid) & 0x7f, signal);
	stats_read_quiet(&after);
	/* Each leaves its call, with a restart code that no one acts on. */
	EXPECT_EQ(stats_diff(&before, &after, "64", "pause", CALLS), THREADS);
	EXPECT_EQ(stats_diff(&before, &after, "64", "pause", RESTARTS), THREADS);
	EXPECT_EQ(stats_diff(&before, &after, "64", "pause", ERRORS), 0);
	EXPECT_EQ(stats_diff(&before, &after, "64", "exit_group", CALLS), 0);
	EXPECT_EQ(stats_key(&after, "noreturn"), stats_key(&before, "noreturn"));
	EXPECT_EQ(stats_key(&after, "abandoned"), stats_key(&before, "abandoned"));
	EXPECT_EQ(stats_key(&before, "inflight") - stats_key(&after, "inflight"), THREADS);
	EXPECT_LEDGER(&after);
}

TEST(process_killed_with_a_hundred_sleeping_threads)
{
	NEED_WHOLE_CALLS();
	check_death(_metadata, child_start(sleep_in_threads, NULL), SIGKILL);
}

static void sleep_and_dump(void *arg)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };

	setrlimit(RLIMIT_CORE, &unlimited);
	sleep_in_threads(arg);
}

TEST(core_dump_with_a_hundred_sleeping_threads)
{
	NEED_WHOLE_CALLS();
	check_death(_metadata, child_start(sleep_and_dump, NULL), SIGQUIT);
}

static void *exit_at_once(void *arg)
{
	syscall(SYS_exit, 0);
	return NULL;
}

static void exit_threads(void *arg)
{
	pthread_t thread;

	for (int i = 0; i < 50; i++)
		if (!pthread_create(&thread, NULL, exit_at_once, NULL))
			pthread_join(thread, NULL);
}

TEST(exit_of_threads_and_process)
{
	NEED_WHOLE_CALLS();
	stats_begin(&before);
	ASSERT_EQ(child_run(exit_threads, NULL), 0);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "exit", CALLS), 50);
	EXPECT_EQ(stats_diff(&before, &after, "64", "exit_group", CALLS), 1);
	EXPECT_EQ(stats_key(&after, "noreturn") - stats_key(&before, "noreturn"), 51);
	/* The fork's and the threads'; their parents' calls are in their rows. */
	EXPECT_EQ(stats_key(&after, "children") - stats_key(&before, "children"),
		  stats_children(&after, 51));
#ifdef SYS_fork
	EXPECT_EQ(stats_diff(&before, &after, "64", "fork", CALLS), 1);
	EXPECT_EQ(stats_diff(&before, &after, "64", "clone3", CALLS), 50);
#else
	/* Debian 12's C library makes threads by clone there, later ones by clone3. */
	EXPECT_EQ(stats_diff(&before, &after, "64", "clone", CALLS) +
			  stats_diff(&before, &after, "64", "clone3", CALLS),
		  51);
#endif
	EXPECT_EQ(stats_cell(&after, "64", "exit", MAX_NS), UNKNOWN);
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
