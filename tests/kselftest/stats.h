/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Read /proc/syscallstat and write the control file, for the tests.
 *
 * The reader is the tests' own, simple and strict: whatever is not as the
 * format says ends the test.
 */
#ifndef STATS_H
#define STATS_H

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "calls.h"

/* On the clock that the module reads, or is held to. */
static inline uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

/* Whether a line of /proc/kallsyms, which ends in the name of a symbol, has that in it. */
static inline bool kernel_has(const char *part)
{
	FILE *symbols = fopen("/proc/kallsyms", "r");
	char line[512];
	bool found = false;

	while (symbols && !found && fgets(line, sizeof(line), symbols))
		found = strstr(line, part);
	if (symbols)
		fclose(symbols);
	return found;
}

/*
 * The harness gives a test 30 s. To attach a kprobe to each call takes seconds,
 * and several times that where CPUs take turns.
 */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 600

#define PROC_FILE "/proc/syscallstat"
#define CONTROL_FILE "/sys/kernel/debug/syscallstat/control"
#define UNKNOWN UINT64_MAX

/* The columns behind abi, nr and name, in the order of format version 1. */
enum column {
	CALLS,
	ERRORS,
	RESTARTS,
	DENIED,
	TOTAL_NS,
	MIN_NS,
	P50_NS,
	P90_NS,
	P99_NS,
	P999_NS,
	MAX_NS,
	BYTES,
	COLUMNS
};

struct row {
	char abi[4];
	int nr;
	char name[40];
	uint64_t cells[COLUMNS];
};

struct stats {
	char text[512 * 1024];
	size_t len;
	unsigned int reads;
	struct row rows[2048];
	unsigned int nr_rows;
};

#define fail(...)                         \
	do {                              \
		printf("# " __VA_ARGS__); \
		printf("\n");             \
		exit(KSFT_FAIL);          \
	} while (0)

static inline void stats_settle(void);
static inline int control(const char *text);

/*
 * Skip the test where there is nothing to test; else bring the module into the
 * state that is to be tested, and wait for what goes on around us.
 */
static inline void need_module(void)
{
	char command[512];
	const char *file = getenv("SYSCALLSTAT_MODULE");
	const char *setting = getenv("SYSCALLSTAT_CONTROL");

	if (file)
		snprintf(command, sizeof(command), "insmod '%s'", file);
	else
		snprintf(command, sizeof(command), "modprobe -q syscallstat");
	if (access(PROC_FILE, F_OK) && (system(command) || access(PROC_FILE, F_OK))) {
		if (file)
			fail("cannot load %s", file);
		printf("1..0 # SKIP no module syscallstat; SYSCALLSTAT_MODULE= may name it\n");
		exit(KSFT_SKIP);
	}
	if (setting && control(setting))
		fail("control: %s", setting);
	stats_settle();
}

static inline void stats_parse(struct stats *s)
{
	char *copy = strdup(s->text), *at = copy, *line;
	int header = 0;

	s->nr_rows = 0;
	for (line = strsep(&at, "\n"); line && *line; line = strsep(&at, "\n")) {
		struct row *row = &s->rows[s->nr_rows];
		char *token, *rest = line;
		int i = 0;

		if (line[0] == '#' || !strncmp(line, "syscallstat ", 12))
			continue;
		if (!header++)
			continue;
		while ((token = strsep(&rest, " "))) {
			if (!*token)
				continue;
			if (i == 0)
				snprintf(row->abi, sizeof(row->abi), "%s", token);
			else if (i == 1)
				row->nr = atoi(token);
			else if (i == 2)
				snprintf(row->name, sizeof(row->name), "%s", token);
			else if (i < 3 + COLUMNS)
				row->cells[i - 3] = strcmp(token, "-") ? strtoull(token, NULL, 10) :
									 UNKNOWN;
			i++;
		}
		if (i < 3 + COLUMNS)
			fail("row of %d columns: %s", i, line);
		s->nr_rows++;
	}
	free(copy);
}

/* One reading, with as few system calls as it takes: openat, reads, close. */
static inline void stats_read(struct stats *s)
{
	int fd = open(PROC_FILE, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		fail("%s: %s", PROC_FILE, strerror(errno));
	s->len = 0;
	s->reads = 0;
	do {
		n = read(fd, s->text + s->len, sizeof(s->text) - 1 - s->len);
		s->reads++;
		s->len += n > 0 ? n : 0;
	} while (n > 0);
	if (n < 0)
		fail("%s: %s", PROC_FILE, strerror(errno));
	close(fd);
	s->text[s->len] = '\0';
	stats_parse(s);
}

/* The number of a key, which must be there; 0 for one that is not known. */
static inline uint64_t stats_key(const struct stats *s, const char *key)
{
	char start[64];
	const char *at;

	snprintf(start, sizeof(start), "\n# %s ", key);
	at = strstr(s->text, start);
	if (!at)
		fail("no key %s", key);
	return strtoull(at + strlen(start), NULL, 10);
}

static inline int stats_hook_is(const struct stats *s, const char *hook)
{
	char line[64];

	snprintf(line, sizeof(line), "\n# hook %s\n", hook);
	return !!strstr(s->text, line);
}

/* What hook ftrace sees are entries. */
static inline int stats_whole_calls(const struct stats *s)
{
	return !stats_hook_is(s, "ftrace");
}

/* What never reaches the function of a call is seen by the tracepoints alone. */
static inline int stats_refusals(const struct stats *s)
{
	return stats_hook_is(s, "tracepoint");
}

/* Is this row that of a call which tests speak of by that name? */
static inline int stats_row_is(const struct row *row, const char *abi, const char *name)
{
	return !strcmp(row->abi, abi) &&
	       !strcmp(row->name, strcmp(abi, "64") ? name : calls_name(name));
}

/* A number that is known if refusals are, else shown as unknown or not at all. */
static inline uint64_t stats_if_refusals(const struct stats *s, uint64_t n)
{
	return stats_refusals(s) ? n : 0;
}

/* What so many new threads are in key children. */
static inline uint64_t stats_children(const struct stats *s, uint64_t n)
{
	return CHILDREN_EXIT ? stats_if_refusals(s, n) : 0;
}

static inline int stats_sees(const struct stats *s, enum column column)
{
	if (column == DENIED)
		return stats_refusals(s);
	return column == CALLS || stats_whole_calls(s);
}

/* Between two readings in a row there were no calls but our own. */
static inline int stats_only_us(const struct stats *a, const struct stats *b)
{
	uint64_t own = a->reads + 2; /* and close, and the next openat */

	return stats_key(b, "entered") - stats_key(a, "entered") == own &&
	       (!stats_whole_calls(a) || stats_key(b, "exited") - stats_key(a, "exited") == own);
}

/*
 * A reading at a moment when no other thread runs, as the ledger wants it. A
 * thread that leaves a call while we read is seen only by what it does next,
 * so the machine must be quiet before and after.
 */
static inline void stats_read_quiet(struct stats *s)
{
	static struct stats first, last;

	for (int i = 0; i < 1000; i++) {
		stats_read(&first);
		stats_read(s);
		stats_read(&last);
		if (stats_only_us(&first, s) && stats_only_us(s, &last))
			return;
		usleep(2000);
	}
	fail("the machine does not come to rest");
}

/* Wait until nothing but this function has made a call for a while. */
static inline void stats_settle_for(useconds_t usec)
{
	static struct stats first, last;

	for (useconds_t waited = 0; waited < 10000000; waited += usec) {
		stats_read(&first);
		usleep(usec);
		stats_read(&last);
		/* Beside what stats_only_us() knows: the sleep. */
		if (stats_key(&last, "entered") - stats_key(&first, "entered") <= first.reads + 3)
			return;
	}
	fail("the machine does not come to rest");
}

/* The runner starts the programs that take our output together with us: wait until they have. */
static inline void stats_settle(void)
{
	stats_settle_for(200000);
}

/* A cell; 0 where the table has no such row, and for a count that is not known. */
static inline uint64_t stats_cell(const struct stats *s, const char *abi, const char *name,
				  enum column column)
{
	unsigned int i;

	for (i = 0; i < s->nr_rows; i++)
		if (stats_row_is(&s->rows[i], abi, name))
			return stats_sees(s, column) || column == MAX_NS ?
				       s->rows[i].cells[column] :
				       0;
	return 0;
}

static inline uint64_t stats_sum(const struct stats *s, enum column column)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < s->nr_rows; i++)
		if (s->rows[i].cells[column] != UNKNOWN)
			sum += s->rows[i].cells[column];
	return sum;
}

/* What two readings differ by. */
static inline uint64_t stats_diff(const struct stats *a, const struct stats *b, const char *abi,
				  const char *name, enum column column)
{
	return stats_cell(b, abi, name, column) - stats_cell(a, abi, name, column);
}

/* What a piece of work is expected to add to a row. */
struct expected {
	const char *abi;
	const char *name;
	uint64_t calls;
	uint64_t errors;
	uint64_t restarts;
	uint64_t denied;
	uint64_t bytes;
};

static inline int stats_row_differs(const struct stats *before, const struct stats *after,
				    const char *abi, const char *name, const struct expected *want)
{
	static const enum column columns[] = { CALLS, ERRORS, RESTARTS, DENIED, BYTES };
	static const char *const names[] = { "calls", "errors", "restarts", "denied", "bytes" };
	/* The reading before: its openat, reads and close end after it was rendered. */
	int own = !strcmp(abi, "64") &&
		  (!strcmp(name, "openat") || !strcmp(name, "read") || !strcmp(name, "close"));
	int reads = own && !strcmp(name, "read");
	uint64_t values[] = { own ? (reads ? before->reads : 1) : 0, 0, 0, 0,
			      reads ? before->len : 0 };
	int differs = 0;

	if (want) {
		values[0] += want->calls;
		values[1] += want->errors;
		values[2] += want->restarts;
		values[3] += want->denied;
		values[4] += want->bytes;
	}
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		uint64_t got = stats_diff(before, after, abi, name, columns[i]);

		if (got == values[i] || !stats_sees(after, columns[i]))
			continue;
		if (!stats_refusals(after) && !strcmp(name, "invalid"))
			continue;
		printf("# %s %s: %lld %s, not %llu\n", abi, name, (long long)got, names[i],
		       (unsigned long long)values[i]);
		differs++;
	}
	return differs;
}

/*
 * Compare what happened between two readings with what was expected, row by
 * row: rows that are not named must not have changed, but for the reading
 * itself. Each name may be given once. Returns how many cells differ.
 */
static inline int stats_compare(const struct stats *before, const struct stats *after,
				const struct expected *expected, size_t n)
{
	int differs = 0;
	unsigned int i;
	size_t e;

	for (i = 0; i < after->nr_rows; i++) {
		const struct row *row = &after->rows[i];

		for (e = 0; e < n; e++)
			if (stats_row_is(row, expected[e].abi, expected[e].name))
				break;
		differs += stats_row_differs(before, after, row->abi, row->name,
					     e < n ? &expected[e] : NULL);
	}
	/* And those that are not in the table at all. */
	for (e = 0; e < n; e++) {
		for (i = 0; i < after->nr_rows; i++)
			if (stats_row_is(&after->rows[i], expected[e].abi, expected[e].name))
				break;
		if (i == after->nr_rows)
			differs += stats_row_differs(before, after, expected[e].abi,
						     expected[e].name, &expected[e]);
	}
	return differs;
}

/* Begin a measurement on a quiet machine. */
static inline void stats_begin(struct stats *before)
{
	/* Those programs may still be busy with the line that says that the test begins. */
	stats_settle_for(30000);
	stats_read_quiet(before);
	stats_read(before);
}

/* Write to the control file in one go. Returns 0 or the errno. */
static inline int control_write(const void *text, size_t len)
{
	int fd = open(CONTROL_FILE, O_WRONLY), err = 0;
	ssize_t n;

	if (fd < 0)
		fail("%s: %s", CONTROL_FILE, strerror(errno));
	n = write(fd, text, len);
	if (n < 0)
		err = errno;
	else if ((size_t)n != len)
		fail("%s: a write of %zu bytes took %zd", CONTROL_FILE, len, n);
	close(fd);
	return err;
}

static inline int control(const char *text)
{
	return control_write(text, strlen(text));
}

/* At the beginning of a test of what not every hook can see. */
#define NEED_WHOLE_CALLS()                                                    \
	do {                                                                  \
		stats_read(&before);                                          \
		if (!stats_whole_calls(&before))                              \
			SKIP(return, "this hook does not see how calls end"); \
	} while (0)

#define NEED_REFUSALS()                                                             \
	do {                                                                        \
		stats_read(&before);                                                \
		if (!stats_refusals(&before))                                       \
			SKIP(return, "this hook sees the functions of calls only"); \
	} while (0)

/* The identities of the ledger, for a quiet reading. */
#define EXPECT_LEDGER(s)                                                                 \
	do {                                                                             \
		EXPECT_EQ(stats_key(s, "missed"), 0);                                    \
		if (!stats_whole_calls(s)) {                                             \
			EXPECT_EQ(stats_sum(s, CALLS), stats_key(s, "entered"));         \
			break;                                                           \
		}                                                                        \
		EXPECT_EQ(stats_key(s, "entered") + stats_key(s, "children") +           \
				  stats_key(s, "orphans") + stats_key(s, "denied"),      \
			  stats_key(s, "exited") + stats_key(s, "inflight") +            \
				  stats_key(s, "noreturn") + stats_key(s, "abandoned")); \
		EXPECT_EQ(stats_sum(s, CALLS) + stats_key(s, "children") +               \
				  stats_key(s, "orphans") + stats_key(s, "denied"),      \
			  stats_key(s, "exited") + stats_key(s, "noreturn"));            \
		if (stats_refusals(s))                                                   \
			EXPECT_EQ(stats_sum(s, DENIED), stats_key(s, "denied"));         \
	} while (0)

#endif /* STATS_H */
