/* SPDX-License-Identifier: GPL-2.0 */
/* Where reports and messages go. */
#ifndef SYSCALLSTAT_OUTPUT_H
#define SYSCALLSTAT_OUTPUT_H

/**
 * output_init() - begin with standard output
 *
 * From here on, what could not be written there makes the process exit with a
 * message and a failure, however it exits.
 */
void output_init(void);

/**
 * output_flush() - pass on what was written
 *
 * Return: 0 or a negative errno, that of the first error of the stream.
 */
int output_flush(void);

/**
 * note() - a line on standard error, in its place between the reports
 * @fmt: as for printf; without the program's name
 */
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif /* SYSCALLSTAT_OUTPUT_H */
