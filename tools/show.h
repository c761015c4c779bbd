/* SPDX-License-Identifier: GPL-2.0 */
/* Prints reports, and what is worth a word apart from them. */
#ifndef SYSCALLSTAT_SHOW_H
#define SYSCALLSTAT_SHOW_H

#include <stdbool.h>

#include "options.h"
#include "reading.h"
#include "snapshot.h"

/**
 * show_report() - print all that was read
 * @opt: what is asked for
 * @reading: what was read
 * @first: no report was printed before
 *
 * Return: an exit status; a message says what went wrong, or will when the tool ends.
 */
int show_report(const struct options *opt, const struct reading *reading, bool first);

/**
 * show_change() - print what happened between two readings
 * @opt: what is asked for
 * @old: the earlier one
 * @new: the later one
 * @first: no report was printed before
 *
 * Return: as show_report().
 */
int show_change(const struct options *opt, const struct reading *old, const struct reading *new,
		bool first);

/**
 * show_notes() - say what the figures do not
 * @opt: what is asked for
 * @old: the earlier snapshot; NULL in the beginning
 * @new: the later one
 */
void show_notes(const struct options *opt, const struct snapshot *old, const struct snapshot *new);

#endif /* SYSCALLSTAT_SHOW_H */
