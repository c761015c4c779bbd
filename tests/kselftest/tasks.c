// SPDX-License-Identifier: GPL-2.0
/*
 * The views tasks and inflight: what each thread has called, and which calls are
 * being executed.
 */
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

#include "kselftest_harness.h"
#include "child.h"
#include "stats.h"
#include "view.h"

static struct stats before, after;
static struct view view, other;

/* The row of a thread, or -1. */
static int row_of(const struct view *v, pid_t tid)
{
	for (unsigned int i = 0; i < v->nr_rows; i++)
		if (view_number(v, i, "tid") == (uint64_t)tid)
			return i;
	return -1;
}

struct work {
	long calls;
	long errors;
	const char *name; /* to be given to the task, one more call */
};

static void work_and_pause(void *arg)
{
	const struct work *work = arg;

	if (work->name)
		syscall(SYS_prctl, PR_SET_NAME, work->name, 0, 0, 0);
	for (long i = 0; i < work->calls; i++)
		syscall(SYS_getppid);
	for (long i = 0; i < work->errors; i++)
		syscall(SYS_dup, -1);
	for (;;)
		call_pause();
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	child_wait(pid);
}

TEST(known_calls)
{
	static const struct work works[] = {
		{ 100, 0, NULL },
		{ 0, 30, NULL },
		{ 2000, 500, NULL },
	};
	pid_t pids[ARRAY_SIZE(works)];

	NEED_WHOLE_CALLS();
	for (unsigned int i = 0; i < ARRAY_SIZE(works); i++) {
		pids[i] = child_start(work_and_pause, (void *)&works[i]);
		child_wait_until_in(pids[i], NR_PAUSE, 1);
	}
	view_read(&view, "tasks");
	for (unsigned int i = 0; i < ARRAY_SIZE(works); i++) {
		int row = row_of(&view, pids[i]);

		ASSERT_GE(row, 0);
		EXPECT_EQ(view_number(&view, row, "tgid"), pids[i]);
		EXPECT_EQ(view_number(&view, row, "calls"), works[i].calls + works[i].errors);
		EXPECT_EQ(view_number(&view, row, "errors"), works[i].errors);
		EXPECT_GT(view_number(&view, row, "total_ns"), 0);
		EXPECT_TRUE(view_is_call(&view, row, "64", PAUSE));
	}
	/* Ourselves, in the openat that renders. */
	ASSERT_GE(row_of(&view, getpid()), 0);
	EXPECT_TRUE(view_is_call(&view, row_of(&view, getpid()), "64", "openat"));
	for (unsigned int i = 0; i < ARRAY_SIZE(works); i++)
		end(pids[i]);

	view_read(&other, "tasks");
	for (unsigned int i = 0; i < ARRAY_SIZE(works); i++)
		EXPECT_EQ(row_of(&other, pids[i]), -1);
	/* And the pause of each, which a signal ended. */
	EXPECT_EQ(view_key(&other, "ended_calls") - view_key(&view, "ended_calls"),
		  100 + 30 + 2500 + 3);
	EXPECT_EQ(view_key(&other, "ended_errors") - view_key(&view, "ended_errors"), 530);
	EXPECT_GT(view_key(&other, "ended_total_ns"), view_key(&view, "ended_total_ns"));
}

TEST(names_are_one_word)
{
	static const struct work odd = { 0, 0, "a b\\c\n\xff" }, none = { 0, 0, "" };
	pid_t pids[2];

	NEED_WHOLE_CALLS();
	pids[0] = child_start(work_and_pause, (void *)&odd);
	pids[1] = child_start(work_and_pause, (void *)&none);
	child_wait_until_in(pids[0], NR_PAUSE, 1);
	child_wait_until_in(pids[1], NR_PAUSE, 1);
	view_read(&view, "tasks");
	ASSERT_GE(row_of(&view, pids[0]), 0);
	ASSERT_GE(row_of(&view, pids[1]), 0);
	EXPECT_STREQ(view_cell(&view, row_of(&view, pids[0]), "comm"), "a\\040b\\134c\\012\\377");
	EXPECT_STREQ(view_cell(&view, row_of(&view, pids[1]), "comm"), "-");
	end(pids[0]);
	end(pids[1]);
}

/* In one file all sums are of one moment. */
TEST(adds_up)
{
	NEED_WHOLE_CALLS();
	stats_begin(&before);
	view_read(&view, "tasks");
	stats_read(&after);
	EXPECT_EQ(view_sum(&view, "calls") + view_key(&view, "ended_calls"),
		  view_key(&view, "exited") - view_key(&view, "children") -
			  view_key(&view, "orphans") - view_key(&view, "denied") +
			  view_key(&view, "noreturn"));
	EXPECT_EQ(view_sum(&view, "errors") + view_key(&view, "ended_errors"),
		  stats_sum(&after, ERRORS));
	EXPECT_GE(view_sum(&view, "total_ns") + view_key(&view, "ended_total_ns"),
		  stats_sum(&before, TOTAL_NS));
	EXPECT_LE(view_sum(&view, "total_ns") + view_key(&view, "ended_total_ns"),
		  stats_sum(&after, TOTAL_NS));
}

TEST(adds_up_after_stop_and_start)
{
	uint64_t calls;

	NEED_WHOLE_CALLS();
	ASSERT_EQ(control("stop"), 0);
	stats_read(&before);
	view_read(&view, "tasks");
	EXPECT_EQ(view.nr_rows, 0);
	calls = stats_sum(&before, CALLS);
	EXPECT_EQ(view_key(&view, "ended_calls"), calls);
	EXPECT_EQ(view_key(&view, "ended_errors"), stats_sum(&before, ERRORS));
	EXPECT_EQ(view_key(&view, "ended_total_ns"), stats_sum(&before, TOTAL_NS));
	ASSERT_EQ(control("start"), 0);
	stats_read(&before);
	view_read(&view, "tasks");
	EXPECT_EQ(view_sum(&view, "calls") + view_key(&view, "ended_calls"),
		  view_key(&view, "exited") - view_key(&view, "children") -
			  view_key(&view, "orphans") - view_key(&view, "denied") +
			  view_key(&view, "noreturn"));
}

/* Calls that block, each in a way of its own. */
static int blocked_pipe[2];

static void block_in(void *arg)
{
	static const struct timespec long_time = { .tv_sec = 1000 };
	int word = 0;
	char byte;

	switch ((long)arg % 5) {
	case 0:
		call_pause();
		break;
	case 1:
		syscall(SYS_read, blocked_pipe[0], &byte, 1);
		break;
	case 2:
		syscall(SYS_futex, &word, 0 /* FUTEX_WAIT */, 0, NULL, NULL, 0);
		break;
	case 3:
		syscall(SYS_nanosleep, &long_time, NULL);
		break;
	case 4:
		/* pause, in the 32-bit table */
		if (HAVE_OTHER_TABLES)
			call_32(29);
		else
			call_pause();
		break;
	}
}

static const struct {
	const char *abi;
	const char *name;
	long nr;
} blocked[] = {
	{ "64", PAUSE, NR_PAUSE },    { "64", "read", SYS_read },
	{ "64", "futex", SYS_futex }, { "64", "nanosleep", SYS_nanosleep },
#if HAVE_OTHER_TABLES
	{ "32", "pause", 29 },
#else
	{ "64", PAUSE, NR_PAUSE },
#endif
};

#define BLOCKED 100

TEST(hundred_blocked_tasks)
{
	uint64_t born[BLOCKED], seen[BLOCKED], now, age, last = UNKNOWN;
	pid_t pids[BLOCKED];
	int row;

	NEED_WHOLE_CALLS();
	ASSERT_EQ(pipe(blocked_pipe), 0);
	for (long i = 0; i < BLOCKED; i++) {
		born[i] = now_ns();
		pids[i] = child_start(block_in, (void *)i);
		ASSERT_GT(pids[i], 0);
		child_wait_until_in(pids[i], blocked[i % 5].nr, 1);
		seen[i] = now_ns();
	}
	now = now_ns();
	view_read(&view, "inflight");
	for (unsigned int i = 0; i < view.nr_rows; i++) {
		age = view_number(&view, i, "age_ns");
		EXPECT_LE(age, last);
		last = age;
	}
	for (int i = 0; i < BLOCKED; i++) {
		row = row_of(&view, pids[i]);
		ASSERT_GE(row, 0);
		EXPECT_TRUE(view_is_call(&view, row, blocked[i % 5].abi, blocked[i % 5].name));
		EXPECT_EQ(view_number(&view, row, "tgid"), pids[i]);
		age = view_number(&view, row, "age_ns");
		EXPECT_GE(age, now - seen[i]);
		EXPECT_LE(age, now_ns() - born[i]);
		/* Oldest first. */
		if (i)
			EXPECT_GT(row, row_of(&view, pids[i - 1]));
	}
	EXPECT_EQ(view_key(&view, "inflight"), view.nr_rows);
	/* Ourselves, last. */
	row = row_of(&view, getpid());
	EXPECT_EQ(row, (int)view.nr_rows - 1);
	EXPECT_TRUE(view_is_call(&view, row, "64", "openat"));

	/* What was entered before a reset counts no more, but is still to be found. */
	ASSERT_EQ(control("reset"), 0);
	view_read(&view, "inflight");
	EXPECT_LE(view_key(&view, "inflight"), view.nr_rows - BLOCKED);
	for (int i = 0; i < BLOCKED; i++) {
		row = row_of(&view, pids[i]);
		ASSERT_GE(row, 0);
		EXPECT_TRUE(view_is_call(&view, row, blocked[i % 5].abi, blocked[i % 5].name));
		end(pids[i]);
	}
	view_read(&view, "inflight");
	for (int i = 0; i < BLOCKED; i++)
		EXPECT_EQ(row_of(&view, pids[i]), -1);
	close(blocked_pipe[0]);
	close(blocked_pipe[1]);
}

/* Threads that begin and end calls all the time, while they are looked at. */
static void call_without_end(void *stop)
{
	while (!*(volatile int *)stop) {
		syscall(SYS_getppid);
		syscall(SYS_dup, -1);
		relax();
	}
}

TEST(no_false_age)
{
	int *stop = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t begin = now_ns();
	unsigned int found = 0;
	pid_t pids[3];

	NEED_WHOLE_CALLS();
	for (unsigned int i = 0; i < ARRAY_SIZE(pids); i++)
		pids[i] = child_start(call_without_end, stop);
	/* Fewer where a reading takes a second, as it does beside them with lockdep. */
	for (int i = 0; i < 200 && (i < 30 || now_ns() - begin < 20000000000ULL); i++) {
		view_read(&view, "inflight");
		for (unsigned int p = 0; p < ARRAY_SIZE(pids); p++) {
			int row = row_of(&view, pids[p]);

			if (row < 0)
				continue;
			found++;
			EXPECT_TRUE(view_is_call(&view, row, "64", "getppid") ||
				    view_is_call(&view, row, "64", "dup"));
			EXPECT_LE(view_number(&view, row, "age_ns"), now_ns() - begin);
		}
	}
	*stop = 1;
	for (unsigned int i = 0; i < ARRAY_SIZE(pids); i++)
		EXPECT_EQ(child_wait(pids[i]), 0);
	EXPECT_GT(found, 0);
	munmap(stop, 4096);
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
