// SPDX-License-Identifier: GPL-2.0
/* Programs along PATH, and users. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "lookup.h"

static char dir[] = "/tmp/test_lookup.XXXXXX";

static void make(const char *name, mode_t mode)
{
	int fd = open(name, O_CREAT | O_WRONLY | O_CLOEXEC, mode);

	assert_true(fd >= 0);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static int setup(void **state)
{
	(void)state;
	if (!mkdtemp(dir) || chdir(dir) || mkdir("a", 0755) || mkdir("b", 0755) ||
	    mkdir("a/both", 0755))
		return -1;
	make("here", 0755);
	make("a/plain", 0644);
	make("b/plain", 0644);
	make("b/both", 0711);
	make("a/first", 0755);
	make("b/first", 0755);
	return 0;
}

static int teardown(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static void finds(const char *name, const char *search, const char *expected)
{
	char path[PATH_MAX];

	assert_int_equal(lookup_program(name, search, path), 0);
	assert_string_equal(path, expected);
}

static void misses(const char *name, const char *search, int expected)
{
	char path[PATH_MAX];

	assert_int_equal(lookup_program(name, search, path), expected);
}

static void test_search(void **state)
{
	char path[PATH_MAX];

	(void)state;
	finds("first", "a:b", "a/first");
	finds("first", "b:a", "b/first");
	finds("first", "c:b", "b/first");
	/* A directory is in the way. */
	finds("both", "a:b", "b/both");
	finds("here", "a::b", "./here");
	finds("here", "a:", "./here");
	finds("here", ":a", "./here");
	finds("here", "", "./here");
	misses("here", "a:b", -ENOENT);
	misses("both", "a", -EACCES);
	misses("plain", "a:b", -EACCES);
	misses("", "a", -ENOENT);
	assert_int_equal(lookup_program("sh", NULL, path), 0);
	assert_int_equal(path[0], '/');
}

static void test_slash(void **state)
{
	char name[PATH_MAX + 1];

	(void)state;
	finds("./here", "a", "./here");
	finds("a/first", "b", "a/first");
	finds("/bin/sh", "", "/bin/sh");
	misses("./first", "a", -ENOENT);
	misses("a/plain", "a", -EACCES);
	misses("a/both", "a", -EACCES);
	misses("./", "a", -EACCES);
	misses("here/x", "a", -ENOTDIR);

	memset(name, 'x', PATH_MAX);
	name[PATH_MAX] = '\0';
	misses(name, "a:b", -ENOENT);
	name[1] = '/';
	misses(name, "a:b", -ENAMETOOLONG);
}

static void test_user(void **state)
{
	struct user user;
	struct errmsg err;

	(void)state;
	assert_int_equal(lookup_user("root", &user, &err), 0);
	assert_int_equal(user.uid, 0);
	assert_int_equal(user.gid, 0);
	assert_true(user.ngroups >= 1);
	assert_int_equal(user.groups[0], 0);
	free(user.groups);
	assert_int_equal(lookup_user("no such user", &user, &err), -ENOENT);
	assert_string_equal(err.text, "no such user: 'no such user'");
	assert_null(user.groups);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_slash),
		cmocka_unit_test(test_user),
	};

	return cmocka_run_group_tests_name("lookup", tests, setup, teardown);
}
