// SPDX-License-Identifier: GPL-2.0
/* Which rows of a snapshot are shown, and in which order. */
#include <errno.h>
#include <stdlib.h>

#include "report.h"

struct order {
	enum column_id column;
	const struct column_context *ctx;
};

static int compare(const void *a, const void *b, void *data)
{
	const struct snapshot_row *const *x = a, *const *y = b;
	const struct order *order = data;

	return column_compare(order->column, *x, *y, order->ctx);
}

int report_build(struct report *report, const struct snapshot *snap, const struct selection *sel,
		 enum column_id sort, uint64_t top)
{
	struct order order = { .column = sort, .ctx = &report->ctx };

	*report = (struct report){ 0 };
	column_context_init(&report->ctx, snap);
	if (!snap->nrows)
		return 0;
	report->rows = calloc(snap->nrows, sizeof(*report->rows));
	if (!report->rows)
		return -ENOMEM;
	for (size_t i = 0; i < snap->nrows; i++)
		if (!sel || select_match(sel, &snap->rows[i]))
			report->rows[report->nrows++] = &snap->rows[i];
	qsort_r(report->rows, report->nrows, sizeof(*report->rows), compare, &order);
	if (top && top < report->nrows)
		report->nrows = (size_t)top;
	return 0;
}

void report_free(struct report *report)
{
	free(report->rows);
	*report = (struct report){ 0 };
}
