// SPDX-License-Identifier: GPL-2.0
/* Prints reports, and what is worth a word apart from them. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "color.h"
#include "notation.h"
#include "output.h"
#include "report.h"
#include "show.h"
#include "strace.h"

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

static int print(const struct options *opt, const struct snapshot *snap,
		 const struct report *report)
{
	const char *name = opt->view->name ? opt->view->name : SCS_NAME;
	struct column_list columns = opt->columns;

	if (opt->strace) {
		strace_print(output_stream(), report, opt->top);
		return 0;
	}
	if (!opt->columns_given)
		add_parts(&columns, snap);
	return table_print(output_stream(), report, name, &columns, opt->style,
			   color_wanted(opt->color, fileno(output_stream())));
}

int show_report(const struct options *opt, const struct snapshot *snap, bool first)
{
	struct report report;
	int ret;

	/* A summary has the sums of all rows, shown or not. */
	ret = report_build(&report, snap, opt->selecting ? &opt->sel : NULL, opt->sort,
			   opt->strace ? 0 : opt->top);
	if (!ret) {
		if (!first && opt->style != TABLE_JSON)
			fputc('\n', output_stream());
		ret = print(opt, snap, &report);
	}
	report_free(&report);
	if (ret) {
		note("cannot print the report: %s", strerror(-ret));
		return EXIT_FAILURE;
	}
	/* Whoever reads a pipe wants it now; the end of output says what went wrong. */
	if (output_flush())
		return EXIT_FAILURE;
	if (snap->missed.known && snap->missed.value)
		note("warning: %" PRIu64 " events could not be recorded", snap->missed.value);
	return EXIT_SUCCESS;
}

int show_change(const struct options *opt, const struct snapshot *old, const struct snapshot *new,
		bool first)
{
	struct snapshot delta;
	struct errmsg why;
	int ret;

	if (opt->view->of_now)
		return show_report(opt, new, first);
	if (snapshot_was_reset(old, new, &why)) {
		note("the counters were reset (%s); the figures are those since the reset",
		     why.text);
		return show_report(opt, new, first);
	}
	if (snapshot_delta(&delta, old, new)) {
		note("out of memory");
		return EXIT_FAILURE;
	}
	ret = show_report(opt, &delta, first);
	snapshot_free(&delta);
	return ret;
}

void show_notes(const struct options *opt, const struct snapshot *old, const struct snapshot *new)
{
	const struct scs_entry *entry;
	size_t pos = 0;

	if (new->stopped && !(old && old->stopped))
		note("note: counting is stopped");
	else if (!new->stopped && old && old->stopped)
		note("note: counting goes on");
	while (!old && opt->selecting && (entry = select_next_unused(&opt->sel, new, &pos)))
		note("note: no calls of '%s%s%s' so far", entry->abi ? entry->abi : "",
		     entry->abi ? ":" : "", entry->word);
}
