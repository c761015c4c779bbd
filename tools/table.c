// SPDX-License-Identifier: GPL-2.0
/* A report as a table or as JSON. */
#include <errno.h>
#include <stdio.h>

#include <libsmartcols.h>

#include "human.h"
#include "table.h"

#define CELL_MAX (SNAPSHOT_MAX_NAME + 1)

#define BOLD "\033[1m"
#define RED "\033[31m"
#define PLAIN "\033[0m"

_Static_assert(CELL_MAX >= HUMAN_MAX, "a cell holds every number");

static const char *heading(const struct column *column, enum table_style style)
{
	return style == TABLE_HUMAN ? column->heading : column->key;
}

/* libsmartcols prints nothing at all for a table without lines, not even its headings. */
static void print_headings(FILE *out, const struct column_list *list, enum table_style style,
			   bool color)
{
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "%s%s%s%s", i ? " " : "", color ? BOLD : "",
			heading(column_get(list->id[i]), style), color ? PLAIN : "");
	fputc('\n', out);
}

static int add_columns(struct libscols_table *table, const struct column_list *list,
		       enum table_style style)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct column *column = column_get(list->id[i]);
		bool string = column->kind == KIND_STRING;
		struct libscols_column *cl = scols_table_new_column(table, heading(column, style),
								    0, string ? 0 : SCOLS_FL_RIGHT);

		if (!cl || scols_cell_set_color(scols_column_get_header(cl), BOLD))
			return -ENOMEM;
		if (style == TABLE_JSON)
			scols_column_set_json_type(cl,
						   string ? SCOLS_JSON_STRING : SCOLS_JSON_NUMBER);
	}
	return 0;
}

static bool is_bad(enum column_id id, const struct snapshot_row *row)
{
	enum snapshot_number n = id == COL_ERRORS ? SNAP_ERRORS : SNAP_DENIED;

	return (id == COL_ERRORS || id == COL_DENIED) && row->number[n].known &&
	       row->number[n].value;
}

static int add_row(struct libscols_table *table, const struct report *report,
		   const struct snapshot_row *row, const struct column_list *list,
		   enum table_style style)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	char cell[CELL_MAX];

	if (!line)
		return -ENOMEM;
	for (size_t i = 0; i < list->count; i++) {
		const char *text = style == TABLE_JSON ? NULL : "-";

		if (!column_text(list->id[i], row, &report->ctx, style == TABLE_HUMAN, cell,
				 sizeof(cell)))
			text = cell;
		if (scols_line_set_data(line, i, text))
			return -ENOMEM;
		if (is_bad(list->id[i], row) &&
		    scols_cell_set_color(scols_line_get_cell(line, i), RED))
			return -ENOMEM;
	}
	return 0;
}

int table_print(FILE *out, const struct report *report, const char *name,
		const struct column_list *list, enum table_style style, bool color)
{
	struct libscols_table *table;
	int ret;

	if (!report->nrows && style != TABLE_JSON) {
		print_headings(out, list, style, color);
		return 0;
	}

	table = scols_new_table();
	if (!table)
		return -ENOMEM;
	scols_table_set_stream(table, out);
	scols_table_enable_json(table, style == TABLE_JSON);
	scols_table_enable_colors(table, color && style != TABLE_JSON);
	ret = scols_table_set_name(table, name);
	if (!ret)
		ret = add_columns(table, list, style);
	for (size_t i = 0; !ret && i < report->nrows; i++)
		ret = add_row(table, report, report->rows[i], list, style);
	if (!ret)
		ret = scols_print_table(table);
	scols_unref_table(table);
	return ret;
}
