/* SPDX-License-Identifier: GPL-2.0 */
/* The screen of `syscallstat top`: all that knows of curses. */
#ifndef SYSCALLSTAT_TOP_SCREEN_H
#define SYSCALLSTAT_TOP_SCREEN_H

#include <stdbool.h>

#include "top_keys.h"

/**
 * top_screen_begin() - take the terminal over
 * @color: with colours, if it has any
 *
 * Return: 0, or -ENOTTY if it is not one that can be drawn on.
 */
int top_screen_begin(bool color);

/**
 * top_screen_end() - give the terminal back as it was
 */
void top_screen_end(void);

/**
 * top_screen_leave() - give it back for a while; the next top_screen_draw() takes it again
 */
void top_screen_leave(void);

/**
 * top_screen_restore() - the terminal may have another size, or was used by somebody else
 */
void top_screen_restore(void);

/**
 * top_screen_draw() - show what there is
 * @ui: what; gets to know how many rows fit
 * @interval: between readings, in seconds
 */
void top_screen_draw(struct top_ui *ui, double interval);

/**
 * top_screen_key() - what was pressed
 *
 * Return: a key as for top_press(), 0 for one that means nothing, or -1 if there is none.
 */
int top_screen_key(void);

#endif /* SYSCALLSTAT_TOP_SCREEN_H */
