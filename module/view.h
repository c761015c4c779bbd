/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A view: one of the files that show statistics. All have the same keys, and a
 * table of their own.
 */
#ifndef SCS_VIEW_H
#define SCS_VIEW_H

#include <linux/types.h>

struct scs_snapshot;
struct scs_source;
struct scs_text;

/**
 * struct scs_view - a file
 * @name: its name in debugfs; NULL for /proc/syscallstat
 * @left: columns that hold words, and not numbers, as for scs_text_align()
 * @keys: writes the keys that it has beyond those of all; NULL if none
 * @rows: writes its table, the header row first, as for scs_text_align()
 *
 * Both are called with the lock of the state held, and may sleep. If memory runs
 * out they mark the text as failed.
 */
struct scs_view {
	const char *name;
	u32 left;
	void (*keys)(struct scs_text *text, const struct scs_snapshot *snap);
	void (*rows)(struct scs_text *text, const struct scs_snapshot *snap);
};

extern const struct scs_view scs_view_stats;
extern const struct scs_view scs_view_histogram;
extern const struct scs_view scs_view_errnos;
extern const struct scs_view scs_view_tasks;
extern const struct scs_view scs_view_inflight;
extern const struct scs_view scs_view_percpu;

int scs_view_write(struct scs_text *text, const struct scs_view *view,
		   const struct scs_source *source);
int scs_view_render(struct scs_text *text, const void *view);
void scs_view_call(struct scs_text *text, unsigned int row);

#endif /* SCS_VIEW_H */
