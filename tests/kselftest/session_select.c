// SPDX-License-Identifier: GPL-2.0
/*
 * Who is selected by number, and whoever they create: pid, tid, follow; through
 * threads, children of all kinds, pid namespaces and execve.
 */
#include <sched.h>

#include "kselftest_harness.h"
#include "session.h"

static struct stats one;

FIXTURE(session)
{
	struct peer *peer; /* a process */
	struct peer *thread; /* another thread of it */
	int fd;
};

FIXTURE_SETUP(session)
{
	self->peer = peer_start();
	self->thread = peer_new();
	peer_do(self->peer, work_start_thread, (long)self->thread);
	peer_ready(self->thread);
	self->fd = session_new();
}

FIXTURE_TEARDOWN(session)
{
	peer_kill(self->peer);
	/* Some have stopped it. */
	EXPECT_EQ(control("start"), 0);
}

struct thread {
	long calls;
	pid_t tid;
};

static void *thread_of_calls(void *arg)
{
	struct thread *thread = arg;

	thread->tid = syscall(SYS_gettid);
	work_getppid(thread->calls);
	syscall(SYS_exit, 0);
	return NULL;
}

/* When it is joined it is about to end; here it has ended. */
static void work_thread(long n)
{
	struct thread thread = { n, 0 };
	pthread_t handle;

	if (!pthread_create(&handle, NULL, thread_of_calls, &thread))
		pthread_join(handle, NULL);
	while (!syscall(SYS_tgkill, getpid(), thread.tid, 0))
		sched_yield();
}

TEST_F(session, pid_is_all_threads_and_no_children)
{
	ASSERT_EQ(session_tell(self->fd, "pid %d\nstart", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 30);
	peer_do(self->thread, work_getppid, 20);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 50), ROW("write", 2, .bytes = 2));
	EXPECT_EQ(stats_key(&one, "selected"), 2);
	EXPECT_EQ(stats_key(&one, "orphans"), 2);
	EXPECT_EQ(stats_key(&one, "inflight"), 2);

	/* Threads that come later, whichever thread makes them. */
	peer_do(self->peer, work_thread, 7);
	peer_do(self->thread, work_thread, 6);
	EXPECT_CALLS(self->fd, &one, "getppid", 63);
	EXPECT_EQ(stats_key(&one, "selected"), 2);
	EXPECT_EQ(stats_key(&one, "children"), stats_children(&one, 2));
	EXPECT_EQ(stats_cell(&one, "64", "exit", CALLS), 2);

	/* Children are no part of it, and theirs neither. */
	peer_do(self->peer, work_child, 1000);
	peer_do(self->thread, work_child, 1000);
	EXPECT_CALLS(self->fd, &one, "getppid", 63);
	EXPECT_EQ(stats_cell(&one, "64", "exit_group", CALLS), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 2);
	EXPECT_EQ(stats_key(&one, "orphans"), 2);

	EXPECT_EQ(peer_end(self->peer), 0);
	EXPECT_CALLS(self->fd, &one, "getppid", 63);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
	EXPECT_EQ(stats_key(&one, "inflight"), 0);
}

TEST_F(session, tid_is_one_thread)
{
	ASSERT_EQ(session_tell(self->fd, "tid %d\nstart", self->thread->tid), 0);
	peer_do(self->peer, work_getppid, 30);
	peer_do(self->thread, work_getppid, 20);
	peer_do(self->thread, work_thread, 500);
	peer_do(self->thread, work_child, 500);
	EXPECT_CALLS(self->fd, &one, "getppid", 20);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "children"), 0);

	/* That of the leader is the leader. */
	close(self->fd);
	self->fd = session_new();
	ASSERT_EQ(session_tell(self->fd, "tid %d\nstart", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 3);
	peer_do(self->thread, work_getppid, 20);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 3), ROW("write", 1, .bytes = 1));
	EXPECT_EQ(stats_key(&one, "selected"), 1);
}

/* Whoever is selected twice counts once, and selectors add up over writes. */
TEST_F(session, selectors_add_up)
{
	ASSERT_EQ(session_tell(self->fd, "tid %d\nstart", self->thread->tid), 0);
	peer_do(self->peer, work_getppid, 1);
	peer_do(self->thread, work_getppid, 10);
	EXPECT_CALLS(self->fd, &one, "getppid", 10);
	ASSERT_EQ(session_tell(self->fd, "tid %d\npid %d\npid %d", self->thread->tid,
			       self->peer->tid, self->peer->tid),
		  0);
	peer_do(self->peer, work_getppid, 100);
	peer_do(self->thread, work_getppid, 1000);
	EXPECT_CALLS(self->fd, &one, "getppid", 1110);
	EXPECT_EQ(stats_key(&one, "selected"), 2);
	/* The thread that was selected already was in the middle of nothing new. */
	EXPECT_EQ(stats_key(&one, "orphans"), 2);
}

static void grandchildren(void *n)
{
	work_getppid((long)n);
	work_child((long)n);
	work_child((long)n);
}

static void work_grandchildren(long n)
{
	child_run(grandchildren, (void *)n);
}

static void work_vfork(long n)
{
	pid_t pid = vfork();

	if (!pid) {
		work_getppid(n);
		syscall(SYS_exit_group, 0);
	}
	child_wait(pid);
}

static void in_threads(void *n)
{
	work_thread((long)n);
	work_thread((long)n);
}

static void work_threads_of_child(long n)
{
	child_run(in_threads, (void *)n);
}

/* Its parent is ours. */
static void work_sibling(long n)
{
	if (!syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0)) {
		work_getppid(n);
		syscall(SYS_exit_group, 0);
	}
}

static const struct {
	void (*run)(long n);
	unsigned int times; /* n, without the calls of the peer itself */
	unsigned int born;
} creations[] = {
	{ work_child, 1, 1 },  { work_grandchildren, 3, 3 },	{ work_vfork, 1, 1 },
	{ work_thread, 1, 1 }, { work_threads_of_child, 2, 3 },
};

TEST_F(session, follow)
{
	uint64_t calls = 0, born = 0;

	ASSERT_EQ(session_tell(self->fd, "pid %d\nfollow\nstart", self->peer->tid), 0);
	for (size_t i = 0; i < ARRAY_SIZE(creations); i++) {
		peer_do(self->peer, creations[i].run, 10 + i);
		peer_do(self->thread, creations[i].run, 100 + i);
		calls += creations[i].times * (110 + 2 * i);
		born += creations[i].born * 2;
		EXPECT_CALLS(self->fd, &one, "getppid", calls);
		EXPECT_EQ(stats_key(&one, "children"), stats_children(&one, born));
		EXPECT_EQ(stats_key(&one, "selected"), 2);
	}
	peer_do(self->peer, work_sibling, 5);
	ASSERT_GT(waitpid(-1, NULL, 0), 0);
	EXPECT_CALLS(self->fd, &one, "getppid", calls + 5);
	EXPECT_EQ(stats_key(&one, "selected"), 2);
	EXPECT_EQ(stats_key(&one, "orphans"), 2);
	EXPECT_EQ(stats_key(&one, "abandoned"), 0);
}

TEST_F(session, not_without_follow)
{
	ASSERT_EQ(session_tell(self->fd, "tid %d\nstart", self->peer->tid), 0);
	for (size_t i = 0; i < ARRAY_SIZE(creations); i++)
		peer_do(self->peer, creations[i].run, 10);
	peer_do(self->peer, work_sibling, 5);
	ASSERT_GT(waitpid(-1, NULL, 0), 0);
	EXPECT_CALLS(self->fd, &one, "getppid", 0);
	EXPECT_EQ(stats_key(&one, "children"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
}

/* From a thread alone, too: what others of its process create is none of it. */
TEST_F(session, follow_a_thread)
{
	ASSERT_EQ(session_tell(self->fd, "follow\ntid %d\nstart", self->thread->tid), 0);
	for (size_t i = 0; i < ARRAY_SIZE(creations); i++)
		peer_do(self->peer, creations[i].run, 10);
	EXPECT_CALLS(self->fd, &one, "getppid", 0);
	peer_do(self->thread, work_thread, 7);
	peer_do(self->thread, work_grandchildren, 5);
	EXPECT_CALLS(self->fd, &one, "getppid", 22);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
}

/* Those who were there before are not followed; those who are stay when their parent is gone. */
TEST_F(session, follow_from_now_on)
{
	struct peer *early = peer_new(), *between = peer_new(), *late = peer_new();

	peer_do(self->peer, work_start_child, (long)early);
	peer_ready(early);
	ASSERT_EQ(session_tell(self->fd, "tid %d\nstart", self->peer->tid), 0);
	peer_do(self->peer, work_start_child, (long)between);
	peer_ready(between);
	ASSERT_EQ(session_tell(self->fd, "follow"), 0);
	peer_do(self->peer, work_start_child, (long)late);
	peer_ready(late);

	peer_do(early, work_getppid, 1000);
	peer_do(between, work_getppid, 1000);
	peer_do(early, work_child, 1000);
	peer_do(late, work_getppid, 5);
	EXPECT_CALLS(self->fd, &one, "getppid", 5);
	EXPECT_EQ(stats_key(&one, "selected"), 2);
	EXPECT_EQ(stats_key(&one, "children"), stats_children(&one, 1));

	peer_do(late, work_grandchildren, 2);
	EXPECT_CALLS(self->fd, &one, "getppid", 11);
	peer_kill(early);
	peer_kill(between);
	peer_kill(late);
}

static void work_outlived(long peer)
{
	/* The child's parent ends at once, without a word to it. */
	pid_t pid = call_fork();

	if (!pid) {
		if (!call_fork()) {
			peer_loop((void *)peer);
			syscall(SYS_exit_group, 0);
		}
		syscall(SYS_exit_group, 0);
	}
	child_wait(pid);
}

TEST_F(session, follow_outlives_the_parent)
{
	struct peer *orphan = peer_new();

	/* It becomes our child then. */
	ASSERT_EQ(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	ASSERT_EQ(session_tell(self->fd, "pid %d\nfollow\nstart", self->peer->tid), 0);
	peer_do(self->peer, work_outlived, (long)orphan);
	peer_ready(orphan);
	EXPECT_EQ(peer_end(self->peer), 0);
	session_read(self->fd, &one);
	EXPECT_EQ(stats_key(&one, "selected"), 1);
	peer_do(orphan, work_getppid, 4);
	peer_do(orphan, work_child, 5);
	EXPECT_CALLS(self->fd, &one, "getppid", 9);
	EXPECT_EQ(peer_end(orphan), 0);
}

/* N is a number of whoever writes it. */
static void in_namespace(void *arg)
{
	int fd = *(int *)arg;
	pid_t outside = getppid();
	int errors;

	if (outside || getpid() != 1)
		syscall(SYS_exit_group, 2);
	/* There is no other process in there. */
	errors = session_tell(fd, "pid %d", 2) != ESRCH;
	errors += session_tell(fd, "tid %d", 40) != ESRCH;
	errors += session_tell(fd, "pid 1\nstart\nreset") != 0;
	work_getppid(11);
	syscall(SYS_exit_group, errors);
}

static void to_namespace(void *fd)
{
	int status;

	if (syscall(SYS_unshare, CLONE_NEWPID))
		syscall(SYS_exit_group, 3);
	status = child_run(in_namespace, fd);
	syscall(SYS_exit_group, WIFEXITED(status) ? WEXITSTATUS(status) : 4);
}

TEST_F(session, pid_namespace)
{
	ASSERT_EQ(child_run(to_namespace, &self->fd), 0);
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("getppid", 11), ROW("exit_group", 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
}

/* Execute a program that makes seven getppid and ends. */
static void work_execute(long unused)
{
	static char *const target[] = { "./target64", NULL };

	syscall(SYS_execve, target[0], target, NULL);
}

TEST_F(session, execve_of_a_thread)
{
	pid_t pid = self->peer->tid;

	ASSERT_EQ(session_tell(self->fd, "pid %d\nstart", pid), 0);
	/* It takes over the pid of its leader, which dies in its read. */
	peer_order(self->thread, work_execute, 0);
	EXPECT_EQ(child_wait(pid), 0);
	self->peer->tid = 0;
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("execve", 1), ROW("getppid", 7), ROW("exit_group", 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 2);
	EXPECT_EQ(stats_key(&one, "noreturn"), 1);
	EXPECT_EQ(stats_key(&one, "inflight"), 0);
	EXPECT_EQ(stats_key(&one, "abandoned"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
}

TEST_F(session, execve_of_a_thread_that_is_selected_alone)
{
	pid_t pid = self->peer->tid;

	ASSERT_EQ(session_tell(self->fd, "tid %d\nstart", self->thread->tid), 0);
	peer_order(self->thread, work_execute, 0);
	EXPECT_EQ(child_wait(pid), 0);
	self->peer->tid = 0;
	session_read(self->fd, &one);
	EXPECT_ROWS(&one, ROW("execve", 1), ROW("getppid", 7), ROW("exit_group", 1));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
}

static void work_execute_in_threads_of_children(long n)
{
	static char *const target[] = { "./target64", NULL };

	while (n--)
		child_run(child_execute_from_thread, (void *)target);
}

TEST_F(session, execve_of_threads_that_are_followed)
{
	ASSERT_EQ(session_tell(self->fd, "pid %d\nfollow\nstart", self->peer->tid), 0);
	peer_do(self->peer, work_execute_in_threads_of_children, 50);
	EXPECT_CALLS(self->fd, &one, "getppid", 7 * 50);
	EXPECT_EQ(stats_cell(&one, "64", "execve", CALLS), 50);
	EXPECT_EQ(stats_cell(&one, "64", "execve", ERRORS), 0);
	EXPECT_EQ(stats_cell(&one, "64", "exit_group", CALLS), 50);
	EXPECT_EQ(stats_key(&one, "children"), stats_children(&one, 100));
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "abandoned"), 0);
	EXPECT_EQ(stats_key(&one, "selected"), 2);
}

/*
 * A thread that executes a program has its leader's pid from then on. Where nothing is being
 * recorded the module comes to know that later: when it makes a child, or a call that is.
 */
static void execute_shell(const struct peer *peer, const char *script)
{
	char *const shell[] = { "/bin/sh", "-c", (char *)script, NULL };

	dup2(peer->orders[0], 9);
	syscall(SYS_execve, shell[0], shell, NULL);
}

static void work_execute_shell(long peer)
{
	execute_shell((const struct peer *)peer, "read a <&9; exec ./target64");
}

static void work_execute_shell_with_child(long peer)
{
	execute_shell((const struct peer *)peer,
		      "read a <&9; { read b <&9; exec ./target64; } & wait");
}

static int shell_waits(pid_t pid)
{
	char path[64], text[64] = "", want[32];
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/syscall", pid);
	snprintf(want, sizeof(want), "%d 0x0 ", SYS_read);
	fd = open(path, O_RDONLY);
	if (fd < 0 || read(fd, text, sizeof(text) - 1) < 0)
		fail("process %d is not there", pid);
	close(fd);
	return !strncmp(text, want, strlen(want));
}

/* Returns its pid, that of its leader; it waits for a line when this returns. */
static pid_t thread_executes(struct peer *leader, const struct peer *thread, void (*run)(long))
{
	pid_t pid = leader->tid;

	peer_order(thread, run, (long)thread);
	while (!shell_waits(pid))
		usleep(1000);
	return pid;
}

static int says_line(const struct peer *peer)
{
	return write(peer->orders[1], "\n", 1) == 1;
}

TEST_F(session, whoever_was_in_execve_by_pid)
{
	pid_t pid;

	ASSERT_EQ(control("stop"), 0);
	/* So that threads are followed from now on. */
	ASSERT_EQ(session_tell(self->fd, "uid 4242"), 0);
	pid = thread_executes(self->peer, self->thread, work_execute_shell);
	ASSERT_EQ(session_tell(self->fd, "pid %d\nstart", pid), 0);
	ASSERT_TRUE(says_line(self->thread));
	EXPECT_EQ(child_wait(pid), 0);
	self->peer->tid = 0;
	EXPECT_CALLS(self->fd, &one, "getppid", 7);
	EXPECT_EQ(stats_cell(&one, "64", "exit_group", CALLS), 1);
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
}

TEST_F(session, whoever_was_in_execve_by_name)
{
	pid_t pid;

	ASSERT_EQ(control("stop"), 0);
	/* So that threads are followed from now on. */
	ASSERT_EQ(session_tell(self->fd, "uid 4242"), 0);
	pid = thread_executes(self->peer, self->thread, work_execute_shell);
	/* The name it has now is no reason to select what it executes next. */
	ASSERT_EQ(session_tell(self->fd, "comm sh\nstart"), 0);
	ASSERT_TRUE(says_line(self->thread));
	EXPECT_EQ(child_wait(pid), 0);
	self->peer->tid = 0;
	EXPECT_CALLS(self->fd, &one, "getppid", 0);
	EXPECT_EQ(stats_cell(&one, "64", "execve", CALLS), 1);
}

TEST_F(session, follow_whoever_was_in_execve)
{
	int tries = 0;
	pid_t pid;

	ASSERT_EQ(control("stop"), 0);
	ASSERT_EQ(session_tell(self->fd, "pid %d\nfollow", self->peer->tid), 0);
	pid = thread_executes(self->peer, self->thread, work_execute_shell_with_child);
	ASSERT_TRUE(says_line(self->thread));
	do {
		usleep(10000);
		session_read(self->fd, &one);
	} while (stats_key(&one, "selected") < 2 && ++tries < 1000);
	EXPECT_EQ(stats_key(&one, "selected"), 2);
	ASSERT_EQ(session_tell(self->fd, "start"), 0);
	ASSERT_TRUE(says_line(self->thread));
	EXPECT_EQ(child_wait(pid), 0);
	self->peer->tid = 0;
	EXPECT_CALLS(self->fd, &one, "getppid", 7);
}

int main(int argc, char **argv)
{
	need_session();
	return test_harness_run(argc, argv);
}
