// SPDX-License-Identifier: GPL-2.0
/*
 * A tour of privileges: a call that the kernel refuses for want of them has
 * begun, so it is an error, and not denied.
 */
#include <linux/capability.h>
#include <linux/reboot.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

#include "tour.h"

static void drop_capabilities(void)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];

	NEED(syscall(SYS_capget, &header, data) == 0);
	NEED(data[0].effective & (1 << CAP_SYS_ADMIN));
	memset(data, 0, sizeof(data));
	NEED(syscall(SYS_capset, &header, data) == 0);
	/* They do not come back. */
	data[0].permitted = 1 << CAP_SYS_ADMIN;
	NEED(syscall(SYS_capset, &header, data) == -1 && errno == EPERM);
}

#define NEED_EPERM(...) NEED(syscall(__VA_ARGS__) == -1 && errno == EPERM)

static void without_capabilities(void *unused)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(80) };
	int fd;

	drop_capabilities();
	for (int i = 0; i < 10; i++) {
		NEED_EPERM(SYS_sethostname, "tour", 4);
		NEED_EPERM(SYS_unshare, CLONE_NEWNS);
		NEED_EPERM(SYS_setuid, 1);
		NEED_EPERM(SYS_chroot, "/");
		NEED_EPERM(SYS_socket, AF_INET, SOCK_RAW, IPPROTO_ICMP);
		NEED_EPERM(SYS_delete_module, "none", 0);
		/* Not a magic number among them, to be on the safe side. */
		NEED_EPERM(SYS_reboot, 0, 0, LINUX_REBOOT_CMD_CAD_OFF, NULL);
	}
	fd = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
	NEED(syscall(SYS_bind, fd, &address, sizeof(address)) == -1 && errno == EACCES);
	NEED(syscall(SYS_setuid, 0) == 0);
}

TEST(without_any)
{
	tour_begin();
	ASSERT_EQ(child_run(without_capabilities, NULL), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("capget", 1),
		    ROW("capset", 2, .errors = 1), ROW("sethostname", 10, .errors = 10),
		    ROW("unshare", 10, .errors = 10), ROW("setuid", 11, .errors = 10),
		    ROW("chroot", 10, .errors = 10), ROW("socket", 11, .errors = 10),
		    ROW("delete_module", 10, .errors = 10), ROW("reboot", 10, .errors = 10),
		    ROW("bind", 1, .errors = 1));
}

static void before_and_after(void *unused)
{
	NEED(syscall(SYS_unshare, CLONE_NEWUTS) == 0);
	for (int i = 0; i < 5; i++)
		NEED(syscall(SYS_sethostname, "tour", 4) == 0);
	drop_capabilities();
	for (int i = 0; i < 7; i++)
		NEED_EPERM(SYS_sethostname, "tour", 4);
}

TEST(dropped_on_the_way)
{
	tour_begin();
	ASSERT_EQ(child_run(before_and_after, NULL), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("unshare", 1),
		    ROW("sethostname", 12, .errors = 7), ROW("capget", 1),
		    ROW("capset", 2, .errors = 1));
}

static void as_nobody(void *unused)
{
	char c;

	NEED(syscall(SYS_setresgid, 65534, 65534, 65534) == 0);
	NEED(syscall(SYS_setgroups, 0, NULL) == 0);
	NEED(syscall(SYS_setresuid, 65534, 65534, 65534) == 0);
	NEED(syscall(SYS_getuid) == 65534);
	NEED_EPERM(SYS_setresuid, 0, 0, 0);
	NEED_EPERM(SYS_setgroups, 0, NULL);
	NEED_EPERM(SYS_kill, 1, SIGKILL);
	NEED(syscall(SYS_openat, AT_FDCWD, PROC_FILE, O_RDONLY) == -1 && errno == EACCES);
	NEED(syscall(SYS_read, -1, &c, 1) == -1);
}

/* The numbers of others are none of their business, and their attempts are counted. */
TEST(another_user)
{
	tour_begin();
	ASSERT_EQ(child_run(as_nobody, NULL), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("setresgid", 1),
		    ROW("setgroups", 2, .errors = 1), ROW("setresuid", 2, .errors = 1),
		    ROW("getuid", 1), ROW("kill", 1, .errors = 1), ROW("openat", 1, .errors = 1),
		    ROW("read", 1, .errors = 1));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
