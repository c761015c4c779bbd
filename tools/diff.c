// SPDX-License-Identifier: GPL-2.0
/* Two readings side by side, call by call. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "diff.h"

static bool is_below(const struct snapshot_row *a, const struct snapshot_row *b,
		     enum snapshot_number n)
{
	return a->number[n].known && b->number[n].known && a->number[n].value < b->number[n].value;
}

bool diff_goes_on(const struct snapshot *old, const struct snapshot *new, struct errmsg *why)
{
	if (snapshot_was_reset(old, new, why))
		return false;
	if (!old->elapsed_ns.known || !new->elapsed_ns.known ||
	    old->elapsed_ns.value == new->elapsed_ns.value) {
		errmsg_set(why, 0, "elapsed_ns does not tell of time that passed");
		return false;
	}
	for (size_t i = 0; i < old->nrows; i++) {
		const struct snapshot_row *was = &old->rows[i];
		const struct snapshot_row *is = snapshot_find(new, was);

		if (!is || (!is_below(was, is, SNAP_MIN_NS) && !is_below(is, was, SNAP_MAX_NS)))
			continue;
		errmsg_set(why, 0, "%s of %s came closer",
			   is_below(was, is, SNAP_MIN_NS) ? "min_ns" : "max_ns",
			   was->name ? was->name : "a call");
		return false;
	}
	return true;
}

/* Of a call that was not made. */
static struct snapshot_row nothing(const struct snapshot_row *of)
{
	static const enum snapshot_number counters[] = {
		SNAP_CALLS, SNAP_ERRORS, SNAP_RESTARTS, SNAP_DENIED, SNAP_TOTAL_NS, SNAP_BYTES,
	};
	struct snapshot_row row = *of;

	for (size_t n = 0; n < SNAP_NUMBERS; n++)
		row.number[n] = (struct snapshot_value){ 0 };
	for (size_t i = 0; i < sizeof(counters) / sizeof(counters[0]); i++)
		row.number[counters[i]].known = true;
	return row;
}

/* One of the two may be NULL. */
static void add(struct diff *diff, const struct snapshot_row *old, const struct snapshot_row *new,
		const struct selection *sel)
{
	if (sel && !select_match(sel, old ? old : new))
		return;
	diff->rows[diff->nrows++] = (struct diff_row){
		.old = old ? *old : nothing(new),
		.new = new ? *new : nothing(old),
		.in_old = old,
		.in_new = new,
	};
}

static bool differ(const char *a, const char *b)
{
	return a && b && strcmp(a, b);
}

int diff_build(struct diff *diff, const struct snapshot *old, const struct snapshot *new,
	       const struct selection *sel, struct errmsg *err)
{
	size_t i = 0, j = 0;

	*diff = (struct diff){
		.rows = calloc(old->nrows + new->nrows + 1, sizeof(*diff->rows)),
		.old_ns = old->elapsed_ns,
		.new_ns = new->elapsed_ns,
	};
	if (!diff->rows)
		return errmsg_set(err, -ENOMEM, "out of memory");
	while (i < old->nrows || j < new->nrows) {
		const struct snapshot_row *was = i < old->nrows ? &old->rows[i] : NULL;
		const struct snapshot_row *is = j < new->nrows ? &new->rows[j] : NULL;
		const int order = !was ? 1 : !is ? -1 : snapshot_row_compare(was, is);

		if (!order && differ(was->name, is->name))
			return errmsg_set(err, -EINVAL,
					  "these are of different architectures: call %d of ABI "
					  "%s is %s in one and %s in the other",
					  was->nr, was->abi ? was->abi : "-", was->name, is->name);
		add(diff, order <= 0 ? was : NULL, order >= 0 ? is : NULL, sel);
		i += order <= 0;
		j += order >= 0;
	}
	return 0;
}

void diff_free(struct diff *diff)
{
	free(diff->rows);
	*diff = (struct diff){ 0 };
}
