// SPDX-License-Identifier: GPL-2.0
/*
 * The grammar of the control file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <syscallstat/abi.h>

#include "command.h"

/* From memory that ends where the text does, so that the sanitizer sees a byte too far. */
static int parse(const char *text, size_t len, struct scs_command *cmd, size_t *bad_at)
{
	char *copy = malloc(len ? len : 1);
	int ret;

	memcpy(copy, text, len);
	ret = scs_command_parse(copy, len, cmd, bad_at);
	free(copy);
	return ret;
}

#define PARSE(text) parse(text, sizeof(text) - 1, &cmd, &bad_at)

static void test_each_command(void **state)
{
	struct scs_command cmd;
	size_t bad_at;

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
	struct scs_command cmd;
	size_t bad_at;

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
		BAD("start\0", 0),
		BAD("st\0rt", 0),
		BAD("start\n\0", 6),
		BAD("start stop", 0),
		BAD("start\nstop reset\n", 6),
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct scs_command cmd;
		size_t bad_at;

		assert_int_equal(parse(bad[i].text, bad[i].len, &cmd, &bad_at), -EINVAL);
		assert_int_equal(bad_at, bad[i].bad_at);
	}
}

static void test_size(void **state)
{
	static char text[SCS_CONTROL_MAX + 2];
	struct scs_command cmd;
	size_t bad_at, len = 0;

	while (len + 5 <= sizeof(text)) {
		memcpy(text + len, "stop\n", 5);
		len += 5;
	}
	memcpy(text + len, "stop\n", sizeof(text) - len);
	/* 4096 bytes end in "stop\ns": not the size is wrong with them. */
	assert_int_equal(parse(text, SCS_CONTROL_MAX, &cmd, &bad_at), -EINVAL);
	assert_int_equal(bad_at, SCS_CONTROL_MAX - 1);
	assert_int_equal(parse(text, SCS_CONTROL_MAX - 1, &cmd, &bad_at), 0);
	/* Nothing would be wrong with these, but their size. */
	memcpy(text + SCS_CONTROL_MAX - 5, "reset\n", 6);
	assert_int_equal(parse(text, SCS_CONTROL_MAX + 1, &cmd, &bad_at), -EINVAL);
	assert_int_equal(bad_at, 0);
}

static void test_help_lists_every_command(void **state)
{
	char help[1024], *line, *rest = help;
	unsigned int lines = 0;

	strncpy(help, scs_command_help, sizeof(help) - 1);
	while ((line = strsep(&rest, "\n")) && *line) {
		struct scs_command cmd;
		size_t bad_at;

		assert_memory_equal(line, "# ", 2);
		assert_int_equal(parse(line + 2, strlen(line + 2), &cmd, &bad_at), 0);
		lines++;
	}
	assert_int_equal(lines, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_command),
		cmocka_unit_test(test_one_desired_state),
		cmocka_unit_test(test_all_or_nothing),
		cmocka_unit_test(test_size),
		cmocka_unit_test(test_help_lists_every_command),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
