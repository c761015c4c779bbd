// SPDX-License-Identifier: GPL-2.0
/*
 * The control file: all or nothing, and nothing invented or lost.
 */
#include <sys/syscall.h>

#include "kselftest_harness.h"
#include "load.h"
#include "stats.h"

static struct stats before, after;

static int is_running(const struct stats *s)
{
	return !!strstr(s->text, "\n# state running\n");
}

TEST(stop_start_under_load)
{
	unsigned long done, begun;

	/* To attach to all functions takes seconds with some hooks. */
	stats_read(&before);
	if (!stats_refusals(&before))
		ASSERT_EQ(control("syscalls getppid"), 0);
	load_start();
	for (int i = 0; i < 20; i++) {
		ASSERT_EQ(control("stop\n"), 0);
		stats_read(&before);
		EXPECT_FALSE(is_running(&before));
		EXPECT_LEDGER(&before);
		usleep(2000);
		stats_read(&after);
		EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), 0);

		/* No more than were begun meanwhile, no less than were begun and ended. */
		begun = load_done();
		ASSERT_EQ(control("start\n"), 0);
		done = load_begun();
		usleep(5000);
		done = load_done() - done;
		ASSERT_EQ(control("stop\n"), 0);
		begun = load_begun() - begun;
		stats_read(&after);
		EXPECT_GE(begun, stats_diff(&before, &after, "64", "getppid", CALLS));
		EXPECT_LE((long)done, (long)stats_diff(&before, &after, "64", "getppid", CALLS));
		EXPECT_EQ(stats_cell(&after, "64", "getppid", ERRORS), 0);
		EXPECT_EQ(stats_cell(&after, "64", "getppid", DENIED), 0);
		ASSERT_EQ(control("start\n"), 0);
	}
	load_stop();
	ASSERT_EQ(control("syscalls all"), 0);
}

TEST(reset_under_load)
{
	unsigned long begun, done;
	uint64_t generation, calls;

	load_start();
	for (int i = 0; i < 200; i++) {
		stats_read(&before);
		generation = stats_key(&before, "generation");
		begun = load_done();
		ASSERT_EQ(control("reset\n"), 0);
		done = load_begun();
		usleep(500);
		done = load_done() - done;
		stats_read(&after);
		begun = load_begun() - begun;

		calls = stats_cell(&after, "64", "getppid", CALLS);
		EXPECT_EQ(stats_key(&after, "generation"), generation + 1);
		EXPECT_GE(begun, calls);
		EXPECT_LE((long)done, (long)calls);
		EXPECT_EQ(stats_cell(&after, "64", "getppid", ERRORS), 0);
		EXPECT_EQ(stats_key(&after, "children"), 0);
		EXPECT_EQ(stats_key(&after, "orphans"), 0);
		EXPECT_EQ(stats_key(&after, "denied"), 0);
		EXPECT_EQ(stats_key(&after, "missed"), 0);
	}
	load_stop();
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

/* Known calls on both sides of a stop: those before and after count, those between do not. */
TEST(stopped_counts_nothing)
{
	ASSERT_EQ(control("start"), 0);
	stats_read(&before);
	for (int i = 0; i < 300; i++)
		syscall(SYS_getppid);
	ASSERT_EQ(control("stop"), 0);
	for (int i = 0; i < 10000; i++)
		syscall(SYS_getppid);
	stats_read(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), 300);
	EXPECT_EQ(stats_key(&after, "inflight"), 0);
	EXPECT_EQ(stats_key(&after, "epoch"), stats_key(&before, "epoch"));

	ASSERT_EQ(control("start"), 0);
	for (int i = 0; i < 40; i++)
		syscall(SYS_getppid);
	stats_read(&after);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getppid", CALLS), 340);
	EXPECT_EQ(stats_key(&after, "generation"), stats_key(&before, "generation"));
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

TEST(elapsed_time_is_running_time)
{
	uint64_t ns;

	ASSERT_EQ(control("stop\nreset\n"), 0);
	stats_read(&before);
	EXPECT_EQ(stats_key(&before, "elapsed_ns"), 0);
	EXPECT_EQ(before.nr_rows, 0);
	usleep(50000);
	ASSERT_EQ(control("start"), 0);
	usleep(20000);
	ASSERT_EQ(control("stop"), 0);
	stats_read(&after);
	ns = stats_key(&after, "elapsed_ns");
	EXPECT_GE(ns, 20000000);
	usleep(50000);
	stats_read(&after);
	EXPECT_EQ(stats_key(&after, "elapsed_ns"), ns);
	ASSERT_EQ(control("start"), 0);
}

TEST(several_commands_in_one_write)
{
	stats_read(&before);
	ASSERT_EQ(control("reset\nstop\n"), 0);
	stats_read(&after);
	EXPECT_FALSE(is_running(&after));
	EXPECT_EQ(after.nr_rows, 0);
	EXPECT_EQ(stats_key(&after, "generation"), stats_key(&before, "generation") + 1);

	/* One desired state: the last word on it counts. */
	ASSERT_EQ(control("start\nstop\nstart\nstart"), 0);
	stats_read(&after);
	EXPECT_TRUE(is_running(&after));
	EXPECT_EQ(stats_key(&after, "epoch"), stats_key(&before, "epoch") + 1);
}

TEST(garbage_changes_nothing)
{
	static const struct {
		const char *text;
		size_t len;
	} bad[] = {
#define BAD(text) { text, sizeof(text) - 1 }
		BAD("\n"),
		BAD(" "),
		BAD("sto"),
		BAD("stopp"),
		BAD("stop "),
		BAD(" stop"),
		BAD("stop\r\n"),
		BAD("STOP"),
		BAD("stop now"),
		BAD("stop\n\n"),
		BAD("stop\nreset\nbogus"),
		BAD("reset\nstop\n "),
		BAD("stop\0"),
		BAD("stop\0\n"),
		BAD("sto\0p"),
		BAD("\0"),
		BAD("# stop"),
		BAD("reset 1"),
		BAD("hook"),
		BAD("hook bogus"),
		BAD("syscalls"),
		BAD("account wait maybe"),
		BAD("\xff\xfe stop"),
		BAD("%s%n"),
	};
	static char large[8192];
	unsigned int i;

	ASSERT_EQ(control("start"), 0);
	stats_read(&before);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		EXPECT_EQ(control_write(bad[i].text, bad[i].len), EINVAL)
		{
			TH_LOG("not refused: number %u", i);
		}

	for (i = 0; i + 5 <= sizeof(large); i += 5)
		memcpy(large + i, "stop\n", 5);
	EXPECT_EQ(control_write(large, 4100), EINVAL);
	EXPECT_EQ(control_write(large, sizeof(large)), EINVAL);
	EXPECT_EQ(control_write("", 0), EINVAL);

	stats_read(&after);
	EXPECT_TRUE(is_running(&after));
	EXPECT_EQ(stats_key(&after, "generation"), stats_key(&before, "generation"));
	EXPECT_EQ(stats_key(&after, "epoch"), stats_key(&before, "epoch"));
}

TEST(tells_state_and_commands)
{
	char text[4096], hook[16], line[64];
	int fd = open(CONTROL_FILE, O_RDONLY);
	ssize_t n;

	ASSERT_GE(fd, 0);
	n = read(fd, text, sizeof(text) - 1);
	ASSERT_GT(n, 0);
	text[n] = '\0';
	EXPECT_EQ(strncmp(text, "state running\n", 14), 0);
	/* What the statistics call a key is said here without its '# '. */
	stats_read(&after);
	ASSERT_EQ(sscanf(strstr(after.text, "\n# hook "), "\n# hook %15s", hook), 1);
	snprintf(line, sizeof(line), "\nhook %s\nsyscalls all\n", hook);
	EXPECT_NE(strstr(text, line), NULL);
	EXPECT_NE(strstr(text, "\n# start\n# stop\n# reset\n"), NULL);
	close(fd);
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
