// SPDX-License-Identifier: GPL-2.0
/* Where reports and messages go. */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <syscallstat/abi.h>

#include "output.h"

/* The first error of stdout, which may be long past when the tool ends. */
static int stdout_errno;

int output_flush(void)
{
	int ret = fflush(stdout) ? errno : ferror(stdout) ? EIO : 0;

	if (!stdout_errno)
		stdout_errno = ret;
	return -stdout_errno;
}

void note(const char *fmt, ...)
{
	va_list ap;

	output_flush();
	fputs(SCS_NAME ": ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

/* Runs at exit: what could not be written must not look like success. */
static void close_stdout(void)
{
	bool wrote = __fpending(stdout) > 0;

	output_flush();
	/* Started without a stdout, and had nothing to say there: not a failure. */
	if (fclose(stdout) && !stdout_errno && (wrote || errno != EBADF))
		stdout_errno = errno;
	if (!stdout_errno)
		return;
	fprintf(stderr, SCS_NAME ": cannot write to standard output: %s\n", strerror(stdout_errno));
	_exit(EXIT_FAILURE);
}

void output_init(void)
{
	atexit(close_stdout);
}
