/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The recorder: what a hook calls at the entry and at the exit of a call.
 *
 * It knows nothing of hooks. Inlined into their probes, it is the hot path:
 * no allocation, no lock, no printk, no access to user memory.
 */
#ifndef SCS_RECORD_H
#define SCS_RECORD_H

#include <linux/limits.h>
#include <linux/sched.h>

#include "arch.h"
#include "clock.h"
#include "compat.h"
#include "table.h"
#include "thread.h"
#include "wait.h"

/*
 * The plain way: the clock is the counter of the CPU, times are not split into
 * running and waiting, and there are no sessions. All else is out of line, so what is
 * off costs nothing.
 */
DECLARE_STATIC_KEY_FALSE(scs_record_is_plain);

void scs_record_choose(void);
void scs_record_split(bool split);
void scs_record_sessions(bool sessions);

bool scs_enter_other(u32 gen, struct pt_regs *regs, unsigned long nr);
void scs_exit_other(u32 gen, struct pt_regs *regs, long ret);
bool scs_enter_odd(u32 gen, struct pt_regs *regs, unsigned long nr);
void scs_exit_odd(u32 gen, struct pt_regs *regs, long ret);
void scs_exit_odd_row(struct scs_table *table, struct scs_slot *slot, u64 ticks, long ret);
void scs_exit_odd_slot(struct scs_table *table, struct scs_slot *slot, u32 gen, u32 call, u64 now,
		       long ret);
void scs_exit_carry(struct scs_table *table, struct scs_slot *slot, struct scs_row *row, u64 ns,
		    long ret);
void scs_exit_error(struct scs_table *table, struct scs_slot *slot, struct scs_row *row, u64 ns,
		    long ret);
void scs_count_odd(u32 call, u32 gen);

/* The call of a thread whose slot is ready for it begins. */
static __always_inline bool scs_record_begin(struct scs_slot *slot, u32 gen, u16 call, bool plain)
{
	if (unlikely(call & SCS_CALL_UNSELECTED)) {
		WRITE_ONCE(slot->open, SCS_GEN_UNSELECTED);
		return false;
	}
	WRITE_ONCE(slot->call, call);
	slot->entered++;
	if (!plain && static_branch_unlikely(&scs_wait_is_split))
		scs_wait_begin(slot);
	WRITE_ONCE(slot->start, plain ? scs_arch_counter() : scs_clock_now());
	/* Whoever sees the call open sees all of it. */
	smp_store_release(&slot->open, gen);
	return true;
}

/* @slot is the place of the running thread's pid. */
static __always_inline bool scs_record_enter_by(bool plain, struct scs_slot *slot, u32 gen,
						struct pt_regs *regs, unsigned long nr)
{
	/* Another may write it, while @gen is SCS_GEN_OFF; so the two are never the same then. */
	if (unlikely(data_race(slot->gen) != gen))
		return scs_enter_odd(gen, regs, nr);
	return scs_record_begin(slot, gen, scs_arch_call(regs, nr), plain);
}

/**
 * scs_record_enter() - a system call begins
 * @gen: what the hook records under
 * @regs: of the running task
 * @nr: the number it was entered with
 *
 * Touches the thread's own slot only, so it may be preempted.
 * Return: whether its end is waited for.
 */
static __always_inline bool scs_record_enter(u32 gen, struct pt_regs *regs, unsigned long nr)
{
	if (static_branch_likely(&scs_record_is_plain))
		return scs_record_enter_by(true, scs_slot_of(current->pid), gen, regs, nr);
	return scs_enter_other(gen, regs, nr);
}

/**
 * scs_record_in_call() - is this thread in a call that is being recorded?
 * @gen: what the hook records under
 */
static __always_inline bool scs_record_in_call(u32 gen)
{
	struct scs_slot *slot = scs_slot_of(current->pid);

	return slot->task == current && slot->open == gen;
}

/* What the call in @slot returns is counted in its @row. */
static __always_inline void scs_record_ret(struct scs_table *table, struct scs_slot *slot, u32 call,
					   struct scs_row *row, u64 ns, long ret)
{
	if (unlikely((unsigned long)ret >= -4095UL))
		scs_exit_error(table, slot, row, ns, ret);
	else if (call & SCS_CALL_BYTES)
		row->bytes += ret;
}

/* The call in @slot took so long, and is counted in its @row. */
static __always_inline void scs_record_end(bool plain, struct scs_table *table,
					   struct scs_slot *slot, u32 call, struct scs_row *row,
					   u64 ns, long ret)
{
	WRITE_ONCE(slot->open, SCS_GEN_NONE);
	slot->total_ns += ns;

	row->calls++;
	row->total_ns += ns;
	scs_arch_widen(&row->min_ns, &row->max_ns, ns);
	if (!plain && static_branch_unlikely(&scs_wait_is_split))
		scs_wait_end(slot, row, ns);
	if (unlikely(++row->buckets[scs_arch_bucket(ns)] > S32_MAX))
		scs_exit_carry(table, slot, row, ns, ret);
	else
		scs_record_ret(table, slot, call, row, ns, ret);
}

/* @slot is the place of the running thread's pid. */
static __always_inline void scs_record_exit_by(bool plain, struct scs_slot *slot,
					       const struct scs_scale *scale, u32 gen,
					       struct pt_regs *regs, long ret)
{
	struct scs_row *row;
	u64 ticks;
	u32 call, open;

	/* Pairs with the releases in scs_record_begin() and scs_slots_move(). */
	open = smp_load_acquire(&slot->open);
	/* Not entered, or not in this generation, or not selected. */
	if (unlikely(open != gen)) {
		if (open == SCS_GEN_UNSELECTED)
			WRITE_ONCE(slot->open, SCS_GEN_NONE);
		else
			scs_exit_odd(gen, regs, ret);
		return;
	}
	ticks = (plain ? scs_arch_counter() : scs_clock_now()) - slot->start;
	call = slot->call;
	row = scs_row_of(call);
	if (unlikely((s64)ticks < 0 || row->gen != gen))
		scs_exit_odd_row(&scs_system.table, slot, ticks, ret);
	else
		scs_record_end(plain, &scs_system.table, slot, call, row,
			       scs_arch_ns(*scale, ticks), ret);
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
	if (static_branch_likely(&scs_record_is_plain))
		scs_record_exit_by(true, scs_slot_of(current->pid), &scs_clock_scale, gen, regs,
				   ret);
	else
		scs_exit_other(gen, regs, ret);
}

/**
 * scs_record_count() - a system call begins, and that is all that will be seen
 * @gen: what the hook records under
 * @regs: of the running task
 * @nr: the number it was entered with
 *
 * Context: preemption off since before @gen was read.
 */
static __always_inline void scs_record_count(u32 gen, struct pt_regs *regs, unsigned long nr)
{
	u16 call = scs_arch_call(regs, nr);
	struct scs_row *row = scs_row_of(call);

	if (unlikely(row->gen != gen || call & SCS_CALL_UNSELECTED))
		scs_count_odd(call, gen);
	else
		row->calls++;
}

#endif /* SCS_RECORD_H */
