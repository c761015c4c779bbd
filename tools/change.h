/* SPDX-License-Identifier: GPL-2.0 */
/* What happened between two readings, with all that the views tell of it. */
#ifndef SYSCALLSTAT_CHANGE_H
#define SYSCALLSTAT_CHANGE_H

#include "reading.h"

/**
 * change_build() - what happened between two readings
 * @change: filled; must not outlive @new; released with reading_free(), after a failure too
 * @old: the earlier one
 * @new: the later one, with no reset in between (snapshot_was_reset())
 *
 * Extremes and quantiles come from the histograms, and failed calls by error from the view
 * errnos, if both readings have them, and of one generation.
 *
 * Return: 0 or -ENOMEM.
 */
int change_build(struct reading *change, const struct reading *old, const struct reading *new);

#endif /* SYSCALLSTAT_CHANGE_H */
