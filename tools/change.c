// SPDX-License-Identifier: GPL-2.0
/* What happened between two readings, with all that the views tell of it. */
#include "buckets.h"
#include "change.h"

/* Of two histograms, if they are of one generation. Returns 0 or a negative errno. */
static int add_histogram(struct reading *change, const struct reading *old,
			 const struct reading *new)
{
	struct errmsg why;
	int ret;

	if (!old->has_histogram || !new->has_histogram ||
	    snapshot_was_reset(&old->histogram, &new->histogram, &why))
		return 0;
	ret = snapshot_delta(&change->histogram, &old->histogram, &new->histogram);
	change->has_histogram = !ret;
	if (!ret)
		buckets_fill_span(&change->shown, &new->shown, &change->histogram);
	return ret;
}

/* Failed calls by error, if both know of them. Returns 0 or a negative errno. */
static int add_errnos(struct reading *change, const struct reading *old, const struct reading *new)
{
	struct errmsg why;
	int ret;

	if (!old->has_errnos || !new->has_errnos ||
	    snapshot_was_reset(&old->errnos, &new->errnos, &why))
		return 0;
	ret = snapshot_delta(&change->errnos, &old->errnos, &new->errnos);
	change->has_errnos = !ret;
	return ret;
}

int change_build(struct reading *change, const struct reading *old, const struct reading *new)
{
	int ret;

	*change = (struct reading){ .time = new->time, .has_shown = true };
	ret = snapshot_delta(&change->shown, &old->shown, &new->shown);
	if (!ret)
		ret = add_histogram(change, old, new);
	if (!ret)
		ret = add_errnos(change, old, new);
	return ret;
}
