// SPDX-License-Identifier: GPL-2.0
#include "command.h"

#ifdef __KERNEL__
#include <linux/string.h>
#else
#include <string.h>
#endif

#include <syscallstat/abi.h>

static void set_start(struct scs_command *cmd)
{
	cmd->set_running = true;
	cmd->running = true;
}

static void set_stop(struct scs_command *cmd)
{
	cmd->set_running = true;
	cmd->running = false;
}

static void set_reset(struct scs_command *cmd)
{
	cmd->reset = true;
}

static const struct verb {
	const char *word;
	void (*set)(struct scs_command *cmd);
} verbs[] = {
	{ "start", set_start },
	{ "stop", set_stop },
	{ "reset", set_reset },
	{ NULL, NULL },
};

const char *const scs_command_help = "# start\n"
				     "# stop\n"
				     "# reset\n";

static bool parse_line(const char *line, size_t len, struct scs_command *cmd)
{
	const struct verb *verb;

	for (verb = verbs; verb->word; verb++) {
		if (strlen(verb->word) == len && !memcmp(verb->word, line, len)) {
			verb->set(cmd);
			return true;
		}
	}
	return false;
}

/**
 * scs_command_parse() - read a write to the control file, all of it or nothing
 * @text: exact commands, one per line; the last newline may be missing
 * @len: its length in bytes
 * @cmd: receives the state asked for; of contrary commands the last counts
 * @bad_at: where the first line that is no command begins
 *
 * Return: 0, or -EINVAL with @cmd undefined: an unknown word, anything beside
 * a word, an empty line, an empty text or one over SCS_CONTROL_MAX bytes.
 */
int scs_command_parse(const char *text, size_t len, struct scs_command *cmd, size_t *bad_at)
{
	size_t at = 0;

	memset(cmd, 0, sizeof(*cmd));
	*bad_at = 0;
	if (!len || len > SCS_CONTROL_MAX)
		return -EINVAL;

	while (at < len) {
		const char *end = memchr(text + at, '\n', len - at);
		size_t line_len = end ? (size_t)(end - text) - at : len - at;

		if (!parse_line(text + at, line_len, cmd)) {
			*bad_at = at;
			return -EINVAL;
		}
		at += line_len + 1;
	}
	return 0;
}
