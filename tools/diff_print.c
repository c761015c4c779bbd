// SPDX-License-Identifier: GPL-2.0
/* A comparison as a table, as JSON, or as comma-separated values. */
#include <errno.h>
#include <stdbool.h>

#include <libsmartcols.h>

#include "csv.h"
#include "diff_print.h"

#define CELL_MAX (SNAPSHOT_MAX_NAME + 1)

#define BOLD "\033[1m"
#define PLAIN "\033[0m"

/* libsmartcols prints nothing at all for a table without lines, not even its headings. */
static void print_headings(FILE *out, const struct diff_columns *columns, bool human, bool color)
{
	char name[DIFF_NAME_MAX];

	for (size_t i = 0; i < columns->count; i++) {
		diff_column_name(columns->list[i], human, name);
		fprintf(out, "%s%s%s%s", i ? " " : "", color ? BOLD : "", name, color ? PLAIN : "");
	}
	fputc('\n', out);
}

static int add_columns(struct libscols_table *table, const struct diff_columns *columns,
		       enum table_style style)
{
	char name[DIFF_NAME_MAX];

	for (size_t i = 0; i < columns->count; i++) {
		const bool text = diff_column_is_text(columns->list[i]);
		struct libscols_column *cl;

		diff_column_name(columns->list[i], style == TABLE_HUMAN, name);
		cl = scols_table_new_column(table, name, 0, text ? 0 : SCOLS_FL_RIGHT);
		if (!cl || scols_cell_set_color(scols_column_get_header(cl), BOLD))
			return -ENOMEM;
		if (style == TABLE_JSON)
			scols_column_set_json_type(cl,
						   text ? SCOLS_JSON_STRING : SCOLS_JSON_NUMBER);
	}
	return 0;
}

static int add_row(struct libscols_table *table, const struct diff *diff,
		   const struct diff_row *row, const struct diff_columns *columns,
		   enum table_style style)
{
	struct libscols_line *line = scols_table_new_line(table, NULL);
	char cell[CELL_MAX];

	if (!line)
		return -ENOMEM;
	for (size_t i = 0; i < columns->count; i++) {
		const char *text = style == TABLE_JSON ? NULL : "-";

		if (!diff_column_text(columns->list[i], diff, row, style == TABLE_HUMAN, cell,
				      sizeof(cell)))
			text = cell;
		if (scols_line_set_data(line, i, text))
			return -ENOMEM;
	}
	return 0;
}

int diff_print_table(FILE *out, const struct diff *diff, const struct diff_columns *columns,
		     enum table_style style, bool color)
{
	struct libscols_table *table;
	int ret;

	if (!diff->nrows && style != TABLE_JSON) {
		print_headings(out, columns, style == TABLE_HUMAN, color);
		return 0;
	}
	table = scols_new_table();
	if (!table)
		return -ENOMEM;
	scols_table_set_stream(table, out);
	scols_table_enable_json(table, style == TABLE_JSON);
	scols_table_enable_colors(table, color && style != TABLE_JSON);
	ret = scols_table_set_name(table, "diff");
	if (!ret)
		ret = add_columns(table, columns, style);
	for (size_t i = 0; !ret && i < diff->nrows; i++)
		ret = add_row(table, diff, &diff->rows[i], columns, style);
	if (!ret)
		ret = scols_print_table(table);
	scols_unref_table(table);
	return ret;
}

void diff_print_csv(FILE *out, const struct diff *diff, const struct diff_columns *columns)
{
	char cell[CELL_MAX];

	for (size_t i = 0; i < columns->count; i++) {
		diff_column_name(columns->list[i], false, cell);
		fprintf(out, "%s%s", i ? "," : "", cell);
	}
	fputs(CSV_LINE_END, out);
	for (size_t r = 0; r < diff->nrows; r++) {
		for (size_t i = 0; i < columns->count; i++) {
			if (i)
				fputc(',', out);
			if (!diff_column_text(columns->list[i], diff, &diff->rows[r], false, cell,
					      sizeof(cell)))
				csv_cell(out, cell);
		}
		fputs(CSV_LINE_END, out);
	}
}
