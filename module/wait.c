// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>

#include "clock.h"
#include "compat.h"
#include "record.h"
#include "table.h"
#include "thread.h"
#include "tracepoint.h"
#include "wait.h"

DEFINE_STATIC_KEY_FALSE(scs_wait_is_split);

/* In a slot when a call begins that is to be split. */
#define WAITED_NOTHING 1

/**
 * scs_wait_begin() - a call begins, and calls are being split
 * @slot: of the running thread
 *
 * Context: any.
 */
void scs_wait_begin(struct scs_slot *slot)
{
	slot->waited = WAITED_NOTHING;
}

/**
 * scs_wait_end() - a call ends, and calls are being split: what it waited is known
 * @slot: of the running thread
 * @row: of its call
 * @ns: what it took
 *
 * One that began before calls were split is not split.
 *
 * Context: preemption off.
 */
void scs_wait_end(struct scs_slot *slot, struct scs_row *row, u64 ns)
{
	u64 waited = slot->waited;
	u64 wait_ns = 0;

	if (!waited)
		return;
	/* Nobody else's, should the next call begin while this is switched off. */
	slot->waited = 0;
	waited -= WAITED_NOTHING;
	/* Less than nothing, if it continued on a CPU whose clock is a little behind. */
	if ((s64)waited > 0)
		wait_ns = min(scs_clock_ns(waited), ns);
	row->wait_ns += wait_ns;
	row->run_ns += ns - wait_ns;
}

#if SCS_HAVE_TRACEPOINTS

/*
 * If the thread is in a call that is split. One that has taken over the pid of its
 * leader, in execve, is not found until that ends, neither when it leaves the CPU nor
 * when it returns: it counts as running. (Should its own old pid be given away while it
 * sleeps, its slot is moved and found when it returns alone; then all of that execve
 * counts as waiting.)
 */
static void add(struct task_struct *task, u64 ticks)
{
	struct scs_slot *slot = scs_slot_of(task->pid);

	if (slot->task == task && slot->open != SCS_GEN_NONE && slot->waited)
		slot->waited += ticks;
}

/* With the lock of the run queue held, so neither thread is at anything else. */
static void probe_switch(SCS_SCHED_SWITCH_ARGS)
{
	u64 now = scs_clock_now();

	add(prev, -now);
	add(next, now);
}

static struct scs_probe probes[] = {
	{ .name = "sched_switch", .func = probe_switch },
};

/**
 * scs_wait_attach() - split the calls that begin from now on
 *
 * Context: may sleep; the threads are attached, calls are not being split.
 * Return: 0, or an errno with the reason in the kernel log unless it is -ENOMEM.
 */
int scs_wait_attach(void)
{
	int ret;

	/* A call that is open began before; its thread may be asleep now. */
	scs_thread_forget_waits();
	ret = scs_probes_attach(probes, ARRAY_SIZE(probes));
	if (ret)
		return ret;
	/* In this order no call is split at one end only. */
	scs_record_split(true);
	static_branch_enable(&scs_wait_is_split);
	return 0;
}

/**
 * scs_wait_detach() - the reverse, also if calls are not being split
 *
 * Context: may sleep; the threads are attached still.
 */
void scs_wait_detach(void)
{
	if (!scs_wait_is_attached())
		return;
	static_branch_disable(&scs_wait_is_split);
	scs_record_split(false);
	scs_probes_detach(probes, ARRAY_SIZE(probes));
}

#else

int scs_wait_attach(void)
{
	pr_err("account wait: this kernel has no tracepoints (CONFIG_TRACEPOINTS)\n");
	return -EOPNOTSUPP;
}

void scs_wait_detach(void)
{
}

#endif
