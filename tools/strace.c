// SPDX-License-Identifier: GPL-2.0
/* A report as strace -c prints it. Widths and rounding are those of strace 6.1. */
#include <inttypes.h>
#include <stdbool.h>
#include <string.h>

#include "human.h"
#include "strace.h"

#define NS_PER_S 1e9

/**
 * struct line - a row of the summary, or its total
 * @time_ns: wall clock
 * @calls: calls
 * @errors: calls that failed, in strace's sense
 */
struct line {
	struct snapshot_value time_ns;
	uint64_t calls;
	uint64_t errors;
};

struct widths {
	int seconds;
	int usecs;
	int calls;
	int errors;
	int name;
};

static bool counts(const struct snapshot_row *row, const char *abi)
{
	const struct snapshot_value *calls = &row->number[SNAP_CALLS];

	if (!row->abi || !row->name || strcmp(row->abi, abi))
		return false;
	if (row->nr < 0 || !strcmp(row->name, "exit") || !strcmp(row->name, "exit_group"))
		return false;
	return calls->known && calls->value;
}

static struct line get_line(const struct snapshot_row *row)
{
	/* To strace a restart code is an error like any other. */
	return (struct line){
		.time_ns = row->number[SNAP_TOTAL_NS],
		.calls = row->number[SNAP_CALLS].value,
		.errors = row->number[SNAP_ERRORS].value + row->number[SNAP_RESTARTS].value,
	};
}

static uint64_t usecs_per_call(const struct line *line)
{
	return line->calls ? line->time_ns.value / line->calls / 1000 : 0;
}

static int max_width(int width, uint64_t number)
{
	char text[HUMAN_MAX];
	int len = snprintf(text, sizeof(text), "%" PRIu64, number);

	return len > width ? len : width;
}

/* Adds up all rows, and finds how much room they take. */
static void measure(const struct report *report, const char *abi, struct line *total,
		    struct widths *widths)
{
	int seconds;

	*total = (struct line){ 0 };
	*widths = (struct widths){ .seconds = 11, .usecs = 11, .name = 16 };
	for (size_t i = 0; i < report->nrows; i++) {
		const struct snapshot_row *row = report->rows[i];
		int name = row->name ? (int)strlen(row->name) + 1 : 0;
		struct line line;

		if (!counts(row, abi))
			continue;
		line = get_line(row);
		total->calls += line.calls;
		total->errors += line.errors;
		total->time_ns.value += line.time_ns.value;
		total->time_ns.known |= line.time_ns.known;
		widths->usecs = max_width(widths->usecs, usecs_per_call(&line));
		if (name > widths->name)
			widths->name = name;
	}
	total->time_ns.known |= !total->calls;
	/* The point and six digits. */
	seconds = max_width(0, (uint64_t)((double)total->time_ns.value / NS_PER_S + 0.0000005)) + 7;
	if (seconds > widths->seconds)
		widths->seconds = seconds;
	widths->calls = max_width(9, total->calls);
	widths->errors = max_width(9, total->errors);
}

static void print_line(FILE *out, const struct widths *w, const struct line *line, double percent,
		       const char *name)
{
	if (line->time_ns.known)
		fprintf(out, "%6.2f %*.6f %*" PRIu64, percent, w->seconds,
			(double)line->time_ns.value / NS_PER_S, w->usecs, usecs_per_call(line));
	else
		fprintf(out, "%6s %*s %*s", "-", w->seconds, "-", w->usecs, "-");
	/* No errors are no digits. */
	fprintf(out, " %*" PRIu64 " %*.0" PRIu64 " %s\n", w->calls, line->calls, w->errors,
		line->errors, name);
}

static void print_rule(FILE *out, const struct widths *w)
{
	const int columns[] = { 6, w->seconds, w->usecs, w->calls, w->errors, w->name };

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		if (i)
			fputc(' ', out);
		for (int j = 0; j < columns[i]; j++)
			fputc('-', out);
	}
	fputc('\n', out);
}

static void print_rows(FILE *out, const struct report *report, const char *abi, uint64_t top,
		       const struct line *total, const struct widths *w)
{
	uint64_t shown = 0;

	for (size_t i = 0; i < report->nrows && (!top || shown < top); i++) {
		const struct snapshot_row *row = report->rows[i];
		double percent = 0;
		struct line line;

		if (!counts(row, abi))
			continue;
		line = get_line(row);
		if (line.time_ns.value)
			percent = 100.0 * (double)line.time_ns.value / (double)total->time_ns.value;
		print_line(out, w, &line, percent, row->name);
		shown++;
	}
}

static void print_summary(FILE *out, const struct report *report, const char *abi, uint64_t top)
{
	struct widths w;
	struct line total;

	measure(report, abi, &total, &w);
	fprintf(out, "%% time %*s %*s %*s %*s syscall\n", w.seconds, "seconds", w.usecs,
		"usecs/call", w.calls, "calls", w.errors, "errors");
	print_rule(out, &w);
	print_rows(out, report, abi, top, &total, &w);
	print_rule(out, &w);
	print_line(out, &w, &total, 100, "total");
}

static bool has_calls(const struct report *report, const char *abi)
{
	for (size_t i = 0; i < report->nrows; i++)
		if (counts(report->rows[i], abi))
			return true;
	return false;
}

void strace_print(FILE *out, const struct report *report, uint64_t top)
{
	static const struct {
		const char *abi;
		const char *mode;
	} others[] = { { "32", "32 bit" }, { "x32", "x32" } };
	bool printed = has_calls(report, "64");

	if (printed)
		print_summary(out, report, "64", top);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		if (!has_calls(report, others[i].abi))
			continue;
		fprintf(out, "System call usage summary for %s mode:\n", others[i].mode);
		print_summary(out, report, others[i].abi, top);
		printed = true;
	}
	/* Where strace prints nothing at all, a report of no calls has its headings. */
	if (!printed)
		print_summary(out, report, "64", top);
}
