// SPDX-License-Identifier: GPL-2.0
/*
 * Memory runs out, once at each place where it can: whatever was asked for fails with
 * ENOMEM and leaves all as it was, or is done all the same; and then it succeeds.
 *
 * Needs a kernel with fault injection (RUN=faults).
 */
#include "kselftest_harness.h"
#include "faults.h"

static struct stats after;

/* What is done with memory running out. Returns 0 or an errno. */
struct trial {
	int (*run)(void);
	/* The state in which it is tried, as commands; NULL for none. */
	const char *state;
	/* The reverse, if @state is not enough. */
	void (*undo)(void);
	/* Whether a failure of it is told in the kernel log. */
	bool told;
};

/* What it makes of the state, if nothing fails. */
struct outcome {
	char text[16384];
	unsigned int generation;
	unsigned int epoch;
};

static struct outcome want;

static int control_fd = -1, log_fd = -1;

static void control_text(char *text, size_t size)
{
	int fd = open(CONTROL_FILE, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, size - 1);

	if (n <= 0)
		fail("%s: %s", CONTROL_FILE, strerror(errno));
	text[n] = '\0';
	close(fd);
}

/* The state; how often it was reset and changed is counted from @since. */
static void look(struct outcome *is, const struct outcome *since)
{
	char *numbers;

	control_text(is->text, sizeof(is->text));
	numbers = strstr(is->text, "\ngeneration ");
	if (!numbers ||
	    sscanf(numbers, "\ngeneration %u\nepoch %u\n", &is->generation, &is->epoch) != 2)
		fail("the control file says: %s", is->text);
	*numbers = '\0';
	if (since) {
		is->generation -= since->generation;
		is->epoch -= since->epoch;
	}
}

/* How many lines of the module are in the kernel log since this was called last. */
static int log_lines(void)
{
	char record[4096];
	ssize_t len;
	int n = 0;

	if (log_fd < 0)
		log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	while ((len = read(log_fd, record, sizeof(record) - 1)) > 0 || errno == EPIPE) {
		if (len < 0)
			continue;
		record[len] = '\0';
		n += !!strstr(record, ";syscallstat: ");
	}
	return n;
}

/* Once, with allocation @n failing. Returns whether there was one. */
static bool try_with(struct __test_metadata *_metadata, const struct trial *trial, unsigned int n,
		     unsigned int *failures)
{
	static const struct outcome none;
	static struct outcome was, is;
	const struct outcome *expected;
	bool injected;
	int err, told;

	if (trial->state)
		ASSERT_EQ(control(trial->state), 0);
	look(&was, NULL);
	log_lines();
	fault_arm(n);
	err = trial->run();
	injected = fault_disarm();
	told = log_lines();
	if (!injected)
		EXPECT_EQ(err, 0);
	if (err) {
		++*failures;
		EXPECT_EQ(err, ENOMEM);
		if (trial->told)
			EXPECT_EQ(told, 1);
	}
	/* Nothing, or all. */
	look(&is, &was);
	expected = err ? &none : &want;
	EXPECT_STREQ(is.text, err ? was.text : want.text);
	EXPECT_EQ(is.generation, expected->generation);
	EXPECT_EQ(is.epoch, expected->epoch);
	EXPECT_TRUE(fault_files_are_there());
	EXPECT_TRUE(fault_counts_on());
	if (!err && trial->undo)
		trial->undo();
	if (!__test_passed(_metadata))
		printf("# ... at allocation %u, errno %d\n", n, err);
	return injected;
}

static void try_all(struct __test_metadata *_metadata, const struct trial *trial)
{
	unsigned int n = 1, failures = 0;
	struct outcome was;

	if (trial->state)
		ASSERT_EQ(control(trial->state), 0);
	look(&was, NULL);
	ASSERT_EQ(trial->run(), 0);
	look(&want, &was);
	if (trial->undo)
		trial->undo();
	fault_begin();
	while (n < FAULTS_MAX && __test_passed(_metadata) &&
	       try_with(_metadata, trial, n, &failures))
		n++;
	fault_tell(_metadata, n - 1, failures);
	ASSERT_EQ(control("stop\nstart\nhook auto\nsyscalls all\naccount wait off\nreset"), 0);
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

/* The control file. It is open before, and what fails is its write. */

static const char *command;

static int write_command(void)
{
	return write(control_fd, command, strlen(command)) < 0 ? errno : 0;
}

static void try_command(struct __test_metadata *_metadata, const char *state, const char *what)
{
	const struct trial trial = { .run = write_command, .state = state, .told = true };

	control_fd = open(CONTROL_FILE, O_WRONLY | O_CLOEXEC);
	ASSERT_GE(control_fd, 0);
	command = what;
	try_all(_metadata, &trial);
	close(control_fd);
}

#define STOPPED "stop\nhook tracepoint\nsyscalls all\naccount wait off"
#define RUNNING "start\nhook tracepoint\nsyscalls all\naccount wait off"
#define FEW "start\naccount wait off\nsyscalls getppid,getpgrp\n"

TEST(start)
{
	try_command(_metadata, STOPPED, "start");
}

TEST(start_with_waits)
{
	try_command(_metadata, STOPPED, "start\naccount wait on");
}

TEST(start_kprobe)
{
	try_command(_metadata, "stop\nsyscalls getppid,getpgrp\nhook kprobe", "start");
}

TEST(start_ftrace)
{
	try_command(_metadata, "stop\nsyscalls getppid,getpgrp\nhook ftrace", "start");
}

TEST(stop)
{
	try_command(_metadata, RUNNING, "stop");
}

TEST(stop_with_waits)
{
	try_command(_metadata, RUNNING "\naccount wait on", "stop");
}

TEST(stop_kprobe)
{
	try_command(_metadata, FEW "hook kprobe", "stop");
}

TEST(stop_ftrace)
{
	try_command(_metadata, FEW "hook ftrace", "stop");
}

TEST(reset)
{
	try_command(_metadata, RUNNING, "reset");
}

TEST(tracepoint_to_kprobe)
{
	try_command(_metadata, FEW "hook tracepoint", "hook kprobe");
}

TEST(tracepoint_to_ftrace)
{
	try_command(_metadata, FEW "hook tracepoint", "hook ftrace");
}

TEST(kprobe_to_tracepoint)
{
	try_command(_metadata, FEW "hook kprobe", "hook tracepoint\nsyscalls all");
}

TEST(kprobe_to_ftrace)
{
	try_command(_metadata, FEW "hook kprobe", "hook ftrace");
}

TEST(ftrace_to_kprobe)
{
	try_command(_metadata, FEW "hook ftrace", "hook kprobe");
}

TEST(syscalls_of_tracepoint)
{
	try_command(_metadata, RUNNING, "syscalls getppid,%network");
}

TEST(syscalls_of_kprobe)
{
	try_command(_metadata, FEW "hook kprobe", "syscalls getppid,sync");
}

TEST(syscalls_of_ftrace)
{
	try_command(_metadata, FEW "hook ftrace", "syscalls getppid,sync");
}

TEST(wait_on)
{
	try_command(_metadata, RUNNING, "account wait on");
}

TEST(wait_off)
{
	try_command(_metadata, RUNNING "\naccount wait on", "account wait off");
}

TEST(all_at_once)
{
	try_command(_metadata, STOPPED,
		    "start\nhook kprobe\nsyscalls getppid,sync\naccount wait on\nreset");
}

/* Files: they are opened and read, or not. */

static const char *file;

static int read_file(void)
{
	static char text[1 << 20];
	int fd = open(file, O_RDONLY | O_CLOEXEC), err = fd < 0 ? errno : 0;

	if (err)
		return err;
	if (read(fd, text, sizeof(text)) <= 0)
		err = errno ?: EIO;
	close(fd);
	return err;
}

static void try_file(struct __test_metadata *_metadata, const char *path)
{
	const struct trial trial = { .run = read_file, .state = RUNNING };

	file = path;
	try_all(_metadata, &trial);
}

TEST(open_proc)
{
	try_file(_metadata, PROC_FILE);
}

TEST(open_control)
{
	try_file(_metadata, CONTROL_FILE);
}

TEST(open_histogram)
{
	try_file(_metadata, DEBUGFS "syscallstat/histogram");
}

TEST(open_errnos)
{
	try_file(_metadata, DEBUGFS "syscallstat/errnos");
}

TEST(open_tasks)
{
	try_file(_metadata, DEBUGFS "syscallstat/tasks");
}

TEST(open_inflight)
{
	try_file(_metadata, DEBUGFS "syscallstat/inflight");
}

TEST(open_percpu)
{
	try_file(_metadata, DEBUGFS "syscallstat/percpu");
}

int main(int argc, char **argv)
{
	need_module();
	need_faults();
	return test_harness_run(argc, argv);
}
