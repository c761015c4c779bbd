// SPDX-License-Identifier: GPL-2.0
/*
 * Calls that end in other ways than by returning: refused by seccomp, never
 * to return, or with the death of their thread.
 */
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>

#include "kselftest_harness.h"
#include "child.h"
#include "stats.h"

static struct stats before, after;

#define THREADS 100

/* What getpgid meets with; everything else passes. Two prctl. */
static void filter_getpgid(unsigned int action)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = ARRAY_SIZE(filter), .filter = filter };

	if (syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		syscall(SYS_exit_group, 99);
}

static void refused_with_errno(void *arg)
{
	filter_getpgid(SECCOMP_RET_ERRNO | EPERM);
	for (int i = 0; i < 100; i++)
		syscall(SYS_getpgid, 0);
	/* A call that is not refused does not get the time of one that was. */
	for (int i = 0; i < 10; i++)
		syscall(SYS_getppid);
}

TEST(refused_with_an_errno)
{
	static const struct expected expected[] = {
		{ "64", "fork", 1 },
		{ "64", "wait4", 1 },
		{ "64", "exit_group", 1 },
		{ "64", "prctl", 2 },
		{ "64", "getpgid", .denied = 100 },
		{ "64", "getppid", 10 },
	};

	stats_begin(&before);
	ASSERT_EQ(child_run(refused_with_errno, NULL), 0);
	stats_read(&after);
	EXPECT_EQ(stats_compare(&before, &after, expected, ARRAY_SIZE(expected)), 0);
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

static void on_sigsys(int signo)
{
}

static void refused_with_trap(void *arg)
{
	signal(SIGSYS, on_sigsys);
	filter_getpgid(SECCOMP_RET_TRAP);
	for (int i = 0; i < 50; i++)
		syscall(SYS_getpgid, 0);
}

TEST(refused_with_a_trap)
{
	static const struct expected expected[] = {
		{ "64", "fork", 1 },
		{ "64", "wait4", 1 },
		{ "64", "exit_group", 1 },
		{ "64", "prctl", 2 },
		{ "64", "getpgid", .denied = 50 },
		{ "64", "rt_sigaction", 1 },
		{ "64", "rt_sigreturn", 50 },
	};

	stats_begin(&before);
	ASSERT_EQ(child_run(refused_with_trap, NULL), 0);
	stats_read(&after);
	EXPECT_EQ(stats_compare(&before, &after, expected, ARRAY_SIZE(expected)), 0);
}

/* A tracer that makes each call number -1: a refusal of that number. */
static void refused_by_tracer(void *arg)
{
	syscall(SYS_ptrace, PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	filter_getpgid(SECCOMP_RET_TRACE);
	for (int i = 0; i < 20; i++)
		syscall(SYS_getpgid, 0);
}

TEST(refused_by_a_tracer)
{
	unsigned int refused = 0;
	int status;
	pid_t pid;

	stats_begin(&before);
	pid = child_start(refused_by_tracer, NULL);
	status = child_wait(pid);
	ASSERT_TRUE(WIFSTOPPED(status));
	ASSERT_EQ(ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESECCOMP), 0);
	for (;;) {
		ASSERT_EQ(ptrace(PTRACE_CONT, pid, 0, 0), 0);
		status = child_wait(pid);
		if (!WIFSTOPPED(status))
			break;
		ASSERT_EQ(status >> 8, SIGTRAP | (PTRACE_EVENT_SECCOMP << 8));
		/* orig_rax */
		ASSERT_EQ(ptrace(PTRACE_POKEUSER, pid, (void *)(15 * 8), (void *)-1), 0);
		refused++;
	}
	EXPECT_EQ(status, 0);
	EXPECT_EQ(refused, 20);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "invalid", DENIED), 20);
	EXPECT_EQ(stats_diff(&before, &after, "64", "invalid", CALLS), 0);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getpgid", CALLS), 0);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getpgid", DENIED), 0);
	EXPECT_LEDGER(&after);
}

/* Kills, of which the hooks see nothing or a refusal: the ledger must balance. */
static void *kill_thread(void *arg)
{
	filter_getpgid(SECCOMP_RET_KILL_THREAD);
	syscall(SYS_getpgid, 0);
	return NULL;
}

static void killed_thread(void *arg)
{
	pthread_t thread;

	if (!pthread_create(&thread, NULL, kill_thread, NULL))
		pthread_join(thread, NULL);
}

static void killed_process(void *arg)
{
	filter_getpgid(SECCOMP_RET_KILL_PROCESS);
	syscall(SYS_getpgid, 0);
}

static void killed_strict(void *arg)
{
	syscall(SYS_prctl, PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
	syscall(SYS_getpgid, 0);
}

TEST(killed_by_seccomp)
{
	static void (*const kills[])(void *) = { killed_thread, killed_process, killed_strict };
	static const int signals[] = { 0, SIGSYS, SIGKILL };

	for (size_t i = 0; i < ARRAY_SIZE(kills); i++) {
		stats_begin(&before);
		EXPECT_EQ(child_run(kills[i], NULL) & 0x7f, signals[i]);
		stats_read_quiet(&after);
		EXPECT_EQ(stats_diff(&before, &after, "64", "getpgid", CALLS), 0);
		EXPECT_LE(stats_diff(&before, &after, "64", "getpgid", DENIED), 1);
		EXPECT_EQ(stats_key(&after, "abandoned"), stats_key(&before, "abandoned"));
		EXPECT_EQ(stats_key(&after, "inflight"), stats_key(&before, "inflight"));
		EXPECT_LEDGER(&after);
	}
}

/* Threads that sleep in pause. */
static void *sleep_forever(void *arg)
{
	for (;;)
		syscall(SYS_pause);
	return NULL;
}

static void sleep_in_threads(void *arg)
{
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 64 * 1024);
	for (int i = 1; i < THREADS; i++)
		if (pthread_create(&thread, &attr, sleep_forever, NULL))
			syscall(SYS_exit_group, 98);
	sleep_forever(NULL);
}

static void check_death(struct __test_metadata *_metadata, pid_t pid, int signal)
{
	child_wait_until_in(pid, SYS_pause, THREADS);
	stats_begin(&before);
	ASSERT_EQ(kill(pid, signal), 0);
	EXPECT_EQ(child_wait(pid) & 0x7f, signal);
	stats_read_quiet(&after);
	/* Each leaves its call, with a restart code that no one acts on. */
	EXPECT_EQ(stats_diff(&before, &after, "64", "pause", CALLS), THREADS);
	EXPECT_EQ(stats_diff(&before, &after, "64", "pause", RESTARTS), THREADS);
	EXPECT_EQ(stats_diff(&before, &after, "64", "pause", ERRORS), 0);
	EXPECT_EQ(stats_diff(&before, &after, "64", "exit_group", CALLS), 0);
	EXPECT_EQ(stats_key(&after, "noreturn"), stats_key(&before, "noreturn"));
	EXPECT_EQ(stats_key(&after, "abandoned"), stats_key(&before, "abandoned"));
	EXPECT_EQ(stats_key(&before, "inflight") - stats_key(&after, "inflight"), THREADS);
	EXPECT_LEDGER(&after);
}

TEST(process_killed_with_a_hundred_sleeping_threads)
{
	check_death(_metadata, child_start(sleep_in_threads, NULL), SIGKILL);
}

static void sleep_and_dump(void *arg)
{
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };

	setrlimit(RLIMIT_CORE, &unlimited);
	sleep_in_threads(arg);
}

TEST(core_dump_with_a_hundred_sleeping_threads)
{
	check_death(_metadata, child_start(sleep_and_dump, NULL), SIGQUIT);
}

static void *exit_at_once(void *arg)
{
	syscall(SYS_exit, 0);
	return NULL;
}

static void exit_threads(void *arg)
{
	pthread_t thread;

	for (int i = 0; i < 50; i++)
		if (!pthread_create(&thread, NULL, exit_at_once, NULL))
			pthread_join(thread, NULL);
}

TEST(exit_of_threads_and_process)
{
	stats_begin(&before);
	ASSERT_EQ(child_run(exit_threads, NULL), 0);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "exit", CALLS), 50);
	EXPECT_EQ(stats_diff(&before, &after, "64", "exit_group", CALLS), 1);
	EXPECT_EQ(stats_key(&after, "noreturn") - stats_key(&before, "noreturn"), 51);
	/* The fork's and the threads'; their parents' calls are in their rows. */
	EXPECT_EQ(stats_key(&after, "children") - stats_key(&before, "children"), 51);
	EXPECT_EQ(stats_diff(&before, &after, "64", "fork", CALLS), 1);
	EXPECT_EQ(stats_diff(&before, &after, "64", "clone3", CALLS), 50);
	EXPECT_EQ(stats_cell(&after, "64", "exit", MAX_NS), UNKNOWN);
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
