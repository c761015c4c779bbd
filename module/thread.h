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

#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/types.h>

/**
 * struct scs_slot - a thread
 * @start: when its call began, on the clock of the recorder
 * @total_ns: time of its calls
 * @rcu: of the whole chunk, in its first slot, once no thread lives in it
 * @task: whose slot this is; NULL if nobody's
 * @gen: the generation that the totals belong to
 * @open: the generation in which the call it is in was entered, or
 *	SCS_GEN_UNSELECTED; else SCS_GEN_NONE
 * @entered: its entries
 * @calls: its exits that had an entry
 * @errors: those that returned an error
 * @since: the generation in which the slot was given to the thread
 * @call: handle of the call it is in
 * @fresh: no event yet
 * @born: created while the hooks were attached
 */
struct scs_slot {
	union {
		struct {
			u64 start;
			u64 total_ns;
		};
		struct rcu_head rcu;
	};
	struct task_struct *task;
	u32 gen;
	u32 open;
	u64 entered;
	u64 calls;
	u64 errors;
	u32 since;
	u16 call;
	bool fresh : 1;
	bool born : 1;
} __aligned(64);

#define SCS_CHUNK_SLOTS (PAGE_SIZE / sizeof(struct scs_slot))

extern struct scs_slot **scs_chunks;

/**
 * scs_slot_of() - the place of a pid
 * @pid: in the initial namespace, above 0
 *
 * It may be somebody else's, or nobody's: look at its task.
 *
 * Context: while attached. Safe for the pid of the running thread if the slot
 * is its own; else under RCU or the lock.
 * Return: the slot, or NULL.
 */
static __always_inline struct scs_slot *scs_slot_of(pid_t pid)
{
	struct scs_slot *chunk = READ_ONCE(scs_chunks[(unsigned int)pid / SCS_CHUNK_SLOTS]);

	return chunk ? &chunk[(unsigned int)pid % SCS_CHUNK_SLOTS] : NULL;
}

struct scs_slot *scs_slot_claim(struct task_struct *task);

/**
 * struct scs_thread_sum - what the live threads add to the ledger
 */
struct scs_thread_sum {
	u64 entered;
	u64 calls;
	u64 inflight;
};

void scs_thread_born(struct task_struct *child);
void scs_thread_ended(struct task_struct *task);
int scs_thread_attach(void);
void scs_thread_detach(void);
void scs_thread_begin_anew(void);
void scs_thread_sum(u32 gen, struct scs_thread_sum *sum, u32 *inflight_by_row);
size_t scs_thread_memory(void);

#endif /* SCS_THREAD_H */
