/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The grammar of the control file, and what it shares with that of sessions.
 *
 * Pure C: the module and the unit tests compile this same file.
 */
#ifndef SCS_COMMAND_H
#define SCS_COMMAND_H

#include "names.h"
#include "pure.h"

enum scs_hook_choice {
	SCS_HOOK_AUTO,
	SCS_HOOK_TRACEPOINT,
	SCS_HOOK_KPROBE,
	SCS_HOOK_FTRACE,
};

/**
 * struct scs_command - the state that a write asks for
 * @set_running: @running was given
 * @running: whether the hooks shall be attached
 * @set_hook: @hook was given
 * @hook: how calls shall be seen
 * @syscalls: which calls shall be counted, as written, in the text that was
 *	parsed; NULL if not given
 * @syscalls_len: its length in bytes
 * @selection: the same, by row
 * @set_account_wait: @account_wait was given
 * @account_wait: whether the time of calls shall be split into running and waiting
 * @reset: begin a new generation, last
 *
 * Too large for a stack of the kernel.
 */
struct scs_command {
	bool set_running;
	bool running;
	bool set_hook;
	enum scs_hook_choice hook;
	const char *syscalls;
	size_t syscalls_len;
	struct scs_selection selection;
	bool set_account_wait;
	bool account_wait;
	bool reset;
};

/**
 * struct scs_command_error - what is wrong with a write
 * @at: where in the text
 * @why: in words
 */
struct scs_command_error {
	const char *at;
	const char *why;
};

/**
 * struct scs_verb - what a line of a write may begin with
 * @word: up to the first space, or the end
 * @has_arg: something follows behind a space
 * @set: notes what is asked for in the command; @arg has @len bytes, and is ended by a
 *	NUL or a newline. Returns 0, or a negative errno with @error told.
 */
struct scs_verb {
	const char *word;
	bool has_arg;
	int (*set)(void *command, const char *arg, size_t len, struct scs_command_error *error);
};

int scs_verbs_parse(const struct scs_verb *verbs, size_t n, const char *text, size_t len,
		    void *command, struct scs_command_error *error);
bool scs_verb_equals(const char *word, const char *text, size_t len);

int scs_command_parse(const char *text, size_t len, struct scs_command *cmd,
		      struct scs_command_error *error);

/* The legal commands, one '# command' line each. */
extern const char *const scs_command_help;

#endif /* SCS_COMMAND_H */
