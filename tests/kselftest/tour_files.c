// SPDX-License-Identifier: GPL-2.0
/*
 * A tour of files: contents, names and descriptors.
 */
#include <sys/stat.h>
#include <sys/uio.h>

#include "tour.h"

static char directory[32];
static char buf[32768];

static void enter_directory(void)
{
	strcpy(directory, "/tmp/tour_XXXXXX");
	if (!mkdtemp(directory) || chdir(directory))
		fail("%s: %s", directory, strerror(errno));
}

static void leave_directory(void)
{
	if (chdir("/") || rmdir(directory))
		fail("%s: %s", directory, strerror(errno));
}

static int make_file(void)
{
	int fd;

	enter_directory();
	fd = open("file", O_RDWR | O_CREAT | O_EXCL, 0600);
	if (fd < 0 || unlink("file"))
		fail("%s/file: %s", directory, strerror(errno));
	leave_directory();
	return fd;
}

/* Short reads and the end of the file give the bytes that there are. */
TEST(reading_and_writing)
{
	int fd = make_file();

	tour_begin();
	for (int i = 0; i < 10; i++)
		ASSERT_EQ(syscall(SYS_write, fd, buf, 100), 100);
	for (int i = 0; i < 5; i++)
		ASSERT_EQ(syscall(SYS_pwrite64, fd, buf, 50, 1000L + 50 * i), 50);
	ASSERT_EQ(syscall(SYS_lseek, fd, 0L, SEEK_SET), 0);
	for (int i = 0; i < 12; i++)
		ASSERT_EQ(syscall(SYS_read, fd, buf, 100), 100);
	ASSERT_EQ(syscall(SYS_read, fd, buf, 100), 50);
	ASSERT_EQ(syscall(SYS_read, fd, buf, 100), 0);
	for (int i = 0; i < 3; i++)
		ASSERT_EQ(syscall(SYS_pread64, fd, buf, 1000, 250L), 1000);
	ASSERT_EQ(syscall(SYS_pread64, fd, buf, 1000, 5000L), 0);
	ASSERT_EQ(syscall(SYS_lseek, fd, 0L, SEEK_END), 1250);
	ASSERT_EQ(syscall(SYS_lseek, fd, -1L, SEEK_SET), -1);
	EXPECT_ROWS(ROW("write", 10, .bytes = 1000), ROW("pwrite64", 5, .bytes = 250),
		    ROW("read", 14, .bytes = 1250), ROW("pread64", 4, .bytes = 3000),
		    ROW("lseek", 3, .errors = 1));
}

TEST(vectors)
{
	const struct iovec iov[] = { { buf, 10 }, { buf + 10, 0 }, { buf + 10, 300 } };
	int fd = make_file();

	tour_begin();
	for (int i = 0; i < 4; i++)
		ASSERT_EQ(syscall(SYS_writev, fd, iov, 3), 310);
	ASSERT_EQ(syscall(SYS_writev, fd, iov, -1), -1);
	ASSERT_EQ(syscall(SYS_pwritev, fd, iov, 1, 0L, 0L), 10);
	ASSERT_EQ(syscall(SYS_pwritev2, fd, iov, 1, 0L, 0L, 0), 10);
	ASSERT_EQ(syscall(SYS_lseek, fd, 0L, SEEK_SET), 0);
	for (int i = 0; i < 4; i++)
		ASSERT_EQ(syscall(SYS_readv, fd, iov, 3), 310);
	ASSERT_EQ(syscall(SYS_preadv, fd, iov, 3, 1000L, 0L), 240);
	ASSERT_EQ(syscall(SYS_preadv2, fd, iov, 3, 1000L, 0L, 0), 240);
	ASSERT_EQ(syscall(SYS_preadv2, fd, iov, 3, 0L, 0L, -1), -1);
	EXPECT_ROWS(ROW("writev", 5, .errors = 1, .bytes = 1240), ROW("pwritev", 1, .bytes = 10),
		    ROW("pwritev2", 1, .bytes = 10), ROW("readv", 4, .bytes = 1240),
		    ROW("preadv", 1, .bytes = 240), ROW("preadv2", 2, .errors = 1, .bytes = 240),
		    ROW("lseek", 1));
}

TEST(names)
{
	struct stat st;
	int fd;

	enter_directory();
	tour_begin();
	ASSERT_EQ(call_mkdir("d", 0700), 0);
	ASSERT_EQ(call_mkdir("d", 0700), -1);
	fd = call_creat("d/a", 0600);
	ASSERT_GE(fd, 0);
	ASSERT_EQ(syscall(SYS_fstat, fd, &st), 0);
	ASSERT_EQ(syscall(SYS_close, fd), 0);
	ASSERT_EQ(syscall(SYS_openat, AT_FDCWD, "d/a", O_CREAT | O_EXCL, 0600), -1);
	ASSERT_EQ(errno, EEXIST);
	ASSERT_EQ(call_rename("d/a", "d/b"), 0);
	ASSERT_EQ(call_rename("d/a", "d/b"), -1);
	ASSERT_EQ(call_link("d/b", "d/c"), 0);
	ASSERT_EQ(call_symlink("b", "d/s"), 0);
	ASSERT_EQ(call_readlink("d/s", buf, sizeof(buf)), 1);
	ASSERT_EQ(syscall(SYS_newfstatat, AT_FDCWD, "d/b", &st, 0), 0);
	ASSERT_EQ(syscall(SYS_newfstatat, AT_FDCWD, "d/a", &st, 0), -1);
	ASSERT_EQ(call_stat("d/c", &st), 0);
	ASSERT_EQ(call_lstat("d/s", &st), 0);
	ASSERT_EQ(call_access("d/a", F_OK), -1);
	ASSERT_EQ(syscall(SYS_faccessat, AT_FDCWD, "d/b", F_OK), 0);

	/* What getdents64 returns are bytes, but of no file. */
	fd = syscall(SYS_openat, AT_FDCWD, "d", O_RDONLY | O_DIRECTORY);
	ASSERT_GE(fd, 0);
	ASSERT_GT(syscall(SYS_getdents64, fd, buf, sizeof(buf)), 0);
	ASSERT_EQ(syscall(SYS_getdents64, fd, buf, sizeof(buf)), 0);
	ASSERT_EQ(syscall(SYS_close, fd), 0);

	ASSERT_EQ(call_rmdir("d"), -1);
	ASSERT_EQ(call_unlink("d"), -1);
	ASSERT_EQ(call_unlink("d/b"), 0);
	ASSERT_EQ(call_unlink("d/c"), 0);
	ASSERT_EQ(syscall(SYS_unlinkat, AT_FDCWD, "d/s", 0), 0);
	ASSERT_EQ(call_rmdir("d"), 0);
	EXPECT_ROWS(ROW("mkdir", 2, .errors = 1), ROW("creat", 1), ROW("fstat", 1), ROW("close", 2),
		    ROW("openat", 2, .errors = 1), ROW("rename", 2, .errors = 1), ROW("link", 1),
		    ROW("symlink", 1), ROW("readlink", 1), ROW("newfstatat", 2, .errors = 1),
		    ROW("stat", 1), ROW("lstat", 1), ROW("access", 1, .errors = 1),
		    ROW("faccessat", 1), ROW("getdents64", 2), ROW("rmdir", 2, .errors = 1),
		    ROW("unlink", 3, .errors = 1), ROW("unlinkat", 1));
	leave_directory();
}

TEST(sizes)
{
	int fd = make_file(), copy = make_file();

	tour_begin();
	ASSERT_EQ(syscall(SYS_ftruncate, fd, 9000L), 0);
	ASSERT_EQ(syscall(SYS_ftruncate, fd, -1L), -1);
	ASSERT_EQ(syscall(SYS_fallocate, fd, 0, 0L, 10000L), 0);
	ASSERT_EQ(syscall(SYS_copy_file_range, fd, NULL, copy, NULL, 3000, 0), 3000);
	ASSERT_EQ(syscall(SYS_copy_file_range, fd, NULL, copy, NULL, 3000, 1), -1);
	ASSERT_EQ(syscall(SYS_fsync, copy), 0);
	ASSERT_EQ(syscall(SYS_fdatasync, copy), 0);
	EXPECT_ROWS(ROW("ftruncate", 2, .errors = 1), ROW("fallocate", 1),
		    ROW("copy_file_range", 2, .errors = 1, .bytes = 3000), ROW("fsync", 1),
		    ROW("fdatasync", 1));
}

TEST(descriptors)
{
	int fd = make_file(), other;

	tour_begin();
	other = syscall(SYS_dup, fd);
	ASSERT_GE(other, 0);
	ASSERT_EQ(call_dup2(fd, other), other);
	/* By dup3, which stands in, that is an error. */
	ASSERT_EQ(call_dup2(fd, fd), strcmp(calls_name("dup2"), "dup2") ? -1 : fd);
	ASSERT_EQ(syscall(SYS_dup3, fd, other, O_CLOEXEC), other);
	ASSERT_EQ(syscall(SYS_dup3, fd, fd, 0), -1);
	ASSERT_EQ(syscall(SYS_fcntl, other, F_GETFD), FD_CLOEXEC);
	ASSERT_EQ(syscall(SYS_fcntl, other, F_SETFD, 0), 0);
	ASSERT_EQ(syscall(SYS_fcntl, other, -1), -1);
	ASSERT_EQ(syscall(SYS_close, other), 0);
	for (int i = 0; i < 5; i++) {
		ASSERT_EQ(syscall(SYS_close, other), -1);
		ASSERT_EQ(syscall(SYS_read, other, buf, 1), -1);
		ASSERT_EQ(syscall(SYS_write, other, buf, 1), -1);
		ASSERT_EQ(syscall(SYS_dup, other), -1);
		ASSERT_EQ(errno, EBADF);
		ASSERT_EQ(syscall(SYS_openat, AT_FDCWD, "/no/such/file", O_RDONLY), -1);
		ASSERT_EQ(errno, ENOENT);
	}
	EXPECT_ROWS(ROW("dup", 6, .errors = 5),
		    ROW("dup2", 2, .errors = !!strcmp(calls_name("dup2"), "dup2")),
		    ROW("dup3", 2, .errors = 1), ROW("fcntl", 3, .errors = 1),
		    ROW("close", 6, .errors = 5), ROW("read", 5, .errors = 5),
		    ROW("write", 5, .errors = 5), ROW("openat", 5, .errors = 5));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
