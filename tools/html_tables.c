// SPDX-License-Identifier: GPL-2.0
/* Tables of a page: calls, and errors. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "columns.h"
#include "hist_draw.h"
#include "html_page.h"

/* What is asked for with -n is shown; else the first of them. */
#define CALLS_DEFAULT 20
#define ERRNOS_DEFAULT 20

static void put_headings(struct page *page, const char *what, const char *const *headings, size_t n,
			 size_t left)
{
	struct html *html = &page->html;

	html_open(html, "div");
	html_attr(html, "class", "scroll");
	/* So that it can be scrolled by keys. */
	html_attr(html, "tabindex", "0");
	html_attr(html, "role", "region");
	html_attr(html, "aria-label", "%s", what);
	html_open(html, "table");
	html_open(html, "thead");
	html_open(html, "tr");
	for (size_t i = 0; i < n; i++) {
		html_open(html, "th");
		html_attr(html, "scope", "col");
		if (i < left)
			html_attr(html, "class", "left");
		html_text(html, "%s", headings[i]);
		html_close(html);
	}
	html_close(html);
	html_close(html);
	html_open(html, "tbody");
}

static void end_table(struct page *page)
{
	for (int i = 0; i < 3; i++)
		html_close(&page->html);
}

static void put_name(struct page *page, const struct snapshot_row *row)
{
	char title[HIST_DRAW_TITLE_MAX];

	html_open(&page->html, "th");
	html_attr(&page->html, "scope", "row");
	html_leaf(&page->html, "span", "name", "%s", hist_draw_title(row, title));
	html_close(&page->html);
}

/* What is not known is a dash. */
static void put_cell(struct page *page, enum column_id id, const struct snapshot_row *row,
		     const struct column_context *ctx)
{
	const bool bad = id == COL_ERRORS && row->number[SNAP_ERRORS].known &&
			 row->number[SNAP_ERRORS].value;
	struct html *html = &page->html;
	char text[PAGE_NUMBER_MAX];
	uint64_t number;
	bool known;

	known = !column_text(id, row, ctx, true, text, sizeof(text));
	if (known && column_get(id)->kind == KIND_COUNT && !parse_u64(text, &number))
		page_number(number, text);
	html_open(html, "td");
	if (bad)
		html_attr(html, "class", "bad");
	/* On paper a bar of no length would be a line. */
	if (known && id == COL_PCT_TIME && strcmp(text, "0.00")) {
		html_attr(html, "class", "share");
		html_attr(html, "style", "--part:%s%%", text);
	}
	html_text(html, "%s", known ? text : "\u2013");
	html_close(html);
}

void page_put_calls(struct page *page)
{
	static const char *const headings[] = { "Call",	 "% of time", "Calls", "Errors",
						"Total", "Mean",      "p50",   "p90",
						"p99",	 "Max",	      "Bytes" };
	static const enum column_id columns[] = { COL_PCT_TIME, COL_CALLS,  COL_ERRORS,
						  COL_TOTAL_NS, COL_AVG_NS, COL_P50_NS,
						  COL_P90_NS,	COL_P99_NS, COL_MAX_NS,
						  COL_BYTES };
	const size_t n = page_top(page, CALLS_DEFAULT, page->calls.nrows);
	char note[128];

	snprintf(note, sizeof(note), "%zu of %zu, by %s. Quantiles are within 6.25\u202f%%.", n,
		 page->calls.nrows, column_get(page->report->opt->sort)->key);
	page_begin_section(page, "Calls", note);
	put_headings(page, "Calls", headings, sizeof(headings) / sizeof(headings[0]), 1);
	for (size_t i = 0; i < n; i++) {
		const struct snapshot_row *row = page->calls.rows[i];

		html_open(&page->html, "tr");
		put_name(page, row);
		for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++)
			put_cell(page, columns[c], row, &page->calls.ctx);
		html_close(&page->html);
	}
	end_table(page);
	html_close(&page->html);
}

int page_put_errnos(struct page *page)
{
	static const char *const headings[] = { "Call", "Error", "Calls", "Total", "Mean", "Max" };
	static const enum column_id columns[] = { COL_CALLS, COL_TOTAL_NS, COL_AVG_NS, COL_MAX_NS };
	const struct options *opt = page->report->opt;
	struct report errnos;
	size_t n;
	int ret;

	if (!page->what->has_errnos)
		return 0;
	ret = report_build(&errnos, &page->what->errnos, opt->selecting ? &opt->sel : NULL,
			   COL_CALLS, 0);
	n = ret ? 0 : page_top(page, ERRNOS_DEFAULT, errnos.nrows);
	if (n) {
		page_begin_section(page, "Failed calls by error", NULL);
		put_headings(page, "Failed calls by error", headings,
			     sizeof(headings) / sizeof(headings[0]), 2);
	}
	for (size_t i = 0; i < n; i++) {
		const struct snapshot_row *row = errnos.rows[i];

		html_open(&page->html, "tr");
		put_name(page, row);
		html_open(&page->html, "td");
		html_attr(&page->html, "class", "left");
		if (row->error)
			html_leaf(&page->html, "span", "name", "%s", row->error);
		else
			html_text(&page->html, "%" PRIu64, row->number[SNAP_ERRNO].value);
		html_close(&page->html);
		for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++)
			put_cell(page, columns[c], row, &errnos.ctx);
		html_close(&page->html);
	}
	if (n) {
		end_table(page);
		html_close(&page->html);
	}
	report_free(&errnos);
	return ret;
}
