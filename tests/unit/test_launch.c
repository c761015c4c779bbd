// SPDX-License-Identifier: GPL-2.0
/*
 * Commands that are run and waited for: real processes.
 *
 * Each is run by a process of its own, since it becomes the parent of what the command
 * leaves behind, and may die like the command.
 */
#include <errno.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>

#include <cmocka.h>

#include "launch.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/**
 * struct result - what a runner tells; shared with it
 * @ret: of launch_start()
 * @step: likewise
 * @left: children of the runner after launch_start() failed
 * @waits: how often it was waited until a time that had come before the command ended
 * @wait: what launch_wait() or launch_wait_until() returned
 * @ended: the command has
 * @seconds: until then
 * @idle: how often a signal found the command ended
 * @stray: a system call was made between ready() and execve
 */
struct result {
	int ret;
	enum launch_step step;
	bool left;
	int waits;
	int wait;
	bool ended;
	double seconds;
	int idle;
	bool stray;
};

static struct result *result;
/* The runner was started by somebody who does not care for its children. */
static bool careless;
/* It looks up that often, in seconds; 0 for never. */
static double every;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int ready(void *data)
{
	(void)data;
	return 0;
}

static int refuse(void *data)
{
	(void)data;
	return -EBUSY;
}

static void count_idle(void)
{
	result->idle++;
}

static int wait_in_steps(struct launch *launch)
{
	double at = now();
	int ret;

	do {
		struct timespec deadline;

		at += every;
		deadline.tv_sec = (time_t)at;
		deadline.tv_nsec = (long)((at - (double)deadline.tv_sec) * 1e9);
		ret = launch_wait_until(launch, &deadline);
		result->waits += ret == -ETIMEDOUT && now() >= at - 0.001;
	} while (ret == -ETIMEDOUT);
	return ret;
}

/* Never returns. */
static void run(struct launch *launch)
{
	double begin = now();

	if (careless)
		signal(SIGCHLD, SIG_IGN);
	launch->idle = count_idle;
	result->ret = launch_start(launch, &result->step);
	if (result->ret) {
		result->left = waitpid(-1, NULL, WNOHANG) != -1;
		_exit(0);
	}
	result->wait = every > 0 ? wait_in_steps(launch) : launch_wait(launch);
	result->ended = launch->ended;
	result->seconds = now() - begin;
	_exit(launch->ended ? launch_status(launch) : 0);
}

/* Returns the runner's status, as of waitpid(2). */
static int run_with(const char *path, char **argv, int (*get_ready)(void *))
{
	struct launch launch = { .path = path, .argv = argv, .ready = get_ready };
	int status;
	pid_t pid;

	*result = (struct result){ 0 };
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		run(&launch);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static int run_shell(const char *script)
{
	char *argv[] = { "sh", "-c", (char *)script, NULL };
	int status = run_with("/bin/sh", argv, ready);

	assert_int_equal(result->ret, 0);
	assert_int_equal(result->wait, 0);
	assert_true(result->ended);
	return status;
}

static void exits(const char *script, int expected)
{
	int status = run_shell(script);

	if (!WIFEXITED(status) || WEXITSTATUS(status) != expected)
		fail_msg("%s: status %#x", script, (unsigned int)status);
}

static int setup(void **state)
{
	(void)state;
	result = mmap(NULL, sizeof(*result), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	return result == MAP_FAILED;
}

static void test_status(void **state)
{
	(void)state;
	exits("exit 0", 0);
	exits("exit 7", 7);
	exits("exit 255", 255);
}

static void test_killed(void **state)
{
	static const int signals[] = { SIGKILL, SIGSEGV, SIGTERM, SIGINT, SIGUSR1, SIGABRT };
	char script[32];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		int status;

		snprintf(script, sizeof(script), "kill -%d $$", signals[i]);
		status = run_shell(script);
		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), signals[i]);
		assert_false(WCOREDUMP(status));
	}
}

static void test_refused(void **state)
{
	char *argv[] = { "true", NULL };

	(void)state;
	run_with("/bin/true", argv, refuse);
	assert_int_equal(result->ret, -EBUSY);
	assert_int_equal(result->step, LAUNCH_READY);
	assert_false(result->left);
}

static void test_not_executable(void **state)
{
	static const struct {
		const char *path;
		int ret;
	} programs[] = {
		{ "/nonexistent", -ENOENT },
		{ "/", -EACCES },
		{ "/dev/null", -EACCES },
	};
	char *argv[] = { "true", NULL };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		run_with(programs[i].path, argv, ready);
		assert_int_equal(result->ret, programs[i].ret);
		assert_int_equal(result->step, LAUNCH_EXEC);
		assert_false(result->left);
	}
}

static void test_user(void **state)
{
	const struct user nobody = { .uid = 65534, .gid = 65534 };
	char *argv[] = { "sh", "-c", "[ \"$(id -u) $(id -g) $(id -G)\" = '65534 65534 65534' ]",
			 NULL };
	struct launch launch = { .path = "/bin/sh", .argv = argv, .ready = ready, .user = &nobody };
	int status;
	pid_t pid;

	(void)state;
	*result = (struct result){ 0 };
	pid = fork();
	if (!pid)
		run(&launch);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (geteuid()) {
		assert_int_equal(result->ret, -EPERM);
		assert_int_equal(result->step, LAUNCH_USER);
		assert_false(result->left);
	} else {
		assert_int_equal(result->ret, 0);
		assert_int_equal(status, 0);
	}
}

static void on_sigsys(int signo)
{
	(void)signo;
	result->stray = true;
}

/* From here on any call but execve is a SIGSYS, which is only survived before that. */
static int allow_execve_only(void *data)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_execve, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
	};
	struct sock_fprog program = { .len = ARRAY_SIZE(filter), .filter = filter };

	(void)data;
	signal(SIGSYS, on_sigsys);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return -errno;
	return 0;
}

static void test_execve_comes_next(void **state)
{
	char *argv[] = { "true", NULL };
	int status;

	(void)state;
	status = run_with("/bin/true", argv, allow_execve_only);
	if (result->ret == -EINVAL)
		skip();
	assert_int_equal(result->ret, 0);
	assert_false(result->stray);
	/* The filter was there, and the new program ran into it. */
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGSYS);
}

static void test_descendants(void **state)
{
	(void)state;
	exits("sleep 0.3 & exit 3", 3);
	assert_true(result->seconds >= 0.3);
	exits("(sleep 0.1; (sleep 0.3 & exit 1) & exit 2) & exit 4", 4);
	assert_true(result->seconds >= 0.4);
	exits("setsid sh -c 'sleep 0.3 & exit 5' & exit 6", 6);
	assert_true(result->seconds >= 0.3);
}

static void test_signals_are_passed_on(void **state)
{
	static const char *const signals[] = { "HUP", "INT", "QUIT", "TERM", "USR1", "USR2" };
	char script[256];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++) {
		snprintf(script, sizeof(script),
			 "trap 'exit 5' %s; kill -%s $PPID; i=0; "
			 "while [ $i -lt 200 ]; do sleep 0.02; i=$((i+1)); done; exit 1",
			 signals[i], signals[i]);
		exits(script, 5);
	}
	/* One that kills the command, which then is what the runner dies of. */
	assert_int_equal(WTERMSIG(run_shell("kill -TERM $PPID; sleep 10")), SIGTERM);
}

static void test_second_signal_ends_the_wait(void **state)
{
	(void)state;
	exits("sleep 10 >/dev/null & "
	      "(sleep 0.5; kill -INT $PPID; sleep 0.2; kill -TERM $PPID) & exit 2",
	      2);
	assert_int_equal(result->idle, 1);
	assert_true(result->seconds >= 0.7);
	assert_true(result->seconds < 9);
	/* Of other signals any number does not. */
	exits("(sleep 0.5; kill -HUP $PPID; kill -USR1 $PPID; sleep 0.1; kill -HUP $PPID) & exit 2",
	      2);
	assert_int_equal(result->idle, 0);
	assert_true(result->seconds >= 0.6);
	/* The first may have come while the command was there. */
	exits("trap '' INT; kill -INT $PPID; sleep 0.2; sleep 10 >/dev/null & "
	      "(sleep 0.5; kill -TERM $PPID) & exit 3",
	      3);
	assert_int_equal(result->idle, 0);
	assert_true(result->seconds < 9);
}

/* ^C at a terminal, and the command is in a session that it does not reach. */
static void test_terminal(void **state)
{
	char *argv[] = { "setsid", "sh", "-c", "trap 'exit 9' INT; echo; sleep 0.5; exit 4", NULL };
	struct launch launch = { .path = "/usr/bin/setsid", .argv = argv, .ready = ready };
	char c;
	int status, terminal;
	pid_t pid;

	(void)state;
	if (access(launch.path, X_OK))
		skip();
	*result = (struct result){ 0 };
	pid = forkpty(&terminal, NULL, NULL, NULL);
	assert_true(pid >= 0);
	if (!pid)
		run(&launch);
	assert_int_equal(read(terminal, &c, 1), 1);
	assert_int_equal(write(terminal, "\003", 1), 1);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	close(terminal);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 4);
}

static void test_surroundings(void **state)
{
	char *ignored[] = { "grep", "-q", "^SigIgn:.*[13579bdf]....$", "/proc/self/status", NULL };
	static const char files[] = "exit $(ls /proc/self/fd | wc -l)";

	(void)state;
	/* Signals are held back in the runner only. */
	exits("grep -q '^SigBlk:[[:space:]]*0*$' /proc/self/status", 0);
	/* And it leaves no file to the command. */
	exits(files, WEXITSTATUS(system(files)));

	/* It gets back what was ignored, and its status was known all the same. */
	careless = true;
	assert_int_equal(run_with("/bin/grep", ignored, ready), 0);
	careless = false;
	assert_int_equal(result->ret, 0);
	assert_true(result->ended);
}

static void test_steps(void **state)
{
	(void)state;
	every = 0.1;
	exits("sleep 0.35; exit 3", 3);
	/* It may be late, but never early. */
	assert_in_range(result->waits, 1, 20);
	/* A time that is past does not keep it from what has ended. */
	every = 0.000000001;
	exits("exit 4", 4);
	every = 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_killed),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_not_executable),
		cmocka_unit_test(test_user),
		cmocka_unit_test(test_execve_comes_next),
		cmocka_unit_test(test_descendants),
		cmocka_unit_test(test_signals_are_passed_on),
		cmocka_unit_test(test_second_signal_ends_the_wait),
		cmocka_unit_test(test_terminal),
		cmocka_unit_test(test_surroundings),
		cmocka_unit_test(test_steps),
	};

	return cmocka_run_group_tests_name("launch", tests, setup, NULL);
}
