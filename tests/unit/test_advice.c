// SPDX-License-Identifier: GPL-2.0
/* Advice: each threshold from both sides, what there is to gain, and the manual. */
#include <errno.h>
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice.h"
#include "advice_rules.h"

#define KEYS "# generation 1\n"
#define SECOND "# elapsed_ns 1000000000\n"
#define HEADER                                                                               \
	"abi nr name calls errors restarts denied total_ns min_ns p50_ns bytes run_ns wait_" \
	"ns\n"
#define ERRNOS "syscallstat-errnos 1\n" KEYS "abi nr name errno error calls total_ns\n"

static struct reading reading;
static struct selection sel;
static struct advice_list list;

static void find(const char *elapsed, const char *rows, const char *errnos, uint64_t top)
{
	static const struct reading_wants wants = { .errnos = true };
	struct errmsg err;
	char text[4096];
	int len;

	len = snprintf(text, sizeof(text), "syscallstat 1\n" KEYS "%s" HEADER "%s%s%s", elapsed,
		       rows, errnos ? ERRNOS : "", errnos ? errnos : "");
	assert_true(len < (int)sizeof(text));
	if (reading_parse(&reading, text, (size_t)len, &view_stats, &wants, "test", &err))
		fail_msg("%s", err.text);
	assert_int_equal(reading.has_errnos, !!errnos);
	assert_int_equal(advice_find(&list, &reading, sel.entry ? &sel : NULL, top), 0);
}

static void release(void)
{
	advice_free(&list);
	reading_free(&reading);
}

/* Expects "RULE ABI:NAME GAIN" of each, with a semicolon behind it. */
static void expect_of(const char *elapsed, const char *rows, const char *errnos,
		      const char *expected)
{
	char got[1024] = "";

	find(elapsed, rows, errnos, 0);
	for (size_t i = 0; i < list.count; i++) {
		const struct advice *advice = &list.advice[i];
		size_t used = strlen(got);

		used += (size_t)snprintf(got + used, sizeof(got) - used, "%s %s:%s ",
					 advice->rule->name, advice->row->abi, advice->row->name);
		if (advice->gain_ns.known)
			snprintf(got + used, sizeof(got) - used, "%" PRIu64 ";",
				 advice->gain_ns.value);
		else
			snprintf(got + used, sizeof(got) - used, "-;");
	}
	if (strcmp(got, expected))
		fail_msg("'%s', not '%s', of\n%s", got, expected, rows);
	release();
}

static void expect(const char *rows, const char *errnos, const char *expected)
{
	expect_of(SECOND, rows, errnos, expected);
}

/* A row of so many calls, 2 us each. */
static void expect_call(const char *elapsed, const char *name, int calls, int bytes,
			const char *others, const char *expected)
{
	char rows[1024];

	snprintf(rows, sizeof(rows), "64 900 %s %d 0 0 0 9000000 1000 2000 %d - -\n%s", name, calls,
		 bytes, others);
	expect_of(elapsed, rows, NULL, expected);
}

/* 1000 calls of 2 us move 1000 bytes, so that one call would do: 999 * 2000. */
static void test_small(void **state)
{
	static const struct {
		const char *name;
		const char *advice;
		const char *larger; /* 511.999 bytes on average take 125 buffers */
	} calls[] = {
		{ "read", "small-reads 64:read 1998000;", "small-reads 64:read 1750000;" },
		{ "pread64", "small-reads 64:pread64 1998000;", "small-reads 64:pread64 1750000;" },
		{ "write", "small-writes 64:write 1998000;", "small-writes 64:write 1750000;" },
		{ "pwrite64", "small-writes 64:pwrite64 1998000;",
		  "small-writes 64:pwrite64 1750000;" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		const char *name = calls[i].name;

		expect_call(SECOND, name, 1000, 1000, "", calls[i].advice);
		expect_call(SECOND, name, 999, 1000, "", "");
		expect_call(SECOND, name, 1000, 511999, "", calls[i].larger);
		expect_call(SECOND, name, 1000, 512000, "", "");
		/* Four for each turn. */
		expect_call(SECOND, name, 1000, 1000, "64 2 open 250 0 0 0 1 1 1 0 - -\n",
			    calls[i].advice);
		expect_call(SECOND, name, 1000, 1000, "64 2 open 251 0 0 0 1 1 1 0 - -\n", "");
	}
	/* Those that failed moved nothing. */
	expect("64 0 read 1009 4 5 0 9000000 1000 2000 1000 - -\n", NULL,
	       "small-reads 64:read 1998000;");
	expect("64 0 read 1009 5 5 0 9000000 1000 2000 1000 - -\n", NULL, "");
	/* What is made for many pieces, and what is not known. */
	expect_call(SECOND, "readv", 1000, 1000, "", "");
	expect_call(SECOND, "writev", 1000, 1000, "", "");
	expect("64 0 read 1000 0 0 0 9000000 1000 2000 - - -\n", NULL, "");
}

#define SMALL "64 1 write 1000 0 0 0 9000000 1000 2000 1 - -\n"

/* 250 turns are four calls each. */
static void test_turns(void **state)
{
	static const char *const begin[] = { "open", "openat", "epoll_wait", "poll", "accept" };
	char rows[512];

	(void)state;
	for (size_t i = 0; i < sizeof(begin) / sizeof(begin[0]); i++) {
		snprintf(rows, sizeof(rows), "64 900 %s 350 90 10 0 1 1 1 0 - -\n" SMALL, begin[i]);
		expect(rows, NULL, "small-writes 64:write 1998000;");
		snprintf(rows, sizeof(rows), "64 900 %s 351 90 10 0 1 1 1 0 - -\n" SMALL, begin[i]);
		expect(rows, NULL, "");
	}
	/* Reads that wait for a request; of those that do not there may be many. */
	expect(SMALL "64 0 read 251 0 0 0 9000000 1000 10001 251000 - -\n", NULL, "");
	expect(SMALL "64 0 read 251 0 0 0 9000000 1000 10000 251000 - -\n", NULL,
	       "small-writes 64:write 1998000;");
	expect(SMALL "64 0 read 250 0 0 0 9000000 1000 10001 250000 - -\n", NULL,
	       "small-writes 64:write 1998000;");
	expect(SMALL "64 45 recvfrom 251 0 0 0 9000000 1000 10001 251000 - -\n", NULL, "");
	/* A read that waits is its own turn. */
	expect("64 0 read 1000 0 0 0 9000000 1000 10001 1000 - -\n", NULL, "");
	/* Programs of another ABI are other programs. */
	expect(SMALL "32 5 open 1000 0 0 0 1 1 1 0 - -\n", NULL, "small-writes 64:write 1998000;");
}

#define BRIEFLY "# elapsed_ns 400000000\n"

/* Of 1000 messages 1000 - 31 calls less, a quarter of 2 us each. */
static void test_messages(void **state)
{
	static const struct {
		const char *name;
		const char *advice;
		const char *of_2000;
		const char *many;
	} calls[] = {
		{ "recvfrom", "single-receives 64:recvfrom 484500;",
		  "single-receives 64:recvfrom 969000;", "recvmmsg" },
		{ "recvmsg", "single-receives 64:recvmsg 484500;",
		  "single-receives 64:recvmsg 969000;", "recvmmsg" },
		{ "sendto", "single-sends 64:sendto 484500;", "single-sends 64:sendto 969000;",
		  "sendmmsg" },
		{ "sendmsg", "single-sends 64:sendmsg 484500;", "single-sends 64:sendmsg 969000;",
		  "sendmmsg" },
	};
	char many[128];

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		const char *name = calls[i].name;

		expect_call(BRIEFLY, name, 1000, 1000, "", calls[i].advice);
		expect_call(BRIEFLY, name, 999, 1000, "", "");
		expect_call(BRIEFLY, name, 1000, 1499999, "", calls[i].advice);
		expect_call(BRIEFLY, name, 1000, 1500000, "", "");
		/* Four for each that it was woken for. */
		expect_call(BRIEFLY, name, 1000, 1000, "64 7 poll 250 0 0 0 1 1 1 0 - -\n",
			    calls[i].advice);
		expect_call(BRIEFLY, name, 1000, 1000, "64 7 poll 251 0 0 0 1 1 1 0 - -\n", "");
		/* Used once for a hundred, and more than that; or in the other direction. */
		snprintf(many, sizeof(many), "64 901 %s 20 0 0 0 1 1 1 0 - -\n", calls[i].many);
		expect_call(BRIEFLY, name, 2000, 2000, many, calls[i].of_2000);
		snprintf(many, sizeof(many), "64 901 %s 21 0 0 0 1 1 1 0 - -\n", calls[i].many);
		expect_call(BRIEFLY, name, 2000, 2000, many, "");
		snprintf(many, sizeof(many), "64 901 %s 99 0 0 0 1 1 1 0 - -\n",
			 i < 2 ? "sendmmsg" : "recvmmsg");
		expect_call(BRIEFLY, name, 2000, 2000, many, calls[i].of_2000);
	}
	/* As many, but not as often. */
	expect("64 47 recvmsg 1000 0 0 0 9000000 1000 8000 1000 - -\n", NULL,
	       "single-receives 64:recvmsg 1938000;");
	expect_of("# elapsed_ns 1000000001\n",
		  "64 47 recvmsg 1000 0 0 0 9000000 1000 8000 1000 - -\n", NULL, "");
	expect("64 46 sendmsg 1000 0 0 0 9000000 1000 8000 1000 - -\n", NULL,
	       "single-sends 64:sendmsg 1938000;");
	expect_of("# elapsed_ns 1000000001\n",
		  "64 46 sendmsg 1000 0 0 0 9000000 1000 8000 1000 - -\n", NULL, "");
	expect_of("", "64 46 sendmsg 1000 0 0 0 9000000 1000 8000 1000 - -\n", NULL, "");
}

#define SPIN(calls) "64 0 read " calls " 1500 0 0 9000000 1000 2000 4096000 - -\n"

static void test_eagain(void **state)
{
	(void)state;
	/* To gain is what those took that failed. */
	expect(SPIN("2000"), "64 0 read 11 EAGAIN 1500 3000000\n", "eagain-loop 64:read 3000000;");
	expect(SPIN("2001"), "64 0 read 11 EAGAIN 1500 3000000\n", "");
	expect(SPIN("1200"), "64 0 read 11 EAGAIN 1000 3000000\n", "eagain-loop 64:read 3000000;");
	expect(SPIN("1200"), "64 0 read 11 EAGAIN 999 3000000\n", "");
	expect_of("# elapsed_ns 10000000000\n", SPIN("1200"), "64 0 read 11 EAGAIN 1000 30000000\n",
		  "eagain-loop 64:read 30000000;");
	expect_of("# elapsed_ns 10000000001\n", SPIN("1200"), "64 0 read 11 EAGAIN 1000 30000000\n",
		  "");
	/* A time limit of the socket. */
	expect(SPIN("1200"), "64 0 read 11 EAGAIN 1000 999999999\n",
	       "eagain-loop 64:read 999999999;");
	expect(SPIN("1200"), "64 0 read 11 EAGAIN 1000 1000000000\n", "");
	/* Another error, another call. */
	expect(SPIN("2000"), "64 0 read 9 EBADF 1500 3000000\n", "");
	expect("64 202 futex 900 900 0 0 9000000 1000 2000 0 - -\n"
	       "64 56 clone 2000 1500 0 0 9000000 1000 2000 0 - -\n",
	       "64 56 clone 11 EAGAIN 1500 3000000\n", "");
	expect("64 45 recvfrom 2000 1500 0 0 9000000 1000 2000 9000000 - -\n"
	       "64 288 accept4 2000 1600 0 0 9000000 1000 2000 0 - -\n",
	       "64 45 recvfrom 11 EAGAIN 1500 3000000\n64 288 accept4 11 EAGAIN 1600 4000000\n",
	       "eagain-loop 64:accept4 4000000;eagain-loop 64:recvfrom 3000000;");
}

#define OPENS(calls) "64 257 openat " calls " 1000 0 0 9000000 1000 2000 0 - -\n"

static void test_lookups(void **state)
{
	(void)state;
	expect(OPENS("4000"), "64 257 openat 2 ENOENT 1000 2000000\n",
	       "failed-lookups 64:openat 2000000;");
	expect(OPENS("4001"), "64 257 openat 2 ENOENT 1000 2000000\n", "");
	expect(OPENS("2000"), "64 257 openat 2 ENOENT 999 2000000\n", "");
	expect(OPENS("2000"),
	       "64 257 openat 2 ENOENT 998 2000000\n64 257 openat 20 ENOTDIR 2 500000\n",
	       "failed-lookups 64:openat 2500000;");
	expect(OPENS("2000"),
	       "64 257 openat 2 ENOENT 998 2000000\n64 257 openat 13 EACCES 900 500000\n", "");
	expect("64 87 unlink 2000 1500 0 0 9000000 1000 2000 0 - -\n"
	       "64 262 newfstatat 2000 1500 0 0 9000000 1000 2000 0 - -\n"
	       "64 21 access 2000 1500 0 0 9000000 1000 2000 0 - -\n"
	       "64 59 execve 2000 1500 0 0 9000000 1000 2000 0 - -\n"
	       "64 89 readlink 2000 1500 0 0 9000000 1000 2000 0 - -\n",
	       "64 87 unlink 2 ENOENT 1500 9000000\n64 262 newfstatat 2 ENOENT 1500 4000000\n"
	       "64 21 access 2 ENOENT 1500 3000000\n64 59 execve 2 ENOENT 1500 2000000\n"
	       "64 89 readlink 2 ENOENT 1500 1000000\n",
	       "failed-lookups 64:newfstatat 4000000;failed-lookups 64:access 3000000;"
	       "failed-lookups 64:execve 2000000;failed-lookups 64:readlink 1000000;");
}

/* Without the view nothing is made up, but somebody has to look. */
static void test_unsure(void **state)
{
	(void)state;
	find(SECOND, OPENS("4000"), NULL, 0);
	assert_int_equal(list.count, 0);
	assert_string_equal(list.unsure->name, "openat");
	release();
	find(SECOND, OPENS("4001"), NULL, 0);
	assert_null(list.unsure);
	release();
	find(SECOND, OPENS("4000"), "", 0);
	assert_int_equal(list.count, 0);
	assert_null(list.unsure);
	release();
}

static void test_futex(void **state)
{
	(void)state;
	expect("64 202 futex 1000 0 0 0 999999999 1000 2000 0 - -\n", NULL,
	       "futex-contention 64:futex 2000000;");
	expect_of(BRIEFLY, "64 202 futex 1000 0 0 0 900000000 1000 2000 0 - -\n", NULL,
		  "futex-contention 64:futex 2000000;");
	expect_of(BRIEFLY, "64 202 futex 999 0 0 0 900000000 1000 2000 0 - -\n", NULL, "");
	/* Threads that wait for work. */
	expect("64 202 futex 1000 0 0 0 1000000000 1000 2000 0 - -\n", NULL, "");
	expect_of("# elapsed_ns 1000000001\n",
		  "64 202 futex 1000 0 0 0 900000000 1000 2000 0 - -\n", NULL, "");
	expect("32 422 futex_time64 1000 0 0 0 900000 1000 2000 0 - -\n", NULL,
	       "futex-contention 32:futex_time64 2000000;");
}

static void test_interrupted(void **state)
{
	(void)state;
	expect("64 230 clock_nanosleep 10000 0 1000 0 900000 1000 2000 0 - -\n", NULL,
	       "interrupted 64:clock_nanosleep 2000000;");
	expect("64 230 clock_nanosleep 10001 0 1000 0 900000 1000 2000 0 - -\n", NULL, "");
	expect("64 230 clock_nanosleep 9000 0 999 0 900000 1000 2000 0 - -\n", NULL, "");
	expect("64 232 epoll_wait 5000 600 400 0 900000 1000 2000 0 - -\n",
	       "64 232 epoll_wait 4 EINTR 600 90000\n", "interrupted 64:epoll_wait 2000000;");
	expect("64 232 epoll_wait 5000 600 400 0 900000 1000 2000 0 - -\n",
	       "64 232 epoll_wait 4 EINTR 599 90000\n", "");
	/* It is what they are for. */
	expect("64 130 rt_sigsuspend 2000 0 2000 0 900000 1000 2000 0 - -\n"
	       "64 34 pause 2000 0 2000 0 900000 1000 2000 0 - -\n",
	       NULL, "");
}

static void test_refused(void **state)
{
	(void)state;
	expect("64 41 socket 0 0 0 100 0 - - 0 - -\n", NULL, "refused 64:socket -;");
	expect("64 41 socket 0 0 0 99 0 - - 0 - -\n", NULL, "");
	expect("64 41 socket 9 0 0 - - - - - - -\n", NULL, "");
}

/* A thousandth of the time; what is not timed cannot be held to it. */
static void test_worth(void **state)
{
	(void)state;
	expect_of("# elapsed_ns 1998000000\n", SMALL, NULL, "small-writes 64:write 1998000;");
	expect_of("# elapsed_ns 1998000001\n", SMALL, NULL, "");
	expect_of("# elapsed_ns 9998000001\n", "64 41 socket 0 0 0 100 0 - - 0 - -\n", NULL,
		  "refused 64:socket -;");
	expect_of("# elapsed_ns -\n", SMALL, NULL, "small-writes 64:write 1998000;");
	expect_of("# elapsed_ns 0\n", SMALL, NULL, "small-writes 64:write 1998000;");
}

/* The least of what is known. */
static void test_cost(void **state)
{
	(void)state;
	/* The median, of which at most ten times the shortest. */
	expect("64 1 write 1000 0 0 0 90000000 1000 10000 1 - -\n", NULL,
	       "small-writes 64:write 9990000;");
	expect("64 1 write 1000 0 0 0 90000000 1000 11000 1 - -\n", NULL,
	       "small-writes 64:write 9990000;");
	/* The mean, if there is no median. */
	expect("64 1 write 1000 0 0 0 5000000 1000 - 1 - -\n", NULL,
	       "small-writes 64:write 4995000;");
	/* Of 5 us on average a fifth on a CPU. */
	expect("64 1 write 1000 0 0 0 5000000 500 2000 1 1000000 4000000\n"
	       "64 18 pwrite64 1000 0 0 0 5000000 500 2000 1 4000000 1000000\n",
	       NULL, "small-writes 64:pwrite64 1998000;");
	expect("64 1 write 1000 0 0 0 6000000 500 2000 1 1250000 3750000\n", NULL,
	       "small-writes 64:write 1498500;");
	/* No time at all is known. */
	expect("64 1 write 1000 0 0 0 - - - 1 - -\n", NULL, "small-writes 64:write -;");
}

#define SEVERAL                                                                \
	"64 0 read 1000 0 0 0 9000000 1000 2000 1 - -\n"                       \
	"64 1 write 1000 0 0 0 9000000 1000 3000 1 - -\n"                      \
	"64 41 socket 0 0 0 100 0 - - 0 - -\n64 42 connect 0 0 0 200 0 - - 0 " \
	"- -\n"

static void test_order(void **state)
{
	struct errmsg err;

	(void)state;
	expect(SEVERAL, NULL,
	       "small-writes 64:write 2997000;small-reads 64:read 1998000;refused 64:connect "
	       "-;refused 64:socket -;");
	find(SECOND, SEVERAL, NULL, 2);
	assert_int_equal(list.count, 2);
	release();
	assert_int_equal(select_parse(&sel, "!write", &err), 0);
	expect(SEVERAL, NULL,
	       "small-reads 64:read 1998000;refused 64:connect -;refused 64:socket -;");
	/* What is not selected is there nevertheless. */
	expect(SMALL, NULL, "");
	select_free(&sel);
	assert_int_equal(select_parse(&sel, "write", &err), 0);
	expect(SMALL "64 2 open 251 0 0 0 1 1 1 0 - -\n", NULL, "");
	select_free(&sel);
}

static void test_evidence(void **state)
{
	(void)state;
	find(SECOND, SPIN("2000"), "64 0 read 11 EAGAIN 1500 3000000\n", 0);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.advice->text, "1500 of 2000 calls (75 %) failed with EAGAIN, "
					       "after 2.00us each, 1500 per second");
	assert_string_equal(list.advice->error, "EAGAIN");
	assert_int_equal(list.advice->count, 1500);
	assert_true(list.advice->share_pct == 75 && list.advice->per_s == 1500);
	assert_true(list.advice->mean_ns == 2000);
	release();
	find(SECOND,
	     "64 1 write 1000 0 0 0 9000000 1000 2000 1500 - -\n"
	     "64 2 open 3 0 0 0 1 1 1 0 - -\n",
	     NULL, 0);
	assert_string_equal(list.advice->text,
			    "1000 calls moved 1.5 bytes each, for 3 files, events or requests");
	assert_true(list.advice->mean_bytes == 1.5 && list.advice->turns == 3);
	assert_null(list.advice->error);
	release();
	find(SECOND, "64 202 futex 1000 7 0 0 40000000 1000 2000 0 - -\n",
	     "64 202 futex 11 EAGAIN 7 900\n", 0);
	assert_string_equal(list.advice->text, "1000 calls, 1000 per second, took 40.0us each and "
					       "40.0ms in all; 7 came too late to wait (EAGAIN)");
	release();
}

/* Numbers that no machine has. */
static void test_huge(void **state)
{
	(void)state;
	expect("64 1 write 18446744073709551615 0 0 0 18446744073709551615 "
	       "18446744073709551615 18446744073709551615 1 - -\n"
	       "64 41 socket 18446744073709551615 0 0 18446744073709551615 0 - - 0 - -\n"
	       "64 0 read 1 2 3 0 1 1 1 1 - -\n",
	       NULL, "small-writes 64:write -;refused 64:socket -;");
}

static void add_cell(char *line, size_t size, uint64_t threshold)
{
	const size_t used = strlen(line);

	if (threshold)
		snprintf(line + used, size - used, " Ta %" PRIu64, threshold);
	else
		snprintf(line + used, size - used, " Ta -");
}

/* The manual has the same thresholds, and says what is to gain by each rule. */
static void test_manual(void **state)
{
	const char *path = "../../tools/man/syscallstat.1";
	static char manual[256 * 1024];
	FILE *file = fopen(path, "r");
	const char *gains;
	char line[256];

	(void)state;
	if (!file)
		fail_msg("cannot open %s", path);
	manual[fread(manual, 1, sizeof(manual) - 1, file)] = '\0';
	fclose(file);
	gains = strstr(manual, "The time to gain is an estimate");
	assert_non_null(gains);
	for (size_t i = 0; i < advice_nrules; i++) {
		const struct advice_rule *rule = &advice_rules[i];

		snprintf(line, sizeof(line), "\n.It %s", rule->name);
		add_cell(line, sizeof(line), rule->min_count);
		add_cell(line, sizeof(line), rule->min_share_pct);
		add_cell(line, sizeof(line), rule->min_per_s);
		add_cell(line, sizeof(line), rule->max_mean_bytes);
		add_cell(line, sizeof(line), rule->max_mean_ns);
		add_cell(line, sizeof(line), rule->min_per_turn);
		strcat(line, "\n");
		if (!strstr(manual, line))
			fail_msg("not in the manual:%s", line);
		if (!strstr(gains, rule->name))
			fail_msg("what there is to gain by %s is not in the manual", rule->name);
	}
	assert_int_equal(ADVICE_WORTH_PER_MILLE, 1);
	assert_non_null(strstr(manual, "not worth a thousandth of the time"));
	assert_int_equal(ADVICE_WAITS_FROM, 10);
	assert_non_null(strstr(manual, "at most ten times the shortest call"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),	 cmocka_unit_test(test_turns),
		cmocka_unit_test(test_messages), cmocka_unit_test(test_eagain),
		cmocka_unit_test(test_lookups),	 cmocka_unit_test(test_unsure),
		cmocka_unit_test(test_futex),	 cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_refused),	 cmocka_unit_test(test_worth),
		cmocka_unit_test(test_cost),	 cmocka_unit_test(test_order),
		cmocka_unit_test(test_evidence), cmocka_unit_test(test_huge),
		cmocka_unit_test(test_manual),
	};

	return cmocka_run_group_tests_name("advice", tests, NULL, NULL);
}
