// SPDX-License-Identifier: GPL-2.0
/*
 * The grammar of the file of a session.
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

#include "session_command.h"

static struct scs_session_command cmd;
static char last[SCS_CONTROL_MAX];
static size_t bad_at;

/* From memory that ends where the text does, so that the sanitizer sees a byte too far. */
static int parse(const char *text, size_t len)
{
	struct scs_command_error error;
	char *copy = calloc(len + 1, 1);
	int ret;

	memcpy(copy, text, len);
	ret = scs_session_command_parse(copy, len, &cmd, &error);
	if (ret) {
		bad_at = (size_t)(error.at - copy);
	} else if (cmd.nr_wanted && cmd.wanted[cmd.nr_wanted - 1].text) {
		const struct scs_wanted *wanted = &cmd.wanted[cmd.nr_wanted - 1];

		snprintf(last, sizeof(last), "%.*s", (int)wanted->len, wanted->text);
	}
	free(copy);
	return ret;
}

#define PARSE(text) parse(text, sizeof(text) - 1)

static void test_numbers(void **state)
{
	assert_int_equal(PARSE("pid 1\n"), 0);
	assert_int_equal(cmd.nr_wanted, 1);
	assert_int_equal(cmd.wanted[0].kind, SCS_SELECT_PID);
	assert_int_equal(cmd.wanted[0].number, 1);
	assert_false(cmd.follow || cmd.set_running || cmd.set_view || cmd.syscalls || cmd.reset);

	assert_int_equal(PARSE("tid 2147483647\nuid 0\nuid 4294967294"), 0);
	assert_int_equal(cmd.nr_wanted, 3);
	assert_int_equal(cmd.wanted[0].kind, SCS_SELECT_TID);
	assert_int_equal(cmd.wanted[0].number, INT_MAX);
	assert_int_equal(cmd.wanted[1].kind, SCS_SELECT_UID);
	assert_int_equal(cmd.wanted[1].number, 0);
	assert_int_equal(cmd.wanted[2].number, 4294967294);
}

static void test_words(void **state)
{
	assert_int_equal(PARSE("comm a b"), 0);
	assert_int_equal(cmd.wanted[0].kind, SCS_SELECT_COMM);
	assert_string_equal(last, "a b");
	assert_int_equal(PARSE("comm 123456789012345\n"), 0);
	assert_string_equal(last, "123456789012345");
	assert_int_equal(PARSE("cgroup /\n"), 0);
	assert_int_equal(cmd.wanted[0].kind, SCS_SELECT_CGROUP);
	assert_string_equal(last, "/");
	assert_int_equal(PARSE("cgroup /system.slice/a b.service\n"), 0);
	assert_string_equal(last, "/system.slice/a b.service");
}

static void test_one_desired_state(void **state)
{
	assert_int_equal(PARSE("start\npid 7\nfollow\nview errnos\nreset\nsyscalls read\n"), 0);
	assert_true(cmd.set_running && cmd.running && cmd.follow && cmd.reset);
	assert_true(cmd.set_view && cmd.view == SCS_SHOW_ERRNOS);
	assert_true(cmd.syscalls && cmd.syscalls_len == 4);
	assert_int_equal(PARSE("start\nstop\nview all\nview stats"), 0);
	assert_true(cmd.set_running && !cmd.running);
	assert_true(cmd.set_view && cmd.view == SCS_SHOW_STATS);
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
		BAD("pid", 0),
		BAD("pid ", 4),
		BAD("pid 0", 4),
		BAD("pid -1", 4),
		BAD("pid +1", 4),
		BAD("pid x", 4),
		BAD("pid 1x", 4),
		BAD("pid 0x1", 4),
		BAD("pid 1 ", 4),
		BAD("pid  1", 4),
		BAD("pid 1,2", 4),
		BAD("pid 2147483648", 4),
		BAD("pid 18446744073709551617", 4),
		BAD("pid 1\0", 5),
		BAD("pid 1\ntid 0\n", 10),
		BAD("uid -1", 4),
		BAD("uid 4294967295", 4),
		BAD("uid root", 4),
		BAD("comm", 0),
		BAD("comm ", 5),
		BAD("comm 1234567890123456", 5),
		BAD("cgroup ", 7),
		BAD("cgroup a", 7),
		BAD("follow me", 0),
		BAD("start now", 0),
		BAD("view", 0),
		BAD("view ", 5),
		BAD("view task", 5),
		BAD("view tasks ", 5),
		BAD("hook auto", 0),
		BAD("account wait on", 0),
		BAD("syscalls nosuchcall", 9),
		BAD("start\nstop\nbogus\n", 11),
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(parse(bad[i].text, bad[i].len), -EINVAL);
		assert_int_equal(bad_at, bad[i].bad_at);
	}
}

static void test_too_many(void **state)
{
	char text[SCS_CONTROL_MAX + 1] = "";
	size_t len = 0;

	for (int i = 0; i < SCS_SELECTORS_MAX; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "pid %d\n", i + 1);
	assert_int_equal(parse(text, len), 0);
	assert_int_equal(cmd.nr_wanted, SCS_SELECTORS_MAX);
	len += (size_t)snprintf(text + len, sizeof(text) - len, "comm x\n");
	assert_int_equal(parse(text, len), -E2BIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),		  cmocka_unit_test(test_words),
		cmocka_unit_test(test_one_desired_state), cmocka_unit_test(test_all_or_nothing),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
