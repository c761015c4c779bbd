// SPDX-License-Identifier: GPL-2.0
/* A report as a page: one file that needs nothing else. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include <syscallstat/abi.h>

#include "advice.h"
#include "change.h"
#include "hist_draw.h"
#include "html_page.h"
#include "html_style.h"
#include "human.h"
#include "report.h"

/* With thin spaces between thousands, which keep together. */
const char *page_number(uint64_t number, char *buf)
{
	char digits[HUMAN_MAX];
	const int len = snprintf(digits, sizeof(digits), "%" PRIu64, number);
	char *to = buf;

	for (int i = 0; i < len; i++) {
		if (i && (len - i) % 3 == 0)
			to = stpcpy(to, "\u202f");
		*to++ = digits[i];
	}
	*to = '\0';
	return buf;
}

void page_begin_section(struct page *page, const char *heading, const char *note)
{
	html_open(&page->html, "section");
	html_leaf(&page->html, "h2", NULL, "%s", heading);
	if (note)
		html_leaf(&page->html, "p", "soft", "%s", note);
}

size_t page_top(const struct page *page, size_t by_default, size_t n)
{
	const uint64_t top = page->report->opt->top ? page->report->opt->top : by_default;

	return top < n ? (size_t)top : n;
}

static bool from_files(const struct page *page)
{
	return page->report->opt->input;
}

/* In words that stand behind "System calls of". */
static void put_subject(struct page *page)
{
	const struct options *opt = page->report->opt;
	struct html *html = &page->html;

	if (opt->command) {
		for (char **arg = opt->command; *arg; arg++)
			html_text(html, "%s%s", arg == opt->command ? "" : " ", *arg);
		return;
	}
	for (size_t i = 0; i < opt->targets.count; i++)
		html_text(html, "%s%s", i ? ", " : "", opt->targets.list[i].command);
	if (opt->targets.count)
		return;
	if (opt->inputs.count > 2)
		html_text(html, "%zu files, ", opt->inputs.count);
	if (opt->inputs.count > 1)
		html_text(html, "%s to ", opt->inputs.path[0]);
	html_text(html, "%s", opt->input ? opt->input : "all tasks");
}

static void put_head(struct page *page)
{
	struct html *html = &page->html;

	html_open(html, "html");
	html_attr(html, "xmlns", "http://www.w3.org/1999/xhtml");
	html_attr(html, "lang", "en");
	html_open(html, "head");
	html_open(html, "meta");
	html_attr(html, "charset", "utf-8");
	html_close(html);
	html_open(html, "meta");
	html_attr(html, "name", "viewport");
	html_attr(html, "content", "width=device-width, initial-scale=1");
	html_close(html);
	html_open(html, "title");
	html_text(html, "System calls of ");
	put_subject(page);
	html_close(html);
	html_open(html, "style");
	html_raw(html, html_style);
	html_close(html);
	html_close(html);
}

/* Which machine a saved file is of, nobody knows. */
static void put_when(struct page *page)
{
	const char *list = page->report->opt->list;
	struct html *html = &page->html;
	struct utsname name;
	char text[64];
	struct tm tm;

	if (localtime_r(&page->what->time.tv_sec, &tm) &&
	    strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S %z", &tm)) {
		html_open(html, "p");
		html_attr(html, "class", "soft");
		html_text(html, "%s%s", from_files(page) ? "Saved text, read on " : "", text);
		if (!from_files(page) && !uname(&name))
			html_text(html, " on %s, %s %s %s", name.nodename, name.sysname,
				  name.release, name.machine);
		html_close(html);
	}
	if (list)
		html_leaf(html, "p", "soft", "Only the calls that are selected by %s", list);
}

static void put_tile(struct page *page, bool bad, const char *value, const char *what)
{
	struct html *html = &page->html;

	html_open(html, "div");
	html_attr(html, "class", bad ? "tile bad" : "tile");
	html_leaf(html, "b", NULL, "%s", value);
	html_leaf(html, "span", NULL, "%s", what);
	html_close(html);
}

static void put_tiles(struct page *page)
{
	const struct snapshot *stats = &page->what->shown;
	char buf[PAGE_NUMBER_MAX];

	html_open(&page->html, "div");
	html_attr(&page->html, "class", "tiles");
	put_tile(page, false, page_number(page->sums.calls, buf), "calls");
	put_tile(page, page->sums.errors, page_number(page->sums.errors, buf), "errors");
	human_ns(page->sums.total_ns, buf, sizeof(buf));
	put_tile(page, false, buf, "in calls, all threads");
	if (stats->elapsed_ns.known) {
		human_ns(stats->elapsed_ns.value, buf, sizeof(buf));
		put_tile(page, false, buf, "counted");
	}
	if (stats->elapsed_ns.known && stats->elapsed_ns.value) {
		page_number((uint64_t)((double)page->sums.calls /
				       ((double)stats->elapsed_ns.value / 1e9)),
			    buf);
		put_tile(page, false, buf, "calls per second");
	}
	html_close(&page->html);
}

static void put_alert(struct page *page, const char *text)
{
	html_open(&page->html, "section");
	html_attr(&page->html, "class", "alert");
	html_attr(&page->html, "role", "alert");
	html_leaf(&page->html, "p", NULL, "%s", text);
	html_close(&page->html);
}

static void put_missed(struct page *page)
{
	const struct snapshot_value *missed = &page->what->shown.missed;
	char text[128], number[PAGE_NUMBER_MAX];

	if (missed->known && missed->value) {
		snprintf(text, sizeof(text),
			 "%s events could not be recorded: the figures are too low by as many.",
			 page_number(missed->value, number));
		put_alert(page, text);
	}
	if (page->since_reset)
		put_alert(page,
			  "The counters were reset meanwhile: the figures are those since then.");
	if (page->report->last->shown.stopped)
		put_alert(page, "Counting was stopped when this was read.");
}

static void put_advice_item(struct page *page, const struct advice *advice)
{
	struct html *html = &page->html;
	char title[HIST_DRAW_TITLE_MAX], gain[HUMAN_MAX];

	html_open(html, "li");
	html_open(html, "p");
	html_leaf(html, "b", "name", "%s", hist_draw_title(advice->row, title));
	html_text(html, " %s", advice->rule->name);
	if (advice->gain_ns.known) {
		human_ns(advice->gain_ns.value, gain, sizeof(gain));
		html_text(html, ", %s to gain", gain);
	}
	html_close(html);
	html_leaf(html, "p", NULL, "%s", advice->text);
	html_leaf(html, "p", "soft", "%s", advice->rule->advice);
	html_close(html);
}

static int put_advice(struct page *page)
{
	const struct options *opt = page->report->opt;
	struct advice_list list;
	int ret;

	ret = advice_find(&list, page->what, opt->selecting ? &opt->sel : NULL, opt->top);
	if (!ret && list.count) {
		page_begin_section(page, "Advice", NULL);
		html_open(&page->html, "ul");
		html_attr(&page->html, "class", "advice");
		for (size_t i = 0; i < list.count; i++)
			put_advice_item(page, &list.advice[i]);
		html_close(&page->html);
		html_close(&page->html);
	}
	advice_free(&list);
	return ret;
}

static void put_fact(struct page *page, const char *key, const char *value)
{
	const bool bad = !strcmp(key, "missed") && strcmp(value, "0");
	struct html *html = &page->html;

	html_open(html, "div");
	html_leaf(html, "dt", "name", "%s", key);
	html_leaf(html, "dd", bad ? "bad" : NULL, "%s", value);
	html_close(html);
}

/* Its version is not in the file, nor known of a file that was saved. */
static void put_version(struct page *page)
{
	char version[64];
	FILE *file = from_files(page) ? NULL : fopen("/sys/module/" SCS_NAME "/version", "re");

	if (!file)
		return;
	if (fscanf(file, "%63s", version) == 1)
		put_fact(page, "version", version);
	fclose(file);
}

/* All that the module says of itself, and the ledger. */
static void put_facts(struct page *page)
{
	const struct snapshot *last = &page->report->last->shown;
	struct html *html = &page->html;

	if (!last->nfacts)
		return;
	page_begin_section(page, "The module", "As it was when this was read.");
	html_open(html, "dl");
	put_version(page);
	for (size_t i = 0; i < last->nfacts; i++)
		put_fact(page, last->facts[i].key, last->facts[i].value);
	html_close(html);
	html_close(html);
}

static void add_up(struct page *page)
{
	for (size_t i = 0; i < page->calls.nrows; i++) {
		const struct snapshot_value *number = page->calls.rows[i]->number;

		page->sums.calls += number[SNAP_CALLS].known ? number[SNAP_CALLS].value : 0;
		page->sums.errors += number[SNAP_ERRORS].known ? number[SNAP_ERRORS].value : 0;
		page->sums.total_ns += number[SNAP_TOTAL_NS].known ? number[SNAP_TOTAL_NS].value :
								     0;
	}
}

static int put_page(struct page *page, struct errmsg *err)
{
	struct html *html = &page->html;
	int ret;

	put_head(page);
	html_open(html, "body");
	html_open(html, "header");
	html_open(html, "h1");
	html_text(html, "System calls of ");
	put_subject(page);
	html_close(html);
	put_when(page);
	html_close(html);
	html_open(html, "main");
	put_missed(page);
	put_tiles(page);
	ret = put_advice(page);
	page_put_calls(page);
	ret = ret ? ret : page_put_histograms(page, err);
	page_put_heatmaps(page);
	if (!ret)
		ret = page_put_errnos(page);
	put_facts(page);
	html_close(html);
	html_open(html, "footer");
	html_leaf(html, "p", NULL,
		  "Made by " SCS_NAME " " SCS_VERSION ". Times are those between "
		  "entry and exit of a call, waiting included.");
	html_end(html);
	return ret;
}

int html_report_print(FILE *out, const struct html_report *report, struct errmsg *err)
{
	const struct options *opt = report->opt;
	struct page page = { .report = report, .what = report->last };
	struct reading change = { 0 };
	struct errmsg why;
	int ret = 0;

	if (report->first)
		page.since_reset =
			snapshot_was_reset(&report->first->shown, &report->last->shown, &why);
	if (report->first && !page.since_reset) {
		ret = change_build(&change, report->first, report->last);
		page.what = &change;
	}
	if (!ret)
		ret = report_build(&page.calls, &page.what->shown,
				   opt->selecting ? &opt->sel : NULL, opt->sort, 0);
	if (!ret) {
		add_up(&page);
		html_begin(&page.html, out);
		ret = put_page(&page, err);
	}
	report_free(&page.calls);
	reading_free(&change);
	return ret;
}
