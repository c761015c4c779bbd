// SPDX-License-Identifier: GPL-2.0
/*
 * Who is selected by the cgroup that it is in, for as long as it is in there or in
 * one below.
 */
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "session.h"

static struct stats one;

/* Groups that are made for this, and removed after it. */
#define GROUPS "/sys/fs/cgroup"

FIXTURE(cgroup)
{
	struct peer *peer;
	int fd;
};

static int group_add(const char *group, pid_t pid)
{
	char path[128], text[16];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), GROUPS "%s/cgroup.procs", group);
	snprintf(text, sizeof(text), "%d", pid);
	fd = open(path, O_WRONLY);
	n = write(fd, text, strlen(text));
	close(fd);
	return n > 0 ? 0 : -1;
}

FIXTURE_SETUP(cgroup)
{
	if (access(GROUPS "/cgroup.procs", F_OK))
		SKIP(return, "no cgroup v2 in " GROUPS);
	ASSERT_EQ(mkdir(GROUPS "/scs", 0755), 0);
	ASSERT_EQ(mkdir(GROUPS "/scs/a", 0755), 0);
	ASSERT_EQ(mkdir(GROUPS "/scs/b", 0755), 0);
	self->peer = peer_start();
	self->fd = session_new();
}

FIXTURE_TEARDOWN(cgroup)
{
	peer_kill(self->peer);
	rmdir(GROUPS "/scs/a/late");
	EXPECT_EQ(rmdir(GROUPS "/scs/a"), 0);
	EXPECT_EQ(rmdir(GROUPS "/scs/b"), 0);
	EXPECT_EQ(rmdir(GROUPS "/scs"), 0);
}

TEST_F(cgroup, in_and_out)
{
	ASSERT_EQ(session_tell(self->fd, "cgroup /scs/a\nstart"), 0);
	peer_do(self->peer, work_getppid, 1000);
	ASSERT_EQ(group_add("/scs", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 1000);
	ASSERT_EQ(group_add("/scs/b", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 1000);
	session_read(self->fd, &one);
	EXPECT_EQ(one.nr_rows, 0);

	/* Moved while it is asleep in a call, both times. */
	ASSERT_EQ(group_add("/scs/a", self->peer->tid), 0);
	session_read(self->fd, &one);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
	peer_do(self->peer, work_getppid, 6);
	ASSERT_EQ(group_add("", self->peer->tid), 0);
	session_read(self->fd, &one);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
	EXPECT_EQ(stats_key(&one, "inflight"), 1);
	peer_do(self->peer, work_getppid, 1000);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("write", 1, .bytes = 1), ROW("getppid", 6),
		    ROW("read", 1, .bytes = sizeof(struct order)));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);

	/* It may come back. */
	ASSERT_EQ(group_add("/scs/a", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 1);
	EXPECT_CALLS(self->fd, &one, "getppid", 7);
}

TEST_F(cgroup, groups_below)
{
	struct peer *thread = peer_new();

	peer_do(self->peer, work_start_thread, (long)thread);
	peer_ready(thread);
	ASSERT_EQ(group_add("/scs/b", self->peer->tid), 0);
	ASSERT_EQ(session_tell(self->fd, "cgroup /scs\nstart"), 0);
	session_read(self->fd, &one);
	EXPECT_EQ(stats_key(&one, "selected"), 2);
	peer_do(self->peer, work_getppid, 1);
	peer_do(thread, work_getppid, 10);
	EXPECT_CALLS(self->fd, &one, "getppid", 11);

	/* To another one below it, and to one that was not there yet. */
	ASSERT_EQ(group_add("/scs/a", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 100);
	ASSERT_EQ(mkdir(GROUPS "/scs/a/late", 0755), 0);
	ASSERT_EQ(group_add("/scs/a/late", self->peer->tid), 0);
	peer_do(self->peer, work_child, 1000);
	EXPECT_CALLS(self->fd, &one, "getppid", 1111);
	EXPECT_EQ(stats_key(&one, "selected"), 2);
	/* It has never left, so nothing of it was selected anew. */
	EXPECT_EQ(stats_key(&one, "orphans"), 2);
}

/* As the kernel's, which not all C libraries have. */
struct clone_arguments {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	uint64_t set_tid, set_tid_size, cgroup;
};

#define INTO_CGROUP 0x200000000ULL

TEST_F(cgroup, born_into_it)
{
	struct clone_arguments args = { .flags = INTO_CGROUP, .exit_signal = SIGCHLD };
	pid_t pid;

	ASSERT_EQ(session_tell(self->fd, "cgroup /scs/a\nstart"), 0);
	args.cgroup = open(GROUPS "/scs/a", O_RDONLY | O_DIRECTORY);
	pid = syscall(SYS_clone3, &args, sizeof(args));
	if (!pid) {
		work_getppid(9);
		syscall(SYS_exit_group, 0);
	}
	if (pid < 0 && errno == ENOSYS)
		SKIP(return, "this kernel has no clone3");
	ASSERT_GT(pid, 0);
	EXPECT_EQ(child_wait(pid), 0);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 9), ROW("exit_group", 1));
	EXPECT_EQ(stats_key(&one, "children"), stats_children(&one, 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
}

TEST_F(cgroup, all_tasks)
{
	ASSERT_EQ(group_add("/scs/a", self->peer->tid), 0);
	ASSERT_EQ(session_tell(self->fd, "syscalls getpgid,getppid\ncgroup /\nstart"), 0);
	peer_do(self->peer, work_getppid, 40);
	peer_do(self->peer, work_child, 7);
	work_getppid(5);
	EXPECT_CALLS(self->fd, &one, "getppid", 52);
	EXPECT_GE(stats_key(&one, "selected"), 2);
}

/* A session does not hold a group, and a group that is gone selects nobody. */
TEST_F(cgroup, removed)
{
	ASSERT_EQ(session_tell(self->fd, "cgroup /scs/a\nstart"), 0);
	EXPECT_EQ(rmdir(GROUPS "/scs/a"), 0);
	peer_do(self->peer, work_getppid, 1000);
	session_read(self->fd, &one);
	EXPECT_EQ(one.nr_rows, 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
	EXPECT_EQ(session_tell(self->fd, "cgroup /scs/a"), ENOENT);
	ASSERT_EQ(mkdir(GROUPS "/scs/a", 0755), 0);
}

int main(int argc, char **argv)
{
	need_session();
	return test_harness_run(argc, argv);
}
