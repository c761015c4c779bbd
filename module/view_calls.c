// SPDX-License-Identifier: GPL-2.0
/* The views of calls: by time, by errno, by CPU. */
#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/ctype.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "errors.h"
#include "snapshot.h"
#include "text.h"
#include "view.h"

static void histogram_rows(struct scs_text *text, const struct scs_snapshot *snap)
{
	struct scs_sum *sum = kvmalloc(sizeof(*sum), GFP_KERNEL);
	const struct scs_stats *stats = snap->source.stats;
	unsigned int row, i;

	if (!sum) {
		text->failed = true;
		return;
	}
	scs_text_printf(text, "abi nr name le_ns count\n");
	for (row = 0; row < SCS_ROWS; row++) {
		cond_resched();
		scs_table_sum(&stats->table, row, stats->generation, sum);
		for (i = 0; sum->timed && i < SCS_BUCKETS; i++) {
			if (!sum->buckets[i])
				continue;
			scs_view_call(text, row);
			scs_text_number(text, scs_bucket_high(i));
			scs_text_number(text, sum->buckets[i]);
			scs_text_printf(text, "\n");
		}
	}
	kvfree(sum);
}

const struct scs_view scs_view_histogram = {
	.name = "histogram",
	.left = BIT(0) | BIT(2),
	.rows = histogram_rows,
};

/* The kernel's names; it may have been built without them. */
static void print_error(struct scs_text *text, unsigned int error)
{
	char name[32];

	snprintf(name, sizeof(name), "%pe", ERR_PTR(-(long)error));
	scs_text_printf(text, " %u %s", error, isdigit(name[1]) ? "-" : name + 1);
}

static void errnos_keys(struct scs_text *text, const struct scs_snapshot *snap)
{
	scs_text_printf(text, "# unlisted %llu\n", snap->facts[SCS_ERRNO_UNLISTED]);
}

static void errnos_rows(struct scs_text *text, const struct scs_snapshot *snap)
{
	struct scs_errno *list = kvmalloc_array(scs_errno_room(), sizeof(*list), GFP_KERNEL);
	const struct scs_stats *stats = snap->source.stats;
	unsigned int i, n;

	if (!list) {
		text->failed = true;
		return;
	}
	scs_text_printf(text, "abi nr name errno error calls total_ns max_ns\n");
	n = scs_errno_list(&stats->table, stats->generation, list);
	for (i = 0; i < n; i++) {
		scs_view_call(text, scs_errno_row(&list[i]));
		print_error(text, scs_errno_number(&list[i]));
		scs_text_number(text, list[i].calls);
		scs_text_number(text, list[i].total_ns);
		scs_text_number(text, list[i].max_ns);
		scs_text_printf(text, "\n");
		cond_resched();
	}
	kvfree(list);
}

const struct scs_view scs_view_errnos = {
	.name = "errnos",
	.left = BIT(0) | BIT(2) | BIT(4),
	.keys = errnos_keys,
	.rows = errnos_rows,
};

static void percpu_rows(struct scs_text *text, const struct scs_snapshot *snap)
{
	const struct scs_stats *stats = snap->source.stats;
	unsigned int cpu, row;
	u64 calls;

	scs_text_printf(text, "cpu abi nr name calls\n");
	for_each_possible_cpu(cpu) {
		cond_resched();
		for (row = 0; row < SCS_ROWS; row++) {
			calls = scs_table_cpu_calls(&stats->table, cpu, row, stats->generation);
			if (!calls)
				continue;
			scs_text_printf(text, "%u ", cpu);
			scs_view_call(text, row);
			scs_text_number(text, calls);
			scs_text_printf(text, "\n");
		}
	}
}

const struct scs_view scs_view_percpu = {
	.name = "percpu",
	.left = BIT(1) | BIT(3),
	.rows = percpu_rows,
};
