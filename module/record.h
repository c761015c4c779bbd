/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The recorder: what a hook calls at the entry and at the exit of a call.
 *
 * It knows nothing of hooks. Inlined into their probes, it is the hot path:
 * no allocation, no lock, no printk, no access to user memory.
 */
#ifndef SCS_RECORD_H
#define SCS_RECORD_H

#include <linux/sched.h>
#include <linux/ktime.h>

#include "arch.h"
#include "compat.h"
#include "table.h"
#include "thread.h"

#define SCS_CLOCK_NAME "monotonic_raw"

/* Nanoseconds; read in any context. */
static __always_inline u64 scs_clock(void)
{
	return ktime_get_raw_fast_ns();
}

struct scs_slot *scs_enter_slow(struct scs_slot *slot, u32 gen);
void scs_exit_slow(struct scs_slot *slot, struct pt_regs *regs, long ret, u32 gen);
void scs_record_error(struct scs_slot *slot, struct scs_row *row, u16 call, long ret);
u64 scs_record_clock_back(u32 gen);

/**
 * scs_record_enter() - a system call begins
 * @gen: what the hook records under
 * @regs: of the running task
 * @nr: the number it was entered with
 *
 * Touches the thread's own slot only, so it may be preempted.
 * Return: whether its end is waited for.
 */
static __always_inline bool scs_record_enter(u32 gen, struct pt_regs *regs, long nr)
{
	struct scs_slot *slot = scs_slot_of(current->pid);
	u16 call;

	if (unlikely(!slot || slot->gen != gen)) {
		slot = scs_enter_slow(slot, gen);
		if (!slot)
			return false;
	}
	call = scs_arch_call(regs, nr);
	if (unlikely(call & SCS_CALL_UNSELECTED)) {
		WRITE_ONCE(slot->open, SCS_GEN_UNSELECTED);
		return false;
	}
	slot->call = call;
	slot->entered++;
	WRITE_ONCE(slot->open, gen);
	slot->start = scs_clock();
	return true;
}

/**
 * scs_record_in_call() - is this thread in a call that is being recorded?
 * @gen: what the hook records under
 */
static __always_inline bool scs_record_in_call(u32 gen)
{
	struct scs_slot *slot = scs_slot_of(current->pid);

	return slot && slot->task == current && slot->open == gen;
}

/* The call in @slot ends now; @gen is the generation in which it was entered. */
static __always_inline void scs_record_call(struct scs_slot *slot, long ret, u32 gen)
{
	u64 ns = scs_clock() - slot->start;
	u16 call = slot->call;
	struct scs_row *row = scs_row_get(call, gen);
	unsigned int bucket;

	if (unlikely((s64)ns < 0))
		ns = scs_record_clock_back(gen);

	WRITE_ONCE(slot->open, SCS_GEN_NONE);
	slot->calls++;
	slot->total_ns += ns;

	row->calls++;
	row->total_ns += ns;
	if (ns < row->min_ns)
		row->min_ns = ns;
	if (ns > row->max_ns)
		row->max_ns = ns;
	bucket = scs_bucket(ns);
	if (unlikely(!++row->buckets[bucket]))
		scs_row_carry(row, bucket);

	if (unlikely((unsigned long)ret >= -4095UL))
		scs_record_error(slot, row, call, ret);
	else if (call & SCS_CALL_BYTES)
		row->bytes += ret;
}

/**
 * scs_record_exit() - a system call ends
 * @gen: what the hook records under
 * @regs: of the running task
 * @ret: what it returns
 *
 * Context: preemption off since before @gen was read.
 */
static __always_inline void scs_record_exit(u32 gen, struct pt_regs *regs, long ret)
{
	struct scs_slot *slot = scs_slot_of(current->pid);

	if (unlikely(!slot || slot->open != gen))
		scs_exit_slow(slot, regs, ret, gen);
	else
		scs_record_call(slot, ret, gen);
}

/**
 * scs_record_count() - a system call begins, and that is all that will be seen
 * @gen: what the hook records under
 * @regs: of the running task
 * @nr: the number it was entered with
 *
 * Context: preemption off since before @gen was read.
 */
static __always_inline void scs_record_count(u32 gen, struct pt_regs *regs, long nr)
{
	u16 call = scs_arch_call(regs, nr);

	if (likely(gen != SCS_GEN_OFF && !(call & SCS_CALL_UNSELECTED)))
		scs_row_get(call, gen)->calls++;
}

#endif /* SCS_RECORD_H */
