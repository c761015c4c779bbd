/* SPDX-License-Identifier: GPL-2.0 */
/* A report as a table or as JSON. */
#ifndef SYSCALLSTAT_TABLE_H
#define SYSCALLSTAT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "columns.h"
#include "report.h"

enum table_style {
	TABLE_HUMAN, /* times and sizes with units */
	TABLE_EXACT, /* plain numbers; the headings tell the unit */
	TABLE_JSON, /* an object of its own per report */
};

/**
 * table_print() - write a report
 * @out: where to
 * @report: what
 * @name: of the array of rows in JSON
 * @list: which columns
 * @style: how
 * @color: with bold headings, and errors in red; never in JSON
 *
 * What is not known is "-" in text and null in JSON. Errors of @out itself
 * are left to ferror().
 *
 * Return: 0 or a negative errno.
 */
int table_print(FILE *out, const struct report *report, const char *name,
		const struct column_list *list, enum table_style style, bool color);

#endif /* SYSCALLSTAT_TABLE_H */
