// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/cpumask.h>
#include <linux/init.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <syscallstat/abi.h>

#include "debugfs.h"
#include "proc.h"
#include "reserve.h"
#include "session.h"
#include "state.h"
#include "stats.h"
#include "table.h"

static unsigned int proc_mode = 0400;
module_param(proc_mode, uint, 0444);
MODULE_PARM_DESC(proc_mode, "mode of " SCS_PROC_PATH ": 0400 (default), 0440 or 0444");

static bool start = true;
module_param(start, bool, 0444);
MODULE_PARM_DESC(start, "count from the moment of loading (default: yes)");

static char *hook = "auto";
module_param(hook, charp, 0444);
MODULE_PARM_DESC(hook, "how calls are seen: auto (default), tracepoint, kprobe or ftrace");

static char *syscalls = "all";
module_param(syscalls, charp, 0444);
MODULE_PARM_DESC(syscalls, "which calls are counted, as for strace -e trace= (default: all)");

static bool account_wait;
module_param(account_wait, bool, 0444);
MODULE_PARM_DESC(account_wait, "split times into running and waiting (default: no)");

static unsigned long session_kib;
module_param(session_kib, ulong, 0444);
MODULE_PARM_DESC(session_kib, "memory of all sessions together, in KiB (default: 1/16 of all)");

/* Each parameter is a command of the control file, and no more than one. */
static int __init set_parameters(void)
{
	char *text;
	int ret;

	if (strchr(hook, '\n') || strchr(syscalls, '\n')) {
		pr_err("parameters: a newline\n");
		return -EINVAL;
	}
	text = kasprintf(GFP_KERNEL, "hook %s\nsyscalls %s\naccount wait %s\n%s", hook, syscalls,
			 account_wait ? "on" : "off", start ? "start" : "stop");
	if (!text)
		return -ENOMEM;
	ret = scs_state_set("parameters", text, strlen(text));
	kfree(text);
	return ret;
}

/*
 * One goes for 64 new pids, or for two calls that a CPU sees through another ABI
 * for the first time; the first 32-bit program on a CPU takes a dozen. The worker
 * that brings the next ones runs at once, on any CPU.
 */
static unsigned int __init pages_in_reserve(void)
{
	return 32 + 16 * num_online_cpus();
}

static int __init init_statistics(void)
{
	int ret;

	ret = scs_reserves_init();
	if (ret)
		return ret;
	ret = scs_tables_init();
	if (ret)
		goto err_reserves;
	ret = scs_reserve_init(&scs_system.reserve, pages_in_reserve(), NULL);
	if (ret)
		goto err_tables;
	ret = scs_table_init(&scs_system.table, &scs_system.reserve);
	if (ret)
		goto err_reserve;
	return 0;

err_reserve:
	scs_reserve_uninit(&scs_system.reserve);
err_tables:
	scs_tables_uninit();
err_reserves:
	scs_reserves_uninit();
	return ret;
}

static void uninit_statistics(void)
{
	scs_table_uninit(&scs_system.table);
	scs_reserve_uninit(&scs_system.reserve);
	scs_tables_uninit();
	scs_reserves_uninit();
}

static int __init syscallstat_init(void)
{
	int ret;

	ret = init_statistics();
	if (ret)
		return ret;
	ret = set_parameters();
	if (ret)
		goto err_state;
	ret = scs_proc_init(proc_mode);
	if (ret)
		goto err_state;
	ret = scs_sessions_init(&session_kib);
	if (ret)
		goto err_proc;
	scs_debugfs_init();
	return 0;

err_proc:
	scs_proc_uninit();
err_state:
	scs_state_uninit();
	uninit_statistics();
	return ret;
}

static void __exit syscallstat_exit(void)
{
	scs_debugfs_uninit();
	scs_sessions_uninit();
	scs_proc_uninit();
	scs_state_uninit();
	uninit_statistics();
}

module_init(syscallstat_init);
module_exit(syscallstat_exit);

MODULE_DESCRIPTION("Counts and times every system call");
MODULE_AUTHOR("The syscallstat authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(SCS_VERSION);
