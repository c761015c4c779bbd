// SPDX-License-Identifier: GPL-2.0
/*
 * Many threads, and pids that are used again: no slot leaks from one thread to
 * the next, none is lost, and their memory comes back.
 */
#include <sched.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>

#include "kselftest_harness.h"
#include "child.h"
#include "stats.h"

static struct stats before, after;

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	close(fd);
	return n == (ssize_t)strlen(text) ? 0 : -1;
}

static void read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, size - 1);

	text[n > 0 ? n : 0] = '\0';
	close(fd);
}

static void three_calls(void *arg)
{
	for (int i = 0; i < 3; i++)
		syscall(SYS_getppid);
}

#define STACK 4096
#define PID_MAX "/proc/sys/kernel/pid_max"

TEST(pids_used_again)
{
	static const struct expected expected[] = {
		{ "64", "fork", 1000 },
		{ "64", "wait4", 1000 },
		{ "64", "exit_group", 1000 },
		{ "64", "getppid", 3000 },
	};
	char pid_max[32];
	pid_t most = 0, pid;

	read_file(PID_MAX, pid_max, sizeof(pid_max));
	ASSERT_EQ(write_file(PID_MAX, "600"), 0);
	stats_begin(&before);
	for (int i = 0; i < 1000; i++) {
		pid = child_start(three_calls, NULL);
		if (pid > most)
			most = pid;
		EXPECT_EQ(child_wait(pid), 0);
	}
	stats_read(&after);
	ASSERT_EQ(write_file(PID_MAX, pid_max), 0);
	EXPECT_EQ(stats_compare(&before, &after, expected, ARRAY_SIZE(expected)), 0);
	/* A thousand of them were no more than that many. */
	EXPECT_LT(most, 600);
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

/* A thread takes over its leader's pid, and its own is used again at once. */
static char *const target[] = { "./target64", NULL };

/* Traced: it stops when it has the leader's pid and is still in execve. */
static void exec_from_traced_thread(void *arg)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	child_execute_from_thread(arg);
}

/* Returns the pid that the thread had before. */
static pid_t trace_until_exec(pid_t pid)
{
	unsigned long old_pid = 0;
	pid_t stopped;
	int status;

	waitpid(pid, &status, 0);
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC);
	ptrace(PTRACE_CONT, pid, 0, 0);
	while ((stopped = waitpid(-1, &status, __WALL)) > 0 && WIFSTOPPED(status)) {
		if (status >> 8 == (SIGTRAP | (PTRACE_EVENT_EXEC << 8))) {
			ptrace(PTRACE_GETEVENTMSG, pid, 0, &old_pid);
			break;
		}
		ptrace(PTRACE_CONT, stopped, 0, 0);
	}
	return old_pid;
}

TEST(pid_used_again_before_execve_ends)
{
	pid_t pid = child_start(exec_from_traced_thread, (void *)target), old_pid, other = 0;
	char pid_max[32];
	int forks = 0, status;

	read_file(PID_MAX, pid_max, sizeof(pid_max));
	stats_read(&before);
	old_pid = trace_until_exec(pid);
	ASSERT_GT(old_pid, 0);
	ASSERT_NE(old_pid, pid);
	/* Just above it, so that the next round comes soon. */
	ASSERT_EQ(write_file(PID_MAX, "600"), 0);
	for (; other != old_pid && forks < 2000; forks++) {
		other = child_start(three_calls, NULL);
		EXPECT_EQ(waitpid(other, NULL, 0), other);
	}
	ASSERT_EQ(write_file(PID_MAX, pid_max), 0);
	if (other != old_pid)
		SKIP(ptrace(PTRACE_KILL, pid, 0, 0), "pid %d does not come again", old_pid);
	ptrace(PTRACE_CONT, pid, 0, 0);
	ASSERT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);

	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "execve", CALLS), 1);
	EXPECT_EQ(stats_diff(&before, &after, "64", "execve", ERRORS), 0);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), 7 + 3 * forks);
	EXPECT_EQ(stats_sum(&after, DENIED), stats_sum(&before, DENIED));
	EXPECT_EQ(stats_key(&after, "abandoned"), stats_key(&before, "abandoned"));
	EXPECT_EQ(stats_key(&after, "orphans"), stats_key(&before, "orphans"));
	EXPECT_LEDGER(&after);
}

static void storm(void *storming)
{
	while (*(volatile int *)storming)
		if (!fork())
			_exit(0);
		else
			wait(NULL);
}

TEST(pids_used_again_in_the_middle_of_execve)
{
	int *storming =
		mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char pid_max[32];
	pid_t storms[2];

	/* Not killed: a child left behind would wake init, and that end an old call. */
	*storming = 1;
	read_file(PID_MAX, pid_max, sizeof(pid_max));
	ASSERT_EQ(write_file(PID_MAX, "600"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(storms); i++)
		storms[i] = child_start(storm, storming);
	stats_read(&before);
	for (int i = 0; i < 100; i++)
		EXPECT_EQ(child_run(child_execute_from_thread, (void *)target), 0);
	*storming = 0;
	for (size_t i = 0; i < ARRAY_SIZE(storms); i++)
		EXPECT_EQ(child_wait(storms[i]), 0);
	ASSERT_EQ(write_file(PID_MAX, pid_max), 0);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "execve", CALLS), 100);
	EXPECT_EQ(stats_diff(&before, &after, "64", "execve", ERRORS), 0);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), 700);
	EXPECT_EQ(stats_sum(&after, DENIED), stats_sum(&before, DENIED));
	EXPECT_EQ(stats_key(&after, "abandoned"), stats_key(&before, "abandoned"));
	EXPECT_EQ(stats_key(&after, "orphans"), stats_key(&before, "orphans"));
	EXPECT_LEDGER(&after);
}

TEST(fork_storm)
{
	const int stormers = 8, forks = 200;

	stats_begin(&before);
	for (int s = 0; s < stormers; s++) {
		if (call_fork())
			continue;
		for (int i = 0; i < forks; i++)
			child_run(three_calls, NULL);
		syscall(SYS_exit_group, 0);
	}
	for (int s = 0; s < stormers; s++)
		syscall(SYS_wait4, -1, NULL, 0, NULL);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "fork", CALLS), stormers * (forks + 1));
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), stormers * forks * 3);
	EXPECT_EQ(stats_diff(&before, &after, "64", "exit_group", CALLS), stormers * (forks + 1));
	EXPECT_EQ(stats_key(&after, "children") - stats_key(&before, "children"),
		  stats_children(&after, stormers * (forks + 1)));
	EXPECT_LEDGER(&after);
}

static void in_new_namespace(void *arg)
{
	if (syscall(SYS_unshare, CLONE_NEWPID))
		syscall(SYS_exit_group, 1);
	for (int i = 0; i < 20; i++)
		child_run(three_calls, NULL);
}

TEST(pid_namespace)
{
	/* The first child is init there: when it ends, no more can be born. */
	static const struct expected expected[] = {
		{ "64", "fork", 21, 19 }, { "64", "wait4", 21, 19 }, { "64", "exit_group", 2 },
		{ "64", "unshare", 1 },	  { "64", "getppid", 3 },
	};

	stats_begin(&before);
	ASSERT_EQ(child_run(in_new_namespace, NULL), 0);
	stats_read(&after);
	EXPECT_EQ(stats_compare(&before, &after, expected, ARRAY_SIZE(expected)), 0);
}

/* Threads as light as they can be: no C library, one page of stack each. */
#define LIGHT_THREADS 30000

static int gate;

static int light_thread(void *arg)
{
	syscall(SYS_getppid);
	while (!__atomic_load_n(&gate, __ATOMIC_SEQ_CST))
		syscall(SYS_futex, &gate, 0 /* FUTEX_WAIT */, 0, NULL, NULL, 0);
	syscall(SYS_exit, 0);
	return 0;
}

/* As many as there is room for; and for two minutes, where lockdep makes them slow. */
struct crowd {
	int started;
	bool full;
};

static void many_threads(void *arg)
{
	const int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD |
			  CLONE_SYSVSEM;
	const uint64_t end = now_ns() + 120000000000ULL;
	struct crowd *crowd = arg;
	char *stacks = mmap(NULL, (size_t)LIGHT_THREADS * STACK, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	while (crowd->started < LIGHT_THREADS && !crowd->full && now_ns() < end) {
		char *stack = stacks + (size_t)(crowd->started + 1) * STACK;

		if (clone(light_thread, stack, flags, NULL) < 0)
			crowd->full = true;
		else
			crowd->started++;
	}
	pause();
}

TEST(thirty_thousand_threads)
{
	struct crowd *crowd =
		mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint64_t memory;
	pid_t pid;
	int n;

	NEED_REFUSALS();
	write_file("/proc/sys/kernel/threads-max", "200000");
	write_file("/proc/sys/vm/max_map_count", "200000");
	if (write_file(PID_MAX, "65536"))
		SKIP(return, "cannot have so many pids");
	stats_begin(&before);
	memory = stats_key(&before, "memory_kib");

	pid = child_start(many_threads, crowd);
	child_wait_until_in(pid, NR_PAUSE, 1);
	n = crowd->started;
	EXPECT_GE(n, 1000);
	if (n < LIGHT_THREADS)
		TH_LOG("%d threads is all this machine has %s for", n,
		       crowd->full ? "room" : "time");
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), n);
	EXPECT_EQ(stats_diff(&before, &after, "64", "clone", CALLS),
		  n + crowd->full + !strcmp(calls_name("fork"), "clone"));
	EXPECT_EQ(stats_key(&after, "inflight") - stats_key(&before, "inflight"), n + 1);
	/* 64 bytes each, of which what was kept in reserve may give some. */
	EXPECT_GE(stats_key(&after, "memory_kib") - memory + 128, n / 16);
	EXPECT_LEDGER(&after);

	kill(pid, SIGKILL);
	child_wait(pid);
	/* Chunks go after a grace period. */
	for (int i = 0; i < 500; i++) {
		stats_read_quiet(&after);
		if (stats_key(&after, "memory_kib") < memory + 256)
			break;
		usleep(10000);
	}
	EXPECT_LT(stats_key(&after, "memory_kib"), memory + 256);
	EXPECT_EQ(stats_key(&after, "inflight"), stats_key(&before, "inflight"));
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
