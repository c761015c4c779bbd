/* SPDX-License-Identifier: GPL-2.0 */
/* `syscallstat top`: a live table. */
#ifndef SYSCALLSTAT_TOP_H
#define SYSCALLSTAT_TOP_H

#include "options.h"

/**
 * top_run() - show what happens until somebody has seen enough
 * @opt: what is asked for
 *
 * Does not return if a signal other than SIGINT and SIGTERM ends it: it then dies of that
 * one, with the terminal as it was.
 *
 * Return: an exit status; a message says what went wrong.
 */
int top_run(struct options *opt);

/**
 * top_help() - print what --help says of it
 */
void top_help(void);

#endif /* SYSCALLSTAT_TOP_H */
