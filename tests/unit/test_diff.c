// SPDX-License-Identifier: GPL-2.0
/* Two readings side by side: rows, columns, order, and what is a later reading. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "diff.h"
#include "diff_columns.h"

#define KEYS(seconds) "# generation 1\n# elapsed_ns " seconds "000000000\n"
#define HEADER "abi nr name calls errors restarts denied total_ns min_ns p50_ns max_ns bytes\n"

#define OLD                                              \
	"64 0 read 100 1 0 0 200000 500 1000 9000 400\n" \
	"64 1 write 10 0 0 0 30000 700 3000 8000 90\n"   \
	"64 3 close 7 0 0 0 700 100 100 100 0\n"         \
	"32 3 read 5 0 0 0 2500 400 500 600 50\n"

static struct snapshot old, new;
static struct selection sel;
static struct diff diff;
static struct errmsg err;

static void parse(struct snapshot *snap, const char *keys, const char *rows)
{
	char text[2048];
	int len = snprintf(text, sizeof(text), "syscallstat 1\n%s" HEADER "%s", keys, rows);

	assert_true(len < (int)sizeof(text));
	if (snapshot_parse(snap, text, (size_t)len, NULL, "test", &err))
		fail_msg("%s", err.text);
}

static int build(const char *old_rows, const char *new_rows)
{
	parse(&old, KEYS("2"), old_rows);
	parse(&new, KEYS("4"), new_rows);
	return diff_build(&diff, &old, &new, sel.entry ? &sel : NULL, &err);
}

static void release(void)
{
	diff_free(&diff);
	snapshot_free(&old);
	snapshot_free(&new);
}

/* Of row @at, with a space behind each; as one would type the columns. */
static void expect(size_t at, const char *names, bool human, const char *expected)
{
	struct diff_columns columns;
	char got[512] = "", cell[128];

	if (diff_columns_parse(names, &columns, &err))
		fail_msg("%s", err.text);
	assert_true(at < diff.nrows);
	for (size_t i = 0; i < columns.count; i++) {
		if (diff_column_text(columns.list[i], &diff, &diff.rows[at], human, cell,
				     sizeof(cell)))
			strcpy(cell, "-");
		strncat(got, cell, sizeof(got) - strlen(got) - 1);
		strncat(got, " ", sizeof(got) - strlen(got) - 1);
	}
	if (strcmp(got, expected))
		fail_msg("'%s', not '%s'", got, expected);
}

static void test_rows(void **state)
{
	(void)state;
	/* In another order, one new, one gone. */
	assert_int_equal(build(OLD, "64 9 mmap 2 0 0 0 900 300 400 500 0\n"
				    "64 3 close 7 0 0 0 700 100 100 100 0\n"
				    "32 1 exit 1 0 0 0 0 - - - 0\n"
				    "32 3 read 5 0 0 0 2500 400 500 600 50\n"
				    "64 0 read 150 1 0 0 450000 500 1500 9000 500\n"),
			 0);
	assert_int_equal(diff.nrows, 6);
	expect(0, "abi,nr,name,status,calls", false, "32 1 exit new 0 1 - ");
	expect(1, "abi,nr,name,status,calls", false, "32 3 read - 5 5 0.00 ");
	expect(2, "abi,nr,name,status,calls", false, "64 0 read - 100 150 50.00 ");
	expect(3, "abi,nr,name,status,calls", false, "64 1 write gone 10 0 -100.00 ");
	expect(4, "abi,nr,name,status,calls", false, "64 3 close - 7 7 0.00 ");
	expect(5, "abi,nr,name,status,calls", false, "64 9 mmap new 0 2 - ");
	release();
	assert_int_equal(build("", ""), 0);
	assert_int_equal(diff.nrows, 0);
	release();
	assert_int_equal(select_parse(&sel, "32:read,write", &err), 0);
	assert_int_equal(build(OLD, OLD), 0);
	assert_int_equal(diff.nrows, 2);
	release();
	select_free(&sel);
}

/* read: 2 us each become 3 us, 50 a second become 37.5; close is as it was. */
static void test_columns(void **state)
{
	(void)state;
	assert_int_equal(build(OLD, "64 0 read 150 1 0 0 450000 500 1500 9000 400\n"
				    "64 3 close 7 0 0 0 700 100 100 100 0\n"
				    "64 9 mmap 2 0 0 0 900 300 - 500 0\n"),
			 0);
	expect(1, "total_ns,change_total_ns", false, "200000 450000 125.00 250000 ");
	expect(1, "avg_ns,change_avg_ns", false, "2000 3000 50.00 1000 ");
	expect(1, "calls_per_s,change_calls_per_s", false, "50.00 37.50 -25.00 -12.50 ");
	expect(1, "p50_ns,errors,bytes", false, "1000 1500 50.00 1 1 0.00 400 400 0.00 ");
	expect(1, "total_ns,change_total_ns,change_calls_per_s", true,
	       "200us 450us +125.0 +250us -12.5 ");
	expect(3, "change_total_ns,pct_avg,change_bytes,pct_bytes", true, "0ns 0.0 0 - ");
	/* What is gone took no time, and nobody knows how long a call would take. */
	expect(2, "total_ns,change_total_ns,avg_ns,p50_ns", false,
	       "30000 0 -100.00 -30000 3000 - - 3000 - - ");
	expect(2, "change_total_ns,change_bytes", true, "-30.0us -90 ");
	expect(4, "total_ns,avg_ns,p50_ns,change_p50_ns", false, "0 900 - - 450 - - - - - ");
	release();
}

static void test_names(void **state)
{
	struct diff_columns columns;
	struct diff_column column;
	char name[DIFF_NAME_MAX];
	size_t pos = 0;

	(void)state;
	diff_columns_default(&columns);
	assert_int_equal(columns.count, 14);
	assert_int_equal(diff_columns_parse("+old_calls,P50", &columns, &err), 0);
	/* Two of them were there. */
	assert_int_equal(columns.count, 15);
	diff_column_name(columns.list[14], false, name);
	assert_string_equal(name, "pct_p50");
	diff_column_name(columns.list[14], true, name);
	assert_string_equal(name, "%P50");
	assert_int_equal(diff_columns_parse("%avg,+TOTAL,OLD_CALLS/S,status", &columns, &err), 0);
	assert_int_equal(columns.count, 4);
	assert_int_equal(columns.list[1].aspect, DIFF_CHANGE);
	assert_int_equal(columns.list[1].of, COL_TOTAL_NS);
	assert_int_equal(diff_columns_parse("name,old_le_ns", &columns, &err), -EINVAL);
	assert_string_equal(err.text, "unknown column: 'old_le_ns'");
	assert_int_equal(diff_columns_parse("name,", &columns, &err), -EINVAL);
	assert_int_equal(diff_columns_parse("tid", &columns, &err), -EINVAL);
	assert_int_equal(diff_column_find("p99", &column), 0);
	assert_int_equal(column.aspect, DIFF_CHANGE);
	assert_int_equal(diff_column_find("pct_p99", &column), 0);
	assert_int_equal(column.aspect, DIFF_PCT);
	assert_int_equal(diff_column_find("tid", &column), -ENOENT);
	/* Each is found by its own name. */
	for (size_t i = 0; diff_columns_next(&pos, &column); i++) {
		struct diff_column found;

		for (int human = 0; human < 2; human++) {
			diff_column_name(column, human, name);
			assert_int_equal(diff_column_find(name, &found), 0);
			assert_int_equal(found.aspect, column.aspect);
			assert_int_equal(found.of, column.of);
		}
	}
}

static void expect_order(const char *by, const char *expected)
{
	struct diff_column column;
	size_t order[8];
	char got[256] = "";

	assert_int_equal(diff_column_find(by, &column), 0);
	for (size_t i = 0; i < diff.nrows; i++) {
		size_t at = i;

		for (; at && diff_column_compare(column, &diff, &diff.rows[i],
						 &diff.rows[order[at - 1]]) < 0;
		     at--)
			order[at] = order[at - 1];
		order[at] = i;
	}
	for (size_t i = 0; i < diff.nrows; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s:%s ",
			 diff.rows[order[i]].new.abi, diff.rows[order[i]].new.name);
	if (strcmp(got, expected))
		fail_msg("by %s '%s', not '%s'", by, got, expected);
}

static void test_order(void **state)
{
	(void)state;
	assert_int_equal(build(OLD, "64 0 read 50 1 0 0 150000 500 1500 9000 500\n"
				    "64 3 close 7 0 0 0 900 100 100 100 0\n"
				    "32 3 read 5 0 0 0 12500 400 9000 600 50\n"
				    "64 9 mmap 2 0 0 0 900 300 400 500 0\n"),
			 0);
	/* By 10000, 900, 200, -30000, -50000. */
	expect_order("change_total_ns", "32:read 64:mmap 64:close 64:write 64:read ");
	/* 400, 28.6, -25, -100 percent; of what is new there is none. */
	expect_order("pct_total", "32:read 64:close 64:read 64:write 64:mmap ");
	expect_order("avg", "32:read 64:read 64:close 64:write 64:mmap ");
	expect_order("new_calls", "64:read 64:close 32:read 64:mmap 64:write ");
	expect_order("calls_per_s", "64:mmap 32:read 64:close 64:write 64:read ");
	expect_order("name", "64:close 64:mmap 32:read 64:read 64:write ");
	expect_order("nr", "64:read 64:write 32:read 64:close 64:mmap ");
	expect_order("abi", "32:read 64:read 64:write 64:close 64:mmap ");
	expect_order("status", "64:write 64:mmap 32:read 64:read 64:close ");
	release();
}

static void test_architectures(void **state)
{
	(void)state;
	assert_int_equal(build(OLD, "64 0 io_setup 1 0 0 0 1 1 1 1 0\n"), -EINVAL);
	assert_string_equal(err.text, "these are of different architectures: call 0 of ABI 64 is "
				      "read in one and io_setup in the other");
	release();
}

static void expect_goes_on(const char *keys, const char *rows, const char *why)
{
	bool goes_on;

	parse(&old, KEYS("2"), OLD);
	parse(&new, keys, rows);
	goes_on = diff_goes_on(&old, &new, &err);
	if (goes_on != !why)
		fail_msg("%s:\n%s", goes_on ? "goes on" : err.text, rows);
	if (why)
		assert_string_equal(err.text, why);
	release();
}

#define REST                                           \
	"64 1 write 10 0 0 0 30000 700 3000 8000 90\n" \
	"64 3 close 7 0 0 0 700 100 100 100 0\n"       \
	"32 3 read 5 0 0 0 2500 400 500 600 50\n"

static void test_goes_on(void **state)
{
	(void)state;
	expect_goes_on(KEYS("3"), OLD, NULL);
	expect_goes_on(KEYS("3"), "64 0 read 101 1 0 0 209001 499 1000 9001 400\n" REST, NULL);
	expect_goes_on(KEYS("3"), OLD "64 9 mmap 2 0 0 0 900 300 400 500 0\n", NULL);
	expect_goes_on("# generation 2\n# elapsed_ns 3000000000\n", OLD, "generation 1 became 2");
	expect_goes_on(KEYS("2"), OLD, "elapsed_ns does not tell of time that passed");
	expect_goes_on("# generation 1\n", OLD, "elapsed_ns does not tell of time that passed");
	expect_goes_on(KEYS("1"), OLD, "elapsed_ns went back");
	expect_goes_on(KEYS("3"), REST, "calls of read went back");
	expect_goes_on(KEYS("3"), "64 0 read 101 0 0 0 209001 500 1000 9000 400\n" REST,
		       "errors of read went back");
	expect_goes_on(KEYS("3"), "64 0 read 101 1 0 0 209001 501 1000 9000 400\n" REST,
		       "min_ns of read came closer");
	expect_goes_on(KEYS("3"), "64 0 read 101 1 0 0 209001 500 1000 8999 400\n" REST,
		       "max_ns of read came closer");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),	      cmocka_unit_test(test_columns),
		cmocka_unit_test(test_names),	      cmocka_unit_test(test_order),
		cmocka_unit_test(test_architectures), cmocka_unit_test(test_goes_on),
	};

	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
