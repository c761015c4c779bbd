// SPDX-License-Identifier: GPL-2.0
/*
 * Which calls are counted, and by which hook: chosen and changed while calls
 * are being made. Leaves the hook and the selection as they were found.
 *
 *   SYSCALLSTAT_SWITCHES  (environment) how many changes under load (default: 1000)
 */
#include "kselftest_harness.h"
#include "child.h"
#include "load.h"
#include "stats.h"

static struct stats before, after;

static const char *const hooks[] = { "tracepoint", "kprobe", "ftrace" };

static int use(const char *hook, const char *list)
{
	char text[256];

	snprintf(text, sizeof(text), "start\nhook %s\nsyscalls %s\nreset\n", hook, list);
	return control(text);
}

FIXTURE(state)
{
	char setting[8192];
};

FIXTURE_SETUP(state)
{
	const char *setting = getenv("SYSCALLSTAT_CONTROL");

	snprintf(self->setting, sizeof(self->setting), "%s",
		 setting ? setting : "start\nhook auto\nsyscalls all\n");
}

FIXTURE_TEARDOWN(state)
{
	EXPECT_EQ(control(self->setting), 0);
	EXPECT_EQ(control("reset"), 0);
}

/* 30 getppid, 20 getpgid that fail, 10 dup, 10 close, 5 32-bit getppid if there are any. */
static void make_calls(void)
{
	for (int i = 0; i < 30; i++)
		syscall(SYS_getppid);
	for (int i = 0; i < 20; i++)
		syscall(SYS_getpgid, -1);
	for (int i = 0; i < 10; i++)
		syscall(SYS_close, syscall(SYS_dup, 0));
	for (int i = 0; i < 5 * HAVE_OTHER_TABLES; i++)
		call_32(64);
}

#define TEXT(macro) TEXT_OF(macro)
#define TEXT_OF(macro) #macro
#define GETPGID_NR TEXT(__NR_getpgid)

/* What a list selects, of the calls above. */
static const struct {
	const char *list;
	unsigned int getppid, getpgid, dup, getppid32;
} selections[] = {
	{ "getppid", 30, 0, 0, 5 },
	{ "64:getppid,getpgid", 30, 20, 0, 0 },
	{ "32:getppid", 0, 0, 0, 5 },
	{ "32:64,dup", 0, 0, 10, 5 },
	{ "%pure", 30, 0, 0, 5 },
	{ "%desc,!read,!openat", 0, 0, 10, 0 },
	{ "getp*", 30, 20, 0, 5 },
	{ "getp*,!%pure", 0, 20, 0, 0 },
	{ GETPGID_NR ",dup,?nosuchcall", 0, 20, 10, 0 },
};

TEST_F(state, selections_of_each_hook)
{
	for (size_t h = 0; h < ARRAY_SIZE(hooks); h++) {
		for (size_t i = 0; i < ARRAY_SIZE(selections); i++) {
			unsigned int getppid32 = HAVE_OTHER_TABLES * selections[i].getppid32;
			int whole;

			TH_LOG("%s %s", hooks[h], selections[i].list);
			ASSERT_EQ(use(hooks[h], selections[i].list), 0);
			stats_read(&before);
			make_calls();
			stats_read(&after);
			ASSERT_TRUE(stats_hook_is(&after, hooks[h]));
			whole = stats_whole_calls(&after);
			EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS),
				  selections[i].getppid);
			EXPECT_EQ(stats_cell(&after, "64", "getpgid", CALLS),
				  selections[i].getpgid);
			EXPECT_EQ(stats_cell(&after, "64", "getpgid", ERRORS),
				  whole * selections[i].getpgid);
			EXPECT_EQ(stats_cell(&after, "64", "dup", CALLS), selections[i].dup);
			EXPECT_EQ(stats_cell(&after, "32", "getppid", CALLS), getppid32);
			EXPECT_EQ(stats_cell(&after, "64", "read", CALLS), 0);
			/* Of all that went on, by our shell and by the reading, nothing else. */
			if (!strstr(selections[i].list, "desc"))
				EXPECT_EQ(stats_sum(&after, CALLS),
					  selections[i].getppid + selections[i].getpgid +
						  selections[i].dup + getppid32);
			EXPECT_LEDGER(&after);
		}
	}
}

TEST_F(state, all_but_some)
{
	ASSERT_EQ(use("tracepoint", "!getppid,dup"), 0);
	stats_begin(&before);
	make_calls();
	stats_read(&after);
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 0);
	EXPECT_EQ(stats_cell(&after, "32", "getppid", CALLS), 0);
	EXPECT_EQ(stats_cell(&after, "64", "dup", CALLS), 0);
	EXPECT_EQ(stats_diff(&before, &after, "64", "getpgid", CALLS), 20);
	EXPECT_EQ(stats_diff(&before, &after, "64", "close", CALLS), 11);
	EXPECT_LEDGER(&after);
	ASSERT_EQ(use("tracepoint", "none"), 0);
	make_calls();
	stats_read(&after);
	EXPECT_EQ(after.nr_rows, 0);
	EXPECT_EQ(stats_key(&after, "entered"), 0);
	EXPECT_EQ(stats_key(&after, "exited"), 0);
}

TEST_F(state, nothing_changes_if_it_is_refused)
{
	uint64_t epoch, generation;

	ASSERT_EQ(use("kprobe", "getppid"), 0);
	for (int i = 0; i < 7; i++)
		syscall(SYS_getppid);
	stats_read(&before);
	epoch = stats_key(&before, "epoch");
	generation = stats_key(&before, "generation");
	EXPECT_EQ(control("reset\nhook tracepoint\nsyscalls bogus"), EINVAL);
	EXPECT_EQ(control("reset\nsyscalls all\nhook bogus"), EINVAL);
	/* Numbers without a name have no function that a probe could be put on. */
	EXPECT_EQ(control("reset\nhook ftrace\nsyscalls -1"), ENOENT);
	EXPECT_EQ(control("reset\nsyscalls none"), ENOENT);
	for (int i = 0; i < 5; i++)
		syscall(SYS_getppid);
	stats_read(&after);
	EXPECT_EQ(stats_key(&after, "epoch"), epoch);
	EXPECT_EQ(stats_key(&after, "generation"), generation);
	EXPECT_TRUE(stats_hook_is(&after, "kprobe"));
	EXPECT_NE(strstr(after.text, "\n# syscalls getppid\n"), NULL);
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 12);
	/* Asking for what is already so is no change. */
	EXPECT_EQ(control("start\nhook kprobe\nsyscalls getppid"), 0);
	stats_read(&after);
	EXPECT_EQ(stats_key(&after, "epoch"), epoch);
}

static void attach_to_all(void *unused)
{
	control("hook kprobe\nsyscalls all\nreset");
}

/* Hundreds of probes are registered one by one; a fatal signal finds some of them. */
TEST_F(state, nothing_changes_if_it_is_interrupted)
{
	uint64_t epoch;
	pid_t pid;

	ASSERT_EQ(use("tracepoint", "64:getppid"), 0);
	stats_read(&before);
	epoch = stats_key(&before, "epoch");
	pid = child_start(attach_to_all, NULL);
	usleep(200000);
	kill(pid, SIGKILL);
	child_wait(pid);
	for (int i = 0; i < 3; i++)
		syscall(SYS_getppid);
	stats_read(&after);
	if (stats_key(&after, "epoch") != epoch)
		SKIP(return, "a kprobe on all functions took less than 0.2 s");
	EXPECT_TRUE(stats_hook_is(&after, "tracepoint"));
	EXPECT_NE(strstr(after.text, "\n# syscalls 64:getppid\n"), NULL);
	EXPECT_EQ(stats_key(&after, "generation"), stats_key(&before, "generation"));
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 3);
	EXPECT_EQ(stats_sum(&after, CALLS), 3);
	EXPECT_LEDGER(&after);
}

static int set_ftrace_enabled(const char *value)
{
	int fd = open("/proc/sys/kernel/ftrace_enabled", O_WRONLY), ret = 0;

	if (fd < 0 || write(fd, value, 1) != 1)
		ret = errno;
	close(fd);
	return ret;
}

/* The kernel refuses at the very last step, after each function was found. */
TEST_F(state, ftrace_switched_off)
{
	int error;

	ASSERT_EQ(use("tracepoint", "64:getppid"), 0);
	error = set_ftrace_enabled("0");
	if (error == EOPNOTSUPP)
		SKIP(return, "this kernel does not let ftrace be switched off");
	ASSERT_EQ(error, 0);
	EXPECT_EQ(control("hook ftrace\nsyscalls all"), EBUSY);
	syscall(SYS_getppid);
	stats_read(&after);
	EXPECT_TRUE(stats_hook_is(&after, "tracepoint"));
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 1);
	ASSERT_EQ(set_ftrace_enabled("1"), 0);
	EXPECT_EQ(control("hook ftrace\nsyscalls all"), 0);
	/* While we count it must not be taken away. */
	EXPECT_EQ(set_ftrace_enabled("0"), EBUSY);
}

/* The epoch tells of each change, also while stopped. */
TEST_F(state, epoch)
{
	static const struct {
		const char *text;
		unsigned int more;
	} steps[] = {
		{ "hook tracepoint", 0 },
		{ "start", 0 },
		{ "syscalls getppid,dup", 1 },
		{ "syscalls dup,getppid", 0 },
		{ "hook kprobe", 1 },
		{ "hook kprobe\nsyscalls dup", 1 },
		{ "stop", 0 },
		{ "hook tracepoint", 1 },
		{ "syscalls getppid", 1 },
		{ "start", 1 },
		{ "stop\nhook ftrace", 1 },
		{ "start\nhook auto", 1 },
	};

	ASSERT_EQ(use("tracepoint", "getppid"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		stats_read(&before);
		ASSERT_EQ(control(steps[i].text), 0);
		stats_read(&after);
		EXPECT_EQ(stats_key(&after, "epoch"), stats_key(&before, "epoch") + steps[i].more)
		{
			TH_LOG("%s", steps[i].text);
		}
	}
}

static void on_signal(int signo)
{
}

static void pause_then_exit(void *unused)
{
	signal(SIGUSR1, on_signal);
	call_pause();
	syscall(SYS_getpgid, -1);
}

/* Calls open at a switch are abandoned, and orphans to a hook that sees them end. */
TEST_F(state, calls_open_at_a_switch)
{
	static const struct {
		const char *from, *to;
		int orphans;
	} switches[] = {
		{ "hook tracepoint", "hook kprobe", 0 },
		{ "hook kprobe", "hook tracepoint", 1 },
		{ "syscalls " PAUSE ",getpgid", "syscalls " PAUSE ",getpgid,dup", 1 },
	};

	for (size_t i = 0; i < ARRAY_SIZE(switches); i++) {
		uint64_t epoch;
		pid_t pid;

		ASSERT_EQ(use("tracepoint", PAUSE ",getpgid"), 0);
		ASSERT_EQ(control(switches[i].from), 0);
		ASSERT_EQ(control("reset"), 0);
		pid = child_start(pause_then_exit, NULL);
		child_wait_until_in(pid, NR_PAUSE, 1);
		stats_read(&before);
		EXPECT_EQ(stats_key(&before, "inflight"), 1);
		epoch = stats_key(&before, "epoch");
		ASSERT_EQ(control(switches[i].to), 0);
		stats_read(&after);
		EXPECT_EQ(stats_key(&after, "epoch"), epoch + 1);
		EXPECT_EQ(stats_key(&after, "inflight"), 0);
		EXPECT_EQ(stats_key(&after, "abandoned"), 1);
		kill(pid, SIGUSR1);
		child_wait(pid);
		stats_read(&after);
		EXPECT_EQ(stats_key(&after, "orphans"), switches[i].orphans);
		EXPECT_EQ(stats_cell(&after, "64", "pause", CALLS), 0);
		EXPECT_EQ(stats_cell(&after, "64", "getpgid", CALLS), 1);
		EXPECT_EQ(stats_key(&after, "denied"), 0);
		EXPECT_LEDGER(&after);
	}
}

/* Entries and whole calls are not added up: there and back begin anew. */
TEST_F(state, ftrace_resets)
{
	uint64_t generation;

	ASSERT_EQ(use("tracepoint", "getppid"), 0);
	stats_read(&before);
	generation = stats_key(&before, "generation");
	syscall(SYS_getppid);
	ASSERT_EQ(control("hook ftrace"), 0);
	syscall(SYS_getppid);
	syscall(SYS_getppid);
	stats_read(&after);
	EXPECT_EQ(stats_key(&after, "generation"), generation + 1);
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 2);
	ASSERT_EQ(control("hook kprobe"), 0);
	stats_read(&after);
	EXPECT_EQ(stats_key(&after, "generation"), generation + 2);
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 0);
	ASSERT_EQ(control("hook tracepoint"), 0);
	stats_read(&after);
	EXPECT_EQ(stats_key(&after, "generation"), generation + 2);
}

/*
 * From any setting to any other, in the midst of calls. Between two switches
 * what was counted is bounded by what the callers had begun and ended.
 */
TEST_F_TIMEOUT(state, switches_under_load, 1200)
{
	static const char *const settings[] = {
		"hook tracepoint\nsyscalls getppid",
		"hook kprobe\nsyscalls getppid",
		"hook kprobe\nsyscalls getppid,dup",
		"hook tracepoint\nsyscalls getppid,dup,%clock",
		"hook ftrace\nsyscalls getppid",
		"hook ftrace\nsyscalls dup,getppid",
		"hook tracepoint\nsyscalls !read,write",
		"hook tracepoint\nsyscalls all",
		"hook kprobe\nsyscalls 64:getppid",
	};
	const char *wanted = getenv("SYSCALLSTAT_SWITCHES");
	unsigned int last = 0, seed = 1;
	int switches = wanted ? atoi(wanted) : 1000;

	ASSERT_GT(switches, 0);
	ASSERT_EQ(use("tracepoint", "getppid"), 0);
	load_start();

	for (int i = 0; i < switches; i++) {
		unsigned long begun, done, calls, generation;
		unsigned int next = (last + 1 + rand_r(&seed) % (ARRAY_SIZE(settings) - 1)) %
				    ARRAY_SIZE(settings);

		begun = load_done();
		ASSERT_EQ(control(settings[next]), 0);
		done = load_begun();
		stats_read(&before);
		usleep(500);
		done = load_done() > done ? load_done() - done : 0;
		stats_read(&after);
		begun = load_begun() - begun;
		generation = stats_key(&before, "generation");
		EXPECT_EQ(stats_key(&after, "generation"), generation);
		calls = stats_diff(&before, &after, "64", "getppid", CALLS);
		EXPECT_LE(calls, begun);
		calls = stats_cell(&after, "64", "getppid", CALLS);
		EXPECT_GE(calls, done);
		EXPECT_EQ(stats_key(&after, "missed"), 0);
		EXPECT_EQ(stats_key(&after, "denied"), 0);
		last = next;
	}
	load_stop();

	/* And it still counts to the call. */
	ASSERT_EQ(use("tracepoint", "getppid"), 0);
	make_calls();
	stats_read(&after);
	EXPECT_EQ(stats_cell(&after, "64", "getppid", CALLS), 30);
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	need_module();
	for (size_t h = 0; h < ARRAY_SIZE(hooks); h++) {
		if (use(hooks[h], "getppid")) {
			control("hook auto\nsyscalls all");
			printf("1..0 # SKIP this kernel is without hook %s\n", hooks[h]);
			return KSFT_SKIP;
		}
	}
	return test_harness_run(argc, argv);
}
