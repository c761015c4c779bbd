// SPDX-License-Identifier: GPL-2.0
/*
 * Empty probes on sys_enter and sys_exit: what any tool pays that uses the
 * tracepoints. For measurements only.
 */
#include <linux/init.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

static struct tracepoint *enter, *leave;

static void probe_enter(void *data, struct pt_regs *regs, long nr)
{
}

static void probe_leave(void *data, struct pt_regs *regs, long ret)
{
}

static void match(struct tracepoint *tp, void *priv)
{
	if (!strcmp(tp->name, "sys_enter"))
		enter = tp;
	if (!strcmp(tp->name, "sys_exit"))
		leave = tp;
}

static int __init empty_init(void)
{
	int ret;

	for_each_kernel_tracepoint(match, NULL);
	if (!enter || !leave)
		return -ENOENT;
	ret = tracepoint_probe_register(enter, probe_enter, NULL);
	if (ret)
		return ret;
	ret = tracepoint_probe_register(leave, probe_leave, NULL);
	if (ret)
		tracepoint_probe_unregister(enter, probe_enter, NULL);
	tracepoint_synchronize_unregister();
	return ret;
}

static void __exit empty_exit(void)
{
	tracepoint_probe_unregister(leave, probe_leave, NULL);
	tracepoint_probe_unregister(enter, probe_enter, NULL);
	tracepoint_synchronize_unregister();
}

module_init(empty_init);
module_exit(empty_exit);

MODULE_DESCRIPTION("Empty probes on the system call tracepoints");
MODULE_LICENSE("GPL");
