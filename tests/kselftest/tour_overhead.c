// SPDX-License-Identifier: GPL-2.0
/*
 * The loop with which one measures what a system call costs.
 */
#include "tour.h"

#define LOOPS 100000

/* Times that contradict each other. */
static int absurd(const struct row *row)
{
	const uint64_t *cells = row->cells;
	int n = 0;

	/* Those that do not return have no times. */
	if (cells[MAX_NS] == UNKNOWN)
		return cells[TOTAL_NS] != 0;
	for (int c = P50_NS; c <= MAX_NS; c++)
		n += cells[c] < cells[c - 1];
	n += cells[TOTAL_NS] < cells[CALLS] * cells[MIN_NS];
	n += cells[TOTAL_NS] > cells[CALLS] * cells[MAX_NS];
	n += cells[TOTAL_NS] < cells[MAX_NS];
	return n;
}

TEST(getpid_loop)
{
	pid_t pid = getpid();
	uint64_t ns, elapsed;

	NEED_WHOLE_CALLS();
	ASSERT_EQ(control("reset"), 0);
	tour_begin();
	EXPECT_EQ(stats_cell(&before, "64", "getpid", CALLS), 0);
	for (int i = 0; i < LOOPS; i++)
		if (syscall(SYS_getpid) != pid)
			break;
	EXPECT_ROWS(ROW("getpid", LOOPS));

	ns = stats_cell(&after, "64", "getpid", TOTAL_NS);
	elapsed = stats_key(&after, "elapsed_ns") - stats_key(&before, "elapsed_ns");
	EXPECT_EQ(stats_cell(&after, "64", "getpid", CALLS), LOOPS);
	EXPECT_GE(ns, LOOPS * stats_cell(&after, "64", "getpid", MIN_NS));
	EXPECT_LE(ns, LOOPS * stats_cell(&after, "64", "getpid", MAX_NS));
	EXPECT_GT(stats_cell(&after, "64", "getpid", P50_NS), 0);
	/* One thread cannot spend more time in calls than there was. */
	EXPECT_LT(ns, elapsed);
	for (unsigned int i = 0; i < after.nr_rows; i++) {
		EXPECT_EQ(absurd(&after.rows[i]), 0)
		{
			TH_LOG("row %s", after.rows[i].name);
		}
	}
}

/* The loop again, with a call that fails before it does anything. */
TEST(failing_loop)
{
	tour_begin();
	for (int i = 0; i < LOOPS; i++)
		if (syscall(SYS_close, -1) != -1)
			break;
	EXPECT_ROWS(ROW("close", LOOPS, .errors = LOOPS));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
