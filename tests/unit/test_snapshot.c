// SPDX-License-Identifier: GPL-2.0
/* The parser against good and hostile text, differences and resets. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "snapshot.h"
#include "snapshots.h"

static void expect_refused(const char *text, size_t len, const char *message)
{
	struct snapshot snap;
	struct errmsg err;

	assert_int_equal(parse_bytes(&snap, text, len, &err), -EINVAL);
	if (!strstr(err.text, message))
		fail_msg("'%s' is not in '%s'", message, err.text);
	assert_null(snap.rows);
	assert_null(snap.text);
	assert_int_equal(snap.nrows, 0);
	snapshot_free(&snap);
}

#define refuse(text, message) expect_refused(text, strlen(text), message)
#define refuse_row(row, message) refuse("syscallstat 1\n" SHORT row, "line 3: " message)
#define refuse_fact(fact, message) refuse("syscallstat 1\n" fact "\n" SHORT, message)

static void test_good(void **state)
{
	const struct snapshot_row *row;
	struct snapshot snap;

	(void)state;
	parse_good(&snap, good);
	assert_int_equal(snap.nrows, 4);
	assert_true(snap.generation.known);
	assert_int_equal(snap.generation.value, 3);
	assert_int_equal(snap.elapsed_ns.value, 2000000000);
	assert_int_equal(snap.missed.value, 7);
	assert_false(snap.stopped);

	row = find_row(&snap, "64", 0);
	assert_non_null(row);
	assert_string_equal(row->name, "read");
	assert_int_equal(row->number[SNAP_CALLS].value, 40);
	assert_int_equal(row->number[SNAP_ERRORS].value, 1);
	assert_int_equal(row->number[SNAP_RESTARTS].value, 2);
	assert_int_equal(row->number[SNAP_DENIED].value, 3);
	assert_int_equal(row->number[SNAP_TOTAL_NS].value, 123456);
	assert_int_equal(row->number[SNAP_MIN_NS].value, 210);
	assert_int_equal(row->number[SNAP_P50_NS].value, 988);
	assert_int_equal(row->number[SNAP_P90_NS].value, 1200);
	assert_int_equal(row->number[SNAP_P99_NS].value, 2000);
	assert_int_equal(row->number[SNAP_P999_NS].value, 2001);
	assert_int_equal(row->number[SNAP_MAX_NS].value, 2100);
	assert_int_equal(row->number[SNAP_BYTES].value, 4096);

	row = find_row(&snap, "32", 3);
	assert_non_null(row);
	assert_int_equal(row->number[SNAP_CALLS].value, 2);
	assert_non_null(find_row(&snap, "64", -1));

	row = find_row(&snap, "64", 230);
	assert_non_null(row);
	assert_true(row->number[SNAP_CALLS].known);
	assert_false(row->number[SNAP_MIN_NS].known);
	assert_false(row->number[SNAP_MAX_NS].known);

	assert_null(find_row(&snap, "x32", 0));
	assert_null(find_row(&snap, "64", 3));
	snapshot_free(&snap);
	snapshot_free(&snap);
}

static void test_columns_by_name(void **state)
{
	const struct snapshot_row *row;
	struct snapshot snap;

	(void)state;
	parse_good(&snap, "syscallstat 1\n"
			  "bytes new name nr calls other abi\n"
			  "17 what,ever read 3 5 -1.5e3% 32\n");
	assert_int_equal(snap.nrows, 1);
	row = find_row(&snap, "32", 3);
	assert_non_null(row);
	assert_string_equal(row->name, "read");
	assert_int_equal(row->number[SNAP_CALLS].value, 5);
	assert_int_equal(row->number[SNAP_BYTES].value, 17);
	assert_false(row->number[SNAP_TOTAL_NS].known);
	assert_false(snap.generation.known);
	assert_false(snap.elapsed_ns.known);
	snapshot_free(&snap);
}

static void test_white_space(void **state)
{
	struct snapshot snap;

	(void)state;
	parse_good(&snap, "syscallstat \t 1 \r\n#state stopped\r\n\n   \n  abi\tnr name calls\r\n"
			  "\n \t64 0\tread 1 \r\n64 1 write 2");
	assert_true(snap.stopped);
	assert_int_equal(snap.nrows, 2);
	assert_int_equal(find_row(&snap, "64", 1)->number[SNAP_CALLS].value, 2);
	snapshot_free(&snap);

	parse_good(&snap, "syscallstat 1\n" SHORT);
	assert_int_equal(snap.nrows, 0);
	assert_null(find_row(&snap, "64", 0));
	snapshot_free(&snap);
}

static void test_first_line(void **state)
{
	(void)state;
	refuse("", "file: not a syscallstat file");
	refuse("\n", "not a syscallstat file");
	refuse("syscallstat", "not a syscallstat file");
	refuse("syscallstat\n1\n", "not a syscallstat file");
	refuse("syscallstat-histogram 1\n" SHORT, "has the view histogram");
	refuse("syscallsta 1\n" SHORT, "not a syscallstat file");
	refuse("Syscallstat 1\n" SHORT, "not a syscallstat file");
	refuse("syscallstat one\n" SHORT, "not a syscallstat file");
	refuse("syscallstat -1\n" SHORT, "not a syscallstat file");
	refuse("syscallstat 1x\n" SHORT, "not a syscallstat file");
	refuse("syscallstat 2\n" SHORT, "the file has format version 2, this tool reads version 1");
	refuse("syscallstat 2 whatever\n" SHORT, "format version 2,");
	refuse("syscallstat 0\n" SHORT, "format version 0,");
	refuse("syscallstat 18446744073709551617\n" SHORT, "format version 18446744073709551617,");
	refuse("syscallstat 1 more\n" SHORT, "line 1: nothing expected");
}

static void test_facts(void **state)
{
	struct snapshot snap;

	(void)state;
	refuse_fact("# generation", "line 2: generation: one number");
	refuse_fact("# generation 1 2", "line 2: generation: one number");
	refuse_fact("# generation x", "line 2: generation: not a number");
	refuse_fact("# elapsed_ns -5", "line 2: elapsed_ns: not a number");
	refuse_fact("# elapsed_ns 18446744073709551616", "line 2: elapsed_ns: number too large");
	refuse_fact("# missed 1\n# missed 2", "line 3: missed: given twice");

	parse_good(&snap, "syscallstat 1\n# state\n# generation -\n"
			  "# elapsed_ns 18446744073709551615\n" SHORT);
	assert_false(snap.generation.known);
	assert_false(snap.stopped);
	assert_true(snap.elapsed_ns.value == UINT64_MAX);
	snapshot_free(&snap);
}

/* As they are, whatever the key. */
static void test_all_facts(void **state)
{
	char many[64 + 8 * (SNAPSHOT_MAX_FACTS + 1)] = "syscallstat 1\n";
	struct snapshot snap;

	(void)state;
	parse_good(&snap, "syscallstat 1\n#\n# epoch 7\n#  hook \t a  b \n# none\n" SHORT);
	assert_int_equal(snap.nfacts, 3);
	assert_string_equal(snap.facts[0].key, "epoch");
	assert_string_equal(snap.facts[0].value, "7");
	assert_string_equal(snap.facts[1].key, "hook");
	assert_string_equal(snap.facts[1].value, "a  b");
	assert_string_equal(snap.facts[2].key, "none");
	assert_string_equal(snap.facts[2].value, "");
	assert_int_equal(snap.epoch.value, 7);
	assert_string_equal(snapshot_fact(&snap, "hook"), "a  b");
	assert_string_equal(snapshot_fact(&snap, "none"), "");
	assert_string_equal(snapshot_fact(&snap, "hoo"), "");
	assert_string_equal(snapshot_fact(&snap, "generation"), "");
	snapshot_free(&snap);

	for (int i = 0; i < SNAPSHOT_MAX_FACTS; i++)
		strcat(many, "# a 1\n");
	parse_good(&snap, strcat(many, SHORT));
	snapshot_free(&snap);
	strcpy(strstr(many, SHORT), "# a 1\n" SHORT);
	refuse(many, "line 258: more than 256 keys");
}

static void test_header(void **state)
{
	char many[64 + 2 * (SNAPSHOT_MAX_COLUMNS + 1)] = "syscallstat 1\nabi nr name calls";

	(void)state;
	refuse("syscallstat 1\n", "no header row");
	refuse("syscallstat 1\n# generation 1\n", "no header row");
	refuse("syscallstat 1\nnr name calls\n", "line 2: the header row has no column abi");
	refuse("syscallstat 1\nabi name calls\n", "no column nr");
	refuse("syscallstat 1\nabi nr calls\n", "no column name");
	refuse("syscallstat 1\nabi nr name call\n", "no column calls");
	refuse("syscallstat 1\nabi nr name calls nr\n", "column nr is there twice");

	for (int i = 4; i <= SNAPSHOT_MAX_COLUMNS; i++)
		strcat(many, " x");
	refuse(many, "more than 256 columns");
}

static void test_rows(void **state)
{
	(void)state;
	refuse_row("64", "1 of 4 columns");
	refuse_row("64 0 read", "3 of 4 columns");
	refuse_row("64 0 read\n64 1 write 2\n", "3 of 4 columns");
	refuse_row("64 0 read 1 2\n", "more than 4 columns");
	refuse_row("# 5 late 1\n", "a '#' line among the rows");
	refuse_row("64 - read 1\n", "nr: not a system call number");
	refuse_row("64 -2 read 1\n", "nr: not a system call number");
	refuse_row("64 +1 read 1\n", "nr: not a system call number");
	refuse_row("64 2147483648 read 1\n", "nr: not a system call number");
	refuse_row("64 99999999999999999999999 read 1\n", "nr: not a system call number");
	refuse_row("64 0 read -5\n", "calls: not a number");
	refuse_row("64 0 read +5\n", "calls: not a number");
	refuse_row("64 0 read 0x5\n", "calls: not a number");
	refuse_row("64 0 read 5k\n", "calls: not a number");
	refuse_row("64 0 read --\n", "calls: not a number");
	refuse_row("64 0 read 18446744073709551616\n", "calls: number too large");
	refuse_row("64 0 re\033[2Jad 5\n", "name: not a name");
	refuse_row("64 0 re\377ad 5\n", "name: not a name");
	refuse_row("6\177 0 read 5\n", "abi: not a name");
	refuse_row("64 0 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 5\n",
		   "name: not a name");
	refuse("syscallstat 1\n" SHORT "64 5 a 1\n32 5 a 1\n64 4 b 1\n64 5 c 1\n",
	       "lines 3 and 6 are about the same");
}

static void test_nul(void **state)
{
	static const char in_name[] = "syscallstat 1\n" SHORT "64 0 re\0ad 1\n";
	static const char at_end[] = "syscallstat 1\n" SHORT "64 0 read 1\n\0";
	static const char alone[1] = "";

	(void)state;
	expect_refused(in_name, sizeof(in_name) - 1, "NUL");
	expect_refused(at_end, sizeof(at_end) - 1, "NUL");
	expect_refused(alone, sizeof(alone), "NUL");
}

/* Every cut is either refused or leaves whole rows only; the last may lose digits. */
static void test_cut_short(void **state)
{
	struct snapshot snap;
	struct errmsg err;
	int ret;

	(void)state;
	for (size_t len = 0; len < sizeof(good) - 1; len++) {
		ret = parse_bytes(&snap, good, len, &err);
		if (ret) {
			assert_int_equal(ret, -EINVAL);
			assert_string_not_equal(err.text, "");
			continue;
		}
		assert_true(snap.nrows <= 4);
		for (size_t i = 0; i < snap.nrows; i++)
			assert_true(snap.rows[i].number[SNAP_BYTES].known);
		snapshot_free(&snap);
	}
}

static void test_flipped_bits(void **state)
{
	char text[sizeof(good)];
	struct snapshot snap;
	struct errmsg err;

	(void)state;
	for (size_t i = 0; i < sizeof(good) - 1; i++) {
		for (int bit = 0; bit < 8; bit++) {
			memcpy(text, good, sizeof(good));
			text[i] = (char)(text[i] ^ (1 << bit));
			if (!parse_bytes(&snap, text, sizeof(good) - 1, &err))
				snapshot_free(&snap);
			else
				assert_string_not_equal(err.text, "");
		}
	}
}

static void test_too_many_rows(void **state)
{
	static const char head[] = "syscallstat 1\n" SHORT;
	char *text = malloc(sizeof(head) + (SNAPSHOT_MAX_ROWS + 1) * 16);
	struct snapshot snap;
	size_t len;

	(void)state;
	assert_non_null(text);
	len = (size_t)sprintf(text, "%s", head);
	for (int i = 0; i < SNAPSHOT_MAX_ROWS; i++)
		len += (size_t)sprintf(text + len, "64 %d a 1\n", i);
	parse_good(&snap, text);
	assert_int_equal(snap.nrows, SNAPSHOT_MAX_ROWS);
	snapshot_free(&snap);
	sprintf(text + len, "32 0 a 1\n");
	refuse(text, "more than 262144 rows");
	free(text);
}

static void test_delta(void **state)
{
	struct snapshot old, new, delta;
	const struct snapshot_row *row;
	struct errmsg why = { "untouched" };

	(void)state;
	parse_good(&old, "syscallstat 1\n# generation 1\n# elapsed_ns 1000\n# missed 2\n" HEADER
			 "64 0 read  10 1 2 3 500 10 20 30 40 50 60 100\n"
			 "64 1 write  7 0 0 0  70 10 10 10 10 10 10   7\n"
			 "64 5 fstat  0 0 0 0   0  -  -  -  -  -  -   0\n"
			 "32 3 read   - 0 0 0  70 10 10 10 10 10 10   7\n");
	/* Rows come and go and change places, the columns do too. */
	parse_good(&new, "syscallstat 1\n# elapsed_ns 1500\n# generation 1\n# missed 5\n"
			 "name abi nr calls errors restarts denied total_ns max_ns bytes\n"
			 "read 32 3    5 0 0 0   90  90   8\n"
			 "open 64 2    1 1 0 0   33  33   0\n"
			 "write 64 1   7 0 0 0   70  10   7\n"
			 "read 64 0   15 2 2 4 1700 999 150\n");
	assert_false(snapshot_was_reset(&old, &new, &why));
	assert_string_equal(why.text, "untouched");
	assert_int_equal(snapshot_delta(&delta, &old, &new), 0);

	assert_int_equal(delta.nrows, 3);
	assert_int_equal(delta.elapsed_ns.value, 500);
	assert_int_equal(delta.missed.value, 3);
	assert_null(find_row(&delta, "64", 1));
	assert_null(find_row(&delta, "64", 5));

	row = find_row(&delta, "64", 0);
	assert_non_null(row);
	assert_int_equal(row->number[SNAP_CALLS].value, 5);
	assert_int_equal(row->number[SNAP_ERRORS].value, 1);
	assert_int_equal(row->number[SNAP_RESTARTS].value, 0);
	assert_int_equal(row->number[SNAP_DENIED].value, 1);
	assert_int_equal(row->number[SNAP_TOTAL_NS].value, 1200);
	assert_int_equal(row->number[SNAP_BYTES].value, 50);
	assert_false(row->number[SNAP_MIN_NS].known);
	assert_false(row->number[SNAP_P50_NS].known);
	assert_false(row->number[SNAP_MAX_NS].known);

	row = find_row(&delta, "64", 2);
	assert_non_null(row);
	assert_int_equal(row->number[SNAP_CALLS].value, 1);
	assert_int_equal(row->number[SNAP_TOTAL_NS].value, 33);
	assert_false(row->number[SNAP_MAX_NS].known);

	row = find_row(&delta, "32", 3);
	assert_non_null(row);
	assert_false(row->number[SNAP_CALLS].known);
	assert_int_equal(row->number[SNAP_BYTES].value, 1);

	snapshot_free(&delta);
	snapshot_free(&old);

	assert_int_equal(snapshot_delta(&delta, &new, &new), 0);
	assert_int_equal(delta.nrows, 0);
	assert_true(delta.elapsed_ns.known);
	assert_int_equal(delta.elapsed_ns.value, 0);
	snapshot_free(&delta);
	snapshot_free(&new);
}

static bool reset_between(const char *before, const char *after, const char *reason)
{
	struct snapshot old, new;
	struct errmsg why = { "" };
	bool reset;

	parse_good(&old, before);
	parse_good(&new, after);
	reset = snapshot_was_reset(&old, &new, &why);
	if (!strstr(why.text, reason))
		fail_msg("'%s' is not in '%s'", reason, why.text);
	snapshot_free(&old);
	snapshot_free(&new);
	return reset;
}

static void test_reset(void **state)
{
	static const char base[] = TEXT("# generation 2\n# elapsed_ns 100\n# missed 3\n",
					"64 0 read 10 1 100 9\n64 1 write 0 0 0 -\n");

	(void)state;
	assert_false(reset_between(base, base, ""));
	/* An all-zero row was a call in flight; extremes are no counters. */
	assert_false(reset_between(base,
				   TEXT("# generation 2\n# elapsed_ns 101\n# missed 3\n",
					"64 0 read 10 1 100 5\n"),
				   ""));
	assert_true(reset_between(base,
				  TEXT("# generation 3\n# elapsed_ns 101\n# missed 3\n",
				       "64 0 read 10 1 100 9\n"),
				  "generation 2 became 3"));
	assert_true(reset_between(base,
				  TEXT("# generation 1\n# elapsed_ns 101\n# missed 3\n",
				       "64 0 read 10 1 100 9\n"),
				  "generation 2 became 1"));
	assert_true(reset_between(base,
				  TEXT("# generation 2\n# elapsed_ns 99\n# missed 3\n",
				       "64 0 read 10 1 100 9\n"),
				  "elapsed_ns"));
	assert_true(reset_between(base,
				  TEXT("# generation 2\n# elapsed_ns 101\n# missed 2\n",
				       "64 0 read 10 1 100 9\n"),
				  "missed"));
	assert_true(reset_between(base,
				  TEXT("# generation 2\n# elapsed_ns 101\n# missed 3\n",
				       "64 0 read 9 1 100 9\n"),
				  "calls of read"));
	assert_true(reset_between(base,
				  TEXT("# generation 2\n# elapsed_ns 101\n# missed 3\n",
				       "64 0 read 10 1 99 9\n"),
				  "total_ns of read"));
	assert_true(reset_between(base, TEXT("# generation 2\n# elapsed_ns 101\n# missed 3\n", ""),
				  "calls of read"));
	/* Same number, other ABI: the old row is gone. */
	assert_true(reset_between(base,
				  TEXT("# generation 2\n# elapsed_ns 101\n# missed 3\n",
				       "32 0 read 10 1 100 9\n"),
				  "calls of read"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good),	     cmocka_unit_test(test_columns_by_name),
		cmocka_unit_test(test_white_space),  cmocka_unit_test(test_first_line),
		cmocka_unit_test(test_facts),	     cmocka_unit_test(test_header),
		cmocka_unit_test(test_all_facts),    cmocka_unit_test(test_rows),
		cmocka_unit_test(test_nul),	     cmocka_unit_test(test_cut_short),
		cmocka_unit_test(test_flipped_bits), cmocka_unit_test(test_too_many_rows),
		cmocka_unit_test(test_delta),	     cmocka_unit_test(test_reset),
	};

	return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
