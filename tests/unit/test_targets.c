// SPDX-License-Identifier: GPL-2.0
/* Whom a session counts, and what the module is told of it. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include <syscallstat/abi.h>

#include "session.h"
#include "targets.h"

typedef int add_fn(struct targets *targets, const char *argument, struct errmsg *err);

static struct errmsg err;

/* @expected are the commands, separated by semicolons. */
static void expect(add_fn *add, const char *argument, const char *expected)
{
	struct targets targets = { 0 };
	char got[8192] = "";

	if (add(&targets, argument, &err))
		fail_msg("%s: %s", argument, err.text);
	for (size_t i = 0; i < targets.count; i++) {
		if (i)
			strcat(got, ";");
		strcat(got, targets.list[i].command);
	}
	assert_string_equal(got, expected);
	targets_free(&targets);
	assert_int_equal(targets.count, 0);
}

static void refuse(add_fn *add, const char *argument, const char *message)
{
	struct targets targets = { 0 };

	assert_int_equal(add(&targets, argument, &err), -EINVAL);
	if (!strstr(err.text, message))
		fail_msg("%s: '%s' is not in '%s'", argument, message, err.text);
	targets_free(&targets);
}

static void test_pids(void **state)
{
	(void)state;
	expect(targets_add_pids, "1", "pid 1");
	expect(targets_add_pids, "1,22,2147483647", "pid 1;pid 22;pid 2147483647");
	expect(targets_add_pids, "007", "pid 7");
	refuse(targets_add_pids, "", "invalid process id: ''");
	refuse(targets_add_pids, "0", "invalid process id: '0'");
	refuse(targets_add_pids, "1,", "invalid process id: ''");
	refuse(targets_add_pids, "1,,2", "invalid process id: ''");
	refuse(targets_add_pids, "1,2x", "invalid process id: '2x'");
	refuse(targets_add_pids, "1, 2", "invalid process id: ' 2'");
	refuse(targets_add_pids, "-1", "invalid process id: '-1'");
	refuse(targets_add_pids, "2147483648", "invalid process id: '2147483648'");
}

static void test_users(void **state)
{
	(void)state;
	expect(targets_add_users, "root", "uid 0");
	expect(targets_add_users, "0,1000,root,4294967294", "uid 0;uid 1000;uid 0;uid 4294967294");
	refuse(targets_add_users, "", "no such user: ''");
	refuse(targets_add_users, "root,", "no such user: ''");
	refuse(targets_add_users, "no such", "no such user: 'no such'");
	refuse(targets_add_users, "-1", "no such user: '-1'");
	refuse(targets_add_users, "4294967295", "no such user: '4294967295'");
}

static void test_comm(void **state)
{
	(void)state;
	expect(targets_add_comm, "bash", "comm bash");
	expect(targets_add_comm, "Web Content", "comm Web Content");
	expect(targets_add_comm, "a,b", "comm a,b");
	expect(targets_add_comm, "123456789012345", "comm 123456789012345");
	refuse(targets_add_comm, "1234567890123456", "up to 15 bytes");
	refuse(targets_add_comm, "", "not the name of a task");
	refuse(targets_add_comm, "a\nstart", "not the name of a task");
}

static void test_cgroups(void **state)
{
	char path[SCS_CONTROL_MAX + 1];

	(void)state;
	expect(targets_add_cgroup, "/", "cgroup /");
	expect(targets_add_cgroup, "/a.slice/b c", "cgroup /a.slice/b c");
	expect(targets_add_cgroup, "/a/", "cgroup /a");
	expect(targets_add_cgroup, "/sys/fs/cgroup", "cgroup /");
	expect(targets_add_cgroup, "/sys/fs/cgroup/", "cgroup /");
	expect(targets_add_cgroup, "/sys/fs/cgroup/a/b/", "cgroup /a/b");
	expect(targets_add_cgroup, "/sys/fs/cgroups", "cgroup /sys/fs/cgroups");
	refuse(targets_add_cgroup, "", "not the path of a cgroup: ''");
	refuse(targets_add_cgroup, "a", "not the path of a cgroup: 'a'");
	refuse(targets_add_cgroup, "/a\nstart", "not the path of a cgroup");
	memset(path, 'x', sizeof(path) - 1);
	path[0] = '/';
	path[sizeof(path) - 1] = '\0';
	refuse(targets_add_cgroup, path, "not the path of a cgroup");
}

static void test_processes(void **state)
{
	struct targets targets = { 0 };
	char pid_text[16];
	int end[2];
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(end), 0);
	pid = fork();
	if (!pid) {
		close(end[1]);
		_exit(read(end[0], pid_text, 1) != 0);
	}
	snprintf(pid_text, sizeof(pid_text), "%d", (int)pid);
	assert_int_equal(targets_add_pids(&targets, pid_text, &err), 0);
	assert_int_equal(targets_hold(&targets, &err), 0);
	assert_ptr_equal(targets_next_alive(&targets), &targets.list[0]);
	close(end[1]);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_null(targets_next_alive(&targets));

	/* There can always be one more of a user. */
	assert_int_equal(targets_add_users(&targets, "0", &err), 0);
	assert_ptr_equal(targets_next_alive(&targets), &targets.list[1]);
	targets_free(&targets);

	assert_int_equal(targets_add_pids(&targets, pid_text, &err), 0);
	assert_int_equal(targets_hold(&targets, &err), -ESRCH);
	assert_non_null(strstr(err.text, "there is no process"));
	targets_free(&targets);
	close(end[0]);
}

static void test_explanations(void **state)
{
	(void)state;
	assert_int_equal(session_open("/nonexistent/device", &err), -ENOENT);
	assert_non_null(strstr(err.text, "cannot open /nonexistent/device: No such file"));
	assert_int_equal(session_explain("pid 7\nstart\n", -ESRCH, &err), -ESRCH);
	assert_string_equal(err.text, "cannot count 'pid 7': No such process");
	session_explain("uid 0", -EPERM, &err);
	assert_non_null(strstr(err.text, "'uid 0': Operation not permitted; without CAP_PERFMON"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pids),	  cmocka_unit_test(test_users),
		cmocka_unit_test(test_comm),	  cmocka_unit_test(test_cgroups),
		cmocka_unit_test(test_processes), cmocka_unit_test(test_explanations),
	};

	return cmocka_run_group_tests_name("targets", tests, NULL, NULL);
}
