// SPDX-License-Identifier: GPL-2.0
/*
 * A tour of memory. Addresses are large numbers, but neither errors nor bytes.
 */
#include "tour.h"

#define PAGE 4096UL

static void *map(size_t size)
{
	return (void *)syscall(SYS_mmap, NULL, size, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0L);
}

TEST(mapping)
{
	char *areas[10], *moved;

	tour_begin();
	for (int i = 0; i < 10; i++) {
		areas[i] = map((i + 1) * PAGE);
		ASSERT_NE(areas[i], MAP_FAILED);
		areas[i][i * PAGE] = 1;
	}
	moved = (char *)syscall(SYS_mremap, areas[9], 10 * PAGE, 20 * PAGE, MREMAP_MAYMOVE, 0L);
	ASSERT_NE(moved, MAP_FAILED);
	ASSERT_EQ(moved[9 * PAGE], 1);
	for (int i = 0; i < 9; i++)
		ASSERT_EQ(syscall(SYS_munmap, areas[i], (i + 1) * PAGE), 0);
	ASSERT_EQ(syscall(SYS_munmap, moved, 20 * PAGE), 0);
	/* Nothing there to unmap, which is no error. */
	ASSERT_EQ(syscall(SYS_munmap, moved, 20 * PAGE), 0);
	EXPECT_ROWS(ROW("mmap", 10), ROW("mremap", 1), ROW("munmap", 11));
}

TEST(attributes)
{
	unsigned char present[4];
	char *area =
		mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(area, MAP_FAILED);
	tour_begin();
	for (int i = 0; i < 6; i++)
		ASSERT_EQ(syscall(SYS_mprotect, area, PAGE, i % 2 ? PROT_READ | PROT_WRITE : 0), 0);
	ASSERT_EQ(syscall(SYS_mlock, area, 4 * PAGE), 0);
	ASSERT_EQ(syscall(SYS_mincore, area, 4 * PAGE, present), 0);
	ASSERT_EQ(syscall(SYS_munlock, area, 4 * PAGE), 0);
	for (int i = 0; i < 3; i++)
		ASSERT_EQ(syscall(SYS_madvise, area, 4 * PAGE, MADV_DONTNEED), 0);
	ASSERT_EQ(syscall(SYS_msync, area, 4 * PAGE, MS_SYNC), 0);
	EXPECT_ROWS(ROW("mprotect", 6), ROW("mlock", 1), ROW("mincore", 1), ROW("munlock", 1),
		    ROW("madvise", 3), ROW("msync", 1));
}

TEST(errors)
{
	char *area = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	ASSERT_NE(area, MAP_FAILED);
	ASSERT_EQ(munmap(area, PAGE), 0);
	tour_begin();
	ASSERT_EQ(map(0), MAP_FAILED);
	ASSERT_EQ(errno, EINVAL);
	ASSERT_EQ(map(1UL << 60), MAP_FAILED);
	ASSERT_EQ(errno, ENOMEM);
	ASSERT_EQ(syscall(SYS_mmap, NULL, PAGE, PROT_READ, MAP_PRIVATE, -1, 0L), -1);
	ASSERT_EQ(errno, EBADF);
	ASSERT_EQ(syscall(SYS_munmap, area + 1, PAGE), -1);
	ASSERT_EQ(errno, EINVAL);
	ASSERT_EQ(syscall(SYS_mprotect, area, PAGE, PROT_READ), -1);
	ASSERT_EQ(errno, ENOMEM);
	ASSERT_EQ(syscall(SYS_madvise, area, PAGE, -1), -1);
	ASSERT_EQ(errno, EINVAL);
	ASSERT_EQ(syscall(SYS_mlock, area, PAGE), -1);
	ASSERT_EQ(errno, ENOMEM);
	ASSERT_EQ(syscall(SYS_munlock, area, PAGE), -1);
	ASSERT_EQ(errno, ENOMEM);
	ASSERT_EQ(syscall(SYS_mremap, area, PAGE, 2 * PAGE, 0, 0L), -1);
	ASSERT_EQ(errno, EFAULT);
	EXPECT_ROWS(ROW("mmap", 3, .errors = 3), ROW("munmap", 1, .errors = 1),
		    ROW("mprotect", 1, .errors = 1), ROW("madvise", 1, .errors = 1),
		    ROW("mlock", 1, .errors = 1), ROW("munlock", 1, .errors = 1),
		    ROW("mremap", 1, .errors = 1));
}

/* brk does not fail: it tells where the end is. */
TEST(heap)
{
	unsigned long end;

	tour_begin();
	end = syscall(SYS_brk, 0);
	ASSERT_EQ(syscall(SYS_brk, end + 16 * PAGE), end + 16 * PAGE);
	ASSERT_EQ(syscall(SYS_brk, end), end);
	for (int i = 0; i < 10; i++)
		ASSERT_EQ(syscall(SYS_brk, 0), end);
	ASSERT_EQ(syscall(SYS_brk, -1UL), end);
	EXPECT_ROWS(ROW("brk", 14));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
