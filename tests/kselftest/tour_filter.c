// SPDX-License-Identifier: GPL-2.0
/*
 * A tour of seccomp: calls that are refused have not begun, and are counted as
 * denied and in no other column.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/utsname.h>

#include "tour.h"

/* One call is treated in some way, all others are allowed. Returns what seccomp does. */
static long filter(long nr, uint32_t action, unsigned int flags)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = ARRAY_SIZE(code), .filter = code };

	if (syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return -1;
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static void errno_of_getpgid(void *unused)
{
	NEED(filter(SYS_getpgid, SECCOMP_RET_ERRNO | EACCES, 0) == 0);
	for (int i = 0; i < 30; i++) {
		NEED(syscall(SYS_getpgid, 0) == -1 && errno == EACCES);
		NEED(syscall(SYS_getsid, 0) >= 0);
	}
}

TEST(refused_with_errno)
{
	tour_begin();
	ASSERT_EQ(child_run(errno_of_getpgid, NULL), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("prctl", 1),
		    ROW("seccomp", 1), ROW("getpgid", 0, .denied = 30), ROW("getsid", 30));
}

/* An errno of 0 looks like success, but the file is as it was. */
static void errno_0_of_write(void *fd)
{
	NEED(filter(SYS_write, SECCOMP_RET_ERRNO, 0) == 0);
	for (int i = 0; i < 10; i++)
		NEED(syscall(SYS_write, *(int *)fd, "abc", 3) == 0);
	NEED(syscall(SYS_pwrite64, *(int *)fd, "ab", 2, 0L) == 2);
}

TEST(refused_with_success)
{
	int fd = memfd_create("tour", 0);

	tour_begin();
	ASSERT_EQ(child_run(errno_0_of_write, &fd), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("prctl", 1),
		    ROW("seccomp", 1), ROW("write", 0, .denied = 10),
		    ROW("pwrite64", 1, .bytes = 2));
}

static void trap_getpgid(void *unused)
{
	int n = *handled;

	NEED(filter(SYS_getpgid, SECCOMP_RET_TRAP, 0) == 0);
	for (int i = 0; i < 20; i++)
		syscall(SYS_getpgid, 0);
	NEED(*handled == n + 20);
}

TEST(refused_with_a_signal)
{
	tour_handle(SIGSYS, 0);
	tour_begin();
	ASSERT_EQ(child_run(trap_getpgid, NULL), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("prctl", 1),
		    ROW("seccomp", 1), ROW("getpgid", 0, .denied = 20), ROW("rt_sigreturn", 20));
}

/* Nobody traces. */
static void trace_getpgid(void *unused)
{
	NEED(filter(SYS_getpgid, SECCOMP_RET_TRACE, 0) == 0);
	for (int i = 0; i < 20; i++)
		NEED(syscall(SYS_getpgid, 0) == -1);
}

TEST(refused_for_want_of_a_tracer)
{
	tour_begin();
	ASSERT_EQ(child_run(trace_getpgid, NULL), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("prctl", 1),
		    ROW("seccomp", 1), ROW("getpgid", 0, .denied = 20));
}

static void log_getpgid(void *unused)
{
	NEED(filter(SYS_getpgid, SECCOMP_RET_LOG, 0) == 0);
	for (int i = 0; i < 3; i++)
		NEED(syscall(SYS_getpgid, 0) > 0);
	NEED(syscall(SYS_getpgid, -1) == -1 && errno == ESRCH);
}

TEST(logged_but_allowed)
{
	tour_begin();
	ASSERT_EQ(child_run(log_getpgid, NULL), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("prctl", 1),
		    ROW("seccomp", 1), ROW("getpgid", 4, .errors = 1));
}

static void die_of_getpgid(void *action)
{
	NEED(filter(SYS_getpgid, *(uint32_t *)action, 0) == 0);
	syscall(SYS_getpgid, 0);
}

/* Before 5.11 a process died as in the test below. */
static bool dies_by_a_signal(void)
{
	unsigned int major, minor;
	struct utsname name;

	NEED(!uname(&name) && sscanf(name.release, "%u.%u", &major, &minor) == 2);
	return major > 5 || (major == 5 && minor >= 11);
}

TEST(killed_by_a_signal)
{
	uint32_t actions[] = { SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_KILL_THREAD };
	const uint64_t denied = dies_by_a_signal() ? 2 : 0;

	tour_begin();
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		ASSERT_EQ(WTERMSIG(child_run(die_of_getpgid, &actions[i])), SIGSYS);
	EXPECT_ROWS(ROW("fork", 2), ROW("wait4", 2), ROW("prctl", 2), ROW("seccomp", 2),
		    ROW("getpgid", 0, .denied = denied));
}

static int die_in_thread(void *unused)
{
	uint32_t action = SECCOMP_RET_KILL_THREAD;

	die_of_getpgid(&action);
	return 0;
}

static void outlive_a_thread(void *unused)
{
	tour_run_threads(die_in_thread, 1);
}

static void die_of_getpid(void *unused)
{
	NEED(syscall(SYS_seccomp, SECCOMP_SET_MODE_STRICT, 0, NULL) == 0);
	syscall(SYS_getpid);
}

/* Such a thread is gone at once: its last call neither begins nor ends. */
TEST(killed_on_the_spot)
{
	tour_begin();
	ASSERT_EQ(child_run(outlive_a_thread, NULL), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("prctl", 1),
		    ROW("seccomp", 1), ROW("clone", 1));

	tour_begin();
	ASSERT_EQ(child_run(die_of_getpid, NULL), SIGKILL);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("seccomp", 1));
}

static void notify_getpgid(void *fd)
{
	int listener =
		filter(SYS_getpgid, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);

	NEED(listener >= 0);
	NEED(syscall(SYS_write, *(int *)fd, &listener, sizeof(listener)) == sizeof(listener));
	for (int i = 0; i < 10; i++)
		if (i % 2)
			NEED(syscall(SYS_getpgid, 0) > 0);
		else
			NEED(syscall(SYS_getpgid, 0) == -1 && errno == EXDEV);
}

/* A supervisor, which has its files in common with the child, lets every other call go on. */
TEST(decided_by_a_supervisor)
{
	int fds[2], listener;
	pid_t pid;

	ASSERT_EQ(pipe(fds), 0);
	tour_begin();
	pid = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (!pid) {
		notify_getpgid(&fds[1]);
		syscall(SYS_exit_group, 0);
	}
	ASSERT_EQ(syscall(SYS_read, fds[0], &listener, sizeof(listener)), sizeof(listener));
	for (int i = 0; i < 10; i++) {
		struct seccomp_notif request = { 0 };
		struct seccomp_notif_resp response = { 0 };

		ASSERT_EQ(syscall(SYS_ioctl, listener, SECCOMP_IOCTL_NOTIF_RECV, &request), 0);
		response.id = request.id;
		response.error = i % 2 ? 0 : -EXDEV;
		response.flags = i % 2 ? SECCOMP_USER_NOTIF_FLAG_CONTINUE : 0;
		ASSERT_EQ(syscall(SYS_ioctl, listener, SECCOMP_IOCTL_NOTIF_SEND, &response), 0);
	}
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("clone", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("prctl", 1),
		    ROW("seccomp", 1), ROW("getpgid", 5, .denied = 5), ROW("ioctl", 20),
		    ROW("write", 1, .bytes = sizeof(listener)),
		    ROW("read", 1, .bytes = sizeof(listener)));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
