/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sessions of /dev/syscallstat, for the tests; and peers, which make the calls.
 *
 * A peer is a process or a thread that waits in a read for an order, carries it
 * out, and says so with a write. While it waits, all that it has done is known, and
 * only its read is in flight: a session can be compared with that whenever no
 * order is being carried out, whatever else the machine is doing.
 */
#ifndef SESSION_H
#define SESSION_H

#include <ctype.h>
#include <stdarg.h>
#include <sys/mman.h>
#include <sys/prctl.h>

#include "child.h"
#include "stats.h"
#include "view.h"

#define SESSION_FILE "/dev/syscallstat"
/* So many may be open at a time, and have so many selectors each. */
#define SESSIONS 16
#define SELECTORS 64

static inline int session_open(void)
{
	return open(SESSION_FILE, O_RDWR | O_CLOEXEC);
}

/* One that must be there. */
static inline int session_new(void)
{
	int fd = session_open();

	if (fd < 0)
		fail("%s: %s", SESSION_FILE, strerror(errno));
	return fd;
}

/* Skip the tests where there can be no sessions, which only is where there are no tracepoints. */
static inline void need_session(void)
{
	int fd;

	need_module();
	fd = session_open();
	if (fd < 0 && errno == EOPNOTSUPP &&
	    access("/sys/kernel/tracing/events/raw_syscalls", F_OK) &&
	    access("/sys/kernel/tracing/events/sched", F_OK)) {
		printf("1..0 # SKIP sessions need tracepoints, and this kernel is without\n");
		exit(KSFT_SKIP);
	}
	if (fd < 0)
		fail("%s: %s", SESSION_FILE, strerror(errno));
	close(fd);
}

/* One write. Returns 0 or the errno. */
static inline int session_write(int fd, const void *text, size_t len)
{
	ssize_t n = write(fd, text, len);

	if (n >= 0 && (size_t)n != len)
		fail("%s: a write of %zu bytes took %zd", SESSION_FILE, len, n);
	return n < 0 ? errno : 0;
}

/* Commands, as for printf, in one write. Returns 0 or the errno. */
static inline int __attribute__((format(printf, 2, 3))) session_tell(int fd, const char *fmt, ...)
{
	char text[4096];
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	return session_write(fd, text, n);
}

/* The text anew, from its beginning to its end; counts the calls that it takes. */
static inline size_t session_text(int fd, char *text, size_t size, unsigned int *reads)
{
	size_t len = 0;
	ssize_t n;

	*reads = 0;
	do {
		n = pread(fd, text + len, size - 1 - len, len);
		++*reads;
		len += n > 0 ? n : 0;
	} while (n > 0);
	if (n < 0)
		fail("%s: %s", SESSION_FILE, strerror(errno));
	text[len] = '\0';
	return len;
}

/* Of a session whose view is stats, as it is at first. */
static inline void session_read(int fd, struct stats *s)
{
	s->len = session_text(fd, s->text, sizeof(s->text), &s->reads);
	if (strncmp(s->text, "syscallstat 1\n", 14))
		fail("a session begins with: %.40s", s->text);
	stats_parse(s);
}

/* Another view; the session goes back to stats. */
static inline void session_view(int fd, struct view *v, const char *name)
{
	unsigned int reads;

	if (session_tell(fd, "view %s\n", name))
		fail("view %s is refused", name);
	v->len = session_text(fd, v->text, sizeof(v->text), &reads);
	view_parse(v, name);
	if (session_tell(fd, "view stats\n"))
		fail("view stats is refused");
}

static inline int session_row_differs(const struct row *row, const struct expected *want)
{
	static const enum column columns[] = { CALLS, ERRORS, RESTARTS, DENIED, BYTES };
	static const char *const names[] = { "calls", "errors", "restarts", "denied", "bytes" };
	const uint64_t values[] = { want->calls, want->errors, want->restarts, want->denied,
				    want->bytes };
	int differs = 0;

	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		if (row->cells[columns[i]] == values[i])
			continue;
		printf("# %s %s: %lld %s, not %llu\n", row->abi, row->name,
		       (long long)row->cells[columns[i]], names[i], (unsigned long long)values[i]);
		differs++;
	}
	return differs;
}

/*
 * Compare all rows of a session with what was expected, the last of which has no
 * name: rows that are not among it must be empty. Each name may be given once. Returns how
 * many cells differ.
 */
static inline int session_differs(const struct stats *s, const struct expected *expected)
{
	static const struct expected nothing;
	const struct expected *e;
	int differs = 0;
	unsigned int i;

	for (i = 0; i < s->nr_rows; i++) {
		for (e = expected; e->name; e++)
			if (stats_row_is(&s->rows[i], e->abi, e->name))
				break;
		differs += session_row_differs(&s->rows[i], e->name ? e : &nothing);
	}
	/* And those that are not in the table at all. */
	for (e = expected; e->name; e++) {
		struct row none = { 0 };

		for (i = 0; i < s->nr_rows; i++)
			if (stats_row_is(&s->rows[i], e->abi, e->name))
				break;
		if (i < s->nr_rows)
			continue;
		snprintf(none.abi, sizeof(none.abi), "%s", e->abi);
		snprintf(none.name, sizeof(none.name), "%s", e->name);
		differs += session_row_differs(&none, e);
	}
	return differs;
}

/* Columns that are not given are 0. */
#define ROW(row, n, ...)                                              \
	{                                                             \
		.abi = "64", .name = row, .calls = (n), ##__VA_ARGS__ \
	}

/* The session has these rows, and no other; and its ledger balances. */
#define EXPECT_ROWS(s, ...)                                                                        \
	do {                                                                                       \
		EXPECT_EQ(session_differs(s, (const struct expected[]){ __VA_ARGS__, { 0 } }), 0); \
		EXPECT_LEDGER(s);                                                                  \
	} while (0)

/* The calls of one row, of a session that is read for this. */
#define EXPECT_CALLS(fd, s, name, n)                                        \
	do {                                                                \
		session_read(fd, s);                                        \
		EXPECT_EQ(stats_cell(s, "64", name, CALLS), (uint64_t)(n)); \
		EXPECT_LEDGER(s);                                           \
	} while (0)

/* That of all sessions and the rest, when it changes no more: some goes after a grace period. */
static inline uint64_t session_settled_memory_kib(void)
{
	static struct stats whole;
	uint64_t last = 0, now;

	for (int same = 0; same < 20; same++) {
		stats_read(&whole);
		now = stats_key(&whole, "memory_kib");
		if (now != last)
			same = 0;
		last = now;
		usleep(10000);
	}
	return last;
}

/*
 * Do something until the memory that is in use does not change by it. The first time takes
 * what stays, and which pids there are decides over some pages that are kept, so it
 * may take some more; if something leaks it never comes to that. Returns whether it does.
 */
static inline int session_memory_comes_back(void (*run)(void *), void *arg)
{
	uint64_t before, after = 0;

	for (int round = 0; round < 10; round++) {
		run(arg);
		before = after;
		after = session_settled_memory_kib();
		if (before == after)
			return 1;
		printf("# memory_kib %llu\n", (unsigned long long)after);
	}
	return 0;
}

/* Peers. */

struct order {
	void (*run)(long arg); /* NULL: to end */
	long arg;
};

struct peer {
	pid_t tid;
	int orders[2];
	int done[2];
};

/* In memory that children share. */
static inline struct peer *peer_make(void)
{
	struct peer *peer = mmap(NULL, sizeof(*peer), PROT_READ | PROT_WRITE,
				 MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (peer == MAP_FAILED || pipe(peer->orders) || pipe(peer->done))
		fail("no peer: %s", strerror(errno));
	return peer;
}

/* A peer knows those that were made before it. */
static struct peer *peer_spares[4];
static unsigned int peer_spares_used;

static inline void peer_make_spares(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(peer_spares); i++)
		if (!peer_spares[i])
			peer_spares[i] = peer_make();
}

/* One that is to be started by a peer that has been started already. */
static inline struct peer *peer_new(void)
{
	if (peer_spares_used == ARRAY_SIZE(peer_spares) || !peer_spares[peer_spares_used])
		fail("no spare peer");
	return peer_spares[peer_spares_used++];
}

/* What a peer's process or thread runs: says that it is there, then does as it is told. */
static inline void peer_loop(void *arg)
{
	struct order order = { NULL };
	struct peer *peer = arg;

	peer->tid = syscall(SYS_gettid);
	do {
		if (order.run)
			order.run(order.arg);
		syscall(SYS_write, peer->done[1], "", 1);
		if (syscall(SYS_read, peer->orders[0], &order, sizeof(order)) != sizeof(order))
			return;
	} while (order.run);
}

/* Is this thread asleep in a call, and is it this one? */
static inline int peer_is_in(pid_t tid, long nr)
{
	char path[64], text[64] = "";
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", tid);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		fail("thread %d is not there", tid);
	close(fd);
	return isdigit(text[0]) && strtol(text, NULL, 10) == nr;
}

static inline void peer_wait_until_in(const struct peer *peer, long nr)
{
	while (!peer_is_in(peer->tid, nr))
		usleep(500);
}

/* What it was told is done. The next it does is to wait for another order. */
static inline void peer_done(const struct peer *peer)
{
	char byte;

	if (read(peer->done[0], &byte, 1) != 1)
		fail("a peer says nothing");
}

static inline void peer_ready(const struct peer *peer)
{
	peer_done(peer);
	peer_wait_until_in(peer, SYS_read);
}

static inline void peer_order(const struct peer *peer, void (*run)(long), long arg)
{
	const struct order order = { run, arg };

	if (write(peer->orders[1], &order, sizeof(order)) != sizeof(order))
		fail("a peer takes no order");
}

/*
 * Have something done. For the peer it is the end of the read that it is in, what
 * it is told, a write of one byte, and the entry into the next read.
 */
static inline void peer_do(const struct peer *peer, void (*run)(long), long arg)
{
	peer_order(peer, run, arg);
	peer_ready(peer);
}

static inline void peer_child(void *peer)
{
	/* So that none is left behind by a test that fails. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	peer_loop(peer);
}

/* A process of its own; waits in its first read when this returns. */
static inline struct peer *peer_start(void)
{
	struct peer *peer = peer_make();

	peer_make_spares();
	if (child_start(peer_child, peer) < 0)
		fail("no child");
	peer_ready(peer);
	return peer;
}

/* For a peer it is the end of a read, and an exit_group. Returns the wait status. */
static inline int peer_end(struct peer *peer)
{
	pid_t pid = peer->tid;

	peer_order(peer, NULL, 0);
	peer->tid = 0;
	return child_wait(pid);
}

/* If it has not ended yet. */
static inline int peer_kill(struct peer *peer)
{
	pid_t pid = peer->tid;

	peer->tid = 0;
	return pid && !kill(pid, SIGKILL) ? child_wait(pid) : -1;
}

/* What a peer can be told to do; calls beside those that it says are not made. */

static inline void work_nothing(long unused)
{
}

static inline void work_getppid(long n)
{
	while (n--)
		syscall(SYS_getppid);
}

/* n calls that fail */
static inline void work_errors(long n)
{
	while (n--)
		syscall(SYS_dup, -1);
}

static inline void work_getppid_in_child(void *n)
{
	work_getppid((long)n);
}

/* fork, wait4; and in the child n getppid, exit_group */
static inline void work_child(long n)
{
	child_run(work_getppid_in_child, (void *)n);
}

static inline void *peer_thread(void *peer)
{
	peer_loop(peer);
	syscall(SYS_exit, 0);
	return NULL;
}

/* A thread that is a peer too, of peer_new(). */
static inline void work_start_thread(long peer)
{
	pthread_t thread;

	pthread_create(&thread, NULL, peer_thread, (void *)peer);
}

/* A child that is a peer too, of peer_new(). */
static inline void work_start_child(long peer)
{
	child_start(peer_child, (void *)peer);
}

#endif /* SESSION_H */
