// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/capability.h>
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include <syscallstat/abi.h>

#include "command.h"
#include "debugfs.h"
#include "hook.h"
#include "state.h"
#include "stats.h"
#include "text.h"
#include "view.h"

static struct dentry *dir;

static int control_render(struct scs_text *text, const void *unused)
{
	int ret = mutex_lock_killable(&scs_state.lock);

	if (ret)
		return ret;
	scs_text_printf(text, "state %s\n", scs_state.attachment ? "running" : "stopped");
	scs_text_printf(text, "hook %s\n", scs_state.hook->name);
	scs_text_printf(text, "syscalls %s\n", scs_state.syscalls);
	scs_text_printf(text, "account wait %s\n", scs_state.account_wait ? "on" : "off");
	scs_text_printf(text, "generation %u\n", scs_system.generation);
	scs_text_printf(text, "epoch %llu\n", scs_system.epoch);
	mutex_unlock(&scs_state.lock);
	scs_text_printf(text, "%s", scs_command_help);
	return 0;
}

static int control_open(struct inode *inode, struct file *file)
{
	/* As for /proc/syscallstat: the mode lets the root of a container pass. */
	if (!perfmon_capable())
		return -EPERM;
	return scs_text_open(file, control_render, NULL);
}

static ssize_t control_write(struct file *file, const char __user *from, size_t count, loff_t *pos)
{
	char *text;
	int ret;

	if (!count || count > SCS_CONTROL_MAX) {
		pr_err("control: a write of %zu bytes; 1 to %d are allowed\n", count,
		       SCS_CONTROL_MAX);
		return -EINVAL;
	}
	text = memdup_user_nul(from, count);
	if (IS_ERR(text)) {
		pr_err("control: nothing has been changed: %s\n",
		       text == ERR_PTR(-ENOMEM) ? "out of memory" : "a bad address");
		return PTR_ERR(text);
	}
	ret = scs_state_set("control", text, count);
	kfree(text);
	return ret ?: count;
}

static const struct file_operations control_fops = {
	.owner = THIS_MODULE,
	.open = control_open,
	.read = scs_text_read,
	.write = control_write,
	.llseek = scs_text_lseek,
	.release = scs_text_release,
};

static const struct scs_view *const views[] = {
	&scs_view_histogram, &scs_view_errnos, &scs_view_tasks,
	&scs_view_inflight,  &scs_view_percpu,
};

static int view_open(struct inode *inode, struct file *file)
{
	if (!perfmon_capable())
		return -EPERM;
	return scs_text_open(file, scs_view_render, inode->i_private);
}

static const struct file_operations view_fops = {
	.owner = THIS_MODULE,
	.open = view_open,
	.read = scs_text_read,
	.llseek = scs_text_lseek,
	.release = scs_text_release,
};

/**
 * scs_debugfs_init() - create the control file and the views
 *
 * The module works without debugfs, as where it is locked down.
 */
void scs_debugfs_init(void)
{
	unsigned int i;

	dir = debugfs_create_dir(SCS_NAME, NULL);
	debugfs_create_file("control", 0600, dir, NULL, &control_fops);
	for (i = 0; i < ARRAY_SIZE(views); i++)
		debugfs_create_file(views[i]->name, 0400, dir, (void *)views[i], &view_fops);
}

/**
 * scs_debugfs_uninit() - remove them
 */
void scs_debugfs_uninit(void)
{
	debugfs_remove(dir);
}
