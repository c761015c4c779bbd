// SPDX-License-Identifier: GPL-2.0
/* Comma-separated values, to the letter of RFC 4180. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "csv.h"

static void expect(const char *view, const char *text, const char *columns,
		   const struct timespec *time, bool header, const char *expected)
{
	struct column_list list = { .count = 0 };
	struct snapshot snap;
	struct report report;
	struct errmsg err;
	char *got = NULL;
	size_t len;
	FILE *out;

	if (snapshot_parse(&snap, text, strlen(text), view, "test", &err) ||
	    columns_parse(columns, &list, &err))
		fail_msg("%s", err.text);
	assert_int_equal(report_build(&report, &snap, NULL, COL_NR, 0), 0);
	out = open_memstream(&got, &len);
	csv_print(out, &report, &list, time, header);
	fclose(out);
	if (strcmp(got, expected))
		fail_msg("\n%s\nis not\n%s", got, expected);
	free(got);
	report_free(&report);
	snapshot_free(&snap);
}

static void test_numbers(void **state)
{
	static const char text[] =
		"syscallstat 1\n# elapsed_ns 2000000000\nabi nr name calls total_ns max_ns\n"
		"64 -1 invalid 0 0 -\n64 0 read 3 18446744073709551615 45600000\n";
	const struct timespec time = { .tv_sec = 1700000000, .tv_nsec = 5678999 };

	(void)state;
	expect(NULL, text, "abi,nr,name,calls,total_ns,max_ns,avg_ns,pct_time,calls_per_s", NULL,
	       true,
	       "abi,nr,name,calls,total_ns,max_ns,avg_ns,pct_time,calls_per_s\r\n"
	       "64,-1,invalid,0,0,,,0.00,0.00\r\n"
	       "64,0,read,3,18446744073709551615,45600000,6148914691236517205,100.00,1.50\r\n");
	expect(NULL, text, "name,bytes", &time, true,
	       "time,name,bytes\r\n1700000000.005678,invalid,\r\n1700000000.005678,read,\r\n");
	expect(NULL, text, "name", &time, false,
	       "1700000000.005678,invalid\r\n1700000000.005678,read\r\n");
	expect(NULL, "syscallstat 1\nabi nr name calls\n", "nr", &time, true, "time,nr\r\n");
	expect(NULL, "syscallstat 1\nabi nr name calls\n", "nr", &time, false, "");
}

static void test_quoting(void **state)
{
	(void)state;
	expect("tasks",
	       "syscallstat-tasks 1\ntid comm calls\n1 a,b 1\n2 \" 1\n3 say\"\"x 1\n4 a'b;c 1\n"
	       "5 a\\040b 1\n6 - 1\n",
	       "comm,tid", NULL, true,
	       "comm,tid\r\n\"a,b\",1\r\n\"\"\"\",2\r\n\"say\"\"\"\"x\",3\r\na'b;c,4\r\n"
	       "a\\040b,5\r\n,6\r\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_quoting),
	};

	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
