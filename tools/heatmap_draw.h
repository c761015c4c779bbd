/* SPDX-License-Identifier: GPL-2.0 */
/* Draws heat maps on a terminal: time across, latency up. */
#ifndef SYSCALLSTAT_HEATMAP_DRAW_H
#define SYSCALLSTAT_HEATMAP_DRAW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "heatmap.h"

/**
 * struct heatmap_canvas - what there is to draw on
 * @width: columns
 * @height: lines that all of it has to fit into; 0 if there is no limit
 * @ascii: no other characters
 * @colors: 256 of them; else shades are characters
 */
struct heatmap_canvas {
	int width;
	int height;
	bool ascii;
	bool colors;
};

/**
 * heatmap_draw() - write a drawing
 * @out: where to
 * @map: of what
 * @top: of how many calls at most; 0 for all
 * @canvas: on what
 *
 * A map for each call, one below the other, of the last intervals that fit into the width.
 * If @canvas has a height, ranges of times are finer or coarser than a power of two, as
 * they fit, and calls that find no room are left out, which a line tells. Errors of @out
 * are left to ferror().
 */
void heatmap_draw(FILE *out, struct heatmap *map, uint64_t top,
		  const struct heatmap_canvas *canvas);

#endif /* SYSCALLSTAT_HEATMAP_DRAW_H */
