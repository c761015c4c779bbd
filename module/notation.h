/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which system calls: lists in the notation of strace's -e trace=.
 *
 * Entries are separated by commas: "all", "none", a name, a number, a pattern
 * with * ? [], a class like %file, each perhaps with an ABI in front ("32:"),
 * and before that "?" if it may stand for nothing. "!" before an entry takes it
 * out, wherever it stands; before the first one it negates the list: all calls
 * but those that it names.
 *
 * Pure C: the module, the tool and the unit tests compile this same file.
 */
#ifndef SCS_NOTATION_H
#define SCS_NOTATION_H

#include "pure.h"

/* Room for an entry without its ABI; longer than any name. */
#define SCS_WORD_MAX 64

enum scs_entry_kind {
	SCS_ENTRY_NAME,
	SCS_ENTRY_NUMBER,
	SCS_ENTRY_PATTERN,
	SCS_ENTRY_CLASS,
};

/**
 * struct scs_entry - one entry of a list
 * @kind: which of the following counts
 * @word: name or pattern
 * @nr: number; -1 for those that have no name
 * @class: members of the class, each with a space before and behind it
 * @abi: the only ABI it stands for, NULL for all
 * @exclude: takes calls out
 * @optional: may stand for nothing
 */
struct scs_entry {
	enum scs_entry_kind kind;
	char word[SCS_WORD_MAX];
	int nr;
	const char *class;
	const char *abi;
	bool exclude;
	bool optional;
};

int scs_notation_next(const char **list, struct scs_entry *entry, const char **wrong);
bool scs_entry_match(const struct scs_entry *entry, const char *abi, int nr, const char *name);
const char *scs_class_members(const char *name);

/**
 * scs_notation_negated() - does a list begin with all calls?
 * @list: the list
 */
static inline bool scs_notation_negated(const char *list)
{
	return *list == '!';
}

#endif /* SCS_NOTATION_H */
