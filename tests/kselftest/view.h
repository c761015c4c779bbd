/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Read the views in debugfs, for the tests: strict, as stats.h.
 */
#ifndef VIEW_H
#define VIEW_H

#include "stats.h"

#define VIEW_DIR "/sys/kernel/debug/syscallstat/"
#define VIEW_COLUMNS 8

struct view {
	char text[8 * 1024 * 1024];
	char words[8 * 1024 * 1024];
	size_t len;
	int nr_columns;
	char *columns[VIEW_COLUMNS];
	unsigned int nr_rows;
	char *rows[100000][VIEW_COLUMNS];
};

static inline int view_split(char *line, char *words[VIEW_COLUMNS])
{
	char *word;
	int n = 0;

	while ((word = strsep(&line, " "))) {
		if (!*word)
			continue;
		if (n == VIEW_COLUMNS)
			fail("more than %d columns", VIEW_COLUMNS);
		words[n++] = word;
	}
	return n;
}

static inline void view_parse(struct view *v, const char *name)
{
	char first[64], *rest = v->words, *line;

	memcpy(v->words, v->text, v->len + 1);
	snprintf(first, sizeof(first), "syscallstat-%s 1", name);
	line = strsep(&rest, "\n");
	if (strcmp(line, first))
		fail("%s begins with: %s", name, line);
	while ((line = strsep(&rest, "\n")) && *line == '#')
		;
	v->nr_columns = view_split(line, v->columns);
	v->nr_rows = 0;
	while ((line = strsep(&rest, "\n")) && *line)
		if (view_split(line, v->rows[v->nr_rows++]) != v->nr_columns)
			fail("%s: row %u has not %d columns", name, v->nr_rows, v->nr_columns);
}

static inline void view_read(struct view *v, const char *name)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), VIEW_DIR "%s", name);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		fail("%s: %s", path, strerror(errno));
	v->len = 0;
	while ((n = read(fd, v->text + v->len, sizeof(v->text) - 1 - v->len)) > 0)
		v->len += n;
	if (n < 0)
		fail("%s: %s", path, strerror(errno));
	close(fd);
	v->text[v->len] = '\0';
	view_parse(v, name);
}

static inline const char *view_cell(const struct view *v, unsigned int row, const char *column)
{
	for (int c = 0; c < v->nr_columns; c++)
		if (!strcmp(v->columns[c], column))
			return v->rows[row][c];
	fail("no column %s", column);
}

static inline uint64_t view_number(const struct view *v, unsigned int row, const char *column)
{
	const char *cell = view_cell(v, row, column);

	return strcmp(cell, "-") ? strtoull(cell, NULL, 10) : UNKNOWN;
}

static inline uint64_t view_sum(const struct view *v, const char *column)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < v->nr_rows; i++)
		sum += view_number(v, i, column);
	return sum;
}

static inline int view_is_call(const struct view *v, unsigned int row, const char *abi,
			       const char *name)
{
	return !strcmp(view_cell(v, row, "abi"), abi) && !strcmp(view_cell(v, row, "name"), name);
}

static inline uint64_t view_key(const struct view *v, const char *key)
{
	char start[64];
	const char *at;

	snprintf(start, sizeof(start), "\n# %s ", key);
	at = strstr(v->text, start);
	if (!at)
		fail("no key %s", key);
	return strtoull(at + strlen(start), NULL, 10);
}

#endif /* VIEW_H */
