// SPDX-License-Identifier: GPL-2.0
/* Latency histograms of some calls, in ranges that are powers of two. */
#include <errno.h>
#include <stdlib.h>

#include "buckets.h"
#include "hist.h"

unsigned int hist_range(uint64_t ns)
{
	return 63 - (unsigned int)__builtin_clzll(ns | 1);
}

uint64_t hist_range_high(unsigned int range)
{
	return (2ULL << range) - 1;
}

/* What the view tells of a call, in coarser ranges. */
static void fill(struct hist_call *call, const struct buckets *buckets)
{
	static const unsigned int tail[HIST_QUANTILES] = {
		[HIST_P50] = 2,
		[HIST_P90] = 10,
		[HIST_P99] = 100,
	};
	const uint64_t min = buckets_min(buckets), max = buckets_max(buckets);

	call->n = buckets->n;
	for (unsigned int b = 0; b < SCS_BUCKETS; b++)
		call->count[hist_range(scs_bucket_low(b))] += buckets->count[b];
	for (size_t q = 0; q < HIST_QUANTILES; q++)
		call->quantile[q] = scs_quantile(buckets->count, buckets->n, tail[q], min, max);
}

/* The most frequent first. */
static int compare_frequency(const void *a, const void *b)
{
	const struct hist_call *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return snapshot_row_compare(x->row, y->row);
}

static int compare_place(const void *a, const void *b)
{
	const struct hist_call *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return compare_frequency(a, b);
}

int hist_build(struct hist *hist, const struct report *report, const struct selection *sel,
	       uint64_t top, struct errmsg *err)
{
	struct buckets buckets;
	size_t i, next;

	*hist = (struct hist){ .calls = calloc(report->nrows + 1, sizeof(*hist->calls)) };
	if (!hist->calls)
		return errmsg_set(err, -ENOMEM, "out of memory");
	for (i = 0; i < report->nrows; i = next) {
		const struct snapshot_row *row = report->rows[i];
		struct hist_call *call = &hist->calls[hist->ncalls];

		buckets = (struct buckets){ 0 };
		for (next = i; next < report->nrows; next++) {
			if (!snapshot_same_call(row, report->rows[next]))
				break;
			if (buckets_add(&buckets, report->rows[next]))
				return errmsg_set(err, -EINVAL, "line %u: a time in no known range",
						  report->rows[next]->line);
		}
		if (!buckets.n)
			continue;
		call->row = row;
		call->rank = select_rank(sel, row);
		fill(call, &buckets);
		hist->ncalls++;
	}
	qsort(hist->calls, hist->ncalls, sizeof(*hist->calls), compare_frequency);
	if (top && top < hist->ncalls)
		hist->ncalls = (size_t)top;
	qsort(hist->calls, hist->ncalls, sizeof(*hist->calls), compare_place);
	return 0;
}

static struct snapshot_value known(uint64_t value)
{
	return (struct snapshot_value){ .value = value, .known = true };
}

int hist_rows(const struct hist *hist, struct report *report, struct snapshot_row **rows)
{
	const size_t room = hist->ncalls * HIST_RANGES + 1;

	*report = (struct report){ .rows = calloc(room, sizeof(*report->rows)) };
	*rows = calloc(room, sizeof(**rows));
	if (!report->rows || !*rows)
		return -ENOMEM;
	for (size_t i = 0; i < hist->ncalls; i++) {
		const struct hist_call *call = &hist->calls[i];

		for (unsigned int range = 0; range < HIST_RANGES; range++) {
			struct snapshot_row *row = &(*rows)[report->nrows];

			if (!call->count[range])
				continue;
			*row = *call->row;
			row->number[SNAP_LE_NS] = known(hist_range_high(range));
			row->number[SNAP_COUNT] = known(call->count[range]);
			report->rows[report->nrows++] = row;
		}
	}
	return 0;
}

void hist_free(struct hist *hist)
{
	free(hist->calls);
	*hist = (struct hist){ 0 };
}
