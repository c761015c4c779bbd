// SPDX-License-Identifier: GPL-2.0
/* Several texts of the module, one after another in a file. */
#include <stdbool.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "section.h"

static bool begins(const char *line, size_t len, const char *with)
{
	return len >= strlen(with) && !memcmp(line, with, strlen(with));
}

/* Is this the first line of the text of a view, or of any? */
static bool is_first(const char *line, size_t len, const char *view)
{
	size_t name = strlen(SCS_NAME);

	if (!begins(line, len, SCS_NAME) || len == name)
		return false;
	if (!view)
		return line[name] == ' ';
	return line[name] == '-' && begins(line + name + 1, len - name - 1, view) &&
	       len > name + 1 + strlen(view) && line[name + 1 + strlen(view)] == ' ';
}

const char *section_find(const char *text, size_t len, const char *view, size_t *found)
{
	const char *end = text + len, *begin = NULL, *line, *next;

	for (line = text; line < end; line = next) {
		size_t rest = (size_t)(end - line);

		next = memchr(line, '\n', rest);
		next = next ? next + 1 : end;
		if (begin && (is_first(line, rest, NULL) || begins(line, rest, SCS_NAME "-")))
			break;
		if (!begin && is_first(line, rest, view))
			begin = line;
	}
	if (begin)
		*found = (size_t)(line - begin);
	return begin;
}
