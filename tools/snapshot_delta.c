// SPDX-License-Identifier: GPL-2.0
/* What happened between two readings of a file of the module. */
#include <errno.h>
#include <stdlib.h>

#include "snapshot.h"

static bool went_back(const struct snapshot_value *before, const struct snapshot_value *after)
{
	return before->known && after->known && after->value < before->value;
}

bool snapshot_was_reset(const struct snapshot *old, const struct snapshot *new, struct errmsg *why)
{
	static const struct snapshot_row absent = {
		.number[0 ... SNAP_NUMBERS - 1] = { .value = 0, .known = true },
	};
	size_t i, n;

	if (old->generation.known && new->generation.known &&
	    old->generation.value != new->generation.value) {
		errmsg_set(why, 0, "generation %llu became %llu",
			   (unsigned long long)old->generation.value,
			   (unsigned long long)new->generation.value);
		return true;
	}
	if (went_back(&old->elapsed_ns, &new->elapsed_ns)) {
		errmsg_set(why, 0, "elapsed_ns went back");
		return true;
	}
	if (went_back(&old->missed, &new->missed)) {
		errmsg_set(why, 0, "missed went back");
		return true;
	}
	for (i = 0; i < old->nrows; i++) {
		const struct snapshot_row *was = &old->rows[i];
		const struct snapshot_row *is = snapshot_find(new, was);

		if (was->number[SNAP_TID].known)
			continue;
		/* A row may go with the call that was in flight, but only while it is all 0. */
		if (!is)
			is = &absent;
		for (n = 0; n < SNAP_NUMBERS; n++) {
			if (!snapshot_numbers[n].counter ||
			    !went_back(&was->number[n], &is->number[n]))
				continue;
			errmsg_set(why, 0, "%s of %s went back", snapshot_numbers[n].name,
				   was->name ? was->name : "a call");
			return true;
		}
	}
	return false;
}

/* An earlier thread of the same tid, or none. */
static bool is_another(const struct snapshot_row *was, const struct snapshot_row *is)
{
	return was && is->number[SNAP_TID].known &&
	       (went_back(&was->number[SNAP_CALLS], &is->number[SNAP_CALLS]) ||
		went_back(&was->number[SNAP_ERRORS], &is->number[SNAP_ERRORS]) ||
		went_back(&was->number[SNAP_TOTAL_NS], &is->number[SNAP_TOTAL_NS]));
}

static struct snapshot_value difference(const struct snapshot_value *old,
					const struct snapshot_value *new)
{
	if (!old->known || !new->known)
		return (struct snapshot_value){ 0 };
	return (struct snapshot_value){ .value = new->value - old->value, .known = true };
}

int snapshot_delta(struct snapshot *delta, const struct snapshot *old, const struct snapshot *new)
{
	size_t i, n;

	*delta = (struct snapshot){
		.stopped = new->stopped,
		.generation = new->generation,
		.elapsed_ns = difference(&old->elapsed_ns, &new->elapsed_ns),
		.missed = difference(&old->missed, &new->missed),
	};
	if (!new->nrows)
		return 0;
	delta->rows = calloc(new->nrows, sizeof(*delta->rows));
	if (!delta->rows)
		return -ENOMEM;

	for (i = 0; i < new->nrows; i++) {
		const struct snapshot_row *is = &new->rows[i];
		const struct snapshot_row *was = snapshot_find(old, is);
		struct snapshot_row *row = &delta->rows[delta->nrows];
		bool changed = false;

		if (is_another(was, is))
			was = NULL;
		*row = *is;
		for (n = 0; n < SNAP_NUMBERS; n++) {
			if (snapshot_numbers[n].identity)
				continue;
			if (!snapshot_numbers[n].counter)
				row->number[n] = (struct snapshot_value){ 0 };
			else if (was)
				row->number[n] = difference(&was->number[n], &is->number[n]);
			changed |= row->number[n].known && row->number[n].value;
		}
		delta->nrows += changed;
	}
	return 0;
}
