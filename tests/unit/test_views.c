// SPDX-License-Identifier: GPL-2.0
/* The views in debugfs, as the tool reads them, and differences of two readings. */
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

static struct errmsg err;

#define KEYS "# state running\n# generation 3\n# elapsed_ns 2000000000\n# missed 0\n"

static int parse(struct snapshot *snap, const char *view, const char *text)
{
	/* A copy of the exact size, so that a sanitizer sees one byte too many. */
	size_t len = strlen(text);
	char *copy = malloc(len);
	int ret;

	memcpy(copy, text, len);
	err.text[0] = '\0';
	ret = snapshot_parse(snap, copy, len, view, "file", &err);
	free(copy);
	return ret;
}

static void good(struct snapshot *snap, const char *view, const char *text)
{
	if (parse(snap, view, text))
		fail_msg("%s", err.text);
}

static void bad(const char *view, const char *text, const char *why)
{
	struct snapshot snap;

	assert_int_equal(parse(&snap, view, text), -EINVAL);
	if (!strstr(err.text, why))
		fail_msg("'%s', not '%s'", err.text, why);
}

static uint64_t value(const struct snapshot *snap, size_t row, enum snapshot_number n)
{
	assert_true(row < snap->nrows);
	assert_true(snap->rows[row].number[n].known);
	return snap->rows[row].number[n].value;
}

static void test_each_view(void **state)
{
	struct snapshot snap;

	(void)state;
	good(&snap, "histogram",
	     "syscallstat-histogram 1\n" KEYS "abi nr name le_ns count\n"
	     "64 0 read 127 5\n64 0 read 143 2\n32 0 read 127 1\n");
	assert_int_equal(snap.nrows, 3);
	assert_int_equal(value(&snap, 0, SNAP_COUNT), 1);
	assert_int_equal(value(&snap, 2, SNAP_LE_NS), 143);
	assert_int_equal(snap.elapsed_ns.value, 2000000000);
	snapshot_free(&snap);

	good(&snap, "errnos",
	     "syscallstat-errnos 1\n" KEYS "# unlisted 0\n"
	     "abi nr name errno error calls total_ns max_ns\n"
	     "64 0 read 11 EAGAIN 5 100 30\n64 0 read 9 EBADF 1 7 7\n64 0 read 999 - 1 7 7\n");
	assert_int_equal(snap.nrows, 3);
	assert_string_equal(snap.rows[0].error, "EBADF");
	assert_null(snap.rows[2].error);
	assert_int_equal(value(&snap, 1, SNAP_ERRNO), 11);
	snapshot_free(&snap);

	good(&snap, "tasks",
	     "syscallstat-tasks 1\n" KEYS "tid tgid comm calls errors total_ns abi name\n"
	     "20 10 a\\040b 5 1 100 64 read\n10 10 - 0 0 0 - -\n");
	assert_int_equal(snap.nrows, 2);
	assert_int_equal(value(&snap, 0, SNAP_TID), 10);
	assert_null(snap.rows[0].comm);
	assert_null(snap.rows[0].name);
	assert_string_equal(snap.rows[1].comm, "a\\040b");
	assert_false(snap.rows[1].has_nr);
	snapshot_free(&snap);

	good(&snap, "inflight",
	     "syscallstat-inflight 1\n" KEYS
	     "tid tgid comm abi name age_ns\n10 10 cat 64 read 77\n");
	assert_int_equal(value(&snap, 0, SNAP_AGE_NS), 77);
	snapshot_free(&snap);

	good(&snap, "percpu",
	     "syscallstat-percpu 1\n" KEYS "cpu abi nr name calls\n0 64 0 read 1\n1 64 0 read 2\n");
	assert_int_equal(snap.nrows, 2);
	assert_int_equal(value(&snap, 1, SNAP_CPU), 1);
	snapshot_free(&snap);
}

static void test_refused(void **state)
{
	(void)state;
	bad("errnos", "syscallstat 1\n", "has the statistics by call, not a view");
	bad(NULL, "syscallstat-errnos 1\n", "has the view errnos; show it with --errnos");
	bad("tasks", "syscallstat-errnos 1\n", "has the view errnos; show it with --errnos");
	bad("tasks", "syscallstat-tasks 2\n", "format version 2");
	bad("tasks", "syscallstat-other 1\n", "not a syscallstat file");
	bad("tasks", "syscallstat- 1\n", "not a syscallstat file");
	bad("histogram", "syscallstat-histogram 1\nabi nr name count\n", "no column le_ns");
	bad("tasks", "syscallstat-tasks 1\ntid tid calls\n", "column tid is there twice");
	bad("tasks", "syscallstat-tasks 1\ntid calls\n7 1\n7 2\n",
	    "lines 3 and 4 are about the same");
	bad("tasks", "syscallstat-tasks 1\ntid abi calls\n7 b 1\n- a 1\n7 0 2\n",
	    "lines 3 and 5 are about the same");
	bad("errnos", "syscallstat-errnos 1\nabi nr errno calls\n64 0 9 1\n64 0 9 2\n",
	    "lines 3 and 4 are about the same");
	bad("tasks", "syscallstat-tasks 1\ntid comm calls\n7 \x1b[1m 1\n", "comm: not a name");
}

static void test_difference(void **state)
{
	struct snapshot old, new, delta;
	struct errmsg why;

	(void)state;
	good(&old, "histogram",
	     "syscallstat-histogram 1\n" KEYS
	     "abi nr name le_ns count\n64 0 read 127 5\n64 0 read 143 2\n");
	good(&new, "histogram",
	     "syscallstat-histogram 1\n" KEYS
	     "abi nr name le_ns count\n64 0 read 127 5\n64 0 read 135 1\n64 0 read 143 9\n");
	assert_false(snapshot_was_reset(&old, &new, &why));
	assert_int_equal(snapshot_delta(&delta, &old, &new), 0);
	assert_int_equal(delta.nrows, 2);
	assert_int_equal(value(&delta, 0, SNAP_LE_NS), 135);
	assert_int_equal(value(&delta, 0, SNAP_COUNT), 1);
	assert_int_equal(value(&delta, 1, SNAP_COUNT), 7);
	snapshot_free(&delta);
	assert_true(snapshot_was_reset(&new, &old, &why));
	snapshot_free(&old);
	snapshot_free(&new);
}

/* Threads end, and others get their ids: no reset, and no huge number. */
static void test_threads_come_and_go(void **state)
{
	static const char head[] = "syscallstat-tasks 1\n" KEYS
				   "tid tgid comm calls errors total_ns abi name\n";
	char text[512];
	struct snapshot old, new, delta;
	struct errmsg why;

	(void)state;
	snprintf(text, sizeof(text), "%s%s", head,
		 "1 1 init 5 0 50 64 read\n2 2 gone 9 0 90 - -\n"
		 "3 3 x 100 0 1000 - -\n4 4 same 1 0 1 - -\n");
	good(&old, "tasks", text);
	snprintf(text, sizeof(text), "%s%s", head,
		 "1 1 init 7 0 80 64 poll\n3 3 y 3 0 30 - -\n"
		 "4 4 same 1 0 1 - -\n5 5 new 1 1 10 - -\n");
	good(&new, "tasks", text);
	assert_false(snapshot_was_reset(&old, &new, &why));
	assert_int_equal(snapshot_delta(&delta, &old, &new), 0);
	assert_int_equal(delta.nrows, 3);
	assert_int_equal(value(&delta, 0, SNAP_CALLS), 2);
	assert_int_equal(value(&delta, 0, SNAP_TOTAL_NS), 30);
	assert_string_equal(delta.rows[0].name, "poll");
	assert_int_equal(value(&delta, 1, SNAP_CALLS), 3);
	assert_int_equal(value(&delta, 1, SNAP_TID), 3);
	assert_int_equal(value(&delta, 2, SNAP_TID), 5);
	snapshot_free(&delta);
	snapshot_free(&old);
	snapshot_free(&new);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_view),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_difference),
		cmocka_unit_test(test_threads_come_and_go),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
