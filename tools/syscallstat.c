// SPDX-License-Identifier: GPL-2.0
/* Shows how often each system call was made and how long it took. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <syscallstat/abi.h>

#include "columns.h"
#include "errmsg.h"
#include "human.h"
#include "input.h"
#include "notation.h"
#include "overhead.h"
#include "report.h"
#include "select.h"
#include "snapshot.h"
#include "table.h"
#include "ticker.h"
#include "view.h"

enum {
	EXIT_USAGE = 2,
	EXIT_NOT_LOADED = 3,
};

/* Below, the tool would mostly measure itself; above, it is a mistake. */
#define INTERVAL_MIN_S 0.001
#define INTERVAL_MAX_S 1e9

struct options {
	const struct view *view;
	const char *input;
	bool input_given;
	struct column_list columns;
	bool columns_given;
	enum column_id sort;
	enum table_style style;
	uint64_t top;
	struct selection sel;
	bool selecting;
	bool skip_first;
	bool repeat;
	struct timespec interval;
	uint64_t count; /* reports; 0 for no end */
};

static void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void help(void) __attribute__((noreturn));
static void try_help(void) __attribute__((noreturn));

/* The first error of stdout, which may be long past when the tool ends. */
static int stdout_errno;

static void flush_stdout(void)
{
	int ret = fflush(stdout) ? errno : ferror(stdout) ? EIO : 0;

	if (!stdout_errno)
		stdout_errno = ret;
}

/* A line on stderr, in its place between the reports. */
static void note(const char *fmt, ...)
{
	va_list ap;

	flush_stdout();
	fputs(SCS_NAME ": ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

/* Runs at exit: what could not be written must not look like success. */
static void close_stdout(void)
{
	bool wrote = __fpending(stdout) > 0;

	flush_stdout();
	/* Started without a stdout, and had nothing to say there: not a failure. */
	if (fclose(stdout) && !stdout_errno && (wrote || errno != EBADF))
		stdout_errno = errno;
	if (!stdout_errno)
		return;
	fprintf(stderr, SCS_NAME ": cannot write to standard output: %s\n", strerror(stdout_errno));
	_exit(EXIT_FAILURE);
}

static void help(void)
{
	printf("\nUsage:\n"
	       " " SCS_NAME " [options] [interval [count]]\n"
	       " " SCS_NAME " overhead [options]\n"
	       "\nShow how often each system call was made and how long it took; or, with overhead,\n"
	       "what counting costs on this machine.\n"
	       "\nOptions:\n"
	       " -e <list>            only these: names, numbers, patterns; '!' negates\n"
	       "     --errnos         show failed calls by error\n"
	       " -H, --histogram      show how many calls took how long\n"
	       "     --inflight       show the calls that are being executed now\n"
	       " -i, --input <file>   read saved text instead of the file of the module\n"
	       " -J, --json           use JSON output format\n"
	       " -n, --top <number>   only the first rows\n"
	       " -o, --output <list>  columns to show; '+' in front appends to the default\n"
	       "     --percpu         show calls by CPU\n"
	       " -s, --sort <column>  order of the rows (default: total_ns)\n"
	       "     --tasks          show calls by thread\n"
	       " -x, --exact          plain numbers instead of human units\n"
	       " -y                   skip the first report, the one since the reset\n"
	       "\n"
	       " -h, --help           display this help\n"
	       " -V, --version        display version\n"
	       "\nWith an interval, in seconds, each further report shows what happened since\n"
	       "the one before.\n"
	       "\nAvailable output columns:\n");
	for (int id = 0; id < COLUMNS_MAX; id++)
		printf(" %12s  %s\n", column_get((enum column_id)id)->key,
		       column_get((enum column_id)id)->help);
	printf("\nFor more details see " SCS_NAME "(1).\n");
	exit(EXIT_SUCCESS);
}

static void try_help(void)
{
	fputs("Try '" SCS_NAME " --help' for more information.\n", stderr);
	exit(EXIT_USAGE);
}

#define usage_error(fmt, ...)             \
	do {                              \
		note(fmt, ##__VA_ARGS__); \
		try_help();               \
	} while (0)

static uint64_t parse_positive(const char *what, const char *text)
{
	uint64_t value;

	if (parse_u64(text, &value) || !value)
		usage_error("invalid %s: '%s'", what, text);
	return value;
}

static struct timespec parse_interval(const char *text)
{
	double seconds;
	char *end;

	/* strtod() itself would take inf, nan, hexadecimal and white space. */
	seconds = strtod(text, &end);
	if (end == text || *end || text[strspn(text, "0123456789.")])
		usage_error("invalid interval: '%s'", text);
	if (seconds < INTERVAL_MIN_S || seconds > INTERVAL_MAX_S)
		usage_error("interval out of range: '%s' (%g to %g seconds)", text, INTERVAL_MIN_S,
			    INTERVAL_MAX_S);
	return (struct timespec){
		.tv_sec = (time_t)seconds,
		.tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9),
	};
}

static void parse_operands(struct options *opt, int argc, char **argv)
{
	opt->count = 1;
	if (argc > 0) {
		opt->interval = parse_interval(argv[0]);
		opt->repeat = true;
		opt->count = argc > 1 ? parse_positive("count", argv[1]) : 0;
	}
	if (argc > 2)
		usage_error("unexpected argument: '%s'", argv[2]);
	if (opt->skip_first && !opt->repeat)
		usage_error("-y needs an interval");
	if (opt->repeat && !strcmp(opt->input, "-"))
		usage_error("standard input cannot be read again and again");
}

static void set_view(struct options *opt, const struct view *view)
{
	if (opt->view != &view_stats && opt->view != view)
		usage_error("--%s and --%s exclude each other", opt->view->name, view->name);
	opt->view = view;
}

/* What depends on which file is shown, wherever that was said. */
static void parse_for_view(struct options *opt, const char *output, const char *sort)
{
	struct errmsg err;

	if (!opt->input_given)
		opt->input = opt->view->path;
	view_columns(opt->view, &opt->columns);
	opt->sort = opt->view->sort;
	if (output && columns_parse(output, &opt->columns, &err))
		usage_error("%s", err.text);
	opt->columns_given = output;
	if (sort && column_find(sort, strlen(sort), &opt->sort))
		usage_error("unknown column: '%s'", sort);
}

static void parse_options(struct options *opt, int argc, char **argv)
{
	enum {
		ERRNOS = 256,
		INFLIGHT,
		TASKS,
		PERCPU
	};
	static const struct option longopts[] = {
		{ "errnos", no_argument, NULL, ERRNOS },
		{ "exact", no_argument, NULL, 'x' },
		{ "help", no_argument, NULL, 'h' },
		{ "histogram", no_argument, NULL, 'H' },
		{ "inflight", no_argument, NULL, INFLIGHT },
		{ "input", required_argument, NULL, 'i' },
		{ "json", no_argument, NULL, 'J' },
		{ "output", required_argument, NULL, 'o' },
		{ "percpu", no_argument, NULL, PERCPU },
		{ "sort", required_argument, NULL, 's' },
		{ "tasks", no_argument, NULL, TASKS },
		{ "top", required_argument, NULL, 'n' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	const char *output = NULL, *sort = NULL;
	struct errmsg err;
	int c, ret;

	while ((c = getopt_long(argc, argv, "e:Hhi:Jn:o:s:Vxy", longopts, NULL)) != -1) {
		switch (c) {
		case 'e':
			select_free(&opt->sel);
			ret = select_parse(&opt->sel, optarg, &err);
			if (ret == -EINVAL)
				usage_error("%s", err.text);
			if (ret) {
				note("%s", err.text);
				exit(EXIT_FAILURE);
			}
			opt->selecting = true;
			break;
		case 'i':
			opt->input = optarg;
			opt->input_given = true;
			break;
		case 'H':
			set_view(opt, &view_histogram);
			break;
		case ERRNOS:
			set_view(opt, &view_errnos);
			break;
		case INFLIGHT:
			set_view(opt, &view_inflight);
			break;
		case TASKS:
			set_view(opt, &view_tasks);
			break;
		case PERCPU:
			set_view(opt, &view_percpu);
			break;
		case 'J':
			opt->style = TABLE_JSON;
			break;
		case 'n':
			opt->top = parse_positive("number of rows", optarg);
			break;
		case 'o':
			output = optarg;
			break;
		case 's':
			sort = optarg;
			break;
		case 'x':
			if (opt->style != TABLE_JSON)
				opt->style = TABLE_EXACT;
			break;
		case 'y':
			opt->skip_first = true;
			break;
		case 'h':
			help();
		case 'V':
			puts(SCS_NAME " " SCS_VERSION);
			exit(EXIT_SUCCESS);
		default:
			try_help();
		}
	}
	parse_for_view(opt, output, sort);
	parse_operands(opt, argc - optind, argv + optind);
}

/* Says why the file cannot be read, and what to do about it. Returns the exit status. */
static int explain_input(const struct options *opt, int ret, const struct errmsg *err)
{
	bool module = !strcmp(opt->input, opt->view->path);
	bool refused = ret == -EACCES || ret == -EPERM;

	/* Only root may see whether a view is there. */
	if (module && (ret == -ENOENT || refused) && access(SCS_PROC_PATH, F_OK)) {
		note("the module is not loaded; load it with: modprobe " SCS_NAME);
		return EXIT_NOT_LOADED;
	}
	if (module && opt->view->name && ret == -ENOENT)
		note("%s; is there a debugfs? mount -t debugfs none /sys/kernel/debug", err->text);
	else if (module && opt->view->name && refused)
		note("%s; this takes root (CAP_PERFMON)", err->text);
	else if (module && refused)
		note("%s; this takes root (CAP_PERFMON), or a wider mode: modprobe " SCS_NAME
		     " proc_mode=0444",
		     err->text);
	else
		note("%s", err->text);
	return EXIT_FAILURE;
}

/* Returns an exit status; an end by signal is told by ticker_stopped(). */
static int take_snapshot(const struct options *opt, struct snapshot *snap)
{
	const char *name = strcmp(opt->input, "-") ? opt->input : "standard input";
	struct errmsg err;
	size_t len;
	char *buf;
	int ret;

	*snap = (struct snapshot){ 0 };
	do {
		if (opt->repeat)
			ticker_interruptible(true);
		ret = ticker_stopped() ? -EINTR : input_read(opt->input, &buf, &len, &err);
		if (opt->repeat)
			ticker_interruptible(false);
	} while (ret == -EINTR && !ticker_stopped());
	if (ret == -EINTR)
		return EXIT_SUCCESS;
	if (ret)
		return explain_input(opt, ret, &err);

	ret = snapshot_parse(snap, buf, len, opt->view->name, name, &err);
	free(buf);
	if (ret) {
		note("%s", err.text);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

/* Whoever has the module split times wants to see it. */
static void add_parts(struct column_list *columns, const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->nrows; i++) {
		if (!snap->rows[i].number[SNAP_RUN_NS].known)
			continue;
		columns_append(columns, COL_RUN_NS);
		columns_append(columns, COL_WAIT_NS);
		return;
	}
}

/* Returns an exit status. */
static int print_report(const struct options *opt, const struct snapshot *snap, bool first)
{
	const char *name = opt->view->name ? opt->view->name : SCS_NAME;
	struct column_list columns = opt->columns;
	struct report report;
	int ret;

	ret = report_build(&report, snap, opt->selecting ? &opt->sel : NULL, opt->sort, opt->top);
	if (!ret) {
		if (!first && opt->style != TABLE_JSON)
			putchar('\n');
		if (!opt->columns_given)
			add_parts(&columns, snap);
		ret = table_print(&report, name, &columns, opt->style);
	}
	report_free(&report);
	if (ret) {
		note("cannot print the report: %s", strerror(-ret));
		return EXIT_FAILURE;
	}
	/* Whoever reads a pipe wants it now; close_stdout() says what went wrong. */
	flush_stdout();
	if (stdout_errno)
		return EXIT_FAILURE;
	if (snap->missed.known && snap->missed.value)
		note("warning: %" PRIu64 " events could not be recorded", snap->missed.value);
	return EXIT_SUCCESS;
}

/* What is worth a word apart from the figures; @old is NULL in the beginning. */
static void print_notes(const struct options *opt, const struct snapshot *old,
			const struct snapshot *new)
{
	const struct scs_entry *entry;
	size_t pos = 0;

	if (new->stopped && !(old && old->stopped))
		note("note: counting is stopped");
	else if (!new->stopped && old && old->stopped)
		note("note: counting goes on");
	while (!old && opt->selecting && (entry = select_next_unused(&opt->sel, new, &pos)))
		note("note: no calls of '%s%s%s' so far", entry->abi ? entry->abi : "",
		     entry->abi ? ":" : "", entry->word);
}

/* Returns an exit status. */
static int print_change(const struct options *opt, const struct snapshot *old,
			const struct snapshot *new, bool first)
{
	struct snapshot delta;
	struct errmsg why;
	int ret;

	if (opt->view->of_now)
		return print_report(opt, new, first);
	if (snapshot_was_reset(old, new, &why)) {
		note("the counters were reset (%s); the figures are those since the reset",
		     why.text);
		return print_report(opt, new, first);
	}
	if (snapshot_delta(&delta, old, new)) {
		note("out of memory");
		return EXIT_FAILURE;
	}
	ret = print_report(opt, &delta, first);
	snapshot_free(&delta);
	return ret;
}

/* Returns an exit status. */
static int run(const struct options *opt)
{
	struct snapshot old = { 0 }, new = { 0 };
	bool have_old = false;
	uint64_t reports = 0;
	int ret;

	if (opt->repeat) {
		ret = ticker_start(&opt->interval);
		if (ret) {
			note("cannot start the timer: %s", strerror(-ret));
			return EXIT_FAILURE;
		}
	}
	for (;;) {
		ret = take_snapshot(opt, &new);
		if (ret || ticker_stopped())
			break;
		print_notes(opt, have_old ? &old : NULL, &new);
		if (have_old)
			ret = print_change(opt, &old, &new, !reports++);
		else if (!opt->skip_first)
			ret = print_report(opt, &new, !reports++);
		if (ret || (opt->count && reports == opt->count))
			break;

		snapshot_free(&old);
		old = new;
		new = (struct snapshot){ 0 };
		have_old = true;
		ret = ticker_wait();
		if (ret == -EINTR) {
			ret = EXIT_SUCCESS;
			break;
		}
		if (ret) {
			note("the timer failed: %s", strerror(-ret));
			ret = EXIT_FAILURE;
			break;
		}
	}
	snapshot_free(&old);
	snapshot_free(&new);
	return ret;
}

int main(int argc, char **argv)
{
	struct options opt = {
		.view = &view_stats,
		.style = TABLE_HUMAN,
	};
	int status;

	atexit(close_stdout);
	if (argc > 1 && !strcmp(argv[1], "overhead"))
		return overhead_main(argc - 1, argv + 1);
	parse_options(&opt, argc, argv);
	status = run(&opt);
	select_free(&opt.sel);
	return status;
}
