// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>

#include "errors.h"
#include "record.h"

DEFINE_STATIC_KEY_FALSE(scs_record_is_plain);

/* Whether times are split, or are going to be; and whether there are sessions. */
static bool is_split, has_sessions;

/**
 * scs_record_choose() - the clock, or something else that matters, has been changed
 *
 * Context: may sleep; the lock of the state is held.
 */
void scs_record_choose(void)
{
	if (static_key_enabled(&scs_clock_is_counter) && !is_split && !has_sessions)
		static_branch_enable(&scs_record_is_plain);
	else
		static_branch_disable(&scs_record_is_plain);
}

/**
 * scs_record_split() - times are going to be split, or are not any more
 * @split: whether they are
 *
 * Context: as scs_record_choose().
 */
void scs_record_split(bool split)
{
	is_split = split;
	scs_record_choose();
}

/**
 * scs_record_sessions() - there are going to be sessions, or are not any more
 * @sessions: whether there are
 *
 * Context: as scs_record_choose().
 */
void scs_record_sessions(bool sessions)
{
	has_sessions = sessions;
	scs_record_choose();
}

/* As scs_record_enter(), in any way. */
bool notrace scs_enter_other(u32 gen, struct pt_regs *regs, unsigned long nr)
{
	return scs_record_enter_by(false, scs_slot_of(current->pid), gen, regs, nr);
}

/* As scs_record_exit(), in any way. */
void notrace scs_exit_other(u32 gen, struct pt_regs *regs, long ret)
{
	scs_record_exit_by(false, scs_slot_of(current->pid), &scs_clock_scale, gen, regs, ret);
}

/*
 * The running thread's slot, wherever it is, or a new one; NULL if there is no
 * memory at hand, which is counted as missed.
 */
static struct scs_slot *own_slot(u32 gen)
{
	struct scs_slot *slot = scs_slot_of(current->pid);

	/* Pairs with the release in scs_slots_move(). */
	if (smp_load_acquire(&slot->task) == current)
		return slot;
	slot = scs_slot_claim();
	if (!slot)
		scs_fact_add(&scs_system.table, SCS_MISSED, 1, gen);
	return slot;
}

/**
 * scs_enter_odd() - a system call begins, and the slot is not ready for it
 * @gen: what the hook records under
 * @regs: of the running task
 * @nr: the number it was entered with
 *
 * It is the first one of the thread, or of a generation, or nothing is recorded.
 *
 * Return: whether its end is waited for.
 */
bool scs_enter_odd(u32 gen, struct pt_regs *regs, unsigned long nr)
{
	struct scs_slot *slot;

	if (gen == SCS_GEN_OFF)
		return false;
	slot = own_slot(gen);
	if (!slot)
		return false;
	slot->since = SCS_GEN_NONE;
	if (slot->gen != gen)
		scs_slot_begin_generation(slot, gen);
	return scs_record_begin(slot, gen, scs_arch_call(regs, nr), false);
}

/* An exit that had no entry: as a rule of a call refused before it began. */
static void exit_alone(struct scs_table *table, struct scs_slot *slot, u32 gen, u32 call)
{
	u32 since = slot->since;
	struct scs_row *row;

	slot->since = SCS_GEN_NONE;
	if (call & SCS_CALL_UNSELECTED)
		return;
	/* Whatever ends with the first event began when the slot was given, or earlier. */
	if (since != SCS_GEN_NONE) {
		if (since == gen)
			scs_fact_add(table, SCS_ORPHANS, 1, gen);
		else if (since == (gen | SCS_SINCE_BIRTH))
			scs_fact_add(table, SCS_CHILDREN, 1, gen);
		return;
	}
	row = scs_row_get(table, call, gen);
	if (row) {
		row->denied++;
		scs_fact_add(table, SCS_DENIED, 1, gen);
	}
}

/**
 * scs_exit_odd_slot() - a system call ends, and that may be all that is known of it
 * @table: what it is counted in
 * @slot: of the running thread
 * @gen: what is being recorded under
 * @call: the call that it would be if it has not been entered
 * @now: by the clock
 * @ret: what it returns
 *
 * Context: preemption off since before @gen was read.
 */
void scs_exit_odd_slot(struct scs_table *table, struct scs_slot *slot, u32 gen, u32 call, u64 now,
		       long ret)
{
	if (slot->open == gen) {
		scs_exit_odd_row(table, slot, now - slot->start, ret);
	} else if (slot->open != SCS_GEN_NONE) {
		/* Not selected; or entered before a reset, so it belongs to neither side. */
		slot->since = SCS_GEN_NONE;
		WRITE_ONCE(slot->open, SCS_GEN_NONE);
	} else {
		exit_alone(table, slot, gen, call);
	}
}

/**
 * scs_exit_odd() - a system call ends that has no entry in this generation
 * @gen: what the hook records under
 * @regs: of the running task
 * @ret: what it returns
 *
 * A new thread returns from the clone of its parent; a call may be older than
 * the hooks; or it was refused before it began. Or the thread has changed its
 * pid, and its slot is elsewhere.
 *
 * Context: preemption off since before @gen was read.
 */
void scs_exit_odd(u32 gen, struct pt_regs *regs, long ret)
{
	struct scs_slot *slot;

	if (gen == SCS_GEN_OFF)
		return;
	slot = own_slot(gen);
	if (slot)
		scs_exit_odd_slot(&scs_system.table, slot, gen,
				  scs_arch_call(regs, syscall_get_nr(current, regs)),
				  scs_clock_now(), ret);
}

/**
 * scs_exit_odd_row() - the call in a slot ends, and the row is not ready for it
 * @table: what it is counted in
 * @slot: of the running thread
 * @ticks: what it took, by the clock
 * @ret: what it returns
 *
 * It is the first one of the row in this generation, or the clock went back.
 *
 * Context: preemption off.
 */
void scs_exit_odd_row(struct scs_table *table, struct scs_slot *slot, u64 ticks, long ret)
{
	u32 gen = slot->open;
	struct scs_row *row = scs_row_get(table, slot->call, gen);

	if ((s64)ticks < 0) {
		scs_fact_add(table, SCS_CLOCK_BACK, 1, gen);
		ticks = 0;
	}
	if (row)
		scs_record_end(false, table, slot, slot->call, row, scs_clock_ns(ticks), ret);
	else
		WRITE_ONCE(slot->open, SCS_GEN_NONE);
}

/**
 * scs_exit_carry() - a bucket is about to be full; and the call ends
 * @table: what it is counted in
 * @slot: of the running thread
 * @row: of its call
 * @ns: what it took, so which bucket
 * @ret: what it returns
 *
 * Context: preemption off.
 */
void scs_exit_carry(struct scs_table *table, struct scs_slot *slot, struct scs_row *row, u64 ns,
		    long ret)
{
	scs_row_carry(table, slot->call, row, scs_bucket(ns));
	scs_record_ret(table, slot, slot->call, row, ns, ret);
}

static __always_inline void count_error(struct scs_slot *slot, struct scs_row *row, u64 ns)
{
	struct scs_errno *counts = row->last_errno;

	row->errors++;
	slot->errors++;
	counts->calls++;
	counts->total_ns += ns;
	if (unlikely(ns > counts->max_ns))
		counts->max_ns = ns;
}

/* An error that is not the one of the last time, or none. */
static noinline void exit_other_error(struct scs_table *table, struct scs_slot *slot,
				      struct scs_row *row, u64 ns, u32 error)
{
	if (slot->call & SCS_CALL_SIGRETURN)
		return;
	switch (error) {
	/* Never seen by the program: the call begins again or becomes EINTR. */
	case ERESTARTSYS:
	case ERESTARTNOINTR:
	case ERESTARTNOHAND:
	case ERESTART_RESTARTBLOCK:
		row->restarts++;
		return;
	}
	if (scs_errno_find(table, slot->call, row, error)) {
		count_error(slot, row, ns);
		return;
	}
	row->errors++;
	slot->errors++;
	scs_fact_add(table, SCS_ERRNO_UNLISTED, 1, row->gen);
}

/**
 * scs_exit_error() - a call returned an error or a restart code
 * @table: what it is counted in
 * @slot: of the running thread
 * @row: of its call
 * @ns: what it took
 * @ret: -1 to -4095
 *
 * Context: preemption off.
 */
void notrace scs_exit_error(struct scs_table *table, struct scs_slot *slot, struct scs_row *row,
			    u64 ns, long ret)
{
	if (likely(row->last_error == -ret))
		count_error(slot, row, ns);
	else
		exit_other_error(table, slot, row, ns, -ret);
}

/**
 * scs_count_odd() - an entry that may not count, or whose row is not ready
 * @call: the call
 * @gen: what the hook records under
 *
 * Context: preemption off since before @gen was read.
 */
void scs_count_odd(u32 call, u32 gen)
{
	struct scs_row *row;

	if (gen == SCS_GEN_OFF || call & SCS_CALL_UNSELECTED)
		return;
	row = scs_row_get(&scs_system.table, call, gen);
	if (row)
		row->calls++;
}
