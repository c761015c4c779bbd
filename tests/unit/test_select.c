// SPDX-License-Identifier: GPL-2.0
/*
 * The argument of -e: what it selects, and what it refuses.
 *
 * Needs the tool but its main, module/notation.c module/classes.c and cmocka.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "notation.h"
#include "select.h"

static struct snapshot snap;

static int load(void **state)
{
	static const char text[] = "syscallstat 1\n"
				   "abi nr name calls\n"
				   "64 -1 invalid 1\n"
				   "64 0 read 1\n"
				   "64 1 write 1\n"
				   "64 257 openat 1\n"
				   "64 262 newfstatat 1\n"
				   "32 3 read 1\n"
				   "x32 0 read 1\n";
	struct errmsg err;

	(void)state;
	return snapshot_parse(&snap, text, sizeof(text) - 1, NULL, "test", &err);
}

static int unload(void **state)
{
	(void)state;
	snapshot_free(&snap);
	return 0;
}

/* @expected has one character per row, in the order of the text above. */
static void expect(const char *list, const char *expected)
{
	static const struct snapshot_row rows[] = {
		{ .abi = "64", .nr = -1 },  { .abi = "64", .nr = 0 },	{ .abi = "64", .nr = 1 },
		{ .abi = "64", .nr = 257 }, { .abi = "64", .nr = 262 }, { .abi = "32", .nr = 3 },
		{ .abi = "x32", .nr = 0 },
	};
	char got[] = ".......";
	struct selection sel;
	struct errmsg err;

	if (select_parse(&sel, list, &err))
		fail_msg("%s: %s", list, err.text);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct snapshot_row *row = snapshot_find(&snap, &rows[i]);

		assert_non_null(row);
		if (select_match(&sel, row))
			got[i] = '#';
	}
	select_free(&sel);
	if (strcmp(got, expected))
		fail_msg("%s: %s, not %s", list, got, expected);
}

static void refuse(const char *list, const char *message)
{
	struct selection sel;
	struct errmsg err;

	if (select_parse(&sel, list, &err) != -EINVAL)
		fail_msg("'%s' was accepted", list);
	if (!strstr(err.text, message))
		fail_msg("%s: '%s' is not in '%s'", list, message, err.text);
	assert_null(sel.entry);
	select_free(&sel);
}

static void test_entries(void **state)
{
	(void)state;
	expect("read", ".#...##");
	expect("read,openat", ".#.#.##");
	expect("rea", ".......");
	expect("readv", ".......");
	expect("READ", ".......");
	expect("0", ".#....#");
	expect("-1", "#......");
	expect("003", ".....#.");
	expect("invalid", "#......");
	expect("*at", "...##..");
	expect("wr?te", "..#....");
	expect("?write", "..#....");
	expect("?[rw]*", ".##..##");
	expect("[rw]*", ".##..##");
	expect("*", "#######");
	expect("all", "#######");
	expect("nothing", ".......");
	expect("none", ".......");
	expect("none,write", "..#....");
	expect("%desc", ".######");
	expect("%file", "...##..");
	expect("32:%desc", ".....#.");
	expect("%network,0", ".#....#");
	expect("%%stat", "....#..");
}

static void test_abi(void **state)
{
	(void)state;
	expect("32:read", ".....#.");
	expect("64:read", ".#.....");
	expect("x32:read", "......#");
	expect("64:0", ".#.....");
	expect("32:*", ".....#.");
	expect("32:all", ".....#.");
	expect("x32:3", ".......");
	expect("32:read,64:write", "..#..#.");
}

static void test_negation(void **state)
{
	(void)state;
	/* As in strace: a "!" in front negates the list. */
	expect("!read", "#.###..");
	expect("!read,openat", "#.#.#..");
	expect("!read,!openat", "#.#.#..");
	expect("!all", ".......");
	expect("!32:read", "#####.#");
	expect("!*at", "###..##");
	expect("!%file", "###..##");
	expect("%desc,!%%stat", ".###.##");
	/* Elsewhere it takes one entry out, before or after what selects it. */
	expect("read,!32:read", ".#....#");
	expect("*at,!openat", "....#..");
	expect("all,!0,!1,!openat", "#...##.");
	expect("write,!openat,*at", "..#.#..");
}

static void test_refused(void **state)
{
	(void)state;
	refuse("", "empty entry");
	refuse("read,", "empty entry");
	refuse(",read", "empty entry");
	refuse("read,,write", "empty entry");
	refuse("!", "empty entry");
	refuse("read,!", "empty entry");
	refuse("32:", "empty entry");
	refuse("%files", "no such class of system calls: '%files'");
	refuse("read,!%", "no such class of system calls: '!%'");
	refuse("64:%%file", "no such class");
	refuse("?%bogus", "no such class");
	refuse("?", "empty entry");
	refuse("16:read", "unknown ABI (64:, 32: or x32:): '16:read'");
	refuse(":read", "unknown ABI");
	refuse("x3:read", "unknown ABI");
	refuse("read:32", "unknown ABI");
	refuse("!!read", "not the name of a system call: '!!read'");
	refuse("32:!read", "not the name");
	refuse("read write", "not the name");
	refuse("read@32", "not the name");
	refuse("/^read", "not the name");
	refuse("r\303\251ad", "not the name");
	refuse("-", "not a system call number: '-'");
	refuse("-2", "not a system call number");
	refuse("1-3", "not a system call number");
	refuse("2147483648", "not a system call number");
	refuse("99999999999999999999999999", "not a system call number");
}

static void expect_unused(const struct selection *sel, size_t *pos, const char *abi,
			  const char *word)
{
	const struct scs_entry *entry = select_next_unused(sel, &snap, pos);

	assert_non_null(entry);
	assert_string_equal(entry->word, word);
	assert_string_equal(entry->abi ? entry->abi : "any", abi ? abi : "any");
}

static void test_unused(void **state)
{
	struct selection sel;
	struct errmsg err;
	size_t pos = 0;

	(void)state;
	if (select_parse(&sel, "read,opennat,zzz*,%ipc,?no,!64:77,32:write,64:read,none", &err))
		fail_msg("%s", err.text);
	expect_unused(&sel, &pos, NULL, "opennat");
	expect_unused(&sel, &pos, "64", "77");
	expect_unused(&sel, &pos, "32", "write");
	assert_null(select_next_unused(&sel, &snap, &pos));
	assert_null(select_next_unused(&sel, &snap, &pos));
	select_free(&sel);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entries),	 cmocka_unit_test(test_abi),
		cmocka_unit_test(test_negation), cmocka_unit_test(test_refused),
		cmocka_unit_test(test_unused),
	};

	return cmocka_run_group_tests_name("select", tests, load, unload);
}
