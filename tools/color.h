/* SPDX-License-Identifier: GPL-2.0 */
/* Whether there are colours: --color, NO_COLOR, and where the output goes. */
#ifndef SYSCALLSTAT_COLOR_H
#define SYSCALLSTAT_COLOR_H

#include <stdbool.h>

enum color_when {
	COLOR_WHEN_AUTO,
	COLOR_WHEN_ALWAYS,
	COLOR_WHEN_NEVER,
};

/**
 * color_parse() - the argument of --color
 * @text: auto, always or never; NULL for none, which is auto as in util-linux
 * @when: the result
 *
 * Return: 0 or -EINVAL.
 */
int color_parse(const char *text, enum color_when *when);

/**
 * color_wanted() - shall there be colours?
 * @when: what was asked for
 * @fd: where the output goes
 *
 * By default on a terminal that is not a dumb one, unless NO_COLOR is set and not empty.
 */
bool color_wanted(enum color_when when, int fd);

/**
 * color_terminal() - is that a terminal that a drawing can be renewed on?
 * @fd: where the output goes
 *
 * A dumb one is not.
 */
bool color_terminal(int fd);

/**
 * color_has_256() - are there that many colours?
 * @fd: where the output goes
 *
 * By terminfo(5), whether or not it is a terminal.
 */
bool color_has_256(int fd);

#endif /* SYSCALLSTAT_COLOR_H */
