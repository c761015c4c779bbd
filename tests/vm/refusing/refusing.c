// SPDX-License-Identifier: GPL-2.0
/*
 * While it is loaded, the kernel's fault injection (fail_function) can have the functions
 * refuse with which our module registers something. The kernel itself lists few functions
 * for that, but takes the lists of modules too. For tests only.
 */
#include <linux/cpuhotplug.h>
#include <linux/debugfs.h>
#include <linux/error-injection.h>
#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/proc_fs.h>
#include <linux/tracepoint.h>
#include <linux/workqueue.h>

ALLOW_ERROR_INJECTION(__cpuhp_setup_state, ERRNO);
ALLOW_ERROR_INJECTION(__cpuhp_state_add_instance, ERRNO);
ALLOW_ERROR_INJECTION(alloc_workqueue, NULL);
ALLOW_ERROR_INJECTION(debugfs_create_dir, ERRNO);
ALLOW_ERROR_INJECTION(debugfs_create_file, ERRNO);
ALLOW_ERROR_INJECTION(ftrace_set_filter_ip, ERRNO);
ALLOW_ERROR_INJECTION(misc_register, ERRNO);
ALLOW_ERROR_INJECTION(pcpu_alloc_noprof, NULL);
ALLOW_ERROR_INJECTION(proc_create, NULL);
ALLOW_ERROR_INJECTION(register_ftrace_function, ERRNO);
ALLOW_ERROR_INJECTION(register_kprobe, ERRNO);
ALLOW_ERROR_INJECTION(register_kretprobe, ERRNO);
ALLOW_ERROR_INJECTION(tracepoint_probe_register, ERRNO);

static int __init refusing_init(void)
{
	return 0;
}

static void __exit refusing_exit(void)
{
}

module_init(refusing_init);
module_exit(refusing_exit);

MODULE_DESCRIPTION("Lists functions that may be made to fail");
MODULE_LICENSE("GPL");
