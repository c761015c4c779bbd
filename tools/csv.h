/* SPDX-License-Identifier: GPL-2.0 */
/* A report as comma-separated values, RFC 4180. */
#ifndef SYSCALLSTAT_CSV_H
#define SYSCALLSTAT_CSV_H

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "columns.h"
#include "report.h"

/* Behind each row. */
#define CSV_LINE_END "\r\n"

/**
 * csv_cell() - write one cell, in quotes if it needs them
 * @out: where to; errors of it are left to ferror()
 * @text: what
 */
void csv_cell(FILE *out, const char *text);

/**
 * csv_print() - write a report
 * @out: where to
 * @report: what
 * @list: which columns
 * @time: of the report, for a column in front of the others; NULL if it is the only one
 * @header: begin with the row of the columns' keys
 *
 * Numbers are exact, what is not known is empty. Errors of @out are left to ferror().
 */
void csv_print(FILE *out, const struct report *report, const struct column_list *list,
	       const struct timespec *time, bool header);

#endif /* SYSCALLSTAT_CSV_H */
