// SPDX-License-Identifier: GPL-2.0
/*
 * Children that sleep in calls of many kinds. Prints "ready" when all do, and waits for the
 * end of its input; then some get what they wait for, and the others are killed. Exit
 * status 1 if any of them did not live until then.
 */
#define _GNU_SOURCE
#include <linux/futex.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/socket.h>

#include "kselftest.h"
#include "child.h"

static int never[2], later[2], sockets[2];

static void in_read(void)
{
	char byte;

	syscall(SYS_read, later[0], &byte, 1);
}

static void in_poll(void)
{
	struct pollfd fd = { .fd = later[0], .events = POLLIN };

	poll(&fd, 1, -1);
}

static void in_recv(void)
{
	char byte;

	recv(sockets[0], &byte, 1, 0);
}

static void in_epoll(void)
{
	struct epoll_event event = { .events = EPOLLIN };
	int fd = epoll_create1(0);

	epoll_ctl(fd, EPOLL_CTL_ADD, later[0], &event);
	epoll_wait(fd, &event, 1, -1);
}

/* Those above wake up when what they wait for ends. */
#define WOKEN 4

static void in_pause(void)
{
	pause();
}

static void in_never(void)
{
	char byte;

	syscall(SYS_read, never[0], &byte, 1);
}

static void in_sleep(void)
{
	sleep(100000);
}

static void in_futex(void)
{
	int word = 0;

	syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0);
}

static void in_wait(void)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	waitpid(pid, NULL, 0);
}

static void in_vfork(void)
{
	if (!vfork()) {
		struct timespec forever = { 100000 };

		syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);
		syscall(SYS_nanosleep, &forever, NULL);
		_exit(0);
	}
}

static void in_sigwait(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigwaitinfo(&set, NULL);
}

static void in_select(void)
{
	fd_set set;

	FD_ZERO(&set);
	FD_SET(never[0], &set);
	select(never[0] + 1, &set, NULL, NULL, NULL);
}

static void in_accept(void)
{
	struct sockaddr_un {
		sa_family_t family;
	} name = { AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	/* Without a path it gets a name of its own. */
	bind(fd, (void *)&name, sizeof(name));
	listen(fd, 1);
	accept(fd, NULL, NULL);
}

static void in_sigsuspend(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigsuspend(&set);
}

static void (*const calls[])(void) = {
	in_read,  in_poll, in_recv,  in_epoll,	 in_pause,  in_never,  in_sleep,
	in_futex, in_wait, in_vfork, in_sigwait, in_select, in_accept, in_sigsuspend,
};

static pid_t pids[ARRAY_SIZE(calls)];

static int fds_made(void)
{
	return !pipe2(never, O_CLOEXEC) && !pipe2(later, O_CLOEXEC) &&
	       !socketpair(AF_UNIX, SOCK_STREAM, 0, sockets);
}

static int began(size_t i)
{
	pids[i] = fork();
	if (!pids[i]) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		close(later[1]);
		close(sockets[1]);
		calls[i]();
		_exit(0);
	}
	return pids[i] > 0;
}

/* Asleep in the call that it is in, for it makes no other that sleeps. */
static void wait_until_asleep(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		while (!child_sleeps(pids[i], pids[i]))
			usleep(1000);
}

int main(void)
{
	int wrong = 0, status;
	char byte;

	if (!fds_made())
		return 1;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		if (!began(i))
			return 1;
	wait_until_asleep();
	printf("ready\n");
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
		wrong |= waitpid(pids[i], &status, WNOHANG) != 0;
	close(later[1]);
	close(sockets[1]);
	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		if (i >= WOKEN)
			kill(pids[i], SIGKILL);
		if (waitpid(pids[i], &status, 0) != pids[i] ||
		    (i < WOKEN ? status != 0 : !WIFSIGNALED(status)))
			wrong = 1;
	}
	return wrong;
}
