// SPDX-License-Identifier: GPL-2.0
/*
 * The grammar of the control file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <syscallstat/abi.h>

#include "command.h"

static struct scs_command cmd;
static char syscalls[256], why[64];
static size_t bad_at;

/* From memory that ends where the text does, so that the sanitizer sees a byte too far. */
static int parse(const char *text, size_t len)
{
	struct scs_command_error error;
	char *copy = calloc(len + 1, 1);
	int ret;

	memcpy(copy, text, len);
	ret = scs_command_parse(copy, len, &cmd, &error);
	if (ret) {
		bad_at = (size_t)(error.at - copy);
		snprintf(why, sizeof(why), "%s", error.why);
	} else if (cmd.syscalls) {
		snprintf(syscalls, sizeof(syscalls), "%.*s", (int)cmd.syscalls_len, cmd.syscalls);
	}
	free(copy);
	return ret;
}

#define PARSE(text) parse(text, sizeof(text) - 1)

static void test_each_command(void **state)
{
	assert_int_equal(PARSE("start\n"), 0);
	assert_true(cmd.set_running && cmd.running && !cmd.reset);
	assert_int_equal(PARSE("stop\n"), 0);
	assert_true(cmd.set_running && !cmd.running && !cmd.reset);
	assert_int_equal(PARSE("reset\n"), 0);
	assert_true(!cmd.set_running && cmd.reset);
	/* The last newline may be missing. */
	assert_int_equal(PARSE("reset"), 0);
	assert_true(cmd.reset);
}

static void test_one_desired_state(void **state)
{
	assert_int_equal(PARSE("reset\nstop\nstart"), 0);
	assert_true(cmd.set_running && cmd.running && cmd.reset);
	assert_int_equal(PARSE("start\nstop\n"), 0);
	assert_true(cmd.set_running && !cmd.running && !cmd.reset);
	assert_int_equal(PARSE("reset\nreset\nreset\n"), 0);
	assert_true(cmd.reset);
}

static void test_all_or_nothing(void **state)
{
	static const struct {
		const char *text;
		size_t len, bad_at;
	} bad[] = {
#define BAD(text, at) { text, sizeof(text) - 1, at }
		BAD("", 0),
		BAD("\n", 0),
		BAD(" ", 0),
		BAD("star", 0),
		BAD("startt", 0),
		BAD("start ", 0),
		BAD(" start", 0),
		BAD("Start", 0),
		BAD("start\t\n", 0),
		BAD("start\r\n", 0),
		BAD("start\n\n", 6),
		BAD("start\nstop\nrese\n", 11),
		BAD("start\0", 5),
		BAD("st\0rt", 2),
		BAD("start\n\0", 6),
		BAD("syscalls read\0,write", 13),
		BAD("start stop", 0),
		BAD("start\nstop reset\n", 6),
		BAD("hook", 0),
		BAD("hook\n", 0),
		BAD("hook ", 5),
		BAD("hook  auto", 5),
		BAD("hook auto ", 5),
		BAD("hook autos", 5),
		BAD("hook aut\nhook auto", 5),
		BAD("reset\nhook auto\nhook Auto", 21),
		BAD("hookauto", 0),
		BAD("account", 0),
		BAD("account ", 8),
		BAD("account wait", 8),
		BAD("account wait ", 8),
		BAD("account wait yes", 8),
		BAD("account wait on ", 8),
		BAD("account wait  on", 8),
		BAD("account on", 8),
		BAD("account waiton", 8),
		BAD("syscalls", 0),
		BAD("syscalls\n", 0),
		BAD("syscalls ", 9),
		BAD("syscalls read,", 14),
		BAD("syscalls read, write", 14),
		BAD("syscalls read,nosuchcall", 14),
		BAD("syscalls read,9999", 14),
		BAD("syscalls zzz*,read", 9),
		BAD("syscalls 32:newfstatat", 9),
		BAD("syscalls read\nsyscalls bogus\n", 23),
		BAD("syscalls %bogus\nsyscalls read\n", 9),
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(parse(bad[i].text, bad[i].len), -EINVAL);
		assert_int_equal(bad_at, bad[i].bad_at);
	}
}

static void test_account(void **state)
{
	assert_int_equal(PARSE("start\n"), 0);
	assert_false(cmd.set_account_wait);
	assert_int_equal(PARSE("account wait on"), 0);
	assert_true(cmd.set_account_wait && cmd.account_wait && !cmd.set_running && !cmd.reset);
	assert_int_equal(PARSE("account wait off\nreset\n"), 0);
	assert_true(cmd.set_account_wait && !cmd.account_wait && cmd.reset);
	assert_int_equal(PARSE("account wait off\naccount wait on\n"), 0);
	assert_true(cmd.account_wait);
}

static void test_hooks(void **state)
{
	assert_int_equal(PARSE("start"), 0);
	assert_false(cmd.set_hook);
	assert_int_equal(PARSE("hook auto"), 0);
	assert_true(cmd.set_hook && cmd.hook == SCS_HOOK_AUTO && !cmd.set_running);
	assert_int_equal(PARSE("hook kprobe\nstart\n"), 0);
	assert_true(cmd.set_hook && cmd.hook == SCS_HOOK_KPROBE && cmd.set_running);
	assert_int_equal(PARSE("hook ftrace\n"), 0);
	assert_true(cmd.hook == SCS_HOOK_FTRACE);
	assert_int_equal(PARSE("hook ftrace\nhook tracepoint"), 0);
	assert_true(cmd.hook == SCS_HOOK_TRACEPOINT);
}

/* The rows that a list selects, as names; those of one ABI. */
static const char *selected(const char *list, enum scs_abi abi)
{
	static char names[65536];
	char line[256];

	snprintf(line, sizeof(line), "syscalls %s\nreset", list);
	if (parse(line, strlen(line)))
		fail_msg("%s: %s", list, why);
	assert_string_equal(syscalls, list);
	assert_true(cmd.reset);
	names[0] = '\0';
	for (size_t i = 0; i < SCS_ROWS; i++)
		if (cmd.selection.rows[i] && scs_calls[i].abi == abi)
			strcat(strcat(names, scs_calls[i].name), " ");
	return names;
}

static unsigned int count_selected(const char *list)
{
	unsigned int n = 0;

	selected(list, SCS_ABI_64);
	for (size_t i = 0; i < SCS_ROWS; i++)
		n += cmd.selection.rows[i];
	return n;
}

static void test_syscalls(void **state)
{
	assert_string_equal(selected("read,write", SCS_ABI_64), "read write ");
	assert_string_equal(selected("read,write", SCS_ABI_32), "read write ");
	assert_string_equal(selected("64:read,64:1", SCS_ABI_64), "read write ");
	assert_string_equal(selected("64:read,64:1", SCS_ABI_32), "");
	assert_string_equal(selected("32:1", SCS_ABI_32), "exit ");
	assert_string_equal(selected("-1", SCS_ABI_64), "invalid ");
	assert_string_equal(selected("invalid", SCS_ABI_X32), "invalid ");
	assert_string_equal(selected("%statfs", SCS_ABI_64), "statfs ");
	assert_string_equal(selected("%%statfs,!ustat", SCS_ABI_64), "statfs fstatfs ");
	assert_string_equal(selected("*etppid,!32:*", SCS_ABI_64), "getppid ");
}

static void test_counts_of_selected(void **state)
{
	const unsigned int all = count_selected("all");

	assert_int_equal(all, SCS_ROWS);
	assert_int_equal(count_selected("none"), 0);
	assert_int_equal(count_selected("?nosuchcall"), 0);
	assert_int_equal(count_selected("*"), all);
	assert_int_equal(count_selected("32:all,64:all,x32:all"), all);
	assert_int_equal(count_selected("!read"), all - 3);
	assert_int_equal(count_selected("all,!read"), all - 3);
	assert_int_equal(count_selected("!read,all"), 0);
	assert_int_equal(count_selected("!64:read,32:write"), all - 2);
	assert_int_equal(count_selected("%net") + count_selected("!%network"), all);
}

static void test_size(void **state)
{
	static char text[SCS_CONTROL_MAX + 2];
	size_t len = 0;

	while (len + 5 <= sizeof(text)) {
		memcpy(text + len, "stop\n", 5);
		len += 5;
	}
	memcpy(text + len, "stop\n", sizeof(text) - len);
	/* 4096 bytes end in "stop\ns": not the size is wrong with them. */
	assert_int_equal(parse(text, SCS_CONTROL_MAX), -EINVAL);
	assert_int_equal(bad_at, SCS_CONTROL_MAX - 1);
	assert_int_equal(parse(text, SCS_CONTROL_MAX - 1), 0);
	/* Nothing would be wrong with these, but their size. */
	memcpy(text + SCS_CONTROL_MAX - 5, "reset\n", 6);
	assert_int_equal(parse(text, SCS_CONTROL_MAX + 1), -EINVAL);
	assert_int_equal(bad_at, 0);
}

static void test_help_lists_every_command(void **state)
{
	char help[1024], *line, *rest = help;
	unsigned int lines = 0;

	strncpy(help, scs_command_help, sizeof(help) - 1);
	while ((line = strsep(&rest, "\n")) && *line) {
		char *word, *args = line + 2, text[64];
		const char *verb = strsep(&args, " ");

		assert_memory_equal(line, "# ", 2);
		lines++;
		/* "account wait on" */
		snprintf(text, sizeof(text), "%s%s%s", verb, args ? " " : "", args ?: "");
		if (!strpbrk(text, "|,")) {
			assert_int_equal(parse(text, strlen(text)), 0);
			continue;
		}
		/* "hook auto | tracepoint", "syscalls all | LIST, as in read" */
		while ((word = strsep(&args, " "))) {
			if (!*word || *word == '|' || !strcmp(word, "LIST,") ||
			    !strcmp(word, "as") || !strcmp(word, "in"))
				continue;
			snprintf(text, sizeof(text), "%s %s", verb, word);
			assert_int_equal(parse(text, strlen(text)), 0);
		}
	}
	assert_int_equal(lines, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_command),
		cmocka_unit_test(test_one_desired_state),
		cmocka_unit_test(test_all_or_nothing),
		cmocka_unit_test(test_account),
		cmocka_unit_test(test_hooks),
		cmocka_unit_test(test_syscalls),
		cmocka_unit_test(test_counts_of_selected),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_help_lists_every_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
