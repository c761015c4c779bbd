/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Statistics: those of the system, and those of each session.
 */
#ifndef SCS_STATS_H
#define SCS_STATS_H

#include <linux/types.h>

#include "reserve.h"
#include "slots.h"
#include "table.h"

/**
 * struct scs_stats - what is counted
 * @generation: what is being counted belongs to; a reset raises it
 * @running: whether it is being counted
 * @epoch: how often counting has begun, or what is counted and how has changed
 * @started_ns: when running began, or the last reset since; ktime_get_ns()
 * @elapsed_ns: time spent running since the last reset, before @started_ns
 * @reserve: memory for what follows
 * @table: what the CPUs have counted
 * @slots: what the threads have counted; none while threads are not followed
 */
struct scs_stats {
	u32 generation;
	bool running;
	u64 epoch;
	u64 started_ns;
	u64 elapsed_ns;
	struct scs_reserve reserve;
	struct scs_table table;
	struct scs_slots slots;
};

/* Those of the whole system. */
extern struct scs_stats scs_system;

void scs_stats_start(struct scs_stats *stats);
void scs_stats_stop(struct scs_stats *stats);
void scs_stats_reset(struct scs_stats *stats);
u64 scs_stats_elapsed_ns(const struct scs_stats *stats);
size_t scs_stats_memory(const struct scs_stats *stats);

void scs_slot_end(struct scs_stats *stats, struct scs_slot *slot, enum scs_fact open_call);
void scs_slots_begin_anew(struct scs_stats *stats);
void scs_slots_abandon(struct scs_stats *stats);

/**
 * struct scs_slots_sum - what the live threads add to the ledger
 * @entered: their entries
 * @inflight: those of them that are in a call
 * @threads: of a session, how many are selected
 */
struct scs_slots_sum {
	u64 entered;
	u64 inflight;
	u64 threads;
};

void scs_stats_sum_slots(const struct scs_stats *stats, struct scs_slots_sum *sum,
			 u32 *inflight_by_row);

#endif /* SCS_STATS_H */
