/* SPDX-License-Identifier: GPL-2.0 */
/* The totals as metrics, in the text format of Prometheus. */
#ifndef SYSCALLSTAT_PROMETHEUS_H
#define SYSCALLSTAT_PROMETHEUS_H

#include <stdio.h>

#include "errmsg.h"
#include "reading.h"
#include "select.h"

/* Failed calls by error: the most frequent have a series of their own, the others are summed. */
#define PROMETHEUS_MAX_ERRNOS 2048

/**
 * prometheus_print() - write an exposition
 * @out: where to
 * @reading: what of: the totals, and what else there is
 * @sel: which calls, NULL for all
 * @err: says what is wrong
 *
 * Errors of @out are left to ferror().
 *
 * Return: 0; -EINVAL, with nothing written, if two series would be the same or times
 * are not in the buckets of this version; -ENOMEM.
 */
int prometheus_print(FILE *out, const struct reading *reading, const struct selection *sel,
		     struct errmsg *err);

#endif /* SYSCALLSTAT_PROMETHEUS_H */
