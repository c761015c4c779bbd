// SPDX-License-Identifier: GPL-2.0
#include "session_command.h"

static int set_start(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	struct scs_session_command *cmd = command;

	cmd->set_running = true;
	cmd->running = true;
	return 0;
}

static int set_stop(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	struct scs_session_command *cmd = command;

	cmd->set_running = true;
	cmd->running = false;
	return 0;
}

static int set_reset(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	struct scs_session_command *cmd = command;

	cmd->reset = true;
	return 0;
}

static int set_follow(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	struct scs_session_command *cmd = command;

	cmd->follow = true;
	return 0;
}

static int set_syscalls(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	struct scs_session_command *cmd = command;

	cmd->syscalls = arg;
	cmd->syscalls_len = len;
	return scs_selection_parse(&cmd->selection, arg, &error->at, &error->why);
}

static int set_view(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	static const char *const names[] = {
		[SCS_SHOW_STATS] = "stats",	  [SCS_SHOW_HISTOGRAM] = "histogram",
		[SCS_SHOW_ERRNOS] = "errnos",	  [SCS_SHOW_TASKS] = "tasks",
		[SCS_SHOW_INFLIGHT] = "inflight", [SCS_SHOW_PERCPU] = "percpu",
		[SCS_SHOW_ALL] = "all",
	};
	struct scs_session_command *cmd = command;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (scs_verb_equals(names[i], arg, len)) {
			cmd->set_view = true;
			cmd->view = i;
			return 0;
		}
	}
	error->at = arg;
	error->why = "no such view";
	return -EINVAL;
}

/* Digits and nothing else, from @min to @max. */
static bool parse_number(const char *arg, size_t len, __u32 min, __u32 max, __u32 *number)
{
	__u64 n = 0;
	size_t i;

	for (i = 0; i < len; i++) {
		if (arg[i] < '0' || arg[i] > '9')
			return false;
		n = n * 10 + (__u64)(arg[i] - '0');
		if (n > max)
			return false;
	}
	*number = (__u32)n;
	return len && n >= min;
}

static struct scs_wanted *add(struct scs_session_command *cmd, enum scs_selector_kind kind)
{
	struct scs_wanted *wanted = &cmd->wanted[cmd->nr_wanted];

	if (cmd->nr_wanted == SCS_SELECTORS_MAX)
		return NULL;
	cmd->nr_wanted++;
	wanted->kind = kind;
	return wanted;
}

static int add_number(void *command, enum scs_selector_kind kind, const char *arg, size_t len,
		      struct scs_command_error *error)
{
	bool uid = kind == SCS_SELECT_UID;
	struct scs_wanted *wanted;
	__u32 number;

	error->at = arg;
	error->why = "not a number of that kind";
	/* The last uid stands for none. */
	if (!parse_number(arg, len, uid ? 0 : 1, uid ? (__u32)-2 : INT_MAX, &number))
		return -EINVAL;
	wanted = add(command, kind);
	if (!wanted)
		return -E2BIG;
	wanted->number = number;
	return 0;
}

static int add_pid(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	return add_number(command, SCS_SELECT_PID, arg, len, error);
}

static int add_tid(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	return add_number(command, SCS_SELECT_TID, arg, len, error);
}

static int add_uid(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	return add_number(command, SCS_SELECT_UID, arg, len, error);
}

static int add_text(void *command, enum scs_selector_kind kind, const char *arg, size_t len)
{
	struct scs_wanted *wanted = add(command, kind);

	if (!wanted)
		return -E2BIG;
	wanted->text = arg;
	wanted->len = len;
	return 0;
}

static int add_comm(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	error->at = arg;
	error->why = "not a name of 1 to 15 bytes";
	if (!len || len > SCS_COMM_MAX)
		return -EINVAL;
	return add_text(command, SCS_SELECT_COMM, arg, len);
}

static int add_cgroup(void *command, const char *arg, size_t len, struct scs_command_error *error)
{
	error->at = arg;
	error->why = "not an absolute path";
	if (!len || arg[0] != '/')
		return -EINVAL;
	return add_text(command, SCS_SELECT_CGROUP, arg, len);
}

static const struct scs_verb verbs[] = {
	{ "pid", true, add_pid },	    { "tid", true, add_tid },
	{ "uid", true, add_uid },	    { "comm", true, add_comm },
	{ "cgroup", true, add_cgroup },	    { "follow", false, set_follow },
	{ "syscalls", true, set_syscalls }, { "view", true, set_view },
	{ "start", false, set_start },	    { "stop", false, set_stop },
	{ "reset", false, set_reset },
};

/**
 * scs_session_command_parse() - read a write to the file of a session, all or nothing
 * @text: exact commands, one per line; the last newline may be missing, a NUL
 *	follows
 * @len: its length in bytes
 * @cmd: receives what is asked for; of contrary commands the last counts
 * @error: receives what is wrong, if anything
 *
 * Return: 0; -E2BIG for more than SCS_SELECTORS_MAX selectors; -EINVAL as of
 * scs_verbs_parse(). @cmd is undefined in case of an error.
 */
int scs_session_command_parse(const char *text, size_t len, struct scs_session_command *cmd,
			      struct scs_command_error *error)
{
	memset(cmd, 0, sizeof(*cmd));
	return scs_verbs_parse(verbs, ARRAY_SIZE(verbs), text, len, cmd, error);
}
