// SPDX-License-Identifier: GPL-2.0
/* One reading of a file of the module: its rows, and what it says of itself. */
#include <stdlib.h>
#include <string.h>

#include "snapshot.h"

const struct snapshot_kind snapshot_numbers[SNAP_NUMBERS] = {
	[SNAP_CALLS] = { .name = "calls", .counter = true },
	[SNAP_ERRORS] = { .name = "errors", .counter = true },
	[SNAP_RESTARTS] = { .name = "restarts", .counter = true },
	[SNAP_DENIED] = { .name = "denied", .counter = true },
	[SNAP_TOTAL_NS] = { .name = "total_ns", .counter = true },
	[SNAP_MIN_NS] = { .name = "min_ns" },
	[SNAP_P50_NS] = { .name = "p50_ns" },
	[SNAP_P90_NS] = { .name = "p90_ns" },
	[SNAP_P99_NS] = { .name = "p99_ns" },
	[SNAP_P999_NS] = { .name = "p999_ns" },
	[SNAP_MAX_NS] = { .name = "max_ns" },
	[SNAP_BYTES] = { .name = "bytes", .counter = true },
	[SNAP_RUN_NS] = { .name = "run_ns", .counter = true },
	[SNAP_WAIT_NS] = { .name = "wait_ns", .counter = true },
	[SNAP_LE_NS] = { .name = "le_ns", .identity = true },
	[SNAP_COUNT] = { .name = "count", .counter = true },
	[SNAP_ERRNO] = { .name = "errno", .identity = true },
	[SNAP_TID] = { .name = "tid", .identity = true },
	[SNAP_TGID] = { .name = "tgid", .identity = true },
	[SNAP_AGE_NS] = { .name = "age_ns" },
	[SNAP_CPU] = { .name = "cpu", .identity = true },
};

void snapshot_free(struct snapshot *snap)
{
	free(snap->facts);
	free(snap->rows);
	free(snap->text);
	*snap = (struct snapshot){ 0 };
}

const char *snapshot_fact(const struct snapshot *snap, const char *key)
{
	size_t i;

	for (i = 0; i < snap->nfacts; i++)
		if (!strcmp(snap->facts[i].key, key))
			return snap->facts[i].value;
	return "";
}

static int compare_numbers(const struct snapshot_row *a, const struct snapshot_row *b,
			   enum snapshot_number n)
{
	const struct snapshot_value *x = &a->number[n], *y = &b->number[n];

	if (!x->known || !y->known)
		return x->known - y->known;
	return (x->value > y->value) - (x->value < y->value);
}

int snapshot_row_compare(const void *one, const void *other)
{
	const struct snapshot_row *a = one, *b = other;
	int ret;

	ret = compare_numbers(a, b, SNAP_TID);
	if (ret || a->number[SNAP_TID].known)
		return ret;
	ret = compare_numbers(a, b, SNAP_CPU);
	if (!ret)
		ret = strcmp(a->abi ? a->abi : "", b->abi ? b->abi : "");
	if (!ret)
		ret = (a->nr > b->nr) - (a->nr < b->nr);
	if (!ret)
		ret = compare_numbers(a, b, SNAP_LE_NS);
	return ret ? ret : compare_numbers(a, b, SNAP_ERRNO);
}

const struct snapshot_row *snapshot_find(const struct snapshot *snap, const struct snapshot_row *as)
{
	if (!snap->nrows)
		return NULL;
	return bsearch(as, snap->rows, snap->nrows, sizeof(*as), snapshot_row_compare);
}

bool snapshot_same_call(const struct snapshot_row *a, const struct snapshot_row *b)
{
	if (a->nr != b->nr)
		return false;
	return a->abi && b->abi ? !strcmp(a->abi, b->abi) : a->abi == b->abi;
}
