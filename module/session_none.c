// SPDX-License-Identifier: GPL-2.0
/* The file /dev/syscallstat of a kernel without tracepoints: it says so. */
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>

#include <syscallstat/abi.h>

#include "session.h"

static int refuse(struct inode *inode, struct file *file)
{
	return -EOPNOTSUPP;
}

static const struct file_operations fops = {
	.owner = THIS_MODULE,
	.open = refuse,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = SCS_NAME,
	.mode = 0600,
	.fops = &fops,
};

int scs_sessions_init(unsigned long *kib)
{
	return misc_register(&device);
}

void scs_sessions_uninit(void)
{
	misc_deregister(&device);
}
