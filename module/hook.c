// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>

#include "compat.h"
#include "hook.h"
#include "tracepoint.h"

/**
 * scs_hook_find() - the hook that a user chose
 * @choice: which; "auto" is the tracepoints if the kernel has them, else kprobes
 *
 * Return: the hook, or NULL if the kernel was built without what it needs, with
 * the reason in the kernel log.
 */
const struct scs_hook *scs_hook_find(enum scs_hook_choice choice)
{
	bool tracepoints = SCS_HAVE_TRACEPOINTS && scs_tracepoint_exists("sys_enter") &&
			   scs_tracepoint_exists("sys_exit");

	if (choice == SCS_HOOK_AUTO)
		choice = tracepoints ? SCS_HOOK_TRACEPOINT : SCS_HOOK_KPROBE;

	switch (choice) {
	case SCS_HOOK_KPROBE:
		if (SCS_HAVE_KRETPROBES)
			return &scs_hook_kprobe;
		pr_err("hook kprobe: this kernel has no kretprobes (CONFIG_KRETPROBES)\n");
		return NULL;
	case SCS_HOOK_FTRACE:
		if (SCS_HAVE_FTRACE)
			return &scs_hook_ftrace;
		pr_err("hook ftrace: this kernel has no dynamic ftrace and kprobes (CONFIG_DYNAMIC_FTRACE, CONFIG_KPROBES)\n");
		return NULL;
	default:
		if (tracepoints)
			return &scs_hook_tracepoint;
		pr_err("hook tracepoint: this kernel has no system call tracepoints (CONFIG_TRACEPOINTS, CONFIG_HAVE_SYSCALL_TRACEPOINTS)\n");
		return NULL;
	}
}
