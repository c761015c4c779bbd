// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>

#include "record.h"

/**
 * scs_enter_slow() - an entry that cannot be recorded at once
 * @slot: what is at the place of the thread's pid, if anything
 * @gen: the generation that was found to differ from that of the slot
 *
 * Return: the slot to record in, or NULL.
 */
struct scs_slot *scs_enter_slow(struct scs_slot *slot, u32 gen)
{
	if (gen == SCS_GEN_OFF)
		return NULL;

	if (!slot || slot->task != current) {
		slot = scs_slot_claim(current);
		if (!slot) {
			scs_fact_add(SCS_MISSED, 1, gen);
			return NULL;
		}
	}
	slot->fresh = false;
	if (slot->gen != gen) {
		slot->total_ns = 0;
		slot->entered = 0;
		slot->calls = 0;
		slot->errors = 0;
		WRITE_ONCE(slot->gen, gen);
	}
	return slot;
}

/**
 * scs_exit_slow() - an exit without an entry in this generation
 * @slot: what is at the place of the thread's pid, if anything
 * @regs: of the running task
 * @ret: what the call returns
 * @gen: the generation being recorded
 *
 * A new thread returns from the clone of its parent; a call may be older than
 * the hooks; or it was refused before it began.
 *
 * Context: preemption off.
 */
void scs_exit_slow(struct scs_slot *slot, struct pt_regs *regs, long ret, u32 gen)
{
	bool fresh;
	u16 call;

	if (gen == SCS_GEN_OFF)
		return;

	if (!slot || slot->task != current) {
		slot = scs_slot_claim(current);
		if (!slot) {
			scs_fact_add(SCS_MISSED, 1, gen);
			return;
		}
		if (slot->open == gen) {
			scs_record_call(slot, ret, gen);
			return;
		}
	}

	fresh = slot->fresh;
	slot->fresh = false;
	if (slot->open != SCS_GEN_NONE) {
		/* Not selected; or entered before a reset, so it belongs to neither side. */
		WRITE_ONCE(slot->open, SCS_GEN_NONE);
		return;
	}
	call = scs_arch_call(regs, syscall_get_nr(current, regs));
	if (call & SCS_CALL_UNSELECTED)
		return;
	if (fresh) {
		/* Whatever ends here began when the slot was given, or earlier. */
		if (slot->since == gen)
			scs_fact_add(slot->born ? SCS_CHILDREN : SCS_ORPHANS, 1, gen);
	} else {
		scs_row_get(call, gen)->denied++;
		scs_fact_add(SCS_DENIED, 1, gen);
	}
}

/**
 * scs_record_error() - a call returned an error or a restart code
 * @slot: of the thread
 * @row: of the call
 * @call: its handle
 * @ret: -1 to -4095
 */
void scs_record_error(struct scs_slot *slot, struct scs_row *row, u16 call, long ret)
{
	if (call & SCS_CALL_SIGRETURN)
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
 * scs_record_clock_back() - the clock went backwards during a call
 * @gen: the generation of the call
 *
 * Return: the time to record, in ns.
 */
u64 scs_record_clock_back(u32 gen)
{
	scs_fact_add(SCS_CLOCK_BACK, 1, gen);
	return 0;
}
