/* SPDX-License-Identifier: GPL-2.0 */
/* What is said of a command line that cannot be taken. */
#ifndef SYSCALLSTAT_USAGE_H
#define SYSCALLSTAT_USAGE_H

#include "errmsg.h"

/**
 * usage_of() - whose --help to point to, if it is not that of the tool itself
 * @command: the words before --help; is kept
 */
void usage_of(const char *command);

/**
 * usage_error() - say what is wrong with the command line, and exit
 * @fmt: as for printf; NULL if it was said
 */
void usage_error(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

/**
 * must() - exit with a message if an argument could not be taken
 * @ret: 0, -EINVAL if it was wrong, or another negative errno
 * @err: says what went wrong, unless @ret is 0
 */
void must(int ret, const struct errmsg *err);

#endif /* SYSCALLSTAT_USAGE_H */
