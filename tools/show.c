// SPDX-License-Identifier: GPL-2.0
/* Prints reports, and what is worth a word apart from them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "advice.h"
#include "advice_print.h"
#include "change.h"
#include "color.h"
#include "csv.h"
#include "hist.h"
#include "hist_draw.h"
#include "html_report.h"
#include "notation.h"
#include "output.h"
#include "prometheus.h"
#include "report.h"
#include "show.h"
#include "strace.h"
#include "ticker.h"

/* Whoever has the module split times wants to see it. */
static void add_parts(struct column_list *columns, const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->nrows; i++) {
		if (!snap->rows[i].number[SNAP_RUN_NS].known)
			continue;
		columns_append(columns, COL_RUN_NS);
		columns_append(columns, COL_WAIT_NS);
		return;
	}
}

/* A time tells the reports of a series apart. */
static int print_table(const struct options *opt, const struct report *report, const char *name,
		       const struct column_list *columns, const struct timespec *time, bool first)
{
	if (opt->format != FORMAT_CSV)
		return table_print(output_stream(), report, name, columns, opt->style,
				   color_wanted(opt->color, fileno(output_stream())));
	csv_print(output_stream(), report, columns, opt->repeat ? time : NULL, first);
	return 0;
}

static int print_hist(const struct options *opt, const struct report *report,
		      const struct timespec *time, bool first, struct errmsg *err)
{
	struct report ranges = { 0 };
	struct snapshot_row *rows = NULL;
	FILE *out = output_stream();
	struct hist hist;
	int ret;

	ret = hist_build(&hist, report, &opt->sel, opt->top, err);
	if (!ret && opt->format == FORMAT_HIST) {
		hist_draw(out, &hist, hist_draw_width(out), opt->ascii || hist_draw_plain());
	} else if (!ret) {
		ret = hist_rows(&hist, &ranges, &rows);
		if (!ret)
			ret = print_table(opt, &ranges, "hist", &opt->columns, time, first);
	}
	report_free(&ranges);
	free(rows);
	hist_free(&hist);
	return ret;
}

static int print_rows(const struct options *opt, const struct snapshot *snap,
		      const struct timespec *time, bool first, struct errmsg *err)
{
	const char *name = opt->view->name ? opt->view->name : SCS_NAME;
	/* A summary has the sums of all rows, and a drawing is of calls, shown or not. */
	const bool all = opt->hist || opt->format == FORMAT_STRACE;
	struct column_list columns = opt->columns;
	struct report report;
	int ret;

	ret = report_build(&report, snap, opt->selecting ? &opt->sel : NULL,
			   opt->hist ? COL_ABI : opt->sort, all ? 0 : opt->top);
	if (!ret && opt->hist) {
		ret = print_hist(opt, &report, time, first, err);
	} else if (!ret && opt->format == FORMAT_STRACE) {
		strace_print(output_stream(), &report, opt->top);
	} else if (!ret) {
		/* The columns of a header are those of all reports. */
		if (!opt->columns_given && opt->format != FORMAT_CSV)
			add_parts(&columns, snap);
		ret = print_table(opt, &report, name, &columns, time, first);
	}
	report_free(&report);
	return ret;
}

static int print_advice(const struct options *opt, const struct reading *reading)
{
	FILE *out = output_stream();
	struct advice_list list;
	int ret;

	ret = advice_find(&list, reading, opt->selecting ? &opt->sel : NULL, opt->top);
	if (!ret)
		ret = advice_print(out, &list, opt->style == TABLE_JSON,
				   color_wanted(opt->color, fileno(out)));
	if (!ret && list.unsure)
		note("note: %s often fails, but without the view errnos nobody knows why",
		     list.unsure->name);
	advice_free(&list);
	return ret;
}

/* Returns an exit status, as show_report(). */
static int show(const struct options *opt, const struct reading *reading, bool first)
{
	const bool apart = opt->style != TABLE_JSON && opt->format != FORMAT_CSV &&
			   opt->format != FORMAT_PROMETHEUS && opt->format != FORMAT_ADVICE &&
			   opt->format != FORMAT_HTML;
	const struct snapshot *snap = &reading->shown;
	struct errmsg err = { "" };
	int ret;

	if (!first && apart)
		fputc('\n', output_stream());
	if (opt->format == FORMAT_HTML)
		ret = html_report_print(output_stream(),
					&(struct html_report){ .opt = opt, .last = reading }, &err);
	else if (opt->format == FORMAT_PROMETHEUS)
		ret = prometheus_print(output_stream(), reading, opt->selecting ? &opt->sel : NULL,
				       &err);
	else if (opt->format == FORMAT_ADVICE)
		ret = print_advice(opt, reading);
	else
		ret = print_rows(opt, snap, &reading->time, first, &err);
	if (ret) {
		note("cannot print the report: %s", *err.text ? err.text : strerror(-ret));
		return EXIT_FAILURE;
	}
	/* Whoever reads a pipe wants it now; the end of output says what went wrong. */
	if (output_flush())
		return EXIT_FAILURE;
	/* One of the metrics, which a program reads again and again. */
	if (opt->format == FORMAT_PROMETHEUS)
		return EXIT_SUCCESS;
	if (snap->missed.known && snap->missed.value)
		note("warning: %" PRIu64 " events could not be recorded", snap->missed.value);
	return EXIT_SUCCESS;
}

/* What is begun is finished: a signal that ends the tool waits until the report is out. */
static int show_whole(const struct options *opt, const struct reading *reading, bool first)
{
	sigset_t before;
	int status;

	ticker_hold(&before);
	status = show(opt, reading, first);
	ticker_release(&before);
	return status;
}

int show_report(const struct options *opt, const struct reading *reading, bool first)
{
	return show_whole(opt, reading, first);
}

int show_change(const struct options *opt, const struct reading *old, const struct reading *new,
		bool first)
{
	struct reading change;
	struct errmsg why;
	int status;

	if (opt->view->of_now)
		return show_report(opt, new, first);
	if (snapshot_was_reset(&old->shown, &new->shown, &why)) {
		note("the counters were reset (%s); the figures are those since the reset",
		     why.text);
		return show_report(opt, new, first);
	}
	if (change_build(&change, old, new)) {
		note("out of memory");
		status = EXIT_FAILURE;
	} else {
		status = show_whole(opt, &change, first);
	}
	reading_free(&change);
	return status;
}

void show_notes(const struct options *opt, const struct snapshot *old, const struct snapshot *new)
{
	/* One of the metrics, which a timer has printed again and again. */
	bool quiet = opt->format == FORMAT_PROMETHEUS;
	const struct scs_entry *entry;
	size_t pos = 0;

	if (!quiet && new->stopped && !(old && old->stopped))
		note("note: counting is stopped");
	else if (!quiet && !new->stopped && old && old->stopped)
		note("note: counting goes on");
	while (!old && opt->selecting && (entry = select_next_unused(&opt->sel, new, &pos)))
		note("note: no calls of '%s%s%s' so far", entry->abi ? entry->abi : "",
		     entry->abi ? ":" : "", entry->word);
}
