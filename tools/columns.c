// SPDX-License-Identifier: GPL-2.0
/* The one table of output columns: it feeds --help, -o, -s, text and JSON. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "columns.h"
#include "human.h"

static const struct column columns[COLUMNS_MAX] = {
	[COL_ABI] = { "abi", "ABI", "system call table: 64, 32 or x32", KIND_STRING },
	[COL_NR] = { "nr", "NR", "number in that table; -1 for numbers that are in none", KIND_NR },
	[COL_NAME] = { "name", "NAME", "name of the system call", KIND_STRING },
	[COL_CALLS] = { "calls", "CALLS", "calls that finished", KIND_COUNT },
	[COL_ERRORS] = { "errors", "ERRORS", "calls that returned an error", KIND_COUNT },
	[COL_RESTARTS] = { "restarts", "RESTARTS", "calls that a signal interrupted for a restart",
			   KIND_COUNT },
	[COL_DENIED] = { "denied", "DENIED", "calls refused before they started (seccomp)",
			 KIND_COUNT },
	[COL_TOTAL_NS] = { "total_ns", "TOTAL", "time spent in the call, sum", KIND_NS },
	[COL_MIN_NS] = { "min_ns", "MIN", "time of the shortest call", KIND_NS },
	[COL_P50_NS] = { "p50_ns", "P50", "time that 50 % of the calls did not exceed", KIND_NS },
	[COL_P90_NS] = { "p90_ns", "P90", "time that 90 % of the calls did not exceed", KIND_NS },
	[COL_P99_NS] = { "p99_ns", "P99", "time that 99 % of the calls did not exceed", KIND_NS },
	[COL_P999_NS] = { "p999_ns", "P999", "time that 99.9 % of the calls did not exceed",
			  KIND_NS },
	[COL_MAX_NS] = { "max_ns", "MAX", "time of the longest call", KIND_NS },
	[COL_BYTES] = { "bytes", "BYTES", "bytes that calls which read or write have moved",
			KIND_BYTES },
	[COL_PCT_TIME] = { "pct_time", "%TIME", "share of the time of all system calls, percent",
			   KIND_REAL },
	[COL_AVG_NS] = { "avg_ns", "AVG", "time per call, mean", KIND_NS },
	[COL_CALLS_PER_S] = { "calls_per_s", "CALLS/S", "calls per second of the time covered",
			      KIND_REAL },
	[COL_RUN_NS] = { "run_ns", "RUN", "time spent on a CPU, if the module accounts for it",
			 KIND_NS },
	[COL_WAIT_NS] = { "wait_ns", "WAIT", "time spent blocked or in line for a CPU, likewise",
			  KIND_NS },
	[COL_LE_NS] = { "le_ns", "LE", "upper bound of a range of times", KIND_NS },
	[COL_COUNT] = { "count", "COUNT", "calls in that range", KIND_COUNT },
	[COL_ERRNO] = { "errno", "ERRNO", "number of the error", KIND_NR },
	[COL_ERROR] = { "error", "ERROR", "name of the error", KIND_STRING },
	[COL_TID] = { "tid", "TID", "id of the thread", KIND_NR },
	[COL_TGID] = { "tgid", "TGID", "id of its process", KIND_NR },
	[COL_COMM] = { "comm", "COMM", "name of the thread", KIND_STRING },
	[COL_AGE_NS] = { "age_ns", "AGE", "time since the call began", KIND_NS },
	[COL_CPU] = { "cpu", "CPU", "number of the CPU", KIND_NR },
};

/* A cell before it becomes text: what it holds goes by the column's kind. */
struct cell {
	bool known;
	const char *string;
	int nr;
	uint64_t number;
	double real;
};

const struct column *column_get(enum column_id id)
{
	return &columns[id];
}

int column_find(const char *name, size_t len, enum column_id *id)
{
	for (size_t i = 0; i < COLUMNS_MAX; i++) {
		const char *key = columns[i].key, *heading = columns[i].heading;

		if ((strlen(key) == len && !strncasecmp(key, name, len)) ||
		    (strlen(heading) == len && !strncasecmp(heading, name, len))) {
			*id = (enum column_id)i;
			return 0;
		}
	}
	return -ENOENT;
}

bool column_needs_histogram(enum column_id id)
{
	return id >= COL_MIN_NS && id <= COL_MAX_NS;
}

void columns_append(struct column_list *list, enum column_id id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->id[i] == id)
			return;
	list->id[list->count++] = id;
}

int columns_parse(const char *list, struct column_list *out, struct errmsg *err)
{
	enum column_id id;
	size_t len;

	if (*list == '+')
		list++;
	else
		out->count = 0;
	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (column_find(list, len, &id))
			return errmsg_set(err, -EINVAL, "unknown column: '%.*s'", (int)len, list);
		columns_append(out, id);
		if (!list[len])
			return 0;
	}
}

void column_context_init(struct column_context *ctx, const struct snapshot *snap)
{
	ctx->total_ns = 0;
	ctx->elapsed_ns = snap->elapsed_ns;
	for (size_t i = 0; i < snap->nrows; i++)
		if (snap->rows[i].number[SNAP_TOTAL_NS].known)
			ctx->total_ns += (double)snap->rows[i].number[SNAP_TOTAL_NS].value;
}

static struct cell from_number(const struct snapshot_value *value)
{
	return (struct cell){ .known = value->known, .number = value->value };
}

static struct cell from_id(const struct snapshot_value *value)
{
	return (struct cell){ .known = value->known, .nr = (int)value->value };
}

static struct cell from_string(const char *string)
{
	return (struct cell){ .known = string, .string = string };
}

static struct cell get_cell(enum column_id id, const struct snapshot_row *row,
			    const struct column_context *ctx)
{
	const struct snapshot_value *calls = &row->number[SNAP_CALLS];
	const struct snapshot_value *total = &row->number[SNAP_TOTAL_NS];

	switch (id) {
	case COL_ABI:
		return from_string(row->abi);
	case COL_NR:
		return (struct cell){ .known = row->has_nr, .nr = row->nr };
	case COL_NAME:
		return from_string(row->name);
	case COL_CALLS:
		return from_number(calls);
	case COL_ERRORS:
		return from_number(&row->number[SNAP_ERRORS]);
	case COL_RESTARTS:
		return from_number(&row->number[SNAP_RESTARTS]);
	case COL_DENIED:
		return from_number(&row->number[SNAP_DENIED]);
	case COL_TOTAL_NS:
		return from_number(total);
	case COL_MIN_NS:
		return from_number(&row->number[SNAP_MIN_NS]);
	case COL_P50_NS:
		return from_number(&row->number[SNAP_P50_NS]);
	case COL_P90_NS:
		return from_number(&row->number[SNAP_P90_NS]);
	case COL_P99_NS:
		return from_number(&row->number[SNAP_P99_NS]);
	case COL_P999_NS:
		return from_number(&row->number[SNAP_P999_NS]);
	case COL_MAX_NS:
		return from_number(&row->number[SNAP_MAX_NS]);
	case COL_BYTES:
		return from_number(&row->number[SNAP_BYTES]);
	case COL_PCT_TIME:
		if (!total->known || ctx->total_ns <= 0)
			break;
		return (struct cell){ .known = true,
				      .real = (double)total->value * 100 / ctx->total_ns };
	case COL_AVG_NS:
		if (!total->known || !calls->known || !calls->value)
			break;
		return (struct cell){
			.known = true,
			.number = total->value / calls->value +
				  (total->value % calls->value > (calls->value - 1) / 2),
		};
	case COL_CALLS_PER_S:
		if (!calls->known || !ctx->elapsed_ns.known || !ctx->elapsed_ns.value)
			break;
		return (struct cell){ .known = true,
				      .real = (double)calls->value * 1e9 /
					      (double)ctx->elapsed_ns.value };
	case COL_RUN_NS:
		return from_number(&row->number[SNAP_RUN_NS]);
	case COL_WAIT_NS:
		return from_number(&row->number[SNAP_WAIT_NS]);
	case COL_LE_NS:
		return from_number(&row->number[SNAP_LE_NS]);
	case COL_COUNT:
		return from_number(&row->number[SNAP_COUNT]);
	case COL_ERRNO:
		return from_id(&row->number[SNAP_ERRNO]);
	case COL_ERROR:
		return from_string(row->error);
	case COL_TID:
		return from_id(&row->number[SNAP_TID]);
	case COL_TGID:
		return from_id(&row->number[SNAP_TGID]);
	case COL_COMM:
		return from_string(row->comm);
	case COL_AGE_NS:
		return from_number(&row->number[SNAP_AGE_NS]);
	case COL_CPU:
		return from_id(&row->number[SNAP_CPU]);
	case COLUMNS_MAX:
		break;
	}
	return (struct cell){ .known = false };
}

int column_text(enum column_id id, const struct snapshot_row *row, const struct column_context *ctx,
		bool human, char *buf, size_t size)
{
	const struct cell cell = get_cell(id, row, ctx);
	const enum column_kind kind = columns[id].kind;

	if (!cell.known)
		return -ENODATA;
	if (kind == KIND_STRING)
		snprintf(buf, size, "%s", cell.string);
	else if (kind == KIND_NR)
		snprintf(buf, size, "%d", cell.nr);
	else if (kind == KIND_REAL)
		snprintf(buf, size, "%.2f", cell.real);
	else if (kind == KIND_NS && human)
		human_ns(cell.number, buf, size);
	else if (kind == KIND_BYTES && human)
		human_bytes(cell.number, buf, size);
	else
		snprintf(buf, size, "%" PRIu64, cell.number);
	return 0;
}

struct column_number column_number(enum column_id id, const struct snapshot_row *row,
				   const struct column_context *ctx)
{
	const struct cell cell = get_cell(id, row, ctx);

	return (struct column_number){
		.known = cell.known,
		.number = cell.number,
		.real = cell.real,
	};
}

int column_compare(enum column_id id, const struct snapshot_row *a, const struct snapshot_row *b,
		   const struct column_context *ctx)
{
	const struct cell x = get_cell(id, a, ctx), y = get_cell(id, b, ctx);
	int ret = 0;

	if (!x.known || !y.known) {
		ret = y.known - x.known;
	} else {
		switch (columns[id].kind) {
		case KIND_STRING:
			ret = strcmp(x.string, y.string);
			break;
		case KIND_NR:
			ret = (x.nr > y.nr) - (x.nr < y.nr);
			break;
		case KIND_REAL:
			ret = (x.real < y.real) - (x.real > y.real);
			break;
		case KIND_COUNT:
		case KIND_NS:
		case KIND_BYTES:
			ret = (x.number < y.number) - (x.number > y.number);
			break;
		}
	}
	return ret ? ret : snapshot_row_compare(a, b);
}
