/* SPDX-License-Identifier: GPL-2.0 */
/* What the tool ends with, besides EXIT_SUCCESS and EXIT_FAILURE. */
#ifndef SYSCALLSTAT_STATUS_H
#define SYSCALLSTAT_STATUS_H

enum {
	EXIT_USAGE = 2,
	EXIT_NOT_LOADED = 3,
};

#endif /* SYSCALLSTAT_STATUS_H */
