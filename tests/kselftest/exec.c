// SPDX-License-Identifier: GPL-2.0
/*
 * execve and execveat: counted once, under the number and ABI of the entry,
 * whoever calls and whatever becomes of it.
 */
#include <elf.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "child.h"
#include "stats.h"

static struct stats before, after;

static char *const chain[] = { "./target64", "./target32", "./target64", NULL };
static char *const alone[] = { "./target64", NULL };
static char *const bad[] = { "./target_bad", NULL };

static void execute(void *argv)
{
	char *const *args = argv;

	syscall(SYS_execve, args[0], args, NULL);
}

static void execute_at(void *argv)
{
	char *const *args = argv;

	syscall(SYS_execveat, AT_FDCWD, args[0], args, NULL, 0);
}

static void execute_or_tell(void *argv)
{
	execute(argv);
	syscall(SYS_exit_group, 9);
}

TEST(execve_64_to_32_and_back)
{
	static char *const alone_32[] = { "./target32", NULL };
	static const struct expected expected[] = {
		{ "64", "fork", 1 },	{ "64", "wait4", 1 },  { "64", "exit_group", 1 },
		{ "64", "execve", 2 },	{ "32", "execve", 1 }, { "64", "getppid", 14 },
		{ "32", "getppid", 7 },
	};

	if (child_run(execute_or_tell, (void *)alone_32) == 9 << 8)
		SKIP(return, "this machine does not run 32-bit programs");
	stats_begin(&before);
	ASSERT_EQ(child_run(execute, (void *)chain), 0);
	stats_read(&after);
	EXPECT_EQ(stats_compare(&before, &after, expected, ARRAY_SIZE(expected)), 0);
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

TEST(execveat_of_a_path)
{
	static const struct expected expected[] = {
		{ "64", "fork", 1 },	 { "64", "wait4", 1 },	 { "64", "exit_group", 1 },
		{ "64", "execveat", 1 }, { "64", "getppid", 7 },
	};

	stats_begin(&before);
	ASSERT_EQ(child_run(execute_at, (void *)alone), 0);
	stats_read(&after);
	EXPECT_EQ(stats_compare(&before, &after, expected, ARRAY_SIZE(expected)), 0);
}

TEST(execve_that_fails)
{
	static char *const nothing[] = { "./no_such_program", NULL };
	static const struct expected expected[] = {
		{ "64", "fork", 1 },
		{ "64", "wait4", 1 },
		{ "64", "exit_group", 1 },
		{ "64", "execve", 1, 1 },
	};

	stats_begin(&before);
	ASSERT_EQ(child_run(execute, (void *)nothing), 0);
	stats_read(&after);
	EXPECT_EQ(stats_compare(&before, &after, expected, ARRAY_SIZE(expected)), 0);
}

TEST(execve_from_another_thread)
{
	NEED_WHOLE_CALLS();
	for (int i = 0; i < 20; i++) {
		stats_begin(&before);
		ASSERT_EQ(child_run(child_execute_from_thread, (void *)alone), 0);
		stats_read_quiet(&after);
		EXPECT_EQ(stats_diff(&before, &after, "64", "execve", CALLS), 1);
		EXPECT_EQ(stats_diff(&before, &after, "64", "execve", ERRORS), 0);
		EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), 7);
		EXPECT_EQ(stats_diff(&before, &after, "64", "exit_group", CALLS), 1);
		EXPECT_EQ(stats_sum(&after, DENIED), stats_sum(&before, DENIED));
		EXPECT_EQ(stats_key(&after, "abandoned"), stats_key(&before, "abandoned"));
		EXPECT_EQ(stats_key(&after, "orphans"), stats_key(&before, "orphans"));
		EXPECT_LEDGER(&after);
	}
	/* From the entry in the old thread to the exit in the new program. */
	EXPECT_LT(stats_diff(&before, &after, "64", "execve", TOTAL_NS), 10000000000ULL);
	EXPECT_GT(stats_diff(&before, &after, "64", "execve", TOTAL_NS), 1000);
}

/* A program found unfit only when the old one is gone: its addresses are the kernel's. */
static void make_bad(struct __test_metadata *_metadata)
{
	static char image[1 << 20];
	Elf64_Ehdr *header = (void *)image;
	Elf64_Phdr *segment;
	int fd = open("target64", O_RDONLY);
	ssize_t n = read(fd, image, sizeof(image));

	ASSERT_GT(n, (ssize_t)sizeof(*header));
	close(fd);
	segment = (void *)(image + header->e_phoff);
	for (int i = 0; i < header->e_phnum; i++)
		if (segment[i].p_type == PT_LOAD)
			segment[i].p_vaddr |= 0xffff800000000000ULL;
	fd = open(bad[0], O_WRONLY | O_CREAT | O_TRUNC, 0700);
	ASSERT_EQ(write(fd, image, n), n);
	close(fd);
}

TEST(execve_that_fails_with_the_old_program_gone)
{
	NEED_WHOLE_CALLS();
	make_bad(_metadata);
	for (int threaded = 0; threaded < 2; threaded++) {
		stats_begin(&before);
		ASSERT_EQ(child_run(threaded ? child_execute_from_thread : execute, (void *)bad),
			  SIGSEGV);
		stats_read_quiet(&after);
		EXPECT_EQ(stats_diff(&before, &after, "64", "execve", CALLS), 1);
		EXPECT_EQ(stats_diff(&before, &after, "64", "execve", ERRORS), 1);
		EXPECT_EQ(stats_diff(&before, &after, "64", "exit_group", CALLS), 0);
		EXPECT_EQ(stats_sum(&after, DENIED), stats_sum(&before, DENIED));
		EXPECT_EQ(stats_key(&after, "abandoned"), stats_key(&before, "abandoned"));
		EXPECT_LEDGER(&after);
	}
	unlink(bad[0]);
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
