/* SPDX-License-Identifier: GPL-2.0 */
/* The columns of `syscallstat top`, and numbers that are never wider than they are. */
#ifndef SYSCALLSTAT_TOP_CELLS_H
#define SYSCALLSTAT_TOP_CELLS_H

#include <stddef.h>

#include "top_model.h"

/* As many as there are digits, each of which sorts by one. */
#define TOP_COLUMNS 10
#define TOP_CELL_MAX (SNAPSHOT_MAX_NAME + 1)

/**
 * struct top_column - a column
 * @id: what is in it
 * @heading: over what was counted since the reset
 * @per_second: over rates
 * @width: in characters; of the last column, at least
 */
struct top_column {
	enum column_id id;
	const char *heading;
	const char *per_second;
	int width;
};

/**
 * top_columns() - what is shown
 * @by: what a row is about
 *
 * Return: TOP_COLUMNS columns, static.
 */
const struct top_column *top_columns(enum top_by by);

/**
 * top_heading() - what stands above a column
 * @top: what is shown
 * @column: one of its columns
 */
const char *top_heading(const struct top *top, const struct top_column *column);

/**
 * top_cell() - the text of one cell
 * @top: what is shown
 * @column: one of its columns
 * @row: one of its rows
 * @buf: the text
 * @size: of @buf in bytes; TOP_CELL_MAX is enough
 */
void top_cell(const struct top *top, const struct top_column *column,
	      const struct snapshot_row *row, char *buf, size_t size);

/**
 * top_count() - a number of at most six characters
 * @value: 0 or more
 * @fraction: it may have one: two more digits below 10, one below 100
 * @buf: "0.50", "99.5", "123", "999999", "1.23M"
 * @size: of @buf in bytes
 */
void top_count(double value, bool fraction, char *buf, size_t size);

/**
 * top_time() - a time of at most seven characters
 * @ns: nanoseconds
 * @buf: as human_ns(), but in days from 100000 s on
 * @size: of @buf in bytes
 */
void top_time(uint64_t ns, char *buf, size_t size);

/**
 * top_sum() - a line about all rows
 * @top: what is shown
 * @buf: the text
 * @size: of @buf in bytes
 */
void top_sum(const struct top *top, char *buf, size_t size);

#endif /* SYSCALLSTAT_TOP_CELLS_H */
