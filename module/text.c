// SPDX-License-Identifier: GPL-2.0
#include <linux/bits.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "text.h"

#define FIRST_SIZE (32 * 1024)

static bool text_grow(struct scs_text *text)
{
	size_t size = text->size ? 2 * text->size : FIRST_SIZE;
	char *buf = kvmalloc(size, GFP_KERNEL);

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
 * scs_text_number() - append a number to a row of a table
 * @text: the text
 * @n: the number; SCS_UNKNOWN shows as '-'
 *
 * Context: may sleep.
 */
void scs_text_number(struct scs_text *text, u64 n)
{
	if (n == SCS_UNKNOWN)
		scs_text_printf(text, " -");
	else
		scs_text_printf(text, " %llu", n);
}

/**
 * scs_text_word() - append to a row of a table what may be any string
 * @text: the text
 * @string: bytes that are no visible ASCII, and backslashes, show as in C, in octal,
 *	so that a word remains a word; an empty one shows as '-'
 *
 * Context: may sleep.
 */
void scs_text_word(struct scs_text *text, const char *string)
{
	const char *at;

	scs_text_printf(text, *string ? " " : " -");
	for (at = string; *at; at++) {
		if (*at > ' ' && *at <= '~' && *at != '\\')
			scs_text_printf(text, "%c", *at);
		else
			scs_text_printf(text, "\\%03o", (unsigned char)*at);
	}
}

/* What scs_text_align() is at: a word, as long as it is; the end of its line follows. */
static size_t word_len(const char *at, const char *end)
{
	const char *word = at;

	while (at < end && *at != ' ' && *at != '\n')
		at++;
	return at - word;
}

static unsigned int next_column(unsigned int column, char behind)
{
	return behind == '\n' ? 0 : min(column + 1, SCS_TEXT_COLUMNS - 1);
}

static void measure(const char *at, const char *end, size_t *widths)
{
	unsigned int column = 0;
	size_t len;

	for (; at < end; at += len + 1) {
		len = word_len(at, end);
		widths[column] = max(widths[column], len);
		column = next_column(column, at[len]);
	}
}

/* Copy a table with its words in columns; the last one of a line is not filled up. */
static size_t spread(char *to, const char *at, const char *end, const size_t *widths, u32 left)
{
	unsigned int column = 0;
	char *start = to;
	size_t len, fill;
	bool last;

	for (; at < end; at += len + 1) {
		len = word_len(at, end);
		last = at[len] == '\n';
		fill = widths[column] - len;
		if (!(left & BIT(column))) {
			memset(to, ' ', fill);
			to += fill;
		}
		memcpy(to, at, len);
		to += len;
		if (left & BIT(column) && !last) {
			memset(to, ' ', fill);
			to += fill;
		}
		*to++ = last ? '\n' : ' ';
		column = next_column(column, at[len]);
		cond_resched();
	}
	return to - start;
}

/**
 * scs_text_align() - bring the rows of a table into columns
 * @text: the text
 * @from: where in it the table begins: whole lines, of words with one space between
 *	them, as many in each line, up to SCS_TEXT_COLUMNS
 * @left: bits of the columns that are aligned to the left; others are to the right
 *
 * Context: may sleep.
 */
void scs_text_align(struct scs_text *text, size_t from, u32 left)
{
	size_t widths[SCS_TEXT_COLUMNS] = { 0 };
	size_t width = 0, lines = 0, size, i;
	char *buf;

	if (text->failed)
		return;
	measure(text->buf + from, text->buf + text->len, widths);
	for (i = 0; i < SCS_TEXT_COLUMNS; i++)
		width += widths[i] + 1;
	for (i = from; i < text->len; i++)
		lines += text->buf[i] == '\n';
	size = from + lines * width;
	buf = kvmalloc(size, GFP_KERNEL);
	if (!buf) {
		text->failed = true;
		return;
	}
	memcpy(buf, text->buf, from);
	text->len =
		from + spread(buf + from, text->buf + from, text->buf + text->len, widths, left);
	kvfree(text->buf);
	text->buf = buf;
	text->size = size;
}

/**
 * scs_text_keep() - a text has been rendered
 * @text: the text, which becomes memory of the running task
 *
 * Until then it is nobody's, for the lock of the state is held: who has too much memory may
 * be put to sleep when he asks for more, and all would wait for him.
 *
 * Context: may sleep; no lock is held that others wait for.
 * Return: 0, or -ENOMEM with the text freed, as if memory had run out for it before.
 */
int scs_text_keep(struct scs_text *text)
{
	char *buf = text->failed ? NULL : kvmalloc(text->len, GFP_KERNEL_ACCOUNT);

	if (buf)
		memcpy(buf, text->buf, text->len);
	kvfree(text->buf);
	text->buf = buf;
	text->size = text->len;
	return buf ? 0 : -ENOMEM;
}

/**
 * scs_text_open() - render the text that a file will show
 * @file: being opened; its private_data is taken
 * @render: writes the text, returns 0 or a negative errno
 * @what: for @render
 *
 * Return: 0 or a negative errno.
 */
int scs_text_open(struct file *file, int (*render)(struct scs_text *text, const void *what),
		  const void *what)
{
	struct scs_text *text = kzalloc(sizeof(*text), GFP_KERNEL_ACCOUNT);
	int ret;

	if (!text)
		return -ENOMEM;
	ret = render(text, what);
	if (!ret)
		ret = scs_text_keep(text);
	if (!ret) {
		file->private_data = text;
		return 0;
	}
	kvfree(text->buf);
	kfree(text);
	return ret;
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
