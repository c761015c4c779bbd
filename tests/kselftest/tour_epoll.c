// SPDX-License-Identifier: GPL-2.0
/*
 * A tour of what moves bytes without the program, and of what waits for them.
 */
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

#include "tour.h"

static char buf[4096];

static int make_file(size_t size)
{
	int fd = memfd_create("tour", 0);

	if (fd < 0 || ftruncate(fd, size))
		fail("memfd: %s", strerror(errno));
	return fd;
}

TEST(sendfile_to_pipe_and_socket)
{
	int fd = make_file(5000), fds[2], pair[2];
	off_t offset = 0;

	ASSERT_EQ(pipe(fds), 0);
	ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	tour_begin();
	for (int i = 0; i < 3; i++) {
		offset = 0;
		ASSERT_EQ(syscall(SYS_sendfile, fds[1], fd, &offset, 3000), 3000);
		ASSERT_EQ(syscall(SYS_read, fds[0], buf, sizeof(buf)), 3000);
	}
	offset = 4000;
	ASSERT_EQ(syscall(SYS_sendfile, pair[0], fd, &offset, 3000), 1000);
	ASSERT_EQ(syscall(SYS_sendfile, pair[0], fd, &offset, 3000), 0);
	ASSERT_EQ(syscall(SYS_recvfrom, pair[1], buf, sizeof(buf), 0, NULL, NULL), 1000);
	ASSERT_EQ(syscall(SYS_sendfile, pair[0], fds[0], NULL, 10), -1);
	ASSERT_EQ(syscall(SYS_sendfile, -1, fd, NULL, 10), -1);
	EXPECT_ROWS(ROW("sendfile", 7, .errors = 2, .bytes = 10000), ROW("read", 3, .bytes = 9000),
		    ROW("recvfrom", 1, .bytes = 1000));
}

TEST(splice_tee_vmsplice)
{
	const struct iovec iov = { buf, 700 };
	int from = make_file(4096), to = make_file(0), one[2], two[2];
	loff_t offset = 0;

	ASSERT_EQ(pipe(one), 0);
	ASSERT_EQ(pipe(two), 0);
	tour_begin();
	ASSERT_EQ(syscall(SYS_splice, from, &offset, one[1], NULL, 1000, 0), 1000);
	ASSERT_EQ(syscall(SYS_tee, one[0], two[1], 1000, 0), 1000);
	ASSERT_EQ(syscall(SYS_splice, one[0], NULL, to, NULL, 1000, 0), 1000);
	for (int i = 0; i < 4; i++)
		ASSERT_EQ(syscall(SYS_vmsplice, one[1], &iov, 1, 0), 700);
	for (int i = 0; i < 4; i++)
		ASSERT_EQ(syscall(SYS_splice, one[0], NULL, to, NULL, 700, 0), 700);
	for (int i = 0; i < 6; i++) {
		ASSERT_EQ(syscall(SYS_splice, one[0], NULL, to, NULL, 9, SPLICE_F_NONBLOCK), -1);
		ASSERT_EQ(errno, EAGAIN);
		ASSERT_EQ(syscall(SYS_tee, one[0], two[1], 9, SPLICE_F_NONBLOCK), -1);
		ASSERT_EQ(errno, EAGAIN);
	}
	ASSERT_EQ(syscall(SYS_splice, from, NULL, to, NULL, 9, 0), -1);
	ASSERT_EQ(syscall(SYS_tee, from, to, 9, 0), -1);
	ASSERT_EQ(syscall(SYS_vmsplice, from, &iov, 1, 0), -1);
	EXPECT_ROWS(ROW("splice", 13, .errors = 7, .bytes = 4800),
		    ROW("tee", 8, .errors = 7, .bytes = 1000),
		    ROW("vmsplice", 5, .errors = 1, .bytes = 2800));
}

TEST(epoll)
{
	struct epoll_event event = { .events = EPOLLIN }, events[4];
	int epoll, fds[2], file = open("/etc/passwd", O_RDONLY);

	ASSERT_EQ(pipe(fds), 0);
	tour_begin();
	epoll = syscall(SYS_epoll_create1, EPOLL_CLOEXEC);
	ASSERT_GE(epoll, 0);
	ASSERT_EQ(syscall(SYS_epoll_create1, -1), -1);
	ASSERT_EQ(syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, fds[0], &event), 0);
	ASSERT_EQ(syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, fds[0], &event), -1);
	ASSERT_EQ(syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_MOD, fds[1], &event), -1);
	ASSERT_EQ(syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, file, &event), -1);
	for (int i = 0; i < 50; i++)
		ASSERT_EQ(call_epoll_wait(epoll, events, 4, 0), 0);
	ASSERT_EQ(call_epoll_wait(epoll, events, 4, 2), 0);
	ASSERT_EQ(syscall(SYS_write, fds[1], "x", 1), 1);
	/* How many are ready, not how many bytes. */
	for (int i = 0; i < 5; i++)
		ASSERT_EQ(call_epoll_wait(epoll, events, 4, -1), 1);
	ASSERT_EQ(syscall(SYS_epoll_pwait, epoll, events, 4, -1, NULL, 8), 1);
	ASSERT_EQ(call_epoll_wait(epoll, events, 0, -1), -1);
	ASSERT_EQ(syscall(SYS_epoll_ctl, epoll, EPOLL_CTL_DEL, fds[0], NULL), 0);
	ASSERT_EQ(call_epoll_wait(-1, events, 4, 0), -1);
	ASSERT_EQ(syscall(SYS_close, epoll), 0);
	EXPECT_ROWS(ROW("epoll_create1", 2, .errors = 1), ROW("epoll_ctl", 5, .errors = 3),
		    ROW("epoll_wait", 58, .errors = 2), ROW("epoll_pwait", 1),
		    ROW("write", 1, .bytes = 1), ROW("close", 1));
}

static void add_to_event(void *fd)
{
	uint64_t one = 1;

	NEED(syscall(SYS_write, *(int *)fd, &one, 8) == 8);
}

/* Whether they have to sleep or not, those who wait do so once. */
TEST(waiting_for_a_child)
{
	struct epoll_event event = { .events = EPOLLIN };
	int epoll = epoll_create1(0), fd = eventfd(0, 0);
	struct pollfd poll = { .fd = fd, .events = POLLIN };
	uint64_t value;
	int ready;

	ASSERT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), 0);
	tour_begin();
	for (int i = 0; i < 10; i++) {
		pid_t pid = child_start(add_to_event, &fd);

		if (i % 2)
			ready = call_epoll_wait(epoll, &event, 1, -1);
		else
			ready = call_poll(&poll, 1, -1);
		ASSERT_EQ(ready, 1);
		ASSERT_EQ(syscall(SYS_read, fd, &value, 8), 8);
		ASSERT_EQ(child_wait(pid), 0);
	}
	EXPECT_ROWS(ROW("fork", 10), ROW("exit_group", 10), ROW("wait4", 10), ROW("epoll_wait", 5),
		    ROW("poll", 5), ROW("read", 10, .bytes = 80), ROW("write", 10, .bytes = 80));
}

TEST(timer)
{
	const struct itimerspec soon = { .it_value.tv_nsec = 1000000 };
	uint64_t value;
	int fd;

	tour_begin();
	fd = syscall(SYS_timerfd_create, CLOCK_MONOTONIC, 0);
	ASSERT_GE(fd, 0);
	for (int i = 0; i < 5; i++) {
		ASSERT_EQ(syscall(SYS_timerfd_settime, fd, 0, &soon, NULL), 0);
		ASSERT_EQ(syscall(SYS_read, fd, &value, 8), 8);
	}
	EXPECT_ROWS(ROW("timerfd_create", 1), ROW("timerfd_settime", 5),
		    ROW("read", 5, .bytes = 40));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
