/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests have in common that write what nobody would.
 *
 *   SYSCALLSTAT_SEED    (environment) to do again what was done before
 *   SYSCALLSTAT_ROUNDS  how many writes each test makes
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <limits.h>
#include <sys/uio.h>

#include "mutate.h"
#include "session.h"

/* Thousands of writes, each between two readings, are slow where faults are looked for. */
#undef TEST_TIMEOUT_DEFAULT
#define TEST_TIMEOUT_DEFAULT 1800

/* A kprobe on every function would take seconds: where it is asked for, so is a short list. */
static const char *const control_lines[] = {
	"start",
	"start",
	"stop",
	"reset",
	"hook auto",
	"hook tracepoint",
	"hook tracepoint\nsyscalls all",
	"hook tracepoint\nsyscalls %file,%network,!sendto,?nosuch,*at,7",
	"hook kprobe\nsyscalls getppid,dup",
	"hook ftrace\nsyscalls 64:getppid,close",
	"syscalls getppid",
	"syscalls read,!read",
	"account wait on",
	"account wait off",
};

/* What the control file shows, and what it should show. */
struct shown {
	char state[16];
	char hook[16];
	char syscalls[4200];
	char wait[8];
	unsigned int generation;
};

static inline void show(struct shown *s)
{
	static char text[8192];
	int fd = open(CONTROL_FILE, O_RDONLY), end = 0;
	ssize_t n = read(fd, text, sizeof(text) - 1);

	close(fd);
	if (n <= 0)
		fail("the control file cannot be read");
	text[n] = '\0';
	memset(s, 0, sizeof(*s));
	if (sscanf(text,
		   "state %15s\nhook %15s\nsyscalls %4199[^\n]\naccount wait %7s\n"
		   "generation %u\nepoch %*u\n# start\n%n",
		   s->state, s->hook, s->syscalls, s->wait, &s->generation, &end) != 5 ||
	    !end)
		fail("the control file says: %s", text);
}

/* What was written, for strsep(); until the next time. */
static inline char *written_lines(const struct mutated *m)
{
	static char copy[MUTATED_MAX + 1];

	memcpy(copy, m->text, m->len);
	copy[m->len] = '\0';
	if (m->len && copy[m->len - 1] == '\n')
		copy[m->len - 1] = '\0';
	return copy;
}

static inline void print_write(const struct mutated *m, int err)
{
	printf("# %zu bytes, %s: ", m->len, err ? strerror(err) : "taken");
	for (size_t i = 0; i < m->len && i < 300; i++)
		printf(m->text[i] > ' ' && m->text[i] <= '~' ? "%c" : "\\%03o",
		       (unsigned char)m->text[i]);
	printf("\n");
}

/* One write, in one of the ways there are. Returns 0 or the errno. */
static inline int write_somehow(int fd, const struct mutated *m)
{
	struct iovec piece = { (void *)m->text, m->len };
	const uint32_t way = mutate_random(4);
	ssize_t n;

	if (way == 0)
		n = pwrite(fd, m->text, m->len, mutate_random(INT_MAX));
	else if (way == 1 && m->len) /* of no bytes the file would never hear */
		n = writev(fd, &piece, 1);
	else
		n = write(fd, m->text, m->len);
	if (n >= 0 && (size_t)n != m->len)
		fail("a write of %zu bytes took %zd", m->len, n);
	return n < 0 ? errno : 0;
}

static inline void back_to_normal(void)
{
	if (control("start\nhook auto\nsyscalls all\naccount wait off\nreset"))
		fail("the control file refuses what it should not");
}

#endif /* FUZZ_H */
