/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One slot per live thread: what must live between the entry of a call and its
 * exit, and the totals of the thread.
 *
 * Slots are found by pid through a two-level table: no hash, no lock, nothing
 * that can fill up. A slot is written by its own thread, or by whoever holds
 * the lock while the thread cannot be in a call.
 */
#ifndef SCS_THREAD_H
#define SCS_THREAD_H

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/threads.h>
#include <linux/types.h>

#include "names.h"
#include "table.h"

/**
 * struct scs_slot - a thread
 * @start: when its call began, by the clock of the recorder; before @open is set
 * @total_ns: time of its calls
 * @rcu: of the whole chunk, in its first slot, once no thread lives in it
 * @call: handle of the call it is in
 * @gen: the generation that the totals belong to
 * @open: the generation in which the call it is in was entered, or
 *	SCS_GEN_UNSELECTED; else SCS_GEN_NONE
 * @since: until its first event the generation in which the slot was given to
 *	the thread, with SCS_SINCE_BIRTH if it was created while the hooks were
 *	attached; then SCS_GEN_NONE
 * @entered: its entries; all but an open one have ended
 * @errors: calls that returned an error
 * @task: whose slot this is; NULL if nobody's
 * @waited: while a call is split into running and waiting, 1 and the ticks of
 *	the clock that it has waited, less the time of the moment if it waits now;
 *	else 0. See wait.c.
 */
struct scs_slot {
	union {
		struct {
			u64 start;
			u64 total_ns;
		};
		struct rcu_head rcu;
	};
	u32 call;
	u32 gen;
	u32 open;
	u32 since;
	u64 entered;
	u64 errors;
	struct task_struct *task;
	u64 waited;
} __aligned(64);

#define SCS_SINCE_BIRTH (SCS_GEN_MAX + 1)

#define SCS_CHUNK_SLOTS (PAGE_SIZE / sizeof(struct scs_slot))
#define SCS_CHUNKS DIV_ROUND_UP(PID_MAX_LIMIT, SCS_CHUNK_SLOTS)

/*
 * Chunks of slots, by pid / SCS_CHUNK_SLOTS: for each where the slot of pid 0
 * would be if all slots before it lay there too. So no remainder of the pid is
 * needed to find a slot.
 */
extern unsigned long *scs_chunks;

/**
 * scs_slot_of() - the place of a pid
 * @pid: in the initial namespace, above 0
 *
 * It may be somebody else's, or nobody's: look at its task. One in a generation
 * or in a call is somebody's.
 *
 * Context: while attached. Safe for the pid of the running thread if the slot
 * is its own; else under RCU or the lock.
 * Return: the slot.
 */
static __always_inline struct scs_slot *scs_slot_of(pid_t pid)
{
	unsigned long p = (unsigned int)pid, slot;

	/* To be shifted, not multiplied from 32 bits to 64. */
	OPTIMIZER_HIDE_VAR(p);
	/* The chunk of a thread that has a slot does not change. */
	slot = data_race(scs_chunks[p / SCS_CHUNK_SLOTS]) + p * sizeof(struct scs_slot);
	OPTIMIZER_HIDE_VAR(slot);
	return (struct scs_slot *)slot;
}

struct scs_slot *scs_slot_claim(struct task_struct *task);

/**
 * scs_slot_calls() - calls of a thread that have ended
 * @slot: its slot
 * @gen: the generation of the totals in it
 */
static inline u64 scs_slot_calls(const struct scs_slot *slot, u32 gen)
{
	return slot->entered - (slot->open == gen);
}

/**
 * struct scs_thread_sum - what the live threads add to the ledger
 */
struct scs_thread_sum {
	u64 entered;
	u64 inflight;
};

void scs_thread_counting(bool on);
void scs_thread_born(struct task_struct *child);
void scs_thread_ended(struct task_struct *task);
int scs_thread_attach(void);
void scs_thread_detach(void);
void scs_thread_begin_anew(void);
void scs_thread_sum(u32 gen, struct scs_thread_sum *sum, u32 *inflight_by_row);
void scs_thread_forget_waits(void);
const struct scs_slot *scs_thread_chunk(unsigned int c);
size_t scs_thread_memory(void);

#endif /* SCS_THREAD_H */
