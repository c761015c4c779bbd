/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of a comparison: what each reading tells, and how the two differ. */
#ifndef SYSCALLSTAT_DIFF_COLUMNS_H
#define SYSCALLSTAT_DIFF_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

#include "columns.h"
#include "diff.h"
#include "errmsg.h"

/* Holds the name of a column. */
#define DIFF_NAME_MAX 32

enum diff_aspect {
	DIFF_OLD,
	DIFF_NEW,
	DIFF_CHANGE, /* the difference, which may be negative */
	DIFF_PCT, /* the same in percent of the old value */
	DIFF_ASPECTS,
	DIFF_OF_CALL, /* the same in both */
};

/**
 * struct diff_column - a column
 * @aspect: which side
 * @of: what of it; COLUMNS_MAX, as DIFF_OF_CALL, is whether the call is in both
 */
struct diff_column {
	enum diff_aspect aspect;
	enum column_id of;
};

/**
 * struct diff_columns - columns to show, each once
 * @list: which
 * @count: how many
 */
struct diff_columns {
	struct diff_column list[DIFF_ASPECTS * COLUMNS_MAX + COLUMNS_MAX + 1];
	size_t count;
};

/**
 * diff_columns_default() - what is shown without -o
 * @columns: the result
 */
void diff_columns_default(struct diff_columns *columns);

/**
 * diff_columns_parse() - the argument of -o
 * @list: columns separated by commas; "+" in front appends. One of a reading, such as
 *	p90_ns, stands for both sides and the difference in percent.
 * @columns: the result
 * @err: names what is not a column
 *
 * Return: 0 or -EINVAL.
 */
int diff_columns_parse(const char *list, struct diff_columns *columns, struct errmsg *err);

/**
 * diff_column_find() - the argument of -s
 * @name: of a column; one of a reading stands for how it changed
 * @column: the result
 *
 * Return: 0 or -ENOENT.
 */
int diff_column_find(const char *name, struct diff_column *column);

/**
 * diff_columns_next() - walk all columns
 * @pos: 0 to begin with; advanced
 * @column: the next one
 *
 * Return: whether there was another one.
 */
bool diff_columns_next(size_t *pos, struct diff_column *column);

/**
 * diff_column_name() - its key, or its heading
 * @column: which
 * @human: the heading
 * @name: DIFF_NAME_MAX bytes
 */
void diff_column_name(struct diff_column column, bool human, char *name);

/**
 * diff_column_is_text() - a string, not a number
 * @column: which
 */
bool diff_column_is_text(struct diff_column column);

/**
 * diff_column_text() - the text of one cell
 * @column: which
 * @diff: that @row is of
 * @row: which row
 * @human: with units and plus signs; else plain numbers
 * @buf: a string may be cut
 * @size: of @buf, in bytes
 *
 * Return: 0, or -ENODATA with @buf untouched if the value is not known.
 */
int diff_column_text(struct diff_column column, const struct diff *diff, const struct diff_row *row,
		     bool human, char *buf, size_t size);

/**
 * diff_column_compare() - order two rows
 * @column: by which column: text and numbers that identify ascend, quantities descend, what
 *	is not known comes last, and ties are broken by abi and nr
 * @diff: that both are of
 * @a: one row
 * @b: another
 *
 * Return: less than, equal to or greater than 0, as for qsort().
 */
int diff_column_compare(struct diff_column column, const struct diff *diff,
			const struct diff_row *a, const struct diff_row *b);

#endif /* SYSCALLSTAT_DIFF_COLUMNS_H */
