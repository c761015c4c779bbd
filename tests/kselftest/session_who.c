// SPDX-License-Identifier: GPL-2.0
/*
 * Who may select whom. The device is given to a group for this, as a udev rule
 * would, and taken back.
 *
 *   session_who --as-root   (run by the tests from a copy with the set-user-ID bit)
 */
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/stat.h>

#include "kselftest_harness.h"
#include "session.h"

static struct stats one;

/* Ids that nobody else has. */
#define GROUP 4343
#define USER 4242
#define OTHER_USER 4244

#define AS_ROOT_CALLS 100

FIXTURE(group)
{
	struct peer *root; /* a process that is not the user's */
};

FIXTURE_SETUP(group)
{
	ASSERT_EQ(chown(SESSION_FILE, 0, GROUP), 0);
	ASSERT_EQ(chmod(SESSION_FILE, 0660), 0);
	self->root = peer_start();
}

FIXTURE_TEARDOWN(group)
{
	peer_kill(self->root);
	EXPECT_EQ(chown(SESSION_FILE, 0, 0), 0);
	EXPECT_EQ(chmod(SESSION_FILE, 0600), 0);
}

/* In a child: what is not so is told, and shows in its exit status. */
#define NEED(condition)                                                                           \
	do {                                                                                      \
		if (!(condition)) {                                                               \
			dprintf(1, "# line %d: %s: %s\n", __LINE__, #condition, strerror(errno)); \
			syscall(SYS_exit_group, 1);                                               \
		}                                                                                 \
	} while (0)

static void become(uid_t user, gid_t group)
{
	NEED(syscall(SYS_setgroups, 1, &group) == 0);
	NEED(syscall(SYS_setresgid, user, user, user) == 0);
	NEED(syscall(SYS_setresuid, user, user, user) == 0);
}

/* The calls of one row of a session, from which the ledger must not stray. */
static uint64_t calls_of(int fd, const char *name)
{
	session_read(fd, &one);
	NEED(stats_key(&one, "missed") == 0);
	return stats_cell(&one, "64", name, CALLS);
}

static void no_member(void *unused)
{
	become(USER, USER);
	NEED(session_open() == -1 && errno == EACCES);
	NEED(open(SESSION_FILE, O_RDONLY) == -1 && errno == EACCES);
}

TEST_F(group, no_entry_for_others)
{
	EXPECT_EQ(child_run(no_member, NULL), 0);
}

static void member(void *arg)
{
	const struct peer *root = arg;
	int fd;

	become(USER, GROUP);
	fd = session_open();
	NEED(fd >= 0);
	NEED(session_tell(fd, "pid %d", root->tid) == EPERM);
	NEED(session_tell(fd, "tid %d", root->tid) == EPERM);
	NEED(session_tell(fd, "pid 1") == EPERM);
	NEED(session_tell(fd, "uid 0") == EPERM);
	NEED(session_tell(fd, "uid %d", OTHER_USER) == EPERM);
	/* What is not allowed changes nothing, whatever else is in the write. */
	NEED(session_tell(fd, "pid %d\nstart\nfollow\nuid 0", getpid()) == EPERM);
	session_read(fd, &one);
	NEED(stats_key(&one, "selected") == 0);
	NEED(strstr(one.text, "\n# state stopped\n"));

	NEED(session_tell(fd, "pid %d\nstart", getpid()) == 0);
	NEED(session_tell(fd, "tid %d", getpid()) == 0);
	NEED(session_tell(fd, "uid %d", USER) == 0);
	work_getppid(100);
	work_child(50);
	NEED(calls_of(fd, "getppid") == 150);
	NEED(stats_key(&one, "selected") == 1);
}

TEST_F(group, own_tasks_only)
{
	EXPECT_EQ(child_run(member, self->root), 0);
}

static const char name[] = "session user";

/* Whoever matches, the user's own are counted. */
static void match(const struct peer *root, const char *selector)
{
	int fd = session_open(), ready[2], go[2];
	pid_t child;
	char byte;

	NEED(fd >= 0 && pipe(ready) == 0 && pipe(go) == 0);
	NEED(session_tell(fd, "syscalls getppid\n%s\nfollow\nstart", selector) == 0);
	child = call_fork();
	if (!child) {
		syscall(SYS_write, ready[1], "", 1);
		syscall(SYS_read, go[0], &byte, 1);
		work_getppid(20);
		syscall(SYS_exit_group, 0);
	}
	NEED(read(ready[0], &byte, 1) == 1);
	session_read(fd, &one);
	NEED(stats_key(&one, "selected") == 2);
	peer_order(root, work_getppid, 1000);
	peer_done(root);
	peer_order(root, work_child, 1000);
	peer_done(root);
	NEED(write(go[1], "", 1) == 1);
	NEED(child_wait(child) == 0);
	work_getppid(3);
	NEED(calls_of(fd, "getppid") == 23);
	close(fd);
}

static void member_matches(void *root)
{
	NEED(prctl(PR_SET_NAME, name) == 0);
	become(USER, GROUP);
	match(root, "comm session user");
	if (!access("/sys/fs/cgroup/cgroup.procs", F_OK))
		match(root, "cgroup /");
}

static void work_rename(long unused)
{
	prctl(PR_SET_NAME, name);
}

TEST_F(group, names_and_groups_match_own_tasks_only)
{
	peer_do(self->root, work_rename, 0);
	EXPECT_EQ(child_run(member_matches, self->root), 0);
}

/* The copy of this program that becomes root when it is executed. */
static char copy[] = "/tmp/session_who.XXXXXX";
static char *const as_root_argv[] = { copy, "--as-root", NULL };

#define NOT_ROOT 77

static int as_root(void)
{
	work_getppid(AS_ROOT_CALLS);
	return geteuid() ? NOT_ROOT : 0;
}

static void execute_copy(void *unused)
{
	work_getppid(5);
	syscall(SYS_execve, copy, as_root_argv, NULL);
}

static void *execute_copy_in_thread(void *unused)
{
	execute_copy(NULL);
	return NULL;
}

static void execute_copy_from_thread(void *unused)
{
	pthread_t thread;

	if (!pthread_create(&thread, NULL, execute_copy_in_thread, NULL))
		for (;;)
			pause();
}

static int made_copy(void)
{
	static char program[4 << 20];
	int from = open("/proc/self/exe", O_RDONLY), to = mkstemp(copy);
	ssize_t n = read(from, program, sizeof(program));
	int ok = n > 0 && n < (ssize_t)sizeof(program) && write(to, program, n) == n &&
		 !fchmod(to, 04755);

	close(from);
	close(to);
	return ok;
}

/* How it comes to the program, and by which commands it is selected. */
static void through_setuid(const char *selectors, void (*run)(void *))
{
	int fd = session_open(), status;

	NEED(fd >= 0);
	NEED(session_tell(fd, "%s\nstart", selectors) == 0);
	status = child_run(run, NULL);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_ROOT)
		syscall(SYS_exit_group, NOT_ROOT);
	NEED(status == 0);
	NEED(calls_of(fd, "getppid") == 5);
	/* This call began when it was the user's. */
	NEED(stats_cell(&one, "64", "execve", CALLS) == 1);
	NEED(stats_cell(&one, "64", "execve", ERRORS) == 0);
	NEED(stats_cell(&one, "64", "exit_group", CALLS) == 0);
	NEED(stats_key(&one, "selected") == 1);
	close(fd);
}

static void member_executes(void *unused)
{
	char by_pid[64];

	become(USER, GROUP);
	snprintf(by_pid, sizeof(by_pid), "follow\npid %d", getpid());
	through_setuid(by_pid, execute_copy);
	through_setuid(by_pid, execute_copy_from_thread);
	/* The real uid remains that of the user. */
	through_setuid("uid 4242", execute_copy);
}

TEST_F(group, not_through_setuid_programs)
{
	int status;

	ASSERT_TRUE(made_copy());
	status = child_run(member_executes, NULL);
	unlink(copy);
	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_ROOT)
		SKIP(return, "/tmp is mounted with nosuid");
	EXPECT_EQ(status, 0);
}

/* What counts is who opened it, not who writes. */
static void opened_by_user(void *root)
{
	const gid_t group = GROUP;
	int fd;

	NEED(syscall(SYS_setgroups, 1, &group) == 0);
	NEED(syscall(SYS_setresuid, USER, USER, 0) == 0);
	fd = session_open();
	NEED(fd >= 0);
	NEED(syscall(SYS_setresuid, 0, 0, 0) == 0);
	NEED(session_tell(fd, "pid %d", ((struct peer *)root)->tid) == EPERM);
	NEED(session_tell(fd, "uid 0") == EPERM);
	NEED(session_tell(fd, "pid 1") == EPERM);
}

static void opened_by_root(void *root)
{
	int fd = session_open();

	become(USER, USER);
	NEED(session_tell(fd, "pid %d\nuid 0\nstart", ((struct peer *)root)->tid) == 0);
	peer_order(root, work_getppid, 10);
	peer_done(root);
	NEED(calls_of(fd, "getppid") == 10);
}

TEST_F(group, who_opened_it_counts)
{
	EXPECT_EQ(child_run(opened_by_user, self->root), 0);
	EXPECT_EQ(child_run(opened_by_root, self->root), 0);
}

/* Not root, but with the capability. */
static void with_capability(void *arg)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3] = { 0 };
	const struct peer *root = arg;
	int fd;

	NEED(prctl(PR_SET_KEEPCAPS, 1) == 0);
	become(USER, GROUP);
	/* CAP_PERFMON, which not all headers know. */
	data[1].permitted = 1 << (38 - 32);
	data[1].effective = data[1].permitted;
	NEED(syscall(SYS_capset, &header, data) == 0);
	fd = session_open();
	NEED(fd >= 0);
	NEED(session_tell(fd, "pid %d\nuid 0\nstart", root->tid) == 0);
	peer_order(root, work_getppid, 10);
	peer_done(root);
	NEED(calls_of(fd, "getppid") == 10);
}

TEST_F(group, a_capability_is_enough)
{
	EXPECT_EQ(child_run(with_capability, self->root), 0);
}

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	ssize_t n = write(fd, text, strlen(text));

	close(fd);
	return n == (ssize_t)strlen(text);
}

/* Root of a user namespace of its own is the user; uids are those of that namespace. */
static void namespace_root(void *arg)
{
	const struct peer *root = arg;
	int fd;

	become(USER, GROUP);
	/* Else the files in which it maps its uid are not its own. */
	NEED(prctl(PR_SET_DUMPABLE, 1) == 0);
	if (syscall(SYS_unshare, CLONE_NEWUSER))
		syscall(SYS_exit_group, NOT_ROOT);
	NEED(write_file("/proc/self/uid_map", "0 4242 1"));
	NEED(getuid() == 0);
	fd = session_open();
	NEED(fd >= 0);
	NEED(session_tell(fd, "pid %d", root->tid) == EPERM);
	NEED(session_tell(fd, "pid 1") == EPERM);
	NEED(session_tell(fd, "uid 4242") != 0);
	NEED(session_tell(fd, "uid 0\nstart") == 0);
	peer_order(root, work_getppid, 1000);
	peer_done(root);
	work_getppid(12);
	NEED(calls_of(fd, "getppid") == 12);
	NEED(stats_key(&one, "selected") == 1);
}

TEST_F(group, root_of_a_user_namespace)
{
	int status = child_run(namespace_root, self->root);

	if (WIFEXITED(status) && WEXITSTATUS(status) == NOT_ROOT)
		SKIP(return, "no user namespace for users here");
	EXPECT_EQ(status, 0);
}

static int left[2];

/* Opens all that there can be, and is not going to close them. */
static void hold_all(void *root)
{
	int fd;

	for (int i = 0; i < SESSIONS; i++) {
		fd = session_open();
		NEED(fd >= 0);
		NEED(session_tell(fd, "pid %d\npid %d\nfollow\nstart", getpid(),
				  ((struct peer *)root)->tid) == 0);
		work_child(3);
	}
	NEED(session_open() == -1 && errno == EBUSY);
	syscall(SYS_write, left[1], "", 1);
	for (;;)
		call_pause();
}

static void crash(void *root)
{
	int fds[SESSIONS];
	char byte;
	pid_t pid;

	if (pipe(left))
		fail("pipe: %s", strerror(errno));
	pid = child_start(hold_all, root);
	/* Of which there is nothing to be read if it fails. */
	close(left[1]);
	if (read(left[0], &byte, 1) != 1 || session_open() >= 0 || errno != EBUSY)
		fail("there is room left");
	kill(pid, SIGKILL);
	child_wait(pid);
	close(left[0]);
	for (int i = 0; i < SESSIONS; i++)
		fds[i] = session_new();
	for (int i = 0; i < SESSIONS; i++)
		close(fds[i]);
}

TEST_F(group, a_crash_leaves_nothing)
{
	EXPECT_TRUE(session_memory_comes_back(crash, self->root));
	/* Whom they had selected goes on. */
	peer_do(self->root, work_getppid, 1);
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "--as-root"))
		return as_root();
	need_session();
	return test_harness_run(argc, argv);
}
