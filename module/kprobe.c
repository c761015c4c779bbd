// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/workqueue.h>

#include "kprobe.h"
#include "reserve.h"

/**
 * struct removal - of one kprobe, or of kretprobes
 * @work: that does it
 * @kp: the one, or NULL
 * @rps: the others
 * @count: how many these are
 */
struct removal {
	struct work_struct work;
	struct kprobe *kp;
	struct kretprobe **rps;
	unsigned int count;
};

/*
 * One that is not armed is unregistered for sure. That memory for it runs out is seen where
 * faults are injected; the kernel's account of its other probes may be wrong then.
 */
static void disarm(struct kprobe *kp)
{
	if (disable_kprobe(kp) != -ENOMEM)
		return;
	pr_warn_once("no memory to take a kprobe away; others may have stopped working\n");
	while (disable_kprobe(kp) == -ENOMEM)
		msleep(20);
}

static void take_away(struct work_struct *work)
{
	struct removal *removal = container_of(work, struct removal, work);
	unsigned int i;

	if (removal->kp) {
		disarm(removal->kp);
		unregister_kprobe(removal->kp);
	}
	for (i = 0; i < removal->count; i++)
		disarm(&removal->rps[i]->kp);
	unregister_kretprobes(removal->rps, removal->count);
}

static void have_it_done(struct removal *removal)
{
	INIT_WORK_ONSTACK(&removal->work, take_away);
	queue_work(scs_workqueue, &removal->work);
	flush_work(&removal->work);
	destroy_work_on_stack(&removal->work);
}

/**
 * scs_kprobe_unregister() - take a kprobe away
 * @kp: the kprobe
 *
 * Context: may sleep. When it returns, no handler of it runs any more.
 */
void scs_kprobe_unregister(struct kprobe *kp)
{
	struct removal removal = { .kp = kp };

	have_it_done(&removal);
}

/**
 * scs_kretprobes_unregister() - take kretprobes away
 * @rps: the kretprobes
 * @count: how many
 *
 * Context: as above.
 */
void scs_kretprobes_unregister(struct kretprobe **rps, unsigned int count)
{
	struct removal removal = { .rps = rps, .count = count };

	have_it_done(&removal);
}
