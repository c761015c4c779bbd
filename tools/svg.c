// SPDX-License-Identifier: GPL-2.0
/*
 * Drawings on a page: a histogram, and a heat map. They are stretched to the room that there
 * is, so all text stands beside them, where it keeps its size.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "human.h"
#include "svg.h"

/* Any unit will do. */
#define HEIGHT 100.0

/* Times along an axis: at most so many, so that they have room on a telephone. */
#define LABELS_MAX 5

static void begin_drawing(struct html *html, const char *class, unsigned int width,
			  unsigned int height)
{
	html_open(html, "svg");
	html_attr(html, "xmlns", "http://www.w3.org/2000/svg");
	html_attr(html, "class", "%s", class);
	html_attr(html, "viewBox", "0 0 %u %u", width, height);
	html_attr(html, "preserveAspectRatio", "none");
	html_attr(html, "role", "img");
}

/* For those who do not see it. */
static void describe(struct html *html, const char *title, const char *what)
{
	html_leaf(html, "title", NULL, "%s", title);
	html_leaf(html, "desc", NULL, "%s", what);
}

/* Positions are in percent of the length of an axis. */
static void put_label(struct html *html, const char *side, double percent, const char *text)
{
	html_open(html, "span");
	html_attr(html, "style", "%s:%.2f%%", side, percent);
	html_text(html, "%s", text);
	html_close(html);
}

/* Every so many powers of two, so that there are not more than @most in @n. */
static unsigned int get_spacing(unsigned int n, unsigned int most)
{
	unsigned int spacing = 1;

	while (n / spacing > most)
		spacing++;
	return spacing;
}

/* A time on an axis of powers of two, in percent. */
static double get_place(uint64_t ns, unsigned int first, unsigned int n)
{
	unsigned int range = heatmap_range(ns);
	const uint64_t high = heatmap_range_high(range);
	const uint64_t low = range ? heatmap_range_high(range - 1) + 1 : 0;
	const double within = high > low ? (double)(ns - low) / (double)(high - low + 1) : 0.5;
	const double place = ((double)range - first + within) / n * 100;

	return place < 0 ? 0 : place > 100 ? 100 : place;
}

static void draw_bars(struct html *html, const uint64_t *count, unsigned int first, unsigned int n)
{
	uint64_t most = 0;

	for (unsigned int i = 0; i < n; i++)
		if (count[first + i] > most)
			most = count[first + i];
	for (unsigned int i = 0; i < n; i++) {
		double height = (double)count[first + i] / (double)most * HEIGHT;

		if (!count[first + i])
			continue;
		/* Whatever there is can be seen. */
		if (height < 1)
			height = 1;
		html_open(html, "path");
		html_attr(html, "class", "bar");
		html_attr(html, "d", "M%.2f %.1fh.9V100h-.9z", i + 0.05, HEIGHT - height);
		html_close(html);
	}
}

static void draw_mark(struct html *html, double percent, unsigned int n, const char *class)
{
	html_open(html, "path");
	html_attr(html, "class", "%s", class);
	html_attr(html, "d", "M%.3f 0V100", percent / 100 * n);
	html_close(html);
}

/* From a power of two up to a power of two. */
static void get_octaves(unsigned int *first, unsigned int *last)
{
	*first -= *first % 2;
	*last += !(*last % 2);
	/* A single one would fill the drawing. */
	while (*last - *first < 11 && *last < HEATMAP_RANGES - 1) {
		*last += 2;
		if (*first >= 2)
			*first -= 2;
	}
}

void svg_histogram(struct html *html, const char *name, const struct buckets *buckets,
		   const uint64_t quantile[3])
{
	static const char *const marks[] = { "mark p50", "mark p90", "mark p99" };
	unsigned int first = heatmap_range(buckets_min(buckets));
	unsigned int last = heatmap_range(buckets_max(buckets)), n, spacing;
	uint64_t count[HEATMAP_RANGES] = { 0 };
	char low[HUMAN_MAX], high[HUMAN_MAX], text[HUMAN_MAX * 4];

	for (unsigned int b = 0; b < SCS_BUCKETS; b++)
		count[heatmap_range(scs_bucket_low(b))] += buckets->count[b];
	get_octaves(&first, &last);
	n = last - first + 1;
	human_ns(buckets_min(buckets), low, sizeof(low));
	human_ns(buckets_max(buckets), high, sizeof(high));
	begin_drawing(html, "hist", n, (unsigned int)HEIGHT);
	snprintf(text, sizeof(text), "%" PRIu64 " calls that took from %s to %s",
		 (uint64_t)buckets->n, low, high);
	describe(html, name, text);
	draw_bars(html, count, first, n);
	for (size_t i = 0; i < 3; i++)
		draw_mark(html, get_place(quantile[i], first, n), n, marks[i]);
	html_close(html);
	html_open(html, "div");
	html_attr(html, "class", "x");
	html_attr(html, "aria-hidden", "true");
	spacing = 2 * get_spacing(n / 2, LABELS_MAX);
	for (unsigned int i = spacing; i < n; i += spacing) {
		human_ns(heatmap_range_high(first + i - 1) + 1, text, sizeof(text));
		put_label(html, "left", (double)i / n * 100, text);
	}
	html_close(html);
}

/* A cell beside one of the same shade only makes it wider. */
static void draw_row(FILE *path, const struct heatmap *map, const struct heatmap_call *call,
		     unsigned int range, unsigned int y, unsigned int shade, uint64_t most)
{
	size_t i, end;

	for (i = 0; i < map->nintervals; i = end + 1) {
		for (end = i; end < map->nintervals; end++) {
			const uint64_t count = heatmap_cell(call, end, range, 1);

			if (!count || heatmap_level(count, most, SVG_SHADES) != shade)
				break;
		}
		if (end > i)
			fprintf(path, "M%zu %uh%zuv1h-%zuz", i, y, end - i, end - i);
	}
}

static void draw_gaps(FILE *path, const struct heatmap *map, unsigned int rows)
{
	for (size_t i = 0; i < map->nintervals; i++)
		if (map->intervals[i].state != HEATMAP_COUNTED)
			fprintf(path, "M%zu 0h1v%uh-1z", i, rows);
}

/* What finds no memory is missing, as it would be if it could not be written. */
static void put_path(struct html *html, const char *class, char *path)
{
	if (path && *path) {
		html_open(html, "path");
		html_attr(html, "class", "%s", class);
		html_attr(html, "d", "%s", path);
		html_close(html);
	}
	free(path);
}

static void draw_cells(struct html *html, const struct heatmap *map,
		       const struct heatmap_call *call, unsigned int first, unsigned int last)
{
	const uint64_t most = heatmap_most(map, call, 0, 1);

	/* One path for each shade, and one for what is missing. */
	for (unsigned int shade = 0; shade <= SVG_SHADES; shade++) {
		char *text = NULL, class[8];
		size_t len;
		FILE *path = open_memstream(&text, &len);

		if (!path)
			return;
		snprintf(class, sizeof(class), shade < SVG_SHADES ? "h%u" : "gap", shade);
		for (unsigned int range = first; shade < SVG_SHADES && range <= last; range++)
			draw_row(path, map, call, range, last - range, shade, most);
		if (shade == SVG_SHADES)
			draw_gaps(path, map, last - first + 1);
		fclose(path);
		put_path(html, class, text);
	}
}

static void put_latencies(struct html *html, unsigned int first, unsigned int n)
{
	const unsigned int spacing = 2 * get_spacing(n / 2, 2 * LABELS_MAX);
	char text[HUMAN_MAX];

	html_open(html, "div");
	html_attr(html, "class", "y");
	html_attr(html, "aria-hidden", "true");
	for (unsigned int i = spacing; i < n; i += spacing) {
		human_ns(heatmap_range_high(first + i - 1) + 1, text, sizeof(text));
		put_label(html, "bottom", (double)i / n * 100, text);
	}
	html_close(html);
}

/* Nobody can tell times of the day apart that are less than a second from each other. */
static void get_time(const struct heatmap *map, size_t interval, char *buf, size_t size)
{
	const struct heatmap_interval *end = &map->intervals[interval];
	const uint64_t all = map->intervals[map->nintervals - 1].at_ns;
	const time_t seconds = (time_t)end->time;
	struct tm tm;

	if (end->time && all >= 10 * 1000000000ULL && localtime_r(&seconds, &tm))
		strftime(buf, size, "%H:%M:%S", &tm);
	else
		human_ns(end->at_ns, buf, size);
}

static void put_times(struct html *html, const struct heatmap *map)
{
	const size_t n = map->nintervals;
	const size_t spacing = (n + LABELS_MAX - 1) / LABELS_MAX;
	char text[HUMAN_MAX];

	html_open(html, "div");
	html_attr(html, "class", "x");
	html_attr(html, "aria-hidden", "true");
	for (size_t i = spacing; i < n; i += spacing) {
		get_time(map, i - 1, text, sizeof(text));
		put_label(html, "left", (double)i / (double)n * 100, text);
	}
	html_close(html);
}

static void put_legend(struct html *html, const struct heatmap *map, uint64_t most)
{
	size_t gaps[HEATMAP_STATES] = { 0 };

	html_open(html, "p");
	html_attr(html, "class", "legend");
	html_text(html, "1 ");
	for (unsigned int shade = 0; shade < SVG_SHADES; shade++) {
		html_open(html, "i");
		html_attr(html, "class", "h%u", shade);
		html_close(html);
	}
	html_text(html, " %" PRIu64 " calls", most);
	for (size_t i = 0; i < map->nintervals; i++)
		gaps[map->intervals[i].state]++;
	for (enum heatmap_state state = HEATMAP_COUNTED + 1; state < HEATMAP_STATES; state++) {
		if (!gaps[state])
			continue;
		html_text(html, " ");
		html_open(html, "i");
		html_attr(html, "class", "gap");
		html_close(html);
		html_text(html, " %zu %s", gaps[state], heatmap_state_name(state));
	}
	html_close(html);
}

void svg_heatmap(struct html *html, const char *name, const struct heatmap *map,
		 const struct heatmap_call *call)
{
	char low[HUMAN_MAX], high[HUMAN_MAX], text[HUMAN_MAX * 5];
	unsigned int first, last, n;

	heatmap_bounds(map, call, 0, &first, &last);
	human_ns(first ? heatmap_range_high(first - 1) + 1 : 0, low, sizeof(low));
	human_ns(heatmap_range_high(last), high, sizeof(high));
	get_octaves(&first, &last);
	n = last - first + 1;
	html_open(html, "div");
	html_attr(html, "class", "plot");
	put_latencies(html, first, n);
	begin_drawing(html, "heat", (unsigned int)map->nintervals, n);
	snprintf(text, sizeof(text), "%" PRIu64 " calls in %zu intervals, from %s to %s", call->n,
		 map->nintervals, low, high);
	describe(html, name, text);
	draw_cells(html, map, call, first, last);
	html_close(html);
	put_times(html, map);
	html_close(html);
	put_legend(html, map, heatmap_most(map, call, 0, 1));
}
