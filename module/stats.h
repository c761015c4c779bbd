/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The statistics of each call, and the keys: what /proc/syscallstat shows.
 */
#ifndef SCS_STATS_H
#define SCS_STATS_H

#include <linux/types.h>

#include "names.h"
#include "table.h"
#include "thread.h"

struct scs_text;

/* The columns behind abi, nr and name; the last two only if calls are split. */
#define SCS_STATS_COLUMNS 14

/**
 * struct scs_line - a row that has something to show
 * @row: which one
 * @cells: its numbers, in the order of the columns
 */
struct scs_line {
	u16 row;
	u64 cells[SCS_STATS_COLUMNS];
};

/**
 * struct scs_snapshot - what one reading shows
 * @thread: sums of the live threads
 * @facts: sums of the CPUs
 * @calls: sum of the column
 * @inflight: calls in flight, by row
 * @sum: the row being added up
 * @nr_lines: how many
 * @lines: the rows that have something to show
 */
struct scs_snapshot {
	struct scs_thread_sum thread;
	u64 facts[SCS_FACTS];
	u64 calls;
	u32 inflight[SCS_ROWS];
	struct scs_sum sum;
	unsigned int nr_lines;
	struct scs_line lines[SCS_ROWS];
};

void scs_stats_take(struct scs_snapshot *snap);
void scs_stats_keys(struct scs_text *text, const struct scs_snapshot *snap);

#endif /* SCS_STATS_H */
