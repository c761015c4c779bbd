// SPDX-License-Identifier: GPL-2.0
/* Shows how often each system call was made and how long it took. */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "options.h"
#include "output.h"
#include "overhead.h"
#include "show.h"
#include "snapshot.h"
#include "source.h"
#include "ticker.h"

/* Returns an exit status. */
static int fail(const char *what, int ret)
{
	note("%s: %s", what, strerror(-ret));
	return EXIT_FAILURE;
}

/* Returns an exit status. */
static int report_once(const struct options *opt, const struct source *source)
{
	struct snapshot snap;
	int status;

	status = source_read(source, &snap, false);
	if (!status) {
		show_notes(opt, NULL, &snap);
		status = show_report(opt, &snap, true);
	}
	snapshot_free(&snap);
	return status;
}

/* Returns an exit status. */
static int report_repeatedly(const struct options *opt, const struct source *source)
{
	struct snapshot old = { 0 }, new = { 0 };
	bool have_old = false;
	uint64_t reports = 0;
	int status, ret;

	ret = ticker_start(&opt->interval);
	if (ret)
		return fail("cannot start the timer", ret);
	for (;;) {
		status = source_read(source, &new, true);
		if (status || ticker_stopped())
			break;
		show_notes(opt, have_old ? &old : NULL, &new);
		if (have_old)
			status = show_change(opt, &old, &new, !reports++);
		else if (!opt->skip_first)
			status = show_report(opt, &new, !reports++);
		if (status || (opt->count && reports == opt->count))
			break;

		snapshot_free(&old);
		old = new;
		new = (struct snapshot){ 0 };
		have_old = true;
		ret = ticker_wait();
		if (ret == -EINTR)
			break;
		if (ret) {
			status = fail("the timer failed", ret);
			break;
		}
	}
	snapshot_free(&old);
	snapshot_free(&new);
	return status;
}

int main(int argc, char **argv)
{
	struct options opt;
	struct source source;
	int status;

	output_init();
	if (argc > 1 && !strcmp(argv[1], "overhead"))
		return overhead_main(argc - 1, argv + 1);
	options_parse(&opt, argc, argv);
	source_init(&source, &opt);
	status = opt.repeat ? report_repeatedly(&opt, &source) : report_once(&opt, &source);
	options_free(&opt);
	return status;
}
