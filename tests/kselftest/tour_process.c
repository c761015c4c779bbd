// SPDX-License-Identifier: GPL-2.0
/*
 * A tour of processes: how they begin, end and wait for each other. A child's
 * own return from fork is in no row.
 */
#include <linux/sched.h>
#include <sys/resource.h>

#include "tour.h"

static char *const target[] = { "./target64", NULL };
static char *const nothing[] = { "./no_such_program", NULL };

static void call_getpid(void *unused)
{
	for (int i = 0; i < 3; i++)
		syscall(SYS_getpid);
}

TEST(fork_and_wait)
{
	siginfo_t info;

	tour_begin();
	for (int i = 0; i < 10; i++)
		ASSERT_EQ(child_run(call_getpid, NULL), 0);
	for (int i = 0; i < 5; i++) {
		pid_t pid = child_start(call_getpid, NULL);

		ASSERT_EQ(syscall(SYS_waitid, P_PID, pid, &info, WEXITED, NULL), 0);
	}
	EXPECT_ROWS(ROW("fork", 15), ROW("getpid", 45), ROW("exit_group", 15), ROW("wait4", 10),
		    ROW("waitid", 5));
}

TEST(clone_and_clone3)
{
	struct clone_args args = { .exit_signal = SIGCHLD };
	pid_t pid;

	tour_begin();
	for (int i = 0; i < 4; i++) {
		pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
		if (!pid)
			syscall(SYS_exit_group, 0);
		ASSERT_EQ(child_wait(pid), 0);
	}
	for (int i = 0; i < 3; i++) {
		pid = syscall(SYS_clone3, &args, sizeof(args));
		if (!pid)
			syscall(SYS_exit, 0);
		ASSERT_EQ(child_wait(pid), 0);
	}
	ASSERT_EQ(syscall(SYS_clone, CLONE_THREAD, 0, 0, 0, 0), -1);
	ASSERT_EQ(syscall(SYS_clone3, &args, 0UL), -1);
	EXPECT_ROWS(ROW("clone", 5, .errors = 1), ROW("clone3", 4, .errors = 1), ROW("wait4", 7),
		    ROW("exit_group", 4), ROW("exit", 3));
}

#define THREADS 3

static int in_thread(void *unused)
{
	for (int i = 0; i < 100; i++)
		syscall(SYS_getppid);
	return 0;
}

static void start_threads(void *unused)
{
	tour_run_threads(in_thread, THREADS);
}

TEST(threads)
{
	tour_begin();
	ASSERT_EQ(child_run(start_threads, NULL), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("clone", THREADS),
		    ROW("exit", THREADS), ROW("getppid", 100 * THREADS));
}

static __attribute__((noinline)) pid_t vfork_and_exec(char *const *args)
{
	pid_t pid = vfork();

	if (!pid) {
		syscall(SYS_execve, args[0], args, NULL);
		_exit(3);
	}
	return pid;
}

TEST(vfork_and_execve)
{
	tour_begin();
	for (int i = 0; i < 5; i++)
		ASSERT_EQ(child_wait(vfork_and_exec(target)), 0);
	ASSERT_EQ(child_wait(vfork_and_exec(nothing)), 3 << 8);
	EXPECT_ROWS(ROW("vfork", 6), ROW("execve", 6, .errors = 1), ROW("getppid", 5 * 7),
		    ROW("exit_group", 6), ROW("wait4", 6));
}

static void call_for_ids(void *unused)
{
	pid_t pid = syscall(SYS_getpid);

	NEED(syscall(SYS_gettid) == pid);
	NEED(syscall(SYS_getsid, 0) != pid);
	NEED(syscall(SYS_getpgid, 0) == call_getpgrp());
	NEED(syscall(SYS_setsid) == pid);
	NEED(syscall(SYS_getsid, 0) == pid);
	NEED(syscall(SYS_getpgid, pid) == pid);
	NEED(syscall(SYS_setsid) == -1 && errno == EPERM);
	NEED(syscall(SYS_setpgid, 0, 0) == -1 && errno == EPERM);
	NEED(syscall(SYS_getsid, -1) == -1 && errno == ESRCH);
	NEED(syscall(SYS_getpgid, -1) == -1 && errno == ESRCH);
	NEED(syscall(SYS_getpriority, PRIO_PROCESS, 0) > 0);
}

TEST(ids)
{
	tour_begin();
	ASSERT_EQ(child_run(call_for_ids, NULL), 0);
	for (int i = 0; i < 10; i++) {
		syscall(SYS_getuid);
		syscall(SYS_geteuid);
		syscall(SYS_getgid);
		syscall(SYS_getegid);
		syscall(SYS_getppid);
	}
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("getpid", 1),
		    ROW("gettid", 1), ROW("getsid", 3, .errors = 1), ROW("getpgid", 3, .errors = 1),
		    ROW("getpgrp", 1), ROW("setsid", 2, .errors = 1),
		    ROW("setpgid", 1, .errors = 1), ROW("getpriority", 1), ROW("getuid", 10),
		    ROW("geteuid", 10), ROW("getgid", 10), ROW("getegid", 10), ROW("getppid", 10));
}

/* WNOHANG and a child that runs: 0, which is no error. */
TEST(wait_for_nobody)
{
	siginfo_t info;
	int fds[2];
	pid_t pid;

	ASSERT_EQ(pipe(fds), 0);
	tour_begin();
	for (int i = 0; i < 6; i++)
		ASSERT_EQ(syscall(SYS_wait4, -1, NULL, i % 2 ? WNOHANG : 0, NULL), -1);
	ASSERT_EQ(syscall(SYS_waitid, P_ALL, 0, &info, WEXITED, NULL), -1);
	ASSERT_EQ(syscall(SYS_waitid, P_ALL, 0, &info, 0, NULL), -1);

	pid = child_start(tour_read_one, &fds[0]);
	for (int i = 0; i < 8; i++)
		ASSERT_EQ(syscall(SYS_wait4, pid, NULL, WNOHANG, NULL), 0);
	ASSERT_EQ(syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOHANG, NULL), 0);
	ASSERT_EQ(syscall(SYS_write, fds[1], "x", 1), 1);
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("wait4", 15, .errors = 6), ROW("waitid", 3, .errors = 2), ROW("fork", 1),
		    ROW("exit_group", 1), ROW("read", 1, .bytes = 1), ROW("write", 1, .bytes = 1));
}

/* The call ends, for sys_exit to see, before the process does. */
TEST(killed_in_a_call)
{
	int fds[2];
	pid_t pid;

	ASSERT_EQ(pipe(fds), 0);
	tour_begin();
	pid = child_start(tour_read_one, &fds[0]);
	tour_wait_asleep(pid, SYS_read);
	ASSERT_EQ(syscall(SYS_kill, pid, SIGKILL), 0);
	ASSERT_EQ(child_wait(pid), SIGKILL);
	EXPECT_ROWS(ROW("fork", 1), ROW("read", 1, .restarts = 1), ROW("kill", 1), ROW("wait4", 1));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
