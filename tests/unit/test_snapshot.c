// SPDX-License-Identifier: GPL-2.0
/*
 * The parser against good and hostile text, differences and resets, and the
 * columns and units that are made of them.
 *
 * Needs tools/snapshot.c tools/columns.c tools/human.c and cmocka.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "columns.h"
#include "human.h"
#include "snapshot.h"
#include "view.h"

#define HEADER                                                                                   \
	"abi nr name calls errors restarts denied total_ns min_ns p50_ns p90_ns p99_ns p999_ns " \
	"max_ns bytes\n"
#define SHORT "abi nr name calls\n"

static const char good[] = "syscallstat 1\n"
			   "# hook tracepoint\n"
			   "# state running\n"
			   "# generation 3\n"
			   "# epoch 1\n"
			   "# elapsed_ns 2000000000\n"
			   "# clock monotonic_raw\n"
			   "# some key with many words\n"
			   "#\n"
			   "# missed 7\n" HEADER
			   "64  0 read  40 1 2 3 123456 210 988 1200 2000 2001 2100 4096\n"
			   "32  3 read   2 0 0 0    900 400 410  500  500  500  500   17\n"
			   "64 -1 invalid 1 1 0 0   100 100 100  100  100  100  100    0\n"
			   "64 230 clock_nanosleep 0 0 0 0 0 - - - - - - 0\n";

static const struct snapshot_row *find_row(const struct snapshot *snap, const char *abi, int nr)
{
	const struct snapshot_row as = { .abi = abi, .nr = nr };

	return snapshot_find(snap, &as);
}

static int parse_bytes(struct snapshot *snap, const char *text, size_t len, struct errmsg *err)
{
	/* A copy of the exact size, so that a sanitizer sees one byte too many. */
	char *copy = malloc(len ? len : 1);
	int ret;

	assert_non_null(copy);
	memcpy(copy, text, len);
	err->text[0] = '\0';
	ret = snapshot_parse(snap, copy, len, NULL, "file", err);
	free(copy);
	return ret;
}

static void parse_good(struct snapshot *snap, const char *text)
{
	struct errmsg err;
	int ret = parse_bytes(snap, text, strlen(text), &err);

	if (ret)
		print_error("%s\n", err.text);
	assert_int_equal(ret, 0);
}

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

#define TEXT(facts, rows) "syscallstat 1\n" facts "abi nr name calls errors total_ns max_ns\n" rows

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

static const char *ns(uint64_t value)
{
	static char buf[HUMAN_MAX];

	human_ns(value, buf, sizeof(buf));
	return buf;
}

static const char *bytes(uint64_t value)
{
	static char buf[HUMAN_MAX];

	human_bytes(value, buf, sizeof(buf));
	return buf;
}

static void test_units(void **state)
{
	(void)state;
	assert_string_equal(ns(0), "0ns");
	assert_string_equal(ns(12), "12ns");
	assert_string_equal(ns(999), "999ns");
	assert_string_equal(ns(1000), "1.00us");
	assert_string_equal(ns(1234), "1.23us");
	assert_string_equal(ns(9994), "9.99us");
	assert_string_equal(ns(9995), "10.0us");
	assert_string_equal(ns(10049), "10.0us");
	assert_string_equal(ns(99950), "100us");
	assert_string_equal(ns(789000), "789us");
	assert_string_equal(ns(999499), "999us");
	assert_string_equal(ns(999500), "1.00ms");
	assert_string_equal(ns(45600000), "45.6ms");
	assert_string_equal(ns(1230000000), "1.23s");
	assert_string_equal(ns(1070000000), "1.07s");
	assert_string_equal(ns(999499999999), "999s");
	assert_string_equal(ns(1000000000000), "1000s");
	assert_string_equal(ns(UINT64_MAX), "18446744074s");

	assert_string_equal(bytes(0), "0");
	assert_string_equal(bytes(1023), "1023");
	assert_string_equal(bytes(1024), "1.0K");
	assert_string_equal(bytes(1024 * 1024 - 1), "1.0M");
	assert_string_equal(bytes(1258291), "1.2M");
	assert_string_equal(bytes(10188), "9.9K");
	assert_string_equal(bytes(10200), "10K");
	assert_string_equal(bytes(1023 * 1024), "1023K");
	assert_string_equal(bytes(UINT64_MAX), "16E");
}

static const char *cell(const struct snapshot *snap, enum column_id id, const char *abi, int nr)
{
	const struct snapshot_row *row = find_row(snap, abi, nr);
	static char buf[SNAPSHOT_MAX_NAME + 1];
	struct column_context ctx;

	assert_non_null(row);
	column_context_init(&ctx, snap);
	return column_text(id, row, &ctx, false, buf, sizeof(buf)) == -ENODATA ? "unknown" : buf;
}

static void test_derived(void **state)
{
	struct snapshot snap;

	(void)state;
	parse_good(&snap, good);
	assert_string_equal(cell(&snap, COL_AVG_NS, "64", 0), "3086"); /* 3086.4 */
	assert_string_equal(cell(&snap, COL_AVG_NS, "64", 230), "unknown");
	assert_string_equal(cell(&snap, COL_PCT_TIME, "32", 3), "0.72");
	assert_string_equal(cell(&snap, COL_CALLS_PER_S, "64", 0), "20.00");
	assert_string_equal(cell(&snap, COL_NR, "64", -1), "-1");
	assert_string_equal(cell(&snap, COL_ABI, "32", 3), "32");
	assert_string_equal(cell(&snap, COL_P999_NS, "64", 0), "2001");
	assert_string_equal(cell(&snap, COL_P999_NS, "64", 230), "unknown");
	snapshot_free(&snap);

	parse_good(&snap, TEXT("# elapsed_ns 0\n", "64 0 a 3 0 5 -\n64 1 b - 0 - -\n64 2 c "
						   "18446744073709551615 0 "
						   "18446744073709551615 -\n"));
	assert_string_equal(cell(&snap, COL_AVG_NS, "64", 0), "2"); /* 1.67 */
	assert_string_equal(cell(&snap, COL_CALLS_PER_S, "64", 0), "unknown");
	assert_string_equal(cell(&snap, COL_AVG_NS, "64", 1), "unknown");
	assert_string_equal(cell(&snap, COL_PCT_TIME, "64", 1), "unknown");
	assert_string_equal(cell(&snap, COL_PCT_TIME, "64", 2), "100.00");
	assert_string_equal(cell(&snap, COL_AVG_NS, "64", 2), "1");
	snapshot_free(&snap);
}

static int order(const struct snapshot *snap, enum column_id id, int a, int b)
{
	struct column_context ctx;

	column_context_init(&ctx, snap);
	return column_compare(id, find_row(snap, "64", a), find_row(snap, "64", b), &ctx);
}

static void test_order(void **state)
{
	struct snapshot snap;

	(void)state;
	/* Values whose difference does not fit an int. */
	parse_good(&snap, TEXT("", "64 0 b 18446744073709551615 0 5 -\n64 1 c 1 0 5 7\n"
				   "64 2 a 0 0 5 -\n"));
	assert_true(order(&snap, COL_CALLS, 0, 1) < 0);
	assert_true(order(&snap, COL_CALLS, 1, 0) > 0);
	assert_true(order(&snap, COL_CALLS, 2, 0) > 0);
	assert_true(order(&snap, COL_NAME, 0, 1) < 0);
	assert_true(order(&snap, COL_NAME, 0, 2) > 0);
	assert_true(order(&snap, COL_NR, 0, 1) < 0);
	assert_true(order(&snap, COL_TOTAL_NS, 1, 2) < 0);
	assert_true(order(&snap, COL_MAX_NS, 0, 1) > 0);
	assert_true(order(&snap, COL_MAX_NS, 1, 2) < 0);
	assert_true(order(&snap, COL_MAX_NS, 0, 2) < 0);
	assert_int_equal(order(&snap, COL_MAX_NS, 1, 1), 0);
	snapshot_free(&snap);
}

static void test_column_list(void **state)
{
	struct column_list list, plain;
	struct errmsg err;

	(void)state;
	view_columns(&view_stats, &plain);
	assert_int_equal(columns_parse("name,Total,avg_ns,%TIME,name", &list, &err), 0);
	assert_int_equal(list.count, 4);
	assert_int_equal(list.id[0], COL_NAME);
	assert_int_equal(list.id[1], COL_TOTAL_NS);
	assert_int_equal(list.id[2], COL_AVG_NS);
	assert_int_equal(list.id[3], COL_PCT_TIME);

	list = plain;
	assert_int_equal(columns_parse("+bytes,calls", &list, &err), 0);
	assert_int_equal(list.count, plain.count + 1);
	assert_memory_equal(list.id, plain.id, plain.count * sizeof(plain.id[0]));
	assert_int_equal(list.id[plain.count], COL_BYTES);

	assert_int_equal(columns_parse("name,call", &list, &err), -EINVAL);
	assert_string_equal(err.text, "unknown column: 'call'");
	assert_int_equal(columns_parse("", &list, &err), -EINVAL);
	assert_int_equal(columns_parse("+", &list, &err), -EINVAL);
	assert_int_equal(columns_parse("name,", &list, &err), -EINVAL);
	assert_int_equal(columns_parse("name,+bytes", &list, &err), -EINVAL);
}

static void test_parse_u64(void **state)
{
	uint64_t value = 42;

	(void)state;
	assert_int_equal(parse_u64("", &value), -EINVAL);
	assert_int_equal(parse_u64(" 1", &value), -EINVAL);
	assert_int_equal(parse_u64("1 ", &value), -EINVAL);
	assert_int_equal(parse_u64("-1", &value), -EINVAL);
	assert_int_equal(parse_u64("+1", &value), -EINVAL);
	assert_int_equal(parse_u64("0x10", &value), -EINVAL);
	assert_int_equal(parse_u64("18446744073709551616", &value), -ERANGE);
	assert_int_equal(parse_u64("18446744073709551616x", &value), -EINVAL);
	assert_int_equal(value, 42);
	assert_int_equal(parse_u64("18446744073709551615", &value), 0);
	assert_true(value == UINT64_MAX);
	assert_int_equal(parse_u64("0010", &value), 0);
	assert_int_equal(value, 10);
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
		cmocka_unit_test(test_units),	     cmocka_unit_test(test_derived),
		cmocka_unit_test(test_order),	     cmocka_unit_test(test_column_list),
		cmocka_unit_test(test_parse_u64),
	};

	return cmocka_run_group_tests_name("snapshot", tests, NULL, NULL);
}
