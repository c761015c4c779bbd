// SPDX-License-Identifier: GPL-2.0
/* Histograms: the ranges, the order of calls, and drawings to the letter. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <syscallstat/bucket.h>

#include "hist.h"
#include "hist_draw.h"

#define HEADER "syscallstat-histogram 1\nabi nr name le_ns count\n"

/* Half of read is up to 1 us, one call in a thousand is slow. */
#define ROWS                                                                             \
	"64 0 read 511 300\n64 0 read 575 100\n64 0 read 1023 200\n64 0 read 2047 350\n" \
	"64 0 read 4095 1\n64 0 read 65535 49\n"                                         \
	"64 1 write 287 3\n32 4 write 1023 1\n"

static struct snapshot snap;
static struct report report;
static struct selection sel;
static struct hist hist;
static struct errmsg err;

static int build(const char *rows, const char *names, uint64_t top)
{
	size_t size = sizeof(HEADER) + strlen(rows);
	char *text = malloc(size);

	snprintf(text, size, "%s%s", HEADER, rows);
	if (snapshot_parse(&snap, text, strlen(text), "histogram", "test", &err) ||
	    select_parse(&sel, names, &err))
		fail_msg("%s", err.text);
	free(text);
	assert_int_equal(report_build(&report, &snap, &sel, COL_ABI, 0), 0);
	return hist_build(&hist, &report, &sel, top, &err);
}

static void release(void)
{
	hist_free(&hist);
	select_free(&sel);
	report_free(&report);
	snapshot_free(&snap);
}

static void test_ranges(void **state)
{
	(void)state;
	assert_int_equal(hist_range(0), 0);
	assert_int_equal(hist_range(1), 0);
	assert_int_equal(hist_range(2), 1);
	assert_int_equal(hist_range(SCS_NS_MAX), HIST_RANGES - 1);
	assert_int_equal(hist_range_high(HIST_RANGES - 1), SCS_NS_MAX);
	for (unsigned int range = 0; range < HIST_RANGES; range++)
		assert_int_equal(hist_range(hist_range_high(range)), range);
	/* No bucket of the module is in two ranges. */
	for (unsigned int b = 0; b < SCS_BUCKETS; b++)
		assert_int_equal(hist_range(scs_bucket_low(b)), hist_range(scs_bucket_high(b)));
}

static void expect_order(const char *names, uint64_t top, const char *expected)
{
	char got[256] = "";

	assert_int_equal(build(ROWS "64 2 open 1 9\n64 3 close 1 7\n", names, top), 0);
	for (size_t i = 0; i < hist.ncalls; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s:%s ",
			 hist.calls[i].row->abi, hist.calls[i].row->name);
	assert_string_equal(got, expected);
	release();
}

static void test_order(void **state)
{
	(void)state;
	expect_order("write,read", 0, "64:write 32:write 64:read ");
	expect_order("32:write,read,write", 0, "32:write 64:read 64:write ");
	expect_order("close,*", 0, "64:close 64:read 64:open 64:write 32:write ");
	expect_order("close,*", 2, "64:read 64:open ");
	expect_order("write,open", 1, "64:open ");
	expect_order("!read", 0, "64:open 64:close 64:write 32:write ");
	expect_order("nothing", 0, "");
}

static void test_numbers(void **state)
{
	const struct hist_call *call = &hist.calls[0];

	(void)state;
	assert_int_equal(build(ROWS, "read", 0), 0);
	call = &hist.calls[0];
	assert_int_equal(call->n, 1000);
	assert_int_equal(call->count[8], 300);
	assert_int_equal(call->count[9], 300);
	assert_int_equal(call->count[10], 350);
	assert_int_equal(call->count[11], 1);
	assert_int_equal(call->count[15], 49);
	/* Rank 500 is in the range from 960 to 1023. */
	assert_int_equal(call->quantile[HIST_P50], 991);
	assert_int_equal(call->quantile[HIST_P90], 1983);
	assert_int_equal(call->quantile[HIST_P99], 63487);
	release();
}

static void test_rows(void **state)
{
	static const struct {
		const char *abi;
		uint64_t le_ns;
		uint64_t count;
	} expected[] = {
		{ "64", 511, 3 },    { "32", 1023, 1 }, { "64", 511, 300 },  { "64", 1023, 300 },
		{ "64", 2047, 350 }, { "64", 4095, 1 }, { "64", 65535, 49 },
	};
	struct report ranges;
	struct snapshot_row *rows;

	(void)state;
	assert_int_equal(build(ROWS, "write,read", 0), 0);
	assert_int_equal(hist_rows(&hist, &ranges, &rows), 0);
	assert_int_equal(ranges.nrows, sizeof(expected) / sizeof(expected[0]));
	for (size_t i = 0; i < ranges.nrows; i++) {
		assert_string_equal(ranges.rows[i]->abi, expected[i].abi);
		assert_int_equal(ranges.rows[i]->number[SNAP_LE_NS].value, expected[i].le_ns);
		assert_int_equal(ranges.rows[i]->number[SNAP_COUNT].value, expected[i].count);
	}
	report_free(&ranges);
	free(rows);
	release();
}

static void test_refused(void **state)
{
	(void)state;
	assert_int_equal(build("64 0 read 511 1\n64 0 read 1000 1\n", "read", 0), -EINVAL);
	assert_non_null(strstr(err.text, "line 4: a time in no known range"));
	release();
	assert_int_equal(build("64 0 read 511 0\n", "read", 0), 0);
	assert_int_equal(hist.ncalls, 0);
	release();
}

/* The caller frees what it returns. */
static char *draw(const char *rows, const char *names, int width, bool ascii)
{
	char *got = NULL;
	size_t len;
	FILE *out;

	if (build(rows, names, 0))
		fail_msg("%s", err.text);
	out = open_memstream(&got, &len);
	hist_draw(out, &hist, width, ascii);
	fclose(out);
	release();
	return got;
}

static void expect(const char *rows, const char *names, int width, bool ascii, const char *expected)
{
	char *got = draw(rows, names, width, ascii);

	if (strcmp(got, expected))
		fail_msg("\n%s\nis not\n%s", got, expected);
	free(got);
}

static void test_drawings(void **state)
{
	(void)state;
	expect(ROWS, "read", 40, true,
	       " up to  read\n"
	       " 511ns  #####################    300\n"
	       "1.02us  #####################    300 p50\n"
	       "2.05us  ######################## 350 p90\n"
	       "4.10us  .                          1\n"
	       "8.19us\n"
	       "16.4us\n"
	       "32.8us\n"
	       "65.5us  ###                       49 p99\n"
	       " calls  1000\n"
	       "   p50  991ns\n"
	       "   p90  1.98us\n"
	       "   p99  63.5us\n");
	/* Side by side, with one axis. */
	expect(ROWS, "write,read", 80, false,
	       " up to  write                   32:write                read\n"
	       " 511ns  ████████   3 p50,90,99                          ██████▉  300\n"
	       "1.02us                          ████████   1 p50,90,99  ██████▉  300 p50\n"
	       "2.05us                                                  ████████ 350 p90\n"
	       "4.10us                                                  ▏          1\n"
	       "8.19us\n"
	       "16.4us\n"
	       "32.8us\n"
	       "65.5us                                                  █▏        49 p99\n"
	       " calls  3                       1                       1000\n"
	       "   p50  271ns                   991ns                   991ns\n"
	       "   p90  271ns                   991ns                   1.98us\n"
	       "   p99  271ns                   991ns                   63.5us\n");
	expect(ROWS, "nothing", 80, false, "no calls\n");
}

static void test_below_one_another(void **state)
{
	(void)state;
	expect("64 0 read 511 9\n64 1 write 2047 1\n64 2 open 1023 5\n", "read,write,open", 60,
	       true,
	       " up to  read                       write\n"
	       " 511ns  ############# 9 p50,90,99\n"
	       "1.02us\n"
	       "2.05us                             ############# 1 p50,90,99\n"
	       " calls  9                          1\n"
	       "   p50  495ns                      1.98us\n"
	       "   p90  495ns                      1.98us\n"
	       "   p99  495ns                      1.98us\n"
	       "\n"
	       " up to  open\n"
	       "1.02us  ############# 5 p50,90,99\n"
	       " calls  5\n"
	       "   p50  991ns\n"
	       "   p90  991ns\n"
	       "   p99  991ns\n");
}

/* In columns, of which a character of UTF-8 takes one. */
static void check_lines(const char *text, int width)
{
	int column = 0;
	char before = '\n';

	for (const char *at = text; *at; before = *at++) {
		if (*at == '\n') {
			assert_int_not_equal(before, ' ');
			column = 0;
		} else if ((*at & 0xc0) != 0x80) {
			column++;
			if (column > width)
				fail_msg("wider than %d columns:\n%s", width, text);
		}
	}
}

static void test_fits(void **state)
{
	static const char *const names[] = { "read", "read,write", "*" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (int width = 32; width < 300; width++) {
			char *got = draw(ROWS "64 9 rt_sigtimedwait_time64 1023 5\n", names[i],
					 width, width % 2);

			check_lines(got, width);
			free(got);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_drawings),
		cmocka_unit_test(test_below_one_another),
		cmocka_unit_test(test_fits),
	};

	return cmocka_run_group_tests_name("hist", tests, NULL, NULL);
}
