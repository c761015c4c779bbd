// SPDX-License-Identifier: GPL-2.0
/*
 * A libFuzzer target: the parser of files, differences, all columns, what top makes of
 * them, and lists of calls. An input is up to three texts with the byte FS in between: a
 * reading, a later one, and a list.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "columns.h"
#include "human.h"
#include "report.h"
#include "section.h"
#include "select.h"
#include "snapshot.h"
#include "top_bars.h"
#include "top_cells.h"

/* clang asks for a declaration, and there is no header that has it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FS 0x1c
#define PARTS 3

#define must(condition)                   \
	do {                              \
		if (!(condition))         \
			__builtin_trap(); \
	} while (0)

static const char *const views[] = { NULL, "histogram", "errnos", "tasks", "inflight", "percpu" };
#define VIEWS (sizeof(views) / sizeof(views[0]))

struct part {
	char *text;
	size_t len;
};

/* Each in memory of its own, so that the sanitizer sees a byte too far. */
static void cut(const uint8_t *data, size_t size, struct part *parts)
{
	for (size_t i = 0; i < PARTS; i++) {
		const uint8_t *end = size && i < PARTS - 1 ? memchr(data, FS, size) : NULL;
		size_t len = end ? (size_t)(end - data) : size;

		parts[i].text = malloc(len ? len : 1);
		must(parts[i].text);
		if (len)
			memcpy(parts[i].text, data, len);
		parts[i].len = len;
		data += end ? len + 1 : len;
		size -= end ? len + 1 : len;
	}
}

static int parse(struct snapshot *snap, const struct part *part, const char *view)
{
	struct errmsg err = { "" };
	int ret = snapshot_parse(snap, part->text, part->len, view, "file", &err);

	must(ret ? *err.text && !snap->rows && !snap->text : !*err.text);
	for (size_t i = 1; i < snap->nrows; i++)
		must(snapshot_row_compare(&snap->rows[i - 1], &snap->rows[i]) < 0);
	for (size_t i = 0; i < snap->nrows; i++)
		must(snapshot_find(snap, &snap->rows[i]) == &snap->rows[i]);
	return ret;
}

static void print(const struct snapshot *snap, const struct selection *sel)
{
	for (int id = 0; id < COLUMNS_MAX; id++) {
		char cell[SNAPSHOT_MAX_NAME + 1];
		struct report report;

		must(!report_build(&report, snap, sel, (enum column_id)id, 0));
		for (size_t i = 0; i < report.nrows; i++)
			column_text((enum column_id)id, report.rows[i], &report.ctx, i % 2, cell,
				    sizeof(cell));
		report_free(&report);
	}
}

/* Takes the readings over. */
static void show(struct snapshot *old, struct snapshot *new, bool tasks,
		 const struct selection *sel)
{
	struct top top;
	struct errmsg why;
	char text[256];

	top_init(&top, tasks ? TOP_BY_TASK : TOP_BY_CALL, sel);
	must(!top_take(&top, old, &why) && !top_arrange(&top));
	must(!top_take(&top, new, &why) && !top_arrange(&top));
	top_sum(&top, text, sizeof(text));
	for (size_t i = 0; i < top.rows.nrows; i++)
		for (size_t c = 0; c < TOP_COLUMNS; c++)
			top_cell(&top, &top_columns(top.by)[c], top.rows.rows[i], text,
				 sizeof(text));
	top_move(&top, 1);
	top_free(&top);
}

static void fold(const struct snapshot *snap)
{
	struct top_bars bars;

	for (size_t i = 0; i < snap->nrows && i < 4; i++) {
		top_bars_build(&bars, snap, &snap->rows[i], i + 1);
		must(bars.n <= i + 1);
	}
}

static void compare(const struct snapshot *old, const struct snapshot *new)
{
	struct snapshot delta;
	struct errmsg why;

	must(!snapshot_was_reset(new, new, &why));
	must(!snapshot_delta(&delta, new, new));
	must(!delta.nrows);
	snapshot_free(&delta);
	if (snapshot_was_reset(old, new, &why))
		return;
	must(!snapshot_delta(&delta, old, new));
	must(delta.nrows <= new->nrows);
	print(&delta, NULL);
	snapshot_free(&delta);
}

static void read_view(const char *view, const struct part *parts, const struct selection *sel)
{
	bool tasks = view && !strcmp(view, "tasks");
	struct snapshot old, new;

	if (parse(&old, &parts[0], view))
		return;
	print(&old, sel);
	if (view && !strcmp(view, "histogram"))
		fold(&old);
	if (!parse(&new, &parts[1], view)) {
		compare(&old, &new);
		if (!view || tasks)
			show(&old, &new, tasks, sel);
	}
	snapshot_free(&old);
	snapshot_free(&new);
}

static void read_all(const struct part *parts, const struct selection *sel)
{
	for (size_t i = 0; i < VIEWS; i++) {
		size_t len;
		const char *found = section_find(parts[0].text, parts[0].len, views[i], &len);

		must(!found || (found >= parts[0].text && len <= parts[0].len &&
				found + len <= parts[0].text + parts[0].len));
		read_view(views[i], parts, sel);
	}
}

/* As on a command line: up to the first NUL. */
static void with_list(const struct part *parts, const struct part *part)
{
	char *list = strndup(part->text, part->len);
	struct selection sel;
	struct errmsg err;

	must(list);
	if (!select_parse(&sel, list, &err))
		read_all(parts, &sel);
	select_free(&sel);
	free(list);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct part parts[PARTS];

	cut(data, size, parts);
	read_all(parts, NULL);
	with_list(parts, &parts[parts[2].len ? 2 : 0]);
	for (size_t i = 0; i < PARTS; i++)
		free(parts[i].text);
	return 0;
}
