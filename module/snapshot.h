/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The statistics at one moment: the keys that all views have, and the rows of the
 * table of /proc/syscallstat.
 */
#ifndef SCS_SNAPSHOT_H
#define SCS_SNAPSHOT_H

#include <linux/types.h>

#include "names.h"
#include "stats.h"
#include "table.h"

struct scs_hook;
struct scs_text;

/* The columns behind abi, nr and name; the last two only if calls are split. */
#define SCS_STATS_COLUMNS 14

/**
 * struct scs_source - what a text is about
 * @stats: the statistics, of the system or of a session
 * @hook: what sees the calls
 * @memory: what that takes, in bytes
 * @missed: what it has missed, beyond what is in @stats
 * @syscalls: the list of calls that are counted, as written
 * @account_wait: whether their time is split into running and waiting
 * @is_session: whether it is about a session
 */
struct scs_source {
	const struct scs_stats *stats;
	const struct scs_hook *hook;
	size_t memory;
	u64 missed;
	const char *syscalls;
	bool account_wait;
	bool is_session;
};

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
 * @source: what it is about
 * @threads: sums of the live threads
 * @facts: sums of the CPUs
 * @calls: sum of the column
 * @inflight: calls in flight, by row
 * @sum: the row being added up
 * @nr_lines: how many
 * @lines: the rows that have something to show
 */
struct scs_snapshot {
	struct scs_source source;
	struct scs_slots_sum threads;
	u64 facts[SCS_FACTS];
	u64 calls;
	u32 inflight[SCS_ROWS];
	struct scs_sum sum;
	unsigned int nr_lines;
	struct scs_line lines[SCS_ROWS];
};

void scs_snapshot_take(struct scs_snapshot *snap);
void scs_snapshot_keys(struct scs_text *text, const struct scs_snapshot *snap);

#endif /* SCS_SNAPSHOT_H */
