// SPDX-License-Identifier: GPL-2.0
/*
 * A debugger that makes calls in its child's place, or makes its child's calls
 * itself: what the kernel executed for the child is what counts. (Following,
 * skipping and changing calls is in tour_monitor.)
 */
#include <sys/ptrace.h>
#include <sys/user.h>

#include "kselftest_harness.h"
#include "child.h"
#include "stats.h"

static struct stats before, after;

#define CALLS_TRACED 20
#define ORIG_RAX ((void *)(15 * 8))

static void traced(void *arg)
{
	syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	for (int i = 0; i < CALLS_TRACED; i++)
		syscall(SYS_getpgid, 0);
}

static void stopped_for_injection(void *arg)
{
	syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
	for (int i = 0; i < CALLS_TRACED; i++)
		asm volatile("int3");
}

/* As debuggers do: a system call instruction in place of the child's own, then all put back. */
static void inject(struct __test_metadata *_metadata, pid_t pid, long number)
{
	struct user_regs_struct saved, regs;
	long code;

	ASSERT_EQ(ptrace(PTRACE_GETREGS, pid, 0, &saved), 0);
	regs = saved;
	regs.rax = number;
	regs.rdi = 0;
	code = ptrace(PTRACE_PEEKTEXT, pid, (void *)regs.rip, 0);
	ASSERT_EQ(ptrace(PTRACE_POKETEXT, pid, (void *)regs.rip,
			 (void *)((code & ~0xffffL) | 0x050f)),
		  0);
	ASSERT_EQ(ptrace(PTRACE_SETREGS, pid, 0, &regs), 0);
	ASSERT_EQ(ptrace(PTRACE_SINGLESTEP, pid, 0, 0), 0);
	ASSERT_TRUE(WIFSTOPPED(child_wait(pid)));
	ASSERT_EQ(ptrace(PTRACE_POKETEXT, pid, (void *)regs.rip, (void *)code), 0);
	ASSERT_EQ(ptrace(PTRACE_SETREGS, pid, 0, &saved), 0);
}

TEST(injected)
{
	int status, n = 0;
	pid_t pid;

	stats_begin(&before);
	pid = child_start(stopped_for_injection, NULL);
	for (status = child_wait(pid); WIFSTOPPED(status); status = child_wait(pid)) {
		ASSERT_EQ(WSTOPSIG(status), SIGTRAP);
		inject(_metadata, pid, SYS_getpgid);
		ASSERT_EQ(ptrace(PTRACE_CONT, pid, 0, 0), 0);
		n++;
	}
	EXPECT_EQ(status, 0);
	EXPECT_EQ(n, CALLS_TRACED);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getpgid", CALLS), CALLS_TRACED);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getpgid", ERRORS), 0);
	EXPECT_EQ(stats_sum(&after, DENIED), stats_sum(&before, DENIED));
	EXPECT_LEDGER(&after);
}

/* Emulated by the tracer: the kernel refuses each, and executes none. */
TEST(emulated)
{
	pid_t pid;
	int status, n = 0;

	stats_begin(&before);
	pid = child_start(traced, NULL);
	status = child_wait(pid);
	ASSERT_TRUE(WIFSTOPPED(status));
	while (n < CALLS_TRACED) {
		ASSERT_EQ(ptrace(PTRACE_SYSEMU, pid, 0, 0), 0);
		status = child_wait(pid);
		ASSERT_TRUE(WIFSTOPPED(status));
		n += ptrace(PTRACE_PEEKUSER, pid, ORIG_RAX, 0) == SYS_getpgid;
	}
	kill(pid, SIGKILL);
	EXPECT_EQ(child_wait(pid), SIGKILL);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getpgid", CALLS), 0);
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
