/* SPDX-License-Identifier: GPL-2.0 */
/* What `syscallstat top` shows: readings, their differences, order, filter, selected row. */
#ifndef SYSCALLSTAT_TOP_MODEL_H
#define SYSCALLSTAT_TOP_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "columns.h"
#include "report.h"
#include "select.h"
#include "snapshot.h"
#include "view.h"

#define TOP_FILTER_MAX 30
/* A call that takes longer is shown apart. */
#define TOP_STUCK_NS 1000000000

enum top_by {
	TOP_BY_CALL,
	TOP_BY_TASK,
	TOP_BYS,
};

/**
 * struct top_pin - a row that stays selected, wherever it goes
 * @set: there is one
 * @row: what it was when it was last seen; its strings are those below
 * @abi: copied
 * @name: likewise
 * @comm: likewise
 */
struct top_pin {
	bool set;
	struct snapshot_row row;
	char abi[SNAPSHOT_MAX_NAME + 1];
	char name[SNAPSHOT_MAX_NAME + 1];
	char comm[SNAPSHOT_MAX_NAME + 1];
};

/**
 * struct top - all there is to show
 * @sel: which calls, NULL for all
 * @by: what a row is about
 * @totals: show what was counted since the reset, not what happened since the last reading
 * @sort: what gives the order; of each @by
 * @reverse: the other way round; of each @by
 * @filter: what a row must have in one of its names; empty for nothing
 * @old: the reading before, empty if there is none
 * @new: the last one
 * @delta: their difference, with the extremes and quantiles of @new
 * @have_delta: there is one
 * @readings: how many there were
 * @inflight: calls that are being executed
 * @rows: what is shown, in its order
 * @stuck: those of @inflight that take longer than TOP_STUCK_NS, the oldest first
 * @position: of the selected row in @rows
 * @first: row that is shown at the top of the screen
 * @page: how many rows are shown
 * @pin: the selected row, once it was chosen
 */
struct top {
	const struct selection *sel;
	enum top_by by;
	bool totals;
	enum column_id sort[TOP_BYS];
	bool reverse[TOP_BYS];
	char filter[TOP_FILTER_MAX + 1];
	struct snapshot old;
	struct snapshot new;
	struct snapshot delta;
	bool have_delta;
	uint64_t readings;
	struct snapshot inflight;
	struct report rows;
	struct report stuck;
	size_t position;
	size_t first;
	size_t page;
	struct top_pin pin;
};

/**
 * top_init() - nothing to show yet
 * @top: filled; released with top_free()
 * @by: what a row is about
 * @sel: which calls, NULL for all; must outlive @top
 */
void top_init(struct top *top, enum top_by by, const struct selection *sel);

/**
 * top_free() - release what it holds
 * @top: of no use any more
 */
void top_free(struct top *top);

/**
 * top_view() - what has to be read
 * @top: for what is shown
 */
const struct view *top_view(const struct top *top);

/**
 * top_take() - a new reading of top_view()
 * @top: where
 * @snap: taken over, after a failure too
 * @reset: says so if the counters started anew meanwhile; else empty
 *
 * One that was taken when the one before was is no news, and ignored. Call
 * top_arrange() afterwards.
 *
 * Return: 0 or -ENOMEM.
 */
int top_take(struct top *top, struct snapshot *snap, struct errmsg *reset);

/**
 * top_take_inflight() - a new reading of the calls that are being executed
 * @top: where; call top_arrange() afterwards
 * @snap: taken over
 */
void top_take_inflight(struct top *top, struct snapshot *snap);

/**
 * top_arrange() - find the rows to show, and their order
 * @top: after anything in it has changed
 *
 * Return: 0 or -ENOMEM, with no rows.
 */
int top_arrange(struct top *top);

/**
 * top_is_rate() - is what is shown a difference of two readings?
 * @top: where
 */
bool top_is_rate(const struct top *top);

/**
 * top_shown() - all rows that could be shown
 * @top: where
 */
const struct snapshot *top_shown(const struct top *top);

/**
 * top_switch() - show calls or tasks
 * @top: where; what was read is dropped if it was about the others
 * @by: what rows shall be about
 */
void top_switch(struct top *top, enum top_by by);

/**
 * top_sort() - choose the order; the same column again turns it round
 * @top: where; call top_arrange() afterwards
 * @id: the column
 */
void top_sort(struct top *top, enum column_id id);

/**
 * top_move() - select another row
 * @top: where
 * @by: so many rows down, or up
 */
void top_move(struct top *top, long by);

/**
 * top_selected() - the row that is selected
 * @top: where
 *
 * Return: a row, or NULL if there is none. It need not be among those that are shown.
 */
const struct snapshot_row *top_selected(const struct top *top);

/**
 * top_pin() - stay with the row that is selected
 * @top: where
 */
void top_pin(struct top *top);

/**
 * top_scroll() - see to it that the selected row is on the screen
 * @top: @first and @page are set
 * @lines: that there are for rows
 */
void top_scroll(struct top *top, size_t lines);

#endif /* SYSCALLSTAT_TOP_MODEL_H */
