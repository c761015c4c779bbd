// SPDX-License-Identifier: GPL-2.0
/* What is said of a command line that cannot be taken. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <syscallstat/abi.h>

#include "output.h"
#include "status.h"
#include "usage.h"

static const char *usage_command = SCS_NAME;

void usage_of(const char *command)
{
	usage_command = command;
}

void usage_error(const char *fmt, ...)
{
	char *text;
	va_list ap;

	va_start(ap, fmt);
	if (fmt && vasprintf(&text, fmt, ap) >= 0)
		note("%s", text);
	va_end(ap);
	fprintf(stderr, "Try '%s --help' for more information.\n", usage_command);
	exit(EXIT_USAGE);
}

void must(int ret, const struct errmsg *err)
{
	if (ret == -EINVAL)
		usage_error("%s", err->text);
	if (!ret)
		return;
	note("%s", err->text);
	exit(EXIT_FAILURE);
}
