/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How the parts of the tool say what went wrong: they return a negative errno
 * and leave the sentence with the caller; only main prints.
 */
#ifndef SYSCALLSTAT_ERRMSG_H
#define SYSCALLSTAT_ERRMSG_H

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

/**
 * struct errmsg - one sentence, without the program's name and a full stop
 * @text: always terminated; has room for a path; a longer sentence is cut
 */
struct errmsg {
	char text[PATH_MAX + 256];
};

/**
 * errmsg_set() - leave a sentence
 * @err: where to
 * @code: what the caller is about to return
 * @fmt: as for printf
 *
 * Return: @code, so that "return errmsg_set(err, -EINVAL, ...)" reads well.
 */
static inline int errmsg_set(struct errmsg *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static inline int errmsg_set(struct errmsg *err, int code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return code;
}

#endif /* SYSCALLSTAT_ERRMSG_H */
