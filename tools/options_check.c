// SPDX-License-Identifier: GPL-2.0
/* Which parts of a command line go together. */
#include <string.h>

#include "options_check.h"
#include "usage.h"

/* A report is of one kind, and not all options go with it. */
static void check_format(const struct parser *p)
{
	enum {
		CSV = 1 << FORMAT_CSV,
		STRACE = 1 << FORMAT_STRACE,
		HIST = 1 << FORMAT_HIST,
		PROMETHEUS = 1 << FORMAT_PROMETHEUS,
		ADVICE = 1 << FORMAT_ADVICE,
		RAW = 1 << FORMAT_RAW,
		HTML = 1 << FORMAT_HTML,
	};
	const struct options *opt = p->opt;
	const struct {
		const char *name;
		bool given;
		unsigned int not_with;
	} others[] = {
		{ "-J", p->json, CSV | STRACE | PROMETHEUS | RAW | HTML },
		{ "-o", p->output, STRACE | HIST | PROMETHEUS | ADVICE | RAW | HTML },
		{ "-x", p->exact, STRACE | HIST | PROMETHEUS | ADVICE | RAW | HTML },
		{ "-s", p->sort, HIST | PROMETHEUS | ADVICE | RAW },
		{ "-n", opt->top, PROMETHEUS | RAW },
		{ "-e", opt->selecting, RAW },
		{ "-i", opt->input, RAW },
		{ "-y", opt->skip_first, PROMETHEUS | RAW | HTML },
		{ "--heatmap", opt->heatmap, CSV },
		{ "hist", opt->hist, STRACE | PROMETHEUS | RAW },
		{ "views", opt->view != &view_stats, STRACE | PROMETHEUS | ADVICE | RAW | HTML },
		{ "an interval", p->operands, RAW },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].given && (others[i].not_with & 1U << opt->format))
			usage_error("%s and %s exclude each other", p->format, others[i].name);
	if (opt->ascii && opt->format != FORMAT_HIST)
		usage_error("--ascii needs a drawing, as of hist");
}

/* Sessions need targets or a command, and the module. */
static void check_session(const struct options *opt)
{
	bool targets = opt->targets.count;

	if (opt->input && (targets || opt->command))
		usage_error("-i and %s exclude each other",
			    targets ? "-p, --uid, --comm, --cgroup" : "a command");
	if (targets && opt->command)
		usage_error("-p, --uid, --comm, --cgroup and a command exclude each other");
	if (opt->follow && !targets && !opt->command)
		usage_error("--follow needs -p, --uid, --comm or --cgroup");
	if (opt->user && !opt->command)
		usage_error("--user needs a command");
	if (opt->command && (opt->view == &view_tasks || opt->view == &view_inflight))
		usage_error("--%s shows what is alive, and when a command has ended, nothing is",
			    opt->view->name);
}

/* What is made of several readings, and where they come from. */
static void check_series(const struct parser *p)
{
	const struct options *opt = p->opt;
	const bool series = opt->heatmap || opt->format == FORMAT_HTML;

	if (opt->heatmap && !opt->hist)
		usage_error("--heatmap is for hist");
	if (opt->heatmap && !opt->repeat && opt->inputs.count < 2)
		usage_error("--heatmap needs an interval, or files that one lies between");
	if (opt->heatmap && opt->skip_first)
		usage_error("--heatmap and -y exclude each other");
	if (opt->inputs.count > 1 && !series)
		usage_error("only --heatmap and report take more than one -i");
	if (opt->inputs.count > 1 && opt->repeat)
		usage_error("an interval and more than one -i exclude each other");
	if (opt->command && opt->repeat && !series)
		usage_error("a command takes no interval: '%s'", p->operand[0]);
	if (opt->command && opt->repeat && opt->count)
		usage_error("a command takes no count: '%s'", p->operand[1]);
}

static void check_operands(const struct parser *p)
{
	const struct options *opt = p->opt;

	if (p->operands > 2)
		usage_error("unexpected argument: '%s'", p->operand[2]);
	if (opt->skip_first && !opt->repeat)
		usage_error("-y needs an interval");
	if (opt->format == FORMAT_PROMETHEUS && opt->repeat && !opt->output_file)
		usage_error("--prometheus with an interval needs --output-file");
	for (size_t i = 0; i < opt->inputs.count; i++)
		if ((opt->repeat || opt->live || opt->inputs.count > 1) &&
		    !strcmp(opt->inputs.path[i], "-"))
			usage_error("standard input cannot be read again and again");
}

/* What makes no sense on a screen that changes. */
static void check_live(const struct parser *p)
{
	const struct options *opt = p->opt;
	const char *other = p->json	     ? "-J" :
			    p->output	     ? "-o" :
			    p->exact	     ? "-x" :
			    opt->top	     ? "-n" :
			    opt->skip_first  ? "-y" :
			    opt->format	     ? p->format :
			    opt->output_file ? "--output-file" :
			    opt->command     ? "a command" :
			    p->operands > 1  ? "a count" :
			    opt->view != &view_stats && opt->view != &view_tasks ?
					      "views other than --tasks" :
					      NULL;

	if (!opt->live)
		return;
	if (other)
		usage_error("top does not go with %s", other);
}

void options_check(const struct parser *p)
{
	check_format(p);
	check_session(p->opt);
	check_operands(p);
	check_series(p);
	check_live(p);
}
