// SPDX-License-Identifier: GPL-2.0
/* The columns that are made of a snapshot, their units and their order. */
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
#include "snapshots.h"
#include "view.h"

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
		cmocka_unit_test(test_units),	  cmocka_unit_test(test_derived),
		cmocka_unit_test(test_order),	  cmocka_unit_test(test_column_list),
		cmocka_unit_test(test_parse_u64),
	};

	return cmocka_run_group_tests_name("columns", tests, NULL, NULL);
}
