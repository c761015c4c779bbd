/* SPDX-License-Identifier: GPL-2.0 */
/* A report as strace -c prints it. */
#ifndef SYSCALLSTAT_STRACE_H
#define SYSCALLSTAT_STRACE_H

#include <stdint.h>
#include <stdio.h>

#include "report.h"

/**
 * strace_print() - write a summary for each ABI that has calls
 * @out: where to
 * @report: all rows, in their order
 * @top: how many rows of a summary at most, 0 for all; its total is of all
 *
 * Leaves out what strace(1) does not count: calls that never return, calls that were
 * refused, and numbers of no system call. Errors of @out are left to ferror().
 */
void strace_print(FILE *out, const struct report *report, uint64_t top);

#endif /* SYSCALLSTAT_STRACE_H */
