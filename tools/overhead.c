// SPDX-License-Identifier: GPL-2.0
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <libsmartcols.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <syscallstat/abi.h>

#include "overhead.h"
#include "status.h"

/* Short chunks, so that some are not interrupted: the quickest one counts. */
#define ROUNDS 8
#define CHUNKS 200
#define CALLS 1000

/* How the module was found: the values of keys of the control file. */
struct setting {
	char state[16];
	char hook[16];
	char syscalls[SCS_CONTROL_MAX];
};

struct result {
	double stopped_ns;
	double running_ns;
};

static volatile sig_atomic_t caught;

static void on_signal(int signo)
{
	caught = signo;
}

static void help(void)
{
	printf("\nUsage:\n"
	       " " SCS_NAME " overhead [options]\n"
	       "\nMeasure what counting adds to a system call on this machine: a loop of getppid(2)\n"
	       "with the hooks of the module attached, and without. Counting is stopped and\n"
	       "started some times, and is left as it was.\n"
	       "\nOptions:\n"
	       " -J, --json     use JSON output format\n"
	       " -h, --help     display this help\n"
	       " -V, --version  display version\n"
	       "\nFor more details see " SCS_NAME "(1).\n");
	exit(EXIT_SUCCESS);
}

/* Returns an exit status. */
static int explain_control(const char *what)
{
	int error = errno;

	/* Only root may see whether it is there. */
	if ((error == ENOENT || error == EACCES) && access(SCS_PROC_PATH, F_OK)) {
		warnx("the module is not loaded; load it with: modprobe " SCS_NAME);
		return EXIT_NOT_LOADED;
	}
	warnx("cannot %s " SCS_CONTROL_PATH ": %s%s", what, strerror(error),
	      error == EACCES ?
		      "; this takes root" :
	      error == EPERM ?
		      "; this takes root (CAP_PERFMON) and a kernel that is not locked down" :
	      error == ENOENT ? "; is debugfs mounted?" :
				"");
	return EXIT_FAILURE;
}

static void take_value(const char *line, const char *key, char *value, size_t size)
{
	size_t len = strlen(key);

	if (!strncmp(line, key, len) && line[len] == ' ')
		snprintf(value, size, "%s", line + len + 1);
}

/* Returns an exit status. */
static int read_setting(struct setting *setting)
{
	FILE *f = fopen(SCS_CONTROL_PATH, "re");
	char line[SCS_CONTROL_MAX + 32];

	*setting = (struct setting){ 0 };
	if (!f)
		return explain_control("open");
	while (fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = '\0';
		take_value(line, "state", setting->state, sizeof(setting->state));
		take_value(line, "hook", setting->hook, sizeof(setting->hook));
		take_value(line, "syscalls", setting->syscalls, sizeof(setting->syscalls));
	}
	fclose(f);
	return EXIT_SUCCESS;
}

/* Returns 0 or -1 with errno. */
static int set_state(const char *command)
{
	int fd = open(SCS_CONTROL_PATH, O_WRONLY | O_CLOEXEC), ret, error;

	if (fd < 0)
		return -1;
	do {
		ret = write(fd, command, strlen(command)) < 0 ? -1 : 0;
	} while (ret && errno == EINTR);
	error = errno;
	close(fd);
	errno = error;
	return ret;
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Lowers @least to the time of a call in the quickest chunk. */
static void measure(double *least)
{
	for (int chunk = 0; chunk < CHUNKS && !caught; chunk++) {
		int64_t start = now_ns();
		double ns;

		for (int i = 0; i < CALLS; i++)
			syscall(SYS_getppid);
		ns = (double)(now_ns() - start) / CALLS;
		if (!*least || ns < *least)
			*least = ns;
	}
}

/* Returns 0 or -1 with errno; a signal ends it early. */
static int measure_rounds(struct result *result)
{
	*result = (struct result){ 0 };
	for (int round = 1; round <= ROUNDS && !caught; round++) {
		if (isatty(STDERR_FILENO))
			fprintf(stderr, "\rmeasuring: %d of %d ", round, ROUNDS);
		if (set_state("stop"))
			return -1;
		measure(&result->stopped_ns);
		if (set_state("start"))
			return -1;
		measure(&result->running_ns);
	}
	if (isatty(STDERR_FILENO))
		fputs("\r\033[K", stderr);
	return 0;
}

static const struct {
	const char *key; /* in JSON */
	const char *header;
	int json_type;
	int flags;
} columns[] = {
	{ "hook", "HOOK", SCOLS_JSON_STRING, 0 },
	{ "syscalls", "SYSCALLS", SCOLS_JSON_STRING, SCOLS_FL_TRUNC },
	{ "call", "CALL", SCOLS_JSON_STRING, 0 },
	{ "stopped_ns", "STOPPED", SCOLS_JSON_NUMBER, SCOLS_FL_RIGHT },
	{ "running_ns", "RUNNING", SCOLS_JSON_NUMBER, SCOLS_FL_RIGHT },
	{ "added_ns", "ADDED", SCOLS_JSON_NUMBER, SCOLS_FL_RIGHT },
	{ "added_percent", "ADDED%", SCOLS_JSON_NUMBER, SCOLS_FL_RIGHT },
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

/* Returns 0 or a negative errno. */
static int set_number(struct libscols_line *line, size_t column, double value, const char *unit)
{
	char text[32];

	snprintf(text, sizeof(text), "%.1f%s", value, unit);
	return scols_line_set_data(line, column, text);
}

/* Returns 0 or a negative errno. */
static int fill(struct libscols_table *table, const struct setting *setting,
		const struct result *result, bool json)
{
	double added = result->running_ns - result->stopped_ns;
	const char *ns = json ? "" : "ns", *percent = json ? "" : "%";
	struct libscols_line *line;
	int ret = 0;

	for (size_t i = 0; i < COLUMNS; i++) {
		const char *name = json ? columns[i].key : columns[i].header;
		struct libscols_column *column;

		column = scols_table_new_column(table, name, 0, columns[i].flags);
		if (!column)
			return -ENOMEM;
		scols_column_set_json_type(column, columns[i].json_type);
	}
	line = scols_table_new_line(table, NULL);
	if (!line)
		return -ENOMEM;
	ret = scols_line_set_data(line, 0, setting->hook);
	ret = ret ?: scols_line_set_data(line, 1, setting->syscalls);
	ret = ret ?: scols_line_set_data(line, 2, "getppid");
	ret = ret ?: set_number(line, 3, result->stopped_ns, ns);
	ret = ret ?: set_number(line, 4, result->running_ns, ns);
	ret = ret ?: set_number(line, 5, added, ns);
	return ret ?: set_number(line, 6, 100 * added / result->stopped_ns, percent);
}

/* Returns 0 or a negative errno. */
static int print(const struct setting *setting, const struct result *result, bool json)
{
	struct libscols_table *table = scols_new_table();
	int ret = table ? 0 : -ENOMEM;

	if (!ret && json) {
		ret = scols_table_set_name(table, "overhead");
		ret = ret ?: scols_table_enable_json(table, 1);
	}
	ret = ret ?: fill(table, setting, result, json);
	ret = ret ?: scols_print_table(table);
	scols_unref_table(table);
	return ret;
}

static bool parse_options(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'J' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	bool json = false;
	int c;

	while ((c = getopt_long(argc, argv, "JhV", options, NULL)) != -1) {
		switch (c) {
		case 'J':
			json = true;
			break;
		case 'h':
			help();
			break;
		case 'V':
			puts(SCS_NAME " " SCS_VERSION);
			exit(EXIT_SUCCESS);
		default:
			goto usage;
		}
	}
	if (optind == argc)
		return json;
	warnx("overhead: unexpected argument: '%s'", argv[optind]);
usage:
	fputs("Try '" SCS_NAME " overhead --help' for more information.\n", stderr);
	exit(EXIT_USAGE);
}

/* On one CPU, so that all chunks are alike. Where that cannot be, they still are as a rule. */
static void stay_on_this_cpu(void)
{
	cpu_set_t set;
	int cpu = sched_getcpu();

	CPU_ZERO(&set);
	if (cpu >= 0 && cpu < CPU_SETSIZE) {
		CPU_SET(cpu, &set);
		sched_setaffinity(0, sizeof(set), &set);
	}
}

int overhead_main(int argc, char **argv)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };
	bool json = parse_options(argc, argv);
	struct setting setting;
	struct result result;
	int status, error = 0;

	status = read_setting(&setting);
	if (status)
		return status;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
	stay_on_this_cpu();
	if (measure_rounds(&result))
		error = errno;
	if (set_state(strcmp(setting.state, "running") ? "stop" : "start") && !error)
		error = errno;
	if (error) {
		errno = error;
		return explain_control("write");
	}
	if (caught) {
		signal(caught, SIG_DFL);
		raise(caught);
	}
	error = print(&setting, &result, json);
	if (!error)
		return EXIT_SUCCESS;
	warnx("cannot print: %s", strerror(-error));
	return EXIT_FAILURE;
}
