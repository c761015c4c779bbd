/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A text that is rendered once, when a file is opened, and served from memory:
 * however it is read, it is one and the same.
 */
#ifndef SCS_TEXT_H
#define SCS_TEXT_H

#include <linux/compiler_attributes.h>
#include <linux/fs.h>
#include <linux/types.h>

/**
 * struct scs_text - a growing text
 * @buf: the characters
 * @len: how many
 * @size: how many there is room for
 * @failed: memory ran out, the text is not whole
 */
struct scs_text {
	char *buf;
	size_t len;
	size_t size;
	bool failed;
};

__printf(2, 3) void scs_text_printf(struct scs_text *text, const char *fmt, ...);

int scs_text_open(struct file *file, int (*render)(struct scs_text *text));
ssize_t scs_text_read(struct file *file, char __user *to, size_t count, loff_t *pos);
loff_t scs_text_lseek(struct file *file, loff_t offset, int whence);
int scs_text_release(struct inode *inode, struct file *file);

#endif /* SCS_TEXT_H */
