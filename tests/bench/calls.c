// SPDX-License-Identifier: GPL-2.0
/*
 * Print what pieces of work take, as lines 'NAME NS', with a fraction: the
 * least of many short rounds, because ticks and work left over can only add.
 *
 *   calls [NAME...]               (default: all, but for those that need the module)
 *   calls --sessions N [NAME...]  the same, selected by so many sessions
 *   calls --others N [NAME...]    the same, with so many sessions that select another process
 *   calls --count NAME            how often that work is done, instead
 *   SYSCALLSTAT                   (environment) the tool that exports
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS 500
#define TIMES 200

static int zero, null, fds[2];
static char byte;
static int futex_word;

static void do_getppid(void)
{
	syscall(SYS_getppid);
}

static void do_read(void)
{
	syscall(SYS_read, zero, &byte, 1);
}

static void do_write(void)
{
	syscall(SYS_write, null, &byte, 1);
}

static void do_openat_close(void)
{
	syscall(SYS_close, syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDONLY));
}

/* A byte into a pipe and out again. */
static void do_pipe(void)
{
	syscall(SYS_write, fds[1], &byte, 1);
	syscall(SYS_read, fds[0], &byte, 1);
}

static void do_error(void)
{
	syscall(SYS_dup, -1);
}

/* Nobody waits, so nobody is woken. */
static void do_futex(void)
{
	syscall(SYS_futex, &futex_word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

/* The statistics, from the opening to the end. */
static void do_reading(void)
{
	static char text[1 << 20];
	int fd = open("/proc/syscallstat", O_RDONLY);

	while (read(fd, text, sizeof(text)) > 0)
		;
	close(fd);
}

/* The metrics, from the start of the tool to the file that it leaves. */
static void do_export(void)
{
	char *const argv[] = { getenv("SYSCALLSTAT"), "--prometheus", "--output-file",
			       "/tmp/calls.prom", NULL };
	pid_t pid;
	int status;

	if (!argv[0] || posix_spawn(&pid, argv[0], NULL, NULL, argv, environ) ||
	    waitpid(pid, &status, 0) != pid || status) {
		fputs("calls: SYSCALLSTAT does not export\n", stderr);
		exit(1);
	}
}

static const struct work {
	const char *name;
	void (*run)(void);
	int times;
	int rounds;
	int only_if_named;
} works[] = {
	{ "getppid", do_getppid, TIMES, ROUNDS },
	{ "read", do_read, TIMES, ROUNDS },
	{ "write", do_write, TIMES, ROUNDS },
	{ "openat+close", do_openat_close, TIMES, ROUNDS },
	{ "pipe", do_pipe, TIMES, ROUNDS },
	{ "error", do_error, TIMES, ROUNDS },
	{ "futex", do_futex, TIMES, ROUNDS },
	{ "reading", do_reading, 1, 5, 1 },
	{ "export", do_export, 1, 5, 1 },
};

static long long now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void measure(const struct work *work)
{
	long long least = -1;

	for (int round = 0; round < work->rounds; round++) {
		long long start = now_ns(), ns;

		for (int n = 0; n < work->times; n++)
			work->run();
		ns = now_ns() - start;
		if (least < 0 || ns < least)
			least = ns;
	}
	printf("%s %.2f\n", work->name, (double)least / work->times);
}

static int wanted(const struct work *work, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], work->name))
			return 1;
	return argc < 2 && !work->only_if_named;
}

/* A process that does nothing until it is killed; returns its pid. */
static pid_t start_other(void)
{
	pid_t pid = fork();

	if (!pid)
		for (;;)
			pause();
	return pid;
}

/* They stay open as long as this program runs. */
static int open_sessions(int n, pid_t selected)
{
	char commands[64];
	int len = snprintf(commands, sizeof(commands), "pid %d\nfollow\nstart\n", selected);

	while (n-- > 0) {
		int fd = open("/dev/syscallstat", O_RDWR);

		if (fd < 0 || write(fd, commands, len) != len)
			return -1;
	}
	return 0;
}

static void measure_all(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++)
		if (wanted(&works[i], argc, argv))
			measure(&works[i]);
}

static int measure_with_sessions(int argc, char **argv)
{
	pid_t other = strcmp(argv[1], "--others") ? 0 : start_other();
	int failed = open_sessions(atoi(argv[2]), other > 0 ? other : getpid());

	if (failed)
		perror("calls: /dev/syscallstat");
	else
		measure_all(argc - 2, argv + 2);
	if (other > 0) {
		kill(other, SIGKILL);
		waitpid(other, NULL, 0);
	}
	return failed ? 1 : 0;
}

int main(int argc, char **argv)
{
	zero = open("/dev/zero", O_RDONLY);
	null = open("/dev/null", O_WRONLY);
	if (zero < 0 || null < 0 || pipe(fds)) {
		perror("calls");
		return 1;
	}
	if (argc == 3 && !strcmp(argv[1], "--count")) {
		for (size_t i = 0; i < sizeof(works) / sizeof(works[0]); i++)
			if (wanted(&works[i], 2, argv + 1))
				printf("%d\n", works[i].times * works[i].rounds);
		return 0;
	}
	if (argc >= 3 && (!strcmp(argv[1], "--sessions") || !strcmp(argv[1], "--others")))
		return measure_with_sessions(argc, argv);
	measure_all(argc, argv);
	return 0;
}
