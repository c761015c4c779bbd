// SPDX-License-Identifier: GPL-2.0
/*
 * Hand an open file over to somebody else, through a socket (SCM_RIGHTS), and use it there.
 *
 *   passed FILE [COMMAND]     root opens it, and nobody uses it
 *   passed -r FILE [COMMAND]  the other way round
 *
 * To use it is to write the command, if there is one, to call getppid seven times, and
 * to print what the file then says. Exit status: 0, or the errno of the open, write, or read.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

static union {
	char buf[CMSG_SPACE(sizeof(int))];
	struct cmsghdr align;
} control;
static char byte;
static struct iovec data = { &byte, 1 };

static int hand_over(int to, int fd)
{
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	struct cmsghdr *part = CMSG_FIRSTHDR(&message);

	part->cmsg_level = SOL_SOCKET;
	part->cmsg_type = SCM_RIGHTS;
	part->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(part), &fd, sizeof(fd));
	return sendmsg(to, &message, 0) == 1 ? 0 : errno;
}

static int take_over(int from)
{
	struct msghdr message = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = control.buf,
		.msg_controllen = sizeof(control.buf),
	};
	struct cmsghdr *part;
	int fd;

	if (recvmsg(from, &message, 0) != 1)
		return -1;
	part = CMSG_FIRSTHDR(&message);
	if (!part || part->cmsg_type != SCM_RIGHTS)
		return -1;
	memcpy(&fd, CMSG_DATA(part), sizeof(fd));
	return fd;
}

static void become_nobody(void)
{
	if (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		exit(255);
}

static int open_and_pass(int to, const char *path, int writing)
{
	int fd = open(path, writing ? O_RDWR : O_RDONLY);

	return fd < 0 ? errno : hand_over(to, fd);
}

static int use(int fd, const char *command)
{
	static char text[1 << 20];
	ssize_t n;

	if (fd < 0)
		return 255;
	if (command && write(fd, command, strlen(command)) != (ssize_t)strlen(command))
		return errno;
	for (int i = 0; i < 7; i++)
		syscall(SYS_getppid);
	n = pread(fd, text, sizeof(text), 0);
	if (n < 0)
		return errno;
	return fwrite(text, 1, n, stdout) == (size_t)n && !fflush(stdout) ? 0 : errno;
}

int main(int argc, char **argv)
{
	int reverse = argc > 1 && !strcmp(argv[1], "-r"), status, ret, ends[2];
	const char *path = argv[1 + reverse], *command;
	pid_t pid;

	if (!path || socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
		return 255;
	command = argv[2 + reverse];
	pid = fork();
	if (!pid) {
		close(ends[0]);
		become_nobody();
		_exit(reverse ? open_and_pass(ends[1], path, !!command) :
				use(take_over(ends[1]), command));
	}
	close(ends[1]);
	ret = reverse ? use(take_over(ends[0]), command) : open_and_pass(ends[0], path, !!command);
	close(ends[0]);
	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 255;
	/* Who opens is the one to say so. */
	if (reverse && WEXITSTATUS(status))
		return WEXITSTATUS(status);
	return reverse || ret ? ret : WEXITSTATUS(status);
}
