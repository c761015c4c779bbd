// SPDX-License-Identifier: GPL-2.0
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/sched.h>

#include "clock.h"
#include "hook.h"
#include "reserve.h"
#include "state.h"
#include "stats.h"
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
	const struct scs_hook *hook = scs_state.hook;
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
 * scs_stats_take() - read everything but the views' own
 * @snap: zeroed; receives it
 *
 * Context: may sleep; the lock of the state is held.
 */
void scs_stats_take(struct scs_snapshot *snap)
{
	u32 gen = scs_generation;
	unsigned int i;

	if (scs_state.attachment)
		scs_thread_sum(gen, &snap->thread, snap->inflight);
	scs_table_facts(gen, snap->facts);
	snap->facts[SCS_MISSED] += scs_state_missed();
	for (i = 0; i < SCS_ROWS; i++) {
		scs_table_sum(i, gen, &snap->sum);
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
	const struct scs_hook *hook = scs_state.hook;
	const u64 *facts = snap->facts;
	/* Each sys_exit is counted in one place. */
	u64 exited = snap->calls - facts[SCS_NORETURN] + facts[SCS_CHILDREN] + facts[SCS_ORPHANS] +
		     facts[SCS_DENIED];
	const struct {
		const char *key;
		u64 value;
		bool known;
	} ledger[] = {
		{ "entered", facts[SCS_ENDED_ENTERED] + snap->thread.entered, true },
		{ "exited", exited, true },
		{ "inflight", snap->thread.inflight, true },
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
 * scs_stats_keys() - write the keys that all views have
 * @text: receives them
 * @snap: what was taken
 *
 * Context: may sleep; the lock of the state is held.
 */
void scs_stats_keys(struct scs_text *text, const struct scs_snapshot *snap)
{
	const struct scs_attachment *at = scs_state.attachment;

	scs_text_printf(text, "# hook %s\n", scs_state.hook->name);
	scs_text_printf(text, "# state %s\n", at ? "running" : "stopped");
	print_key(text, "generation", scs_generation);
	print_key(text, "epoch", scs_state.epoch);
	print_key(text, "elapsed_ns", scs_state_elapsed_ns());
	scs_text_printf(text, "# clock %s\n", scs_clock_name());
	print_key(text, "cpus", scs_table_cpus());
	print_key(text, "memory_kib",
		  (scs_table_memory() + scs_thread_memory() + scs_reserve_memory() +
		   (at ? at->memory : 0)) /
			  1024);
	print_ledger(text, snap);
	print_key(text, "clock_back", snap->facts[SCS_CLOCK_BACK]);
	scs_text_printf(text, "# syscalls %s\n", scs_state.syscalls);
	scs_text_printf(text, "# account_wait %s\n", scs_state.account_wait ? "on" : "off");
}

static void print_rows(struct scs_text *text, const struct scs_snapshot *snap)
{
	unsigned int columns = SCS_STATS_COLUMNS - (scs_state.account_wait ? 0 : 2), i, c;

	scs_text_printf(text, "abi nr name calls errors restarts denied total_ns min_ns ");
	scs_text_printf(text, "p50_ns p90_ns p99_ns p999_ns max_ns bytes%s\n",
			scs_state.account_wait ? " run_ns wait_ns" : "");
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
