// SPDX-License-Identifier: GPL-2.0
/* What is read for a report: the text that is shown, and others that add to it. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "reading.h"
#include "section.h"

/**
 * struct parser - what is parsed
 * @buf: all of the file
 * @len: its length in bytes
 * @name: of the file
 * @err: where complaints go
 */
struct parser {
	const char *buf;
	size_t len;
	const char *name;
	struct errmsg *err;
};

/* Lines are counted from where a text begins: so it needs a name. */
static int parse_section(const struct parser *p, const char *text, size_t len,
			 const struct view *view, struct snapshot *snap)
{
	char name[PATH_MAX + 64];

	if (text == p->buf)
		return snapshot_parse(snap, text, len, view->name, p->name, p->err);
	snprintf(name, sizeof(name), "%s (%s)", p->name, view->name ? view->name : "statistics");
	return snapshot_parse(snap, text, len, view->name, name, p->err);
}

/* One that is not there is none. */
static int parse_view(const struct parser *p, const struct view *view, struct snapshot *snap,
		      bool *has)
{
	const char *text, *rest;
	size_t len, ignored;

	text = section_find(p->buf, p->len, view->name, &len);
	if (!text)
		return 0;
	rest = text + len;
	if (section_find(rest, p->len - (size_t)(rest - p->buf), view->name, &ignored))
		return errmsg_set(p->err, -EINVAL, "%s: has the %s%s twice", p->name,
				  view->name ? "view " : "statistics by call",
				  view->name ? view->name : "");
	*has = true;
	return parse_section(p, text, len, view, snap);
}

int reading_parse(struct reading *reading, const char *buf, size_t len, const struct view *view,
		  const struct reading_wants *wants, const char *name, struct errmsg *err)
{
	const struct parser p = { .buf = buf, .len = len, .name = name, .err = err };
	int ret = 0;

	*reading = (struct reading){ 0 };
	if (len >= strlen(SCS_NAME) && !memcmp(buf, SCS_NAME, strlen(SCS_NAME))) {
		ret = parse_view(&p, view, &reading->shown, &reading->has_shown);
		if (!ret && wants->histogram)
			ret = parse_view(&p, &view_histogram, &reading->histogram,
					 &reading->has_histogram);
		if (!ret && wants->errnos)
			ret = parse_view(&p, &view_errnos, &reading->errnos, &reading->has_errnos);
		if (!ret && wants->inflight)
			ret = parse_view(&p, &view_inflight, &reading->inflight,
					 &reading->has_inflight);
	}
	if (!ret && !reading->has_shown &&
	    !(wants->any && (reading->has_histogram || reading->has_errnos))) {
		/* Says what it is instead, as a rule. */
		ret = snapshot_parse(&reading->shown, buf, len, view->name, name, err);
		reading->has_shown = !ret;
	}
	reading_settle(reading);
	return ret;
}

static bool differ(const struct snapshot *a, const struct snapshot *b)
{
	return a->generation.known != b->generation.known ||
	       a->generation.value != b->generation.value;
}

void reading_settle(struct reading *reading)
{
	if (!reading->has_shown)
		return;
	if (reading->has_histogram && differ(&reading->shown, &reading->histogram)) {
		snapshot_free(&reading->histogram);
		reading->has_histogram = false;
	}
	if (reading->has_errnos && differ(&reading->shown, &reading->errnos)) {
		snapshot_free(&reading->errnos);
		reading->has_errnos = false;
	}
}

void reading_free(struct reading *reading)
{
	snapshot_free(&reading->shown);
	snapshot_free(&reading->histogram);
	snapshot_free(&reading->errnos);
	snapshot_free(&reading->inflight);
	*reading = (struct reading){ 0 };
}
