// SPDX-License-Identifier: GPL-2.0
/* Where the figures come from: a file of the module, or a saved one. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <syscallstat/abi.h>

#include "input.h"
#include "output.h"
#include "source.h"
#include "status.h"
#include "ticker.h"

void source_init(struct source *source, const struct options *opt)
{
	*source = (struct source){
		.view = opt->view,
		.path = opt->input ? opt->input : opt->view->path,
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

int source_read(const struct source *source, struct snapshot *snap, bool interruptible)
{
	const char *name = strcmp(source->path, "-") ? source->path : "standard input";
	char *buf = NULL;
	struct errmsg err;
	size_t len;
	int ret;

	*snap = (struct snapshot){ 0 };
	do {
		if (interruptible)
			ticker_interruptible(true);
		ret = interruptible && ticker_stopped() ?
			      -EINTR :
			      input_read(source->path, &buf, &len, &err);
		if (interruptible)
			ticker_interruptible(false);
	} while (ret == -EINTR && !(interruptible && ticker_stopped()));
	if (ret == -EINTR)
		return EXIT_SUCCESS;
	if (ret)
		return explain_file(source, ret, &err);
	ret = snapshot_parse(snap, buf, len, source->view->name, name, &err);
	free(buf);
	if (!ret)
		return EXIT_SUCCESS;
	note("%s", err.text);
	return EXIT_FAILURE;
}
