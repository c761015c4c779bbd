// SPDX-License-Identifier: GPL-2.0
#include "notation.h"
#include "pure.h"

static const char name_chars[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
static const char pattern_chars[] =
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_*?[]!-";

/* Every character of @text is one of @chars. */
static bool consists_of(const char *text, const char *chars)
{
	return !text[strspn(text, chars)];
}

static int parse_number(const char *text, int *nr)
{
	int value = 0;

	if (!strcmp(text, "-1")) {
		*nr = -1;
		return 0;
	}
	for (; *text; text++) {
		if (*text < '0' || *text > '9' || value > (INT_MAX - 9) / 10)
			return -EINVAL;
		value = value * 10 + (*text - '0');
	}
	*nr = value;
	return 0;
}

static const char *parse_abi(const char *text, size_t len)
{
	static const char *const abis[] = { "64", "32", "x32" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(abis); i++)
		if (strlen(abis[i]) == len && !memcmp(abis[i], text, len))
			return abis[i];
	return NULL;
}

/* Read what is behind "!", "?" and "abi:". */
static int parse_word(struct scs_entry *entry, const char **wrong)
{
	const char *word = entry->word;

	if (!*word) {
		*wrong = "an empty entry";
		return -EINVAL;
	}
	if (*word == '%') {
		*wrong = "no such class of system calls";
		entry->kind = SCS_ENTRY_CLASS;
		entry->class = scs_class_members(word + 1);
		return entry->class ? 0 : -EINVAL;
	}
	if (!strcmp(word, "none")) {
		entry->kind = SCS_ENTRY_CLASS;
		entry->class = " ";
		entry->optional = true;
		return 0;
	}
	if (!strcmp(word, "all"))
		memcpy(entry->word, "*", sizeof("*"));
	if (consists_of(word, "-0123456789")) {
		*wrong = "not a system call number";
		entry->kind = SCS_ENTRY_NUMBER;
		return parse_number(word, &entry->nr);
	}
	if (word[strcspn(word, "*?[")] && consists_of(word, pattern_chars)) {
		entry->kind = SCS_ENTRY_PATTERN;
		return 0;
	}
	*wrong = "not the name of a system call";
	entry->kind = SCS_ENTRY_NAME;
	return consists_of(word, name_chars) ? 0 : -EINVAL;
}

/**
 * scs_notation_next() - read the next entry of a list
 * @list: where it begins; advanced behind it and its comma, to NULL when it was
 *	the last. A list ends at a NUL or a newline.
 * @entry: receives it
 * @wrong: receives what is wrong with it, if anything
 *
 * The "!" that negates a list belongs to its first entry, and each entry of a
 * negated list takes calls out; the caller knows that from its beginning.
 *
 * Return: 0 or -EINVAL, with @list unchanged.
 */
int scs_notation_next(const char **list, struct scs_entry *entry, const char **wrong)
{
	const char *text = *list, *colon;
	size_t len = strcspn(text, ",\n");
	const char *end = text + len;
	int ret;

	memset(entry, 0, sizeof(*entry));
	if (*text == '!' && text < end) {
		entry->exclude = true;
		text++;
	}
	if (*text == '?' && text < end) {
		entry->optional = true;
		text++;
	}
	colon = memchr(text, ':', (size_t)(end - text));
	if (colon) {
		*wrong = "unknown ABI (64:, 32: or x32:)";
		entry->abi = parse_abi(text, (size_t)(colon - text));
		if (!entry->abi)
			return -EINVAL;
		text = colon + 1;
	}
	len = (size_t)(end - text);
	*wrong = "not the name of a system call";
	if (len >= sizeof(entry->word))
		return -EINVAL;
	memcpy(entry->word, text, len);
	ret = parse_word(entry, wrong);
	if (ret)
		return ret;
	*list = *end == ',' ? end + 1 : NULL;
	return 0;
}

static bool class_has(const char *members, const char *name)
{
	size_t len = strlen(name);
	const char *space;

	for (space = members; space; space = strchr(space + 1, ' '))
		if (!strncmp(space + 1, name, len) && space[1 + len] == ' ')
			return true;
	return false;
}

/**
 * scs_entry_match() - does an entry name a call?
 * @entry: the entry
 * @abi: name of the ABI
 * @nr: number of the call
 * @name: its name
 */
bool scs_entry_match(const struct scs_entry *entry, const char *abi, int nr, const char *name)
{
	if (entry->abi && strcmp(entry->abi, abi))
		return false;
	switch (entry->kind) {
	case SCS_ENTRY_NAME:
		return !strcmp(entry->word, name);
	case SCS_ENTRY_NUMBER:
		return entry->nr == nr;
	case SCS_ENTRY_PATTERN:
		return glob_match(entry->word, name);
	case SCS_ENTRY_CLASS:
		return class_has(entry->class, name);
	}
	return false;
}
