/* SPDX-License-Identifier: GPL-2.0 */
/* Habits of programs: how each shows in the figures, from where on, and what to do. */
#ifndef SYSCALLSTAT_ADVICE_RULES_H
#define SYSCALLSTAT_ADVICE_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "advice.h"
#include "snapshot.h"

/**
 * struct figures - what there is to know
 * @stats: statistics by call
 * @errnos: failed calls by error; NULL if that is not known
 * @seconds: that they are of; NAN if that is not known
 */
struct figures {
	const struct snapshot *stats;
	const struct snapshot *errnos;
	double seconds;
};

/**
 * advice_names() - is a name in a list?
 * @names: each with a space before and behind it
 * @name: which
 */
bool advice_names(const char *names, const char *name);

#endif /* SYSCALLSTAT_ADVICE_RULES_H */
