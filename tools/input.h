/* SPDX-License-Identifier: GPL-2.0 */
/* Reads a whole file into memory. */
#ifndef SYSCALLSTAT_INPUT_H
#define SYSCALLSTAT_INPUT_H

#include <stddef.h>

#include "errmsg.h"

/* Far above what the module can render; more is refused, not cut. */
#define INPUT_MAX_BYTES (64u << 20)

/**
 * input_read_fd() - read an open file to its end
 * @fd: the file
 * @name: of it, for messages
 * @buf: the text, not terminated; the caller frees it; NULL on failure
 * @len: its length in bytes
 * @err: says what went wrong
 *
 * Return: as input_read().
 */
int input_read_fd(int fd, const char *name, char **buf, size_t *len, struct errmsg *err);

/**
 * input_read() - read all of a file
 * @path: which; "-" is standard input
 * @buf: the text, not terminated; the caller frees it; NULL on failure
 * @len: its length in bytes
 * @err: says what went wrong, with the name of the file
 *
 * Return: 0, -EFBIG above INPUT_MAX_BYTES, -EINTR if a signal handler ran, or
 * what open(2) and read(2) report.
 */
int input_read(const char *path, char **buf, size_t *len, struct errmsg *err);

#endif /* SYSCALLSTAT_INPUT_H */
