// SPDX-License-Identifier: GPL-2.0
/* A report as comma-separated values, RFC 4180. */
#include <string.h>

#include "csv.h"
#include "human.h"

#define CELL_MAX (SNAPSHOT_MAX_NAME + 1)

_Static_assert(CELL_MAX >= HUMAN_MAX, "a cell holds every number");

void csv_cell(FILE *out, const char *text)
{
	if (!text[strcspn(text, ",\"\r\n")]) {
		fputs(text, out);
		return;
	}
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			fputc('"', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void print_header(FILE *out, const struct column_list *list, bool time)
{
	if (time)
		fputs("time,", out);
	for (size_t i = 0; i < list->count; i++)
		fprintf(out, "%s%s", i ? "," : "", column_get(list->id[i])->key);
	fputs(CSV_LINE_END, out);
}

static void print_row(FILE *out, const struct report *report, const struct snapshot_row *row,
		      const struct column_list *list)
{
	char cell[CELL_MAX];

	for (size_t i = 0; i < list->count; i++) {
		if (i)
			fputc(',', out);
		if (!column_text(list->id[i], row, &report->ctx, false, cell, sizeof(cell)))
			csv_cell(out, cell);
	}
	fputs(CSV_LINE_END, out);
}

void csv_print(FILE *out, const struct report *report, const struct column_list *list,
	       const struct timespec *time, bool header)
{
	if (header)
		print_header(out, list, time);
	for (size_t i = 0; i < report->nrows; i++) {
		if (time)
			fprintf(out, "%lld.%06ld,", (long long)time->tv_sec, time->tv_nsec / 1000);
		print_row(out, report, report->rows[i], list);
	}
}
