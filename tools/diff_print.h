/* SPDX-License-Identifier: GPL-2.0 */
/* A comparison as a table, as JSON, or as comma-separated values. */
#ifndef SYSCALLSTAT_DIFF_PRINT_H
#define SYSCALLSTAT_DIFF_PRINT_H

#include <stdio.h>

#include "diff.h"
#include "diff_columns.h"
#include "table.h"

/**
 * diff_print_table() - write the rows
 * @out: where to; errors of it are left to ferror()
 * @diff: what, in that order
 * @columns: which columns
 * @style: as of other tables
 * @color: with bold headings; never in JSON
 *
 * Return: 0 or a negative errno.
 */
int diff_print_table(FILE *out, const struct diff *diff, const struct diff_columns *columns,
		     enum table_style style, bool color);

/**
 * diff_print_csv() - write the rows, and their header
 * @out: where to; errors of it are left to ferror()
 * @diff: what, in that order
 * @columns: which columns
 */
void diff_print_csv(FILE *out, const struct diff *diff, const struct diff_columns *columns);

#endif /* SYSCALLSTAT_DIFF_PRINT_H */
