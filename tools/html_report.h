/* SPDX-License-Identifier: GPL-2.0 */
/* A report as a page: one file that needs nothing else. */
#ifndef SYSCALLSTAT_HTML_REPORT_H
#define SYSCALLSTAT_HTML_REPORT_H

#include <stdio.h>

#include "errmsg.h"
#include "heatmap.h"
#include "options.h"
#include "reading.h"

/**
 * struct html_report - what there is to tell
 * @opt: what was asked for
 * @first: the reading that the report begins with; NULL if it is of all that @last has
 * @last: what it ends with
 * @map: of the intervals in between; NULL if there are none
 */
struct html_report {
	const struct options *opt;
	const struct reading *first;
	const struct reading *last;
	struct heatmap *map;
};

/**
 * html_report_print() - write a page
 * @out: where to
 * @report: what of
 * @err: says what is wrong
 *
 * It is HTML 5, and XML as well. Errors of @out are left to ferror().
 *
 * Return: 0, -EINVAL if times are not in the buckets of this version, -ENOMEM.
 */
int html_report_print(FILE *out, const struct html_report *report, struct errmsg *err);

#endif /* SYSCALLSTAT_HTML_REPORT_H */
