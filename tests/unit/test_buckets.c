// SPDX-License-Identifier: GPL-2.0
/* What the rows of a histogram tell about a call, and about a span of time. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buckets.h"

#define STATS "syscallstat 1\nabi nr name calls total_ns min_ns p50_ns p99_ns max_ns\n"
#define HISTOGRAM "syscallstat-histogram 1\nabi nr name le_ns count\n"

static void parse(struct snapshot *snap, const char *view, const char *text)
{
	struct errmsg err;

	if (snapshot_parse(snap, text, strlen(text), view, "text", &err))
		fail_msg("%s", err.text);
}

static void test_collect(void **state)
{
	const struct snapshot_row read = { .abi = "64", .nr = 0 };
	const struct snapshot_row other = { .abi = "64", .nr = 1 };
	const struct snapshot_row last = { .abi = "x32", .nr = 7 };
	struct snapshot histogram;
	struct buckets b;

	(void)state;
	parse(&histogram, "histogram",
	      HISTOGRAM "64 0 read 1023 5\n64 0 read 0 1\n64 2 open 511 9\n32 0 x 511 9\n"
			"x32 7 last 9223372036854775807 3\n");
	assert_int_equal(buckets_collect(&b, &histogram, &read), 0);
	assert_int_equal(b.n, 6);
	assert_int_equal(b.count[scs_bucket(1000)], 5);
	assert_int_equal(buckets_min(&b), 0);
	assert_int_equal(buckets_max(&b), 1023);
	assert_int_equal(buckets_collect(&b, &histogram, &last), 0);
	assert_int_equal(b.n, 3);
	assert_int_equal(buckets_max(&b), SCS_NS_MAX);
	assert_int_equal(buckets_min(&b), scs_bucket_low(SCS_BUCKETS - 1));
	assert_int_equal(buckets_collect(&b, &histogram, &other), 0);
	assert_int_equal(b.n, 0);
	snapshot_free(&histogram);
	assert_int_equal(buckets_collect(&b, &histogram, &read), 0);
	assert_int_equal(b.n, 0);
}

static int add(const char *rows)
{
	struct snapshot histogram;
	struct buckets b;
	char text[256];
	int ret;

	snprintf(text, sizeof(text), "%s%s", HISTOGRAM, rows);
	parse(&histogram, "histogram", text);
	ret = buckets_collect(&b, &histogram, &histogram.rows[0]);
	snapshot_free(&histogram);
	return ret;
}

static void test_refused(void **state)
{
	(void)state;
	assert_int_equal(add("64 0 read 1023 1\n"), 0);
	assert_int_equal(add("64 0 read 1000 1\n"), -EINVAL);
	assert_int_equal(add("64 0 read 9223372036854775808 1\n"), -EINVAL);
	assert_int_equal(add("64 0 read 18446744073709551615 1\n"), -EINVAL);
	assert_int_equal(add("64 0 read - 1\n"), -EINVAL);
	assert_int_equal(add("64 0 read 1023 -\n"), -EINVAL);
	assert_int_equal(add("64 0 read 511 18446744073709551615\n64 0 read 1023 1\n"), -EINVAL);
}

static void span(struct snapshot *delta, struct snapshot *new, const char *stats, const char *rows)
{
	char text[512];

	snprintf(text, sizeof(text), "%s%s", STATS, stats);
	parse(new, NULL, text);
	parse(delta, NULL, text);
	for (size_t i = 0; i < delta->nrows; i++)
		for (int n = SNAP_MIN_NS; n <= SNAP_MAX_NS; n++)
			delta->rows[i].number[n] = (struct snapshot_value){ 0 };
	if (rows) {
		struct snapshot histogram;

		snprintf(text, sizeof(text), "%s%s", HISTOGRAM, rows);
		parse(&histogram, "histogram", text);
		buckets_fill_span(delta, new, &histogram);
		snapshot_free(&histogram);
	}
}

static void expect(const struct snapshot *delta, size_t row, const uint64_t *numbers)
{
	static const enum snapshot_number which[] = {
		SNAP_MIN_NS, SNAP_P50_NS, SNAP_P90_NS, SNAP_P99_NS, SNAP_P999_NS, SNAP_MAX_NS,
	};

	for (size_t i = 0; i < sizeof(which) / sizeof(which[0]); i++) {
		const struct snapshot_value *value = &delta->rows[row].number[which[i]];

		assert_true(value->known);
		assert_int_equal(value->value, numbers[i]);
	}
}

static void test_span(void **state)
{
	struct snapshot delta, new;

	(void)state;
	/* Of 1000 calls rank 500, 900, 990 and 999; each the middle of its bucket. */
	span(&delta, &new, "64 0 read 5000 9 100 1 1 90000\n",
	     "64 0 read 255 500\n64 0 read 1023 400\n64 0 read 4095 90\n64 0 read 16383 10\n");
	expect(&delta, 0, (const uint64_t[]){ 240, 247, 991, 3967, 15871, 16383 });
	snapshot_free(&delta);
	snapshot_free(&new);

	/* The extremes since the reset are the ends of what can be. */
	span(&delta, &new, "64 0 read 5000 9 245 1 1 250\n", "64 0 read 255 10\n");
	expect(&delta, 0, (const uint64_t[]){ 245, 247, 247, 247, 247, 250 });
	snapshot_free(&delta);
	snapshot_free(&new);
	span(&delta, &new, "64 0 read 5000 9 250 1 1 250\n", "64 0 read 255 10\n");
	expect(&delta, 0, (const uint64_t[]){ 250, 250, 250, 250, 250, 250 });
	snapshot_free(&delta);
	snapshot_free(&new);

	/* A call that ended between the two readings: it is in one of them alone. */
	span(&delta, &new, "64 0 read 5000 9 2000 1 1 3000\n", "64 0 read 255 10\n");
	expect(&delta, 0, (const uint64_t[]){ 240, 247, 247, 247, 247, 255 });
	snapshot_free(&delta);
	snapshot_free(&new);
	span(&delta, &new, "64 0 read 5000 9 100 1 1 200\n", "64 0 read 1023 10\n");
	expect(&delta, 0, (const uint64_t[]){ 960, 991, 991, 991, 991, 1023 });
	snapshot_free(&delta);
	snapshot_free(&new);
}

static void test_unknown(void **state)
{
	struct snapshot delta, new;

	(void)state;
	span(&delta, &new, "64 0 read 1 9 1 1 1 1\n64 1 write 1 9 1 1 1 1\n64 2 open 1 9 1 1 1 1\n",
	     "64 1 write 1000 1\n64 2 open 255 0\n");
	for (size_t i = 0; i < 3; i++)
		for (int n = SNAP_MIN_NS; n <= SNAP_MAX_NS; n++)
			assert_false(delta.rows[i].number[n].known);
	snapshot_free(&delta);
	snapshot_free(&new);
	/* Hook ftrace knows no times. */
	span(&delta, &new, "64 0 read 1 - - - - -\n", "64 0 read 255 1\n");
	expect(&delta, 0, (const uint64_t[]){ 240, 247, 247, 247, 247, 255 });
	snapshot_free(&delta);
	snapshot_free(&new);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_collect),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_span),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests_name("buckets", tests, NULL, NULL);
}
