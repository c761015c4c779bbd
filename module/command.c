// SPDX-License-Identifier: GPL-2.0
#include <syscallstat/abi.h>

#include "command.h"
#include "pure.h"

/**
 * scs_verb_equals() - are these bytes this word?
 * @word: ended by a NUL
 * @text: the bytes
 * @len: how many
 */
bool scs_verb_equals(const char *word, const char *text, size_t len)
{
	return strlen(word) == len && !memcmp(word, text, len);
}

static int parse_line(const struct scs_verb *verbs, size_t n, const char *line, size_t len,
		      void *command, struct scs_command_error *error)
{
	const char *space = memchr(line, ' ', len);
	size_t word_len = space ? (size_t)(space - line) : len;
	const char *arg = space ? space + 1 : line + len;
	size_t i;

	for (i = 0; i < n; i++) {
		if (!scs_verb_equals(verbs[i].word, line, word_len) || verbs[i].has_arg != !!space)
			continue;
		return verbs[i].set(command, arg, (size_t)(line + len - arg), error);
	}
	return -EINVAL;
}

/**
 * scs_verbs_parse() - read a write, all of it or nothing
 * @verbs: what lines may begin with
 * @n: how many
 * @text: exact commands, one per line; the last newline may be missing, a NUL
 *	follows
 * @len: its length in bytes
 * @command: for the verbs
 * @error: receives what is wrong, if anything
 *
 * Return: 0; what a verb returns; or -EINVAL: an unknown word, anything beside a
 * command, an empty line, a NUL, an empty text or one over SCS_CONTROL_MAX bytes.
 */
int scs_verbs_parse(const struct scs_verb *verbs, size_t n, const char *text, size_t len,
		    void *command, struct scs_command_error *error)
{
	const char *at = text, *end = text + len;
	int ret;

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
		ret = parse_line(verbs, n, at, line_len, command, error);
		if (ret)
			return ret;
		at += line_len + 1;
	}
	return 0;
}

static int set_start(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	struct scs_command *cmd = command;

	cmd->set_running = true;
	cmd->running = true;
	return 0;
}

static int set_stop(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	struct scs_command *cmd = command;

	cmd->set_running = true;
	cmd->running = false;
	return 0;
}

static int set_reset(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	struct scs_command *cmd = command;

	cmd->reset = true;
	return 0;
}

static int set_hook(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	static const char *const names[] = {
		[SCS_HOOK_AUTO] = "auto",
		[SCS_HOOK_TRACEPOINT] = "tracepoint",
		[SCS_HOOK_KPROBE] = "kprobe",
		[SCS_HOOK_FTRACE] = "ftrace",
	};
	struct scs_command *cmd = command;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (scs_verb_equals(names[i], arg, len)) {
			cmd->set_hook = true;
			cmd->hook = i;
			return 0;
		}
	}
	error->at = arg;
	error->why = "no such hook";
	return -EINVAL;
}

static int set_syscalls(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	struct scs_command *cmd = command;

	cmd->syscalls = arg;
	cmd->syscalls_len = len;
	return scs_selection_parse(&cmd->selection, arg, &error->at, &error->why);
}

static int set_account(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	struct scs_command *cmd = command;

	cmd->set_account_wait = true;
	cmd->account_wait = scs_verb_equals("wait on", arg, len);
	if (cmd->account_wait || scs_verb_equals("wait off", arg, len))
		return 0;
	error->at = arg;
	error->why = "not 'wait on' or 'wait off'";
	return -EINVAL;
}

static const struct scs_verb verbs[] = {
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

/**
 * scs_command_parse() - read a write to the control file, all of it or nothing
 * @text: exact commands, one per line; the last newline may be missing, a NUL
 *	follows
 * @len: its length in bytes
 * @cmd: receives the state asked for; of contrary commands the last counts
 * @error: receives what is wrong, if anything
 *
 * Return: as of scs_verbs_parse(), with @cmd undefined in case of an error.
 */
int scs_command_parse(const char *text, size_t len, struct scs_command *cmd,
		      struct scs_command_error *error)
{
	memset(cmd, 0, sizeof(*cmd));
	return scs_verbs_parse(verbs, ARRAY_SIZE(verbs), text, len, cmd, error);
}
