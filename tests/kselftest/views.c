// SPDX-License-Identifier: GPL-2.0
/*
 * The views histogram, errnos and percpu: their format, and that each adds up to
 * the calls that were made.
 */
#include <sched.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>

#include "kselftest_harness.h"
#include "child.h"
#include "regs.h"
#include "stats.h"
#include "view.h"

static struct stats before, after;
static struct view view, other;

/* Reading one changes these rows. */
static int is_own(const char *abi, const char *name)
{
	return !strcmp(abi, "64") &&
	       (!strcmp(name, "openat") || !strcmp(name, "read") || !strcmp(name, "close"));
}

static void expect_format(struct __test_metadata *_metadata, const char *name, const char *columns)
{
	char path[64], header[256] = "";
	struct stat st;

	snprintf(path, sizeof(path), VIEW_DIR "%s", name);
	ASSERT_EQ(stat(path, &st), 0);
	EXPECT_EQ(st.st_mode, S_IFREG | 0400);
	view_read(&view, name);
	for (int c = 0; c < view.nr_columns; c++)
		snprintf(header + strlen(header), sizeof(header) - strlen(header), "%s%s",
			 c ? " " : "", view.columns[c]);
	EXPECT_STREQ(header, columns);
	/* The keys of all files. */
	view_key(&view, "generation");
	view_key(&view, "elapsed_ns");
	view_key(&view, "entered");
	view_key(&view, "missed");
	EXPECT_NE(strstr(view.text, "\n# hook "), NULL);
	EXPECT_NE(strstr(view.text, "\n# state running\n"), NULL);
	EXPECT_EQ(strstr(view.text, " \n"), NULL);
}

TEST(formats)
{
	expect_format(_metadata, "histogram", "abi nr name le_ns count");
	expect_format(_metadata, "errnos", "abi nr name errno error calls total_ns max_ns");
	expect_format(_metadata, "tasks", "tid tgid comm calls errors total_ns abi name");
	expect_format(_metadata, "inflight", "tid tgid comm abi name age_ns");
	expect_format(_metadata, "percpu", "cpu abi nr name calls");
}

TEST(one_unchanging_text)
{
	static const char *const names[] = { "histogram", "errnos", "tasks", "inflight", "percpu" };
	static char pieces[sizeof(view.text)];
	size_t len, n;

	for (unsigned int i = 0; i < ARRAY_SIZE(names); i++) {
		char path[64];
		int fd;

		snprintf(path, sizeof(path), VIEW_DIR "%s", names[i]);
		fd = open(path, O_RDONLY);
		ASSERT_GE(fd, 0);
		for (len = 0; (n = read(fd, pieces + len, 1)) == 1; len++)
			;
		ASSERT_GT(len, 100);
		EXPECT_EQ(lseek(fd, 0, SEEK_END), len);
		EXPECT_EQ(pread(fd, view.text, sizeof(view.text), 0), len);
		EXPECT_EQ(memcmp(view.text, pieces, len), 0);
		EXPECT_EQ(pread(fd, view.text, 10, len), 0);
		close(fd);
		/* The mode does not keep root out. */
		fd = open(path, O_WRONLY);
		EXPECT_EQ(write(fd, "reset", 5), -1);
		close(fd);
	}
}

TEST(no_entry_for_others)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (setgid(65534) || setuid(65534))
			_exit(1);
		_exit(open(VIEW_DIR "errnos", O_RDONLY) >= 0 || errno != EACCES);
	}
	ASSERT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
}

static void sleep_ms(long ms)
{
	const struct timespec pause = { .tv_nsec = ms * 1000000 };

	syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &pause, NULL);
}

TEST(histogram_of_known_times)
{
	uint64_t count[3] = { 0 };

	NEED_WHOLE_CALLS();
	ASSERT_EQ(control("reset"), 0);
	for (int i = 0; i < 10; i++)
		sleep_ms(2);
	for (int i = 0; i < 5; i++)
		sleep_ms(40);
	view_read(&view, "histogram");
	for (unsigned int i = 0; i < view.nr_rows; i++) {
		uint64_t le = view_number(&view, i, "le_ns");

		if (view_is_call(&view, i, "64", "clock_nanosleep"))
			count[(le >= 2000000) + (le >= 40000000)] += view_number(&view, i, "count");
	}
	EXPECT_EQ(count[0], 0);
	EXPECT_EQ(count[1] + count[2], 15);
	EXPECT_GE(count[2], 5);
	/* On a machine that is not overloaded. */
	EXPECT_GE(count[1], 5);
}

/* The sum of a call's buckets, and whether its extremes and its median are in them. */
static uint64_t sum_buckets(struct __test_metadata *_metadata, const struct row *row)
{
	uint64_t sum = 0, last = 0, n = row->cells[CALLS], p50 = row->cells[P50_NS];

	for (unsigned int i = 0; i < view.nr_rows; i++) {
		uint64_t le, count;

		if (!view_is_call(&view, i, row->abi, row->name))
			continue;
		le = view_number(&view, i, "le_ns");
		count = view_number(&view, i, "count");
		EXPECT_GT(count, 0);
		EXPECT_TRUE(!sum || le > last);
		if (!sum)
			EXPECT_GE(le, row->cells[MIN_NS]);
		/* An eighth of an octave is at most a ninth of its upper bound wide. */
		if (sum < (n + 1) / 2 && sum + count >= (n + 1) / 2)
			EXPECT_TRUE(p50 <= le && p50 + le / 9 + 1 >= le);
		sum += count;
		last = le;
	}
	if (sum)
		EXPECT_TRUE(row->cells[MAX_NS] <= last &&
			    row->cells[MAX_NS] + last / 9 + 1 >= last);
	return sum;
}

TEST(histogram_adds_up)
{
	unsigned int rows = 0;

	NEED_WHOLE_CALLS();
	for (int i = 0; i < 1000; i++)
		syscall(SYS_getppid);
	stats_begin(&before);
	view_read(&view, "histogram");
	for (unsigned int i = 0; i < before.nr_rows; i++) {
		const struct row *row = &before.rows[i];

		if (is_own(row->abi, row->name))
			continue;
		/* What does not return has no time. */
		EXPECT_EQ(sum_buckets(_metadata, row),
			  strncmp(row->name, "exit", 4) ? row->cells[CALLS] : 0);
		rows++;
	}
	EXPECT_GT(rows, 5);
}

static uint64_t errno_cell(const struct view *v, const char *name, unsigned int error,
			   const char *column)
{
	for (unsigned int i = 0; i < v->nr_rows; i++)
		if (view_is_call(v, i, "64", name) && view_number(v, i, "errno") == error)
			return view_number(v, i, column);
	return 0;
}

static int has_name(const struct view *v, unsigned int error, const char *name)
{
	unsigned int i = 0;

	while (i < v->nr_rows && view_number(v, i, "errno") != error)
		i++;
	return i < v->nr_rows && !strcmp(view_cell(v, i, "error"), name);
}

#define ERRNO_DIFF(name, error, column) \
	(errno_cell(&view, name, error, column) - errno_cell(&other, name, error, column))

TEST(errnos_of_known_calls)
{
	const struct timeval timeout = { .tv_usec = 20000 };
	/* It may have been built without (CONFIG_SYMBOLIC_ERRNAME). */
	const int names = kernel_has(" errname\n");
	char byte;
	int fds[2];

	NEED_WHOLE_CALLS();
	ASSERT_EQ(socketpair(AF_UNIX, SOCK_DGRAM, 0, fds), 0);
	ASSERT_EQ(setsockopt(fds[0], SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout)), 0);
	view_read(&other, "errnos");
	for (int i = 0; i < 100; i++)
		syscall(SYS_dup, -1);
	for (int i = 0; i < 60; i++)
		syscall(SYS_openat, AT_FDCWD, i % 3 ? "/nowhere/to/be/found" : "/dev/null/file",
			O_RDONLY);
	for (int i = 0; i < 10; i++)
		syscall(SYS_recvfrom, fds[0], &byte, 1, 0, NULL, NULL);
	for (int i = 0; i < 7; i++)
		syscall(SYS_recvfrom, -1, &byte, 1, 0, NULL, NULL);
	view_read(&view, "errnos");
	close(fds[0]);
	close(fds[1]);

	EXPECT_EQ(ERRNO_DIFF("dup", EBADF, "calls"), 100);
	EXPECT_EQ(ERRNO_DIFF("openat", ENOENT, "calls"), 40);
	EXPECT_EQ(ERRNO_DIFF("openat", ENOTDIR, "calls"), 20);
	EXPECT_EQ(ERRNO_DIFF("recvfrom", EAGAIN, "calls"), 10);
	EXPECT_EQ(ERRNO_DIFF("recvfrom", EBADF, "calls"), 7);
	/* Each errno has a latency of its own. */
	EXPECT_GE(ERRNO_DIFF("recvfrom", EAGAIN, "total_ns"), 10 * 20000000);
	EXPECT_GE(errno_cell(&view, "recvfrom", EAGAIN, "max_ns"), 20000000);
	EXPECT_GT(ERRNO_DIFF("recvfrom", EBADF, "total_ns"), 0);
	EXPECT_LT(ERRNO_DIFF("recvfrom", EBADF, "total_ns"),
		  ERRNO_DIFF("recvfrom", EAGAIN, "total_ns"));
	EXPECT_TRUE(has_name(&view, EBADF, names ? "EBADF" : "-"));
	EXPECT_TRUE(has_name(&view, EAGAIN, names ? "EAGAIN" : "-"));
	EXPECT_TRUE(has_name(&view, ENOTDIR, names ? "ENOTDIR" : "-"));
	EXPECT_EQ(view_key(&view, "unlisted"), 0);
}

TEST(errnos_add_up)
{
	NEED_WHOLE_CALLS();
	stats_begin(&before);
	view_read(&view, "errnos");
	EXPECT_EQ(view_sum(&view, "calls") + view_key(&view, "unlisted"),
		  stats_sum(&before, ERRORS));
	for (unsigned int i = 0; i < before.nr_rows; i++) {
		const struct row *row = &before.rows[i];
		uint64_t errors = 0, total = 0, max = 0;

		for (unsigned int j = 0; j < view.nr_rows; j++) {
			if (!view_is_call(&view, j, row->abi, row->name))
				continue;
			errors += view_number(&view, j, "calls");
			total += view_number(&view, j, "total_ns");
			if (view_number(&view, j, "max_ns") > max)
				max = view_number(&view, j, "max_ns");
		}
		EXPECT_EQ(errors, row->cells[ERRORS]);
		EXPECT_LE(total, row->cells[TOTAL_NS]);
		if (errors)
			EXPECT_LE(max, row->cells[MAX_NS]);
	}
}

static void traced_on_one_cpu(void *arg)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	for (;;)
		syscall(SYS_getpgid, 0);
}

/* A debugger skips a call by giving it number -1, and says what it is to return. */
static void let_calls_fail(struct __test_metadata *_metadata, pid_t pid, unsigned int first,
			   unsigned int last)
{
	struct user_regs_struct regs;

	for (unsigned int error = first; error <= last; error++) {
		ASSERT_EQ(ptrace(PTRACE_SYSCALL, pid, 0, 0), 0);
		ASSERT_TRUE(WIFSTOPPED(child_wait(pid)));
		ASSERT_EQ(regs_get(pid, &regs), 0);
		regs_set_ret(&regs, -(long)error);
		ASSERT_EQ(regs_set(pid, &regs), 0);
		ASSERT_EQ(regs_set_nr(pid, -1), 0);
		ASSERT_EQ(ptrace(PTRACE_SYSCALL, pid, 0, 0), 0);
		ASSERT_TRUE(WIFSTOPPED(child_wait(pid)));
	}
}

static uint64_t listed(const struct view *v, const char *name)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < v->nr_rows; i++)
		if (view_is_call(v, i, "64", name))
			sum += view_number(v, i, "calls");
	return sum;
}

TEST(errnos_that_do_not_fit_are_counted)
{
	const unsigned int all = 3000;
	pid_t pid;

	NEED_REFUSALS();
	ASSERT_EQ(control("reset"), 0);
	pid = child_start(traced_on_one_cpu, NULL);
	ASSERT_TRUE(WIFSTOPPED(child_wait(pid)));
	let_calls_fail(_metadata, pid, 1, 40);
	view_read(&view, "errnos");
	EXPECT_EQ(view_key(&view, "unlisted"), 0);
	EXPECT_EQ(listed(&view, "invalid"), 40);

	/* Restart codes come before these. */
	let_calls_fail(_metadata, pid, 1000, 1000 + all - 1);
	view_read(&view, "errnos");
	EXPECT_GT(view_key(&view, "unlisted"), all / 2);
	EXPECT_GT(listed(&view, "invalid"), 500);
	EXPECT_EQ(listed(&view, "invalid") + view_key(&view, "unlisted"), 40 + all);
	/* What is listed stays so. */
	let_calls_fail(_metadata, pid, 1, 40);
	view_read(&other, "errnos");
	EXPECT_EQ(view_key(&other, "unlisted"), view_key(&view, "unlisted"));
	stats_read(&after);
	EXPECT_EQ(stats_cell(&after, "64", "invalid", ERRORS), 80 + all);
	EXPECT_EQ(stats_key(&after, "missed"), 0);
	kill(pid, SIGKILL);
	child_wait(pid);

	/* A reset makes room. */
	ASSERT_EQ(control("reset"), 0);
	syscall(SYS_dup, -1);
	view_read(&view, "errnos");
	EXPECT_EQ(view_key(&view, "unlisted"), 0);
	EXPECT_EQ(listed(&view, "dup"), 1);
	EXPECT_EQ(listed(&view, "invalid"), 0);
}

static uint64_t calls_on(const struct view *v, unsigned int cpu, const char *name)
{
	for (unsigned int i = 0; i < v->nr_rows; i++)
		if (view_number(v, i, "cpu") == cpu && view_is_call(v, i, "64", name))
			return view_number(v, i, "calls");
	return 0;
}

static int move_to(unsigned int cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	return sched_setaffinity(0, sizeof(cpus), &cpus);
}

static int set_online(unsigned int cpu, const char *to)
{
	char path[64];
	int fd, ok;

	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u/online", cpu);
	fd = open(path, O_WRONLY);
	ok = fd >= 0 && write(fd, to, 1) == 1;
	close(fd);
	return ok;
}

TEST(percpu_of_known_calls)
{
	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		SKIP(return, "needs two CPUs");
	view_read(&other, "percpu");
	for (unsigned int cpu = 0; cpu < 2; cpu++) {
		ASSERT_EQ(move_to(cpu), 0);
		for (unsigned int i = 0; i < 1000 * (cpu + 1); i++)
			syscall(SYS_getppid);
	}
	view_read(&view, "percpu");
	EXPECT_EQ(calls_on(&view, 0, "getppid") - calls_on(&other, 0, "getppid"), 1000);
	EXPECT_EQ(calls_on(&view, 1, "getppid") - calls_on(&other, 1, "getppid"), 2000);

	ASSERT_EQ(move_to(0), 0);
	if (!set_online(1, "0"))
		SKIP(return, "this machine has no CPU that can go");
	view_read(&other, "percpu");
	EXPECT_EQ(calls_on(&other, 1, "getppid"), calls_on(&view, 1, "getppid"));
	EXPECT_TRUE(set_online(1, "1"));
	view_read(&other, "percpu");
	EXPECT_EQ(calls_on(&other, 1, "getppid"), calls_on(&view, 1, "getppid"));
}

TEST(percpu_adds_up)
{
	stats_begin(&before);
	view_read(&view, "percpu");
	for (unsigned int i = 0; i < before.nr_rows; i++) {
		const struct row *row = &before.rows[i];
		uint64_t sum = 0;

		if (is_own(row->abi, row->name))
			continue;
		for (unsigned int j = 0; j < view.nr_rows; j++)
			if (view_is_call(&view, j, row->abi, row->name))
				sum += view_number(&view, j, "calls");
		EXPECT_EQ(sum, row->cells[CALLS]);
	}
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
