// SPDX-License-Identifier: GPL-2.0
/*
 * Many sessions, and many tasks that come and go while they are selected: each
 * call is in every session that it belongs to, once, and in no other.
 */
#include <sched.h>

#include "kselftest_harness.h"
#include "session.h"

static struct stats before, after, one;

struct shared {
	int go; /* calls are counted from when this is not 0 */
	int stop;
	long wrong; /* sessions that showed something else than what was made */
	long made; /* calls of the kind that a test counts */
};

/* In memory that all children share. */
static struct shared *shared;

static void share(void)
{
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	if (shared == MAP_FAILED)
		fail("no memory");
}

static void add(long *to, long n)
{
	__atomic_fetch_add(to, n, __ATOMIC_SEQ_CST);
}

static int is_set(int *flag)
{
	return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}

static void set(int *flag)
{
	__atomic_store_n(flag, 1, __ATOMIC_SEQ_CST);
}

TEST(so_many_and_no_more)
{
	struct peer *peer = peer_start();
	int fds[SESSIONS];

	for (int i = 0; i < SESSIONS; i++) {
		fds[i] = session_open();
		ASSERT_GE(fds[i], 0);
		ASSERT_EQ(session_tell(fds[i], "pid %d\nstart", peer->tid), 0);
		/* Each has missed what was made before. */
		peer_do(peer, work_getppid, 1);
	}
	for (int i = 0; i < 3; i++) {
		EXPECT_EQ(session_open(), -1);
		EXPECT_EQ(errno, EBUSY);
	}
	for (int i = 0; i < SESSIONS; i++)
		EXPECT_CALLS(fds[i], &one, "getppid", SESSIONS - i);

	/* There is room for one when one goes. */
	close(fds[3]);
	fds[3] = session_open();
	ASSERT_GE(fds[3], 0);
	EXPECT_EQ(session_open(), -1);
	session_read(fds[3], &one);
	EXPECT_EQ(one.nr_rows, 0);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
	EXPECT_EQ(stats_key(&one, "generation"), 1);
	ASSERT_EQ(session_tell(fds[3], "pid %d\nstart", peer->tid), 0);
	peer_do(peer, work_getppid, 100);
	EXPECT_EQ(peer_end(peer), 0);
	for (int i = 0; i < SESSIONS; i++) {
		EXPECT_CALLS(fds[i], &one, "getppid", 100 + (i == 3 ? 0 : SESSIONS - i));
		EXPECT_EQ(stats_key(&one, "selected"), 0);
		EXPECT_EQ(stats_cell(&one, "64", "exit_group", CALLS), 1);
	}
}

#define ROUNDS 40

/* Sessions without end on itself and its children; makes what it expects to see. */
static void use_sessions(void *unused)
{
	unsigned int seed = getpid();

	for (int round = 0; round < ROUNDS; round++) {
		long calls = rand_r(&seed) % 500, errors = rand_r(&seed) % 50;
		int fd = session_new();
		int refused = session_tell(fd, "syscalls getppid,dup\n%s %d\n%sstart",
					   round & 1 ? "pid" : "tid", getpid(),
					   round & 2 ? "follow\n" : "");

		work_getppid(calls);
		work_errors(errors);
		work_child(10);
		add(&shared->made, calls + 10);
		if (round & 2)
			calls += 10;
		session_read(fd, &one);
		if (refused || stats_cell(&one, "64", "getppid", CALLS) != calls ||
		    stats_cell(&one, "64", "dup", CALLS) != errors ||
		    stats_cell(&one, "64", "dup", ERRORS) != errors ||
		    stats_key(&one, "entered") != calls + errors ||
		    stats_key(&one, "selected") != 1 || stats_key(&one, "missed"))
			add(&shared->wrong, 1);
		close(fd);
	}
}

static void make_calls(void *unused)
{
	while (!is_set(&shared->stop)) {
		work_getppid(100);
		work_child(10);
		add(&shared->made, 110);
		relax();
	}
}

TEST(opened_and_closed_under_load)
{
	pid_t users[4], makers[2];

	NEED_WHOLE_CALLS();
	share();
	stats_begin(&before);
	for (size_t i = 0; i < ARRAY_SIZE(makers); i++)
		makers[i] = child_start(make_calls, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(users); i++)
		users[i] = child_start(use_sessions, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(users); i++)
		EXPECT_EQ(child_wait(users[i]), 0);
	set(&shared->stop);
	for (size_t i = 0; i < ARRAY_SIZE(makers); i++)
		EXPECT_EQ(child_wait(makers[i]), 0);
	EXPECT_EQ(shared->wrong, 0);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), shared->made);
	EXPECT_EQ(stats_key(&after, "orphans"), stats_key(&before, "orphans"));
	EXPECT_EQ(stats_key(&after, "abandoned"), stats_key(&before, "abandoned"));
	EXPECT_LEDGER(&after);
}

/* Threads in each of several threads in each of several processes. */
#define THREADS 6

static void *call_and_count(void *n)
{
	work_getppid((long)n);
	add(&shared->made, (long)n);
	return NULL;
}

static void work_threads(long calls)
{
	pthread_t threads[3];

	for (size_t t = 0; t < ARRAY_SIZE(threads); t++)
		if (pthread_create(&threads[t], NULL, call_and_count, (void *)calls))
			fail("no thread");
	call_and_count((void *)1);
	for (size_t t = 0; t < ARRAY_SIZE(threads); t++)
		pthread_join(threads[t], NULL);
}

static void *come_and_go(void *calls)
{
	for (int i = 0; i < 50; i++)
		work_threads((long)calls);
	return NULL;
}

static void in_threads(void *unused)
{
	pthread_t threads[THREADS];

	for (long t = 0; t < THREADS; t++)
		if (pthread_create(&threads[t], NULL, come_and_go, (void *)(5 + t)))
			fail("no thread");
	for (long t = 0; t < THREADS; t++)
		pthread_join(threads[t], NULL);
}

static void work_storm(long unused)
{
	pid_t pids[2];

	for (size_t i = 0; i < ARRAY_SIZE(pids); i++)
		pids[i] = child_start(in_threads, NULL);
	in_threads(NULL);
	for (size_t i = 0; i < ARRAY_SIZE(pids); i++)
		child_wait(pids[i]);
}

TEST(threads_that_come_and_go)
{
	struct peer *peer;
	int fd = session_new();

	share();
	peer = peer_start();
	ASSERT_EQ(session_tell(fd, "pid %d\nfollow\nstart", peer->tid), 0);
	peer_do(peer, work_storm, 0);
	EXPECT_EQ(peer_end(peer), 0);
	EXPECT_CALLS(fd, &one, "getppid", shared->made);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
	EXPECT_EQ(stats_key(&one, "inflight"), 0);
	EXPECT_EQ(stats_key(&one, "orphans"), 1);
	EXPECT_EQ(stats_key(&one, "abandoned"), 0);
}

/*
 * Selected in the middle of it: whoever sees the flag that is set afterwards counts,
 * whenever it was born. They make another call as long as they do not see it.
 */
static void call_if_selected(void)
{
	for (int i = 0; i < 5; i++) {
		if (is_set(&shared->go)) {
			syscall(SYS_getppid);
			add(&shared->made, 1);
		} else {
			syscall(SYS_getpgid, 0);
		}
	}
}

static void *thread_if_selected(void *unused)
{
	call_if_selected();
	return NULL;
}

static void *storm_of_threads(void *unused)
{
	pthread_t thread;

	while (!is_set(&shared->stop))
		if (!pthread_create(&thread, NULL, thread_if_selected, NULL))
			pthread_join(thread, NULL);
	return NULL;
}

static void threads_in_storm(void *unused)
{
	pthread_t threads[THREADS];

	for (int t = 0; t < THREADS; t++)
		if (pthread_create(&threads[t], NULL, storm_of_threads, NULL))
			fail("no thread");
	for (int t = 0; t < THREADS; t++)
		pthread_join(threads[t], NULL);
}

static void child_if_selected(void *unused)
{
	call_if_selected();
}

#define UID 4242
#define NAME "session storm"

static void children_in_storm(void *unused)
{
	syscall(SYS_prctl, PR_SET_NAME, NAME, 0, 0, 0);
	syscall(SYS_setresuid, UID, UID, UID);
	while (!is_set(&shared->stop))
		child_run(child_if_selected, NULL);
}

/*
 * Calls by these, in a session on them that begins while they are at it; without a
 * selector, only those of the first, by its pid.
 */
static void select_in_storm(struct __test_metadata *_metadata, void (*storm)(void *),
			    const char *selector)
{
	pid_t storms[3];
	char by_pid[32];
	int fd;

	for (int round = 0; round < 10; round++) {
		share();
		fd = session_new();
		for (size_t i = 0; i < ARRAY_SIZE(storms); i++)
			storms[i] = child_start(storm, NULL);
		/* So that they are in the middle of it, as a rule. */
		usleep(20000);
		snprintf(by_pid, sizeof(by_pid), "pid %d", storms[0]);
		ASSERT_EQ(session_tell(fd, "syscalls getppid\n%s\nstart", selector ?: by_pid), 0);
		for (size_t i = 1; !selector && i < ARRAY_SIZE(storms); i++) {
			kill(storms[i], SIGKILL);
			child_wait(storms[i]);
		}
		set(&shared->go);
		while (__atomic_load_n(&shared->made, __ATOMIC_SEQ_CST) < 50)
			usleep(1000);
		set(&shared->stop);
		for (size_t i = 0; i < ARRAY_SIZE(storms); i++)
			child_wait(storms[i]);
		EXPECT_CALLS(fd, &one, "getppid", shared->made);
		close(fd);
	}
}

TEST(selected_while_threads_are_created)
{
	select_in_storm(_metadata, threads_in_storm, NULL);
}

TEST(selected_while_children_are_created)
{
	select_in_storm(_metadata, children_in_storm, "uid 4242");
	select_in_storm(_metadata, children_in_storm, "comm session storm");
	if (!access("/sys/fs/cgroup/cgroup.procs", F_OK))
		select_in_storm(_metadata, children_in_storm, "cgroup /");
}

/* Two that do nothing but change whether they are selected, and one that looks on. */
static void change_uid(void *unused)
{
	while (!is_set(&shared->stop)) {
		syscall(SYS_setresuid, UID, UID, 0);
		syscall(SYS_getppid);
		add(&shared->made, 1);
		syscall(SYS_setresuid, 0, 0, 0);
		syscall(SYS_getppid);
		relax();
	}
}

TEST(in_and_out_without_end)
{
	pid_t pids[2];
	int fd = session_new();

	share();
	ASSERT_EQ(session_tell(fd, "uid %d\nstart", UID), 0);
	for (size_t i = 0; i < ARRAY_SIZE(pids); i++)
		pids[i] = child_start(change_uid, NULL);
	for (int i = 0; i < 100; i++) {
		int other = session_new();

		EXPECT_EQ(session_tell(other, "uid %d\nfollow\nstart", UID), 0);
		session_read(fd, &one);
		EXPECT_EQ(stats_key(&one, "missed"), 0);
		session_read(other, &one);
		EXPECT_EQ(stats_key(&one, "missed"), 0);
		close(other);
	}
	set(&shared->stop);
	for (size_t i = 0; i < ARRAY_SIZE(pids); i++)
		EXPECT_EQ(child_wait(pids[i]), 0);
	EXPECT_CALLS(fd, &one, "getppid", shared->made);
	EXPECT_EQ(stats_key(&one, "selected"), 0);
	EXPECT_EQ(stats_key(&one, "inflight"), 0);
	/* The way in is an orphan each time, the way out a call. */
	EXPECT_EQ(stats_cell(&one, "64", "setresuid", CALLS), shared->made);
	EXPECT_EQ(stats_key(&one, "orphans"), shared->made);
}

static void all_on_a_storm(void *unused)
{
	struct peer *peer = peer_start();
	int fds[SESSIONS];

	for (int i = 0; i < SESSIONS; i++) {
		fds[i] = session_new();
		if (session_tell(fds[i], "pid %d\nuid %d\nfollow\nstart", peer->tid, UID))
			fail("cannot select");
	}
	for (int i = 0; i < 20; i++)
		peer_do(peer, work_threads, 3);
	/* It outlives half of them. */
	for (int i = 0; i < SESSIONS / 2; i++)
		close(fds[i]);
	peer_end(peer);
	for (int i = SESSIONS / 2; i < SESSIONS; i++)
		close(fds[i]);
}

TEST(memory_comes_back)
{
	share();
	EXPECT_TRUE(session_memory_comes_back(all_on_a_storm, NULL));
}

int main(int argc, char **argv)
{
	need_session();
	return test_harness_run(argc, argv);
}
