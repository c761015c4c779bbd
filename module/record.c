// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>

#include "record.h"

static bool counter(void)
{
	return static_key_enabled(&scs_clock_is_counter);
}

/* As scs_record_enter(), where the clock is the kernel's. */
bool scs_enter_ktime(u32 gen, struct pt_regs *regs, unsigned long nr)
{
	return scs_record_enter_by(false, gen, regs, nr);
}

/* As scs_record_exit(), where the clock is the kernel's. */
void scs_exit_ktime(u32 gen, struct pt_regs *regs, long ret)
{
	scs_record_exit_by(false, gen, regs, ret);
}

/*
 * The running thread's slot, wherever it is, or a new one; NULL if there is no
 * memory at hand, which is counted as missed.
 */
static struct scs_slot *own_slot(u32 gen)
{
	struct scs_slot *slot = scs_slot_of(current->pid);

	if (slot->task == current)
		return slot;
	slot = scs_slot_claim(current);
	if (!slot)
		scs_fact_add(SCS_MISSED, 1, gen);
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
	slot->fresh = false;
	if (slot->gen != gen) {
		slot->total_ns = 0;
		slot->entered = 0;
		slot->errors = 0;
		WRITE_ONCE(slot->gen, gen);
	}
	return scs_record_begin(slot, gen, regs, nr, counter());
}

/* An exit that had no entry: as a rule of a call refused before it began. */
static void exit_alone(struct scs_slot *slot, struct pt_regs *regs, u32 gen)
{
	u32 call = scs_arch_call(regs, syscall_get_nr(current, regs));
	bool fresh = slot->fresh;
	struct scs_row *row;

	slot->fresh = false;
	if (call & SCS_CALL_UNSELECTED)
		return;
	if (fresh) {
		/* Whatever ends here began when the slot was given, or earlier. */
		if (slot->since == gen)
			scs_fact_add(slot->born ? SCS_CHILDREN : SCS_ORPHANS, 1, gen);
		return;
	}
	row = scs_row_get(call, gen);
	if (row) {
		row->denied++;
		scs_fact_add(SCS_DENIED, 1, gen);
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
	if (!slot)
		return;
	if (slot->open == gen) {
		scs_exit_odd_row(slot, scs_clock_read(counter()) - slot->start, ret);
	} else if (slot->open != SCS_GEN_NONE) {
		/* Not selected; or entered before a reset, so it belongs to neither side. */
		slot->fresh = false;
		WRITE_ONCE(slot->open, SCS_GEN_NONE);
	} else {
		exit_alone(slot, regs, gen);
	}
}

/**
 * scs_exit_odd_row() - the call in a slot ends, and the row is not ready for it
 * @slot: of the running thread
 * @ticks: what it took, by the clock
 * @ret: what it returns
 *
 * It is the first one of the row in this generation, or the clock went back.
 *
 * Context: preemption off.
 */
void scs_exit_odd_row(struct scs_slot *slot, u64 ticks, long ret)
{
	u32 gen = slot->open;
	struct scs_row *row = scs_row_get(slot->call, gen);

	if ((s64)ticks < 0) {
		scs_fact_add(SCS_CLOCK_BACK, 1, gen);
		ticks = 0;
	}
	if (row)
		scs_record_end(slot, row, scs_clock_ns(ticks), ret);
	else
		WRITE_ONCE(slot->open, SCS_GEN_NONE);
}

/**
 * scs_exit_carry() - a bucket is about to be full; and the call ends
 * @slot: of the running thread
 * @row: of its call
 * @ns: what it took, so which bucket
 * @ret: what it returns
 *
 * Context: preemption off.
 */
void scs_exit_carry(struct scs_slot *slot, struct scs_row *row, u64 ns, long ret)
{
	scs_row_carry(slot->call, row, scs_bucket(ns));
	scs_record_ret(slot, row, ret);
}

/**
 * scs_exit_error() - a call returned an error or a restart code
 * @slot: of the running thread
 * @row: of its call
 * @ret: -1 to -4095
 *
 * Context: preemption off.
 */
void scs_exit_error(struct scs_slot *slot, struct scs_row *row, long ret)
{
	if (slot->call & SCS_CALL_SIGRETURN)
		return;
	switch (-ret) {
	/* Never seen by the program: the call begins again or becomes EINTR. */
	case ERESTARTSYS:
	case ERESTARTNOINTR:
	case ERESTARTNOHAND:
	case ERESTART_RESTARTBLOCK:
		row->restarts++;
		break;
	default:
		row->errors++;
		slot->errors++;
	}
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
	row = scs_row_get(call, gen);
	if (row)
		row->calls++;
}
