// SPDX-License-Identifier: GPL-2.0
/*
 * A known number of calls gives that number, under the right name.
 *
 * The calls are such as nothing else makes on a quiet machine.
 */
#include <pthread.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "kselftest_harness.h"
#include "stats.h"

static struct stats before, after;

static void *call_getppid(void *n)
{
	for (long i = (long)n; i; i--)
		syscall(SYS_getppid);
	return NULL;
}

TEST(calls_of_several_threads)
{
	pthread_t threads[4];
	unsigned int i;

	stats_read(&before);
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, call_getppid, (void *)25000));
	for (i = 0; i < ARRAY_SIZE(threads); i++)
		pthread_join(threads[i], NULL);
	stats_read(&after);

	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), 100000);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", ERRORS), 0);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", BYTES), 0);
	EXPECT_EQ(stats_key(&after, "missed"), 0);
}

TEST(errors)
{
	NEED_WHOLE_CALLS();
	stats_read(&before);
	for (int i = 0; i < 1000; i++)
		syscall(SYS_dup, i % 4 ? -1 : 0);
	stats_read(&after);

	EXPECT_EQ(stats_diff(&before, &after, "64", "dup", CALLS), 1000);
	EXPECT_EQ(stats_diff(&before, &after, "64", "dup", ERRORS), 750);
	EXPECT_EQ(stats_diff(&before, &after, "64", "dup", RESTARTS), 0);
}

TEST(bytes)
{
	char buf[123];
	int fd = open("/dev/zero", O_RDONLY);

	NEED_WHOLE_CALLS();
	ASSERT_GE(fd, 0);
	stats_read(&before);
	for (int i = 0; i < 100; i++)
		ASSERT_EQ(pread(fd, buf, sizeof(buf), 0), (ssize_t)sizeof(buf));
	for (int i = 0; i < 50; i++)
		ASSERT_EQ(pread(-1, buf, sizeof(buf), 0), -1);
	stats_read(&after);
	close(fd);

	EXPECT_EQ(stats_diff(&before, &after, "64", "pread64", CALLS), 150);
	EXPECT_EQ(stats_diff(&before, &after, "64", "pread64", ERRORS), 50);
	EXPECT_EQ(stats_diff(&before, &after, "64", "pread64", BYTES), 100 * sizeof(buf));
}

/* What a kernel with x32 has (CONFIG_X86_X32_ABI): those for clouds are without. */
#define X32 "sys_x32_rt_sigreturn"

TEST(numbers_without_a_name)
{
	static const long numbers[] = { 9999, 100000, -1, -2, 0x7fffffff, 0x3fffffff };
	/* Of these 0x7fffffff has the bit of x32. */
	const unsigned int x32 = kernel_has(X32);
	unsigned int i;

	NEED_REFUSALS();
	stats_read(&before);
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		ASSERT_EQ(syscall(numbers[i]), -1);
	stats_read(&after);

	EXPECT_EQ(stats_diff(&before, &after, "64", "invalid", CALLS), 6 - x32);
	EXPECT_EQ(stats_diff(&before, &after, "64", "invalid", ERRORS), 6 - x32);
	EXPECT_EQ(stats_diff(&before, &after, "x32", "invalid", CALLS), x32);
	EXPECT_EQ(stats_diff(&before, &after, "x32", "invalid", ERRORS), x32);
}

TEST(calls_of_the_32_bit_table)
{
	long ret = 0;

	NEED_OTHER_TABLES();
	stats_read(&before);
	for (int i = 0; i < 200; i++)
		/* 64 is getppid there, and semget in the 64-bit table. */
		ret = call_32(64);
	stats_read(&after);

	EXPECT_EQ(ret, getppid());
	EXPECT_EQ(stats_diff(&before, &after, "32", "getppid", CALLS), 200);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), 0);
	EXPECT_EQ(stats_diff(&before, &after, "64", "semget", CALLS), 0);
}

TEST(numbers_without_a_name_of_the_32_bit_table)
{
	static const struct expected expected[] = { { "32", "invalid", 5, 5 } };

	NEED_OTHER_TABLES();
	stats_begin(&before);
	call_32(9999);
	call_32(-1);
	call_32(0x40000000 + 64);
	call_32(0x7fffffff);
	/* A hole of the table. */
	call_32(222);
	stats_read(&after);
	EXPECT_EQ(stats_compare(&before, &after, expected, ARRAY_SIZE(expected)), 0);
}

/* Where the kernel has them switched off, as Debian does, each is an error. */
TEST(calls_of_the_x32_table)
{
	const long x32 = 0x40000000;
	long off = syscall(x32 + SYS_getppid) < 0;
	const struct expected expected[] = {
		{ "x32", "getppid", 50, off * 50 },
		/* Number 512 there, and none without the bit. */
		{ "x32", "rt_sigaction", 20, 20 },
		{ "x32", "invalid", 2, 2 },
		{ "64", "invalid", 1, 1 },
	};
	const struct expected unknown = { "64", "invalid", 73, 73 };

	NEED_OTHER_TABLES();
	stats_begin(&before);
	for (int i = 0; i < 50; i++)
		syscall(x32 + SYS_getppid);
	for (int i = 0; i < 20; i++)
		syscall(x32 + 512, 0, 1, 1, 0);
	syscall(x32 + 500);
	syscall(x32 + 600);
	syscall(512, 0, 1, 1, 0);
	stats_read(&after);
	EXPECT_EQ(kernel_has(X32) ? stats_compare(&before, &after, expected, ARRAY_SIZE(expected)) :
				    stats_compare(&before, &after, &unknown, 1),
		  0);
}

TEST(times)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };

	NEED_WHOLE_CALLS();
	ASSERT_EQ(control("reset"), 0);
	for (int i = 0; i < 10; i++)
		clock_nanosleep(CLOCK_MONOTONIC, 0, &pause, NULL);
	stats_read(&after);

	EXPECT_EQ(stats_cell(&after, "64", "clock_nanosleep", CALLS), 10);
	EXPECT_GE(stats_cell(&after, "64", "clock_nanosleep", MIN_NS), 20000000);
	EXPECT_GE(stats_cell(&after, "64", "clock_nanosleep", TOTAL_NS), 200000000);
	for (int c = P50_NS; c <= MAX_NS; c++)
		EXPECT_GE(stats_cell(&after, "64", "clock_nanosleep", c),
			  stats_cell(&after, "64", "clock_nanosleep", c - 1));
	/* On a machine that is not overloaded. */
	EXPECT_LT(stats_cell(&after, "64", "clock_nanosleep", P50_NS), 1000000000);
}

TEST(children_and_exits)
{
	const int forks = 50;

	NEED_WHOLE_CALLS();
	/* The clone that made this process may still be on its way back. */
	stats_begin(&before);
	for (int i = 0; i < forks; i++) {
		pid_t pid = fork();

		if (!pid)
			_exit(0);
		ASSERT_EQ(waitpid(pid, NULL, 0), pid);
	}
	stats_read(&after);

	EXPECT_EQ(stats_diff(&before, &after, "64", "clone", CALLS), forks);
	EXPECT_EQ(stats_diff(&before, &after, "64", "wait4", CALLS), forks);
	EXPECT_EQ(stats_diff(&before, &after, "64", "exit_group", CALLS), forks);
	EXPECT_EQ(stats_key(&after, "children") - stats_key(&before, "children"),
		  stats_children(&after, forks));
	EXPECT_EQ(stats_key(&after, "noreturn") - stats_key(&before, "noreturn"), forks);
	EXPECT_EQ(stats_cell(&after, "64", "exit_group", TOTAL_NS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "exit_group", MAX_NS), UNKNOWN);
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

TEST(balance)
{
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
