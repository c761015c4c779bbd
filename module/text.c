// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "text.h"

#define FIRST_SIZE (32 * 1024)

static bool text_grow(struct scs_text *text)
{
	size_t size = text->size ? 2 * text->size : FIRST_SIZE;
	char *buf = kvmalloc(size, GFP_KERNEL_ACCOUNT);

	if (!buf)
		return false;
	if (text->len)
		memcpy(buf, text->buf, text->len);
	kvfree(text->buf);
	text->buf = buf;
	text->size = size;
	return true;
}

/**
 * scs_text_printf() - append to a text
 * @text: the text; if memory runs out, it is marked as failed
 * @fmt: as for printf
 *
 * Context: may sleep.
 */
void scs_text_printf(struct scs_text *text, const char *fmt, ...)
{
	size_t room, need;
	va_list args;

	while (!text->failed) {
		room = text->size - text->len;
		va_start(args, fmt);
		need = vsnprintf(text->buf + text->len, room, fmt, args);
		va_end(args);
		if (need < room) {
			text->len += need;
			return;
		}
		text->failed = !text_grow(text);
	}
}

/**
 * scs_text_open() - render the text that a file will show
 * @file: being opened; its private_data is taken
 * @render: writes the text, returns 0 or a negative errno
 *
 * Return: 0 or a negative errno.
 */
int scs_text_open(struct file *file, int (*render)(struct scs_text *text))
{
	struct scs_text *text = kzalloc(sizeof(*text), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!text)
		return -ENOMEM;
	ret = render(text);
	if (!ret && text->failed)
		ret = -ENOMEM;
	if (ret) {
		kvfree(text->buf);
		kfree(text);
		return ret;
	}
	file->private_data = text;
	return 0;
}

ssize_t scs_text_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	struct scs_text *text = file->private_data;

	return simple_read_from_buffer(to, count, pos, text->buf, text->len);
}

loff_t scs_text_lseek(struct file *file, loff_t offset, int whence)
{
	struct scs_text *text = file->private_data;

	return fixed_size_llseek(file, offset, whence, text->len);
}

int scs_text_release(struct inode *inode, struct file *file)
{
	struct scs_text *text = file->private_data;

	kvfree(text->buf);
	kfree(text);
	return 0;
}
