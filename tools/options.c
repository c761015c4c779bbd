// SPDX-License-Identifier: GPL-2.0
/* The command line. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "errmsg.h"
#include "human.h"
#include "options.h"
#include "output.h"
#include "status.h"

/* Below, the tool would mostly measure itself; above, it is a mistake. */
#define INTERVAL_MIN_S 0.001
#define INTERVAL_MAX_S 1e9

static void help(void) __attribute__((noreturn));
static void try_help(void) __attribute__((noreturn));

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
	if (opt->repeat && opt->input && !strcmp(opt->input, "-"))
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

	view_columns(opt->view, &opt->columns);
	opt->sort = opt->view->sort;
	if (output && columns_parse(output, &opt->columns, &err))
		usage_error("%s", err.text);
	opt->columns_given = output;
	if (sort && column_find(sort, strlen(sort), &opt->sort))
		usage_error("unknown column: '%s'", sort);
}

void options_parse(struct options *opt, int argc, char **argv)
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

	*opt = (struct options){ .view = &view_stats, .style = TABLE_HUMAN };
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

void options_free(struct options *opt)
{
	select_free(&opt->sel);
}
