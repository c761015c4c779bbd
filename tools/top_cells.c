// SPDX-License-Identifier: GPL-2.0
/* The columns of `syscallstat top`, and numbers that are never wider than they are. */
#include <stdio.h>

#include "human.h"
#include "top_cells.h"

#define NS_PER_S 1e9
#define SECONDS_PER_DAY 86400

static const struct top_column by_call[TOP_COLUMNS] = {
	{ COL_PCT_TIME, "%TIME", "%TIME", 6 }, { COL_TOTAL_NS, "TIME", "TIME/S", 7 },
	{ COL_CALLS, "CALLS", "CALLS/S", 7 },  { COL_ERRORS, "ERRORS", "ERR/S", 6 },
	{ COL_AVG_NS, "AVG", "AVG", 6 },       { COL_P50_NS, "P50", "P50", 6 },
	{ COL_P99_NS, "P99", "P99", 6 },       { COL_MAX_NS, "MAX", "MAX", 6 },
	{ COL_ABI, "ABI", "ABI", 3 },	       { COL_NAME, "NAME", "NAME", 17 },
};

static const struct top_column by_task[TOP_COLUMNS] = {
	{ COL_PCT_TIME, "%TIME", "%TIME", 6 }, { COL_TOTAL_NS, "TIME", "TIME/S", 7 },
	{ COL_CALLS, "CALLS", "CALLS/S", 7 },  { COL_ERRORS, "ERRORS", "ERR/S", 6 },
	{ COL_AVG_NS, "AVG", "AVG", 6 },       { COL_TID, "TID", "TID", 7 },
	{ COL_TGID, "TGID", "TGID", 7 },       { COL_COMM, "COMM", "COMM", 11 },
	{ COL_ABI, "ABI", "ABI", 3 },	       { COL_NAME, "IN CALL", "IN CALL", 11 },
};

const struct top_column *top_columns(enum top_by by)
{
	return by == TOP_BY_TASK ? by_task : by_call;
}

const char *top_heading(const struct top *top, const struct top_column *column)
{
	return top_is_rate(top) ? column->per_second : column->heading;
}

void top_count(double value, bool fraction, char *buf, size_t size)
{
	static const char suffixes[] = "MGTPE";
	const char *suffix = suffixes;

	if (value < 999999.5) {
		snprintf(buf, size, "%.*f",
			 !fraction || value >= 99.95 ? 0 : (value < 9.995 ? 2 : 1), value);
		return;
	}
	for (value /= 1e6; value >= 999.5 && suffix[1]; suffix++)
		value /= 1e3;
	snprintf(buf, size, "%.*f%c", value < 9.995 ? 2 : (value < 99.95 ? 1 : 0), value, *suffix);
}

void top_time(uint64_t ns, char *buf, size_t size)
{
	uint64_t seconds = ns / 1000000000;

	if (seconds < 99999)
		human_ns(ns, buf, size);
	else
		snprintf(buf, size, "%llud", (unsigned long long)(seconds / SECONDS_PER_DAY));
}

/* Per second, if that is what is shown; less than 0 if it cannot be known. */
static double scale(const struct top *top, const struct snapshot_value *value)
{
	const struct snapshot_value *elapsed = &top_shown(top)->elapsed_ns;

	if (!value->known)
		return -1;
	if (!top_is_rate(top))
		return (double)value->value;
	if (!elapsed->known || !elapsed->value)
		return -1;
	return (double)value->value * NS_PER_S / (double)elapsed->value;
}

static void print_amount(double amount, bool fraction, bool time, char *buf, size_t size)
{
	if (amount < 0)
		snprintf(buf, size, "-");
	else if (time)
		top_time(amount < (double)INT64_MAX ? (uint64_t)(amount + 0.5) : INT64_MAX, buf,
			 size);
	else
		top_count(amount, fraction, buf, size);
}

static void print_column(const struct top *top, const struct top_column *column,
			 const struct snapshot_row *row, char *buf, size_t size)
{
	bool human = column_get(column->id)->kind != KIND_NS;

	if (column_text(column->id, row, &top->rows.ctx, human, buf, size)) {
		snprintf(buf, size, "-");
	} else if (!human) {
		uint64_t ns;

		if (!parse_u64(buf, &ns))
			top_time(ns, buf, size);
	}
}

void top_cell(const struct top *top, const struct top_column *column,
	      const struct snapshot_row *row, char *buf, size_t size)
{
	const bool rate = top_is_rate(top);

	switch (column->id) {
	case COL_TOTAL_NS:
		print_amount(scale(top, &row->number[SNAP_TOTAL_NS]), rate, true, buf, size);
		break;
	case COL_CALLS:
		print_amount(scale(top, &row->number[SNAP_CALLS]), rate, false, buf, size);
		break;
	case COL_ERRORS:
		print_amount(scale(top, &row->number[SNAP_ERRORS]), rate, false, buf, size);
		break;
	default:
		print_column(top, column, row, buf, size);
		break;
	}
}

static struct snapshot_value add_up(const struct snapshot *snap, enum snapshot_number n)
{
	struct snapshot_value sum = { .known = true };

	for (size_t i = 0; i < snap->nrows; i++)
		if (snap->rows[i].number[n].known)
			sum.value += snap->rows[i].number[n].value;
	return sum;
}

void top_sum(const struct top *top, char *buf, size_t size)
{
	const struct snapshot *snap = top_shown(top);
	const struct snapshot_value calls = add_up(snap, SNAP_CALLS);
	const struct snapshot_value errors = add_up(snap, SNAP_ERRORS);
	const struct snapshot_value time = add_up(snap, SNAP_TOTAL_NS);
	const bool rate = top_is_rate(top);
	const char *per = rate ? "/s" : "";
	char text[3][HUMAN_MAX];
	int len;

	print_amount(scale(top, &calls), rate, false, text[0], sizeof(text[0]));
	print_amount(scale(top, &errors), rate, false, text[1], sizeof(text[1]));
	print_amount(scale(top, &time), rate, true, text[2], sizeof(text[2]));
	len = snprintf(buf, size, "%s calls%s, %s errors%s, %s%s in calls", text[0], per, text[1],
		       per, text[2], per);
	if (snap->missed.known && snap->missed.value && (size_t)len < size)
		snprintf(buf + len, size - (size_t)len, ", %llu missed",
			 (unsigned long long)snap->missed.value);
}
