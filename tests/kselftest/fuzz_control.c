// SPDX-License-Identifier: GPL-2.0
/*
 * What nobody would write to the control file: a write does all that it says, or fails and
 * changes nothing.
 */
#include "kselftest_harness.h"
#include "fuzz.h"

static struct stats before, after, one;
static struct mutated next;

/* What becomes of it by a write that was taken. */
static void expect(struct shown *s, int *reset, const struct mutated *m)
{
	char *at = written_lines(m), *line;

	*reset = 0;
	while ((line = strsep(&at, "\n"))) {
		if (!strcmp(line, "start"))
			strcpy(s->state, "running");
		else if (!strcmp(line, "stop"))
			strcpy(s->state, "stopped");
		else if (!strcmp(line, "reset"))
			*reset = 1;
		else if (!strcmp(line, "hook auto"))
			strcpy(s->hook, "tracepoint");
		else if (!strncmp(line, "hook ", 5))
			snprintf(s->hook, sizeof(s->hook), "%s", line + 5);
		else if (!strncmp(line, "syscalls ", 9))
			snprintf(s->syscalls, sizeof(s->syscalls), "%s", line + 9);
		else if (!strncmp(line, "account wait ", 13))
			snprintf(s->wait, sizeof(s->wait), "%s", line + 13);
		else
			fail("a write with this line was taken: %s", line);
	}
}

/* A change to or from ftrace is a reset, too. */
static int same(const struct shown *is, const struct shown *was, const struct shown *want,
		int reset)
{
	int resets = reset || (strcmp(was->hook, want->hook) &&
			       (!strcmp(was->hook, "ftrace") || !strcmp(want->hook, "ftrace")));

	return !strcmp(is->state, want->state) && !strcmp(is->hook, want->hook) &&
	       !strcmp(is->syscalls, want->syscalls) && !strcmp(is->wait, want->wait) &&
	       (resets ? is->generation > was->generation : is->generation == was->generation);
}

TEST(control_takes_all_or_nothing)
{
	struct shown was, is, want;
	int rounds = mutate_rounds(), taken = 0, fd = open(CONTROL_FILE, O_RDWR), err, reset;

	ASSERT_GE(fd, 0);
	mutate_begin(1);
	for (int i = 0; i < rounds; i++) {
		mutate_next(&next, control_lines, ARRAY_SIZE(control_lines));
		show(&was);
		err = write_somehow(fd, &next);
		show(&is);
		want = was;
		reset = 0;
		if (!err)
			expect(&want, &reset, &next);
		/* ENOENT: functions that are not there to be probed */
		if (!same(&is, &was, &want, reset) || (err && err != EINVAL && err != ENOENT)) {
			print_write(&next, err);
			ASSERT_TRUE(0);
		}
		taken += !err;
	}
	close(fd);
	printf("# %d of %d writes were taken\n", taken, rounds);
	printf("# did fuzz_writes %d\n", rounds);
	EXPECT_GT(taken, rounds / 5);
	EXPECT_LT(taken, rounds);
	back_to_normal();
}

/* The buffer ends where nothing is mapped, in the midst of a good write. */
TEST(half_a_buffer_is_nothing)
{
	static const char good[] = "stop\nsyscalls none\nreset\n";
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = open(CONTROL_FILE, O_RDWR), session = session_new();
	struct shown was, is;

	ASSERT_NE(page, MAP_FAILED);
	ASSERT_EQ(munmap(page + 4096, 4096), 0);
	show(&was);
	for (size_t mapped = 0; mapped < sizeof(good) - 1; mapped++) {
		char *text = page + 4096 - mapped;

		memcpy(text, good, mapped);
		EXPECT_EQ(syscall(SYS_write, fd, text, sizeof(good) - 1), -1);
		EXPECT_EQ(errno, EFAULT);
		EXPECT_EQ(syscall(SYS_write, session, text, sizeof(good) - 1), -1);
		EXPECT_EQ(errno, EFAULT);
	}
	EXPECT_EQ(syscall(SYS_write, fd, good, 0), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(syscall(SYS_write, session, good, 0), -1);
	EXPECT_EQ(errno, EINVAL);
	show(&is);
	EXPECT_TRUE(same(&is, &was, &was, 0));
	session_read(session, &one);
	EXPECT_EQ(stats_key(&one, "generation"), 1);
	close(fd);
	close(session);
}

TEST(all_is_counted_after_that)
{
	static const struct expected expected[] = {
		{ "64", "getppid", 1000 },
		{ "64", "dup", 500, 500 },
	};

	back_to_normal();
	stats_begin(&before);
	work_getppid(1000);
	work_errors(500);
	stats_read(&after);
	EXPECT_EQ(stats_compare(&before, &after, expected, ARRAY_SIZE(expected)), 0);
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	need_session();
	return test_harness_run(argc, argv);
}
