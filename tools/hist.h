/* SPDX-License-Identifier: GPL-2.0 */
/* Latency histograms of some calls, in ranges that are powers of two. */
#ifndef SYSCALLSTAT_HIST_H
#define SYSCALLSTAT_HIST_H

#include <stddef.h>
#include <stdint.h>

#include "errmsg.h"
#include "report.h"
#include "select.h"
#include "snapshot.h"

/* 0 and 1 ns, up to 3, up to 7, ... */
#define HIST_RANGES 63

enum hist_quantile {
	HIST_P50,
	HIST_P90,
	HIST_P99,
	HIST_QUANTILES,
};

/**
 * struct hist_call - the histogram of a call
 * @row: says which; belongs to the snapshot
 * @rank: of its entry in the list that selects it
 * @count: by hist_range()
 * @n: their sum, not 0
 * @quantile: by enum, in ns
 */
struct hist_call {
	const struct snapshot_row *row;
	size_t rank;
	uint64_t count[HIST_RANGES];
	uint64_t n;
	uint64_t quantile[HIST_QUANTILES];
};

/**
 * struct hist - histograms side by side
 * @calls: in the order in which the calls were named, those of one name by frequency
 * @ncalls: how many
 */
struct hist {
	struct hist_call *calls;
	size_t ncalls;
};

/**
 * hist_range() - the range that a time is in
 * @ns: up to SCS_NS_MAX
 *
 * Return: an index below HIST_RANGES.
 */
unsigned int hist_range(uint64_t ns);

/**
 * hist_range_high() - the upper bound of a range
 * @range: its index
 *
 * Return: ns.
 */
uint64_t hist_range_high(unsigned int range);

/**
 * hist_build() - the histograms of the calls of a report
 * @hist: filled; must not outlive @report's snapshot; released with hist_free()
 * @report: of the view, with the rows of a call one after another
 * @sel: says in which order
 * @top: how many calls at most, the most frequent ones; 0 for all
 * @err: says what is wrong
 *
 * Return: 0, -EINVAL if a time is in no bucket of this version, -ENOMEM.
 */
int hist_build(struct hist *hist, const struct report *report, const struct selection *sel,
	       uint64_t top, struct errmsg *err);

/**
 * hist_rows() - the ranges as rows, like those of the view
 * @hist: what of
 * @report: filled; must not outlive @hist's snapshot; released with report_free()
 * @rows: what it points to; the caller frees it
 *
 * Return: 0 or -ENOMEM.
 */
int hist_rows(const struct hist *hist, struct report *report, struct snapshot_row **rows);

/**
 * hist_free() - release what histograms hold
 * @hist: left empty
 */
void hist_free(struct hist *hist);

#endif /* SYSCALLSTAT_HIST_H */
