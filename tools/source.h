/* SPDX-License-Identifier: GPL-2.0 */
/* Where the figures come from: a file of the module, a saved one, or a session. */
#ifndef SYSCALLSTAT_SOURCE_H
#define SYSCALLSTAT_SOURCE_H

#include "options.h"
#include "reading.h"
#include "snapshot.h"

/**
 * struct source - what is read
 * @view: what it shows
 * @path: of the file
 * @session: a file descriptor, -1 if it is not a session
 * @wants: what else is of use
 * @files: each view is a file of its own, @path is that of @view
 */
struct source {
	const struct view *view;
	const char *path;
	int session;
	struct reading_wants wants;
	bool files;
};

/**
 * source_init() - a file, saved or of the module
 * @source: filled
 * @opt: says which
 */
void source_init(struct source *source, const struct options *opt);

/**
 * source_open_session() - a session of the view that is asked for
 * @source: filled; ended by closing @session
 * @opt: says which view
 *
 * Return: an exit status; a message says what went wrong.
 */
int source_open_session(struct source *source, const struct options *opt);

/**
 * source_select() - select the targets, and start to count them
 * @source: a session
 * @opt: says which targets
 *
 * Return: an exit status; a message says what went wrong.
 */
int source_select(const struct source *source, const struct options *opt);

/**
 * source_read() - take a snapshot
 * @source: what is read
 * @snap: filled; the caller releases it, after a failure too
 * @interruptible: let signals in meanwhile; if one ends the tool, ticker_stopped() tells,
 *	and there is nothing in @snap
 *
 * Return: an exit status; a message says what went wrong.
 */
int source_read(const struct source *source, struct snapshot *snap, bool interruptible);

/**
 * source_read_all() - take a snapshot of all that is wanted
 * @source: what is read
 * @reading: filled; the caller releases it, after a failure too; without what is wanted,
 *	but cannot be had
 * @interruptible: as in source_read()
 *
 * Return: as source_read().
 */
int source_read_all(const struct source *source, struct reading *reading, bool interruptible);

/**
 * source_copy() - write what the module says to where reports go
 * @source: what is read; the statistics by call and, as far as they can be read, the views
 *	that "view all" of a session shows
 *
 * Return: an exit status; a message says what went wrong.
 */
int source_copy(const struct source *source);

#endif /* SYSCALLSTAT_SOURCE_H */
