/* SPDX-License-Identifier: GPL-2.0 */
/* Advice as text or as JSON. */
#ifndef SYSCALLSTAT_ADVICE_PRINT_H
#define SYSCALLSTAT_ADVICE_PRINT_H

#include <stdbool.h>
#include <stdio.h>

#include "advice.h"

/**
 * advice_print() - write what was found
 * @out: where to; errors of it are left to ferror()
 * @list: what
 * @json: as an array, which may be empty; else as text, which may be nothing
 * @color: with bold headings; never in JSON
 *
 * Return: 0 or a negative errno.
 */
int advice_print(FILE *out, const struct advice_list *list, bool json, bool color);

#endif /* SYSCALLSTAT_ADVICE_PRINT_H */
