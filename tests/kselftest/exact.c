// SPDX-License-Identifier: GPL-2.0
/*
 * Make a known number of calls that nobody else makes, so that they can be found again
 * whatever else goes on: 32-bit getpgid, or, where there is no such, nfsservctl.
 *
 *   exact [-s] N        N calls; with -s in a session of its own, which must say N
 *   exact -u USEC       calls, USEC apart, until SIGTERM; prints how many
 *   exact -t THREADS N  N calls by each of so many threads at a time. Prints "ready" when
 *                       all have made them, and ends them when its input does
 *   exact -o N          N calls of an ordinary kind, which other tools know too, but that
 *                       programs hardly ever make: getitimer
 *   exact -w            prints the ABI and the name by which the former are listed, and
 *                       name and number of the latter
 *
 * Exit status 1: could not do so, or the session says otherwise.
 */
#define _GNU_SOURCE
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/time.h>

#include "kselftest.h"
#include "session.h"

#if HAVE_OTHER_TABLES
#define ABI "32"
#define NAME "getpgid"
#define ONE_CALL() call_32(132)
#else
#define ABI "64"
#define NAME "nfsservctl"
#define ONE_CALL() syscall(SYS_nfsservctl)
#endif

static volatile sig_atomic_t ended;

static void on_term(int signo)
{
	ended = 1;
}

static void make_calls(long n)
{
	while (n--)
		ONE_CALL();
}

static void make_ordinary_calls(long n)
{
	struct itimerval value;

	while (n--)
		syscall(SYS_getitimer, ITIMER_REAL, &value);
}

static int in_session(long n)
{
	static struct stats s;
	uint64_t counted;
	int fd = session_new();

	if (session_tell(fd, "tid %d\nsyscalls " ABI ":" NAME "\nstart", getpid()))
		fail("the session refuses");
	make_calls(n);
	session_read(fd, &s);
	counted = stats_cell(&s, ABI, NAME, CALLS);
	if (counted == (uint64_t)n && !stats_key(&s, "missed"))
		return 0;
	printf("# a session says %llu, not %ld\n", (unsigned long long)counted, n);
	return 1;
}

static int until_told(useconds_t usec)
{
	struct sigaction action = { .sa_handler = on_term };
	long made = 0;

	sigaction(SIGTERM, &action, NULL);
	while (!ended) {
		ONE_CALL();
		made++;
		usleep(usec);
	}
	printf("%ld\n", made);
	return 0;
}

/* For each of the threads, in one mapping, for of those there cannot be as many. */
#define STACK 16384

static atomic_int begun, end;
static long calls_each;

static void *member(void *unused)
{
	make_calls(calls_each);
	begun++;
	while (!end)
		syscall(SYS_futex, &end, FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
	return NULL;
}

static int crowd(long threads, long n)
{
	char *stacks = mmap(NULL, threads * STACK, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	pthread_t *thread = calloc(threads, sizeof(*thread));
	pthread_attr_t attr;
	char byte;

	if (stacks == MAP_FAILED || !thread)
		return 1;
	calls_each = n;
	pthread_attr_init(&attr);
	for (long i = 0; i < threads; i++) {
		pthread_attr_setstack(&attr, stacks + i * STACK, STACK);
		if (pthread_create(&thread[i], &attr, member, NULL)) {
			fprintf(stderr, "exact: %ld threads, and no more\n", i);
			return 1;
		}
	}
	while (begun < threads)
		usleep(1000);
	printf("ready\n");
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	end = 1;
	syscall(SYS_futex, &end, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL, 0);
	for (long i = 0; i < threads; i++)
		pthread_join(thread[i], NULL);
	return 0;
}

int main(int argc, char **argv)
{
	long threads = 0;
	int opt, session = 0;

	while ((opt = getopt(argc, argv, "so:u:t:w")) != -1) {
		switch (opt) {
		case 's':
			session = 1;
			break;
		case 'o':
			make_ordinary_calls(atol(optarg));
			return 0;
		case 'u':
			return until_told(atoi(optarg));
		case 't':
			threads = atol(optarg);
			break;
		case 'w':
			printf("%s %s getitimer %d\n", ABI, NAME, SYS_getitimer);
			return 0;
		default:
			return 1;
		}
	}
	if (optind != argc - 1)
		return 1;
	if (threads)
		return crowd(threads, atol(argv[optind]));
	if (session)
		return in_session(atol(argv[optind]));
	make_calls(atol(argv[optind]));
	return 0;
}
