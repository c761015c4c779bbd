/* SPDX-License-Identifier: GPL-2.0 */
/* What the figures say about habits of programs, and what there is to gain by others. */
#ifndef SYSCALLSTAT_ADVICE_H
#define SYSCALLSTAT_ADVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reading.h"
#include "select.h"
#include "snapshot.h"

/* What is not worth that share of the time that passed is not worth a word. */
#define ADVICE_WORTH_PER_MILLE 1

/* A call above so many times its shortest was waiting, which a habit does not cost. */
#define ADVICE_WAITS_FROM 10

/* Holds any text of an advice. */
#define ADVICE_TEXT_MAX 256

struct figures;
struct advice;

/**
 * struct advice_rule - a habit, and from where on it is one
 * @name: for people and programs
 * @names: of the system calls, each with a space before and behind it; NULL for all
 * @min_count: of the calls in question, at least so many
 * @min_share_pct: that are at least such a share of all calls of the row
 * @min_per_s: and at least so many per second
 * @max_mean_bytes: they move less than that on average
 * @max_mean_ns: and take less than that on average
 * @min_per_turn: at least so many for each turn, see struct advice
 * @needs_errnos: it is about an error that only the view errnos tells from others
 * @measure: fills an advice, but for @rule and @row; returns false if that cannot be
 * @advice: what to do about it
 *
 * A threshold of 0 is none.
 */
struct advice_rule {
	const char *name;
	const char *names;
	uint64_t min_count;
	unsigned int min_share_pct;
	unsigned int min_per_s;
	unsigned int max_mean_bytes;
	uint64_t max_mean_ns;
	unsigned int min_per_turn;
	bool needs_errnos;
	bool (*measure)(const struct figures *figures, struct advice *advice);
	const char *advice;
};

/**
 * struct advice - a habit that was found
 * @rule: which
 * @row: the call; belongs to the statistics
 * @gain_ns: what there is to gain, in time of all threads; not known of calls that have no
 *	time
 * @count: calls in question
 * @share_pct: of all calls of the row; this and the following are NAN if they play no part
 *	or cannot be known
 * @per_s: of those in question, per second
 * @mean_bytes: that those moved
 * @mean_ns: that those took
 * @turns: how often the program was given something to do: a file was opened, or it was
 *	waited for input
 * @error: the errno in question; NULL if there is none
 * @text: all this in words, without a full stop
 */
struct advice {
	const struct advice_rule *rule;
	const struct snapshot_row *row;
	struct snapshot_value gain_ns;
	uint64_t count;
	double share_pct;
	double per_s;
	double mean_bytes;
	double mean_ns;
	double turns;
	const char *error;
	char text[ADVICE_TEXT_MAX];
};

/**
 * struct advice_list - all that was found
 * @advice: in the order of what there is to gain
 * @count: how many
 * @unsure: a call that fails so often that a rule may hold, but it is not known by which
 *	error; NULL if there is none
 */
struct advice_list {
	struct advice *advice;
	size_t count;
	const struct snapshot_row *unsure;
};

/**
 * advice_find() - hold the figures to the rules
 * @list: filled; must not outlive @reading; released with advice_free()
 * @reading: the statistics by call as what is shown, and failed calls by error if there
 *	are any; totals, or the difference of two readings
 * @sel: the calls to look at, NULL for all
 * @top: how many at most, 0 for all
 *
 * Return: 0 or -ENOMEM.
 */
int advice_find(struct advice_list *list, const struct reading *reading,
		const struct selection *sel, uint64_t top);

/**
 * advice_free() - release what a list holds
 * @list: left empty
 */
void advice_free(struct advice_list *list);

/* The rules, in the order of the manual. */
extern const struct advice_rule advice_rules[];
extern const size_t advice_nrules;

#endif /* SYSCALLSTAT_ADVICE_H */
