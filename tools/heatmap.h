/* SPDX-License-Identifier: GPL-2.0 */
/* How many calls took how long, interval by interval. */
#ifndef SYSCALLSTAT_HEATMAP_H
#define SYSCALLSTAT_HEATMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "errmsg.h"
#include "select.h"
#include "snapshot.h"

/* Halves of powers of two. */
#define HEATMAP_RANGES 126

enum heatmap_state {
	HEATMAP_COUNTED,
	HEATMAP_RESET, /* the counters began anew in it */
	HEATMAP_STOPPED, /* not all of it was counted, or not in one way */
	HEATMAP_UNREAD, /* the tool was late: what happened is in the next one */
	HEATMAP_STATES,
};

/**
 * struct heatmap_interval - a column
 * @state: whether there are figures
 * @time: of the reading that ends it, in seconds since the epoch; 0 if nobody knows
 * @at_ns: its end, since the first reading
 * @merged: intervals that it stands for
 */
struct heatmap_interval {
	enum heatmap_state state;
	double time;
	uint64_t at_ns;
	unsigned int merged;
};

/**
 * struct heatmap_call - the figures of a call
 * @row: says which
 * @rank: of its entry in the list that selects it
 * @n: all that was counted in the intervals that there are, not 0
 * @count: of each interval, by heatmap_range(); NULL if there were no calls in it
 */
struct heatmap_call {
	struct snapshot_row row;
	size_t rank;
	uint64_t n;
	uint64_t **count;
};

/* What happens when there is no room for an interval. */
enum heatmap_full {
	HEATMAP_DROP, /* the oldest falls out */
	HEATMAP_MERGE, /* each two become one */
};

/**
 * struct heatmap - the figures of a series of intervals
 * @full: what happens when there are @capacity of them
 * @capacity: how many there can be, an even number
 * @from_files: readings of long ago: their time is not known
 * @now_ns: when the last reading was: by the clock, or of files by the time that was counted
 * @merging: how many intervals make one
 * @dropped: how many fell out
 * @intervals: in the order of time
 * @nintervals: how many
 * @calls: in no order, before heatmap_order()
 * @ncalls: how many
 */
struct heatmap {
	enum heatmap_full full;
	size_t capacity;
	bool from_files;
	uint64_t now_ns;
	unsigned int merging;
	uint64_t dropped;
	struct heatmap_interval *intervals;
	size_t nintervals;
	struct heatmap_call *calls;
	size_t ncalls;
};

/**
 * heatmap_range() - the range that a time is in
 * @ns: up to SCS_NS_MAX
 *
 * Return: an index below HEATMAP_RANGES; those of a power of two are 2n and 2n + 1.
 */
unsigned int heatmap_range(uint64_t ns);

/**
 * heatmap_range_high() - the upper bound of a range
 * @range: its index
 *
 * Return: ns.
 */
uint64_t heatmap_range_high(unsigned int range);

/**
 * heatmap_init() - begin a map
 * @map: filled; released with heatmap_free()
 * @full: what happens when it is
 * @capacity: of intervals, an even number
 * @from_files: as in struct heatmap
 *
 * Return: 0 or -ENOMEM.
 */
int heatmap_init(struct heatmap *map, enum heatmap_full full, size_t capacity, bool from_files);

/**
 * heatmap_begin() - take note of when the first interval begins
 * @map: without intervals
 * @time: when the histogram was read
 * @first: the histogram
 */
void heatmap_begin(struct heatmap *map, const struct timespec *time, const struct snapshot *first);

/**
 * heatmap_add() - add an interval
 * @map: that was begun
 * @time: when @new was read
 * @old: the histogram that it begins with
 * @new: the one that it ends with
 * @sel: which calls, NULL for all
 * @unread: intervals before this one that ended without a reading
 * @err: says what is wrong
 *
 * Return: 0, -EINVAL if a time is in no bucket of this version, -ENOMEM.
 */
int heatmap_add(struct heatmap *map, const struct timespec *time, const struct snapshot *old,
		const struct snapshot *new, const struct selection *sel, uint64_t unread,
		struct errmsg *err);

/**
 * heatmap_length() - how long an interval is, on average
 * @map: of which
 *
 * Return: ns; 0 if nobody knows.
 */
uint64_t heatmap_length(const struct heatmap *map);

/**
 * heatmap_order() - put the calls in the order in which they were named
 * @map: whose
 * @top: how many at most, those with most calls; 0 for all
 *
 * Return: how many calls there are to show.
 */
size_t heatmap_order(struct heatmap *map, uint64_t top);

/**
 * heatmap_bounds() - the ranges that have calls
 * @map: of which
 * @call: one of its calls
 * @from: the first interval that counts
 * @first: the first range; above @last if there are no calls
 * @last: the last range
 */
void heatmap_bounds(const struct heatmap *map, const struct heatmap_call *call, size_t from,
		    unsigned int *first, unsigned int *last);

/**
 * heatmap_cell() - the calls of some ranges in an interval
 * @call: of which
 * @interval: its index
 * @first: the first range
 * @n: how many ranges; those that do not exist have no calls
 */
uint64_t heatmap_cell(const struct heatmap_call *call, size_t interval, unsigned int first,
		      unsigned int n);

/**
 * heatmap_most() - the fullest cell
 * @map: of which
 * @call: one of its calls
 * @from: the first interval that counts
 * @step: how many ranges make a cell; the first one is a multiple of it
 */
uint64_t heatmap_most(const struct heatmap *map, const struct heatmap_call *call, size_t from,
		      unsigned int step);

/**
 * heatmap_level() - the shade of a cell
 * @count: of its calls, not 0
 * @most: of the fullest cell
 * @levels: how many shades there are
 *
 * Return: 0 to @levels - 1. Each is for counts that are greater by the same factor; the
 * fullest cell has the last one, and a cell with one call among others the first.
 */
unsigned int heatmap_level(uint64_t count, uint64_t most, unsigned int levels);

/**
 * heatmap_state_name() - a word for a state
 * @state: which
 */
const char *heatmap_state_name(enum heatmap_state state);

/**
 * heatmap_free() - release what a map holds
 * @map: left empty
 */
void heatmap_free(struct heatmap *map);

#endif /* SYSCALLSTAT_HEATMAP_H */
