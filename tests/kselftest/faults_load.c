// SPDX-License-Identifier: GPL-2.0
/*
 * As faults.c: memory runs out while the module is loaded, and while a CPU comes up
 * that it has not seen yet.
 */
#include <sys/stat.h>
#include <sys/syscall.h>

#include "kselftest_harness.h"
#include "faults.h"
#include "session.h"

static void *image;
static size_t image_size;

/* Nothing of a module is in sight. */
static bool all_gone(void)
{
	return access("/sys/module/syscallstat", F_OK) && access(PROC_FILE, F_OK) &&
	       access(SESSION_FILE, F_OK) && access(DEBUGFS "syscallstat", F_OK);
}

static void unload(void)
{
	if (syscall(SYS_delete_module, "syscallstat", 0))
		fail("delete_module: %s", strerror(errno));
	if (!all_gone())
		fail("something is left of the module");
}

/* Returns 0 or an errno. */
static int load_module(const char *parameters)
{
	return syscall(SYS_init_module, image, image_size, parameters) ? errno : 0;
}

static void read_module(void)
{
	const char *path = getenv("SYSCALLSTAT_MODULE");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		fail("SYSCALLSTAT_MODULE= must name the module");
	image_size = st.st_size;
	image = malloc(image_size);
	if (!image || read(fd, image, image_size) != (ssize_t)image_size)
		fail("%s: %s", path, strerror(errno));
	close(fd);
}

static void try_loading(struct __test_metadata *_metadata, const char *parameters)
{
	unsigned int n, failures = 0;
	bool injected = true;
	int err;

	if (!access(PROC_FILE, F_OK))
		unload();
	read_module();
	fault_begin();
	for (n = 1; injected && n < FAULTS_MAX && __test_passed(_metadata); n++) {
		fault_arm(n);
		err = load_module(parameters);
		injected = fault_disarm();
		if (err) {
			failures++;
			EXPECT_EQ(err, injected ? ENOMEM : 0);
			EXPECT_TRUE(all_gone());
		} else {
			/* What debugfs has no memory for is not there; the rest is as it should. */
			EXPECT_TRUE(fault_counts_on());
			unload();
		}
		if (!__test_passed(_metadata))
			printf("# ... at allocation %u, errno %d\n", n, err);
	}
	fault_tell(_metadata, n - 2, failures);
	EXPECT_EQ(load_module(""), 0);
}

TEST(load)
{
	try_loading(_metadata, "");
}

TEST(load_stopped)
{
	try_loading(_metadata, "start=0");
}

TEST(load_kprobe)
{
	try_loading(_metadata, "hook=kprobe syscalls=getppid,getpgrp account_wait=1");
}

TEST(load_ftrace)
{
	try_loading(_metadata, "hook=ftrace syscalls=getppid,getpgrp");
}

#define CPU "/sys/devices/system/cpu/cpu1/online"

static int online_fd = -1;

/* Returns 0 or an errno. */
static int cpu_set(const char *on)
{
	return pwrite(online_fd, on, 1, 0) == 1 ? 0 : errno;
}

static bool cpu_is_online(void)
{
	char on = '0';

	return pread(online_fd, &on, 1, 0) == 1 && on == '1';
}

/* Calls on that CPU are counted as on any. */
static bool counts_there(void)
{
	cpu_set_t there, anywhere;
	bool counts;

	sched_getaffinity(0, sizeof(anywhere), &anywhere);
	CPU_ZERO(&there);
	CPU_SET(1, &there);
	if (sched_setaffinity(0, sizeof(there), &there))
		return false;
	counts = fault_counts_on();
	sched_setaffinity(0, sizeof(anywhere), &anywhere);
	return counts;
}

/* It has room for statistics, the system's and a session's, only once: so all is loaded anew. */
TEST(cpu_comes_up)
{
	unsigned int n, failures = 0;
	bool injected = true;
	int err, session;

	online_fd = open(CPU, O_RDWR | O_CLOEXEC);
	if (online_fd < 0)
		SKIP(return, "the machine has no CPU that can go");
	if (!access(PROC_FILE, F_OK))
		unload();
	read_module();
	fault_begin();
	for (n = 1; injected && n < FAULTS_MAX && __test_passed(_metadata); n++) {
		ASSERT_EQ(cpu_set("0"), 0);
		EXPECT_EQ(load_module(""), 0);
		/* It sees whether the file is there. */
		session = session_new();
		fault_arm(n);
		err = cpu_set("1");
		injected = fault_disarm();
		if (err) {
			failures++;
			EXPECT_EQ(err, injected ? ENOMEM : 0);
			EXPECT_FALSE(cpu_is_online());
			EXPECT_TRUE(fault_counts_on());
			EXPECT_EQ(cpu_set("1"), 0);
		}
		EXPECT_TRUE(counts_there());
		EXPECT_EQ(session_tell(session, "uid 0\nstart"), 0);
		close(session);
		unload();
		if (!__test_passed(_metadata))
			printf("# ... at allocation %u, errno %d\n", n, err);
	}
	fault_tell(_metadata, n - 2, failures);
	EXPECT_EQ(load_module(""), 0);
	close(online_fd);
}

int main(int argc, char **argv)
{
	need_module();
	need_faults();
	return test_harness_run(argc, argv);
}
