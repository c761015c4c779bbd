// SPDX-License-Identifier: GPL-2.0
/* A libFuzzer target: the grammars of the control file and of sessions. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "session_command.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define must(condition)                   \
	do {                              \
		if (!(condition))         \
			__builtin_trap(); \
	} while (0)

static void check_error(int ret, const struct scs_command_error *error, const char *text,
			size_t len)
{
	must(ret == -EINVAL || ret == -E2BIG);
	/* What is told is a place in the text, or behind it. */
	must(ret == -E2BIG || (error->at >= text && error->at <= text + len && error->why));
}

static void check_list(const char *list, size_t list_len, const char *text, size_t len)
{
	must(!list || (list >= text && list + list_len <= text + len));
}

static void parse_control(const char *text, size_t len)
{
	static struct scs_command cmd;
	struct scs_command_error error;
	int ret = scs_command_parse(text, len, &cmd, &error);

	if (ret)
		check_error(ret, &error, text, len);
	else
		check_list(cmd.syscalls, cmd.syscalls_len, text, len);
}

static void parse_session(const char *text, size_t len)
{
	static struct scs_session_command cmd;
	struct scs_command_error error;
	int ret = scs_session_command_parse(text, len, &cmd, &error);

	if (ret) {
		check_error(ret, &error, text, len);
		return;
	}
	check_list(cmd.syscalls, cmd.syscalls_len, text, len);
	must(cmd.nr_wanted <= SCS_SELECTORS_MAX);
	for (unsigned int i = 0; i < cmd.nr_wanted; i++)
		check_list(cmd.wanted[i].text, cmd.wanted[i].len, text, len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* As the module has it: of the exact size, and a NUL. */
	char *text = malloc(size + 1);

	must(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	parse_control(text, size);
	parse_session(text, size);
	free(text);
	return 0;
}
