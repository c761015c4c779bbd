// SPDX-License-Identifier: GPL-2.0
/* syscallstat diff: what got slower from one saved file to another. */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "change.h"
#include "color.h"
#include "diff.h"
#include "diff_columns.h"
#include "diff_main.h"
#include "diff_print.h"
#include "human.h"
#include "input.h"
#include "output.h"
#include "reading.h"
#include "status.h"
#include "usage.h"

/* What makes machines, and ways to count, different ones. */
static const char *const shape_keys[] = { "hook", "clock", "cpus", "syscalls", "account_wait" };

#define SHAPE_KEYS (sizeof(shape_keys) / sizeof(shape_keys[0]))
/* Holds a value; a list of system calls that is longer is cut. */
#define SHAPE_MAX 128

/* Of those, in which numbers go on counting if they are the same. */
enum {
	SHAPE_HOOK,
	SHAPE_CLOCK
};

/**
 * struct file - one of the two
 * @name: as it was given, for messages
 * @reading: what it tells
 * @shape: by shape_keys; empty if it does not tell
 */
struct file {
	const char *name;
	struct reading reading;
	char shape[SHAPE_KEYS][SHAPE_MAX];
};

/**
 * struct settings - what is asked for
 * @columns: to show
 * @sort: what gives the order
 * @style: of the table
 * @csv: instead of a table
 * @color: whether there are colours
 * @top: rows to show, 0 for all
 * @sel: calls to show
 * @selecting: not all of them
 * @totals: compare them even if one file goes on from the other
 * @output_file: where to; NULL for standard output
 */
struct settings {
	struct diff_columns columns;
	struct diff_column sort;
	enum table_style style;
	bool csv;
	enum color_when color;
	uint64_t top;
	struct selection sel;
	bool selecting;
	bool totals;
	const char *output_file;
};

static void help(void)
{
	struct diff_column column;
	char name[DIFF_NAME_MAX];
	size_t pos = 0;

	fputs("\nUsage:\n " SCS_NAME " diff [options] <old> <new>\n"
	      "\nCompare two saved files, call by call: what got slower comes first.\n"
	      "\nOptions:\n"
	      "     --color[=<when>] use colours: auto, always or never\n"
	      "     --csv            use comma-separated values\n"
	      " -e <list>            only these: names, numbers, patterns; '!' negates\n"
	      " -J, --json           use JSON output format\n"
	      " -n, --top <number>   only the first rows\n"
	      " -o, --output <list>  columns to show; '+' in front appends to the default\n"
	      "     --output-file <file>\n"
	      "                      write the comparison there\n"
	      " -s, --sort <column>  order of the rows (default: change_total_ns)\n"
	      "     --totals         compare totals even if <new> goes on from <old>\n"
	      " -x, --exact          plain numbers instead of human units\n"
	      "\n"
	      " -h, --help           display this help\n"
	      " -V, --version        display version\n"
	      "\nAvailable output columns:\n",
	      stdout);
	while (diff_columns_next(&pos, &column)) {
		diff_column_name(column, false, name);
		printf(" %s\n", name);
	}
	printf("\nFor more details see " SCS_NAME "(1).\n");
	exit(EXIT_SUCCESS);
}

enum {
	COLOR = 256,
	CSV,
	OUTPUT_FILE,
	TOTALS,
};

static void parse_option(struct settings *set, int c)
{
	struct errmsg err;

	switch (c) {
	case COLOR:
		if (color_parse(optarg, &set->color))
			usage_error("unsupported color mode: '%s'", optarg);
		break;
	case CSV:
		set->csv = true;
		break;
	case 'e':
		select_free(&set->sel);
		must(select_parse(&set->sel, optarg, &err), &err);
		set->selecting = true;
		break;
	case 'J':
		set->style = TABLE_JSON;
		break;
	case 'n':
		if (parse_u64(optarg, &set->top) || !set->top)
			usage_error("invalid number of rows: '%s'", optarg);
		break;
	case 'o':
		must(diff_columns_parse(optarg, &set->columns, &err), &err);
		break;
	case OUTPUT_FILE:
		set->output_file = optarg;
		break;
	case 's':
		if (diff_column_find(optarg, &set->sort))
			usage_error("unknown column: '%s'", optarg);
		break;
	case TOTALS:
		set->totals = true;
		break;
	case 'x':
		if (set->style != TABLE_JSON)
			set->style = TABLE_EXACT;
		break;
	case 'h':
		help();
		break;
	case 'V':
		puts(SCS_NAME " " SCS_VERSION);
		exit(EXIT_SUCCESS);
	default:
		usage_error(NULL);
	}
}

static void parse_options(struct settings *set, int argc, char **argv)
{
	static const struct option longopts[] = {
		{ "color", optional_argument, NULL, COLOR },
		{ "csv", no_argument, NULL, CSV },
		{ "exact", no_argument, NULL, 'x' },
		{ "help", no_argument, NULL, 'h' },
		{ "json", no_argument, NULL, 'J' },
		{ "output", required_argument, NULL, 'o' },
		{ "output-file", required_argument, NULL, OUTPUT_FILE },
		{ "sort", required_argument, NULL, 's' },
		{ "top", required_argument, NULL, 'n' },
		{ "totals", no_argument, NULL, TOTALS },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	static char name[] = SCS_NAME " diff";
	int c;

	*set = (struct settings){ .sort = { DIFF_CHANGE, COL_TOTAL_NS } };
	diff_columns_default(&set->columns);
	/* Messages of getopt begin with it. */
	argv[0] = name;
	usage_of(name);
	while ((c = getopt_long(argc, argv, "e:hJn:o:s:Vx", longopts, NULL)) != -1)
		parse_option(set, c);
	if (set->csv && set->style == TABLE_JSON)
		usage_error("--csv and -J exclude each other");
	if (argc - optind < 2)
		usage_error("diff needs two files");
	if (argc - optind > 2)
		usage_error("unexpected argument: '%s'", argv[optind + 2]);
	if (!strcmp(argv[optind], "-") && !strcmp(argv[optind + 1], "-"))
		usage_error("standard input cannot be read twice");
}

/* What does not belong on a terminal is "?". */
static void copy_shape(char *shape, const char *value)
{
	size_t i;

	for (i = 0; value[i] && i < SHAPE_MAX - 1; i++)
		shape[i] = value[i] < ' ' || value[i] > '~' ? '?' : value[i];
	shape[i] = '\0';
}

/* Returns an exit status. */
static int read_file(struct file *file, const char *path)
{
	static const struct reading_wants wants = { .histogram = true };
	struct errmsg err;
	size_t len;
	char *buf;
	int ret;

	*file = (struct file){ .name = strcmp(path, "-") ? path : "standard input" };
	ret = input_read(path, &buf, &len, &err);
	if (!ret)
		ret = reading_parse(&file->reading, buf, len, &view_stats, &wants, file->name,
				    &err);
	for (size_t i = 0; !ret && i < SHAPE_KEYS; i++)
		copy_shape(file->shape[i], snapshot_fact(&file->reading.shown, shape_keys[i]));
	free(buf);
	if (!ret)
		return EXIT_SUCCESS;
	note("%s", err.text);
	return EXIT_FAILURE;
}

static bool same_shape(const struct file *old, const struct file *new, size_t key)
{
	return !strcmp(old->shape[key], new->shape[key]);
}

static bool goes_on(const struct file *old, const struct file *new, struct errmsg *why)
{
	if (same_shape(old, new, SHAPE_HOOK) && same_shape(old, new, SHAPE_CLOCK))
		return diff_goes_on(&old->reading.shown, &new->reading.shown, why);
	errmsg_set(why, 0, "another %s",
		   shape_keys[same_shape(old, new, SHAPE_HOOK) ? SHAPE_CLOCK : SHAPE_HOOK]);
	return false;
}

/* Does any row have that number? */
static bool tells(const struct file *file, enum snapshot_number n)
{
	const struct snapshot *snap = &file->reading.shown;

	for (size_t i = 0; i < snap->nrows; i++)
		if (snap->rows[i].number[n].known)
			return true;
	return false;
}

/* What the one tells and the other does not is '-', which looks like a call not made. */
static void explain_columns(const struct file *file, const struct file *other)
{
	static const struct {
		enum snapshot_number number;
		const char *key;
	} numbers[] = {
		{ SNAP_ERRORS, "errors" }, { SNAP_RESTARTS, "restarts" },
		{ SNAP_DENIED, "denied" }, { SNAP_TOTAL_NS, "total_ns" },
		{ SNAP_P50_NS, "p50_ns" }, { SNAP_P99_NS, "p99_ns" },
		{ SNAP_BYTES, "bytes" },   { SNAP_RUN_NS, "run_ns" },
	};

	if (!file->reading.shown.nrows)
		return;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (tells(other, numbers[i].number) && !tells(file, numbers[i].number))
			note("note: %s does not tell %s", file->name, numbers[i].key);
}

static void explain_shape(const struct file *old, const struct file *new)
{
	for (size_t i = 0; i < SHAPE_KEYS; i++) {
		if (same_shape(old, new, i))
			continue;
		note("note: %s is %s in %s and %s in %s", shape_keys[i],
		     *old->shape[i] ? old->shape[i] : "not said", old->name,
		     *new->shape[i] ? new->shape[i] : "not said", new->name);
	}
}

static void explain_missed(const struct file *file)
{
	const struct snapshot_value *missed = &file->reading.shown.missed;

	if (missed->known && missed->value)
		note("warning: %" PRIu64 " events could not be recorded in %s", missed->value,
		     file->name);
}

static void span(const struct snapshot *snap, char *text)
{
	if (snap->elapsed_ns.known)
		human_ns(snap->elapsed_ns.value, text, HUMAN_MAX);
	else
		snprintf(text, HUMAN_MAX, "unknown time");
}

/*
 * What the later one has counted since the earlier one, if it is later. Else NULL, and they
 * are two runs. Returns an exit status.
 */
static int find_since(const struct settings *set, const struct file *old, const struct file *new,
		      struct reading *change, const struct snapshot **since)
{
	char before[HUMAN_MAX], after[HUMAN_MAX];
	struct errmsg why = { "as is asked for" };

	*since = NULL;
	span(&old->reading.shown, before);
	if (set->totals || !goes_on(old, new, &why)) {
		span(&new->reading.shown, after);
		note("note: two totals side by side, of %s and %s: %s", before, after, why.text);
		return EXIT_SUCCESS;
	}
	if (change_build(change, &old->reading, &new->reading)) {
		note("out of memory");
		return EXIT_FAILURE;
	}
	*since = &change->shown;
	span(*since, after);
	note("note: %s goes on from %s: the %s until then, and the %s since (--totals for the "
	     "totals)",
	     new->name, old->name, before, after);
	if (!old->reading.has_histogram || !new->reading.has_histogram)
		note("note: quantiles since then take the histograms of both, as --raw saves "
		     "them");
	return EXIT_SUCCESS;
}

/**
 * struct order - how rows are sorted
 * @column: by that
 * @diff: that they are of
 */
struct order {
	struct diff_column column;
	const struct diff *diff;
};

static int compare(const void *a, const void *b, void *data)
{
	const struct order *order = data;

	return diff_column_compare(order->column, order->diff, a, b);
}

/* Returns an exit status. */
static int print(const struct settings *set, struct diff *diff)
{
	struct order order = { .column = set->sort, .diff = diff };
	FILE *out = output_stream();
	int ret = 0;

	qsort_r(diff->rows, diff->nrows, sizeof(*diff->rows), compare, &order);
	if (set->top && set->top < diff->nrows)
		diff->nrows = (size_t)set->top;
	if (set->csv)
		diff_print_csv(out, diff, &set->columns);
	else
		ret = diff_print_table(out, diff, &set->columns, set->style,
				       color_wanted(set->color, fileno(out)));
	if (!ret)
		return output_flush() ? EXIT_FAILURE : EXIT_SUCCESS;
	note("cannot print the comparison: %s", strerror(-ret));
	return EXIT_FAILURE;
}

/* Returns an exit status. */
static int compare_files(const struct settings *set, const struct file *old, const struct file *new)
{
	const struct snapshot *since;
	struct reading change = { 0 };
	struct errmsg err;
	struct diff diff;
	int status;

	explain_shape(old, new);
	explain_columns(old, new);
	explain_columns(new, old);
	explain_missed(old);
	explain_missed(new);
	status = find_since(set, old, new, &change, &since);
	if (!status) {
		if (diff_build(&diff, &old->reading.shown, since ? since : &new->reading.shown,
			       set->selecting ? &set->sel : NULL, &err)) {
			note("%s", err.text);
			status = EXIT_FAILURE;
		} else {
			status = print(set, &diff);
		}
		diff_free(&diff);
	}
	reading_free(&change);
	return status;
}

/* Returns an exit status. */
static int run(const struct settings *set, const char *old_path, const char *new_path)
{
	struct file old, new;
	int status;

	status = read_file(&old, old_path);
	if (!status) {
		status = read_file(&new, new_path);
		if (!status)
			status = compare_files(set, &old, &new);
		reading_free(&new.reading);
	}
	reading_free(&old.reading);
	return status;
}

int diff_main(int argc, char **argv)
{
	struct settings set;
	struct errmsg err;
	int status;

	parse_options(&set, argc, argv);
	if (set.output_file && output_to_file(set.output_file, &err)) {
		note("%s", err.text);
		status = EXIT_FAILURE;
	} else {
		status = run(&set, argv[optind], argv[optind + 1]);
		if (output_end(status == EXIT_SUCCESS, &err)) {
			note("%s", err.text);
			status = EXIT_FAILURE;
		}
	}
	select_free(&set.sel);
	return status;
}
