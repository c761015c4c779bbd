/* SPDX-License-Identifier: GPL-2.0 */
/* Runs a command, passes signals on to it, and waits for it and its descendants. */
#ifndef SYSCALLSTAT_LAUNCH_H
#define SYSCALLSTAT_LAUNCH_H

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

#include "lookup.h"

/* What a new process does before it is the command. */
enum launch_step {
	LAUNCH_USER, /* become another user */
	LAUNCH_READY, /* call @ready */
	LAUNCH_EXEC, /* execve(2) */
};

/**
 * struct launch - a command
 * @path: of its program
 * @argv: its arguments
 * @user: whom it runs as, NULL for nobody else
 * @ready: called in the new process, which makes no system call between its return and
 *	execve(2); returns 0, or a negative errno if the command is not to be
 * @data: for @ready
 * @idle: called by launch_wait() when a signal that should end the command came, but
 *	only descendants are left; NULL if nobody cares
 * @pid: of the new process, from launch_start() on
 * @ended: the command has ended, others may not
 * @status: then, as of waitpid(2)
 * @endings: how many signals came that should end it
 * @watched: signals that are held back
 * @outside: the mask of before, which the command gets
 */
struct launch {
	const char *path;
	char **argv;
	const struct user *user;
	int (*ready)(void *data);
	void *data;
	void (*idle)(void);
	pid_t pid;
	bool ended;
	int status;
	unsigned int endings;
	sigset_t watched;
	sigset_t outside;
};

/**
 * launch_start() - run a command
 * @launch: what; the members from @pid on are filled
 * @step: what failed
 *
 * From here on the signals that concern the command, and SIGCHLD, are held back in the
 * caller, which descendants of the command fall to.
 *
 * Return: 0 once the command is running, or a negative errno; then it never was, and
 * its process is gone.
 */
int launch_start(struct launch *launch, enum launch_step *step);

/**
 * launch_wait() - until the command and all descendants have ended
 * @launch: that was started
 *
 * SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1 and SIGUSR2 are passed on to the command if
 * a process sent them; what a terminal sends reaches it anyway. Once the command has
 * ended, the second SIGINT or SIGTERM of all ends the wait.
 *
 * Return: 0, or a negative errno.
 */
int launch_wait(struct launch *launch);

/**
 * launch_wait_until() - as launch_wait(), but not for long
 * @launch: that was started
 * @deadline: of CLOCK_MONOTONIC; NULL for none
 *
 * Return: as launch_wait(), or -ETIMEDOUT.
 */
int launch_wait_until(struct launch *launch, const struct timespec *deadline);

/**
 * launch_status() - end as the command did
 * @launch: that has ended
 *
 * Does not return if a signal killed the command: it then kills the caller too, without
 * a core file.
 *
 * Return: the exit status.
 */
int launch_status(const struct launch *launch);

#endif /* SYSCALLSTAT_LAUNCH_H */
