// SPDX-License-Identifier: GPL-2.0
/* The files of the module that the tool can show, each as a table. */
#include <syscallstat/abi.h>

#include "view.h"

#define COLUMNS(...)                                        \
	.columns = (const enum column_id[]){ __VA_ARGS__ }, \
	.ncolumns = sizeof((const enum column_id[]){ __VA_ARGS__ }) / sizeof(enum column_id)

const struct view view_stats = {
	.path = SCS_PROC_PATH,
	COLUMNS(COL_PCT_TIME, COL_TOTAL_NS, COL_AVG_NS, COL_P50_NS, COL_P99_NS, COL_MAX_NS,
		COL_CALLS, COL_ERRORS, COL_ABI, COL_NAME),
	.sort = COL_TOTAL_NS,
};

const struct view view_histogram = {
	.name = "histogram",
	.path = SCS_DEBUGFS_DIR "/histogram",
	COLUMNS(COL_ABI, COL_NAME, COL_LE_NS, COL_COUNT),
	.sort = COL_ABI,
};

const struct view view_errnos = {
	.name = "errnos",
	.path = SCS_DEBUGFS_DIR "/errnos",
	COLUMNS(COL_PCT_TIME, COL_TOTAL_NS, COL_AVG_NS, COL_MAX_NS, COL_CALLS, COL_ERROR, COL_ABI,
		COL_NAME),
	.sort = COL_TOTAL_NS,
};

const struct view view_inflight = {
	.name = "inflight",
	.path = SCS_DEBUGFS_DIR "/inflight",
	COLUMNS(COL_AGE_NS, COL_TID, COL_TGID, COL_COMM, COL_ABI, COL_NAME),
	.sort = COL_AGE_NS,
	.of_now = true,
};

const struct view view_tasks = {
	.name = "tasks",
	.path = SCS_DEBUGFS_DIR "/tasks",
	COLUMNS(COL_PCT_TIME, COL_TOTAL_NS, COL_AVG_NS, COL_CALLS, COL_ERRORS, COL_TID, COL_TGID,
		COL_COMM, COL_ABI, COL_NAME),
	.sort = COL_TOTAL_NS,
};

const struct view view_percpu = {
	.name = "percpu",
	.path = SCS_DEBUGFS_DIR "/percpu",
	COLUMNS(COL_CPU, COL_CALLS, COL_ABI, COL_NAME),
	.sort = COL_CPU,
};

void view_columns(const struct view *view, struct column_list *list)
{
	list->count = 0;
	for (size_t i = 0; i < view->ncolumns; i++)
		columns_append(list, view->columns[i]);
}
