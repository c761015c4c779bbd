// SPDX-License-Identifier: GPL-2.0
/*
 * A tour of signals. A call that a signal interrupts ends with a restart code,
 * whether the program then sees EINTR or the call is made again; only the few
 * that give EINTR of their own accord have an error.
 */
#include <linux/futex.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>

#include "tour.h"

#define AT(what) ((long)&(what))

static const struct timespec minute = { .tv_sec = 60 };

TEST(handlers)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	pid_t pid = getpid();

	tour_handle(SIGUSR1, 0);
	tour_begin();
	tour_handle(SIGUSR2, 0);
	for (int i = 0; i < 20; i++)
		ASSERT_EQ(syscall(SYS_kill, pid, SIGUSR1), 0);
	for (int i = 0; i < 10; i++)
		ASSERT_EQ(syscall(SYS_tgkill, pid, pid, SIGUSR2), 0);
	ASSERT_EQ(*handled, 30);
	ASSERT_EQ(syscall(SYS_kill, pid, 0), 0);
	ASSERT_EQ(syscall(SYS_kill, pid, 1000), -1);
	ASSERT_EQ(syscall(SYS_tgkill, pid, -1, SIGUSR1), -1);
	ASSERT_EQ(syscall(SYS_rt_sigaction, SIGKILL, &action, NULL, 8), -1);
	EXPECT_ROWS(ROW("rt_sigaction", 2, .errors = 1), ROW("kill", 22, .errors = 1),
		    ROW("tgkill", 11, .errors = 1), ROW("rt_sigreturn", 30));
}

/* Those of old merge into one, the others wait in line. */
TEST(blocked)
{
	uint64_t old = 1ULL << (SIGUSR1 - 1), both = old | 1ULL << (SIGRTMIN - 1), none = 0, is;
	pid_t pid = getpid();

	tour_handle(SIGUSR1, 0);
	tour_handle(SIGRTMIN, 0);
	tour_begin();
	ASSERT_EQ(syscall(SYS_rt_sigprocmask, SIG_BLOCK, &both, NULL, 8), 0);
	for (int i = 0; i < 10; i++) {
		ASSERT_EQ(syscall(SYS_tgkill, pid, pid, SIGUSR1), 0);
		ASSERT_EQ(syscall(SYS_tgkill, pid, pid, SIGRTMIN), 0);
	}
	ASSERT_EQ(syscall(SYS_rt_sigpending, &is, 8), 0);
	ASSERT_EQ(is, both);
	ASSERT_EQ(syscall(SYS_rt_sigtimedwait, &old, NULL, NULL, 8), SIGUSR1);
	ASSERT_EQ(*handled, 0);
	ASSERT_EQ(syscall(SYS_tgkill, pid, pid, SIGUSR1), 0);
	ASSERT_EQ(syscall(SYS_rt_sigsuspend, &none, 8), -1);
	ASSERT_EQ(*handled, 11);
	ASSERT_EQ(syscall(SYS_rt_sigprocmask, -1, &both, NULL, 8), -1);
	EXPECT_ROWS(ROW("rt_sigprocmask", 2, .errors = 1), ROW("tgkill", 21),
		    ROW("rt_sigpending", 1), ROW("rt_sigtimedwait", 1),
		    ROW("rt_sigsuspend", 1, .restarts = 1), ROW("rt_sigreturn", 11));
}

struct call {
	const char *name;
	long nr;
	int errors;
	long args[6];
};

static void call_until_eintr(void *arg)
{
	const struct call *call = arg;
	const long *a = call->args;

	NEED(syscall(call->nr, a[0], a[1], a[2], a[3], a[4], a[5]) == -1 && errno == EINTR);
}

TEST(interrupted_calls)
{
	static uint32_t word;
	static struct epoll_event event;
	static char c;
	uint64_t none = 0, other = 1ULL << (SIGUSR2 - 1);
#ifdef SYS_fork
	const struct timeval seconds = { .tv_sec = 60 };
#endif
	struct timespec left = minute, until;
	int fds[2], epoll = epoll_create1(0);
	int udp = socket(AF_INET, SOCK_DGRAM, 0), tcp = socket(AF_INET, SOCK_STREAM, 0);

	ASSERT_EQ(pipe(fds), 0);
	ASSERT_EQ(listen(tcp, 1), 0);
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += 60;
	tour_handle(SIGUSR1, 0);

	const struct call calls[] = {
#ifdef SYS_fork
		{ "pause", SYS_pause, 0, { 0 } },
		{ "poll", SYS_poll, 0, { 0, 0, -1 } },
		{ "select", SYS_select, 0, { 0, 0, 0, 0, AT(seconds) } },
		{ "epoll_wait", SYS_epoll_wait, 1, { epoll, AT(event), 1, -1 } },
#endif
		{ "read", SYS_read, 0, { fds[0], AT(c), 1 } },
		{ "recvfrom", SYS_recvfrom, 0, { udp, AT(c), 1 } },
		{ "accept4", SYS_accept4, 0, { tcp } },
		{ "nanosleep", SYS_nanosleep, 0, { AT(minute) } },
		{ "clock_nanosleep", SYS_clock_nanosleep, 0, { CLOCK_REALTIME, 0, AT(minute) } },
		{ "clock_nanosleep",
		  SYS_clock_nanosleep,
		  0,
		  { CLOCK_MONOTONIC, TIMER_ABSTIME, AT(until) } },
		{ "ppoll", SYS_ppoll, 0, { 0, 0, AT(left) } },
		/* It cannot write down what is left of the minute, so it cannot restart. */
		{ "ppoll", SYS_ppoll, 1, { 0, 0, AT(minute) } },
		{ "pselect6", SYS_pselect6, 0, { 0 } },
		{ "futex", SYS_futex, 0, { AT(word), FUTEX_WAIT } },
		{ "futex", SYS_futex, 0, { AT(word), FUTEX_WAIT, 0, AT(minute) } },
		{ "rt_sigsuspend", SYS_rt_sigsuspend, 0, { AT(none), 8 } },
		{ "rt_sigtimedwait", SYS_rt_sigtimedwait, 1, { AT(other), 0, 0, 8 } },
		{ "epoll_pwait", SYS_epoll_pwait, 1, { epoll, AT(event), 1, -1 } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
		pid_t pid;

		tour_begin();
		pid = child_start(call_until_eintr, (void *)&calls[i]);
		tour_interrupt(pid, calls[i].nr);
		ASSERT_EQ(child_wait(pid), 0);
		EXPECT_ROWS(ROW(calls[i].name, 1, .errors = calls[i].errors,
				.restarts = !calls[i].errors),
			    ROW("fork", 1), ROW("exit_group", 1), ROW("wait4", 1), ROW("kill", 1),
			    ROW("rt_sigreturn", 1));
	}
}

/* With SA_RESTART the kernel makes the call again, and that one ends well. */
TEST(restarted_read)
{
	int fds[2];
	pid_t pid;

	ASSERT_EQ(pipe(fds), 0);
	tour_handle(SIGUSR1, SA_RESTART);
	tour_begin();
	pid = child_start(tour_read_one, &fds[0]);
	for (int i = 0; i < 5; i++)
		tour_interrupt(pid, SYS_read);
	ASSERT_EQ(syscall(SYS_write, fds[1], "x", 1), 1);
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("read", 6, .restarts = 5, .bytes = 1), ROW("write", 1, .bytes = 1),
		    ROW("fork", 1), ROW("exit_group", 1), ROW("wait4", 1), ROW("kill", 5),
		    ROW("rt_sigreturn", 5));
}

static void sleep_until_eintr(void *request)
{
	NEED(syscall(SYS_nanosleep, request, NULL) == -1 && errno == EINTR);
}

static void sleep_to_the_end(void *request)
{
	NEED(syscall(SYS_nanosleep, request, NULL) == 0);
}

static void stop_and_continue(struct __test_metadata *_metadata, pid_t pid)
{
	int status;

	tour_wait_asleep(pid, SYS_nanosleep);
	ASSERT_EQ(syscall(SYS_kill, pid, SIGSTOP), 0);
	ASSERT_EQ(syscall(SYS_wait4, pid, &status, WUNTRACED, NULL), pid);
	ASSERT_TRUE(WIFSTOPPED(status));
	ASSERT_EQ(syscall(SYS_kill, pid, SIGCONT), 0);
}

/* No handler runs, so the kernel itself goes on sleeping, by restart_syscall. */
TEST(restart_syscall)
{
	const struct timespec seconds = { .tv_sec = 3 };
	pid_t pid;

	tour_handle(SIGUSR1, 0);
	tour_begin();
	pid = child_start(sleep_to_the_end, (void *)&seconds);
	stop_and_continue(_metadata, pid);
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("nanosleep", 1, .restarts = 1), ROW("restart_syscall", 1), ROW("fork", 1),
		    ROW("exit_group", 1), ROW("wait4", 2), ROW("kill", 2));

	tour_begin();
	pid = child_start(sleep_until_eintr, (void *)&minute);
	stop_and_continue(_metadata, pid);
	tour_interrupt(pid, SYS_restart_syscall);
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("nanosleep", 1, .restarts = 1), ROW("restart_syscall", 1, .restarts = 1),
		    ROW("fork", 1), ROW("exit_group", 1), ROW("wait4", 2), ROW("kill", 3),
		    ROW("rt_sigreturn", 1));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
