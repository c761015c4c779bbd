/* SPDX-License-Identifier: GPL-2.0 */
/* Texts of /proc/syscallstat for tests, and what reads them. */
#ifndef SYSCALLSTAT_TEST_SNAPSHOTS_H
#define SYSCALLSTAT_TEST_SNAPSHOTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "snapshot.h"

#define HEADER                                                                                   \
	"abi nr name calls errors restarts denied total_ns min_ns p50_ns p90_ns p99_ns p999_ns " \
	"max_ns bytes\n"
#define SHORT "abi nr name calls\n"
#define TEXT(facts, rows) "syscallstat 1\n" facts "abi nr name calls errors total_ns max_ns\n" rows

static const char good[] __attribute__((unused)) =
	"syscallstat 1\n"
	"# hook tracepoint\n"
	"# state running\n"
	"# generation 3\n"
	"# epoch 1\n"
	"# elapsed_ns 2000000000\n"
	"# clock monotonic_raw\n"
	"# some key with many words\n"
	"#\n"
	"# missed 7\n" HEADER "64  0 read  40 1 2 3 123456 210 988 1200 2000 2001 2100 4096\n"
	"32  3 read   2 0 0 0    900 400 410  500  500  500  500   17\n"
	"64 -1 invalid 1 1 0 0   100 100 100  100  100  100  100    0\n"
	"64 230 clock_nanosleep 0 0 0 0 0 - - - - - - 0\n";

static inline const struct snapshot_row *find_row(const struct snapshot *snap, const char *abi,
						  int nr)
{
	const struct snapshot_row as = { .abi = abi, .nr = nr };

	return snapshot_find(snap, &as);
}

static inline int parse_bytes(struct snapshot *snap, const char *text, size_t len,
			      struct errmsg *err)
{
	/* A copy of the exact size, so that a sanitizer sees one byte too many. */
	char *copy = malloc(len ? len : 1);
	int ret;

	assert_non_null(copy);
	memcpy(copy, text, len);
	err->text[0] = '\0';
	ret = snapshot_parse(snap, copy, len, NULL, "file", err);
	free(copy);
	return ret;
}

static inline void parse_good(struct snapshot *snap, const char *text)
{
	struct errmsg err;
	int ret = parse_bytes(snap, text, strlen(text), &err);

	if (ret)
		print_error("%s\n", err.text);
	assert_int_equal(ret, 0);
}

#endif /* SYSCALLSTAT_TEST_SNAPSHOTS_H */
