/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tours of the system calls share. A tour makes calls whose number it
 * knows, its own and those of its children, and then looks at every row.
 *
 * Between tour_begin() and EXPECT_ROWS() nothing may be called that makes
 * calls of its own accord: no stdio, no malloc.
 */
#ifndef TOUR_H
#define TOUR_H

#include <sched.h>
#include <sys/mman.h>

#include "kselftest_harness.h"
#include "child.h"
#include "stats.h"

static struct stats before, after, settled;
static int differing_cells;

/* Columns that are not given are 0. */
#define ROW(row, n, ...)                                              \
	{                                                             \
		.abi = "64", .name = row, .calls = (n), ##__VA_ARGS__ \
	}

/* These rows have changed by just that, no other row has, and the ledger balances. */
#define EXPECT_ROWS(...)                                                   \
	do {                                                               \
		tour_end((const struct expected[]){ __VA_ARGS__, { 0 } }); \
		EXPECT_EQ(differing_cells, 0);                             \
		stats_read_quiet(&settled);                                \
		EXPECT_LEDGER(&settled);                                   \
	} while (0)

/* In a child: what is not so shows in its exit status. */
#define NEED(condition)                             \
	do {                                        \
		if (!(condition))                   \
			syscall(SYS_exit_group, 1); \
	} while (0)

/*
 * How many calls it took to wait for something that makes no noise depends on
 * timing, so they are counted as they are made.
 */
static struct {
	uint64_t opens;
	uint64_t reads;
	uint64_t bytes;
	uint64_t yields;
} waiting;

static inline void tour_begin(void)
{
	memset(&waiting, 0, sizeof(waiting));
	stats_begin(&before);
}

static inline void tour_add(struct expected *rows, size_t *n, struct expected row)
{
	size_t i;

	for (i = 0; i < *n; i++)
		if (!strcmp(calls_name(rows[i].name), calls_name(row.name)))
			break;
	if (i == *n) {
		rows[(*n)++] = row;
	} else {
		rows[i].calls += row.calls;
		rows[i].errors += row.errors;
		rows[i].restarts += row.restarts;
		rows[i].denied += row.denied;
		rows[i].bytes += row.bytes;
	}
}

/* What EXPECT_ROWS() does; the last of the rows is empty. */
static inline void tour_end(const struct expected *expected)
{
	struct expected rows[40];
	size_t i, n = 0;

	stats_read(&after);
	for (i = 0; expected[i].abi; i++)
		tour_add(rows, &n, expected[i]);
	tour_add(rows, &n, (struct expected)ROW("openat", waiting.opens));
	tour_add(rows, &n, (struct expected)ROW("pread64", waiting.reads, .bytes = waiting.bytes));
	tour_add(rows, &n, (struct expected)ROW("close", waiting.opens));
	tour_add(rows, &n, (struct expected)ROW("sched_yield", waiting.yields));
	differing_cells = stats_compare(&before, &after, rows, n);
}

/* For a child: one read of one byte, from the descriptor that @fd points to. */
static inline void tour_read_one(void *fd)
{
	char c;

	NEED(syscall(SYS_read, *(int *)fd, &c, 1) == 1);
}

/*
 * In a child: @n threads, each begins by one clone and ends by one exit. Not by
 * pthreads, whose calls differ from one C library to the next.
 */
static inline void tour_run_threads(int (*run)(void *), int n)
{
	static char stacks[4][16384] __attribute__((aligned(16)));
	static volatile pid_t running[4];
	const int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
			  CLONE_SYSVSEM | CLONE_CHILD_CLEARTID;

	for (int i = 0; i < n; i++) {
		running[i] = 1;
		NEED(clone(run, stacks[i] + sizeof(stacks[i]), flags, NULL, NULL, NULL,
			   &running[i]) > 0);
	}
	for (int i = 0; i < n; i++)
		while (running[i])
			relax();
}

static inline void tour_yield(void)
{
	waiting.yields++;
	syscall(SYS_sched_yield);
}

/* Wait until a process sleeps in call @nr. */
static inline void tour_wait_asleep(pid_t pid, long nr)
{
	char path[32], line[256];
	long n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	waiting.opens++;
	fd = syscall(SYS_openat, AT_FDCWD, path, O_RDONLY);
	for (;;) {
		waiting.reads++;
		n = syscall(SYS_pread64, fd, line, sizeof(line) - 1, 0L);
		if (n < 0)
			fail("%s: %s", path, strerror(errno));
		waiting.bytes += n;
		line[n] = '\0';
		if (line[0] != 'r' && strtol(line, NULL, 10) == nr)
			break;
		tour_yield();
	}
	syscall(SYS_close, fd);
}

/* How many signals have been handled, here and in the children. */
static volatile int *handled;

static inline void tour_handler(int sig)
{
	++*handled;
}

/* Handle a signal from now on; children inherit it. */
static inline void tour_handle(int sig, int flags)
{
	struct sigaction action = { .sa_handler = tour_handler, .sa_flags = flags };

	if (!handled)
		handled = mmap(NULL, sizeof(*handled), PROT_READ | PROT_WRITE,
			       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (handled == MAP_FAILED || sigaction(sig, &action, NULL))
		fail("no handler for signal %d: %s", sig, strerror(errno));
}

/*
 * Interrupt a process that sleeps, or soon will, in call @nr; one kill. Back
 * when its handler has run, as a second signal could else merge with the first
 * and a process about to wake be taken for one asleep.
 */
static inline void tour_interrupt(pid_t pid, long nr)
{
	int n = *handled;

	tour_wait_asleep(pid, nr);
	syscall(SYS_kill, pid, SIGUSR1);
	while (*handled == n)
		tour_yield();
}

#endif /* TOUR_H */
