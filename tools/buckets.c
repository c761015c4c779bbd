// SPDX-License-Identifier: GPL-2.0
/* The histogram of one system call, from the rows of the view, and what it tells. */
#include <errno.h>

#include "buckets.h"

int buckets_add(struct buckets *buckets, const struct snapshot_row *row)
{
	const struct snapshot_value *le = &row->number[SNAP_LE_NS];
	const struct snapshot_value *count = &row->number[SNAP_COUNT];
	unsigned int bucket;
	__u64 sum;

	if (!le->known || le->value > SCS_NS_MAX || !count->known)
		return -EINVAL;
	bucket = (unsigned int)scs_bucket(le->value);
	if (scs_bucket_high(bucket) != le->value ||
	    __builtin_add_overflow(buckets->n, count->value, &sum))
		return -EINVAL;
	buckets->n = sum;
	buckets->count[bucket] += count->value;
	return 0;
}

/* The first row that does not come before @as, which may be none. */
static size_t find_first(const struct snapshot *snap, const struct snapshot_row *as)
{
	size_t low = 0, high = snap->nrows;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (snapshot_row_compare(&snap->rows[mid], as) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

int buckets_collect(struct buckets *buckets, const struct snapshot *histogram,
		    const struct snapshot_row *call)
{
	/* What is not known comes first. */
	const struct snapshot_row first = { .abi = call->abi, .nr = call->nr };
	int ret = 0;

	*buckets = (struct buckets){ 0 };
	for (size_t i = find_first(histogram, &first); !ret && i < histogram->nrows; i++) {
		const struct snapshot_row *row = &histogram->rows[i];

		if (!snapshot_same_call(row, call))
			break;
		ret = buckets_add(buckets, row);
	}
	return ret;
}

uint64_t buckets_min(const struct buckets *buckets)
{
	unsigned int i = 0;

	while (i < SCS_BUCKETS - 1 && !buckets->count[i])
		i++;
	return scs_bucket_low(i);
}

uint64_t buckets_max(const struct buckets *buckets)
{
	unsigned int i = SCS_BUCKETS - 1;

	while (i && !buckets->count[i])
		i--;
	return scs_bucket_high(i);
}

static struct snapshot_value known(uint64_t value)
{
	return (struct snapshot_value){ .value = value, .known = true };
}

/* @all has the extremes since the reset. */
static void fill(struct snapshot_row *row, const struct buckets *b, const struct snapshot_row *all)
{
	static const struct {
		enum snapshot_number number;
		unsigned int tail;
	} quantiles[] = {
		{ SNAP_P50_NS, 2 },
		{ SNAP_P90_NS, 10 },
		{ SNAP_P99_NS, 100 },
		{ SNAP_P999_NS, 1000 },
	};
	const struct snapshot_value *least = &all->number[SNAP_MIN_NS];
	const struct snapshot_value *most = &all->number[SNAP_MAX_NS];
	uint64_t min = buckets_min(b), max = buckets_max(b);

	/* The two texts are of two moments: a bucket may be beyond what the other one knows. */
	if (least->known && min < least->value && least->value <= max)
		min = least->value;
	if (most->known && max > most->value && most->value >= min)
		max = most->value;
	row->number[SNAP_MIN_NS] = known(min);
	row->number[SNAP_MAX_NS] = known(max);
	for (size_t i = 0; i < sizeof(quantiles) / sizeof(quantiles[0]); i++)
		row->number[quantiles[i].number] =
			known(scs_quantile(b->count, b->n, quantiles[i].tail, min, max));
}

void buckets_fill_span(struct snapshot *delta, const struct snapshot *new,
		       const struct snapshot *histogram)
{
	struct buckets buckets;

	for (size_t i = 0; i < delta->nrows; i++) {
		struct snapshot_row *row = &delta->rows[i];

		if (buckets_collect(&buckets, histogram, row) || !buckets.n)
			continue;
		fill(row, &buckets, snapshot_find(new, row));
	}
}
