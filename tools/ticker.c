// SPDX-License-Identifier: GPL-2.0
/* The clock of interval mode, and the signals that end it. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "ticker.h"

static volatile sig_atomic_t stop;
static sigset_t enders, outside;
static int timer = -1;

static void on_signal(int signo)
{
	(void)signo;
	stop = 1;
}

/* A shell starts background jobs with SIGINT ignored: leave that alone. */
static int catch_signal(int signo)
{
	struct sigaction action;

	if (sigaction(signo, NULL, &action))
		return -errno;
	if (action.sa_handler == SIG_IGN)
		return 0;
	action = (struct sigaction){ .sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND };
	sigemptyset(&action.sa_mask);
	return sigaction(signo, &action, NULL) ? -errno : 0;
}

int ticker_catch(void)
{
	int ret;

	sigemptyset(&enders);
	sigaddset(&enders, SIGINT);
	sigaddset(&enders, SIGTERM);
	if (sigprocmask(SIG_BLOCK, &enders, &outside))
		return -errno;
	sigdelset(&outside, SIGINT);
	sigdelset(&outside, SIGTERM);
	ret = catch_signal(SIGINT);
	if (!ret)
		ret = catch_signal(SIGTERM);
	return ret;
}

int ticker_start(const struct timespec *interval)
{
	struct itimerspec grid = { .it_interval = *interval, .it_value = *interval };

	timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (timer < 0)
		return -errno;
	return timerfd_settime(timer, 0, &grid, NULL) ? -errno : 0;
}

int ticker_wait_for(int fd)
{
	struct pollfd fds = { .fd = fd, .events = POLLIN };

	while (!stop) {
		/* The signals get in here and only here, so none slips in before the sleep. */
		if (ppoll(&fds, 1, NULL, &outside) < 0 && errno != EINTR)
			return -errno;
		if (!stop && fds.revents)
			return 0;
	}
	return -EINTR;
}

int ticker_wait(uint64_t *missed)
{
	uint64_t ticks;
	int ret;

	while (!(ret = ticker_wait_for(timer))) {
		if (read(timer, &ticks, sizeof(ticks)) > 0) {
			if (missed)
				*missed = ticks - 1;
			return 0;
		}
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
	}
	return ret;
}

void ticker_interruptible(bool yes)
{
	sigprocmask(yes ? SIG_UNBLOCK : SIG_BLOCK, &enders, NULL);
}

bool ticker_stopped(void)
{
	return stop;
}

void ticker_hold(sigset_t *before)
{
	sigset_t all;

	sigemptyset(&all);
	sigaddset(&all, SIGHUP);
	sigaddset(&all, SIGINT);
	sigaddset(&all, SIGTERM);
	sigprocmask(SIG_BLOCK, &all, before);
}

void ticker_release(const sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}
