/* SPDX-License-Identifier: GPL-2.0 */
/* What is read for a report: the text that is shown, and others that add to it. */
#ifndef SYSCALLSTAT_READING_H
#define SYSCALLSTAT_READING_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "errmsg.h"
#include "snapshot.h"
#include "view.h"

/**
 * struct reading_wants - what is of use besides the text that is shown
 * @histogram: calls by time
 * @errnos: failed calls by error
 * @inflight: calls that are being executed
 * @any: there is something to show without the text that is shown, too
 */
struct reading_wants {
	bool histogram;
	bool errnos;
	bool inflight;
	bool any;
};

/**
 * struct reading - what was read at a time
 * @time: when
 * @shown: the text that is shown
 * @histogram: calls by time
 * @errnos: failed calls by error
 * @inflight: calls that are being executed, of whatever generation
 * @has_shown: @shown was there
 * @has_histogram: @histogram was wanted and there, and is of the generation of @shown
 * @has_errnos: likewise
 * @has_inflight: @inflight was wanted and there
 */
struct reading {
	struct timespec time;
	struct snapshot shown;
	struct snapshot histogram;
	struct snapshot errnos;
	struct snapshot inflight;
	bool has_shown;
	bool has_histogram;
	bool has_errnos;
	bool has_inflight;
};

/**
 * reading_parse() - read the text of a file, or several one after another
 * @reading: filled; the caller releases it with reading_free(), after a failure too
 * @buf: the text, as of a file of the module, or of "view all" of a session; need not be
 *	terminated
 * @len: its length in bytes
 * @view: what is shown
 * @wants: what else
 * @name: of the file, for messages
 * @err: says what is wrong
 *
 * What is there and not of use may be anything.
 *
 * Return: 0, -EINVAL if the text is not what it should be, -ENOMEM.
 */
int reading_parse(struct reading *reading, const char *buf, size_t len, const struct view *view,
		  const struct reading_wants *wants, const char *name, struct errmsg *err);

/**
 * reading_settle() - drop what is of another generation than what is shown
 * @reading: as it was read
 */
void reading_settle(struct reading *reading);

/**
 * reading_free() - release what a reading holds
 * @reading: left empty
 */
void reading_free(struct reading *reading);

#endif /* SYSCALLSTAT_READING_H */
