// SPDX-License-Identifier: GPL-2.0
/*
 * Make system calls of many kinds until killed: threads that come and go,
 * children, signals, sleeps, errors. With an argument, only have children that come and go.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "calls.h"

static void *thread(void *arg)
{
	for (int i = 0; i < 200; i++)
		syscall(SYS_getppid);
	return NULL;
}

static void on_signal(int signo)
{
}

static void child(void)
{
	pid_t pid = fork();

	if (!pid) {
		raise(SIGUSR1);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void round_of_calls(void)
{
	char buf[64];
	pthread_t t;
	int fd = open("/dev/zero", O_RDONLY);

	for (int i = 0; i < 100; i++) {
		if (read(fd, buf, sizeof(buf)) < 0 || read(-1, buf, 1) >= 0)
			exit(1);
		syscall(9999);
		relax();
	}
	close(fd);
	if (!pthread_create(&t, NULL, thread, NULL))
		pthread_join(t, NULL);
	child();
	poll(NULL, 0, 1);
}

int main(int argc, char **argv)
{
	signal(SIGUSR1, on_signal);
	for (;;) {
		if (argc > 1)
			child();
		else
			round_of_calls();
		relax();
	}
}
