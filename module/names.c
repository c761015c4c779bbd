// SPDX-License-Identifier: GPL-2.0
#include "names.h"
#include "notation.h"
#include "pure.h"

/* Once more, now for the tables themselves. */
#define SCS_DEFINE_CALLS
#include "calls.h"

/**
 * scs_abi_name() - the name of an ABI as users see it
 * @abi: the ABI
 *
 * Return: the name that the kernel's own system call tables use.
 */
const char *scs_abi_name(enum scs_abi abi)
{
	switch (abi) {
	case SCS_ABI_32:
		return "32";
	case SCS_ABI_64:
		return "64";
	case SCS_ABI_X32:
		return "x32";
	}
	return "-";
}

/* Take one entry into account; returns whether it names a row at all. */
static bool select_entry(struct scs_selection *sel, const struct scs_entry *entry)
{
	bool named = false;
	unsigned int row;

	for (row = 0; row < SCS_ROWS; row++) {
		const struct scs_call *call = &scs_calls[row];

		if (!scs_entry_match(entry, scs_abi_name(call->abi), call->nr, call->name))
			continue;
		named = true;
		sel->rows[row] = !entry->exclude;
	}
	return named;
}

/**
 * scs_selection_parse() - find the calls that a list names
 * @sel: receives the selection
 * @list: in the notation of notation.h, ended by a NUL or a newline
 * @bad_at: where the entry begins that is wrong, if one is
 * @wrong: what is wrong with it
 *
 * Return: 0, or -EINVAL with @sel undefined: an entry that is not valid, or that
 * names no call of this kernel and does not say that it may.
 */
int scs_selection_parse(struct scs_selection *sel, const char *list, const char **bad_at,
			const char **wrong)
{
	bool negated = scs_notation_negated(list);
	struct scs_entry entry;
	const char *at;
	int excludes;

	memset(sel->rows, negated, sizeof(sel->rows));
	/* What takes calls out comes last, wherever it stands. */
	for (excludes = 0; excludes < 2; excludes++) {
		for (at = list; at;) {
			*bad_at = at;
			if (scs_notation_next(&at, &entry, wrong))
				return -EINVAL;
			entry.exclude |= negated;
			if (excludes && !entry.exclude)
				continue;
			/* A long list of classes takes a while. */
			cond_resched();
			if (!select_entry(sel, &entry) && !entry.optional) {
				*wrong = "this kernel has no such system call";
				return -EINVAL;
			}
		}
	}
	return 0;
}

static void mark(__u16 *handles, unsigned int count, const struct scs_selection *sel)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (sel->rows[handles[i] & SCS_CALL_ROW])
			handles[i] &= ~SCS_CALL_UNSELECTED;
		else
			handles[i] |= SCS_CALL_UNSELECTED;
	}
}

#define MARK(abi) mark(scs_handles_##abi, 1 + SCS_NRS_##abi, sel)

/**
 * scs_selection_mark() - make the handles tell what is selected
 * @sel: the selection
 *
 * Context: nothing is being recorded.
 */
void scs_selection_mark(const struct scs_selection *sel)
{
	SCS_FOR_EACH_ABI(MARK);
}
