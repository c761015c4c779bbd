// SPDX-License-Identifier: GPL-2.0
/*
 * account wait: times split into running and waiting.
 */
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#include "kselftest_harness.h"
#include "child.h"
#include "load.h"
#include "stats.h"

static struct stats before, after;

/* In the header row, last. */
static int has_columns(const struct stats *s)
{
	return strstr(s->text, " run_ns ") && strstr(s->text, " wait_ns\n");
}

/* Column 0 of these two is run_ns, 1 is wait_ns. UNKNOWN if it is not known. */
static uint64_t part(const struct stats *s, const char *name, int column)
{
	char word[2][32], start[64];
	const char *at = s->text;

	snprintf(start, sizeof(start), " %s ", name);
	while ((at = strchr(at, '\n')) && *++at) {
		const char *end = strchr(at, '\n');
		char line[1024];
		char *last;

		snprintf(line, sizeof(line), "%.*s", (int)(end - at), at);
		if (strncmp(line, "64 ", 3) || !strstr(line, start))
			continue;
		for (int i = 1; i >= 0; i--) {
			last = strrchr(line, ' ');
			snprintf(word[i], sizeof(word[i]), "%s", last + 1);
			while (last > line && last[-1] == ' ')
				last--;
			*last = '\0';
		}
		return strcmp(word[column], "-") ? strtoull(word[column], NULL, 10) : UNKNOWN;
	}
	return 0;
}

static uint64_t run_ns(const struct stats *s, const char *name)
{
	return part(s, name, 0);
}

static uint64_t wait_ns(const struct stats *s, const char *name)
{
	return part(s, name, 1);
}

/* Into a state of our own, and skip what cannot be. */
#define NEED_WAIT()                                                                         \
	do {                                                                                \
		int err;                                                                    \
		NEED_WHOLE_CALLS();                                                         \
		err = control("account wait on\nreset");                                    \
		if (err == EOPNOTSUPP)                                                      \
			SKIP(return, "this kernel has no tracepoints to split times with"); \
		ASSERT_EQ(err, 0);                                                          \
	} while (0)

TEST(columns_come_and_go)
{
	NEED_WAIT();
	stats_read(&after);
	EXPECT_TRUE(has_columns(&after));
	EXPECT_NE(strstr(after.text, "\n# account_wait on\n"), NULL);
	ASSERT_EQ(control("account wait off"), 0);
	stats_read(&after);
	EXPECT_FALSE(has_columns(&after));
	EXPECT_NE(strstr(after.text, "\n# account_wait off\n"), NULL);
	EXPECT_EQ(control("account wait"), EINVAL);
	EXPECT_EQ(control("account wait on\naccount"), EINVAL);
	stats_read(&after);
	EXPECT_FALSE(has_columns(&after));
}

/* What was split adds up, call by call, if all of it was. */
static void expect_parts(struct __test_metadata *_metadata, const char *name)
{
	EXPECT_EQ(run_ns(&after, name) + wait_ns(&after, name),
		  stats_cell(&after, "64", name, TOTAL_NS));
}

TEST(a_busy_call_runs)
{
	const size_t size = 16 << 20;
	char *buf = malloc(size);
	uint64_t begin, took;

	memset(buf, 0, size);
	NEED_WAIT();
	begin = now_ns();
	ASSERT_EQ(syscall(SYS_getrandom, buf, size, 0), (long)size);
	took = now_ns() - begin;
	stats_read(&after);
	expect_parts(_metadata, "getrandom");
	EXPECT_LE(run_ns(&after, "getrandom"), took);
	/* Now and then something else must run, too. */
	EXPECT_GE(run_ns(&after, "getrandom"), took - took / 8);
	free(buf);
}

TEST(a_sleeping_call_waits)
{
	const struct timespec pause = { .tv_nsec = 50 * 1000 * 1000 };

	NEED_WAIT();
	for (int i = 0; i < 10; i++)
		syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &pause, NULL);
	stats_read(&after);
	expect_parts(_metadata, "clock_nanosleep");
	/* Going to sleep takes its time, on an emulated machine above all. */
	EXPECT_GE(wait_ns(&after, "clock_nanosleep"), 10 * 45000000ULL);
	EXPECT_LE(run_ns(&after, "clock_nanosleep"), 10 * 10000000ULL);
	EXPECT_GT(run_ns(&after, "clock_nanosleep"), 0);
}

struct lock {
	int fd;
	volatile uint64_t begin;
	volatile uint64_t end;
};

static void take_lock(void *arg)
{
	struct lock *lock = arg;

	lock->begin = now_ns();
	syscall(SYS_flock, lock->fd, LOCK_EX);
	lock->end = now_ns();
}

/* The time that the lock is held by another is waited: neither less nor more. */
TEST(a_lock_that_is_held)
{
	struct lock *lock =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	char path[] = "/tmp/syscallstat-lock-XXXXXX";
	int held = mkstemp(path);
	uint64_t from, to;
	pid_t pid;

	ASSERT_GE(held, 0);
	lock->fd = open(path, O_RDWR);
	ASSERT_EQ(flock(held, LOCK_EX), 0);
	NEED_WAIT();
	pid = child_start(take_lock, lock);
	child_wait_until_in(pid, SYS_flock, 1);
	from = now_ns();
	usleep(100000);
	to = now_ns();
	ASSERT_EQ(flock(held, LOCK_UN), 0);
	ASSERT_EQ(child_wait(pid), 0);
	stats_read(&after);
	expect_parts(_metadata, "flock");
	EXPECT_GE(wait_ns(&after, "flock"), to - from);
	EXPECT_LE(wait_ns(&after, "flock"), lock->end - lock->begin);
	close(held);
	close(lock->fd);
	unlink(path);
	munmap(lock, 4096);
}

static void sleep_in_child(void *arg)
{
	const struct timespec pause = { .tv_nsec = 300 * 1000 * 1000 };

	syscall(SYS_nanosleep, &pause, NULL);
}

enum {
	FIRST,
	ENDED,
	SECOND
};

/* A first call, which is split; the second one begins when it is no more. */
static void sleep_twice_in_child(void *phase)
{
	const struct timespec pause = { .tv_nsec = 1000000 };

	syscall(SYS_nanosleep, &pause, NULL);
	*(volatile int *)phase = ENDED;
	while (*(volatile int *)phase != SECOND)
		relax();
	sleep_in_child(NULL);
}

/* A call that began before is not split, neither half. */
TEST(switched_on_in_the_middle_of_a_call)
{
	volatile int *phase =
		mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t pid;

	NEED_WAIT();
	pid = child_start(sleep_twice_in_child, (void *)phase);
	while (*phase != ENDED)
		usleep(1000);
	ASSERT_EQ(control("account wait off\nreset"), 0);
	*phase = SECOND;
	child_wait_until_in(pid, SYS_nanosleep, 1);
	ASSERT_EQ(control("account wait on"), 0);
	ASSERT_EQ(child_wait(pid), 0);
	stats_read(&after);
	EXPECT_GE(stats_cell(&after, "64", "nanosleep", TOTAL_NS), 300000000);
	EXPECT_EQ(wait_ns(&after, "nanosleep"), UNKNOWN);
	EXPECT_EQ(run_ns(&after, "nanosleep"), UNKNOWN);

	/* The next one is. */
	ASSERT_EQ(child_run(sleep_in_child, NULL), 0);
	stats_read(&after);
	EXPECT_GE(wait_ns(&after, "nanosleep"), 250000000);
	EXPECT_LE(wait_ns(&after, "nanosleep") + run_ns(&after, "nanosleep"),
		  stats_cell(&after, "64", "nanosleep", TOTAL_NS) - 300000000);
}

TEST(survives_stop_and_start)
{
	NEED_WAIT();
	ASSERT_EQ(control("stop"), 0);
	ASSERT_EQ(control("start"), 0);
	ASSERT_EQ(child_run(sleep_in_child, NULL), 0);
	stats_read(&after);
	EXPECT_TRUE(has_columns(&after));
	EXPECT_GE(wait_ns(&after, "nanosleep"), 250000000);
	expect_parts(_metadata, "nanosleep");
}

TEST(switched_under_load)
{
	const char *text = getenv("SYSCALLSTAT_SWITCHES");
	const int times = text ? atoi(text) / 4 : 20;

	NEED_WAIT();
	stats_read(&before);
	load_start();
	for (int i = 0; i < times; i++)
		ASSERT_EQ(control(i & 1 ? "account wait on" : "account wait off"), 0);
	load_stop();
	ASSERT_EQ(control("account wait on"), 0);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), load_done());
	EXPECT_LE(run_ns(&after, "getppid") + wait_ns(&after, "getppid"),
		  stats_cell(&after, "64", "getppid", TOTAL_NS));
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	int ret;

	need_module();
	ret = test_harness_run(argc, argv);
	control("account wait off");
	return ret;
}
