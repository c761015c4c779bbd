/* SPDX-License-Identifier: GPL-2.0 */
/* The histogram of one call, in as many lines as there are. */
#ifndef SYSCALLSTAT_TOP_BARS_H
#define SYSCALLSTAT_TOP_BARS_H

#include <stddef.h>
#include <stdint.h>

#include "snapshot.h"

/* One for each power of two. */
#define TOP_BARS_MAX 64

/**
 * struct top_bars - a histogram
 * @le_ns: the longest time of each range, nanoseconds
 * @count: the calls in it
 * @n: how many ranges
 * @total: all calls
 * @most: of one range
 */
struct top_bars {
	uint64_t le_ns[TOP_BARS_MAX];
	uint64_t count[TOP_BARS_MAX];
	size_t n;
	uint64_t total;
	uint64_t most;
};

/**
 * top_bars_build() - fold the ranges of one call
 * @bars: filled; each is one or more powers of two wide
 * @histogram: of all calls
 * @of: a row with the @abi and the @name of the call
 * @lines: that there are; at least 1
 */
void top_bars_build(struct top_bars *bars, const struct snapshot *histogram,
		    const struct snapshot_row *of, size_t lines);

#endif /* SYSCALLSTAT_TOP_BARS_H */
