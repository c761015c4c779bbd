/* SPDX-License-Identifier: GPL-2.0 */
/* Where `syscallstat top` reads: files of the module, one saved file, or a session. */
#ifndef SYSCALLSTAT_TOP_SOURCE_H
#define SYSCALLSTAT_TOP_SOURCE_H

#include <stddef.h>

#include "errmsg.h"
#include "options.h"
#include "snapshot.h"
#include "source.h"

/**
 * struct top_source - what is read
 * @opt: what is asked for
 * @source: the session, if there is one
 * @text: of the saved file
 * @len: its length in bytes
 */
struct top_source {
	const struct options *opt;
	struct source source;
	char *text;
	size_t len;
};

/**
 * top_source_open() - be ready to read
 * @from: filled; released with top_source_close()
 * @opt: says what; must outlive @from
 *
 * Return: an exit status; a message says what went wrong.
 */
int top_source_open(struct top_source *from, struct options *opt);

/**
 * top_source_close() - end the session, and release what is held
 * @from: of no use any more
 */
void top_source_close(struct top_source *from);

/**
 * top_source_renew() - from here on what there is now is read
 * @from: where
 * @err: says what went wrong
 *
 * Return: 0 or a negative errno; then all is as it was.
 */
int top_source_renew(struct top_source *from, struct errmsg *err);

/**
 * top_source_read() - take a snapshot
 * @from: where
 * @view: of what
 * @snap: filled; empty after a failure
 * @err: says what went wrong
 *
 * Return: 0 or a negative errno.
 */
int top_source_read(struct top_source *from, const struct view *view, struct snapshot *snap,
		    struct errmsg *err);

#endif /* SYSCALLSTAT_TOP_SOURCE_H */
