// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/capability.h>
#include <linux/errno.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>

#include <syscallstat/abi.h>

#include "proc.h"
#include "text.h"
#include "view.h"

static bool restricted;

static int proc_open(struct inode *inode, struct file *file)
{
	/* The mode lets the root of any container pass; what it asks for does not. */
	if (restricted && !perfmon_capable())
		return -EPERM;
	return scs_text_open(file, scs_view_render, &scs_view_stats);
}

/* Removing the entry releases what is still open, so that needs no reference. */
static const struct proc_ops proc_ops = {
	.proc_open = proc_open,
	.proc_read = scs_text_read,
	.proc_lseek = scs_text_lseek,
	.proc_release = scs_text_release,
};

/**
 * scs_proc_init() - create /proc/syscallstat
 * @mode: its mode; anything wider than 0400 is open to whom the mode admits
 *
 * Return: 0, -EINVAL for another mode than 0400, 0440 and 0444, or -ENOMEM.
 */
int scs_proc_init(unsigned int mode)
{
	if (mode != 0400 && mode != 0440 && mode != 0444) {
		pr_err("proc_mode=%#o: must be 0400, 0440 or 0444\n", mode);
		return -EINVAL;
	}
	restricted = mode == 0400;
	if (!proc_create(SCS_NAME, mode, NULL, &proc_ops))
		return -ENOMEM;
	return 0;
}

/**
 * scs_proc_uninit() - remove /proc/syscallstat, open files too
 */
void scs_proc_uninit(void)
{
	remove_proc_entry(SCS_NAME, NULL);
}
