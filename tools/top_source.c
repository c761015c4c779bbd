// SPDX-License-Identifier: GPL-2.0
/* Where `syscallstat top` reads: files of the module, one saved file, or a session. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <syscallstat/abi.h>

#include "input.h"
#include "output.h"
#include "section.h"
#include "session.h"
#include "status.h"
#include "top_source.h"

/* Returns an exit status. */
static int fail(const struct errmsg *err)
{
	note("%s", err->text);
	return EXIT_FAILURE;
}

/* Returns an exit status. */
static int open_session(struct top_source *from, struct options *opt)
{
	struct errmsg err;
	int status = source_open_session(&from->source, opt);

	if (status)
		return status;
	if (targets_hold(&opt->targets, &err))
		return fail(&err);
	return source_select(&from->source, opt);
}

/* Nobody could interrupt a read that waits for a writer. */
static int check_regular(const char *path, struct errmsg *err)
{
	struct stat st;

	if (!stat(path, &st) && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
		return errmsg_set(err, -EINVAL, "%s is not a file that can be read again and again",
				  path);
	return 0;
}

int top_source_open(struct top_source *from, struct options *opt)
{
	struct snapshot snap;
	struct errmsg err;
	int status;

	*from = (struct top_source){ .opt = opt };
	source_init(&from->source, opt);
	if (opt->targets.count)
		return open_session(from, opt);
	if (opt->input)
		return check_regular(opt->input, &err) ? fail(&err) : EXIT_SUCCESS;
	/* While there is no screen it can say why, and what to do about it. */
	status = source_read(&from->source, &snap, false);
	snapshot_free(&snap);
	return status;
}

void top_source_close(struct top_source *from)
{
	if (from->source.session >= 0)
		close(from->source.session);
	free(from->text);
	from->text = NULL;
}

int top_source_renew(struct top_source *from, struct errmsg *err)
{
	char *text;
	size_t len;
	int ret;

	if (!from->opt->input)
		return 0;
	ret = check_regular(from->opt->input, err);
	if (!ret)
		ret = input_read(from->opt->input, &text, &len, err);
	if (ret)
		return ret;
	free(from->text);
	from->text = text;
	from->len = len;
	return 0;
}

static int parse_saved(const struct top_source *from, const struct view *view,
		       struct snapshot *snap, struct errmsg *err)
{
	size_t len = from->len;
	const char *text = from->text, *found = section_find(text, len, view->name, &len);

	/* If it is not there the parser says what is. */
	if (!found && view->name && view != from->opt->view)
		return errmsg_set(err, -ENODATA, "%s has no view %s", from->opt->input, view->name);
	return snapshot_parse(snap, found ? found : text, len, view->name, from->opt->input, err);
}

static int read_session(struct top_source *from, const struct view *view, char **buf, size_t *len,
			struct errmsg *err)
{
	char command[64];
	int ret, fd = from->source.session;

	/* The write goes back to the beginning, too. */
	snprintf(command, sizeof(command), "view %s\n", view->name ? view->name : "stats");
	ret = session_write(fd, command);
	if (ret)
		return session_explain(command, ret, err);
	if (lseek(fd, 0, SEEK_SET) < 0)
		return errmsg_set(err, -errno, "cannot read %s: %s", from->source.path,
				  strerror(errno));
	return input_read_fd(fd, from->source.path, buf, len, err);
}

int top_source_read(struct top_source *from, const struct view *view, struct snapshot *snap,
		    struct errmsg *err)
{
	const char *path = view->path;
	char *buf;
	size_t len;
	int ret;

	*snap = (struct snapshot){ 0 };
	if (from->opt->input)
		return parse_saved(from, view, snap, err);
	if (from->source.session >= 0) {
		path = from->source.path;
		ret = read_session(from, view, &buf, &len, err);
	} else {
		ret = input_read(path, &buf, &len, err);
	}
	if (ret)
		return ret;
	ret = snapshot_parse(snap, buf, len, view->name, path, err);
	free(buf);
	return ret;
}
