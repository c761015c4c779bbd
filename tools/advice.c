// SPDX-License-Identifier: GPL-2.0
/* What the figures say about habits of programs, and what there is to gain by others. */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "advice.h"
#include "advice_rules.h"

/* What is not known does not exceed anything, and is not below it. */
static bool holds(const struct advice_rule *rule, const struct advice *advice)
{
	if (advice->count < rule->min_count)
		return false;
	if (rule->min_share_pct && !(advice->share_pct >= rule->min_share_pct))
		return false;
	if (rule->min_per_s && !(advice->per_s >= rule->min_per_s))
		return false;
	if (rule->max_mean_bytes && !(advice->mean_bytes < rule->max_mean_bytes))
		return false;
	return !rule->min_per_turn || (double)advice->count >= rule->min_per_turn * advice->turns;
}

static bool is_brief(const struct advice_rule *rule, const struct advice *advice)
{
	return !rule->max_mean_ns || advice->mean_ns < (double)rule->max_mean_ns;
}

static bool is_worth_it(const struct figures *figures, const struct advice *advice)
{
	const double worth = figures->seconds * 1e9 * ADVICE_WORTH_PER_MILLE / 1000;

	return !advice->gain_ns.known || !((double)advice->gain_ns.value < worth);
}

/* Adds what there is to say, as a rule nothing. Returns 0 or -ENOMEM. */
static int apply(const struct advice_rule *rule, const struct figures *figures,
		 const struct snapshot_row *row, struct advice_list *list)
{
	struct advice advice = {
		.rule = rule,
		.row = row,
		.share_pct = NAN,
		.per_s = NAN,
		.mean_bytes = NAN,
		.mean_ns = NAN,
		.turns = NAN,
	};
	struct advice *larger;

	if (rule->names && !advice_names(rule->names, row->name))
		return 0;
	if (!rule->measure(figures, &advice) || !holds(rule, &advice))
		return 0;
	if (rule->needs_errnos && !figures->errnos) {
		list->unsure = row;
		return 0;
	}
	if (!is_brief(rule, &advice) || !is_worth_it(figures, &advice))
		return 0;
	larger = reallocarray(list->advice, list->count + 1, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	list->advice = larger;
	list->advice[list->count++] = advice;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct advice *x = a, *y = b;

	if (x->gain_ns.known != y->gain_ns.known)
		return x->gain_ns.known ? -1 : 1;
	if (x->gain_ns.known && x->gain_ns.value != y->gain_ns.value)
		return x->gain_ns.value > y->gain_ns.value ? -1 : 1;
	if (x->count != y->count)
		return x->count > y->count ? -1 : 1;
	return snapshot_row_compare(x->row, y->row);
}

int advice_find(struct advice_list *list, const struct reading *reading,
		const struct selection *sel, uint64_t top)
{
	const struct snapshot *stats = &reading->shown;
	const struct snapshot_value *elapsed = &stats->elapsed_ns;
	const struct figures figures = {
		.stats = stats,
		.errnos = reading->has_errnos ? &reading->errnos : NULL,
		.seconds = elapsed->known && elapsed->value ? (double)elapsed->value / 1e9 : NAN,
	};

	*list = (struct advice_list){ 0 };
	for (size_t i = 0; i < stats->nrows; i++) {
		const struct snapshot_row *row = &stats->rows[i];

		if (!row->abi || !row->name || (sel && !select_match(sel, row)))
			continue;
		for (size_t r = 0; r < advice_nrules; r++)
			if (apply(&advice_rules[r], &figures, row, list))
				return -ENOMEM;
	}
	if (list->count)
		qsort(list->advice, list->count, sizeof(*list->advice), compare);
	if (top && top < list->count)
		list->count = (size_t)top;
	return 0;
}

void advice_free(struct advice_list *list)
{
	free(list->advice);
	*list = (struct advice_list){ 0 };
}
