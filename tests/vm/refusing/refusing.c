// SPDX-License-Identifier: GPL-2.0
/*
 * While it is loaded, the kernel's fault injection (fail_function) can have the functions
 * refuse with which our module registers something. The kernel itself lists few functions
 * for that, but takes the lists of modules too. For tests only.
 */
#include <linux/cpuhotplug.h>
#include <linux/debugfs.h>
#include <linux/error-injection.h>
#include <linux/kprobes.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/ptrace.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

ALLOW_ERROR_INJECTION(__cpuhp_setup_state, ERRNO);
ALLOW_ERROR_INJECTION(__cpuhp_state_add_instance, ERRNO);
ALLOW_ERROR_INJECTION(alloc_workqueue, NULL);
ALLOW_ERROR_INJECTION(debugfs_create_dir, ERRNO);
ALLOW_ERROR_INJECTION(debugfs_create_file, ERRNO);
ALLOW_ERROR_INJECTION(misc_register, ERRNO);
ALLOW_ERROR_INJECTION(pcpu_alloc_noprof, NULL);
ALLOW_ERROR_INJECTION(proc_create, NULL);
ALLOW_ERROR_INJECTION(register_kprobe, ERRNO);
ALLOW_ERROR_INJECTION(register_kretprobe, ERRNO);
ALLOW_ERROR_INJECTION(tracepoint_probe_register, ERRNO);

/*
 * Functions that do not begin with a call for ftrace are probed by a trap, in whose handler
 * fail_function sees no task that it should inject faults into. So these refuse here.
 */
static struct kprobe trap;

/* The call that is refused, counted from now on; it becomes 0 by that. */
static unsigned long nth;
module_param(nth, ulong, 0644);

static int on_trap(struct kprobe *kp, struct pt_regs *regs)
{
	if (!nth || --nth)
		return 0;
	/* Return to the caller, as the function has done nothing yet. */
	regs->ax = -EBUSY;
	regs->ip = *(unsigned long *)regs->sp;
	regs->sp += sizeof(long);
	return 1;
}

/* With one it does not become a jump, which cannot go elsewhere. */
static void after_trap(struct kprobe *kp, struct pt_regs *regs, unsigned long flags)
{
}

static void trap_remove(void)
{
	if (trap.symbol_name)
		unregister_kprobe(&trap);
	kfree(trap.symbol_name);
	memset(&trap, 0, sizeof(trap));
}

static int trap_set(const char *name, const struct kernel_param *kp)
{
	int ret;

	trap_remove();
	if (*name == '!')
		return 0;
	trap.symbol_name = kstrndup(name, strcspn(name, "\n"), GFP_KERNEL);
	trap.pre_handler = on_trap;
	trap.post_handler = after_trap;
	ret = register_kprobe(&trap);
	if (ret) {
		kfree(trap.symbol_name);
		memset(&trap, 0, sizeof(trap));
	}
	return ret;
}

static const struct kernel_param_ops trap_ops = { .set = trap_set };
module_param_cb(trap, &trap_ops, NULL, 0200);
MODULE_PARM_DESC(trap, "a function that refuses a call; !FUNCTION for none");

static int __init refusing_init(void)
{
	return 0;
}

static void __exit refusing_exit(void)
{
	trap_remove();
}

module_init(refusing_init);
module_exit(refusing_exit);

MODULE_DESCRIPTION("Lists functions that may be made to fail");
MODULE_LICENSE("GPL");
