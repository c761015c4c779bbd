/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Slots: what must live between the entry of a thread's call and its exit, and the
 * totals of the thread. One per thread of the system, and one more for each session
 * that has selected it.
 *
 * Slots are found by pid through a two-level table: no hash, no lock, nothing
 * that can fill up. A slot is written by its own thread, or by whoever holds
 * the lock of threads while the thread cannot be in a call.
 */
#ifndef SCS_SLOTS_H
#define SCS_SLOTS_H

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/threads.h>
#include <linux/types.h>

#include "table.h"

/**
 * struct scs_slot - a thread
 * @open: the generation in which the call it is in was entered, or
 *	SCS_GEN_UNSELECTED; else SCS_GEN_NONE
 * @gen: the generation that the totals belong to
 * @start: when its call began, by the clock of the recorder; before @open is set
 * @total_ns: time of its calls
 * @call: handle of the call it is in
 * @sessions: in the slot of the system, bits of the sessions that have one for it, too
 * @stays: in the slot of a session, that the thread is selected for good
 * @leaves: in the slot of a session, that it is not selected any more, but may be in
 *	a call that is counted still; the thread itself gives the slot back
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
	u32 open;
	u32 gen;
	u64 start;
	u64 total_ns;
	u16 call;
	union {
		u16 sessions;
		struct {
			bool stays;
			bool leaves;
		};
	};
	u32 since;
	u64 entered;
	u64 errors;
	struct task_struct *task;
	u64 waited;
} __aligned(64);

#define SCS_SINCE_BIRTH (SCS_GEN_MAX + 1)

#define SCS_CHUNK_SLOTS (PAGE_SIZE / sizeof(struct scs_slot))
#define SCS_CHUNKS DIV_ROUND_UP(PID_MAX_LIMIT, SCS_CHUNK_SLOTS)

/**
 * struct scs_slots - slots by pid
 * @chunks: pages of slots, by pid / SCS_CHUNK_SLOTS: for each where the slot of pid 0
 *	would be if all slots before it lay there too. So no remainder of the pid is
 *	needed to find a slot.
 * @threads: how many threads have their slot in each
 * @idle: the chunk that lost its last thread most recently. It stays until another
 *	does: a shell that runs one short command after the other would else use up
 *	a page for each.
 * @reserve: where chunks come from
 * @moves: how many slots that are not as begin_anew() leaves them have been brought to
 *	another pid
 * @open_moves: how many of them in a call
 */
struct scs_slots {
	unsigned long *chunks;
	u8 *threads;
	unsigned int idle;
	struct scs_reserve *reserve;
	unsigned int moves;
	unsigned int open_moves;
};

int scs_slots_init(struct scs_slots *slots, struct scs_reserve *reserve);
void scs_slots_uninit(struct scs_slots *slots);
size_t scs_slots_memory(const struct scs_slots *slots);
struct scs_slot *scs_slots_chunk(const struct scs_slots *slots, unsigned int c);
pid_t scs_slots_search(const struct scs_slots *slots, const struct task_struct *task);
int scs_slots_make_room(struct scs_slots *slots,
			bool (*wanted)(struct task_struct *task, void *data), void *data);
struct scs_slot *scs_slots_give(struct scs_slots *slots, pid_t pid, struct task_struct *task);
struct scs_slot *scs_slots_move(struct scs_slots *slots, pid_t from, pid_t pid);
void scs_slots_drop(struct scs_slots *slots, pid_t pid);

/**
 * scs_slots_in() - the place of a pid
 * @chunks: of the slots
 * @pid: in the initial namespace, above 0
 *
 * It may be somebody else's, or nobody's: look at its task. One in a generation
 * or in a call is somebody's.
 *
 * Context: safe for the pid of the running thread if the slot is its own; else
 * under RCU or the lock.
 * Return: the slot.
 */
static __always_inline struct scs_slot *scs_slots_in(const unsigned long *chunks, pid_t pid)
{
	unsigned long p = (unsigned int)pid, slot;

	/* To be shifted, not multiplied from 32 bits to 64. */
	OPTIMIZER_HIDE_VAR(p);
	/* The chunk of a thread that has a slot does not change. */
	slot = data_race(chunks[p / SCS_CHUNK_SLOTS]) + p * sizeof(struct scs_slot);
	OPTIMIZER_HIDE_VAR(slot);
	return (struct scs_slot *)slot;
}

/* The same, by the slots. */
static __always_inline struct scs_slot *scs_slots_at(const struct scs_slots *slots, pid_t pid)
{
	return scs_slots_in(slots->chunks, pid);
}

/**
 * scs_slot_calls() - calls of a thread that have ended
 * @slot: its slot
 * @gen: the generation of the totals in it
 */
static inline u64 scs_slot_calls(const struct scs_slot *slot, u32 gen)
{
	return slot->entered - (slot->open == gen);
}

/* The totals in a slot are those of another generation: begin with this one. */
static inline void scs_slot_begin_generation(struct scs_slot *slot, u32 gen)
{
	slot->total_ns = 0;
	slot->entered = 0;
	slot->errors = 0;
	WRITE_ONCE(slot->gen, gen);
}

#endif /* SCS_SLOTS_H */
