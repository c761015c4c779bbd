// SPDX-License-Identifier: GPL-2.0
/*
 * As faults.c, of sessions: memory runs out while one is opened, told something or read.
 */
#include "kselftest_harness.h"
#include "faults.h"
#include "session.h"

static int session_fd = -1;

/* Returns whether allocation @n has failed. */
static bool open_with(struct __test_metadata *_metadata, unsigned int n, unsigned int *failures)
{
	bool injected;
	int fd, err;

	fault_arm(n);
	fd = session_open();
	err = fd < 0 ? errno : 0;
	injected = fault_disarm();
	if (!injected)
		EXPECT_EQ(err, 0);
	if (err) {
		++*failures;
		EXPECT_EQ(err, ENOMEM);
	} else {
		close(fd);
	}
	EXPECT_TRUE(fault_files_are_there());
	EXPECT_TRUE(fault_counts_on());
	if (!__test_passed(_metadata))
		printf("# ... at allocation %u, errno %d\n", n, err);
	return injected;
}

/* What the session of a trial is before, and what it is told or asked for. */
static const char *session_state, *command;

static int tell_session(void)
{
	return session_write(session_fd, command, strlen(command));
}

/* A session of its own each time, as there is no way back from a selector. */
static void new_session(void)
{
	if (session_fd >= 0)
		close(session_fd);
	session_fd = session_new();
	if (*session_state && session_tell(session_fd, "%s", session_state))
		fail("%s", session_state);
}

/*
 * What a command can change; what is counted is not among it, for we count, too. Returns
 * how many threads are selected.
 */
static unsigned long session_keys(char *text, size_t size)
{
	static struct stats now;
	const char *at;
	char syscalls[64];

	session_read(session_fd, &now);
	at = strstr(now.text, "\n# syscalls ");
	if (!at || sscanf(at, "\n# syscalls %63s", syscalls) != 1)
		fail("no key syscalls");
	snprintf(text, size, "%d %llu %llu %s", !!strstr(now.text, "\n# state running\n"),
		 (unsigned long long)stats_key(&now, "generation"),
		 (unsigned long long)stats_key(&now, "epoch"), syscalls);
	return stats_key(&now, "selected");
}

static void try_command(struct __test_metadata *_metadata, const char *state, const char *what)
{
	unsigned long selected, selected_then, selected_now;
	char was[128], want[128], now[128];
	unsigned int n, failures = 0;
	bool injected = true;
	int err;

	command = what;
	session_state = state;
	/* As it is if nothing fails. */
	new_session();
	ASSERT_EQ(tell_session(), 0);
	selected = session_keys(want, sizeof(want));
	fault_begin();
	for (n = 1; injected && n < FAULTS_MAX && __test_passed(_metadata); n++) {
		new_session();
		selected_then = session_keys(was, sizeof(was));
		fault_arm(n);
		err = tell_session();
		injected = fault_disarm();
		if (!injected)
			EXPECT_EQ(err, 0);
		if (err) {
			failures++;
			EXPECT_EQ(err, ENOMEM);
			EXPECT_EQ(session_keys(now, sizeof(now)), selected_then);
			EXPECT_STREQ(now, was);
			/* It is as good as before. */
			EXPECT_EQ(tell_session(), 0);
		}
		selected_now = session_keys(now, sizeof(now));
		EXPECT_STREQ(now, want);
		/* Others come and go. */
		EXPECT_EQ(selected_now > 0, selected > 0);
		EXPECT_TRUE(fault_counts_on());
		if (!__test_passed(_metadata))
			printf("# ... at allocation %u, errno %d\n", n, err);
	}
	fault_tell(_metadata, n - 2, failures);
	close(session_fd);
}

static void try_opening(struct __test_metadata *_metadata, const char *state)
{
	unsigned int n = 1, failures = 0;

	ASSERT_EQ(control(state), 0);
	fault_begin();
	while (n < FAULTS_MAX && __test_passed(_metadata) && open_with(_metadata, n, &failures))
		n++;
	fault_tell(_metadata, n - 1, failures);
	ASSERT_EQ(control("start"), 0);
}

TEST(opened)
{
	try_opening(_metadata, "start");
}

TEST(opened_while_stopped)
{
	try_opening(_metadata, "stop");
}

TEST(pid)
{
	try_command(_metadata, "", "pid 1");
}

TEST(tid)
{
	try_command(_metadata, "", "tid 1");
}

TEST(uid)
{
	try_command(_metadata, "", "uid 0");
}

TEST(comm)
{
	try_command(_metadata, "", "comm faults");
}

TEST(cgroup)
{
	try_command(_metadata, "", "cgroup /");
}

TEST(follow)
{
	try_command(_metadata, "", "follow");
}

TEST(uid_running)
{
	try_command(_metadata, "start", "uid 0\ncomm faults\ncgroup /");
}

TEST(syscalls)
{
	try_command(_metadata, "uid 0\nstart", "syscalls getppid,%network");
}

TEST(start)
{
	try_command(_metadata, "uid 0", "start");
}

TEST(start_syscalls)
{
	try_command(_metadata, "uid 0", "syscalls getppid\nstart");
}

TEST(stop)
{
	try_command(_metadata, "uid 0\nstart", "stop");
}

TEST(reset)
{
	try_command(_metadata, "uid 0\nstart", "reset");
}

TEST(all)
{
	try_command(_metadata, "",
		    "uid 0\ncomm faults\npid 1\nfollow\nsyscalls getppid\nstart\nreset");
}

/* It is read from the beginning, so all of it is rendered anew. Returns 0 or an errno. */
static int read_session(void)
{
	static char text[1 << 20];
	ssize_t n = pread(session_fd, text, sizeof(text), 0);

	if (n < 0)
		return errno;
	/* And whole, whatever failed. */
	return strncmp(text, "syscallstat", 11) || text[n - 1] != '\n' ? EIO : 0;
}

/* The first that is asked of a session has it set up. */
static void try_first(struct __test_metadata *_metadata, int (*run)(void))
{
	unsigned int n, failures = 0;
	bool injected = true;
	int err;

	fault_begin();
	for (n = 1; injected && n < FAULTS_MAX && __test_passed(_metadata); n++) {
		session_fd = session_new();
		fault_arm(n);
		err = run();
		injected = fault_disarm();
		if (err) {
			failures++;
			EXPECT_EQ(err, injected ? ENOMEM : 0);
			EXPECT_EQ(run(), 0);
		}
		EXPECT_TRUE(fault_counts_on());
		close(session_fd);
		if (!__test_passed(_metadata))
			printf("# ... at allocation %u, errno %d\n", n, err);
	}
	fault_tell(_metadata, n - 2, failures);
}

TEST(first_command)
{
	command = "uid 0\nstart";
	try_first(_metadata, tell_session);
}

TEST(first_reading)
{
	try_first(_metadata, read_session);
}

static void try_text(struct __test_metadata *_metadata, const char *view)
{
	unsigned int n, failures = 0;
	bool injected = true;
	int err;

	ASSERT_EQ(session_tell(session_fd, "view %s", view), 0);
	for (n = 1; injected && n < FAULTS_MAX && __test_passed(_metadata); n++) {
		fault_arm(n);
		err = read_session();
		injected = fault_disarm();
		failures += !!err;
		if (err || !injected)
			EXPECT_EQ(err, injected ? ENOMEM : 0);
	}
	printf("# view %s:\n", view);
	fault_tell(_metadata, n - 2, failures);
}

TEST(texts)
{
	static const char *const views[] = { "stats",	 "histogram", "errnos", "tasks",
					     "inflight", "percpu",    "all" };

	fault_begin();
	session_fd = session_new();
	ASSERT_EQ(session_tell(session_fd, "uid 0\nstart"), 0);
	for (size_t i = 0; i < ARRAY_SIZE(views); i++)
		try_text(_metadata, views[i]);
	close(session_fd);
}

int main(int argc, char **argv)
{
	need_session();
	need_faults();
	return test_harness_run(argc, argv);
}
