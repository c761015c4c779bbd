/* SPDX-License-Identifier: GPL-2.0 */
/* Two readings side by side, call by call. */
#ifndef SYSCALLSTAT_DIFF_H
#define SYSCALLSTAT_DIFF_H

#include <stdbool.h>
#include <stddef.h>

#include "errmsg.h"
#include "select.h"
#include "snapshot.h"

/**
 * struct diff_row - a system call that at least one of two readings has
 * @old: what the one tells; all counters are 0 if it has no such row
 * @new: what the other one tells, likewise
 * @in_old: it has a row
 * @in_new: likewise
 *
 * The strings are in both, and belong to the snapshots.
 */
struct diff_row {
	struct snapshot_row old;
	struct snapshot_row new;
	bool in_old;
	bool in_new;
};

/**
 * struct diff - two readings
 * @rows: in the order of abi and nr
 * @nrows: how many
 * @old_ns: the time that the one covers
 * @new_ns: the time that the other one covers
 */
struct diff {
	struct diff_row *rows;
	size_t nrows;
	struct snapshot_value old_ns;
	struct snapshot_value new_ns;
};

/**
 * diff_goes_on() - may one reading be a later one of the same counters?
 * @old: the earlier one
 * @new: the one in question
 * @why: says why it cannot
 *
 * It may if time has passed, no counter went back, and no extreme came closer: two runs
 * of a program, which have generation 1 both, differ in some of this as a rule.
 */
bool diff_goes_on(const struct snapshot *old, const struct snapshot *new, struct errmsg *why);

/**
 * diff_build() - put two readings side by side
 * @diff: filled; must not outlive the two; released with diff_free(), after a failure too
 * @old: the one, of the statistics by call
 * @new: the other one
 * @sel: which calls, NULL for all
 * @err: says what went wrong
 *
 * Rows are matched by abi and nr.
 *
 * Return: 0, -EINVAL if the two have different tables of system calls, -ENOMEM.
 */
int diff_build(struct diff *diff, const struct snapshot *old, const struct snapshot *new,
	       const struct selection *sel, struct errmsg *err);

/**
 * diff_free() - release what it holds
 * @diff: left empty
 */
void diff_free(struct diff *diff);

#endif /* SYSCALLSTAT_DIFF_H */
