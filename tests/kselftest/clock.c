// SPDX-License-Identifier: GPL-2.0
/*
 * The clock that times the calls: that of the kernel where it is the counter of
 * the CPUs, else another; in agreement with what a program measures itself.
 */
#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>

#include "kselftest_harness.h"
#include "stats.h"

#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/"

static struct stats before, after;

static void clocksource_read(const char *file, char *text, size_t size)
{
	char path[128];
	int fd;
	ssize_t n;

	snprintf(path, sizeof(path), CLOCKSOURCE "%s", file);
	fd = open(path, O_RDONLY);
	n = fd < 0 ? -1 : read(fd, text, size - 1);
	if (n <= 0)
		fail("%s: %s", path, strerror(errno));
	close(fd);
	text[strcspn(text, "\n")] = '\0';
	text[n] = '\0';
}

static int clocksource_set(const char *name)
{
	int fd = open(CLOCKSOURCE "current_clocksource", O_WRONLY);
	int ok = fd >= 0 && write(fd, name, strlen(name)) == (ssize_t)strlen(name);

	close(fd);
	return ok;
}

static int clock_is(const struct stats *s, const char *name)
{
	char line[64];

	snprintf(line, sizeof(line), "\n# clock %s\n", name);
	return !!strstr(s->text, line);
}

static int compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Within the width of a bucket, and what it takes to get into the kernel and out of it. */
#define EXPECT_TIME(ns, measured)                                      \
	do {                                                           \
		EXPECT_GE(ns, (measured) - (measured) / 16 - 1000000); \
		EXPECT_LE(ns, (measured) + (measured) / 16 + 1);       \
	} while (0)

#define SLEEPS 100

TEST(times_are_those_that_a_program_measures)
{
	uint64_t measured[SLEEPS], sum = 0, total;

	NEED_WHOLE_CALLS();
	ASSERT_EQ(control("reset"), 0);
	stats_begin(&before);
	for (int i = 0; i < SLEEPS; i++) {
		/* 20 to 60 ms, in no order */
		struct timespec t = { 0, 20000000 + i * 37 % SLEEPS * 400000L };
		uint64_t start = now_ns();

		syscall(SYS_nanosleep, &t, NULL);
		measured[i] = now_ns() - start;
		sum += measured[i];
	}
	stats_read(&after);
	qsort(measured, SLEEPS, sizeof(measured[0]), compare);
	EXPECT_EQ(stats_diff(&before, &after, "64", "nanosleep", CALLS), SLEEPS);
	total = stats_diff(&before, &after, "64", "nanosleep", TOTAL_NS);
	EXPECT_LE(total, sum);
	EXPECT_GE(total, sum - sum / 16);
	EXPECT_TIME(stats_cell(&after, "64", "nanosleep", MIN_NS), measured[0]);
	EXPECT_TIME(stats_cell(&after, "64", "nanosleep", P50_NS), measured[SLEEPS / 2 - 1]);
	EXPECT_TIME(stats_cell(&after, "64", "nanosleep", P90_NS), measured[SLEEPS * 9 / 10 - 1]);
	EXPECT_LE(stats_cell(&after, "64", "nanosleep", MAX_NS), measured[SLEEPS - 1]);
}

/* Each of these calls begins on one CPU and ends on another. */
TEST(calls_that_change_the_cpu)
{
	uint64_t start;
	cpu_set_t set, old;

	NEED_WHOLE_CALLS();
	ASSERT_EQ(sched_getaffinity(0, sizeof(old), &old), 0);
	if (CPU_COUNT(&old) < 2)
		SKIP(return, "there is one CPU only");
	ASSERT_EQ(control("reset"), 0);
	stats_begin(&before);
	start = now_ns();
	for (int i = 0; i < 2000; i++) {
		CPU_ZERO(&set);
		CPU_SET(i % 2, &set);
		ASSERT_EQ(syscall(SYS_sched_setaffinity, 0, sizeof(set), &set), 0);
	}
	start = now_ns() - start;
	stats_read(&after);
	sched_setaffinity(0, sizeof(old), &old);
	EXPECT_EQ(stats_diff(&before, &after, "64", "sched_setaffinity", CALLS), 2000);
	EXPECT_LE(stats_diff(&before, &after, "64", "sched_setaffinity", TOTAL_NS), start);
	EXPECT_GT(stats_cell(&after, "64", "sched_setaffinity", MIN_NS), 0);
	EXPECT_LE(stats_cell(&after, "64", "sched_setaffinity", MAX_NS), start);
	EXPECT_EQ(stats_key(&after, "clock_back"), 0);
}

/* The kernel goes over to another clock source, as when it finds the counter wrong. */
TEST(counter_no_longer_trusted)
{
	char current[32], available[128], *other, *rest = available;
	uint64_t epoch;

	NEED_WHOLE_CALLS();
	clocksource_read("current_clocksource", current, sizeof(current));
	clocksource_read("available_clocksource", available, sizeof(available));
	while ((other = strsep(&rest, " ")) && !strncmp(other, COUNTER, 3))
		;
	ASSERT_EQ(control("stop"), 0);
	ASSERT_EQ(control("start\nreset"), 0);
	stats_begin(&before);
	if (strcmp(current, COUNTER)) {
		EXPECT_TRUE(clock_is(&before, "monotonic_raw"));
		SKIP(return, "the kernel does not use the counter");
	}
	EXPECT_TRUE(clock_is(&before, COUNTER));
	if (!other || !*other)
		SKIP(return, "the kernel has no other clock source");
	epoch = stats_key(&before, "epoch");

	for (int i = 0; i < 100; i++)
		syscall(SYS_getppid);
	ASSERT_TRUE(clocksource_set(other));
	stats_read(&after);
	EXPECT_TRUE(clock_is(&after, "monotonic_raw"));
	EXPECT_EQ(stats_key(&after, "epoch"), epoch + 1);
	for (int i = 0; i < 100; i++)
		syscall(SYS_getppid);
	stats_read_quiet(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), 200);
	EXPECT_LT(stats_cell(&after, "64", "getppid", MAX_NS), 1000000000);
	EXPECT_EQ(stats_key(&after, "epoch"), epoch + 1);
	EXPECT_EQ(stats_key(&after, "clock_back"), 0);
	EXPECT_LEDGER(&after);

	/* Back again, for who starts anew. */
	ASSERT_TRUE(clocksource_set(current));
	ASSERT_EQ(control("stop"), 0);
	ASSERT_EQ(control("start"), 0);
	stats_read(&after);
	EXPECT_TRUE(clock_is(&after, COUNTER));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
