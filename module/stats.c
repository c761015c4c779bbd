// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <syscallstat/abi.h>

#include "hook.h"
#include "record.h"
#include "state.h"
#include "stats.h"
#include "text.h"

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

static void take_row(struct snapshot *snap, unsigned int row)
{
	const struct scs_sum *sum = &snap->sum;
	struct line *line = &snap->lines[snap->nr_lines];
	bool timed = sum->timed;
	unsigned int i;
	u64 *cell = line->cells;

	if (!sum->calls && !sum->denied && !snap->inflight[row])
		return;

	line->row = row;
	*cell++ = sum->calls;
	*cell++ = sum->errors;
	*cell++ = sum->restarts;
	*cell++ = sum->denied;
	*cell++ = sum->total_ns;
	*cell++ = timed ? sum->min_ns : UNKNOWN;
	for (i = 2; i <= 2000; i = i == 2 ? 10 : i * 10)
		*cell++ = timed ? scs_quantile(sum->buckets, sum->timed, i, sum->min_ns,
					       sum->max_ns) :
				  UNKNOWN;
	*cell++ = timed ? sum->max_ns : UNKNOWN;
	*cell++ = sum->bytes;

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

	if (scs_state.running)
		scs_thread_sum(gen, &snap->thread, snap->inflight);
	scs_table_facts(gen, snap->facts);
	for (i = 0; i < SCS_ROWS; i++) {
		scs_table_sum(i, gen, &snap->sum);
		take_row(snap, i);
		cond_resched();
	}
}

static void print_keys(struct scs_text *text, const struct snapshot *snap)
{
	const u64 *facts = snap->facts;
	u64 exited = facts[SCS_ENDED_CALLS] + snap->thread.calls + facts[SCS_CHILDREN] +
		     facts[SCS_ORPHANS] + facts[SCS_DENIED];

	scs_text_printf(text, "# hook %s\n", scs_state.hook->name);
	scs_text_printf(text, "# state %s\n", scs_state.running ? "running" : "stopped");
	scs_text_printf(text, "# generation %u\n", scs_generation);
	scs_text_printf(text, "# epoch %llu\n", scs_state.epoch);
	scs_text_printf(text, "# elapsed_ns %llu\n", scs_state_elapsed_ns());
	scs_text_printf(text, "# clock %s\n", SCS_CLOCK_NAME);
	scs_text_printf(text, "# cpus %u\n", scs_table_cpus());
	scs_text_printf(text, "# memory_kib %zu\n",
			(scs_table_memory() + scs_thread_memory()) / 1024);

	scs_text_printf(text, "# entered %llu\n", facts[SCS_ENDED_ENTERED] + snap->thread.entered);
	scs_text_printf(text, "# exited %llu\n", exited);
	scs_text_printf(text, "# inflight %llu\n", snap->thread.inflight);
	scs_text_printf(text, "# noreturn %llu\n", facts[SCS_NORETURN]);
	scs_text_printf(text, "# children %llu\n", facts[SCS_CHILDREN]);
	scs_text_printf(text, "# orphans %llu\n", facts[SCS_ORPHANS]);
	scs_text_printf(text, "# denied %llu\n", facts[SCS_DENIED]);
	scs_text_printf(text, "# abandoned %llu\n", facts[SCS_ABANDONED]);
	scs_text_printf(text, "# missed %llu\n", facts[SCS_MISSED]);
	scs_text_printf(text, "# clock_back %llu\n", facts[SCS_CLOCK_BACK]);
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
		take(snap);
		scs_text_printf(text, "%s %d\n", SCS_NAME, SCS_FORMAT_VERSION);
		print_keys(text, snap);
		mutex_unlock(&scs_state.lock);
		print_rows(text, snap);
	}
	kvfree(snap);
	return ret;
}
