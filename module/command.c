// SPDX-License-Identifier: GPL-2.0
#include <syscallstat/abi.h>

#include "command.h"
#include "pure.h"

static int set_start(struct scs_command *cmd, const char *arg, size_t len,
		     struct scs_command_error *error)
{
	cmd->set_running = true;
	cmd->running = true;
	return 0;
}

static int set_stop(struct scs_command *cmd, const char *arg, size_t len,
		    struct scs_command_error *error)
{
	cmd->set_running = true;
	cmd->running = false;
	return 0;
}

static int set_reset(struct scs_command *cmd, const char *arg, size_t len,
		     struct scs_command_error *error)
{
	cmd->reset = true;
	return 0;
}

static bool equals(const char *word, const char *text, size_t len)
{
	return strlen(word) == len && !memcmp(word, text, len);
}

static int set_hook(struct scs_command *cmd, const char *arg, size_t len,
		    struct scs_command_error *error)
{
	static const char *const names[] = {
		[SCS_HOOK_AUTO] = "auto",
		[SCS_HOOK_TRACEPOINT] = "tracepoint",
		[SCS_HOOK_KPROBE] = "kprobe",
		[SCS_HOOK_FTRACE] = "ftrace",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (equals(names[i], arg, len)) {
			cmd->set_hook = true;
			cmd->hook = i;
			return 0;
		}
	}
	error->at = arg;
	error->why = "no such hook";
	return -EINVAL;
}

static int set_syscalls(struct scs_command *cmd, const char *arg, size_t len,
			struct scs_command_error *error)
{
	cmd->syscalls = arg;
	cmd->syscalls_len = len;
	return scs_selection_parse(&cmd->selection, arg, &error->at, &error->why);
}

static int set_account(struct scs_command *cmd, const char *arg, size_t len,
		       struct scs_command_error *error)
{
	cmd->set_account_wait = true;
	cmd->account_wait = equals("wait on", arg, len);
	if (cmd->account_wait || equals("wait off", arg, len))
		return 0;
	error->at = arg;
	error->why = "not 'wait on' or 'wait off'";
	return -EINVAL;
}

static const struct verb {
	const char *word;
	bool has_arg;
	int (*set)(struct scs_command *cmd, const char *arg, size_t len,
		   struct scs_command_error *error);
} verbs[] = {
	{ "start", false, set_start },	    { "stop", false, set_stop },
	{ "reset", false, set_reset },	    { "hook", true, set_hook },
	{ "syscalls", true, set_syscalls }, { "account", true, set_account },
};

const char *const scs_command_help =
	"# start\n"
	"# stop\n"
	"# reset\n"
	"# hook auto | tracepoint | kprobe | ftrace\n"
	"# syscalls all | LIST, as in read,openat,%network,*at,32:open,!sendto\n"
	"# account wait on\n"
	"# account wait off\n";

static int parse_line(const char *line, size_t len, struct scs_command *cmd,
		      struct scs_command_error *error)
{
	const char *space = memchr(line, ' ', len);
	size_t word_len = space ? (size_t)(space - line) : len;
	const char *arg = space ? space + 1 : line + len;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (!equals(verbs[i].word, line, word_len) || verbs[i].has_arg != !!space)
			continue;
		return verbs[i].set(cmd, arg, (size_t)(line + len - arg), error);
	}
	return -EINVAL;
}

/**
 * scs_command_parse() - read a write to the control file, all of it or nothing
 * @text: exact commands, one per line; the last newline may be missing, a NUL
 *	follows
 * @len: its length in bytes
 * @cmd: receives the state asked for; of contrary commands the last counts
 * @error: receives what is wrong, if anything
 *
 * Return: 0, or -EINVAL with @cmd undefined: an unknown word, anything beside
 * a command, an empty line, a NUL, an empty text or one over SCS_CONTROL_MAX
 * bytes.
 */
int scs_command_parse(const char *text, size_t len, struct scs_command *cmd,
		      struct scs_command_error *error)
{
	const char *at = text, *end = text + len;

	memset(cmd, 0, sizeof(*cmd));
	error->at = text;
	error->why = "the length of a write must be 1 to 4096 bytes";
	if (!len || len > SCS_CONTROL_MAX)
		return -EINVAL;
	error->why = "a NUL";
	error->at = memchr(text, '\0', len);
	if (error->at)
		return -EINVAL;

	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t line_len = (size_t)((newline ? newline : end) - at);

		error->at = at;
		error->why = "no such command";
		if (parse_line(at, line_len, cmd, error))
			return -EINVAL;
		at += line_len + 1;
	}
	return 0;
}
