// SPDX-License-Identifier: GPL-2.0
/* Where the figures come from: a file of the module, a saved one, or a session. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <syscallstat/abi.h>

#include "input.h"
#include "output.h"
#include "session.h"
#include "source.h"
#include "status.h"
#include "ticker.h"

/* Nobody pays for a histogram that is not shown. */
static struct reading_wants get_wants(const struct options *opt)
{
	struct reading_wants wants = { 0 };

	if (opt->format == FORMAT_RAW)
		return (struct reading_wants){ .histogram = true, .errnos = true };
	if (opt->format == FORMAT_PROMETHEUS)
		return (struct reading_wants){
			.histogram = true, .errnos = true, .inflight = true, .any = true
		};
	if (opt->format == FORMAT_ADVICE)
		return (struct reading_wants){ .histogram = opt->repeat, .errnos = true };
	if (opt->format == FORMAT_HTML)
		return (struct reading_wants){ .histogram = true, .errnos = true };
	if (!opt->repeat || opt->view != &view_stats || opt->format == FORMAT_STRACE)
		return wants;
	wants.histogram = column_needs_histogram(opt->sort);
	for (size_t i = 0; i < opt->columns.count; i++)
		wants.histogram |= column_needs_histogram(opt->columns.id[i]);
	return wants;
}

void source_init(struct source *source, const struct options *opt)
{
	*source = (struct source){
		.view = opt->view,
		.path = opt->input ? opt->input : opt->view->path,
		.session = -1,
		.wants = get_wants(opt),
		.files = !opt->input,
	};
}

static bool is_loaded(void)
{
	return !access(SCS_PROC_PATH, F_OK);
}

static int not_loaded(void)
{
	note("the module is not loaded; load it with: modprobe " SCS_NAME);
	return EXIT_NOT_LOADED;
}

/* Says why the file cannot be read, and what to do about it. Returns the exit status. */
static int explain_file(const struct source *source, int ret, const struct errmsg *err)
{
	bool module = !strcmp(source->path, source->view->path);
	bool refused = ret == -EACCES || ret == -EPERM;

	/* Only root may see whether a view is there. */
	if (module && (ret == -ENOENT || refused) && !is_loaded())
		return not_loaded();
	if (module && source->view->name && ret == -ENOENT)
		note("%s; is there a debugfs? mount -t debugfs none /sys/kernel/debug", err->text);
	else if (module && source->view->name && refused)
		note("%s; this takes root (CAP_PERFMON)", err->text);
	else if (module && refused)
		note("%s; this takes root (CAP_PERFMON), or a wider mode: modprobe " SCS_NAME
		     " proc_mode=0444",
		     err->text);
	else
		note("%s", err->text);
	return EXIT_FAILURE;
}

/* Returns an exit status. */
static int write_session(const struct source *source, const char *commands)
{
	int ret = session_write(source->session, commands);
	struct errmsg err;

	if (!ret)
		return EXIT_SUCCESS;
	session_explain(commands, ret, &err);
	note("%s", err.text);
	return EXIT_FAILURE;
}

int source_open_session(struct source *source, const struct options *opt)
{
	const char *view = opt->view->name;
	struct errmsg err;
	char command[64];

	*source = (struct source){
		.view = opt->view,
		.path = SCS_DEVICE_PATH,
		.wants = get_wants(opt),
	};
	source->session = session_open(source->path, &err);
	if (source->session < 0) {
		/* The name may be older than this boot. */
		if (!is_loaded() && (source->session == -ENOENT || source->session == -ENXIO ||
				     source->session == -ENODEV))
			return not_loaded();
		note("%s", err.text);
		return EXIT_FAILURE;
	}
	/* One reading gives them all. */
	if (source->wants.histogram || source->wants.errnos)
		view = "all";
	if (!view)
		return EXIT_SUCCESS;
	snprintf(command, sizeof(command), "view %s\n", view);
	return write_session(source, command);
}

int source_select(const struct source *source, const struct options *opt)
{
	int status = EXIT_SUCCESS;

	/* First, so that nobody comes between a target and this. */
	if (opt->follow)
		status = write_session(source, "follow\n");
	/* One by one, so that it is known what was wrong. */
	for (size_t i = 0; !status && i < opt->targets.count; i++)
		status = write_session(source, opt->targets.list[i].command);
	return status ? status : write_session(source, "start\n");
}

static int read_once(const struct source *source, const char *path, char **buf, size_t *len,
		     struct errmsg *err)
{
	if (source->session < 0)
		return input_read(path, buf, len, err);
	if (lseek(source->session, 0, SEEK_SET) < 0)
		return errmsg_set(err, -errno, "cannot read %s: %s", path, strerror(errno));
	return input_read_fd(source->session, path, buf, len, err);
}

/* Returns -EINTR only if the tool is to end. */
static int read_text(const struct source *source, const char *path, bool interruptible, char **buf,
		     size_t *len, struct errmsg *err)
{
	int ret;

	*buf = NULL;
	do {
		if (interruptible)
			ticker_interruptible(true);
		ret = interruptible && ticker_stopped() ? -EINTR :
							  read_once(source, path, buf, len, err);
		if (interruptible)
			ticker_interruptible(false);
	} while (ret == -EINTR && !(interruptible && ticker_stopped()));
	return ret;
}

/* What cannot be read is not there, but what can be has to be right. */
static int add_view(const struct source *source, const struct view *view, bool interruptible,
		    struct snapshot *snap, bool *has, struct errmsg *err)
{
	char *buf;
	size_t len;
	int ret;

	ret = read_text(source, view->path, interruptible, &buf, &len, err);
	if (ret)
		return ret == -EINTR ? ret : 0;
	ret = snapshot_parse(snap, buf, len, view->name, view->path, err);
	*has = !ret;
	free(buf);
	return ret;
}

static int add_views(const struct source *source, struct reading *reading, bool interruptible,
		     struct errmsg *err)
{
	int ret = 0;

	if (source->wants.histogram)
		ret = add_view(source, &view_histogram, interruptible, &reading->histogram,
			       &reading->has_histogram, err);
	if (!ret && source->wants.errnos)
		ret = add_view(source, &view_errnos, interruptible, &reading->errnos,
			       &reading->has_errnos, err);
	if (!ret && source->wants.inflight)
		ret = add_view(source, &view_inflight, interruptible, &reading->inflight,
			       &reading->has_inflight, err);
	reading_settle(reading);
	return ret;
}

int source_read_all(const struct source *source, struct reading *reading, bool interruptible)
{
	const char *name = strcmp(source->path, "-") ? source->path : "standard input";
	struct errmsg err;
	size_t len;
	char *buf;
	int ret;

	*reading = (struct reading){ 0 };
	ret = read_text(source, source->path, interruptible, &buf, &len, &err);
	if (ret == -EINTR)
		return EXIT_SUCCESS;
	if (ret && source->session < 0)
		return explain_file(source, ret, &err);
	if (!ret)
		ret = reading_parse(reading, buf, len, source->view, &source->wants, name, &err);
	free(buf);
	clock_gettime(CLOCK_REALTIME, &reading->time);
	if (!ret && source->files)
		ret = add_views(source, reading, interruptible, &err);
	if (!ret || ret == -EINTR)
		return EXIT_SUCCESS;
	note("%s", err.text);
	return EXIT_FAILURE;
}

int source_read(const struct source *source, struct snapshot *snap, bool interruptible)
{
	struct reading reading;
	int status = source_read_all(source, &reading, interruptible);

	*snap = reading.shown;
	reading.shown = (struct snapshot){ 0 };
	reading_free(&reading);
	return status;
}

/* Returns 0 or a negative errno. */
static int copy(const struct source *source, const char *path, struct errmsg *err)
{
	size_t len = 0;
	char *buf;
	int ret;

	ret = read_text(source, path, false, &buf, &len, err);
	if (!ret && len)
		fwrite(buf, 1, len, output_stream());
	free(buf);
	return ret;
}

int source_copy(const struct source *source)
{
	const struct view *const views[] = { &view_histogram, &view_errnos, &view_tasks };
	struct errmsg err;
	int ret;

	ret = copy(source, source->path, &err);
	if (ret && source->session < 0)
		return explain_file(source, ret, &err);
	if (ret) {
		note("%s", err.text);
		return EXIT_FAILURE;
	}
	for (size_t i = 0; source->files && i < sizeof(views) / sizeof(views[0]); i++) {
		if (!copy(source, views[i]->path, &err))
			continue;
		note("note: the statistics by call only: %s", err.text);
		break;
	}
	return output_flush() ? EXIT_FAILURE : EXIT_SUCCESS;
}
