/* SPDX-License-Identifier: GPL-2.0 */
/* Draws histograms side by side, with one axis of time. */
#ifndef SYSCALLSTAT_HIST_DRAW_H
#define SYSCALLSTAT_HIST_DRAW_H

#include <stdbool.h>
#include <stdio.h>

#include "hist.h"

/* An ABI, a colon, and a name. */
#define HIST_DRAW_TITLE_MAX (2 * SNAPSHOT_MAX_NAME + 2)

/**
 * hist_draw() - write a drawing
 * @out: where to
 * @hist: of what
 * @width: columns of the terminal
 * @ascii: without other characters
 *
 * Calls that find no room beside the others are drawn below them. Errors of @out are left
 * to ferror().
 */
void hist_draw(FILE *out, const struct hist *hist, int width, bool ascii);

/**
 * hist_draw_title() - what a drawing of a call is headed by
 * @row: says which call
 * @buf: HIST_DRAW_TITLE_MAX bytes
 *
 * Return: @buf.
 */
const char *hist_draw_title(const struct snapshot_row *row, char *buf);

/**
 * hist_draw_width() - how wide a drawing may be
 * @out: where it goes
 *
 * Return: the width of the terminal, or 80 if it is none.
 */
int hist_draw_width(FILE *out);

/**
 * hist_draw_plain() - is there nothing but ASCII?
 *
 * That is so if the environment names no locale of UTF-8. Whether this machine has that
 * locale does not matter: it is the terminal that has to draw.
 */
bool hist_draw_plain(void);

#endif /* SYSCALLSTAT_HIST_DRAW_H */
