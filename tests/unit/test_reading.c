// SPDX-License-Identifier: GPL-2.0
/* Several texts one after another, and what is taken from them. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reading.h"

#define STATS(generation) \
	"syscallstat 1\n# generation " generation "\nabi nr name calls\n64 0 read 4\n"
#define HISTOGRAM(generation)                               \
	"syscallstat-histogram 1\n# generation " generation \
	"\nabi nr name le_ns count\n64 0 read 255 4\n"
#define ERRNOS                                                                   \
	"syscallstat-errnos 1\n# generation 1\n# unlisted 2\nabi nr name errno " \
	"calls\n64 0 read 11 1\n"
#define TASKS "syscallstat-tasks 1\n# generation 1\ntid calls\n1 2\n"

static const struct reading_wants nothing, both = { .histogram = true, .errnos = true };
static const struct reading_wants any = { .histogram = true, .errnos = true, .any = true };

static struct reading reading;
static struct errmsg err;

static int parse(const char *text, const struct view *view, const struct reading_wants *wants)
{
	/* A copy of the exact size, so that a sanitizer sees one byte too many. */
	size_t len = strlen(text);
	char *copy = malloc(len);
	int ret;

	memcpy(copy, text, len);
	err.text[0] = '\0';
	ret = reading_parse(&reading, copy, len, view, wants, "file", &err);
	free(copy);
	return ret;
}

/* Has which of them: shown, histogram, errnos. */
static void good(const char *text, const struct view *view, const struct reading_wants *wants,
		 const char *has)
{
	if (parse(text, view, wants))
		fail_msg("%s", err.text);
	assert_int_equal(reading.has_shown, has[0] == 's');
	assert_int_equal(reading.has_histogram, has[1] == 'h');
	assert_int_equal(reading.has_errnos, has[2] == 'e');
	assert_int_equal(reading.shown.nrows, has[0] == 's');
	assert_int_equal(reading.histogram.nrows, has[1] == 'h');
	assert_int_equal(reading.errnos.nrows, has[2] == 'e');
	reading_free(&reading);
}

static void bad(const char *text, const struct view *view, const struct reading_wants *wants,
		const char *why)
{
	assert_int_equal(parse(text, view, wants), -EINVAL);
	if (!strstr(err.text, why))
		fail_msg("'%s', not '%s'", err.text, why);
	reading_free(&reading);
}

static void test_one_text(void **state)
{
	(void)state;
	good(STATS("1"), &view_stats, &nothing, "s--");
	good(STATS("1"), &view_stats, &both, "s--");
	good(HISTOGRAM("1"), &view_histogram, &nothing, "s--");
	good(TASKS, &view_tasks, &nothing, "s--");
	good(" syscallstat\t1\nabi nr name calls\n64 0 read 4\n", &view_stats, &both, "s--");
	good(HISTOGRAM("1"), &view_stats, &any, "-h-");
	good(ERRNOS, &view_stats, &any, "--e");
}

static void test_several(void **state)
{
	static const char all[] = STATS("1") HISTOGRAM("1") ERRNOS TASKS;

	(void)state;
	good(all, &view_stats, &nothing, "s--");
	good(all, &view_stats, &both, "she");
	good(all, &view_stats, &any, "she");
	good(all, &view_histogram, &nothing, "s--");
	good(all, &view_tasks, &nothing, "s--");
	good(TASKS ERRNOS HISTOGRAM("1") STATS("1"), &view_stats, &both, "she");
	good(HISTOGRAM("1") ERRNOS, &view_stats, &any, "-he");
	/* What is of no use may be of another version. */
	good(STATS("1") "syscallstat-future 2\n?\n", &view_stats, &both, "s--");
}

static void test_of_one_generation(void **state)
{
	(void)state;
	good(STATS("1") HISTOGRAM("2") ERRNOS, &view_stats, &both, "s-e");
	good(STATS("2") HISTOGRAM("2") ERRNOS, &view_stats, &both, "sh-");
	good(STATS("2") HISTOGRAM("-"), &view_stats, &both, "s--");
	good(STATS("-") HISTOGRAM("-"), &view_stats, &both, "sh-");
}

static void test_refused(void **state)
{
	(void)state;
	bad("", &view_stats, &any, "file: not a syscallstat file");
	bad("syscallstat", &view_stats, &any, "file: not a syscallstat file");
	bad("x\n" STATS("1"), &view_stats, &any, "file: not a syscallstat file");
	bad(STATS("1") STATS("1"), &view_stats, &nothing, "file: has the statistics by call twice");
	bad(STATS("1") ERRNOS ERRNOS, &view_stats, &both, "file: has the view errnos twice");
	bad(TASKS, &view_stats, &any, "file: has the view tasks; show it with --tasks");
	bad(HISTOGRAM("1") ERRNOS, &view_stats, &both, "has the view histogram; show it with");
	bad(STATS("1") "64 1 write\n" ERRNOS, &view_stats, &both, "file: line 5: 3 of 4 columns");
	bad(STATS("1") HISTOGRAM("1") "64 1 write\n", &view_stats, &both,
	    "file (histogram): line 5: 3 of 5 columns");
	bad(TASKS STATS("1") "64 1 write\n", &view_stats, &both,
	    "file (statistics): line 5: 3 of 4 columns");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_text),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_of_one_generation),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("reading", tests, NULL, NULL);
}
