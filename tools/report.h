/* SPDX-License-Identifier: GPL-2.0 */
/* Which rows of a snapshot are shown, and in which order. */
#ifndef SYSCALLSTAT_REPORT_H
#define SYSCALLSTAT_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "columns.h"
#include "select.h"
#include "snapshot.h"

/**
 * struct report - the rows to show
 * @rows: in their order; they belong to the snapshot
 * @nrows: how many
 * @ctx: for derived columns
 */
struct report {
	const struct snapshot_row **rows;
	size_t nrows;
	struct column_context ctx;
};

/**
 * report_build() - select, sort, and cut off
 * @report: filled; must not outlive @snap; released with report_free()
 * @snap: a snapshot or a difference
 * @sel: which rows, NULL for all
 * @sort: the column that gives the order
 * @top: how many rows at most, 0 for all
 *
 * Return: 0 or -ENOMEM.
 */
int report_build(struct report *report, const struct snapshot *snap, const struct selection *sel,
		 enum column_id sort, uint64_t top);

/**
 * report_free() - release what a report holds
 * @report: left empty
 */
void report_free(struct report *report);

#endif /* SYSCALLSTAT_REPORT_H */
