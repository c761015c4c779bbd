/* SPDX-License-Identifier: GPL-2.0 */
/* Which parts of a command line go together. */
#ifndef SYSCALLSTAT_OPTIONS_CHECK_H
#define SYSCALLSTAT_OPTIONS_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "options.h"

/* Interval and count, and one too many. */
#define OPERANDS_MAX 3

/**
 * struct parser - what does not stand for itself
 * @opt: what is filled
 * @output: argument of -o
 * @sort: argument of -s
 * @exact: -x
 * @json: -J
 * @format: the option that says what reports are
 * @advise: the command of that name
 * @operand: interval and count
 * @operands: how many
 */
struct parser {
	struct options *opt;
	const char *output;
	const char *sort;
	bool exact;
	bool json;
	const char *format;
	bool advise;
	const char *operand[OPERANDS_MAX];
	size_t operands;
};

/**
 * options_check() - exit with a message if not all goes together
 * @p: all that was said
 */
void options_check(const struct parser *p);

#endif /* SYSCALLSTAT_OPTIONS_CHECK_H */
