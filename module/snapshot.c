// SPDX-License-Identifier: GPL-2.0
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/sched.h>

#include "clock.h"
#include "hook.h"
#include "snapshot.h"
#include "text.h"
#include "view.h"

/* What the hook cannot see is not known, but a hook before it may have. */
static u64 unless_seen(u64 n)
{
	return n ?: SCS_UNKNOWN;
}

static u64 if_known(u64 n, bool known)
{
	return known ? n : SCS_UNKNOWN;
}

static void take_row(struct scs_snapshot *snap, unsigned int row)
{
	const struct scs_sum *sum = &snap->sum;
	struct scs_line *line = &snap->lines[snap->nr_lines];
	const struct scs_hook *hook = snap->source.hook;
	bool whole = !hook->entry_only, timed = sum->timed;
	/* Calls may have been split for none of the time of the row. */
	bool split = whole && (sum->run_ns || sum->wait_ns || !sum->total_ns);
	unsigned int i;
	u64 *cell = line->cells;

	if (!sum->calls && !sum->denied && !snap->inflight[row])
		return;

	line->row = row;
	*cell++ = sum->calls;
	*cell++ = if_known(sum->errors, whole);
	*cell++ = if_known(sum->restarts, whole);
	*cell++ = hook->denied ? sum->denied : unless_seen(sum->denied);
	*cell++ = if_known(sum->total_ns, whole);
	*cell++ = if_known(sum->min_ns, timed);
	for (i = 2; i <= 2000; i = i == 2 ? 10 : i * 10)
		*cell++ = timed ? scs_quantile(sum->buckets, sum->timed, i, sum->min_ns,
					       sum->max_ns) :
				  SCS_UNKNOWN;
	*cell++ = if_known(sum->max_ns, timed);
	*cell++ = if_known(sum->bytes, whole);
	*cell++ = if_known(sum->run_ns, split);
	*cell++ = if_known(sum->wait_ns, split);
	snap->calls += sum->calls;
	snap->nr_lines++;
}

/**
 * scs_snapshot_take() - read everything but the views' own
 * @snap: zeroed but for its source; receives it
 *
 * Context: may sleep; the lock of the state is held.
 */
void scs_snapshot_take(struct scs_snapshot *snap)
{
	const struct scs_stats *stats = snap->source.stats;
	u32 gen = stats->generation;
	unsigned int i;

	if (stats->slots.chunks)
		scs_stats_sum_slots(stats, &snap->threads, snap->inflight);
	scs_table_facts(&stats->table, gen, snap->facts);
	snap->facts[SCS_MISSED] += snap->source.missed;
	for (i = 0; i < SCS_ROWS; i++) {
		scs_table_sum(&stats->table, i, gen, &snap->sum);
		take_row(snap, i);
		cond_resched();
	}
}

static void print_key(struct scs_text *text, const char *key, u64 value)
{
	scs_text_printf(text, "# %s", key);
	scs_text_number(text, value);
	scs_text_printf(text, "\n");
}

static void print_ledger(struct scs_text *text, const struct scs_snapshot *snap)
{
	const struct scs_hook *hook = snap->source.hook;
	const u64 *facts = snap->facts;
	/* Each sys_exit is counted in one place. */
	u64 exited = snap->calls - facts[SCS_NORETURN] + facts[SCS_CHILDREN] + facts[SCS_ORPHANS] +
		     facts[SCS_DENIED];
	const struct {
		const char *key;
		u64 value;
		bool known;
	} ledger[] = {
		{ "entered", facts[SCS_ENDED_ENTERED] + snap->threads.entered, true },
		{ "exited", exited, true },
		{ "inflight", snap->threads.inflight, true },
		{ "noreturn", facts[SCS_NORETURN], true },
		{ "children", facts[SCS_CHILDREN], hook->denied },
		{ "orphans", facts[SCS_ORPHANS], hook->denied },
		{ "denied", facts[SCS_DENIED], hook->denied },
		{ "abandoned", facts[SCS_ABANDONED], true },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(ledger); i++) {
		if (hook->entry_only)
			print_key(text, ledger[i].key, i ? SCS_UNKNOWN : snap->calls);
		else
			print_key(text, ledger[i].key,
				  ledger[i].known ? ledger[i].value : unless_seen(ledger[i].value));
	}
	print_key(text, "missed", facts[SCS_MISSED]);
}

/**
 * scs_snapshot_keys() - write the keys that all views have
 * @text: receives them
 * @snap: what was taken
 *
 * Context: may sleep; the lock of the state is held.
 */
void scs_snapshot_keys(struct scs_text *text, const struct scs_snapshot *snap)
{
	const struct scs_source *source = &snap->source;
	const struct scs_stats *stats = source->stats;

	scs_text_printf(text, "# hook %s\n", source->hook->name);
	scs_text_printf(text, "# state %s\n", stats->running ? "running" : "stopped");
	print_key(text, "generation", stats->generation);
	print_key(text, "epoch", stats->epoch);
	print_key(text, "elapsed_ns", scs_stats_elapsed_ns(stats));
	scs_text_printf(text, "# clock %s\n", scs_clock_name());
	print_key(text, "cpus", scs_table_cpus(&stats->table));
	print_key(text, "memory_kib", (scs_stats_memory(stats) + source->memory) / 1024);
	print_ledger(text, snap);
	print_key(text, "clock_back", snap->facts[SCS_CLOCK_BACK]);
	scs_text_printf(text, "# syscalls %s\n", source->syscalls);
	scs_text_printf(text, "# account_wait %s\n", source->account_wait ? "on" : "off");
	if (source->is_session)
		print_key(text, "selected", snap->threads.threads);
}

static void print_rows(struct scs_text *text, const struct scs_snapshot *snap)
{
	unsigned int columns = SCS_STATS_COLUMNS, i, c;

	if (!snap->source.account_wait)
		columns -= 2;

	scs_text_printf(text, "abi nr name calls errors restarts denied total_ns min_ns ");
	scs_text_printf(text, "p50_ns p90_ns p99_ns p999_ns max_ns bytes%s\n",
			snap->source.account_wait ? " run_ns wait_ns" : "");
	for (i = 0; i < snap->nr_lines; i++) {
		const struct scs_line *line = &snap->lines[i];

		scs_view_call(text, line->row);
		for (c = 0; c < columns; c++)
			scs_text_number(text, line->cells[c]);
		scs_text_printf(text, "\n");
	}
}

const struct scs_view scs_view_stats = {
	.left = BIT(0) | BIT(2),
	.rows = print_rows,
};
