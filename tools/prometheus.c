// SPDX-License-Identifier: GPL-2.0
/* The totals as metrics, in the text format of Prometheus. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "buckets.h"
#include "prometheus.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Bounds are powers of four, from 256 ns to 17 s, less the 1 ns that ends a bucket. */
#define FIRST_BOUND 4
#define LAST_BOUND 17

/* A number of an errno that has no name. */
#define ERRNO_MAX 24

/**
 * struct rows - the rows of a text that are exported
 * @list: they belong to the reading
 * @count: how many
 */
struct rows {
	const struct snapshot_row **list;
	size_t count;
};

static const char *errno_label(const struct snapshot_row *row, char *buf, size_t size)
{
	if (row->error)
		return row->error;
	snprintf(buf, size, "%" PRIu64, row->number[SNAP_ERRNO].value);
	return buf;
}

/* By the labels: rows that are equal would be one series. */
static int compare_labels(const void *a, const void *b)
{
	const struct snapshot_row *x = *(const struct snapshot_row *const *)a;
	const struct snapshot_row *y = *(const struct snapshot_row *const *)b;
	char first[ERRNO_MAX], second[ERRNO_MAX];
	int ret;

	ret = strcmp(x->abi ? x->abi : "", y->abi ? y->abi : "");
	if (!ret)
		ret = strcmp(x->name ? x->name : "", y->name ? y->name : "");
	if (ret)
		return ret;
	return strcmp(errno_label(x, first, sizeof(first)), errno_label(y, second, sizeof(second)));
}

/* The most frequent first. */
static int compare_calls(const void *a, const void *b)
{
	const struct snapshot_row *x = *(const struct snapshot_row *const *)a;
	const struct snapshot_row *y = *(const struct snapshot_row *const *)b;
	uint64_t more = x->number[SNAP_CALLS].value, less = y->number[SNAP_CALLS].value;

	return more == less ? compare_labels(a, b) : more < less ? 1 : -1;
}

/*
 * Takes the rows that are selected, each call once unless @each; they stay in the order
 * of ABI and number.
 */
static int take_rows(struct rows *rows, const struct snapshot *snap, const struct selection *sel,
		     bool each, struct errmsg *err)
{
	const struct snapshot_row **sorted;
	int ret = 0;

	rows->list = calloc(snap->nrows + 1, 2 * sizeof(*rows->list));
	if (!rows->list)
		return errmsg_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < snap->nrows; i++) {
		const struct snapshot_row *row = &snap->rows[i];

		if (!each && i && snapshot_same_call(row - 1, row))
			continue;
		if (!sel || select_match(sel, row))
			rows->list[rows->count++] = row;
	}
	sorted = rows->list + rows->count;
	memcpy(sorted, rows->list, rows->count * sizeof(*sorted));
	qsort(sorted, rows->count, sizeof(*sorted), compare_labels);
	for (size_t i = 1; !ret && i < rows->count; i++)
		if (!compare_labels(&sorted[i - 1], &sorted[i]))
			ret = errmsg_set(err, -EINVAL, "lines %u and %u have the same labels",
					 sorted[i - 1]->line, sorted[i]->line);
	return ret;
}

static int check_buckets(const struct rows *calls, const struct snapshot *histogram,
			 struct errmsg *err)
{
	struct buckets buckets;

	for (size_t i = 0; i < calls->count; i++)
		if (buckets_collect(&buckets, histogram, calls->list[i]))
			return errmsg_set(err, -EINVAL, "times of %s are in unknown buckets",
					  calls->list[i]->name ? calls->list[i]->name : "a call");
	return 0;
}

static void print_head(FILE *out, const char *name, const char *type, const char *help)
{
	fprintf(out, "# HELP " SCS_NAME "_%s %s\n# TYPE " SCS_NAME "_%s %s\n", name, help, name,
		type);
}

/* What has no series has no head. */
static void print_head_once(FILE *out, bool *printed, const char *name, const char *type,
			    const char *help)
{
	if (!*printed)
		print_head(out, name, type, help);
	*printed = true;
}

static void print_label(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%s=\"", name);
	for (; value && *value; value++) {
		if (*value == '\\' || *value == '"')
			fputc('\\', out);
		fputc(*value, out);
	}
	fputc('"', out);
}

/* Up to where further labels, the closing brace and the value follow. */
static void begin_series(FILE *out, const char *name, const struct snapshot_row *row)
{
	fprintf(out, SCS_NAME "_%s{", name);
	print_label(out, "abi", row->abi);
	fputc(',', out);
	print_label(out, "name", row->name);
}

/* Exact, and without zeros that say nothing. */
static void print_seconds(FILE *out, uint64_t ns)
{
	char fraction[16];
	size_t len;

	fprintf(out, "%" PRIu64, ns / 1000000000);
	snprintf(fraction, sizeof(fraction), ".%09" PRIu64, ns % 1000000000);
	for (len = strlen(fraction); fraction[len - 1] == '0'; len--)
		;
	if (len > 1)
		fprintf(out, "%.*s", (int)len, fraction);
}

static void print_counters(FILE *out, const struct rows *calls)
{
	static const struct {
		enum snapshot_number number;
		const char *name;
		const char *help;
	} counters[] = {
		{ SNAP_CALLS, "calls_total", "System calls that finished." },
		{ SNAP_ERRORS, "errors_total", "System calls that returned an error." },
		{ SNAP_RESTARTS, "restarts_total", "System calls interrupted for a restart." },
		{ SNAP_DENIED, "denied_total", "System calls refused before they started." },
		{ SNAP_BYTES, "bytes_total", "Bytes moved by calls that read or write." },
	};

	for (size_t c = 0; c < ARRAY_SIZE(counters); c++) {
		bool head = false;

		for (size_t i = 0; i < calls->count; i++) {
			const struct snapshot_row *row = calls->list[i];

			if (!row->number[counters[c].number].known)
				continue;
			print_head_once(out, &head, counters[c].name, "counter", counters[c].help);
			begin_series(out, counters[c].name, row);
			fprintf(out, "} %" PRIu64 "\n", row->number[counters[c].number].value);
		}
	}
}

#define DURATION "call_duration_seconds"

static void print_bucket(FILE *out, const struct snapshot_row *row, const uint64_t *le_ns,
			 uint64_t count)
{
	begin_series(out, DURATION "_bucket", row);
	fputs(",le=\"", out);
	if (le_ns)
		print_seconds(out, *le_ns);
	else
		fputs("+Inf", out);
	fprintf(out, "\"} %" PRIu64 "\n", count);
}

/* Each bound is one of the module's buckets, so the counts are exact. */
static void print_buckets(FILE *out, const struct snapshot_row *row, const struct buckets *buckets)
{
	uint64_t seen = 0;
	unsigned int b = 0;

	for (unsigned int power = FIRST_BOUND; power <= LAST_BOUND; power++) {
		uint64_t le_ns = (1ULL << 2 * power) - 1;

		for (; b <= scs_bucket(le_ns); b++)
			seen += buckets->count[b];
		print_bucket(out, row, &le_ns, seen);
	}
}

/* What never returns has no time. Without a histogram all times are in one bucket. */
static bool get_times(const struct reading *reading, const struct snapshot_row *row,
		      struct buckets *buckets)
{
	*buckets = (struct buckets){ 0 };
	if (reading->has_histogram)
		return !buckets_collect(buckets, &reading->histogram, row) && buckets->n;
	buckets->n = row->number[SNAP_CALLS].value;
	return row->number[SNAP_CALLS].known && row->number[SNAP_MIN_NS].known;
}

static void print_duration(FILE *out, const struct reading *reading, const struct snapshot_row *row,
			   const struct buckets *buckets)
{
	const struct snapshot_value *total = &row->number[SNAP_TOTAL_NS];

	if (reading->has_histogram)
		print_buckets(out, row, buckets);
	print_bucket(out, row, NULL, buckets->n);
	if (total->known) {
		begin_series(out, DURATION "_sum", row);
		fputs("} ", out);
		print_seconds(out, total->value);
		fputc('\n', out);
	}
	begin_series(out, DURATION "_count", row);
	fprintf(out, "} %" PRIu64 "\n", (uint64_t)buckets->n);
}

static void print_durations(FILE *out, const struct reading *reading, const struct rows *calls)
{
	struct buckets buckets;
	bool head = false;

	for (size_t i = 0; i < calls->count; i++) {
		if (!get_times(reading, calls->list[i], &buckets))
			continue;
		print_head_once(out, &head, DURATION, "histogram",
				"Time from entry to exit of system calls.");
		print_duration(out, reading, calls->list[i], &buckets);
	}
}

static void print_number(FILE *out, const char *name, const char *type, const char *help,
			 const struct snapshot_value *value)
{
	if (!value->known)
		return;
	print_head(out, name, type, help);
	fprintf(out, SCS_NAME "_%s %" PRIu64 "\n", name, value->value);
}

static void print_errnos(FILE *out, const struct snapshot *snap, struct rows *errnos)
{
	struct snapshot_value rest = snap->unlisted;
	char buf[ERRNO_MAX];
	bool head = false;

	if (errnos->count > PROMETHEUS_MAX_ERRNOS) {
		qsort(errnos->list, errnos->count, sizeof(*errnos->list), compare_calls);
		rest.known = true;
	}
	for (size_t i = 0; i < errnos->count; i++) {
		const struct snapshot_row *row = errnos->list[i];

		if (i >= PROMETHEUS_MAX_ERRNOS) {
			rest.value += row->number[SNAP_CALLS].value;
			continue;
		}
		print_head_once(out, &head, "errno_total", "counter",
				"System calls that returned this error.");
		begin_series(out, "errno_total", row);
		fputc(',', out);
		print_label(out, "errno", errno_label(row, buf, sizeof(buf)));
		fprintf(out, "} %" PRIu64 "\n", row->number[SNAP_CALLS].value);
	}
	print_number(out, "errno_unlisted_total", "counter",
		     "Failed system calls of errors that are in no errno_total.", &rest);
}

/* Of the calls of a name, the oldest first. */
static int compare_ages(const void *a, const void *b)
{
	const struct snapshot_row *x = *(const struct snapshot_row *const *)a;
	const struct snapshot_row *y = *(const struct snapshot_row *const *)b;
	uint64_t older = x->number[SNAP_AGE_NS].value, newer = y->number[SNAP_AGE_NS].value;
	int ret = compare_labels(a, b);

	return ret ? ret : older == newer ? 0 : older > newer ? -1 : 1;
}

/* Takes the oldest call of each name, however many threads are in one. */
static int take_inflight(struct rows *rows, const struct snapshot *snap,
			 const struct selection *sel, struct errmsg *err)
{
	size_t count = 0;

	rows->list = calloc(snap->nrows + 1, sizeof(*rows->list));
	if (!rows->list)
		return errmsg_set(err, -ENOMEM, "out of memory");
	for (size_t i = 0; i < snap->nrows; i++)
		if (snap->rows[i].number[SNAP_AGE_NS].known &&
		    (!sel || select_match(sel, &snap->rows[i])))
			rows->list[count++] = &snap->rows[i];
	qsort(rows->list, count, sizeof(*rows->list), compare_ages);
	for (size_t i = 0; i < count; i++)
		if (!i || compare_labels(&rows->list[rows->count - 1], &rows->list[i]))
			rows->list[rows->count++] = rows->list[i];
	return 0;
}

static void print_inflight(FILE *out, const struct rows *oldest)
{
	bool head = false;

	for (size_t i = 0; i < oldest->count; i++) {
		print_head_once(out, &head, "inflight_oldest_seconds", "gauge",
				"Age of the oldest call that is being executed.");
		begin_series(out, "inflight_oldest_seconds", oldest->list[i]);
		fputs("} ", out);
		print_seconds(out, oldest->list[i]->number[SNAP_AGE_NS].value);
		fputc('\n', out);
	}
}

static void print_state(FILE *out, const struct reading *reading)
{
	const struct snapshot *snap = reading->has_shown     ? &reading->shown :
				      reading->has_histogram ? &reading->histogram :
							       &reading->errnos;
	const struct snapshot_value running = { .value = !snap->stopped, .known = true };
	struct snapshot_value memory = snap->memory_kib;

	memory.value *= 1024;
	print_number(out, "inflight", "gauge", "System calls that are being executed.",
		     &snap->inflight);
	print_number(out, "missed_total", "counter", "Events that could not be recorded.",
		     &snap->missed);
	print_number(out, "generation", "gauge", "1, and 1 more for each reset.",
		     &snap->generation);
	print_number(out, "running", "gauge", "1 while system calls are counted, else 0.",
		     &running);
	print_number(out, "memory_bytes", "gauge", "Memory of the tables.", &memory);
	if (snap->elapsed_ns.known) {
		print_head(out, "elapsed_seconds", "gauge", "Time spent counting since the reset.");
		fputs(SCS_NAME "_elapsed_seconds ", out);
		print_seconds(out, snap->elapsed_ns.value);
		fputc('\n', out);
	}
	print_head(out, "export_timestamp_seconds", "gauge", "When the figures were read.");
	fprintf(out, SCS_NAME "_export_timestamp_seconds %lld.%03ld\n",
		(long long)reading->time.tv_sec, reading->time.tv_nsec / 1000000);
}

int prometheus_print(FILE *out, const struct reading *reading, const struct selection *sel,
		     struct errmsg *err)
{
	/* Without the statistics by call the histogram still knows which calls there are. */
	const struct snapshot *snap = reading->has_shown ? &reading->shown : &reading->histogram;
	struct rows calls = { 0 }, errnos = { 0 }, oldest = { 0 };
	int ret;

	ret = take_rows(&calls, snap, sel, false, err);
	if (!ret && reading->has_histogram)
		ret = check_buckets(&calls, &reading->histogram, err);
	if (!ret)
		ret = take_rows(&errnos, &reading->errnos, sel, true, err);
	if (!ret)
		ret = take_inflight(&oldest, &reading->inflight, sel, err);
	if (!ret) {
		if (reading->has_shown)
			print_counters(out, &calls);
		if (reading->has_shown || reading->has_histogram)
			print_durations(out, reading, &calls);
		if (reading->has_errnos)
			print_errnos(out, &reading->errnos, &errnos);
		print_inflight(out, &oldest);
		print_state(out, reading);
	}
	free(calls.list);
	free(errnos.list);
	free(oldest.list);
	return ret;
}
