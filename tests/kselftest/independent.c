// SPDX-License-Identifier: GPL-2.0
/*
 * Real programs, counted by strace -c -f in one run and by the module in the
 * next: the same numbers of calls and errors, name by name.
 *
 * Two differences are by nature. strace does not count exit and exit_group,
 * which do not return. What follows from the time or the pid may differ from
 * run to run, so the programs are such as do the same each time.
 */
#include <sys/personality.h>

#include "kselftest_harness.h"
#include "child.h"
#include "stats.h"

static struct stats before, after;

static void execute(void *argv)
{
	char *const *args = argv;
	int null = call_open("/dev/null", O_RDWR);

	call_dup2(null, 0);
	call_dup2(null, 1);
	syscall(SYS_execve, args[0], args, environ);
	syscall(SYS_exit_group, 127);
}

/* What the launcher adds: the execve itself is in both. */
static unsigned int own_calls(const char *name)
{
	static const char *const own[] = { "fork", "open", "dup2", "dup2", "wait4" };
	unsigned int n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(own); i++)
		n += !strcmp(calls_name(own[i]), name);
	return n;
}

struct counts {
	char name[32];
	unsigned long calls, errors;
};

/* Lines of 'calls errors name', as strace was asked for; errors may be missing. */
static int read_strace(struct counts *counts, int max)
{
	FILE *f = fopen("strace.out", "r");
	char line[256];
	int n = 0;

	if (!f)
		return -1;
	while (n < max && fgets(line, sizeof(line), f)) {
		struct counts *c = &counts[n];

		c->errors = 0;
		if (sscanf(line, "%lu %lu %31s", &c->calls, &c->errors, c->name) != 3 &&
		    sscanf(line, "%lu %31s", &c->calls, c->name) != 2)
			continue;
		if (strcmp(c->name, "total"))
			n++;
	}
	fclose(f);
	return n;
}

static void compare(struct __test_metadata *_metadata, char *const *argv)
{
	static struct counts counts[400];
	char *trace[20] = { "/usr/bin/strace",	 "-f", "-c",	    "-U",
			    "calls,errors,name", "-o", "strace.out" };
	unsigned int i;
	int n;

	for (i = 0; argv[i]; i++)
		trace[7 + i] = argv[i];
	trace[7 + i] = NULL;

	/* Once for the caches, once for strace, once for the module. */
	if (access(trace[0], X_OK) || access(argv[0], X_OK))
		SKIP(return, "no strace or no %s", argv[0]);
	ASSERT_EQ(child_run(execute, (void *)argv), 0);
	ASSERT_EQ(child_run(execute, (void *)trace), 0);
	n = read_strace(counts, ARRAY_SIZE(counts));
	ASSERT_GT(n, 10);

	stats_begin(&before);
	ASSERT_EQ(child_run(execute, (void *)argv), 0);
	stats_read(&after);

	for (i = 0; i < n; i++) {
		const char *name = counts[i].name;
		unsigned long own = own_calls(name);
		unsigned long reading = !strcmp(name, "openat") || !strcmp(name, "close") ? 1 :
					!strcmp(name, "read") ? before.reads :
								0;
		uint64_t errors = stats_diff(&before, &after, "64", name, ERRORS) +
				  stats_diff(&before, &after, "64", name, RESTARTS);

		if (!strncmp(name, "exit", 4))
			continue;
		EXPECT_EQ(stats_diff(&before, &after, "64", name, CALLS),
			  counts[i].calls + own + reading)
		{
			TH_LOG("calls of %s", name);
		}
		EXPECT_EQ(errors, stats_whole_calls(&after) ? counts[i].errors : 0)
		{
			TH_LOG("errors of %s", name);
		}
	}
	/* And no call that strace has not seen. */
	for (i = 0; i < after.nr_rows; i++) {
		const struct row *row = &after.rows[i];
		int known = !strncmp(row->name, "exit", 4) || own_calls(row->name);

		for (int c = 0; c < n; c++)
			known |= !strcmp(counts[c].name, row->name);
		if (known)
			continue;
		EXPECT_EQ(stats_diff(&before, &after, row->abi, row->name, CALLS), 0)
		{
			TH_LOG("calls of %s", row->name);
		}
	}
	unlink("strace.out");
}

TEST(tar)
{
	char *argv[] = { "/usr/bin/tar", "-cf", "independent.tar", "-C", "/usr/include",
			 "linux",	 NULL };

	compare(_metadata, argv);
	unlink("independent.tar");
}

TEST(sqlite)
{
	static char sql[] = "DROP TABLE IF EXISTS t; CREATE TABLE t (a, b);"
			    "INSERT INTO t VALUES (1, 'x'); INSERT INTO t SELECT a + 1, b FROM t;"
			    "SELECT count(*) FROM t;";
	char *argv[] = { "/usr/bin/sqlite3", "independent.db", sql, NULL };

	compare(_metadata, argv);
	unlink("independent.db");
}

TEST(python)
{
	char *argv[] = { "/usr/bin/python3", "-c", "import json; print(json.dumps(list(range(9))))",
			 NULL };

	compare(_metadata, argv);
}

TEST(shell_with_children)
{
	static char script[] = "i=0; while [ $i -lt 5 ]; do /bin/true; /bin/ls / >/dev/null;"
			       "i=$((i + 1)); done; ls /nonexistent 2>/dev/null; exit 0";
	char *argv[] = { "/bin/sh", "-c", script, NULL };

	compare(_metadata, argv);
}

TEST(ledger_after_all_of_them)
{
	stats_read_quiet(&after);
	EXPECT_LEDGER(&after);
}

int main(int argc, char **argv)
{
	need_module();
	/* How often libraries are mapped and unmapped may depend on where there is room. */
	personality(ADDR_NO_RANDOMIZE);
	return test_harness_run(argc, argv);
}
