/* SPDX-License-Identifier: GPL-2.0 */
/* The files of the module that the tool can show, each as a table. */
#ifndef SYSCALLSTAT_VIEW_H
#define SYSCALLSTAT_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "columns.h"

/**
 * struct view - a file
 * @name: as in its first line, behind "syscallstat-", and in JSON; NULL for
 *	/proc/syscallstat
 * @path: where the module shows it
 * @columns: what is shown without -o
 * @ncolumns: how many
 * @sort: what gives the order without -s
 * @of_now: it shows what is going on, not what was counted: there is no difference
 *	of two readings
 */
struct view {
	const char *name;
	const char *path;
	const enum column_id *columns;
	size_t ncolumns;
	enum column_id sort;
	bool of_now;
};

extern const struct view view_stats;
extern const struct view view_histogram;
extern const struct view view_errnos;
extern const struct view view_inflight;
extern const struct view view_tasks;
extern const struct view view_percpu;

/**
 * view_columns() - what is shown without -o
 * @view: which
 * @list: the result
 */
void view_columns(const struct view *view, struct column_list *list);

#endif /* SYSCALLSTAT_VIEW_H */
