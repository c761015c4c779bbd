/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Children that make known calls. Nothing here calls more of the kernel than
 * it says, so that readings can be compared row by row.
 */
#ifndef CHILD_H
#define CHILD_H

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"

/* One fork; the child goes on in @run and ends with one exit_group. */
static inline pid_t child_start(void (*run)(void *), void *arg)
{
	pid_t pid = call_fork();

	if (!pid) {
		run(arg);
		syscall(SYS_exit_group, 0);
	}
	return pid;
}

/* One wait4; returns the wait status, -1 if there is no such child. */
static inline int child_wait(pid_t pid)
{
	int status;

	return syscall(SYS_wait4, pid, &status, 0, NULL) == pid ? status : -1;
}

/* One fork, one wait4. */
static inline int child_run(void (*run)(void *), void *arg)
{
	return child_wait(child_start(run, arg));
}

/*
 * Does it sleep? One that only waits for a CPU may be at the very beginning of its call,
 * before a probe in there.
 */
static inline bool child_sleeps(pid_t pid, pid_t tid)
{
	char path[64], text[256] = "", state = 'R';
	const char *end;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", pid, tid);
	f = fopen(path, "r");
	if (!f)
		return false;
	/* The name may be anything, of more than one line. */
	fread(text, 1, sizeof(text) - 1, f);
	fclose(f);
	end = strrchr(text, ')');
	if (end && end[1] == ' ')
		state = end[2];
	return state != 'R';
}

/* How many of the threads of a process sleep in system call @nr now. */
static inline int child_threads_in(pid_t pid, long nr)
{
	char path[64], line[64];
	int n = 0;

	/* Threads of the tests are numbered without gaps, or nearly so. */
	for (pid_t tid = pid; tid < pid + 200; tid++) {
		FILE *f;

		snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", pid, tid);
		f = fopen(path, "r");
		if (!f)
			continue;
		if (fgets(line, sizeof(line), f) && strncmp(line, "running", 7))
			n += strtol(line, NULL, 10) == nr && child_sleeps(pid, tid);
		fclose(f);
	}
	return n;
}

static inline void child_wait_until_in(pid_t pid, long nr, int threads)
{
	while (child_threads_in(pid, nr) < threads)
		usleep(1000);
}

static inline void *child_execute_in_thread(void *argv)
{
	char *const *args = argv;

	syscall(SYS_execve, args[0], args, NULL);
	return NULL;
}

/*
 * execve from a thread that is not the leader, while that sleeps: the thread
 * takes over the leader's pid. @argv: of the program.
 */
static inline void child_execute_from_thread(void *argv)
{
	pthread_t thread;

	if (!pthread_create(&thread, NULL, child_execute_in_thread, argv))
		for (;;)
			pause();
}

#endif /* CHILD_H */
