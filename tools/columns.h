/* SPDX-License-Identifier: GPL-2.0 */
/* The one table of output columns: it feeds --help, -o, -s, text and JSON. */
#ifndef SYSCALLSTAT_COLUMNS_H
#define SYSCALLSTAT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "errmsg.h"
#include "snapshot.h"

enum column_id {
	COL_ABI,
	COL_NR,
	COL_NAME,
	COL_CALLS,
	COL_ERRORS,
	COL_RESTARTS,
	COL_DENIED,
	COL_TOTAL_NS,
	COL_MIN_NS,
	COL_P50_NS,
	COL_P90_NS,
	COL_P99_NS,
	COL_P999_NS,
	COL_MAX_NS,
	COL_BYTES,
	COL_PCT_TIME,
	COL_AVG_NS,
	COL_CALLS_PER_S,
	COL_RUN_NS,
	COL_WAIT_NS,
	COL_LE_NS,
	COL_COUNT,
	COL_ERRNO,
	COL_ERROR,
	COL_TID,
	COL_TGID,
	COL_COMM,
	COL_AGE_NS,
	COL_CPU,
	COLUMNS_MAX,
};

enum column_kind {
	KIND_STRING,
	KIND_NR, /* a number, but one that identifies */
	KIND_COUNT,
	KIND_NS,
	KIND_BYTES,
	KIND_REAL, /* a fraction, in the unit that the name tells */
};

/**
 * struct column - what there is to know about a column
 * @key: its name for -o, -s and JSON, and as a heading over exact numbers; has
 *	the unit in it
 * @heading: over human units
 * @help: one line; in terms of @key's unit
 * @kind: how its values print and sort
 */
struct column {
	const char *key;
	const char *heading;
	const char *help;
	enum column_kind kind;
};

/**
 * struct column_list - the columns to show, in that order, each once
 * @id: which
 * @count: how many
 */
struct column_list {
	enum column_id id[COLUMNS_MAX];
	size_t count;
};

/**
 * struct column_context - what a derived column needs besides its row
 * @total_ns: of all rows of the report, nanoseconds
 * @elapsed_ns: the time that the report covers
 */
struct column_context {
	double total_ns;
	struct snapshot_value elapsed_ns;
};

/**
 * column_get() - describe a column
 * @id: which
 *
 * Return: its entry of the table, static.
 */
const struct column *column_get(enum column_id id);

/**
 * column_find() - look a column up by its key or its heading, in any case
 * @name: need not be terminated
 * @len: length of @name in bytes
 * @id: the result
 *
 * Return: 0 or -ENOENT.
 */
int column_find(const char *name, size_t len, enum column_id *id);

/**
 * column_needs_histogram() - can only a histogram tell it of an interval?
 * @id: which column
 */
bool column_needs_histogram(enum column_id id);

/**
 * columns_append() - add a column, unless it is there
 * @list: to which
 * @id: which
 */
void columns_append(struct column_list *list, enum column_id id);

/**
 * columns_parse() - the argument of -o
 * @list: columns, separated by commas; "+" in front appends to what is in @out
 * @out: the result; a column that is named again stays where it was first
 * @err: names what is not a column
 *
 * Return: 0 or -EINVAL.
 */
int columns_parse(const char *list, struct column_list *out, struct errmsg *err);

/**
 * column_context_init() - add up what derived columns need
 * @ctx: filled; refers to nothing
 * @snap: all rows of the report, before any selection
 */
void column_context_init(struct column_context *ctx, const struct snapshot *snap);

/**
 * column_text() - the text of one cell
 * @id: which column
 * @row: which row
 * @ctx: for the report that @row is of
 * @human: with units; else plain numbers in the unit that the key tells
 * @buf: HUMAN_MAX bytes suffice for any number; strings may be cut
 * @size: of @buf, in bytes
 *
 * Return: 0, or -ENODATA with @buf untouched if the value is not known.
 */
int column_text(enum column_id id, const struct snapshot_row *row, const struct column_context *ctx,
		bool human, char *buf, size_t size);

/**
 * struct column_number - the number in a cell
 * @known: there is one
 * @number: of all kinds but KIND_REAL
 * @real: of that kind
 */
struct column_number {
	bool known;
	uint64_t number;
	double real;
};

/**
 * column_number() - the number in one cell
 * @id: which column; not one of strings
 * @row: which row
 * @ctx: for the report that @row is of
 */
struct column_number column_number(enum column_id id, const struct snapshot_row *row,
				   const struct column_context *ctx);

/**
 * column_compare() - order two rows by one column
 * @id: which column
 * @a: one row
 * @b: another
 * @ctx: for the report that both are of
 *
 * Strings and numbers that identify ascend, quantities descend, what is not
 * known comes last, and ties are broken by (abi, nr).
 *
 * Return: less than, equal to or greater than 0, as for qsort().
 */
int column_compare(enum column_id id, const struct snapshot_row *a, const struct snapshot_row *b,
		   const struct column_context *ctx);

#endif /* SYSCALLSTAT_COLUMNS_H */
