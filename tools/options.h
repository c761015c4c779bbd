/* SPDX-License-Identifier: GPL-2.0 */
/* The command line. */
#ifndef SYSCALLSTAT_OPTIONS_H
#define SYSCALLSTAT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "color.h"
#include "columns.h"
#include "select.h"
#include "table.h"
#include "targets.h"
#include "view.h"

enum format {
	FORMAT_TABLE, /* or JSON */
	FORMAT_CSV,
	FORMAT_STRACE, /* as of strace -c */
	FORMAT_HIST, /* a drawing */
	FORMAT_PROMETHEUS,
	FORMAT_ADVICE, /* text or JSON */
	FORMAT_RAW, /* what the module says, to be read again */
	FORMAT_HTML, /* a page, with all there is to tell */
};

/* More is a mistake. */
#define INPUTS_MAX 1024

/**
 * struct inputs - saved texts of one machine, in the order of time
 * @path: their names
 * @count: how many
 */
struct inputs {
	const char *path[INPUTS_MAX];
	size_t count;
};

/**
 * struct options - what is asked for
 * @view: which figures
 * @input: saved text, "-" for standard input; NULL if the module is to be asked
 * @inputs: all of them, if what is shown is made of several
 * @output_file: where reports go; NULL for where they go by default
 * @columns: to show
 * @columns_given: they were chosen, so none is to be added
 * @sort: what gives the order of rows
 * @format: what reports are
 * @style: how tables are printed
 * @color: whether there are colours in them
 * @live: none is printed: show what happens on a terminal, each @interval
 * @hist: calls by time in powers of two
 * @heatmap: and by the interval in which they ended
 * @ascii: drawn without other characters
 * @top: rows to show, 0 for all
 * @sel: system calls to show
 * @selecting: not all of them
 * @list: which, in words: the last -e; NULL if there was none
 * @skip_first: there is no report before the first interval has passed
 * @repeat: there is one for each @interval
 * @interval: between reports
 * @count: of reports, 0 for no end
 * @targets: whom a session counts
 * @follow: and whatever they create
 * @names: of @sel, joined; NULL unless @hist
 * @command: to run in a session, and its arguments; NULL if there is none
 * @user: whom it runs as, NULL for nobody else
 */
struct options {
	const struct view *view;
	const char *input;
	struct inputs inputs;
	const char *output_file;
	struct column_list columns;
	bool columns_given;
	enum column_id sort;
	enum format format;
	enum table_style style;
	enum color_when color;
	bool live;
	bool hist;
	bool heatmap;
	bool ascii;
	uint64_t top;
	struct selection sel;
	bool selecting;
	const char *list;
	bool skip_first;
	bool repeat;
	struct timespec interval;
	uint64_t count;
	struct targets targets;
	bool follow;
	char *names;
	char **command;
	const char *user;
};

/**
 * options_parse() - read the command line
 * @opt: filled; released with options_free()
 * @argc: of main
 * @argv: likewise; must outlive @opt
 *
 * Exits with a message if something is wrong, and after --help and --version.
 */
void options_parse(struct options *opt, int argc, char **argv);

/**
 * options_free() - release what options hold
 * @opt: left without it
 */
void options_free(struct options *opt);

#endif /* SYSCALLSTAT_OPTIONS_H */
