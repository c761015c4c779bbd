// SPDX-License-Identifier: GPL-2.0
/*
 * Summaries as of strace -c. What they look like was taken from strace 6.1: the widths
 * of its table, of one with large numbers and of one with a long name.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "report.h"
#include "strace.h"

#define HEADER "syscallstat 1\nabi nr name calls errors restarts denied total_ns\n"

static void expect(const char *text, uint64_t top, const char *expected)
{
	struct snapshot snap;
	struct report report;
	struct errmsg err;
	char *got = NULL;
	size_t len;
	FILE *out;

	if (snapshot_parse(&snap, text, strlen(text), NULL, "test", &err))
		fail_msg("%s", err.text);
	assert_int_equal(report_build(&report, &snap, NULL, COL_TOTAL_NS, 0), 0);
	out = open_memstream(&got, &len);
	strace_print(out, &report, top);
	fclose(out);
	if (strcmp(got, expected))
		fail_msg("\n%s\nis not\n%s", got, expected);
	free(got);
	report_free(&report);
	snapshot_free(&snap);
}

static void test_table(void **state)
{
	(void)state;
	expect(HEADER "64 0 read 8 0 0 0 19000\n"
		      "64 61 wait4 2 0 1 0 2166000\n"
		      "64 257 openat 41 19 0 0 319000\n"
		      "64 12 brk 3 0 0 0 0\n"
		      "64 10 mprotect 8 0 0 0 0\n",
	       0,
	       "% time     seconds  usecs/call     calls    errors syscall\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       " 86.50    0.002166        1083         2         1 wait4\n"
	       " 12.74    0.000319           7        41        19 openat\n"
	       "  0.76    0.000019           2         8           read\n"
	       "  0.00    0.000000           0         8           mprotect\n"
	       "  0.00    0.000000           0         3           brk\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.002504          40        62        20 total\n");
}

static void test_left_out(void **state)
{
	(void)state;
	expect(HEADER "64 -1 invalid 4 4 0 0 9000\n"
		      "64 0 read 1 0 0 0 2500\n"
		      "64 1 write 0 0 0 7 0\n"
		      "64 60 exit 5 0 0 0 0\n"
		      "64 231 exit_group 5 0 0 0 0\n",
	       0,
	       "% time     seconds  usecs/call     calls    errors syscall\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.000003           2         1           read\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.000003           2         1           total\n");
	expect(HEADER "64 231 exit_group 1 0 0 0 0\n", 0,
	       "% time     seconds  usecs/call     calls    errors syscall\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.000000           0         0           total\n");
}

static void test_abis(void **state)
{
	(void)state;
	expect(HEADER "32 3 read 1 1 0 0 1000000\n"
		      "64 0 read 1 0 0 0 3000000\n"
		      "x32 0 read 1 0 0 0 2000000\n",
	       0,
	       "% time     seconds  usecs/call     calls    errors syscall\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.003000        3000         1           read\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.003000        3000         1           total\n"
	       "System call usage summary for 32 bit mode:\n"
	       "% time     seconds  usecs/call     calls    errors syscall\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.001000        1000         1         1 read\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.001000        1000         1         1 total\n"
	       "System call usage summary for x32 mode:\n"
	       "% time     seconds  usecs/call     calls    errors syscall\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.002000        2000         1           read\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.002000        2000         1           total\n");
	expect(HEADER "32 3 read 1 0 0 0 1000000\n", 0,
	       "System call usage summary for 32 bit mode:\n"
	       "% time     seconds  usecs/call     calls    errors syscall\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.001000        1000         1           read\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.001000        1000         1           total\n");
}

static void test_wide(void **state)
{
	(void)state;
	/* Seconds are rounded into another digit; the other columns are as wide as their sums. */
	expect(HEADER "64 0 restart_syscall_x 1 0 0 0 9999999999999900\n"
		      "64 1 write 9999999999 9999999999 1 0 1\n",
	       0,
	       "% time         seconds    usecs/call       calls      errors syscall\n"
	       "------ --------------- ------------- ----------- ----------- ------------------\n"
	       "100.00 10000000.000000 9999999999999           1             restart_syscall_x\n"
	       "  0.00        0.000000             0  9999999999 10000000000 write\n"
	       "------ --------------- ------------- ----------- ----------- ------------------\n"
	       "100.00 10000000.000000           999 10000000000 10000000000 total\n");
}

static void test_top_and_unknown(void **state)
{
	(void)state;
	expect(HEADER "64 0 read 1 0 0 0 3000\n64 1 write 2 0 0 0 1000\n", 1,
	       "% time     seconds  usecs/call     calls    errors syscall\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       " 75.00    0.000003           3         1           read\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "100.00    0.000004           1         3           total\n");
	/* What only counts entries knows neither times nor errors. */
	expect(HEADER "64 0 read 5 - - - -\n", 0,
	       "% time     seconds  usecs/call     calls    errors syscall\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "     -           -           -         5           read\n"
	       "------ ----------- ----------- --------- --------- ----------------\n"
	       "     -           -           -         5           total\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_abis),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_top_and_unknown),
	};

	return cmocka_run_group_tests_name("strace", tests, NULL, NULL);
}
