// SPDX-License-Identifier: GPL-2.0
/* Metrics: the whole of an exposition, and what it leaves out. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "prometheus.h"

#define STATS                                                                       \
	"syscallstat 1\n# state running\n# generation 1\n# elapsed_ns 2500000001\n" \
	"# memory_kib 3\n# inflight 2\n# missed 7\n"                                \
	"abi nr name calls errors restarts denied total_ns min_ns bytes\n"          \
	"64 0 read 6 1 2 3 20000000000 255 99\n64 231 exit_group 1 0 0 0 0 - 0\n"
/* Both sides of bounds: 255 and 256 ns, 17179869183 ns and what is longer. */
#define HISTOGRAM                                                                       \
	"syscallstat-histogram 1\n# generation 1\nabi nr name le_ns count\n"            \
	"64 0 read 255 1\n64 0 read 287 1\n64 0 read 1023 1\n64 0 read 17179869183 1\n" \
	"64 0 read 19327352831 2\n"
#define ERRNOS                                                                                \
	"syscallstat-errnos 1\n# generation 1\n# unlisted 4\nabi nr name errno error calls\n" \
	"64 0 read 11 EAGAIN 5\n64 0 read 4000 - 1\n"

/* Two threads in the same call, and one in that of another ABI. */
#define INFLIGHT                                                                            \
	"syscallstat-inflight 1\n# generation 2\ntid tgid comm abi name age_ns\n"           \
	"7 7 a 64 read 1000000000\n8 8 b 64 read 61500000000\n9 9 c 32 read 5\n10 10 d 64 " \
	"read 2\n"

#define COUNTERS                                                                      \
	"# HELP syscallstat_calls_total System calls that finished.\n"                \
	"# TYPE syscallstat_calls_total counter\n"                                    \
	"syscallstat_calls_total{abi=\"64\",name=\"read\"} 6\n"                       \
	"syscallstat_calls_total{abi=\"64\",name=\"exit_group\"} 1\n"                 \
	"# HELP syscallstat_errors_total System calls that returned an error.\n"      \
	"# TYPE syscallstat_errors_total counter\n"                                   \
	"syscallstat_errors_total{abi=\"64\",name=\"read\"} 1\n"                      \
	"syscallstat_errors_total{abi=\"64\",name=\"exit_group\"} 0\n"                \
	"# HELP syscallstat_restarts_total System calls interrupted for a restart.\n" \
	"# TYPE syscallstat_restarts_total counter\n"                                 \
	"syscallstat_restarts_total{abi=\"64\",name=\"read\"} 2\n"                    \
	"syscallstat_restarts_total{abi=\"64\",name=\"exit_group\"} 0\n"              \
	"# HELP syscallstat_denied_total System calls refused before they started.\n" \
	"# TYPE syscallstat_denied_total counter\n"                                   \
	"syscallstat_denied_total{abi=\"64\",name=\"read\"} 3\n"                      \
	"syscallstat_denied_total{abi=\"64\",name=\"exit_group\"} 0\n"                \
	"# HELP syscallstat_bytes_total Bytes moved by calls that read or write.\n"   \
	"# TYPE syscallstat_bytes_total counter\n"                                    \
	"syscallstat_bytes_total{abi=\"64\",name=\"read\"} 99\n"                      \
	"syscallstat_bytes_total{abi=\"64\",name=\"exit_group\"} 0\n"

#define DURATION_HEAD                                                                         \
	"# HELP syscallstat_call_duration_seconds Time from entry to exit of system calls.\n" \
	"# TYPE syscallstat_call_duration_seconds histogram\n"
#define LE "syscallstat_call_duration_seconds_bucket{abi=\"64\",name=\"read\",le="
#define BUCKETS                                                                          \
	LE "\"0.000000255\"} 1\n" LE "\"0.000001023\"} 3\n" LE "\"0.000004095\"} 3\n" LE \
	   "\"0.000016383\"} 3\n" LE "\"0.000065535\"} 3\n" LE "\"0.000262143\"} 3\n" LE \
	   "\"0.001048575\"} 3\n" LE "\"0.004194303\"} 3\n" LE "\"0.016777215\"} 3\n" LE \
	   "\"0.067108863\"} 3\n" LE "\"0.268435455\"} 3\n" LE "\"1.073741823\"} 3\n" LE \
	   "\"4.294967295\"} 3\n" LE "\"17.179869183\"} 4\n" INFINITE
#define INFINITE LE "\"+Inf\"} 6\n"
#define SUM "syscallstat_call_duration_seconds_sum{abi=\"64\",name=\"read\"} 20\n"
#define COUNT "syscallstat_call_duration_seconds_count{abi=\"64\",name=\"read\"} 6\n"

#define ERRNO_TOTAL                                                                             \
	"# HELP syscallstat_errno_total System calls that returned this error.\n"               \
	"# TYPE syscallstat_errno_total counter\n"                                              \
	"syscallstat_errno_total{abi=\"64\",name=\"read\",errno=\"EAGAIN\"} 5\n"                \
	"syscallstat_errno_total{abi=\"64\",name=\"read\",errno=\"4000\"} 1\n"                  \
	"# HELP syscallstat_errno_unlisted_total Failed system calls of errors that are in no " \
	"errno_total.\n"                                                                        \
	"# TYPE syscallstat_errno_unlisted_total counter\n"                                     \
	"syscallstat_errno_unlisted_total 4\n"

#define OLDEST                                                                             \
	"# HELP syscallstat_inflight_oldest_seconds Age of the oldest call that is being " \
	"executed.\n"                                                                      \
	"# TYPE syscallstat_inflight_oldest_seconds gauge\n"                               \
	"syscallstat_inflight_oldest_seconds{abi=\"32\",name=\"read\"} 0.000000005\n"      \
	"syscallstat_inflight_oldest_seconds{abi=\"64\",name=\"read\"} 61.5\n"

#define GENERATION                                                      \
	"# HELP syscallstat_generation 1, and 1 more for each reset.\n" \
	"# TYPE syscallstat_generation gauge\n"                         \
	"syscallstat_generation 1\n"
#define RUNNING(number)                                                          \
	"# HELP syscallstat_running 1 while system calls are counted, else 0.\n" \
	"# TYPE syscallstat_running gauge\n"                                     \
	"syscallstat_running " number "\n"
#define STATE                                                                                    \
	"# HELP syscallstat_inflight System calls that are being executed.\n"                    \
	"# TYPE syscallstat_inflight gauge\n"                                                    \
	"syscallstat_inflight 2\n"                                                               \
	"# HELP syscallstat_missed_total Events that could not be recorded.\n"                   \
	"# TYPE syscallstat_missed_total counter\n"                                              \
	"syscallstat_missed_total 7\n" GENERATION RUNNING(                                       \
		"1") "# HELP syscallstat_memory_bytes Memory of the tables.\n"                   \
		     "# TYPE syscallstat_memory_bytes gauge\n"                                   \
		     "syscallstat_memory_bytes 3072\n"                                           \
		     "# HELP syscallstat_elapsed_seconds Time spent counting since the reset.\n" \
		     "# TYPE syscallstat_elapsed_seconds gauge\n"                                \
		     "syscallstat_elapsed_seconds 2.500000001\n"
#define TIMESTAMP                                                                   \
	"# HELP syscallstat_export_timestamp_seconds When the figures were read.\n" \
	"# TYPE syscallstat_export_timestamp_seconds gauge\n"                       \
	"syscallstat_export_timestamp_seconds 1700000000.005\n"

static struct errmsg err;

/* The caller frees what it returns. */
static char *print(const char *text, const char *list, int *ret)
{
	static const struct reading_wants any = {
		.histogram = true, .errnos = true, .inflight = true, .any = true
	};
	struct selection sel = { 0 };
	struct reading reading;
	char *got = NULL;
	size_t len;
	FILE *out;

	if (reading_parse(&reading, text, strlen(text), &view_stats, &any, "test", &err) ||
	    (list && select_parse(&sel, list, &err)))
		fail_msg("%s", err.text);
	reading.time = (struct timespec){ .tv_sec = 1700000000, .tv_nsec = 5678999 };
	out = open_memstream(&got, &len);
	*ret = prometheus_print(out, &reading, list ? &sel : NULL, &err);
	fclose(out);
	select_free(&sel);
	reading_free(&reading);
	return got;
}

static void expect(const char *text, const char *list, const char *expected)
{
	int ret;
	char *got = print(text, list, &ret);

	if (ret)
		fail_msg("%s", err.text);
	if (strcmp(got, expected))
		fail_msg("\n%s\nis not\n%s", got, expected);
	free(got);
}

static void refuse(const char *text, const char *why)
{
	int ret;
	char *got = print(text, NULL, &ret);

	assert_int_equal(ret, -EINVAL);
	assert_string_equal(got, "");
	if (!strstr(err.text, why))
		fail_msg("'%s', not '%s'", err.text, why);
	free(got);
}

static void test_all(void **state)
{
	(void)state;
	expect(STATS HISTOGRAM ERRNOS, NULL,
	       COUNTERS DURATION_HEAD BUCKETS SUM COUNT ERRNO_TOTAL STATE TIMESTAMP);
}

static void test_part(void **state)
{
	(void)state;
	/* Without the histogram all times are in one bucket. */
	expect(STATS, NULL, COUNTERS DURATION_HEAD INFINITE SUM COUNT STATE TIMESTAMP);
	expect(HISTOGRAM, NULL, DURATION_HEAD BUCKETS COUNT GENERATION RUNNING("1") TIMESTAMP);
	expect(ERRNOS, NULL, ERRNO_TOTAL GENERATION RUNNING("1") TIMESTAMP);
	/* Hook ftrace sees beginnings only. */
	expect("syscallstat 1\n# state stopped\nabi nr name calls errors total_ns min_ns\n"
	       "64 0 read 6 - - -\n",
	       NULL,
	       "# HELP syscallstat_calls_total System calls that finished.\n"
	       "# TYPE syscallstat_calls_total counter\n"
	       "syscallstat_calls_total{abi=\"64\",name=\"read\"} 6\n" RUNNING("0") TIMESTAMP);
}

/* One series for a name, of whatever generation: a call stays stuck. */
static void test_inflight(void **state)
{
	(void)state;
	expect(STATS INFLIGHT, NULL,
	       COUNTERS DURATION_HEAD INFINITE SUM COUNT OLDEST STATE TIMESTAMP);
	expect(STATS INFLIGHT, "write", STATE TIMESTAMP);
}

static void test_selection(void **state)
{
	(void)state;
	expect(STATS HISTOGRAM ERRNOS, "write",
	       "# HELP syscallstat_errno_unlisted_total Failed system calls of errors that are in "
	       "no errno_total.\n"
	       "# TYPE syscallstat_errno_unlisted_total counter\n"
	       "syscallstat_errno_unlisted_total 4\n" STATE TIMESTAMP);
}

static void test_labels(void **state)
{
	int ret;
	char *got = print("syscallstat 1\nabi nr name calls\n64 0 a\"b\\c 6\n", NULL, &ret);

	(void)state;
	assert_non_null(strstr(got, "{abi=\"64\",name=\"a\\\"b\\\\c\"} 6\n"));
	free(got);
	refuse("syscallstat 1\nabi nr name calls\n64 0 read 6\n64 1 read 7\n",
	       "lines 3 and 4 have the same labels");
	refuse(STATS "syscallstat-errnos 1\n# generation 1\nabi nr name errno error calls\n"
		     "64 0 read 11 EAGAIN 5\n64 0 read 12 EAGAIN 1\n",
	       "lines 4 and 5 have the same labels");
	refuse(STATS "syscallstat-histogram 1\n# generation 1\nabi nr name le_ns count\n"
		     "64 0 read 1000 5\n",
	       "times of read are in unknown buckets");
}

/* One error of each of many calls, the frequent ones last. */
static void test_limit(void **state)
{
	const int rows = PROMETHEUS_MAX_ERRNOS + 10;
	size_t size = 100 + (size_t)rows * 40, len, shown = 0;
	char *text = malloc(size), *got;
	int ret;

	(void)state;
	len = (size_t)snprintf(text, size, "syscallstat-errnos 1\nabi nr name errno calls\n");
	for (int i = 0; i < rows; i++)
		len += (size_t)snprintf(text + len, size - len, "64 %d call%d 1 %d\n", i, i,
					i < 10 ? 1 : 2);
	got = print(text, NULL, &ret);
	assert_int_equal(ret, 0);
	for (const char *at = got; (at = strstr(at, "\nsyscallstat_errno_total{")); at++)
		shown++;
	assert_int_equal(shown, PROMETHEUS_MAX_ERRNOS);
	assert_null(strstr(got, "name=\"call9\""));
	assert_non_null(strstr(got, "name=\"call10\""));
	assert_non_null(strstr(got, "\nsyscallstat_errno_unlisted_total 10\n"));
	free(got);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),    cmocka_unit_test(test_part),
		cmocka_unit_test(test_labels), cmocka_unit_test(test_selection),
		cmocka_unit_test(test_limit),  cmocka_unit_test(test_inflight),
	};

	return cmocka_run_group_tests_name("prometheus", tests, NULL, NULL);
}
