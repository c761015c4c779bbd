/* SPDX-License-Identifier: GPL-2.0 */
/* Which system calls are shown: the argument of -e. */
#ifndef SYSCALLSTAT_SELECT_H
#define SYSCALLSTAT_SELECT_H

#include <stdbool.h>
#include <stddef.h>

#include "errmsg.h"
#include "snapshot.h"

struct scs_entry;

/**
 * struct selection - a parsed list
 * @entry: its entries, in their order
 * @count: how many
 * @rest: what happens to a call that no entry names
 */
struct selection {
	struct scs_entry *entry;
	size_t count;
	bool rest;
};

/**
 * select_parse() - read a list in the notation of strace -e trace=
 * @sel: filled; the caller releases it with select_free(), which is also
 *	harmless after a failure
 * @list: in the notation of ../module/notation.h
 * @err: says which entry is wrong and why
 *
 * Return: 0, -EINVAL if the list is not valid, -ENOMEM.
 */
int select_parse(struct selection *sel, const char *list, struct errmsg *err);

/**
 * select_free() - release what a selection holds
 * @sel: left empty
 */
void select_free(struct selection *sel);

/**
 * select_match() - is a row selected?
 * @sel: what is selected
 * @row: which row
 *
 * Where entries contradict each other, exclusion wins, in whatever order they
 * were given.
 */
bool select_match(const struct selection *sel, const struct snapshot_row *row);

/**
 * select_rank() - the place of a row, in the order of the list
 * @sel: what is selected
 * @row: which row
 *
 * Return: the index of the first entry that puts the row in, or their number.
 */
size_t select_rank(const struct selection *sel, const struct snapshot_row *row);

/**
 * select_next_unused() - walk the entries that name one call which has no row
 * @sel: what is selected
 * @snap: a whole snapshot, not a difference
 * @pos: 0 to begin with; advanced
 *
 * Such a call has not been made, or its name is misspelt. Patterns and
 * classes do not count, nor what may stand for nothing.
 *
 * Return: the entry, which lives as long as @sel, or NULL at the end.
 */
const struct scs_entry *select_next_unused(const struct selection *sel, const struct snapshot *snap,
					   size_t *pos);

#endif /* SYSCALLSTAT_SELECT_H */
