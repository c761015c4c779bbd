// SPDX-License-Identifier: GPL-2.0
/* Whether there are colours: --color, NO_COLOR, and where the output goes. */
#include <curses.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <term.h>
#include <unistd.h>

#include "color.h"

int color_parse(const char *text, enum color_when *when)
{
	static const char *const names[] = {
		[COLOR_WHEN_AUTO] = "auto",
		[COLOR_WHEN_ALWAYS] = "always",
		[COLOR_WHEN_NEVER] = "never",
	};

	*when = COLOR_WHEN_AUTO;
	if (!text)
		return 0;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], text))
			continue;
		*when = (enum color_when)i;
		return 0;
	}
	return -EINVAL;
}

bool color_wanted(enum color_when when, int fd)
{
	const char *none = getenv("NO_COLOR");

	if (when != COLOR_WHEN_AUTO)
		return when == COLOR_WHEN_ALWAYS;
	if (none && *none)
		return false;
	return color_terminal(fd);
}

bool color_terminal(int fd)
{
	const char *term = getenv("TERM");

	return term && *term && strcmp(term, "dumb") && isatty(fd);
}

bool color_has_256(int fd)
{
	static char name[] = "colors";
	int error;

	return setupterm(NULL, fd, &error) == OK && tigetnum(name) >= 256;
}
