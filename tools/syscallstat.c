// SPDX-License-Identifier: GPL-2.0
/* Shows how often each system call was made and how long it took. */
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diff_main.h"
#include "launch.h"
#include "lookup.h"
#include "options.h"
#include "output.h"
#include "overhead.h"
#include "reading.h"
#include "series.h"
#include "session.h"
#include "show.h"
#include "source.h"
#include "status.h"
#include "ticker.h"
#include "top.h"

/* Returns an exit status. */
static int fail(const char *what, int ret)
{
	note("%s: %s", what, strerror(-ret));
	return EXIT_FAILURE;
}

/* Takes and returns an exit status. */
static int end_output(int status)
{
	struct errmsg err;

	if (!output_end(status == EXIT_SUCCESS, &err))
		return status;
	note("%s", err.text);
	return EXIT_FAILURE;
}

/* Returns an exit status. */
static int report_once(const struct options *opt, const struct source *source)
{
	struct reading reading;
	int status;

	if (opt->format == FORMAT_RAW)
		return source_copy(source);
	status = source_read_all(source, &reading, false);
	if (!status) {
		if (reading.has_shown)
			show_notes(opt, NULL, &reading.shown);
		status = show_report(opt, &reading, true);
	}
	reading_free(&reading);
	return status;
}

/* Puts a report into its place, unless the tool is to end. Returns an exit status. */
static int export_once(const struct options *opt, const struct source *source)
{
	struct reading reading;
	struct errmsg err;
	int status;

	status = source_read_all(source, &reading, true);
	if (!status && ticker_stopped())
		output_end(false, &err);
	else if (!status)
		status = end_output(show_report(opt, &reading, true));
	reading_free(&reading);
	return status;
}

/* Returns an exit status. A session has counted nothing when the first interval begins. */
static int report_repeatedly(const struct options *opt, const struct source *source)
{
	const bool session = source->session >= 0, skip = opt->skip_first || session;
	struct reading old = { 0 }, new = { 0 };
	bool have_old = false, last = false;
	uint64_t reports = 0;
	int status, ret;

	ret = ticker_start(&opt->interval);
	if (ret)
		return fail("cannot start the timer", ret);
	for (;;) {
		status = source_read_all(source, &new, true);
		if (status || ticker_stopped())
			break;
		if (have_old || !session)
			show_notes(opt, have_old ? &old.shown : NULL, &new.shown);
		if (have_old)
			status = show_change(opt, &old, &new, !reports++);
		else if (!skip)
			status = show_report(opt, &new, !reports++);
		if (status || last || (opt->count && reports == opt->count))
			break;

		reading_free(&old);
		old = new;
		new = (struct reading){ 0 };
		have_old = true;
		ret = ticker_wait(NULL);
		if (ret == -EINTR)
			break;
		if (ret) {
			status = fail("the timer failed", ret);
			break;
		}
		last = session && !targets_next_alive(&opt->targets);
	}
	reading_free(&old);
	reading_free(&new);
	return status;
}

/*
 * Metrics are totals, from the first on, and each report takes the place of the one before.
 * Returns an exit status.
 */
static int export_repeatedly(const struct options *opt, const struct source *source)
{
	const bool session = source->session >= 0;
	bool last = false;
	struct errmsg err;
	int status, ret;

	ret = ticker_start(&opt->interval);
	if (ret)
		return fail("cannot start the timer", ret);
	for (uint64_t reports = 1;; reports++) {
		status = export_once(opt, source);
		if (status || ticker_stopped() || last || reports == opt->count)
			return status;
		ret = ticker_wait(NULL);
		if (ret)
			return ret == -EINTR ? EXIT_SUCCESS : fail("the timer failed", ret);
		last = session && !targets_next_alive(&opt->targets);
		if (output_to_file(opt->output_file, &err)) {
			note("%s", err.text);
			return EXIT_FAILURE;
		}
	}
}

/* Returns an exit status. */
static int repeat(const struct options *opt, const struct source *source)
{
	if (series_wanted(opt))
		return series_repeat(opt, source);
	return opt->format == FORMAT_PROMETHEUS ? export_repeatedly(opt, source) :
						  report_repeatedly(opt, source);
}

/* Until a signal comes or all that is counted has ended. Returns an exit status. */
static int wait_for_targets(const struct options *opt)
{
	const struct target *target;
	int ret = 0;

	while (!ret && (target = targets_next_alive(&opt->targets)))
		ret = ticker_wait_for(target->pidfd);
	return ret && ret != -EINTR ? fail("cannot wait", ret) : EXIT_SUCCESS;
}

/* Returns an exit status. */
static int run_targets(struct options *opt)
{
	struct source source;
	struct errmsg err;
	int status, ret;

	status = source_open_session(&source, opt);
	if (status)
		return status;
	if (targets_hold(&opt->targets, &err)) {
		note("%s", err.text);
		return EXIT_FAILURE;
	}
	ret = ticker_catch();
	if (ret)
		return fail("cannot catch signals", ret);
	status = source_select(&source, opt);
	if (status)
		return status;
	if (opt->repeat)
		return repeat(opt, &source);
	status = wait_for_targets(opt);
	return status ? status : report_once(opt, &source);
}

/* Runs in what is about to become the command: all it calls from here on counts. */
static int count_me(void *data)
{
	const struct source *source = data;
	char commands[64];

	snprintf(commands, sizeof(commands), "pid %d\nfollow\nstart\n", (int)getpid());
	return session_write(source->session, commands);
}

static void on_idle(void)
{
	note("the command has ended, but not all that it started; "
	     "another signal ends the wait for it");
}

/* Returns an exit status. */
static int explain_launch(const struct options *opt, enum launch_step step, int ret)
{
	const char *name = opt->command[0];
	struct errmsg err;

	switch (step) {
	case LAUNCH_USER:
		note("cannot become user '%s': %s", opt->user, strerror(-ret));
		return EXIT_FAILURE;
	case LAUNCH_READY:
		session_explain(name, ret, &err);
		note("%s", err.text);
		return EXIT_FAILURE;
	case LAUNCH_EXEC:
		break;
	}
	note("cannot run '%s': %s", name, strerror(-ret));
	return ret == -ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_RUN;
}

/* Returns an exit status. */
static int run_and_report(const struct options *opt, struct source *source, struct launch *launch)
{
	enum launch_step step;
	int status, ret;

	ret = launch_start(launch, &step);
	if (ret)
		return explain_launch(opt, step, ret);
	if (series_wanted(opt)) {
		status = series_launch(opt, source, launch);
	} else {
		ret = launch_wait(launch);
		if (ret)
			return fail("cannot wait for the command", ret);
		status = report_once(opt, source);
	}
	status = end_output(status);
	return status ? status : launch_status(launch);
}

/* All that can be known to be wrong is known before anything is run. Returns an exit status. */
static int run_command(const struct options *opt)
{
	char path[PATH_MAX];
	struct user user = { 0 };
	struct source source;
	struct launch launch = {
		.path = path,
		.argv = opt->command,
		.user = opt->user ? &user : NULL,
		.ready = count_me,
		.data = &source,
		.idle = on_idle,
	};
	struct errmsg err;
	int status, ret;

	status = source_open_session(&source, opt);
	if (status)
		return status;
	ret = lookup_program(opt->command[0], getenv("PATH"), path);
	if (ret)
		return explain_launch(opt, LAUNCH_EXEC, ret);
	if (opt->user && lookup_user(opt->user, &user, &err)) {
		note("%s", err.text);
		return EXIT_FAILURE;
	}
	status = run_and_report(opt, &source, &launch);
	free(user.groups);
	return status;
}

/* Returns an exit status. */
static int run(struct options *opt)
{
	struct source source;
	struct errmsg err;
	int ret;

	if (opt->live)
		return top_run(opt);
	if (opt->output_file && output_to_file(opt->output_file, &err)) {
		note("%s", err.text);
		return EXIT_FAILURE;
	}
	if (opt->command) {
		if (!opt->output_file)
			output_to_stderr();
		return run_command(opt);
	}
	if (opt->targets.count)
		return run_targets(opt);

	if (opt->inputs.count > 1)
		return series_files(opt);
	source_init(&source, opt);
	if (!opt->repeat)
		return report_once(opt, &source);
	ret = ticker_catch();
	return ret ? fail("cannot catch signals", ret) : repeat(opt, &source);
}

int main(int argc, char **argv)
{
	struct options opt;
	int status;

	output_init();
	if (argc > 1 && !strcmp(argv[1], "overhead"))
		return overhead_main(argc - 1, argv + 1);
	if (argc > 1 && !strcmp(argv[1], "diff"))
		return diff_main(argc - 1, argv + 1);
	options_parse(&opt, argc, argv);
	status = end_output(run(&opt));
	options_free(&opt);
	return status;
}
