// SPDX-License-Identifier: GPL-2.0
/*
 * A debugger that makes calls in its child's place, or makes its child's calls
 * itself: what the kernel executed for the child is what counts. (Following,
 * skipping and changing calls is in tour_monitor.)
 */
#include <sys/ptrace.h>

#include "kselftest_harness.h"
#include "child.h"
#include "regs.h"
#include "stats.h"

static struct stats before, after;

#define CALLS_TRACED 20

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
		asm volatile(REGS_STOP);
}

/* As debuggers do: a system call instruction in place of the child's own, then all put back. */
static void inject(struct __test_metadata *_metadata, pid_t pid, long number)
{
	struct user_regs_struct saved, regs;
	void *pc;
	long code;

	ASSERT_EQ(regs_get(pid, &saved), 0);
	regs_pass_stop(&saved);
	regs = saved;
	regs_set_call(&regs, number, 0);
	pc = (void *)regs_pc(&regs);
	code = ptrace(PTRACE_PEEKTEXT, pid, pc, 0);
	ASSERT_EQ(ptrace(PTRACE_POKETEXT, pid, pc,
			 (void *)((code & ~REGS_SYSCALL_MASK) | REGS_SYSCALL)),
		  0);
	ASSERT_EQ(regs_set(pid, &regs), 0);
	ASSERT_EQ(ptrace(PTRACE_SINGLESTEP, pid, 0, 0), 0);
	ASSERT_TRUE(WIFSTOPPED(child_wait(pid)));
	ASSERT_EQ(ptrace(PTRACE_POKETEXT, pid, pc, (void *)code), 0);
	ASSERT_EQ(regs_set(pid, &saved), 0);
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

/* The number of the call at whose entry the child has stopped; -1 if it is not at one. */
static long stopped_in(pid_t pid)
{
	struct __ptrace_syscall_info info = { 0 };

	if (ptrace(PTRACE_GET_SYSCALL_INFO, pid, sizeof(info), &info) <= 0)
		return -1;
	return info.op == PTRACE_SYSCALL_INFO_ENTRY ? (long)info.entry.nr : -1;
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
	/* So that the kernel tells one stop from another. */
	ASSERT_EQ(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD), 0);
	while (n < CALLS_TRACED) {
		ASSERT_EQ(ptrace(PTRACE_SYSEMU, pid, 0, 0), 0);
		status = child_wait(pid);
		ASSERT_TRUE(WIFSTOPPED(status));
		n += stopped_in(pid) == SYS_getpgid;
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
