// SPDX-License-Identifier: GPL-2.0
/* What `syscallstat top` shows and what its keys do, without a screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "section.h"
#include "top_bars.h"
#include "top_cells.h"
#include "top_keys.h"

#define HEADER "abi nr name calls errors total_ns p50_ns max_ns\n"
#define STATS(elapsed) "syscallstat 1\n# generation 1\n# elapsed_ns " elapsed "\n" HEADER

static const char first[] = STATS("1000000000") "64 0 read 100 5 3000 70 900\n"
						"64 1 write 50 0 9000 71 901\n"
						"32 3 read 7 7 700 72 902\n";
/* Two seconds later. */
static const char second[] = STATS("3000000000") "64 0 read 101 5 3500 80 910\n"
						 "64 1 write 90 2 9100 81 911\n"
						 "32 3 read 7 7 700 82 912\n";

static struct top_ui ui;
static struct top *const top = &ui.top;
static struct errmsg reset;

static int set_up(void **state)
{
	(void)state;
	ui = (struct top_ui){ 0 };
	top_init(top, TOP_BY_CALL, NULL);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	top_free(top);
	snapshot_free(&ui.histogram);
	return 0;
}

static struct snapshot parse(const struct view *view, const char *text)
{
	struct snapshot snap;
	struct errmsg err;

	if (snapshot_parse(&snap, text, strlen(text), view->name, "file", &err))
		fail_msg("%s", err.text);
	return snap;
}

static void take(const char *text)
{
	struct snapshot snap = parse(top_view(top), text);

	assert_int_equal(top_take(top, &snap, &reset), 0);
	assert_int_equal(top_arrange(top), 0);
}

static void press(int key)
{
	top_press(&ui, key);
	assert_int_equal(top_arrange(top), 0);
}

static void type(const char *keys)
{
	while (*keys)
		press(*keys++);
}

/* The names of what is shown, in its order; those of the 32-bit ABI in brackets. */
static void shows(const char *names)
{
	char text[512] = "";

	for (size_t i = 0; i < top->rows.nrows; i++) {
		const struct snapshot_row *row = top->rows.rows[i];
		bool other = row->abi && strcmp(row->abi, "64");

		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s%s%s", i ? " " : "",
			 other ? "(" : "", row->name ? row->name : "-", other ? ")" : "");
	}
	assert_string_equal(text, names);
}

static void cells(size_t row, const char *expected)
{
	char text[512] = "", cell[TOP_CELL_MAX];

	for (size_t i = 0; i < TOP_COLUMNS; i++) {
		top_cell(top, &top_columns(top->by)[i], top->rows.rows[row], cell, sizeof(cell));
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", i ? " " : "",
			 cell);
	}
	assert_string_equal(text, expected);
}

static void test_rates_and_totals(void **state)
{
	char sum[128];

	(void)state;
	take(first);
	assert_false(top_is_rate(top));
	shows("write read (read)");
	cells(0, "70.87 9.00us 50 0 180ns 71ns - 901ns 64 write");
	take(second);
	assert_true(top_is_rate(top));
	shows("read write");
	/* What happened, per second; but quantiles and extremes of the whole. */
	cells(0, "83.33 250ns 0.50 0.00 500ns 80ns - 910ns 64 read");
	cells(1, "16.67 50ns 20.0 1.00 3ns 81ns - 911ns 64 write");
	assert_string_equal(top_heading(top, &top_columns(top->by)[1]), "TIME/S");
	top_sum(top, sum, sizeof(sum));
	assert_string_equal(sum, "20.5 calls/s, 1.00 errors/s, 300ns/s in calls");

	press('a');
	assert_false(top_is_rate(top));
	assert_string_equal(top_heading(top, &top_columns(top->by)[1]), "TIME");
	shows("write read (read)");
	cells(0, "68.42 9.10us 90 2 101ns 81ns - 911ns 64 write");
	press('a');
	shows("read write");
}

static void test_same_reading(void **state)
{
	(void)state;
	take(first);
	take(second);
	take(second);
	shows("read write");
	assert_true(top_is_rate(top));
	/* Stopped, time stands still: that nothing happens is news. */
	take("syscallstat 1\n# state stopped\n# generation 1\n# elapsed_ns 3000000000\n" HEADER
	     "64 0 read 101 5 3500 80 910\n64 1 write 90 2 9100 81 911\n32 3 read 7 7 700 82 912\n");
	shows("");
	press('a');
	shows("write read (read)");
}

static void test_without_elapsed(void **state)
{
	(void)state;
	take("syscallstat 1\n" HEADER "64 0 read 1 0 10 - -\n");
	take("syscallstat 1\n" HEADER "64 0 read 2 0 20 - -\n");
	cells(0, "100.00 - - - 10ns - - - 64 read");
}

static void test_reset(void **state)
{
	(void)state;
	take(first);
	assert_string_equal(reset.text, "");
	take(second);
	take("syscallstat 1\n# generation 2\n# elapsed_ns 3000000000\n" HEADER
	     "64 0 read 1 0 5 1 5\n");
	assert_non_null(strstr(reset.text, "generation 1 became 2"));
	assert_false(top_is_rate(top));
	shows("read");
}

static void test_sort_by_each_column(void **state)
{
	static const struct {
		int key;
		const char *order;
		const char *reversed;
	} columns[] = {
		{ '1', "write read (read)", "(read) read write" }, /* %TIME */
		{ '2', "write read (read)", "(read) read write" }, /* TIME */
		{ '3', "read write (read)", "(read) write read" }, /* CALLS */
		{ '4', "(read) read write", "write read (read)" }, /* ERRORS */
		{ '5', "write (read) read", "read (read) write" }, /* AVG */
		{ '6', "(read) write read", "read write (read)" }, /* P50 */
		{ '7', "(read) read write", "write read (read)" }, /* P99: not known */
		{ '8', "(read) write read", "read write (read)" }, /* MAX */
		{ '9', "(read) read write", "write read (read)" }, /* ABI */
		{ '0', "(read) read write", "write read (read)" }, /* NAME */
	};

	(void)state;
	take(first);
	/* Away from the order of the beginning, which the first key would turn round. */
	top->sort[TOP_BY_CALL] = COL_BYTES;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		press(columns[i].key);
		shows(columns[i].order);
		press(columns[i].key);
		shows(columns[i].reversed);
	}
	press('>');
	assert_int_equal(top->sort[TOP_BY_CALL], COL_PCT_TIME);
	press('<');
	assert_int_equal(top->sort[TOP_BY_CALL], COL_NAME);
	press(TOP_KEY_LEFT);
	assert_int_equal(top->sort[TOP_BY_CALL], COL_ABI);
	assert_false(top->reverse[TOP_BY_CALL]);
	top->sort[TOP_BY_CALL] = COL_BYTES;
	press(TOP_KEY_RIGHT);
	assert_int_equal(top->sort[TOP_BY_CALL], COL_PCT_TIME);
}

static void test_filter(void **state)
{
	(void)state;
	take(first);
	press('/');
	type("R");
	shows("write read (read)");
	type("eq");
	shows("");
	press(TOP_KEY_BACKSPACE);
	shows("read (read)");
	press(TOP_KEY_ENTER);
	assert_false(ui.typing);
	shows("read (read)");
	/* Again a key, not a letter. */
	press('a');
	assert_true(top->totals);
	press(TOP_KEY_ESCAPE);
	shows("write read (read)");
	press('/');
	type("write");
	press('U' & 0x1f);
	type(" q\x7f");
	press(0);
	assert_string_equal(top->filter, "q");
	press(TOP_KEY_ESCAPE);
	assert_string_equal(top->filter, "");
	assert_false(ui.quit);
	press('/');
	for (int i = 0; i < 2 * TOP_FILTER_MAX; i++)
		press('x');
	assert_int_equal(strlen(top->filter), TOP_FILTER_MAX);
}

static void test_selection(void **state)
{
	struct selection sel;
	struct errmsg err;

	(void)state;
	assert_int_equal(select_parse(&sel, "read", &err), 0);
	top->sel = &sel;
	take(first);
	shows("read (read)");
	/* Shares are of all calls. */
	cells(0, "23.62 3.00us 100 5 30ns 70ns - 900ns 64 read");
	select_free(&sel);
}

static void test_selected_row(void **state)
{
	(void)state;
	take(first);
	assert_string_equal(top_selected(top)->name, "write");
	press('j');
	assert_string_equal(top_selected(top)->name, "read");
	assert_int_equal(top->position, 1);
	/* It goes where the row goes. */
	press('3');
	assert_int_equal(top->position, 0);
	press(TOP_KEY_DOWN);
	press(TOP_KEY_DOWN);
	press(TOP_KEY_DOWN);
	assert_int_equal(top->position, 2);
	assert_string_equal(top_selected(top)->abi, "32");
	/* A call that pauses stays selected, though it is not there. */
	take(second);
	shows("write read");
	assert_string_equal(top_selected(top)->abi, "32");
	press(TOP_KEY_UP);
	assert_string_equal(top_selected(top)->name, "write");
	/* At the top, whichever is there is selected. */
	press('3');
	assert_string_equal(top_selected(top)->name, "read");
	press(TOP_KEY_END);
	assert_int_equal(top->position, 1);
	press(TOP_KEY_HOME);
	assert_int_equal(top->position, 0);
	press('/');
	type("nothing");
	assert_null(top_selected(top));
	press(TOP_KEY_ENTER);
	press('k');
	press(TOP_KEY_PAGE_DOWN);
	press(TOP_KEY_ENTER);
	assert_null(top_selected(top));
}

static void test_scrolling(void **state)
{
	(void)state;
	take(first);
	top_scroll(top, 2);
	assert_int_equal(top->first, 0);
	press(TOP_KEY_END);
	top_scroll(top, 2);
	assert_int_equal(top->first, 1);
	press('k');
	top_scroll(top, 2);
	assert_int_equal(top->first, 1);
	press(TOP_KEY_PAGE_UP);
	top_scroll(top, 2);
	assert_int_equal(top->first, 0);
	press(TOP_KEY_END);
	top_scroll(top, 1);
	assert_int_equal(top->first, 2);
	/* A screen that grows is filled. */
	top_scroll(top, 10);
	assert_int_equal(top->first, 0);
	top_scroll(top, 0);
	assert_int_equal(top->first, 2);
}

static void test_tasks(void **state)
{
	(void)state;
	take(first);
	press('t');
	assert_true(ui.reread);
	assert_ptr_equal(top_view(top), &view_tasks);
	shows("");
	take("syscallstat-tasks 1\n# elapsed_ns 1\n"
	     "tid tgid comm calls errors total_ns abi name\n"
	     "7 7 init 5 0 50 64 wait4\n80 8 bash 9 1 900 64 read\n");
	shows("read wait4");
	cells(0, "94.74 900ns 9 1 100ns 80 8 bash 64 read");
	press('6');
	shows("wait4 read");
	press('/');
	type("80");
	shows("read");
	press(TOP_KEY_ESCAPE);
	press('/');
	type("INIT");
	shows("wait4");
	press(TOP_KEY_ESCAPE);
	/* Orders are of their own. */
	press('t');
	assert_int_equal(top->sort[top->by], COL_TOTAL_NS);
}

static void stuck(const char *names)
{
	char text[512] = "";

	for (size_t i = 0; i < top->stuck.nrows; i++)
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%s", i ? " " : "",
			 top->stuck.rows[i]->name);
	assert_string_equal(text, names);
}

static void test_stuck(void **state)
{
	struct snapshot snap = parse(&view_inflight,
				     "syscallstat-inflight 1\ntid tgid comm abi name age_ns\n"
				     "1 1 a 64 quick 999999999\n2 2 b 64 slow 1000000000\n"
				     "3 3 c 64 slower 5000000000\n4 4 d 64 unknown -\n");
	struct selection sel;
	struct errmsg err;

	(void)state;
	take(first);
	top_take_inflight(top, &snap);
	assert_int_equal(top_arrange(top), 0);
	stuck("slower slow");
	press('/');
	press('c');
	stuck("slower");
	press(TOP_KEY_ESCAPE);
	assert_int_equal(select_parse(&sel, "!slower", &err), 0);
	top->sel = &sel;
	assert_int_equal(top_arrange(top), 0);
	stuck("slow");
	top->sel = NULL;
	select_free(&sel);
	for (int i = 0; i < TOP_STUCK_MODES; i++)
		press('i');
	assert_int_equal(ui.stuck, TOP_STUCK_FEW);
}

static void test_other_keys(void **state)
{
	(void)state;
	take(first);
	press('p');
	assert_true(ui.paused);
	press(' ');
	assert_false(ui.paused);
	assert_true(ui.reread);
	press('?');
	assert_true(ui.help);
	press('q');
	assert_false(ui.help || ui.quit);
	press(TOP_KEY_ENTER);
	assert_true(ui.bars && top->pin.set);
	press(TOP_KEY_ESCAPE);
	assert_false(ui.bars);
	for (int key = 0; key < 0x200; key++)
		if (key != 'q')
			press(key);
	assert_false(ui.quit);
	press(TOP_KEY_ESCAPE);
	ui.help = false;
	press('q');
	assert_true(ui.quit);
}

static void test_bars(void **state)
{
	struct top_bars bars;
	const struct snapshot_row *of;

	(void)state;
	take(first);
	ui.histogram = parse(&view_histogram, "syscallstat-histogram 1\nabi nr name le_ns count\n"
					      "64 0 read 127 1\n64 0 read 111 2\n64 0 read 128 4\n"
					      "64 0 read 2047 8\n32 3 read 127 100\n"
					      "64 1 write 0 3\n64 1 write 18446744073709551615 4\n"
					      "64 1 write 99 0\n64 1 write 98 -\n");
	press('j');
	of = top_selected(top);
	top_bars_build(&bars, &ui.histogram, of, 10);
	assert_int_equal(bars.n, 5);
	assert_int_equal(bars.total, 15);
	assert_int_equal(bars.most, 8);
	assert_int_equal(bars.le_ns[0], 127);
	assert_int_equal(bars.count[0], 3);
	assert_int_equal(bars.le_ns[1], 255);
	assert_int_equal(bars.count[1], 4);
	assert_int_equal(bars.count[2], 0);
	assert_int_equal(bars.le_ns[4], 2047);
	/* Fewer lines, and nothing is lost. */
	top_bars_build(&bars, &ui.histogram, of, 2);
	assert_int_equal(bars.n, 2);
	assert_int_equal(bars.le_ns[0], 511);
	assert_int_equal(bars.count[0], 7);
	assert_int_equal(bars.count[1], 8);
	press('k');
	for (size_t lines = 1; lines < 100; lines++) {
		top_bars_build(&bars, &ui.histogram, top_selected(top), lines);
		assert_true(bars.n && bars.n <= lines);
		assert_int_equal(bars.total, 7);
		assert_true(bars.le_ns[bars.n - 1] == UINT64_MAX);
	}
	top_bars_build(&bars, &ui.histogram, &(struct snapshot_row){ .abi = "64" }, 5);
	assert_int_equal(bars.n, 0);
}

static void test_numbers(void **state)
{
	static const struct {
		double value;
		bool fraction;
		const char *text;
	} counts[] = {
		{ 0, true, "0.00" },	       { 9.994, true, "9.99" },
		{ 9.996, true, "10.0" },       { 99.94, true, "99.9" },
		{ 99.96, true, "100" },	       { 7, false, "7" },
		{ 999999, false, "999999" },   { 1000000, false, "1.00M" },
		{ 9999999, false, "10.0M" },   { 123456789, true, "123M" },
		{ 999999999, false, "1.00G" }, { 1e15, false, "1.00P" },
		{ 18e18, false, "18.0E" },     { 1e300, false, NULL },
	};
	char text[TOP_CELL_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		top_count(counts[i].value, counts[i].fraction, text, sizeof(text));
		if (counts[i].text)
			assert_string_equal(text, counts[i].text);
	}
	top_time(99998000000000, text, sizeof(text));
	assert_string_equal(text, "99998s");
	top_time(99999000000000, text, sizeof(text));
	assert_string_equal(text, "1d");
	top_time(UINT64_MAX, text, sizeof(text));
	assert_string_equal(text, "213503d");
}

static void found(const char *text, const char *view, const char *expected)
{
	size_t len;
	const char *at = section_find(text, strlen(text), view, &len);

	if (!expected) {
		assert_null(at);
		return;
	}
	assert_non_null(at);
	assert_int_equal(len, strlen(expected));
	assert_memory_equal(at, expected, len);
}

static void test_one_of_several_texts(void **state)
{
	static const char all[] = "syscallstat 1\na\nsyscallstat-tasks 1\nsyscallstats\n"
				  "syscallstat-task 1\nb";

	(void)state;
	found(all, NULL, "syscallstat 1\na\n");
	found(all, "tasks", "syscallstat-tasks 1\nsyscallstats\n");
	found(all, "task", "syscallstat-task 1\nb");
	found(all, "tas", NULL);
	found(all, "histogram", NULL);
	found("", NULL, NULL);
	found("syscallstat", NULL, NULL);
	found("syscallstat ", NULL, "syscallstat ");
	found("syscallstat-a", "a", NULL);
	found("x syscallstat 1\n", NULL, NULL);
}

#define top_test(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		top_test(test_rates_and_totals),
		top_test(test_same_reading),
		top_test(test_without_elapsed),
		top_test(test_reset),
		top_test(test_sort_by_each_column),
		top_test(test_filter),
		top_test(test_selection),
		top_test(test_selected_row),
		top_test(test_scrolling),
		top_test(test_tasks),
		top_test(test_stuck),
		top_test(test_other_keys),
		top_test(test_bars),
		top_test(test_numbers),
		top_test(test_one_of_several_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
