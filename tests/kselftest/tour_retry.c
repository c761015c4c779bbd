// SPDX-License-Identifier: GPL-2.0
/*
 * Programs that try again: an attempt in vain is a call like any other.
 */
#include <linux/futex.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "tour.h"

static char buf[4096];

TEST(read_while_eagain)
{
	int fds[2], tries = 0;

	ASSERT_EQ(pipe2(fds, O_NONBLOCK), 0);
	tour_begin();
	for (;;) {
		ssize_t n = syscall(SYS_read, fds[0], buf, sizeof(buf));

		if (n > 0)
			break;
		ASSERT_EQ(n, -1);
		ASSERT_EQ(errno, EAGAIN);
		if (++tries == 1000)
			ASSERT_EQ(syscall(SYS_write, fds[1], buf, 123), 123);
	}
	EXPECT_ROWS(ROW("read", 1001, .errors = 1000, .bytes = 123), ROW("write", 1, .bytes = 123));
}

TEST(write_while_eagain)
{
	int fds[2], pages, n;

	ASSERT_EQ(pipe2(fds, O_NONBLOCK), 0);
	pages = fcntl(fds[1], F_GETPIPE_SZ) / sizeof(buf);
	ASSERT_GT(pages, 0);
	tour_begin();
	for (n = 0; syscall(SYS_write, fds[1], buf, sizeof(buf)) > 0; n++)
		;
	ASSERT_EQ(n, pages);
	for (n = 0; n < 99; n++)
		ASSERT_EQ(syscall(SYS_write, fds[1], buf, sizeof(buf)), -1);
	ASSERT_EQ(syscall(SYS_read, fds[0], buf, sizeof(buf)), (ssize_t)sizeof(buf));
	ASSERT_EQ(syscall(SYS_write, fds[1], buf, sizeof(buf)), (ssize_t)sizeof(buf));
	EXPECT_ROWS(ROW("write", pages + 101, .errors = 100, .bytes = (pages + 1) * sizeof(buf)),
		    ROW("read", 1, .bytes = sizeof(buf)));
}

TEST(other_eagain)
{
	int fd = eventfd(0, EFD_NONBLOCK);
	const struct timespec now = { 0 };
	uint64_t count = 5, set = 1ULL << (SIGUSR2 - 1);
	uint32_t word = 1;

	ASSERT_GE(fd, 0);
	tour_begin();
	for (int i = 0; i < 7; i++) {
		ASSERT_EQ(syscall(SYS_read, fd, &count, 8), -1);
		ASSERT_EQ(syscall(SYS_futex, &word, FUTEX_WAIT, 0, NULL, NULL, 0), -1);
		ASSERT_EQ(errno, EAGAIN);
		ASSERT_EQ(syscall(SYS_futex, &word, FUTEX_WAIT, 1, &now, NULL, 0), -1);
		ASSERT_EQ(errno, ETIMEDOUT);
		ASSERT_EQ(syscall(SYS_rt_sigtimedwait, &set, NULL, &now, 8), -1);
		ASSERT_EQ(errno, EAGAIN);
	}
	ASSERT_EQ(syscall(SYS_write, fd, &count, 8), 8);
	ASSERT_EQ(syscall(SYS_read, fd, &count, 8), 8);
	EXPECT_ROWS(ROW("read", 8, .errors = 7, .bytes = 8), ROW("write", 1, .bytes = 8),
		    ROW("futex", 14, .errors = 14), ROW("rt_sigtimedwait", 7, .errors = 7));
}

#define SIGNALS 8

static void keep_reading(void *fd)
{
	int tries = 1;

	while (syscall(SYS_read, *(int *)fd, buf, 1) == -1 && errno == EINTR)
		tries++;
	NEED(tries == SIGNALS + 1);
}

/* The program sees EINTR and tries again; the call ended with a restart code. */
TEST(read_while_eintr)
{
	int fds[2];
	pid_t pid;

	ASSERT_EQ(pipe(fds), 0);
	tour_handle(SIGUSR1, 0);
	tour_begin();
	pid = child_start(keep_reading, &fds[0]);
	for (int i = 0; i < SIGNALS; i++)
		tour_interrupt(pid, SYS_read);
	ASSERT_EQ(syscall(SYS_write, fds[1], "x", 1), 1);
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("read", SIGNALS + 1, .restarts = SIGNALS, .bytes = 1),
		    ROW("write", 1, .bytes = 1), ROW("fork", 1), ROW("exit_group", 1),
		    ROW("wait4", 1), ROW("kill", SIGNALS), ROW("rt_sigreturn", SIGNALS));
}

static void keep_waiting(void *fd)
{
	struct epoll_event event;
	int tries = 1;

	while (call_epoll_wait(*(int *)fd, &event, 1, -1) == -1 && errno == EINTR)
		tries++;
	NEED(tries == SIGNALS + 1);
}

/* epoll_wait is never restarted, not even with SA_RESTART: it has true errors. */
TEST(epoll_wait_while_eintr)
{
	struct epoll_event event = { .events = EPOLLIN };
	int fds[2], epoll = epoll_create1(0);
	pid_t pid;

	ASSERT_EQ(pipe(fds), 0);
	ASSERT_EQ(epoll_ctl(epoll, EPOLL_CTL_ADD, fds[0], &event), 0);
	tour_handle(SIGUSR1, SA_RESTART);
	tour_begin();
	pid = child_start(keep_waiting, &epoll);
	for (int i = 0; i < SIGNALS; i++)
		tour_interrupt(pid, NR_EPOLL_WAIT);
	ASSERT_EQ(syscall(SYS_write, fds[1], "x", 1), 1);
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("epoll_wait", SIGNALS + 1, .errors = SIGNALS), ROW("write", 1, .bytes = 1),
		    ROW("fork", 1), ROW("exit_group", 1), ROW("wait4", 1), ROW("kill", SIGNALS),
		    ROW("rt_sigreturn", SIGNALS));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
