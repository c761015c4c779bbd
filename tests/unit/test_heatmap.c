// SPDX-License-Identifier: GPL-2.0
/* Heat maps: what is counted in which cell, what is a gap, and drawings to the letter. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include <syscallstat/bucket.h>

#include "heatmap.h"
#include "heatmap_draw.h"

/* Both ends of a bucket each, and the halves of powers of two that they are in. */
#define LE_255 15
#define LE_575 18
#define LE_4095 23

static struct heatmap map;
static struct selection sel;
static struct snapshot before;
static struct errmsg err;
static uint64_t now_ms;

static void parse(struct snapshot *snap, const char *facts, const char *rows)
{
	char *text;
	int len;

	len = asprintf(&text, "syscallstat-histogram 1\n%sabi nr name le_ns count\n%s", facts,
		       rows);
	if (len < 0 || snapshot_parse(snap, text, (size_t)len, "histogram", "test", &err))
		fail_msg("%s", err.text);
	free(text);
}

static struct timespec get_time(void)
{
	/* A Monday at noon. */
	return (struct timespec){
		.tv_sec = 1764590400 + (time_t)(now_ms / 1000),
		.tv_nsec = (long)(now_ms % 1000 * 1000000),
	};
}

static void begin(enum heatmap_full full, size_t capacity, bool from_files, const char *names,
		  const char *facts, const char *rows)
{
	struct timespec time;

	now_ms = 0;
	time = get_time();
	assert_int_equal(heatmap_init(&map, full, capacity, from_files), 0);
	if (select_parse(&sel, names, &err))
		fail_msg("%s", err.text);
	parse(&before, facts, rows);
	heatmap_begin(&map, &time, &before);
}

/* A reading that comes @ms after the one before. */
static int add_ms(uint64_t ms, uint64_t unread, const char *facts, const char *rows)
{
	struct timespec time;
	struct snapshot next;
	int ret;

	now_ms += ms;
	time = get_time();
	parse(&next, facts, rows);
	ret = heatmap_add(&map, &time, &before, &next, &sel, unread, &err);
	snapshot_free(&before);
	before = next;
	return ret;
}

static int add(uint64_t seconds, uint64_t unread, const char *facts, const char *rows)
{
	return add_ms(1000 * seconds, unread, facts, rows);
}

static void end(void)
{
	heatmap_free(&map);
	select_free(&sel);
	snapshot_free(&before);
}

static void expect_states(const char *expected)
{
	char got[256] = "";

	for (size_t i = 0; i < map.nintervals; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%s@%llu ",
			 heatmap_state_name(map.intervals[i].state),
			 (unsigned long long)map.intervals[i].at_ns / 1000000000);
	assert_string_equal(got, expected);
}

static void expect_cells(size_t call, unsigned int range, const char *expected)
{
	char got[256] = "";

	for (size_t i = 0; i < map.nintervals; i++)
		snprintf(got + strlen(got), sizeof(got) - strlen(got), "%llu ",
			 (unsigned long long)heatmap_cell(&map.calls[call], i, range, 1));
	assert_string_equal(got, expected);
}

static void test_ranges(void **state)
{
	(void)state;
	assert_int_equal(heatmap_range(0), 0);
	assert_int_equal(heatmap_range(1), 0);
	assert_int_equal(heatmap_range(2), 2);
	assert_int_equal(heatmap_range(3), 3);
	assert_int_equal(heatmap_range(1023), 19);
	assert_int_equal(heatmap_range(1024), 20);
	assert_int_equal(heatmap_range(1535), 20);
	assert_int_equal(heatmap_range(1536), 21);
	assert_int_equal(heatmap_range(SCS_NS_MAX), HEATMAP_RANGES - 1);
	assert_int_equal(heatmap_range_high(0), 1);
	assert_int_equal(heatmap_range_high(20), 1535);
	assert_int_equal(heatmap_range_high(21), 2047);
	assert_int_equal(heatmap_range_high(HEATMAP_RANGES - 1), SCS_NS_MAX);
	/* No bucket of the module is in two ranges. */
	for (unsigned int b = 0; b < SCS_BUCKETS; b++)
		assert_int_equal(heatmap_range(scs_bucket_low(b)),
				 heatmap_range(scs_bucket_high(b)));
}

static void test_cells(void **state)
{
	(void)state;
	begin(HEATMAP_DROP, 8, false, "read,write", "", "64 0 read 255 10\n64 1 write 4095 5\n");
	/* Two more, and one of another range; three of a call that is not asked for. */
	assert_int_equal(add(1, 0, "",
			     "64 0 read 255 12\n64 0 read 575 1\n64 1 write 4095 5\n"
			     "64 3 close 255 3\n"),
			 0);
	/* The same bucket of a call of another ABI. */
	assert_int_equal(add(1, 0, "",
			     "64 0 read 255 12\n64 0 read 575 5\n64 1 write 4095 6\n"
			     "64 3 close 255 3\n32 3 read 4095 7\n"),
			 0);
	expect_states("counted@1 counted@2 ");
	assert_int_equal(heatmap_order(&map, 0), 3);
	assert_string_equal(map.calls[0].row.name, "read");
	assert_int_equal(map.calls[0].n, 7);
	assert_string_equal(map.calls[0].row.abi, "32");
	expect_cells(0, LE_4095, "0 7 ");
	assert_int_equal(map.calls[1].n, 7);
	expect_cells(1, LE_255, "2 0 ");
	expect_cells(1, LE_575, "1 4 ");
	assert_string_equal(map.calls[2].row.name, "write");
	expect_cells(2, LE_4095, "0 1 ");
	assert_int_equal(heatmap_order(&map, 2), 2);
	assert_int_equal(heatmap_most(&map, &map.calls[1], 0, 1), 4);
	assert_int_equal(heatmap_most(&map, &map.calls[1], 0, 64), 4);
	end();
}

static void test_refused(void **state)
{
	(void)state;
	begin(HEATMAP_DROP, 8, false, "read", "", "64 0 read 255 1\n");
	assert_int_equal(add(1, 0, "", "64 0 read 255 1\n64 0 read 1000 1\n"), -EINVAL);
	assert_non_null(strstr(err.text, "line 4: a time in no known range"));
	end();
}

/* Never a difference of what cannot be compared. */
static void test_gaps(void **state)
{
	static const char first[] = "# state running\n# generation 1\n# epoch 1\n";
	static const char reset[] = "# state running\n# generation 2\n# epoch 1\n";
	static const char stopped[] = "# state stopped\n# generation 2\n# epoch 1\n";
	static const char restarted[] = "# state running\n# generation 2\n# epoch 2\n";
	static const char again[] = "# state running\n# generation 2\n# epoch 3\n";

	(void)state;
	begin(HEATMAP_DROP, 16, false, "read", first, "64 0 read 255 10\n");
	assert_int_equal(add(1, 0, first, "64 0 read 255 13\n"), 0);
	assert_int_equal(add(1, 0, reset, "64 0 read 255 20\n"), 0);
	assert_int_equal(add(1, 0, reset, "64 0 read 255 21\n"), 0);
	/* Without a new generation, as after the module was loaded anew. */
	assert_int_equal(add(1, 0, reset, "64 0 read 255 4\n"), 0);
	assert_int_equal(add(1, 0, stopped, "64 0 read 255 5\n"), 0);
	assert_int_equal(add(1, 0, stopped, "64 0 read 255 5\n"), 0);
	assert_int_equal(add(1, 0, restarted, "64 0 read 255 8\n"), 0);
	assert_int_equal(add(1, 0, restarted, "64 0 read 255 9\n"), 0);
	/* Stopped and started in between. */
	assert_int_equal(add(1, 0, again, "64 0 read 255 10\n"), 0);
	expect_states("counted@1 reset@2 counted@3 reset@4 stopped@5 stopped@6 stopped@7 "
		      "counted@8 stopped@9 ");
	expect_cells(0, LE_255, "3 0 1 0 0 0 0 1 0 ");
	assert_int_equal(map.calls[0].n, 5);
	end();
}

static void test_late(void **state)
{
	(void)state;
	begin(HEATMAP_DROP, 4, false, "read", "", "64 0 read 255 10\n");
	assert_int_equal(add(3, 2, "", "64 0 read 255 13\n"), 0);
	expect_states("unread@1 unread@2 counted@3 ");
	expect_cells(0, LE_255, "0 0 3 ");
	assert_int_equal((int)map.intervals[0].time, 1764590401);
	/* However late it is. */
	assert_int_equal(add(1000000000, 999999999, "", "64 0 read 255 14\n"), 0);
	assert_int_equal(map.nintervals, 4);
	assert_int_equal(map.intervals[3].state, HEATMAP_COUNTED);
	expect_cells(0, LE_255, "0 0 0 1 ");
	end();
}

static void test_files(void **state)
{
	(void)state;
	begin(HEATMAP_DROP, 8, true, "read", "# elapsed_ns 5000000000\n# generation 1\n", "");
	assert_int_equal(add(0, 0, "# elapsed_ns 7000000000\n# generation 1\n", ""), 0);
	/* Since the reset; what came before it nobody knows. */
	assert_int_equal(add(0, 0, "# elapsed_ns 1000000000\n# generation 2\n", ""), 0);
	assert_int_equal(add(0, 0, "# elapsed_ns 4000000000\n# generation 2\n", ""), 0);
	expect_states("counted@2 reset@3 counted@6 ");
	assert_true(map.intervals[0].time == 0);
	/* The gap does not count. */
	assert_int_equal(heatmap_length(&map), 2500000000);
	end();
}

static void add_reads(unsigned int n)
{
	char rows[64];

	for (unsigned int i = 1; i <= n; i++) {
		const unsigned int interval = (unsigned int)(now_ms / 1000) + 1;

		/* The i-th interval has i calls. */
		snprintf(rows, sizeof(rows), "64 0 read 255 %u\n", interval * (interval + 1) / 2);
		assert_int_equal(add(1, 0, "", rows), 0);
	}
}

static void test_drop(void **state)
{
	(void)state;
	begin(HEATMAP_DROP, 4, false, "read", "", "");
	add_reads(6);
	expect_states("counted@3 counted@4 counted@5 counted@6 ");
	expect_cells(0, LE_255, "3 4 5 6 ");
	assert_int_equal(map.calls[0].n, 18);
	assert_int_equal(map.dropped, 2);
	assert_int_equal(heatmap_length(&map), 1000000000);
	/* A call that has fallen out altogether is none. */
	for (int i = 0; i < 4; i++)
		assert_int_equal(add(1, 0, "", "64 0 read 255 21\n"), 0);
	assert_int_equal(heatmap_order(&map, 0), 0);
	end();
}

static void test_merge(void **state)
{
	(void)state;
	begin(HEATMAP_MERGE, 4, false, "read", "", "");
	add_reads(4);
	expect_cells(0, LE_255, "1 2 3 4 ");
	add_reads(1);
	expect_states("counted@2 counted@4 counted@5 ");
	expect_cells(0, LE_255, "3 7 5 ");
	add_reads(3);
	expect_cells(0, LE_255, "3 7 11 15 ");
	add_reads(5);
	expect_states("counted@4 counted@8 counted@12 counted@13 ");
	expect_cells(0, LE_255, "10 26 42 13 ");
	assert_int_equal(map.intervals[2].merged, 4);
	assert_int_equal(map.calls[0].n, 91);
	/* One that has no figures hides those of its neighbour. */
	assert_int_equal(add(1, 0, "# generation 2\n", "64 0 read 255 7\n"), 0);
	expect_states("counted@4 counted@8 counted@12 reset@14 ");
	expect_cells(0, LE_255, "10 26 42 0 ");
	assert_int_equal(map.calls[0].n, 78);
	end();
}

static void test_levels(void **state)
{
	(void)state;
	assert_int_equal(heatmap_level(1, 1, 4), 3);
	assert_int_equal(heatmap_level(1, 1000, 3), 0);
	assert_int_equal(heatmap_level(9, 1000, 3), 0);
	assert_int_equal(heatmap_level(11, 1000, 3), 1);
	assert_int_equal(heatmap_level(99, 1000, 3), 1);
	assert_int_equal(heatmap_level(101, 1000, 3), 2);
	assert_int_equal(heatmap_level(1000, 1000, 3), 2);
	assert_int_equal(heatmap_level(UINT64_MAX, UINT64_MAX, 10), 9);
	assert_int_equal(heatmap_level(1, UINT64_MAX, 10), 0);
}

/* The caller frees what it returns. */
static char *draw(struct heatmap_canvas canvas)
{
	char *got = NULL;
	size_t len;
	FILE *out;

	out = open_memstream(&got, &len);
	heatmap_draw(out, &map, 0, &canvas);
	fclose(out);
	return got;
}

static void expect(struct heatmap_canvas canvas, const char *expected)
{
	char *got = draw(canvas);

	if (strcmp(got, expected))
		fail_msg("\n%s\nis not\n%s", got, expected);
	free(got);
}

/* A reset in the middle; 1, 10 and 100 calls in a cell. */
static void begin_drawing(void)
{
	begin(HEATMAP_DROP, 1024, false, "read,write", "# generation 1\n", "");
	add(1, 0, "# generation 1\n", "64 0 read 255 100\n");
	add(1, 0, "# generation 1\n", "64 0 read 255 101\n64 0 read 383 11\n");
	add(1, 0, "# generation 2\n", "64 0 read 255 1\n");
	add(2, 1, "# generation 2\n", "64 0 read 255 12\n64 0 read 2047 1\n64 0 read 479 11\n");
}

static void test_drawings(void **state)
{
	(void)state;
	begin_drawing();
	expect((struct heatmap_canvas){ .width = 40, .ascii = true },
	       " up to  read: 135 calls, 1.00s a column\n"
	       "2.05us |  ||.\n"
	       "1.02us |  ||\n"
	       " 511ns | +||+\n"
	       " 255ns |@.||+\n"
	       "       ++-r?-\n"
	       "  time  12:00:01\n"
	       " calls  1 .:-=+*#%@ 100  r reset  ? unread\n");
	expect((struct heatmap_canvas){ .width = 40 }, " up to  read: 135 calls, 1.00s a column\n"
						       "2.05us ┤  ┊┊░\n"
						       "1.02us ┤  ┊┊\n"
						       " 511ns ┤ ▓┊┊▓\n"
						       " 255ns ┤█░┊┊▓\n"
						       "       └┬─r?─\n"
						       "  time  12:00:01\n"
						       " calls  1 ░▒▓█ 100  r reset  ? unread\n");
	/* Lines of halves, if there is room. */
	expect((struct heatmap_canvas){ .width = 40, .height = 12, .ascii = true },
	       " up to  read: 135 calls, 1.00s a column\n"
	       "2.05us |  ||.\n"
	       "1.54us |  ||\n"
	       "1.02us |  ||\n"
	       " 767ns |  ||\n"
	       " 511ns |  ||+\n"
	       " 383ns | +||\n"
	       " 255ns |@.||+\n"
	       "       ++-r?-\n"
	       "  time  12:00:01\n"
	       " calls  1 .:-=+*#%@ 100  r reset  ? unread\n");
	/* And of two powers of two, if there is none. */
	expect((struct heatmap_canvas){ .width = 40, .height = 8, .ascii = true },
	       " up to  read: 135 calls, 1.00s a column\n"
	       "4.10us |  ||.\n"
	       "1.02us | +||+\n"
	       " 255ns |@.||+\n"
	       "       ++-r?-\n"
	       "  time  12:00:01\n"
	       " calls  1 .:-=+*#%@ 100  r reset  ? unread\n");
	end();
}

#define PLAIN "\033[0m"
#define LEAST "\033[0;38;5;54m"
#define MOST "\033[0;38;5;226m"
#define MOST_OVER_LEAST "\033[0;38;5;226;48;5;54m"
#define SHADES                                                              \
	LEAST "█\033[0;38;5;91m█\033[0;38;5;127m█\033[0;38;5;163m█" \
	      "\033[0;38;5;199m█\033[0;38;5;204m█\033[0;38;5;209m█"   \
	      "\033[0;38;5;214m█\033[0;38;5;220m█" MOST "█" PLAIN

static void test_colors(void **state)
{
	(void)state;
	begin(HEATMAP_DROP, 1024, false, "read", "", "");
	/* Both halves of a power of two, the upper one, the lower one, nothing. */
	add(1, 0, "", "64 0 read 255 100\n64 0 read 143 1\n");
	add(1, 0, "", "64 0 read 255 200\n64 0 read 143 1\n");
	add(1, 0, "", "64 0 read 255 200\n64 0 read 143 101\n");
	add(1, 0, "", "64 0 read 255 200\n64 0 read 143 101\n");
	add(1, 0, "", "64 0 read 255 300\n64 0 read 143 201\n");
	expect((struct heatmap_canvas){ .width = 40, .colors = true },
	       " up to  \033[1mread\033[0m: 501 calls, 1.00s a column\n"
	       " 255ns ┤" MOST_OVER_LEAST "▀" MOST "▀▄" PLAIN " " MOST "█" PLAIN "\n"
	       "       └┬────\n"
	       "  time  12:00:01\n"
	       " calls  1 " SHADES " 100\n");
	end();
}

/* A window, whose labels are those of the last columns. */
static void test_window(void **state)
{
	(void)state;
	begin(HEATMAP_DROP, 1024, false, "read", "", "");
	add_reads(40);
	expect((struct heatmap_canvas){ .width = 30, .ascii = true },
	       " up to  read: 649 calls, 1.00s a column\n"
	       " 255ns |%%%%%%%%@@@@@@@@@@@@@@\n"
	       "       ++-----------+---------\n"
	       "  time  12:00:19    12:00:31\n"
	       " calls  1 .:-=+*#%@ 40\n");
	end();
}

static void expect_label(uint64_t ms, const char *label)
{
	char *got;

	begin(HEATMAP_DROP, 1024, false, "read", "", "");
	assert_int_equal(add_ms(ms, 0, "", "64 0 read 255 1\n"), 0);
	got = draw((struct heatmap_canvas){ .width = 30 });
	if (!strstr(got, label))
		fail_msg("%s\nhas no label %s", got, label);
	free(got);
	end();
}

/* The time of day only where it tells columns apart. */
static void test_labels(void **state)
{
	(void)state;
	expect_label(1000, "  time  12:00:01\n");
	expect_label(960, "  time  12:00:00\n");
	expect_label(500, " after  500ms\n");
}

static void test_nothing(void **state)
{
	(void)state;
	begin(HEATMAP_DROP, 1024, false, "read", "", "");
	expect((struct heatmap_canvas){ .width = 30 }, "no calls\n");
	assert_int_equal(add(1, 0, "", "64 1 write 255 3\n"), 0);
	expect((struct heatmap_canvas){ .width = 30 }, "no calls\n");
	end();
}

/* In columns, of which a character of UTF-8 takes one. Returns how many lines. */
static int check_lines(const char *text, int width)
{
	int column = 0, lines = 0;

	for (const char *at = text; *at; at++) {
		if (*at == '\033') {
			at = strchr(at, 'm');
		} else if (*at == '\n') {
			column = 0;
			lines++;
		} else if ((*at & 0xc0) != 0x80) {
			column++;
			if (column > width)
				fail_msg("wider than %d columns:\n%s", width, text);
		}
	}
	return lines;
}

static void test_fits(void **state)
{
	(void)state;
	begin(HEATMAP_DROP, 1024, false, "*", "", "");
	for (int i = 1; i < 200; i++) {
		char rows[256];

		snprintf(rows, sizeof(rows),
			 "64 0 read 0 %d\n64 0 read 9223372036854775807 %d\n64 1 write 4095 %d\n"
			 "64 2 open 1023 %d\n64 3 close 33554431 %d\n",
			 i * i, i, i, 2 * i, i);
		assert_int_equal(add(1, (uint64_t)(i % 50 == 0), "", rows), 0);
	}
	for (int width = 50; width < 260; width += 7) {
		for (int height = 0; height < 80; height++) {
			const struct heatmap_canvas canvas = {
				.width = width,
				.height = height,
				.ascii = width % 2,
				.colors = height % 3 == 0,
			};
			char *got = draw(canvas);
			const int lines = check_lines(got, width);

			/* The cursor is below; less than a map cannot be drawn. */
			if (height >= 8 && lines >= height)
				fail_msg("higher than %d lines:\n%s", height, got);
			free(got);
		}
	}
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ranges),	cmocka_unit_test(test_cells),
		cmocka_unit_test(test_refused), cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_late),	cmocka_unit_test(test_files),
		cmocka_unit_test(test_drop),	cmocka_unit_test(test_merge),
		cmocka_unit_test(test_levels),	cmocka_unit_test(test_drawings),
		cmocka_unit_test(test_colors),	cmocka_unit_test(test_window),
		cmocka_unit_test(test_labels),	cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_fits),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	return cmocka_run_group_tests_name("heatmap", tests, NULL, NULL);
}
