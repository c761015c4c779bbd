/* SPDX-License-Identifier: GPL-2.0 */
/* What the tool ends with, besides EXIT_SUCCESS and EXIT_FAILURE. */
#ifndef SYSCALLSTAT_STATUS_H
#define SYSCALLSTAT_STATUS_H

enum {
	EXIT_USAGE = 2,
	EXIT_NOT_LOADED = 3,
	EXIT_CANNOT_RUN = 126, /* these two as of shells, env(1) and strace(1) */
	EXIT_NOT_FOUND = 127,
};

#endif /* SYSCALLSTAT_STATUS_H */
