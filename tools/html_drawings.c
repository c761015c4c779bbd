// SPDX-License-Identifier: GPL-2.0
/* Drawings of a page, with what stands above them. */
#include <errno.h>
#include <stdio.h>

#include "buckets.h"
#include "hist_draw.h"
#include "html_page.h"
#include "svg.h"

#define HISTOGRAMS_DEFAULT 9
#define HEATMAPS_MAX 4

static void put_quantile(struct page *page, const char *name, uint64_t ns)
{
	char text[HUMAN_MAX];

	human_ns(ns, text, sizeof(text));
	html_leaf(&page->html, "span", name, "%s %s", name, text);
}

static void put_histogram(struct page *page, const struct snapshot_row *row,
			  const struct buckets *buckets)
{
	static const enum snapshot_number numbers[] = { SNAP_P50_NS, SNAP_P90_NS, SNAP_P99_NS };
	static const char *const names[] = { "p50", "p90", "p99" };
	char title[HIST_DRAW_TITLE_MAX];
	uint64_t quantile[3];

	hist_draw_title(row, title);
	html_open(&page->html, "figure");
	html_open(&page->html, "figcaption");
	html_leaf(&page->html, "h3", "name", "%s", title);
	for (size_t i = 0; i < 3; i++) {
		quantile[i] = row->number[numbers[i]].value;
		put_quantile(page, names[i], quantile[i]);
	}
	html_close(&page->html);
	svg_histogram(&page->html, title, buckets, quantile);
	html_close(&page->html);
}

int page_put_histograms(struct page *page, struct errmsg *err)
{
	const size_t top = page_top(page, HISTOGRAMS_DEFAULT, page->calls.nrows);
	struct buckets buckets;
	size_t n = 0;

	for (size_t i = 0; i < top; i++) {
		const struct snapshot_row *row = page->calls.rows[i];

		if (!page->what->has_histogram)
			break;
		if (buckets_collect(&buckets, &page->what->histogram, row))
			return errmsg_set(err, -EINVAL, "a time in no known range");
		if (!buckets.n || !row->number[SNAP_P99_NS].known)
			continue;
		if (!n++) {
			page_begin_section(page, "How many calls took how long", NULL);
			html_open(&page->html, "div");
			html_attr(&page->html, "class", "cards");
		}
		put_histogram(page, row, &buckets);
	}
	if (n) {
		html_close(&page->html);
		html_close(&page->html);
	}
	return 0;
}

static const struct heatmap_call *find_call(const struct heatmap *map,
					    const struct snapshot_row *row)
{
	for (size_t i = 0; i < map->ncalls; i++)
		if (map->calls[i].n && snapshot_same_call(&map->calls[i].row, row))
			return &map->calls[i];
	return NULL;
}

void page_put_heatmaps(struct page *page)
{
	static const char note[] = "Time across, latency up. Each shade is for more calls than "
				   "the one before, by the same factor.";
	const struct heatmap *map = page->report->map;
	char title[HIST_DRAW_TITLE_MAX], number[PAGE_NUMBER_MAX];
	size_t n = 0;

	for (size_t i = 0; map && i < page->calls.nrows && n < HEATMAPS_MAX; i++) {
		const struct heatmap_call *call = find_call(map, page->calls.rows[i]);

		if (!call)
			continue;
		if (!n++) {
			page_begin_section(page, "How long they took, over time", note);
			html_open(&page->html, "div");
			html_attr(&page->html, "class", "wide");
		}
		hist_draw_title(&call->row, title);
		html_open(&page->html, "figure");
		html_open(&page->html, "figcaption");
		html_leaf(&page->html, "h3", "name", "%s", title);
		html_leaf(&page->html, "span", "soft", "%s calls", page_number(call->n, number));
		html_close(&page->html);
		svg_heatmap(&page->html, title, map, call);
		html_close(&page->html);
	}
	if (n) {
		html_close(&page->html);
		html_close(&page->html);
	}
}
