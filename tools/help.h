/* SPDX-License-Identifier: GPL-2.0 */
/* What --help prints. */
#ifndef SYSCALLSTAT_HELP_H
#define SYSCALLSTAT_HELP_H

/**
 * help_print() - write usage, options and columns to standard output
 */
void help_print(void);

#endif /* SYSCALLSTAT_HELP_H */
