// SPDX-License-Identifier: GPL-2.0
#include <linux/ktime.h>
#include <linux/rcupdate.h>
#include <linux/string.h>

#include "stats.h"
#include "thread.h"

struct scs_stats scs_system = {
	.generation = SCS_GEN_NONE + 1,
	.table = { .cpus = &scs_cpu, .native = true },
};

/**
 * scs_stats_start() - time begins to run
 * @stats: the statistics, stopped
 */
void scs_stats_start(struct scs_stats *stats)
{
	stats->running = true;
	stats->started_ns = ktime_get_ns();
}

/**
 * scs_stats_stop() - it stands still
 * @stats: the statistics, running
 */
void scs_stats_stop(struct scs_stats *stats)
{
	stats->elapsed_ns = scs_stats_elapsed_ns(stats);
	stats->running = false;
}

/**
 * scs_stats_reset() - begin a new generation
 * @stats: the statistics; what was counted is cleared by whoever counts next
 */
void scs_stats_reset(struct scs_stats *stats)
{
	u32 gen = stats->generation + 1;

	WRITE_ONCE(stats->generation, gen > SCS_GEN_MAX ? SCS_GEN_NONE + 1 : gen);
	stats->elapsed_ns = 0;
	stats->started_ns = ktime_get_ns();
}

/**
 * scs_stats_elapsed_ns() - how long the statistics have been collected
 * @stats: the statistics
 *
 * Return: time spent running since the last reset, in ns.
 */
u64 scs_stats_elapsed_ns(const struct scs_stats *stats)
{
	return stats->elapsed_ns + (stats->running ? ktime_get_ns() - stats->started_ns : 0);
}

/**
 * scs_stats_memory() - what the statistics take
 * @stats: the statistics
 *
 * Return: bytes.
 */
size_t scs_stats_memory(const struct scs_stats *stats)
{
	return scs_table_memory(&stats->table) + scs_slots_memory(&stats->slots) +
	       scs_reserve_memory(&stats->reserve);
}

/**
 * scs_slot_end() - a thread ends, or is no longer watched: keep what it counted
 * @stats: the statistics
 * @slot: its slot
 * @open_call: what an open call is counted as; SCS_NORETURN if it has come to an end
 *	that may be by design
 *
 * Context: the lock of threads is held, or no probe runs.
 */
void scs_slot_end(struct scs_stats *stats, struct scs_slot *slot, enum scs_fact open_call)
{
	struct scs_table *table = &stats->table;
	u32 gen = stats->generation;
	u64 calls = scs_slot_calls(slot, gen);
	struct scs_row *row;

	if (open_call == SCS_NORETURN && !(slot->call & SCS_CALL_NORETURN))
		open_call = SCS_ABANDONED;
	if (slot->open == gen && open_call == SCS_NORETURN) {
		/* If there is none, the call is counted as missed. */
		row = scs_row_get(table, slot->call, gen);
		if (row) {
			row->calls++;
			calls++;
			scs_fact_add(table, SCS_NORETURN, 1, gen);
		}
	} else if (slot->open == gen) {
		scs_fact_add(table, open_call, 1, gen);
	}
	if (slot->gen != gen)
		return;
	scs_fact_add(table, SCS_ENDED_ENTERED, slot->entered, gen);
	scs_fact_add(table, SCS_ENDED_CALLS, calls, gen);
	scs_fact_add(table, SCS_ENDED_ERRORS, slot->errors, gen);
	scs_fact_add(table, SCS_ENDED_TOTAL_NS, slot->total_ns, gen);
}

static void begin_anew(struct scs_stats *stats, struct scs_slot *slot)
{
	scs_slot_end(stats, slot, SCS_ABANDONED);
	slot->open = SCS_GEN_NONE;
	slot->since = stats->generation;
	scs_slot_begin_generation(slot, SCS_GEN_NONE);
}

/* Its entry is no longer one of the thread, so what is left are calls that have ended. */
static void abandon(struct scs_stats *stats, struct scs_slot *slot)
{
	if (slot->open == stats->generation) {
		scs_fact_add(&stats->table, SCS_ABANDONED, 1, stats->generation);
		scs_fact_add(&stats->table, SCS_ENDED_ENTERED, 1, stats->generation);
		slot->entered--;
	}
	slot->open = SCS_GEN_NONE;
}

static void walk_once(struct scs_stats *stats,
		      void (*func)(struct scs_stats *stats, struct scs_slot *slot))
{
	struct scs_slot *chunk;
	unsigned long flags;
	unsigned int c, i;

	for (c = 0; c < SCS_CHUNKS; c++) {
		/* A chunk that is gone before the lock is taken had no threads left. */
		if (!scs_slots_chunk(&stats->slots, c))
			continue;
		raw_spin_lock_irqsave(&scs_thread_lock, flags);
		chunk = scs_slots_chunk(&stats->slots, c);
		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++)
			if (chunk[i].task)
				func(stats, &chunk[i]);
		raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	}
}

/*
 * For each slot at least once, though one may move to where this has been. @moves counts
 * those that @func is for: after it they are none, so there is an end to this.
 */
static void walk_slots(struct scs_stats *stats,
		       void (*func)(struct scs_stats *stats, struct scs_slot *slot),
		       const unsigned int *moves)
{
	unsigned int before;

	do {
		before = READ_ONCE(*moves);
		walk_once(stats, func);
	} while (READ_ONCE(*moves) != before);
}

/**
 * scs_slots_begin_anew() - as if all threads had been met just now
 * @stats: the statistics
 *
 * What they counted is kept, and open calls become abandoned.
 *
 * Context: may sleep; nothing is being recorded.
 */
void scs_slots_begin_anew(struct scs_stats *stats)
{
	walk_slots(stats, begin_anew, &stats->slots.moves);
}

/**
 * scs_slots_abandon() - open calls become abandoned
 * @stats: the statistics
 *
 * Context: may sleep; nothing is being recorded.
 */
void scs_slots_abandon(struct scs_stats *stats)
{
	walk_slots(stats, abandon, &stats->slots.open_moves);
}

static void sum_slot(const struct scs_slot *slot, u32 gen, struct scs_slots_sum *sum,
		     u32 *inflight_by_row)
{
	if (READ_ONCE(slot->gen) != gen)
		return;
	sum->entered += READ_ONCE(slot->entered);
	if (READ_ONCE(slot->open) != gen)
		return;
	sum->inflight++;
	inflight_by_row[READ_ONCE(slot->call) & SCS_CALL_ROW]++;
}

/**
 * scs_stats_sum_slots() - add up the live threads
 * @stats: the statistics
 * @sum: receives the sums
 * @inflight_by_row: receives how many calls are in flight, SCS_ROWS numbers
 *
 * Context: the generation must not change meanwhile.
 */
void scs_stats_sum_slots(const struct scs_stats *stats, struct scs_slots_sum *sum,
			 u32 *inflight_by_row)
{
	const struct scs_slot *chunk;
	unsigned int c, i;

	memset(sum, 0, sizeof(*sum));
	memset(inflight_by_row, 0, SCS_ROWS * sizeof(*inflight_by_row));

	rcu_read_lock();
	for (c = 0; stats->slots.chunks && c < SCS_CHUNKS; c++) {
		chunk = scs_slots_chunk(&stats->slots, c);
		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++)
			sum_slot(&chunk[i], stats->generation, sum, inflight_by_row);
		/* The slots of the system have something else in the place of that. */
		for (i = 0; chunk && stats != &scs_system && i < SCS_CHUNK_SLOTS; i++)
			sum->threads += READ_ONCE(chunk[i].task) && !READ_ONCE(chunk[i].leaves);
	}
	rcu_read_unlock();
}
