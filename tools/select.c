// SPDX-License-Identifier: GPL-2.0
/* Which system calls are shown: the argument of -e. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "notation.h"
#include "select.h"

int select_parse(struct selection *sel, const char *list, struct errmsg *err)
{
	size_t entries = 1;

	for (size_t i = 0; list[i]; i++)
		entries += list[i] == ',';
	*sel = (struct selection){
		.entry = calloc(entries, sizeof(*sel->entry)),
		.rest = scs_notation_negated(list),
	};
	if (!sel->entry)
		return errmsg_set(err, -ENOMEM, "out of memory");

	for (const char *at = list; at; sel->count++) {
		struct scs_entry *entry = &sel->entry[sel->count];
		const char *wrong;

		if (scs_notation_next(&at, entry, &wrong)) {
			errmsg_set(err, -EINVAL, "%s: '%.*s'", wrong, (int)strcspn(at, ","), at);
			select_free(sel);
			return -EINVAL;
		}
		entry->exclude |= sel->rest;
	}
	return 0;
}

void select_free(struct selection *sel)
{
	free(sel->entry);
	*sel = (struct selection){ 0 };
}

static bool entry_match(const struct scs_entry *entry, const struct snapshot_row *row)
{
	if (!row->abi || !row->name)
		return false;
	return scs_entry_match(entry, row->abi, row->nr, row->name);
}

bool select_match(const struct selection *sel, const struct snapshot_row *row)
{
	bool selected = sel->rest;

	for (size_t i = 0; i < sel->count; i++) {
		if (!entry_match(&sel->entry[i], row))
			continue;
		if (sel->entry[i].exclude)
			return false;
		selected = true;
	}
	return selected;
}

size_t select_rank(const struct selection *sel, const struct snapshot_row *row)
{
	size_t i;

	for (i = 0; i < sel->count; i++)
		if (!sel->entry[i].exclude && entry_match(&sel->entry[i], row))
			break;
	return i;
}

const struct scs_entry *select_next_unused(const struct selection *sel, const struct snapshot *snap,
					   size_t *pos)
{
	while (*pos < sel->count) {
		const struct scs_entry *entry = &sel->entry[(*pos)++];
		size_t i;

		if (entry->optional ||
		    (entry->kind != SCS_ENTRY_NAME && entry->kind != SCS_ENTRY_NUMBER))
			continue;
		for (i = 0; i < snap->nrows; i++)
			if (entry_match(entry, &snap->rows[i]))
				break;
		if (i == snap->nrows)
			return entry;
	}
	return NULL;
}
