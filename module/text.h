/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A text that is rendered once, when a file is opened, and served from memory:
 * however it is read, it is one and the same.
 */
#ifndef SCS_TEXT_H
#define SCS_TEXT_H

#include <linux/compiler_attributes.h>
#include <linux/fs.h>
#include <linux/limits.h>
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

/* A number that is not known. */
#define SCS_UNKNOWN U64_MAX

/* The most columns that a table may have. */
#define SCS_TEXT_COLUMNS 24U

__printf(2, 3) void scs_text_printf(struct scs_text *text, const char *fmt, ...);
void scs_text_number(struct scs_text *text, u64 n);
void scs_text_word(struct scs_text *text, const char *string);
void scs_text_align(struct scs_text *text, size_t from, u32 left);
int scs_text_keep(struct scs_text *text);

int scs_text_open(struct file *file, int (*render)(struct scs_text *text, const void *what),
		  const void *what);
ssize_t scs_text_read(struct file *file, char __user *to, size_t count, loff_t *pos);
loff_t scs_text_lseek(struct file *file, loff_t offset, int whence);
int scs_text_release(struct inode *inode, struct file *file);

#endif /* SCS_TEXT_H */
