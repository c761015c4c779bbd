// SPDX-License-Identifier: GPL-2.0
/*
 * A tour of ptrace: a process that follows each call of another, as strace
 * does, changes the times of the other, not its numbers.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>

#include "regs.h"
#include "tour.h"

#define CALLS_MADE 20

static void be_traced(void *unused)
{
	NEED(syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0) == 0);
	NEED(syscall(SYS_kill, syscall(SYS_getpid), SIGSTOP) == 0);
}

static void call_getppid(void *unused)
{
	be_traced(NULL);
	for (int i = 0; i < CALLS_MADE; i++)
		syscall(SYS_getppid, 0);
}

/* One wait4. Which signal a stopped tracee reports, with what event. */
static int wait_stopped(pid_t pid)
{
	int status = child_wait(pid);

	return WIFSTOPPED(status) ? status >> 8 : -1;
}

static pid_t start_stopped(struct __test_metadata *_metadata, void (*run)(void *), long options)
{
	pid_t pid = child_start(run, NULL);

	ASSERT_EQ(wait_stopped(pid), SIGSTOP);
	ASSERT_EQ(syscall(SYS_ptrace, PTRACE_SETOPTIONS, pid, 0, options), 0);
	return pid;
}

/* One ptrace, one wait4: on to the next beginning or end of a call. */
static void next_stop(struct __test_metadata *_metadata, pid_t pid)
{
	ASSERT_EQ(syscall(SYS_ptrace, PTRACE_SYSCALL, pid, 0, 0), 0);
	ASSERT_EQ(wait_stopped(pid), SIGTRAP | 0x80);
}

TEST(following)
{
	struct __ptrace_syscall_info info;
	pid_t pid;

	tour_begin();
	pid = start_stopped(_metadata, call_getppid, PTRACE_O_TRACESYSGOOD);
	for (int i = 0; i < CALLS_MADE; i++) {
		next_stop(_metadata, pid);
		ASSERT_GT(syscall(SYS_ptrace, PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info),
			  0);
		ASSERT_EQ(info.op, PTRACE_SYSCALL_INFO_ENTRY);
		ASSERT_EQ(info.entry.nr, SYS_getppid);
		next_stop(_metadata, pid);
	}
	next_stop(_metadata, pid);
	ASSERT_EQ(syscall(SYS_ptrace, PTRACE_CONT, pid, 0, 0), 0);
	ASSERT_EQ(child_wait(pid), 0);
	/* TRACEME, SETOPTIONS, 3 for each call, SYSCALL and CONT at the end. */
	EXPECT_ROWS(ROW("fork", 1), ROW("getpid", 1), ROW("kill", 1), ROW("exit_group", 1),
		    ROW("getppid", CALLS_MADE), ROW("ptrace", 3 * CALLS_MADE + 4),
		    ROW("wait4", 2 * CALLS_MADE + 3));
}

/* The call that is made counts, not the one that was asked for. */
TEST(changing_the_number)
{
	pid_t pid;

	tour_begin();
	pid = start_stopped(_metadata, call_getppid, PTRACE_O_TRACESYSGOOD);
	for (int i = 0; i < CALLS_MADE; i++) {
		next_stop(_metadata, pid);
		ASSERT_EQ(i % 2 ? regs_set_nr(pid, SYS_getuid) : 0, 0);
		next_stop(_metadata, pid);
	}
	ASSERT_EQ(syscall(SYS_ptrace, PTRACE_CONT, pid, 0, 0), 0);
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("getpid", 1), ROW("kill", 1), ROW("exit_group", 1),
		    ROW("getppid", CALLS_MADE / 2), ROW("getuid", CALLS_MADE / 2),
		    ROW("ptrace", 2 * CALLS_MADE + CALLS_MADE / 2 + 3),
		    ROW("wait4", 2 * CALLS_MADE + 2));
}

/*
 * Skipping a call by the number -1 makes it look like syscall(-1). Unless the tracer
 * says what it returns, that is ENOSYS on x86, and on arm64 the first argument.
 */
#ifdef __x86_64__
#define SKIPPED_FAIL 1
#else
#define SKIPPED_FAIL 0
#endif

TEST(skipping)
{
	pid_t pid;

	tour_begin();
	pid = start_stopped(_metadata, call_getppid, PTRACE_O_TRACESYSGOOD);
	for (int i = 0; i < CALLS_MADE; i++) {
		next_stop(_metadata, pid);
		ASSERT_EQ(regs_set_nr(pid, -1), 0);
		next_stop(_metadata, pid);
	}
	ASSERT_EQ(syscall(SYS_ptrace, PTRACE_CONT, pid, 0, 0), 0);
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("getpid", 1), ROW("kill", 1), ROW("exit_group", 1),
		    ROW("invalid", CALLS_MADE, .errors = SKIPPED_FAIL * CALLS_MADE),
		    ROW("ptrace", 3 * CALLS_MADE + 3), ROW("wait4", 2 * CALLS_MADE + 2));
}

static void filter_getppid(void *unused)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = ARRAY_SIZE(code), .filter = code };

	NEED(syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
	NEED(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0);
	call_getppid(NULL);
}

/* The same after seccomp has asked is a refusal, of the number -1. */
TEST(asked_by_seccomp)
{
	pid_t pid;

	tour_begin();
	pid = start_stopped(_metadata, filter_getppid, PTRACE_O_TRACESECCOMP);
	for (int i = 0; i < CALLS_MADE; i++) {
		ASSERT_EQ(syscall(SYS_ptrace, PTRACE_CONT, pid, 0, 0), 0);
		ASSERT_EQ(wait_stopped(pid), SIGTRAP | PTRACE_EVENT_SECCOMP << 8);
		ASSERT_EQ(i % 2 ? regs_set_nr(pid, -1) : 0, 0);
	}
	ASSERT_EQ(syscall(SYS_ptrace, PTRACE_CONT, pid, 0, 0), 0);
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("getpid", 1), ROW("kill", 1), ROW("exit_group", 1),
		    ROW("prctl", 1), ROW("seccomp", 1), ROW("getppid", CALLS_MADE / 2),
		    ROW("invalid", 0, .denied = CALLS_MADE / 2),
		    ROW("ptrace", CALLS_MADE + CALLS_MADE / 2 + 3), ROW("wait4", CALLS_MADE + 2));
}

TEST(errors)
{
	tour_begin();
	for (int i = 0; i < 10; i++)
		ASSERT_EQ(syscall(SYS_ptrace, PTRACE_CONT, getpid(), 0, 0), -1);
	ASSERT_EQ(errno, ESRCH);
	EXPECT_ROWS(ROW("getpid", 10), ROW("ptrace", 10, .errors = 10));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
