// SPDX-License-Identifier: GPL-2.0
/* Pages: what is escaped, what is closed, and what is told. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "html.h"
#include "html_report.h"
#include "svg.h"

static char *got;
static size_t len;
static struct html html;

static void begin(void)
{
	html_begin(&html, open_memstream(&got, &len));
}

static void expect(const char *expected)
{
	char *all;

	html_end(&html);
	fclose(html.out);
	assert_true(asprintf(&all, "<!DOCTYPE html>\n%s\n", expected) > 0);
	assert_string_equal(got, all);
	free(all);
	free(got);
}

static void test_elements(void **state)
{
	(void)state;
	begin();
	html_open(&html, "p");
	html_attr(&html, "class", "%s%d", "a", 1);
	html_text(&html, "one ");
	html_leaf(&html, "b", NULL, "%d", 2);
	html_leaf(&html, "i", "c", "%s", "three");
	html_open(&html, "br");
	html_close(&html);
	html_open(&html, "span");
	html_close(&html);
	html_open(&html, "i");
	/* All that is open is closed. */
	expect("<p class=\"a1\">one <b>2</b><i class=\"c\">three</i><br/><span></span><i></i></p>");
}

static void test_escapes(void **state)
{
	(void)state;
	begin();
	html_open(&html, "p");
	html_attr(&html, "title", "%s", "\"><script>'&");
	html_text(&html, "%s", "</p><script>alert(\"1\" && '2')</script>\n");
	expect("<p title=\"&quot;&gt;&lt;script&gt;&#39;&amp;\">&lt;/p&gt;&lt;script&gt;alert("
	       "&quot;1&quot; &amp;&amp; &#39;2&#39;)&lt;/script&gt;\n</p>");
}

/* Instead of what cannot be there. */
#define NO "\xef\xbf\xbd"

/* What cannot be in XML, and what is not UTF-8. */
static void test_bytes(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} cases[] = {
		{ "a\tb", "a\tb" },
		{ "a\033[1mb", "a" NO "[1mb" },
		{ "\001\037\177", NO NO NO },
		{ "\u00e4\u20ac\U0001f600", "\u00e4\u20ac\U0001f600" },
		{ "\xff", NO },
		{ "\x80", NO },
		/* Cut off, by the end and by another character. */
		{ "\xe2\x82", NO NO },
		{ "\xe2\x82<", NO NO "&lt;" },
		/* A slash and a < in too many bytes, half of a pair, and beyond the end. */
		{ "\xc0\xaf", NO NO },
		{ "\xe0\x80\xbc", NO NO NO },
		{ "\xed\xa0\x80", NO NO NO },
		{ "\xf4\x90\x80\x80", NO NO NO NO },
		{ "\xf8\x88\x80\x80\x80", NO NO NO NO NO },
		/* Unicode, but no characters. */
		{ "\xef\xbf\xbe", NO NO NO },
		{ "\xc2\x85", NO NO },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char expected[128];

		snprintf(expected, sizeof(expected), "<p>%s</p>", cases[i].expected);
		begin();
		html_leaf(&html, "p", NULL, "%s", cases[i].text);
		expect(expected);
	}
}

static void draw(void (*function)(struct html *html))
{
	begin();
	html_open(&html, "div");
	function(&html);
	html_end(&html);
	fclose(html.out);
}

static void has(const char *text)
{
	if (!strstr(got, text))
		fail_msg("%s\nhas no %s", got, text);
}

static void has_no(const char *text)
{
	if (strstr(got, text))
		fail_msg("%s\nhas %s", got, text);
}

static void draw_histogram(struct html *to)
{
	static const uint64_t quantile[] = { 247, 247, 1000 };
	struct buckets buckets = { .n = 15 };

	/* The last eighths of two powers of two. */
	buckets.count[scs_bucket(255)] = 10;
	buckets.count[scs_bucket(1023)] = 5;
	svg_histogram(to, "read & write", &buckets, quantile);
}

static void test_histogram(void **state)
{
	(void)state;
	draw(draw_histogram);
	has("<title>read &amp; write</title>");
	has("<desc>15 calls that took from 240ns to 1.02us</desc>");
	/* From 32 ns to 4096 ns in halves of powers of two; the fullest bar fills the height. */
	has("viewBox=\"0 0 14 100\"");
	has("<path class=\"bar\" d=\"M5.05 0.0h.9V100h-.9z\">");
	has("<path class=\"bar\" d=\"M9.05 50.0h.9V100h-.9z\">");
	/* 247 is 55/64 through the sixth bar. */
	has("<path class=\"mark p50\" d=\"M5.859 0V100\">");
	has("<span style=\"left:28.57%\">128ns</span>");
	free(got);
}

static void draw_heatmap(struct html *to)
{
	uint64_t count[3][HEATMAP_RANGES] = { 0 };
	uint64_t *counts[] = { count[0], NULL, count[1], count[2] };
	struct heatmap_interval intervals[] = {
		{ .at_ns = 1000000000 },
		{ .at_ns = 2000000000, .state = HEATMAP_RESET },
		{ .at_ns = 3000000000 },
		{ .at_ns = 4000000000 },
	};
	struct heatmap_call call = { .n = 103, .count = counts };
	const struct heatmap map = {
		.intervals = intervals, .nintervals = 4, .calls = &call, .ncalls = 1
	};

	/* From 192 to 255 ns. */
	count[0][15] = 1;
	count[1][15] = 100;
	count[2][15] = 100;
	count[2][14] = 2;
	svg_heatmap(to, "read", &map, &call);
}

static void test_heatmap(void **state)
{
	(void)state;
	draw(draw_heatmap);
	has("<desc>103 calls in 4 intervals, from 128ns to 255ns</desc>");
	/* From 16 to 2048 ns in halves: the seventh row from above, and the one below. */
	has("viewBox=\"0 0 4 14\"");
	has("<path class=\"h0\" d=\"M0 6h1v1h-1z\">");
	has("<path class=\"h1\" d=\"M3 7h1v1h-1z\">");
	has("<path class=\"h9\" d=\"M2 6h2v1h-2z\">");
	has("<path class=\"gap\" d=\"M1 0h1v14h-1z\">");
	has("1 reset");
	has_no("class=\"h2\" d");
	free(got);
}

#define FACTS(generation, missed) \
	"# generation " generation "\n# elapsed_ns " generation "000000000\n# missed " missed "\n"
#define STATS "syscallstat 1\n"
#define HEADER "abi nr name calls errors total_ns min_ns p50_ns p90_ns p99_ns max_ns bytes\n"

static struct options opt;

static void page(const char *first, const char *last)
{
	static const struct reading_wants wants = { .histogram = true, .errnos = true };
	struct html_report report = { .opt = &opt };
	struct reading old, new;
	struct errmsg err;
	FILE *out;

	if (reading_parse(&new, last, strlen(last), &view_stats, &wants, "test", &err))
		fail_msg("%s", err.text);
	report.last = &new;
	if (first) {
		if (reading_parse(&old, first, strlen(first), &view_stats, &wants, "test", &err))
			fail_msg("%s", err.text);
		report.first = &old;
	}
	out = open_memstream(&got, &len);
	assert_int_equal(html_report_print(out, &report, &err), 0);
	fclose(out);
	if (first)
		reading_free(&old);
	reading_free(&new);
}

static void test_hostile(void **state)
{
	static char *command[] = { "<b>", "\"&\001", NULL };
	struct options before = opt;

	(void)state;
	opt.command = command;
	page(NULL, STATS "# hook <img/src=x>\n# <i> 1\n" HEADER
			 "64 0 <script>alert(1)</script> 1 1 9 9 9 9 9 9 9\n"
			 "'\"> 1 & 1 1 9 9 9 9 9 9 9\n"
			 "syscallstat-histogram 1\nabi nr name le_ns count\n64 0 <svg> 9 1\n"
			 "syscallstat-errnos 1\nabi nr name errno error calls total_ns max_ns\n"
			 "64 0 <a> 2 <u> 1 9 9\n");
	opt = before;
	has("&lt;b&gt; &quot;&amp;" NO);
	has("&lt;script&gt;alert(1)&lt;/script&gt;");
	has("&lt;u&gt;");
	has("&lt;img/src=x&gt;");
	has("&lt;i&gt;");
	has("&#39;&quot;&gt;:&amp;");
	has_no("<script");
	has_no("<b>\"");
	has_no("<img");
	has_no("<i>");
	has_no("<u>");
	has_no("<a>");
	has_no("\001");
	free(got);
}

static void test_missed(void **state)
{
	(void)state;
	page(NULL, STATS FACTS("1", "1234567") HEADER);
	has("1\u202f234\u202f567 events could not be recorded");
	has("<dd class=\"bad\">1234567</dd>");
	free(got);
	page(NULL, STATS FACTS("1", "0") HEADER);
	has_no("could not be recorded");
	has("<dd>0</dd>");
	free(got);
}

#define ROW(calls, total) "64 0 read " calls " 0 " total " 100 247 247 247 4000 0\n"
#define HISTOGRAM(quick, slow)                                               \
	"syscallstat-histogram 1\n# generation 1\nabi nr name le_ns count\n" \
	"64 0 read 255 " quick "\n64 0 read 4095 " slow "\n"

static void test_change(void **state)
{
	(void)state;
	page(STATS FACTS("1", "5") HEADER ROW("10", "3000") HISTOGRAM("10", "0"),
	     STATS FACTS("1", "7") HEADER ROW("2040", "9003000") HISTOGRAM("1040", "1000"));
	has("2\u202f030</td>");
	has("9.00ms</td>");
	has("2 events could not be recorded");
	/* Of the interval: the bounds of the buckets. */
	has(">p99 3.97us</span>");
	has("2030 calls that took from 240ns to 4.10us");
	has_no("were reset");
	free(got);
	page(STATS FACTS("1", "0") HEADER ROW("10", "3000"),
	     STATS FACTS("2", "0") HEADER ROW("4", "800"));
	has("were reset meanwhile");
	has(">4</td>");
	has(">800ns</td>");
	free(got);
}

/* Nothing is said about what is not known. */
static void test_lacking(void **state)
{
	(void)state;
	page(NULL, STATS HEADER "64 231 exit_group 3 0 - - - - - - 0\n");
	has(">exit_group</span>");
	has("<td>\u2013</td>");
	has_no("<svg");
	has_no("Failed calls");
	has_no("The module");
	has_no("calls per second");
	has_no("nan");
	free(got);
}

/* Neither scripts nor anything from elsewhere, and what readers of all kinds need. */
static void test_self_contained(void **state)
{
	(void)state;
	page(NULL, STATS FACTS("1", "0") HEADER ROW("10", "3000") HISTOGRAM("10", "0"));
	has("<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">");
	has("<meta charset=\"utf-8\"/>");
	has("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
	has("@media print");
	has("@media (prefers-color-scheme: dark)");
	has("<th scope=\"col\"");
	has("<th scope=\"row\"");
	has_no("<script");
	has_no("<link");
	has_no("src=");
	has_no("href=");
	has_no("url(");
	has_no("@import");
	free(got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_elements), cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_bytes),	 cmocka_unit_test(test_histogram),
		cmocka_unit_test(test_heatmap),	 cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_missed),	 cmocka_unit_test(test_change),
		cmocka_unit_test(test_lacking),	 cmocka_unit_test(test_self_contained),
	};

	opt = (struct options){ .view = &view_stats, .sort = COL_TOTAL_NS };
	return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
