// SPDX-License-Identifier: GPL-2.0
/* Which system calls are shown: the argument of -e. */
#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "human.h"
#include "select.h"

enum entry_kind {
	ENTRY_NAME,
	ENTRY_NUMBER,
	ENTRY_PATTERN,
};

/**
 * struct select_entry - one entry of the list
 * @text: all of it but the "!", for messages
 * @abi: the only ABI it stands for, NULL for all
 * @what: name or pattern
 * @nr: number
 * @kind: which of them counts
 * @exclude: takes calls out
 */
struct select_entry {
	const char *text;
	const char *abi;
	const char *what;
	int nr;
	enum entry_kind kind;
	bool exclude;
};

static const char *find_abi(const char *text, size_t len)
{
	static const char *const abis[] = { "64", "32", "x32" };

	for (size_t i = 0; i < sizeof(abis) / sizeof(abis[0]); i++)
		if (strlen(abis[i]) == len && !memcmp(abis[i], text, len))
			return abis[i];
	return NULL;
}

static int parse_number(struct select_entry *entry, struct errmsg *err)
{
	uint64_t value;

	entry->kind = ENTRY_NUMBER;
	if (!strcmp(entry->what, "-1")) {
		entry->nr = -1;
		return 0;
	}
	if (parse_u64(entry->what, &value) || value > INT_MAX)
		return errmsg_set(err, -EINVAL, "not a system call number: '%s'", entry->text);
	entry->nr = (int)value;
	return 0;
}

static int parse_entry(struct select_entry *entry, char *text, struct errmsg *err)
{
	static const char names[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	const char *colon;

	if (*text == '!') {
		entry->exclude = true;
		text++;
	}
	entry->text = text;
	entry->what = text;
	colon = strchr(text, ':');
	if (colon) {
		entry->abi = find_abi(text, (size_t)(colon - text));
		if (!entry->abi)
			return errmsg_set(err, -EINVAL, "unknown ABI: '%s' (64:, 32: or x32:)",
					  text);
		entry->what = colon + 1;
	}

	if (!*entry->what)
		return errmsg_set(err, -EINVAL, "empty entry in the list of system calls");
	if (*entry->what == '%')
		return errmsg_set(err, -EINVAL,
				  "classes of system calls are not supported yet: '%s'", text);
	if (!strcmp(entry->what, "all")) {
		entry->what = "*";
		entry->kind = ENTRY_PATTERN;
		return 0;
	}
	if (strspn(entry->what, "-0123456789") == strlen(entry->what))
		return parse_number(entry, err);
	if (strpbrk(entry->what, "*?[")) {
		entry->kind = ENTRY_PATTERN;
		return 0;
	}
	if (entry->what[strspn(entry->what, names)])
		return errmsg_set(err, -EINVAL, "not the name of a system call: '%s'", text);
	entry->kind = ENTRY_NAME;
	return 0;
}

int select_parse(struct selection *sel, const char *list, struct errmsg *err)
{
	size_t entries = 1, i;
	char *text;
	int ret;

	for (i = 0; list[i]; i++)
		entries += list[i] == ',';
	*sel = (struct selection){
		.text = strdup(list),
		.entry = calloc(entries, sizeof(*sel->entry)),
		.rest = *list == '!',
	};
	if (!sel->text || !sel->entry) {
		select_free(sel);
		return errmsg_set(err, -ENOMEM, "out of memory");
	}

	for (text = sel->text; sel->count < entries; sel->count++) {
		struct select_entry *entry = &sel->entry[sel->count];
		char *word = strsep(&text, ",");

		ret = parse_entry(entry, word, err);
		if (ret) {
			select_free(sel);
			return ret;
		}
		entry->exclude |= sel->rest;
	}
	return 0;
}

void select_free(struct selection *sel)
{
	free(sel->entry);
	free(sel->text);
	*sel = (struct selection){ 0 };
}

static bool entry_match(const struct select_entry *entry, const struct snapshot_row *row)
{
	if (entry->abi && strcmp(entry->abi, row->abi))
		return false;
	switch (entry->kind) {
	case ENTRY_NAME:
		return !strcmp(entry->what, row->name);
	case ENTRY_NUMBER:
		return entry->nr == row->nr;
	case ENTRY_PATTERN:
		return !fnmatch(entry->what, row->name, 0);
	}
	return false;
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

const char *select_next_unused(const struct selection *sel, const struct snapshot *snap,
			       size_t *pos)
{
	while (*pos < sel->count) {
		const struct select_entry *entry = &sel->entry[(*pos)++];
		size_t i;

		if (entry->kind == ENTRY_PATTERN)
			continue;
		for (i = 0; i < snap->nrows; i++)
			if (entry_match(entry, &snap->rows[i]))
				break;
		if (i == snap->nrows)
			return entry->text;
	}
	return NULL;
}
