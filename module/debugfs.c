// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include <syscallstat/abi.h>

#include "command.h"
#include "debugfs.h"
#include "hook.h"
#include "state.h"
#include "table.h"
#include "text.h"

static struct dentry *dir;

static int control_render(struct scs_text *text)
{
	int ret = mutex_lock_killable(&scs_state.lock);

	if (ret)
		return ret;
	scs_text_printf(text, "state %s\n", scs_state.attachment ? "running" : "stopped");
	scs_text_printf(text, "hook %s\n", scs_state.hook->name);
	scs_text_printf(text, "syscalls %s\n", scs_state.syscalls);
	scs_text_printf(text, "generation %u\n", scs_generation);
	scs_text_printf(text, "epoch %llu\n", scs_state.epoch);
	mutex_unlock(&scs_state.lock);
	scs_text_printf(text, "%s", scs_command_help);
	return 0;
}

static int control_open(struct inode *inode, struct file *file)
{
	return scs_text_open(file, control_render);
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
	if (IS_ERR(text))
		return PTR_ERR(text);
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

/**
 * scs_debugfs_init() - create the control file
 *
 * The module works without debugfs, as where it is locked down.
 */
void scs_debugfs_init(void)
{
	dir = debugfs_create_dir(SCS_NAME, NULL);
	debugfs_create_file("control", 0600, dir, NULL, &control_fops);
}

/**
 * scs_debugfs_uninit() - remove it
 */
void scs_debugfs_uninit(void)
{
	debugfs_remove(dir);
}
