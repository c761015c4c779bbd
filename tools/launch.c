// SPDX-License-Identifier: GPL-2.0
/* Runs a command, passes signals on to it, and waits for it and its descendants. */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "launch.h"

/* What a new process says if it cannot become the command. */
struct failure {
	enum launch_step step;
	int error;
};

static int become(const struct user *user)
{
	if (setgroups((size_t)user->ngroups, user->groups) || setgid(user->gid) ||
	    setuid(user->uid))
		return -errno;
	return 0;
}

/* Never returns. What it leaves open is closed by execve, which also ends the pipe. */
static void run_child(const struct launch *launch, const struct sigaction *on_child, int pipe)
{
	struct failure failure = { .step = LAUNCH_USER };

	sigaction(SIGCHLD, on_child, NULL);
	sigprocmask(SIG_SETMASK, &launch->outside, NULL);
	if (launch->user)
		failure.error = become(launch->user);
	if (!failure.error) {
		failure.step = LAUNCH_READY;
		failure.error = launch->ready(launch->data);
	}
	if (!failure.error) {
		execve(launch->path, launch->argv, environ);
		failure.step = LAUNCH_EXEC;
		failure.error = -errno;
	}
	while (write(pipe, &failure, sizeof(failure)) < 0 && errno == EINTR)
		;
	_exit(1);
}

static void hold_signals(struct launch *launch, struct sigaction *on_child)
{
	static const int watched[] = {
		SIGCHLD, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
	};
	const struct sigaction by_default = { .sa_handler = SIG_DFL };

	sigemptyset(&launch->watched);
	for (size_t i = 0; i < sizeof(watched) / sizeof(watched[0]); i++)
		sigaddset(&launch->watched, watched[i]);
	sigprocmask(SIG_BLOCK, &launch->watched, &launch->outside);
	/* Were it ignored, as some parent may have left it, there would be no status. */
	sigaction(SIGCHLD, &by_default, on_child);
}

static int await_exec(struct launch *launch, int pipe, enum launch_step *step)
{
	struct failure failure;
	ssize_t got;

	do {
		got = read(pipe, &failure, sizeof(failure));
	} while (got < 0 && errno == EINTR);
	if (got <= 0)
		return got ? -errno : 0;
	while (waitpid(launch->pid, NULL, 0) < 0 && errno == EINTR)
		;
	*step = failure.step;
	return failure.error;
}

int launch_start(struct launch *launch, enum launch_step *step)
{
	struct sigaction on_child;
	int pipe[2], ret;

	*step = LAUNCH_EXEC;
	launch->ended = false;
	launch->endings = 0;
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) || pipe2(pipe, O_CLOEXEC))
		return -errno;
	hold_signals(launch, &on_child);
	launch->pid = fork();
	if (!launch->pid)
		run_child(launch, &on_child, pipe[1]);
	ret = launch->pid < 0 ? -errno : 0;
	close(pipe[1]);
	if (!ret)
		ret = await_exec(launch, pipe[0], step);
	close(pipe[0]);
	return ret;
}

/* Returns 1 if somebody is left, 0 if not, or a negative errno. */
static int reap(struct launch *launch)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		/* Who traces itself is seen to stop, too. */
		if (pid != launch->pid || WIFSTOPPED(status))
			continue;
		launch->ended = true;
		launch->status = status;
	}
	if (!pid)
		return 1;
	return errno == ECHILD ? 0 : -errno;
}

/* Returns true if that is enough. */
static bool take_signal(struct launch *launch, const siginfo_t *info)
{
	if (info->si_signo == SIGCHLD)
		return false;
	/* Only reap() frees the pid for somebody else. */
	if (!launch->ended && info->si_code <= 0)
		kill(launch->pid, info->si_signo);
	if (info->si_signo != SIGINT && info->si_signo != SIGTERM)
		return false;
	launch->endings++;
	if (launch->ended && launch->endings == 1 && launch->idle)
		launch->idle();
	return launch->ended && launch->endings > 1;
}

/* What is left of the time, or none. */
static struct timespec get_rest(const struct timespec *deadline)
{
	struct timespec rest;

	clock_gettime(CLOCK_MONOTONIC, &rest);
	rest.tv_sec = deadline->tv_sec - rest.tv_sec;
	rest.tv_nsec = deadline->tv_nsec - rest.tv_nsec;
	if (rest.tv_nsec < 0) {
		rest.tv_sec--;
		rest.tv_nsec += 1000000000;
	}
	return rest.tv_sec < 0 ? (struct timespec){ 0 } : rest;
}

int launch_wait_until(struct launch *launch, const struct timespec *deadline)
{
	struct timespec rest;
	siginfo_t info;
	int ret;

	while ((ret = reap(launch)) > 0) {
		if (deadline)
			rest = get_rest(deadline);
		if (sigtimedwait(&launch->watched, &info, deadline ? &rest : NULL) < 0) {
			if (errno == EAGAIN)
				return -ETIMEDOUT;
			if (errno != EINTR)
				return -errno;
		} else if (take_signal(launch, &info)) {
			return 0;
		}
	}
	return ret;
}

int launch_wait(struct launch *launch)
{
	return launch_wait_until(launch, NULL);
}

int launch_status(const struct launch *launch)
{
	const struct rlimit none = { 0 };
	int signo;
	sigset_t set;

	if (WIFEXITED(launch->status))
		return WEXITSTATUS(launch->status);
	signo = WTERMSIG(launch->status);
	setrlimit(RLIMIT_CORE, &none);
	signal(signo, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, signo);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	raise(signo);
	/* Not reached, unless the signal cannot kill, as in the first process of a container. */
	return 128 + signo;
}
