/* SPDX-License-Identifier: GPL-2.0 */
/* The histogram of one system call, from the rows of the view, and what it tells. */
#ifndef SYSCALLSTAT_BUCKETS_H
#define SYSCALLSTAT_BUCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <syscallstat/bucket.h>

#include "snapshot.h"

/**
 * struct buckets - how many calls took how long
 * @count: by scs_bucket()
 * @n: their sum
 */
struct buckets {
	__u64 count[SCS_BUCKETS];
	__u64 n;
};

/**
 * buckets_add() - add a row of the view
 * @buckets: where
 * @row: of a histogram
 *
 * Return: 0, or -EINVAL if its bound is not that of a bucket, its count is not known,
 * or the sum is too large; @buckets is then as before.
 */
int buckets_add(struct buckets *buckets, const struct snapshot_row *row);

/**
 * buckets_collect() - the histogram of a system call
 * @buckets: filled; empty if it has no rows
 * @histogram: the view, or the difference of two of them
 * @call: says which call, by ABI and number
 *
 * Return: 0, or -EINVAL as buckets_add().
 */
int buckets_collect(struct buckets *buckets, const struct snapshot *histogram,
		    const struct snapshot_row *call);

/**
 * buckets_min() - what the shortest call took at least
 * @buckets: not empty
 *
 * Return: the lower bound of the first bucket that has calls, in ns.
 */
uint64_t buckets_min(const struct buckets *buckets);

/**
 * buckets_max() - what the longest call took at most
 * @buckets: not empty
 *
 * Return: the upper bound of the last bucket that has calls, in ns.
 */
uint64_t buckets_max(const struct buckets *buckets);

/**
 * buckets_fill_span() - the extremes and quantiles of a span of time
 * @delta: of the statistics by call; rows get what the histogram tells about them
 * @new: the later of the two readings that it is of
 * @histogram: the difference of the histograms of the same two readings
 *
 * Quantiles are by the rule of the module. Extremes are bounds of buckets, but not
 * outside those since the reset. Rows of which nothing can be said stay as they are.
 */
void buckets_fill_span(struct snapshot *delta, const struct snapshot *new,
		       const struct snapshot *histogram);

#endif /* SYSCALLSTAT_BUCKETS_H */
