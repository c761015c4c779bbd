// SPDX-License-Identifier: GPL-2.0
/*
 * Where threads begin and end: two tracepoints, or in a kernel without any two
 * functions that the kernel calls at the same moments.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/printk.h>
#include <linux/ptrace.h>
#include <linux/sched.h>

#include "compat.h"
#include "kprobe.h"
#include "lives.h"
#include "thread.h"
#include "tracepoint.h"

#if SCS_HAVE_TRACEPOINTS

static void probe_fork(void *data, struct task_struct *parent, struct task_struct *child)
{
	scs_thread_born(child);
}

static void probe_exit(SCS_SCHED_EXIT_ARGS)
{
	scs_thread_ended(task);
}

/*
 * Births are seen only while deaths are: the slot of a thread that was seen to begin, and
 * not to end, would go on pointing to it.
 */
static struct scs_probe probes[] = {
	{ .name = "sched_process_exit", .func = probe_exit },
	{ .name = "sched_process_fork", .func = probe_fork },
};

/**
 * scs_lives_attach() - tell of each thread that begins or ends from now on
 *
 * scs_thread_born() is called before it runs, scs_thread_ended() when it is
 * marked as exiting and will make no more calls.
 *
 * Context: may sleep.
 * Return: 0, or an errno as of scs_probes_attach().
 */
int scs_lives_attach(void)
{
	return scs_probes_attach(probes, ARRAY_SIZE(probes));
}

/**
 * scs_lives_detach() - the reverse
 *
 * Context: may sleep. When it returns, nobody tells any more.
 */
void scs_lives_detach(void)
{
	scs_probes_detach(probes, ARRAY_SIZE(probes));
}

#else

static int on_wake_up_new_task(struct kprobe *kp, struct pt_regs *regs)
{
	scs_thread_born((struct task_struct *)regs_get_kernel_argument(regs, 0));
	return 0;
}

/* Also called for a child that could not be made. */
static int on_exit_files(struct kprobe *kp, struct pt_regs *regs)
{
	if ((struct task_struct *)regs_get_kernel_argument(regs, 0) == current)
		scs_thread_ended(current);
	return 0;
}

static struct kprobe birth, death;

int scs_lives_attach(void)
{
	int ret;

	/* Whole, for an earlier registration leaves an address and flags behind. */
	birth = (struct kprobe){
		.symbol_name = "wake_up_new_task",
		.pre_handler = on_wake_up_new_task,
	};
	death = (struct kprobe){
		.symbol_name = "exit_files",
		.pre_handler = on_exit_files,
	};
	/* In the order of the tracepoints, for the same reason. */
	ret = register_kprobe(&death);
	if (!ret) {
		ret = register_kprobe(&birth);
		if (ret)
			scs_kprobe_unregister(&death);
	}
	if (ret && ret != -ENOMEM)
		pr_err("cannot probe wake_up_new_task and exit_files: error %d\n", ret);
	return ret;
}

void scs_lives_detach(void)
{
	scs_kprobe_unregister(&birth);
	scs_kprobe_unregister(&death);
}

#endif
