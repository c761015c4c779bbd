// SPDX-License-Identifier: GPL-2.0
/* Reports on a series of readings: all that was read is shown together, in the end. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "heatmap.h"
#include "heatmap_draw.h"
#include "heatmap_json.h"
#include "hist_draw.h"
#include "html_report.h"
#include "output.h"
#include "series.h"
#include "status.h"
#include "ticker.h"

/* More than any terminal is wide. */
#define INTERVALS_DRAWN 1024
/* So that each is some pixels wide on a page. */
#define INTERVALS_PAGE 240

#define NS_PER_S 1000000000ULL

/**
 * struct series - what was read
 * @opt: what is asked for
 * @map: of all intervals
 * @first: the first reading
 * @last: the last one, if there are two
 * @n: how many readings there were
 * @session: it began when nothing was counted
 * @live: the drawing is renewed with each
 * @lines: of the drawing, above the cursor
 */
struct series {
	const struct options *opt;
	struct heatmap map;
	struct reading first;
	struct reading last;
	uint64_t n;
	bool session;
	bool live;
	int lines;
};

bool series_wanted(const struct options *opt)
{
	return (opt->heatmap || opt->format == FORMAT_HTML) &&
	       (opt->repeat || opt->inputs.count > 1);
}

/* Returns an exit status. */
static int fail(const char *what, int ret)
{
	note("%s: %s", what, strerror(-ret));
	return EXIT_FAILURE;
}

static struct heatmap_canvas get_canvas(const struct options *opt, bool live)
{
	FILE *out = output_stream();
	struct heatmap_canvas canvas = {
		.width = hist_draw_width(out),
		.ascii = opt->ascii || hist_draw_plain(),
		.colors = color_wanted(opt->color, fileno(out)) && color_has_256(fileno(out)),
	};
	struct winsize size;

	if (live && !ioctl(fileno(out), TIOCGWINSZ, &size))
		canvas.height = size.ws_row;
	return canvas;
}

/* In the place of the one before. Returns 0 or a negative errno. */
static int draw(struct series *s, bool live)
{
	const struct heatmap_canvas canvas = get_canvas(s->opt, live);
	FILE *out = output_stream(), *memory;
	char *text;
	size_t len;

	memory = open_memstream(&text, &len);
	if (!memory)
		return -errno;
	heatmap_draw(memory, &s->map, s->opt->top, &canvas);
	if (fclose(memory)) {
		free(text);
		return -ENOMEM;
	}
	if (s->lines)
		fprintf(out, "\r\033[%dA\033[J", s->lines);
	fwrite(text, 1, len, out);
	s->lines = 0;
	for (size_t i = 0; live && i < len; i++)
		s->lines += text[i] == '\n';
	free(text);
	return 0;
}

/* Returns 0 or a negative errno. */
static int print(struct series *s, struct errmsg *err)
{
	const struct options *opt = s->opt;
	const struct html_report report = {
		.opt = opt,
		.first = s->n > 1 && !s->session ? &s->first : NULL,
		.last = s->n > 1 ? &s->last : &s->first,
		.map = s->n > 1 ? &s->map : NULL,
	};

	if (opt->format == FORMAT_HTML)
		return html_report_print(output_stream(), &report, err);
	if (opt->style == TABLE_JSON)
		return heatmap_json(output_stream(), &s->map, opt->top);
	return draw(s, false);
}

/* In what is shown. */
static uint64_t get_missed(const struct series *s)
{
	const uint64_t before = s->session ? 0 : s->first.shown.missed.value;
	const uint64_t all = s->last.shown.missed.value;

	return s->n < 2 ? before : all < before ? all : all - before;
}

/* Whether or not that is all of it. Returns an exit status. */
static int show(struct series *s)
{
	struct errmsg err = { "" };
	sigset_t before;
	int ret;

	if (!s->n)
		return EXIT_SUCCESS;
	ticker_hold(&before);
	ret = print(s, &err);
	if (ret)
		note("cannot print the report: %s", *err.text ? err.text : strerror(-ret));
	else
		ret = output_flush();
	ticker_release(&before);
	if (!ret && get_missed(s))
		note("warning: %" PRIu64 " events could not be recorded", get_missed(s));
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* NULL if there is none. */
static const struct snapshot *get_histogram(const struct series *s, const struct reading *reading)
{
	if (s->opt->heatmap)
		return &reading->shown;
	return reading->has_histogram ? &reading->histogram : NULL;
}

/* Returns an exit status. */
static int add_interval(struct series *s, const struct reading *old, const struct reading *new,
			uint64_t unread)
{
	const struct snapshot *from = get_histogram(s, old), *to = get_histogram(s, new);
	struct errmsg err;

	/* A report does without a map. */
	if (!from || !to)
		return EXIT_SUCCESS;
	if (heatmap_add(&s->map, &new->time, from, to, s->opt->selecting ? &s->opt->sel : NULL,
			unread, &err)) {
		note("%s", err.text);
		return EXIT_FAILURE;
	}
	return EXIT_SUCCESS;
}

/* What a session has counted when it is read first belongs to the first interval. */
static void forget_rows(struct reading *reading)
{
	reading->shown.nrows = 0;
	reading->histogram.nrows = 0;
	reading->errnos.nrows = 0;
}

/* Takes the reading over. Returns an exit status. */
static int add(struct series *s, struct reading *reading, uint64_t unread)
{
	const struct snapshot *histogram = get_histogram(s, reading);
	int status = EXIT_SUCCESS, ret = 0;

	if (s->n)
		status = add_interval(s, s->n > 1 ? &s->last : &s->first, reading, unread);
	else if (s->session)
		forget_rows(reading);
	if (!s->n && histogram)
		heatmap_begin(&s->map, &reading->time, histogram);
	reading_free(s->n ? &s->last : &s->first);
	*(s->n ? &s->last : &s->first) = *reading;
	*reading = (struct reading){ 0 };
	if (s->n++ && !status && s->live) {
		ret = draw(s, true);
		ret = ret ? ret : output_flush();
	}
	return ret ? fail("cannot draw", ret) : status;
}

/* A reading that a signal ends is none. Returns an exit status. */
static int read_and_add(struct series *s, const struct source *source, bool interruptible,
			uint64_t unread)
{
	struct reading reading;
	int status;

	status = source_read_all(source, &reading, interruptible);
	if (!status && !(interruptible && ticker_stopped()))
		status = add(s, &reading, unread);
	reading_free(&reading);
	return status;
}

/* Returns an exit status. */
static int begin(struct series *s, const struct options *opt, bool from_files, bool session)
{
	const enum heatmap_full full = opt->heatmap ? HEATMAP_DROP : HEATMAP_MERGE;
	int ret;

	*s = (struct series){ .opt = opt, .session = session };
	ret = heatmap_init(&s->map, full, opt->heatmap ? INTERVALS_DRAWN : INTERVALS_PAGE,
			   from_files);
	return ret ? fail("cannot begin", ret) : EXIT_SUCCESS;
}

/* Returns an exit status, @status if that says what went wrong before. */
static int end(struct series *s, int status)
{
	const int shown = show(s);

	heatmap_free(&s->map);
	reading_free(&s->first);
	reading_free(&s->last);
	return status ? status : shown;
}

/* Returns an exit status. */
static int read_repeatedly(struct series *s, const struct source *source)
{
	const struct options *opt = s->opt;
	bool last = false;
	uint64_t unread;
	int status, ret;

	status = read_and_add(s, source, true, 0);
	while (!status && !last && !ticker_stopped()) {
		ret = ticker_wait(&unread);
		/* A page has no other way to end; a drawing has all that was seen so far. */
		if (ret == -EINTR && opt->format == FORMAT_HTML && !opt->input)
			return read_and_add(s, source, false, 0);
		if (ret)
			return ret == -EINTR ? EXIT_SUCCESS : fail("the timer failed", ret);
		last = s->session && !targets_next_alive(&opt->targets);
		status = read_and_add(s, source, true, unread);
		last |= opt->count && s->n > opt->count;
	}
	return status;
}

int series_repeat(const struct options *opt, const struct source *source)
{
	struct series s;
	int status, ret;

	status = begin(&s, opt, false, source->session >= 0);
	if (status)
		return status;
	s.live = opt->format == FORMAT_HIST && color_terminal(fileno(output_stream()));
	ret = ticker_start(&opt->interval);
	status = ret ? fail("cannot start the timer", ret) : read_repeatedly(&s, source);
	return end(&s, status);
}

int series_files(const struct options *opt)
{
	struct source source;
	struct series s;
	int status;

	status = begin(&s, opt, true, false);
	for (size_t i = 0; !status && i < opt->inputs.count; i++) {
		source_init(&source, opt);
		source.path = opt->inputs.path[i];
		status = read_and_add(&s, &source, false, 0);
	}
	/* Half of the files is not what was asked for. */
	if (status)
		s.n = 0;
	return end(&s, status);
}

static uint64_t get_ns(const struct timespec *time)
{
	return (uint64_t)time->tv_sec * NS_PER_S + (uint64_t)time->tv_nsec;
}

static uint64_t get_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return get_ns(&now);
}

/* On a grid, as a ticker does. Returns how many steps were missed. */
static uint64_t advance(uint64_t *at, uint64_t step)
{
	const uint64_t now = get_now();
	uint64_t missed;

	*at += step;
	missed = now > *at ? (now - *at) / step : 0;
	*at += missed * step;
	return missed;
}

/* Until the command has ended or the time has come; returns as launch_wait_until(). */
static int wait_until(struct launch *launch, uint64_t at)
{
	const struct timespec deadline = {
		.tv_sec = (time_t)(at / NS_PER_S),
		.tv_nsec = (long)(at % NS_PER_S),
	};

	return launch_wait_until(launch, &deadline);
}

/* Returns an exit status. */
static int read_until_ended(struct series *s, const struct source *source, struct launch *launch)
{
	uint64_t at = get_now(), unread;
	int status, ret;

	status = read_and_add(s, source, false, 0);
	do {
		unread = advance(&at, get_ns(&s->opt->interval));
		ret = wait_until(launch, at);
		if (!status)
			status = read_and_add(s, source, false, unread);
	} while (ret == -ETIMEDOUT);
	return ret ? fail("cannot wait for the command", ret) : status;
}

int series_launch(const struct options *opt, const struct source *source, struct launch *launch)
{
	struct series s;
	int status;

	status = begin(&s, opt, false, true);
	if (status)
		return status;
	return end(&s, read_until_ended(&s, source, launch));
}
