/* SPDX-License-Identifier: GPL-2.0 */
/* Drawings on a page: a histogram, and a heat map. */
#ifndef SYSCALLSTAT_SVG_H
#define SYSCALLSTAT_SVG_H

#include <stdint.h>

#include "buckets.h"
#include "heatmap.h"
#include "html.h"

/* Shades of a heat map: classes h0, h1, ... of the page's style. */
#define SVG_SHADES 10

/**
 * svg_histogram() - how many calls took how long
 * @html: where to
 * @name: of the call
 * @buckets: not empty
 * @quantile: the 50th, 90th and 99th percentile, in ns
 */
void svg_histogram(struct html *html, const char *name, const struct buckets *buckets,
		   const uint64_t quantile[3]);

/**
 * svg_heatmap() - how many calls took how long, interval by interval
 * @html: where to
 * @name: of the call
 * @map: the intervals, at least one
 * @call: with calls in them
 */
void svg_heatmap(struct html *html, const char *name, const struct heatmap *map,
		 const struct heatmap_call *call);

#endif /* SYSCALLSTAT_SVG_H */
