/* SPDX-License-Identifier: GPL-2.0 */
/* Reports on a series of readings: all that was read is shown together, in the end. */
#ifndef SYSCALLSTAT_SERIES_H
#define SYSCALLSTAT_SERIES_H

#include <stdbool.h>

#include "launch.h"
#include "options.h"
#include "source.h"

/**
 * series_wanted() - is that what is asked for?
 * @opt: what is asked for
 */
bool series_wanted(const struct options *opt);

/**
 * series_repeat() - read at each interval
 * @opt: says how often
 * @source: what is read
 *
 * On a terminal a heat map is drawn anew with each reading.
 *
 * Return: an exit status; a message says what went wrong. What was read before that is shown.
 */
int series_repeat(const struct options *opt, const struct source *source);

/**
 * series_files() - read saved files, each of which ends the interval that the one before began
 * @opt: says which
 *
 * Return: as series_repeat().
 */
int series_files(const struct options *opt);

/**
 * series_launch() - read at each interval until a command and its descendants have ended
 * @opt: says how often
 * @source: a session that counts it
 * @launch: that was started
 *
 * Return: as series_repeat().
 */
int series_launch(const struct options *opt, const struct source *source, struct launch *launch);

#endif /* SYSCALLSTAT_SERIES_H */
