// SPDX-License-Identifier: GPL-2.0
/* The command line. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "errmsg.h"
#include "help.h"
#include "human.h"
#include "options.h"
#include "options_check.h"
#include "output.h"
#include "top.h"
#include "usage.h"

/* Below, the tool would mostly measure itself; above, it is a mistake. */
#define INTERVAL_MIN_S 0.001
#define INTERVAL_MAX_S 1e9

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

static void parse_operands(const struct parser *p)
{
	struct options *opt = p->opt;

	opt->count = 1;
	if (p->operands > 0) {
		opt->interval = parse_interval(p->operand[0]);
		opt->repeat = true;
		opt->count = p->operands > 1 ? parse_positive("count", p->operand[1]) : 0;
	}
	if (opt->live && !p->operands)
		opt->interval.tv_sec = 1;
}

static void set_view(struct options *opt, const struct view *view)
{
	if (opt->view != &view_stats && opt->view != view)
		usage_error("--%s and --%s exclude each other", opt->view->name, view->name);
	opt->view = view;
}

/* What depends on which file is shown, wherever that was said. */
static void parse_for_view(const struct parser *p)
{
	struct options *opt = p->opt;
	struct errmsg err;

	view_columns(opt->view, &opt->columns);
	opt->sort = opt->view->sort;
	if (p->output)
		must(columns_parse(p->output, &opt->columns, &err), &err);
	opt->columns_given = p->output;
	if (p->sort && column_find(p->sort, strlen(p->sort), &opt->sort))
		usage_error("unknown column: '%s'", p->sort);
}

static void set_format(struct parser *p, enum format kind, const char *option)
{
	if (p->format && p->opt->format != kind)
		usage_error("%s and %s exclude each other", p->format, option);
	p->format = option;
	p->opt->format = kind;
}

static void parse_style(struct parser *p)
{
	struct options *opt = p->opt;

	opt->style = p->json ? TABLE_JSON : p->exact ? TABLE_EXACT : TABLE_HUMAN;
	if (opt->hist && !p->json && !p->format)
		set_format(p, FORMAT_HIST, "hist");
	if (p->advise)
		set_format(p, FORMAT_ADVICE, "advise");
}

/* What stands behind "--" is a command; @last is the argument of the last option. */
static void parse_command(struct options *opt, int argc, char **argv, const char *last)
{
	const char *before = argv[optind - 1];

	if (optind < argc)
		opt->command = argv + optind;
	else if (optind > 1 && before != last && !strcmp(before, "--"))
		usage_error("there is no command behind '--'");
}

static void add_input(struct options *opt, const char *path)
{
	if (opt->inputs.count == INPUTS_MAX)
		usage_error("more than %d times -i", INPUTS_MAX);
	opt->inputs.path[opt->inputs.count++] = path;
	opt->input = path;
}

static void parse_select(struct options *opt, const char *list)
{
	struct errmsg err;

	select_free(&opt->sel);
	must(select_parse(&opt->sel, list, &err), &err);
	opt->selecting = true;
}

/* What looks like a number is the interval, but for the first. */
static bool is_name(const struct options *opt, const char *operand)
{
	return opt->hist && (!opt->names || operand[strspn(operand, "0123456789.")]);
}

/* In the notation of -e, of which each name is a part. */
static void add_name(struct parser *p, const char *name)
{
	struct options *opt = p->opt;
	char *joined;
	int len;

	if (p->operands)
		usage_error("unexpected argument: '%s'", name);
	len = asprintf(&joined, "%s%s%s", opt->names ? opt->names : "", opt->names ? "," : "",
		       name);
	if (len < 0) {
		note("out of memory");
		exit(EXIT_FAILURE);
	}
	free(opt->names);
	opt->names = joined;
}

static void parse_names(struct options *opt)
{
	if (!opt->hist)
		return;
	if (opt->selecting)
		usage_error("hist takes names instead of -e");
	if (!opt->names)
		usage_error("hist needs the name of a system call");
	parse_select(opt, opt->names);
}

enum {
	OPERAND = 1, /* as getopt has it */
	ASCII = 256,
	CGROUP,
	COLOR,
	COMM,
	CSV,
	ERRNOS,
	HEATMAP,
	INFLIGHT,
	OUTPUT_FILE,
	PERCPU,
	PROMETHEUS,
	RAW,
	STRACE,
	TASKS,
	UID,
	USER,
};

static const struct option longopts[] = {
	{ "ascii", no_argument, NULL, ASCII },
	{ "cgroup", required_argument, NULL, CGROUP },
	{ "color", optional_argument, NULL, COLOR },
	{ "comm", required_argument, NULL, COMM },
	{ "csv", no_argument, NULL, CSV },
	{ "errnos", no_argument, NULL, ERRNOS },
	{ "exact", no_argument, NULL, 'x' },
	{ "follow", no_argument, NULL, 'f' },
	{ "heatmap", no_argument, NULL, HEATMAP },
	{ "help", no_argument, NULL, 'h' },
	{ "histogram", no_argument, NULL, 'H' },
	{ "inflight", no_argument, NULL, INFLIGHT },
	{ "input", required_argument, NULL, 'i' },
	{ "json", no_argument, NULL, 'J' },
	{ "output", required_argument, NULL, 'o' },
	{ "output-file", required_argument, NULL, OUTPUT_FILE },
	{ "percpu", no_argument, NULL, PERCPU },
	{ "pid", required_argument, NULL, 'p' },
	{ "prometheus", no_argument, NULL, PROMETHEUS },
	{ "raw", no_argument, NULL, RAW },
	{ "sort", required_argument, NULL, 's' },
	{ "strace", no_argument, NULL, STRACE },
	{ "tasks", no_argument, NULL, TASKS },
	{ "top", required_argument, NULL, 'n' },
	{ "uid", required_argument, NULL, UID },
	{ "user", required_argument, NULL, USER },
	{ "version", no_argument, NULL, 'V' },
	{ NULL, 0, NULL, 0 },
};

static bool parse_view_option(struct options *opt, int c)
{
	static const struct {
		int option;
		const struct view *view;
	} views[] = {
		{ 'H', &view_histogram }, { ERRNOS, &view_errnos }, { INFLIGHT, &view_inflight },
		{ PERCPU, &view_percpu }, { TASKS, &view_tasks },
	};

	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++) {
		if (views[i].option != c)
			continue;
		set_view(opt, views[i].view);
		return true;
	}
	return false;
}

static bool parse_session_option(struct options *opt, int c)
{
	struct errmsg err;

	switch (c) {
	case 'f':
		opt->follow = true;
		break;
	case 'p':
		must(targets_add_pids(&opt->targets, optarg, &err), &err);
		break;
	case UID:
		must(targets_add_users(&opt->targets, optarg, &err), &err);
		break;
	case COMM:
		must(targets_add_comm(&opt->targets, optarg, &err), &err);
		break;
	case CGROUP:
		must(targets_add_cgroup(&opt->targets, optarg, &err), &err);
		break;
	case USER:
		opt->user = optarg;
		break;
	default:
		return false;
	}
	return true;
}

static void parse_option(struct parser *p, int c)
{
	struct options *opt = p->opt;

	if (parse_view_option(opt, c) || parse_session_option(opt, c))
		return;
	switch (c) {
	case OPERAND:
		if (is_name(opt, optarg))
			add_name(p, optarg);
		/* Of those that are too many the first one is enough. */
		else if (p->operands < OPERANDS_MAX)
			p->operand[p->operands++] = optarg;
		break;
	case ASCII:
		opt->ascii = true;
		break;
	case COLOR:
		if (color_parse(optarg, &opt->color))
			usage_error("unsupported color mode: '%s'", optarg);
		break;
	case CSV:
		set_format(p, FORMAT_CSV, "--csv");
		break;
	case 'e':
		parse_select(opt, optarg);
		opt->list = optarg;
		break;
	case HEATMAP:
		opt->heatmap = true;
		break;
	case 'i':
		add_input(opt, optarg);
		break;
	case 'J':
		p->json = true;
		break;
	case 'n':
		opt->top = parse_positive("number of rows", optarg);
		break;
	case 'o':
		p->output = optarg;
		break;
	case OUTPUT_FILE:
		opt->output_file = optarg;
		break;
	case PROMETHEUS:
		set_format(p, FORMAT_PROMETHEUS, "--prometheus");
		break;
	case RAW:
		set_format(p, FORMAT_RAW, "--raw");
		break;
	case 's':
		p->sort = optarg;
		break;
	case STRACE:
		set_format(p, FORMAT_STRACE, "--strace");
		break;
	case 'x':
		p->exact = true;
		break;
	case 'y':
		opt->skip_first = true;
		break;
	case 'h':
		if (opt->live)
			top_help();
		else
			help_print();
		exit(EXIT_SUCCESS);
	case 'V':
		puts(SCS_NAME " " SCS_VERSION);
		exit(EXIT_SUCCESS);
	default:
		usage_error(NULL);
	}
}

void options_parse(struct options *opt, int argc, char **argv)
{
	struct parser p = { .opt = opt };
	const char *last = NULL;
	bool report;
	int c;

	*opt = (struct options){ .view = &view_stats };
	opt->live = argc > 1 && !strcmp(argv[1], "top");
	opt->hist = argc > 1 && !strcmp(argv[1], "hist");
	p.advise = argc > 1 && !strcmp(argv[1], "advise");
	if (opt->hist)
		opt->view = &view_histogram;
	report = argc > 1 && !strcmp(argv[1], "report");
	if (report)
		set_format(&p, FORMAT_HTML, "report");
	if (opt->live || opt->hist || p.advise || report) {
		/* Messages of getopt begin with the name of the program. */
		argv[1] = argv[0];
		argv++;
		argc--;
	}
	/* Operands come in their turn, so that what stands behind "--" is apart from them. */
	while ((c = getopt_long(argc, argv, "-e:fHhi:Jn:o:p:s:Vxy", longopts, NULL)) != -1) {
		last = optarg;
		parse_option(&p, c);
	}
	parse_command(opt, argc, argv, last);
	parse_names(opt);
	parse_for_view(&p);
	parse_style(&p);
	parse_operands(&p);
	options_check(&p);
}

void options_free(struct options *opt)
{
	select_free(&opt->sel);
	targets_free(&opt->targets);
	free(opt->names);
}
