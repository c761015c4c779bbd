// SPDX-License-Identifier: GPL-2.0
/* The '# key value' lines of a text of the module, whatever the key. */
#include <string.h>

#include "facts.h"

static size_t skip_space(const char *line, size_t len)
{
	size_t i = 0;

	while (i < len && (line[i] == ' ' || line[i] == '\t'))
		i++;
	return i;
}

/* The length of what is in front of the value; 0 if it is not the line of that key. */
static size_t match(const char *line, size_t len, const char *key)
{
	size_t at = skip_space(line, len), space;

	if (at == len || line[at] != '#')
		return 0;
	at++;
	at += skip_space(line + at, len - at);
	if (len - at < strlen(key) || memcmp(line + at, key, strlen(key)))
		return 0;
	at += strlen(key);
	space = skip_space(line + at, len - at);
	return space ? at + space : 0;
}

void fact_find(const char *text, size_t len, const char *key, char *value)
{
	const char *end = text + len, *next = memchr(text, '\n', len);
	size_t at = 0, used = 0;

	while (next && !at) {
		const char *line = next + 1;
		const char *stop;

		next = memchr(line, '\n', (size_t)(end - line));
		stop = next ? next : end;
		at = match(line, (size_t)(stop - line), key);
		while (at && line + at + used < stop && used < FACT_MAX - 1) {
			const char c = line[at + used];

			value[used++] = c;
			if (c < ' ' || c > '~')
				value[used - 1] = '?';
		}
	}
	value[used] = '\0';
}
