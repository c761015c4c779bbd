/* SPDX-License-Identifier: GPL-2.0 */
/* Heat maps as JSON. */
#ifndef SYSCALLSTAT_HEATMAP_JSON_H
#define SYSCALLSTAT_HEATMAP_JSON_H

#include <stdint.h>
#include <stdio.h>

#include "heatmap.h"

/**
 * heatmap_json() - write the figures
 * @out: where to
 * @map: what of
 * @top: of how many calls at most; 0 for all
 *
 * One object: what is known of each interval, and for each call a matrix with a row for each
 * of them and a column for each range of times. Errors of @out are left to ferror().
 *
 * Return: 0 or -ENOMEM.
 */
int heatmap_json(FILE *out, struct heatmap *map, uint64_t top);

#endif /* SYSCALLSTAT_HEATMAP_JSON_H */
