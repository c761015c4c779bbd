// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <syscallstat/abi.h>

#include "clock.h"
#include "hook.h"
#include "reserve.h"
#include "state.h"
#include "stats.h"
#include "table.h"
#include "text.h"
#include "thread.h"

/* The numbers of a row, in the order of the columns; SCS_UNKNOWN shows as '-'. */
static const char *const columns[] = {
	"calls",  "errors", "restarts", "denied",  "total_ns", "min_ns",
	"p50_ns", "p90_ns", "p99_ns",	"p999_ns", "max_ns",   "bytes",
};

#define COLUMNS ARRAY_SIZE(columns)
#define UNKNOWN U64_MAX

struct line {
	u16 row;
	u64 cells[COLUMNS];
};

/**
 * struct snapshot - what one reading shows
 * @thread: sums of the live threads
 * @facts: sums of the CPUs
 * @calls: sum of the column
 * @inflight: calls in flight, by row
 * @sum: the row being added up
 * @name_width: of the longest name
 * @widths: of the columns
 * @lines: the rows that have something to show
 * @nr_lines: how many
 */
struct snapshot {
	struct scs_thread_sum thread;
	u64 facts[SCS_FACTS];
	u64 calls;
	u32 inflight[SCS_ROWS];
	struct scs_sum sum;
	int name_width;
	int widths[COLUMNS];
	unsigned int nr_lines;
	struct line lines[SCS_ROWS];
};

static int digits(u64 n)
{
	int width = 1;

	while (n >= 10) {
		n /= 10;
		width++;
	}
	return width;
}

/* What the hook cannot see is not known, but a hook before it may have. */
static u64 unless_seen(u64 n)
{
	return n ?: UNKNOWN;
}

static void take_row(struct snapshot *snap, unsigned int row)
{
	const struct scs_sum *sum = &snap->sum;
	struct line *line = &snap->lines[snap->nr_lines];
	const struct scs_hook *hook = scs_state.hook;
	bool whole = !hook->entry_only, timed = sum->timed;
	unsigned int i;
	u64 *cell = line->cells;

	if (!sum->calls && !sum->denied && !snap->inflight[row])
		return;

	line->row = row;
	*cell++ = sum->calls;
	*cell++ = whole ? sum->errors : UNKNOWN;
	*cell++ = whole ? sum->restarts : UNKNOWN;
	*cell++ = hook->denied ? sum->denied : unless_seen(sum->denied);
	*cell++ = whole ? sum->total_ns : UNKNOWN;
	*cell++ = timed ? sum->min_ns : UNKNOWN;
	for (i = 2; i <= 2000; i = i == 2 ? 10 : i * 10)
		*cell++ = timed ? scs_quantile(sum->buckets, sum->timed, i, sum->min_ns,
					       sum->max_ns) :
				  UNKNOWN;
	*cell++ = timed ? sum->max_ns : UNKNOWN;
	*cell++ = whole ? sum->bytes : UNKNOWN;
	snap->calls += sum->calls;

	for (i = 0; i < COLUMNS; i++)
		if (line->cells[i] != UNKNOWN)
			snap->widths[i] = max(snap->widths[i], digits(line->cells[i]));
	snap->name_width = max_t(int, snap->name_width, strlen(scs_calls[row].name));
	snap->nr_lines++;
}

static void take(struct snapshot *snap)
{
	u32 gen = scs_generation;
	unsigned int i;

	snap->name_width = strlen("name");
	for (i = 0; i < COLUMNS; i++)
		snap->widths[i] = strlen(columns[i]);

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
	if (value == UNKNOWN)
		scs_text_printf(text, "# %s -\n", key);
	else
		scs_text_printf(text, "# %s %llu\n", key, value);
}

static void print_ledger(struct scs_text *text, const struct snapshot *snap)
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
			print_key(text, ledger[i].key, i ? UNKNOWN : snap->calls);
		else
			print_key(text, ledger[i].key,
				  ledger[i].known ? ledger[i].value : unless_seen(ledger[i].value));
	}
	print_key(text, "missed", facts[SCS_MISSED]);
}

static void print_keys(struct scs_text *text, const struct snapshot *snap)
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
}

static void print_rows(struct scs_text *text, const struct snapshot *snap)
{
	unsigned int i, c;

	scs_text_printf(text, "abi  nr %-*s", snap->name_width, "name");
	for (c = 0; c < COLUMNS; c++)
		scs_text_printf(text, " %*s", snap->widths[c], columns[c]);
	scs_text_printf(text, "\n");

	for (i = 0; i < snap->nr_lines; i++) {
		const struct line *line = &snap->lines[i];
		const struct scs_call *call = &scs_calls[line->row];

		scs_text_printf(text, "%-3s %3d %-*s", scs_abi_name(call->abi), call->nr,
				snap->name_width, call->name);
		for (c = 0; c < COLUMNS; c++) {
			if (line->cells[c] == UNKNOWN)
				scs_text_printf(text, " %*s", snap->widths[c], "-");
			else
				scs_text_printf(text, " %*llu", snap->widths[c], line->cells[c]);
		}
		scs_text_printf(text, "\n");
	}
}

/**
 * scs_stats_render() - write the statistics as they are now
 * @text: receives them in the format of /proc/syscallstat
 *
 * Context: may sleep.
 * Return: 0, -ENOMEM, or -EINTR if a fatal signal came while waiting.
 */
int scs_stats_render(struct scs_text *text)
{
	struct snapshot *snap = kvzalloc(sizeof(*snap), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!snap)
		return -ENOMEM;
	ret = mutex_lock_killable(&scs_state.lock);
	if (!ret) {
		scs_state_check_clock();
		take(snap);
		scs_text_printf(text, "%s %d\n", SCS_NAME, SCS_FORMAT_VERSION);
		print_keys(text, snap);
		mutex_unlock(&scs_state.lock);
		print_rows(text, snap);
	}
	kvfree(snap);
	return ret;
}
