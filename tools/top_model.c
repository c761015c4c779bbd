// SPDX-License-Identifier: GPL-2.0
/* What `syscallstat top` shows: readings, their differences, order, filter, selected row. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "human.h"
#include "top_model.h"

void top_init(struct top *top, enum top_by by, const struct selection *sel)
{
	*top = (struct top){
		.sel = sel,
		.by = by,
		.sort = { COL_TOTAL_NS, COL_TOTAL_NS },
	};
}

static void drop_readings(struct top *top)
{
	report_free(&top->rows);
	snapshot_free(&top->delta);
	snapshot_free(&top->new);
	snapshot_free(&top->old);
	top->have_delta = false;
	top->readings = 0;
}

void top_free(struct top *top)
{
	drop_readings(top);
	report_free(&top->stuck);
	snapshot_free(&top->inflight);
}

const struct view *top_view(const struct top *top)
{
	return top->by == TOP_BY_TASK ? &view_tasks : &view_stats;
}

/* Whoever writes the file does so less often than it is read. */
static bool is_no_news(const struct snapshot *old, const struct snapshot *new)
{
	return old->elapsed_ns.known && new->elapsed_ns.known && !new->stopped && !old->stopped &&
	       old->elapsed_ns.value == new->elapsed_ns.value &&
	       old->generation.known == new->generation.known &&
	       old->generation.value == new->generation.value;
}

/* Quantiles of a difference are not known; those of the whole are better than none. */
static void add_quantiles(struct snapshot *delta, const struct snapshot *new)
{
	for (size_t i = 0; i < delta->nrows; i++) {
		const struct snapshot_row *whole = snapshot_find(new, &delta->rows[i]);

		for (int n = SNAP_MIN_NS; whole && n <= SNAP_MAX_NS; n++)
			delta->rows[i].number[n] = whole->number[n];
	}
}

int top_take(struct top *top, struct snapshot *snap, struct errmsg *reset)
{
	int ret;

	reset->text[0] = '\0';
	if (top->readings && is_no_news(&top->new, snap)) {
		snapshot_free(snap);
		return 0;
	}
	/* What is shown stands in the readings that go. */
	report_free(&top->rows);
	snapshot_free(&top->delta);
	snapshot_free(&top->old);
	top->old = top->new;
	top->new = *snap;
	*snap = (struct snapshot){ 0 };
	top->have_delta = false;
	if (!top->readings++ || snapshot_was_reset(&top->old, &top->new, reset))
		return 0;
	ret = snapshot_delta(&top->delta, &top->old, &top->new);
	if (ret)
		return ret;
	add_quantiles(&top->delta, &top->new);
	top->have_delta = true;
	return 0;
}

void top_take_inflight(struct top *top, struct snapshot *snap)
{
	report_free(&top->stuck);
	snapshot_free(&top->inflight);
	top->inflight = *snap;
	*snap = (struct snapshot){ 0 };
}

bool top_is_rate(const struct top *top)
{
	return top->have_delta && !top->totals;
}

const struct snapshot *top_shown(const struct top *top)
{
	return top_is_rate(top) ? &top->delta : &top->new;
}

static bool has_id(const struct snapshot_value *id, const char *filter)
{
	char text[HUMAN_MAX];

	snprintf(text, sizeof(text), "%" PRIu64, id->value);
	return id->known && !strcmp(text, filter);
}

static bool matches(const struct snapshot_row *row, const char *filter)
{
	return !*filter || (row->name && strcasestr(row->name, filter)) ||
	       (row->comm && strcasestr(row->comm, filter)) ||
	       has_id(&row->number[SNAP_TID], filter) || has_id(&row->number[SNAP_TGID], filter);
}

static void apply_filter(struct report *report, const char *filter)
{
	size_t kept = 0;

	for (size_t i = 0; i < report->nrows; i++)
		if (matches(report->rows[i], filter))
			report->rows[kept++] = report->rows[i];
	report->nrows = kept;
}

static void turn_round(struct report *report)
{
	for (size_t i = 0, j = report->nrows; i + 1 < j; i++) {
		const struct snapshot_row *row = report->rows[i];

		report->rows[i] = report->rows[--j];
		report->rows[j] = row;
	}
}

static int arrange_stuck(struct top *top)
{
	int ret;

	report_free(&top->stuck);
	ret = report_build(&top->stuck, &top->inflight, top->sel, COL_AGE_NS, 0);
	if (ret)
		return ret;
	apply_filter(&top->stuck, top->filter);
	for (size_t i = 0; i < top->stuck.nrows; i++)
		if (top->stuck.rows[i]->number[SNAP_AGE_NS].value < TOP_STUCK_NS)
			top->stuck.nrows = i;
	return 0;
}

static void set_pin(struct top_pin *pin, const struct snapshot_row *row)
{
	*pin = (struct top_pin){ .set = true, .row = *row };
	/* The parser keeps names to that length. */
	snprintf(pin->abi, sizeof(pin->abi), "%s", row->abi ? row->abi : "");
	snprintf(pin->name, sizeof(pin->name), "%s", row->name ? row->name : "");
	snprintf(pin->comm, sizeof(pin->comm), "%s", row->comm ? row->comm : "");
	pin->row.abi = row->abi ? pin->abi : NULL;
	pin->row.name = row->name ? pin->name : NULL;
	pin->row.comm = row->comm ? pin->comm : NULL;
	pin->row.error = NULL;
}

static void find_pin(struct top *top)
{
	if (top->position >= top->rows.nrows)
		top->position = top->rows.nrows ? top->rows.nrows - 1 : 0;
	for (size_t i = 0; top->pin.set && i < top->rows.nrows; i++) {
		if (snapshot_row_compare(top->rows.rows[i], &top->pin.row))
			continue;
		top->position = i;
		set_pin(&top->pin, top->rows.rows[i]);
		return;
	}
}

int top_arrange(struct top *top)
{
	int ret;

	report_free(&top->rows);
	ret = report_build(&top->rows, top_shown(top), top->sel, top->sort[top->by], 0);
	if (!ret)
		ret = arrange_stuck(top);
	if (ret) {
		report_free(&top->rows);
		return ret;
	}
	apply_filter(&top->rows, top->filter);
	if (top->reverse[top->by])
		turn_round(&top->rows);
	find_pin(top);
	return 0;
}

void top_switch(struct top *top, enum top_by by)
{
	if (by == top->by)
		return;
	drop_readings(top);
	top->by = by;
	top->position = 0;
	top->pin.set = false;
}

void top_sort(struct top *top, enum column_id id)
{
	top->reverse[top->by] = top->sort[top->by] == id && !top->reverse[top->by];
	top->sort[top->by] = id;
}

void top_move(struct top *top, long by)
{
	size_t last = top->rows.nrows ? top->rows.nrows - 1 : 0;

	if (by < 0)
		top->position -= top->position < (size_t)-by ? top->position : (size_t)-by;
	else
		top->position += last - top->position < (size_t)by ? last - top->position :
								     (size_t)by;
	top->pin.set = false;
	/* Whoever goes back to the beginning wants to see what is there, whichever it is. */
	if (top->position)
		top_pin(top);
}

const struct snapshot_row *top_selected(const struct top *top)
{
	if (top->pin.set)
		return &top->pin.row;
	return top->position < top->rows.nrows ? top->rows.rows[top->position] : NULL;
}

void top_pin(struct top *top)
{
	if (!top->pin.set && top->position < top->rows.nrows)
		set_pin(&top->pin, top->rows.rows[top->position]);
}

void top_scroll(struct top *top, size_t lines)
{
	top->page = lines ? lines : 1;
	if (top->first > top->position)
		top->first = top->position;
	if (top->position - top->first >= top->page)
		top->first = top->position - top->page + 1;
	/* No empty lines below the last row while there are rows above the first. */
	if (top->first && top->first + top->page > top->rows.nrows)
		top->first = top->rows.nrows > top->page ? top->rows.nrows - top->page : 0;
}
