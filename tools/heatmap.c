// SPDX-License-Identifier: GPL-2.0
/* How many calls took how long, interval by interval. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <syscallstat/bucket.h>

#include "buckets.h"
#include "heatmap.h"

#define NS_PER_S 1000000000ULL

unsigned int heatmap_range(uint64_t ns)
{
	unsigned int octave = 63 - (unsigned int)__builtin_clzll(ns | 1);

	return 2 * octave + (octave ? (unsigned int)(ns >> (octave - 1)) & 1 : 0);
}

uint64_t heatmap_range_high(unsigned int range)
{
	const unsigned int octave = range / 2;

	/* The first power of two has no halves. */
	if (range % 2 || !octave)
		return (2ULL << octave) - 1;
	return (3ULL << (octave - 1)) - 1;
}

int heatmap_init(struct heatmap *map, enum heatmap_full full, size_t capacity, bool from_files)
{
	*map = (struct heatmap){
		.full = full,
		.capacity = capacity,
		.from_files = from_files,
		.merging = 1,
		.intervals = calloc(capacity + 1, sizeof(*map->intervals)),
	};
	return map->intervals ? 0 : -ENOMEM;
}

static uint64_t get_ns(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * NS_PER_S + (uint64_t)time->tv_nsec;
}

void heatmap_begin(struct heatmap *map, const struct timespec *time, const struct snapshot *first)
{
	map->now_ns = map->from_files ? first->elapsed_ns.value : get_ns(time);
}

static void forget(struct heatmap_call *call, size_t interval)
{
	for (unsigned int range = 0; call->count[interval] && range < HEATMAP_RANGES; range++)
		call->n -= call->count[interval][range];
	free(call->count[interval]);
	call->count[interval] = NULL;
}

static void drop_oldest(struct heatmap *map)
{
	const size_t rest = --map->nintervals;

	memmove(map->intervals, map->intervals + 1, rest * sizeof(*map->intervals));
	for (size_t i = 0; i < map->ncalls; i++) {
		uint64_t **count = map->calls[i].count;

		forget(&map->calls[i], 0);
		memmove(count, count + 1, rest * sizeof(*count));
		count[rest] = NULL;
	}
	map->dropped++;
}

/* Takes the second over. */
static uint64_t *add_up(uint64_t *first, uint64_t *second)
{
	if (!first)
		return second;
	for (unsigned int range = 0; second && range < HEATMAP_RANGES; range++)
		first[range] += second[range];
	free(second);
	return first;
}

/*
 * What is wrong with one is wrong with both, and there are no figures then; but what was not
 * read is in the next one.
 */
static enum heatmap_state get_common(enum heatmap_state first, enum heatmap_state second)
{
	return second != HEATMAP_COUNTED || first == HEATMAP_UNREAD ? second : first;
}

/* Makes one interval of @from and the one behind it. */
static void merge_two(struct heatmap *map, size_t from, size_t to)
{
	struct heatmap_interval both = map->intervals[from + 1];

	both.merged += map->intervals[from].merged;
	both.state = get_common(map->intervals[from].state, both.state);
	map->intervals[to] = both;
	for (size_t i = 0; i < map->ncalls; i++) {
		struct heatmap_call *call = &map->calls[i];
		uint64_t *count = add_up(call->count[from], call->count[from + 1]);

		call->count[from] = NULL;
		call->count[from + 1] = NULL;
		call->count[to] = count;
		if (both.state != HEATMAP_COUNTED)
			forget(call, to);
	}
}

static void merge_all(struct heatmap *map)
{
	for (size_t i = 0; i < map->nintervals; i += 2)
		merge_two(map, i, i / 2);
	map->nintervals /= 2;
	map->merging *= 2;
}

/* The last interval but one may have room for the last. */
static void merge_last(struct heatmap *map)
{
	const size_t n = map->nintervals;

	if (n < 2 || map->intervals[n - 2].merged >= map->merging)
		return;
	merge_two(map, n - 2, n - 2);
	map->nintervals--;
}

static void append(struct heatmap *map, const struct heatmap_interval *interval)
{
	/* The last one may have room for it. */
	if (map->nintervals == map->capacity &&
	    map->intervals[map->nintervals - 1].merged >= map->merging) {
		if (map->full == HEATMAP_DROP)
			drop_oldest(map);
		else
			merge_all(map);
	}
	map->intervals[map->nintervals++] = *interval;
}

/* Returns NULL if there is no memory. */
static struct heatmap_call *find_call(struct heatmap *map, const struct snapshot_row *row)
{
	struct heatmap_call *call, *calls;

	for (size_t i = 0; i < map->ncalls; i++)
		if (snapshot_same_call(&map->calls[i].row, row))
			return &map->calls[i];
	calls = reallocarray(map->calls, map->ncalls + 1, sizeof(*calls));
	if (!calls)
		return NULL;
	map->calls = calls;
	call = &calls[map->ncalls];
	*call = (struct heatmap_call){
		.row = { .abi = row->abi ? strdup(row->abi) : NULL,
			 .name = row->name ? strdup(row->name) : NULL,
			 .has_nr = row->has_nr,
			 .nr = row->nr },
		.count = calloc(map->capacity + 1, sizeof(*call->count)),
	};
	/* What there is of it is freed with the map. */
	map->ncalls++;
	return call->count && !call->row.abi == !row->abi && !call->row.name == !row->name ? call :
											     NULL;
}

static int put(struct heatmap *map, const struct snapshot_row *row, const struct buckets *buckets,
	       const struct selection *sel)
{
	struct heatmap_call *call = find_call(map, row);
	uint64_t *count;

	if (!call)
		return -ENOMEM;
	count = calloc(HEATMAP_RANGES, sizeof(*count));
	if (!count)
		return -ENOMEM;
	for (unsigned int b = 0; b < SCS_BUCKETS; b++)
		count[heatmap_range(scs_bucket_low(b))] += buckets->count[b];
	call->count[map->nintervals - 1] = count;
	call->rank = sel ? select_rank(sel, row) : 0;
	call->n += buckets->n;
	return 0;
}

static int put_all(struct heatmap *map, const struct snapshot *histogram,
		   const struct selection *sel, struct errmsg *err)
{
	struct buckets buckets;
	int ret = 0;
	size_t next;

	for (size_t i = 0; !ret && i < histogram->nrows; i = next) {
		const struct snapshot_row *row = &histogram->rows[i];

		buckets = (struct buckets){ 0 };
		for (next = i; next < histogram->nrows; next++) {
			if (!snapshot_same_call(row, &histogram->rows[next]))
				break;
			if (buckets_add(&buckets, &histogram->rows[next]))
				return errmsg_set(err, -EINVAL, "line %u: a time in no known range",
						  histogram->rows[next].line);
		}
		if (buckets.n && (!sel || select_match(sel, row)))
			ret = put(map, row, &buckets, sel);
	}
	return ret ? errmsg_set(err, ret, "out of memory") : 0;
}

static bool same(const struct snapshot_value *a, const struct snapshot_value *b)
{
	return a->known == b->known && a->value == b->value;
}

static enum heatmap_state get_state(const struct snapshot *old, const struct snapshot *new)
{
	struct errmsg why;

	if (snapshot_was_reset(old, new, &why))
		return HEATMAP_RESET;
	if (old->stopped || new->stopped || !same(&old->epoch, &new->epoch))
		return HEATMAP_STOPPED;
	return HEATMAP_COUNTED;
}

static uint64_t get_last_end(const struct heatmap *map)
{
	return map->nintervals ? map->intervals[map->nintervals - 1].at_ns : 0;
}

/* The time that is counted begins anew with a reset, and a clock may be set back. */
static uint64_t get_end(struct heatmap *map, uint64_t now)
{
	uint64_t length = map->from_files ? now : 0;

	if (now >= map->now_ns)
		length = now - map->now_ns;
	map->now_ns = now;
	return get_last_end(map) + length;
}

/* On a grid that ends with this reading. */
static void append_unread(struct heatmap *map, const struct heatmap_interval *last, uint64_t unread)
{
	const uint64_t each = (last->at_ns - get_last_end(map)) / (unread + 1);

	/* Those that find no room are not worth a step each. */
	for (uint64_t i = unread > map->capacity ? unread - map->capacity : 0; i < unread; i++) {
		const uint64_t ago = each * (unread - i);
		struct heatmap_interval interval = *last;

		interval.state = HEATMAP_UNREAD;
		interval.time = last->time ? last->time - (double)ago / NS_PER_S : 0;
		interval.at_ns = last->at_ns - ago;
		append(map, &interval);
		merge_last(map);
	}
}

int heatmap_add(struct heatmap *map, const struct timespec *time, const struct snapshot *old,
		const struct snapshot *new, const struct selection *sel, uint64_t unread,
		struct errmsg *err)
{
	struct heatmap_interval interval = { .state = get_state(old, new), .merged = 1 };
	struct snapshot delta;
	int ret = 0;

	interval.at_ns = get_end(map, map->from_files ? new->elapsed_ns.value : get_ns(time));
	if (!map->from_files)
		interval.time = (double)get_ns(time) / NS_PER_S;
	append_unread(map, &interval, unread);
	append(map, &interval);
	if (interval.state == HEATMAP_COUNTED) {
		ret = snapshot_delta(&delta, old, new);
		if (ret)
			return errmsg_set(err, ret, "out of memory");
		ret = put_all(map, &delta, sel, err);
		snapshot_free(&delta);
	}
	merge_last(map);
	return ret;
}

uint64_t heatmap_length(const struct heatmap *map)
{
	uint64_t sum = 0, n = 0;

	/* What is a gap may be of any length. */
	for (size_t i = map->dropped ? 1 : 0; i < map->nintervals; i++) {
		if (map->intervals[i].state != HEATMAP_COUNTED)
			continue;
		sum += map->intervals[i].at_ns - (i ? map->intervals[i - 1].at_ns : 0);
		n++;
	}
	return n ? sum / n : 0;
}

/* The most frequent first. */
static int compare_frequency(const void *a, const void *b)
{
	const struct heatmap_call *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return snapshot_row_compare(&x->row, &y->row);
}

static int compare_place(const void *a, const void *b)
{
	const struct heatmap_call *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return compare_frequency(a, b);
}

size_t heatmap_order(struct heatmap *map, uint64_t top)
{
	size_t n;

	if (!map->ncalls)
		return 0;
	qsort(map->calls, map->ncalls, sizeof(*map->calls), compare_frequency);
	for (n = 0; n < map->ncalls && map->calls[n].n; n++)
		if (top && n == top)
			break;
	qsort(map->calls, n, sizeof(*map->calls), compare_place);
	return n;
}

uint64_t heatmap_cell(const struct heatmap_call *call, size_t interval, unsigned int first,
		      unsigned int n)
{
	uint64_t sum = 0;

	for (unsigned int i = first; i < first + n && i < HEATMAP_RANGES; i++)
		sum += call->count[interval] ? call->count[interval][i] : 0;
	return sum;
}

void heatmap_bounds(const struct heatmap *map, const struct heatmap_call *call, size_t from,
		    unsigned int *first, unsigned int *last)
{
	*first = HEATMAP_RANGES;
	*last = 0;
	for (size_t i = from; i < map->nintervals; i++) {
		for (unsigned int range = 0; range < HEATMAP_RANGES; range++) {
			if (!heatmap_cell(call, i, range, 1))
				continue;
			if (range < *first)
				*first = range;
			if (range > *last)
				*last = range;
		}
	}
}

uint64_t heatmap_most(const struct heatmap *map, const struct heatmap_call *call, size_t from,
		      unsigned int step)
{
	uint64_t most = 0;

	for (size_t i = from; i < map->nintervals; i++) {
		for (unsigned int range = 0; range < HEATMAP_RANGES; range += step) {
			const uint64_t count = heatmap_cell(call, i, range, step);

			if (count > most)
				most = count;
		}
	}
	return most;
}

unsigned int heatmap_level(uint64_t count, uint64_t most, unsigned int levels)
{
	unsigned int level;

	if (count >= most)
		return levels - 1;
	level = (unsigned int)(log((double)count) / log((double)most) * levels);
	return level < levels ? level : levels - 1;
}

const char *heatmap_state_name(enum heatmap_state state)
{
	static const char *const names[HEATMAP_STATES] = {
		[HEATMAP_COUNTED] = "counted",
		[HEATMAP_RESET] = "reset",
		[HEATMAP_STOPPED] = "stopped",
		[HEATMAP_UNREAD] = "unread",
	};

	return names[state];
}

void heatmap_free(struct heatmap *map)
{
	for (size_t i = 0; i < map->ncalls; i++) {
		struct heatmap_call *call = &map->calls[i];

		for (size_t j = 0; call->count && j <= map->capacity; j++)
			free(call->count[j]);
		free(call->count);
		free((char *)call->row.abi);
		free((char *)call->row.name);
	}
	free(map->calls);
	free(map->intervals);
	*map = (struct heatmap){ 0 };
}
