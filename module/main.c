// SPDX-License-Identifier: GPL-2.0
#include <linux/init.h>
#include <linux/module.h>
#include <linux/moduleparam.h>

#include <syscallstat/abi.h>

#include "debugfs.h"
#include "proc.h"
#include "state.h"
#include "table.h"

static unsigned int proc_mode = 0400;
module_param(proc_mode, uint, 0444);
MODULE_PARM_DESC(proc_mode, "mode of " SCS_PROC_PATH ": 0400 (default), 0440 or 0444");

static bool start = true;
module_param(start, bool, 0444);
MODULE_PARM_DESC(start, "count from the moment of loading (default: yes)");

static int set_running(bool running)
{
	const struct scs_command cmd = { .set_running = true, .running = running };
	int ret;

	mutex_lock(&scs_state.lock);
	ret = scs_state_apply(&cmd);
	mutex_unlock(&scs_state.lock);
	return ret;
}

static int __init syscallstat_init(void)
{
	int ret;

	ret = scs_table_init();
	if (ret)
		return ret;
	ret = scs_proc_init(proc_mode);
	if (ret)
		goto err_table;
	scs_debugfs_init();
	if (start) {
		ret = set_running(true);
		if (ret)
			goto err_files;
	}
	return 0;

err_files:
	scs_debugfs_uninit();
	scs_proc_uninit();
err_table:
	scs_table_uninit();
	return ret;
}

static void __exit syscallstat_exit(void)
{
	set_running(false);
	scs_debugfs_uninit();
	scs_proc_uninit();
	scs_table_uninit();
}

module_init(syscallstat_init);
module_exit(syscallstat_exit);

MODULE_DESCRIPTION("Counts and times every system call");
MODULE_AUTHOR("The syscallstat authors");
MODULE_LICENSE("GPL");
MODULE_VERSION(SCS_VERSION);
