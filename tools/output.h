/* SPDX-License-Identifier: GPL-2.0 */
/* Where reports and messages go. */
#ifndef SYSCALLSTAT_OUTPUT_H
#define SYSCALLSTAT_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

#include "errmsg.h"

/**
 * output_init() - begin with standard output
 *
 * From here on, what could not be written there makes the process exit with a
 * message and a failure, however it exits.
 */
void output_init(void);

/**
 * output_to_stderr() - have reports on standard error
 */
void output_to_stderr(void);

/**
 * output_to_file() - have reports in a file
 * @path: its name, to be kept; whatever it names stays as it is until output_end(), if it is a
 *	regular file or nothing
 * @err: says what went wrong, with the name
 *
 * Return: 0 or a negative errno.
 */
int output_to_file(const char *path, struct errmsg *err);

/**
 * output_stream() - where to write a report
 */
FILE *output_stream(void);

/**
 * output_flush() - pass on what was written
 *
 * Return: 0 or a negative errno, that of the first error of the stream.
 */
int output_flush(void);

/**
 * output_end() - no more reports: put the file in its place
 * @keep: else there shall be no file; nothing is left either if it is not whole
 * @err: says what went wrong, in this call or before
 *
 * Does nothing if there is no file.
 *
 * Return: 0 or a negative errno.
 */
int output_end(bool keep, struct errmsg *err);

/**
 * note() - a line on standard error, in its place between the reports
 * @fmt: as for printf; without the program's name
 */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* SYSCALLSTAT_OUTPUT_H */
