/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of a page share. */
#ifndef SYSCALLSTAT_HTML_PAGE_H
#define SYSCALLSTAT_HTML_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "errmsg.h"
#include "html.h"
#include "html_report.h"
#include "human.h"
#include "report.h"

/* Holds any number, with spaces between thousands. */
#define PAGE_NUMBER_MAX (3 * HUMAN_MAX)

/**
 * struct page - what is being written
 * @html: the document
 * @report: what was asked for
 * @what: the figures
 * @since_reset: they begin with a reset
 * @calls: of them, in their order
 * @sums: of all rows that are selected
 */
struct page {
	struct html html;
	const struct html_report *report;
	const struct reading *what;
	bool since_reset;
	struct report calls;
	struct {
		uint64_t calls;
		uint64_t errors;
		uint64_t total_ns;
	} sums;
};

/**
 * page_begin_section() - begin a part of the page
 * @page: the page
 * @heading: what it is about
 * @note: a sentence about it; NULL for none
 *
 * It is ended by html_close().
 */
void page_begin_section(struct page *page, const char *heading, const char *note);

/**
 * page_number() - a number with spaces between thousands
 * @number: which
 * @buf: PAGE_NUMBER_MAX bytes
 *
 * Return: @buf.
 */
const char *page_number(uint64_t number, char *buf);

/**
 * page_top() - how many of the first rows are shown
 * @page: the page
 * @by_default: unless -n was given
 * @n: that there are
 */
size_t page_top(const struct page *page, size_t by_default, size_t n);

/**
 * page_put_calls() - the calls, as a table
 * @page: the page
 */
void page_put_calls(struct page *page);

/**
 * page_put_errnos() - failed calls by error, as a table; nothing if it is not known
 * @page: the page
 *
 * Return: 0 or -ENOMEM.
 */
int page_put_errnos(struct page *page);

/**
 * page_put_histograms() - draw how many of the first calls took how long
 * @page: the page
 * @err: says what is wrong
 *
 * Return: 0, or -EINVAL if times are not in the buckets of this version.
 */
int page_put_histograms(struct page *page, struct errmsg *err);

/**
 * page_put_heatmaps() - draw the same over time, if there are intervals
 * @page: the page
 */
void page_put_heatmaps(struct page *page);

#endif /* SYSCALLSTAT_HTML_PAGE_H */
