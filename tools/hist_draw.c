// SPDX-License-Identifier: GPL-2.0
/* Draws histograms side by side, with one axis of time. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>

#include "hist_draw.h"
#include "human.h"

#define AXIS_HEADING "up to"
#define GAP 2
#define BAR_MIN 8
#define WIDTH_DEFAULT 80

/* "p50,90,99" */
#define MARKS_MAX 16
static const char *const eighths[] = {
	"", "▏", "▎", "▍", "▌", "▋", "▊", "▉",
};

static const struct {
	const char *name;
	const char *digits;
} quantiles[HIST_QUANTILES] = {
	[HIST_P50] = { "p50", "50" },
	[HIST_P90] = { "p90", "90" },
	[HIST_P99] = { "p99", "99" },
};

/**
 * struct layout - where things are in a line
 * @axis: columns for times
 * @bar: columns for the longest bar
 * @count: for the longest number
 * @marks: for the longest list of marks
 * @cell: for all of a call
 * @ncells: calls side by side
 * @ascii: only such characters
 */
struct layout {
	int axis;
	int bar;
	int count;
	int marks;
	int cell;
	size_t ncells;
	bool ascii;
};

/**
 * struct pen - a line that is being written
 * @out: where to
 * @at: columns so far
 */
struct pen {
	FILE *out;
	int at;
};

/* Blanks come only before something, so that no line ends with them. */
static void move_to(struct pen *pen, int column)
{
	if (column > pen->at) {
		fprintf(pen->out, "%*s", column - pen->at, "");
		pen->at = column;
	}
}

static void put(struct pen *pen, int column, const char *text)
{
	if (!*text)
		return;
	move_to(pen, column);
	fputs(text, pen->out);
	pen->at += (int)strlen(text);
}

static void put_right(struct pen *pen, int end, const char *text)
{
	put(pen, end - (int)strlen(text), text);
}

static void end_line(struct pen *pen)
{
	fputc('\n', pen->out);
	pen->at = 0;
}

static const char *get_marks(const struct hist_call *call, unsigned int range, char *buf)
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t q = 0; q < HIST_QUANTILES; q++) {
		if (hist_range(call->quantile[q]) != range)
			continue;
		len += (size_t)snprintf(buf + len, MARKS_MAX - len, "%s%s", len ? "," : "p",
					quantiles[q].digits);
	}
	return buf;
}

static const char *get_number(uint64_t number, char *buf)
{
	snprintf(buf, HUMAN_MAX, "%" PRIu64, number);
	return buf;
}

static void widen(int *width, const char *text)
{
	if ((int)strlen(text) > *width)
		*width = (int)strlen(text);
}

/* From the first range that has calls to the last one. */
static void get_bounds(const struct hist_call *calls, size_t n, unsigned int *first,
		       unsigned int *last)
{
	*first = HIST_RANGES;
	*last = 0;
	for (size_t i = 0; i < n; i++) {
		for (unsigned int range = 0; range < HIST_RANGES; range++) {
			if (!calls[i].count[range])
				continue;
			if (range < *first)
				*first = range;
			if (range > *last)
				*last = range;
		}
	}
}

static int get_axis_width(const struct hist *hist)
{
	int width = (int)strlen(AXIS_HEADING);
	unsigned int range, last;
	char buf[HUMAN_MAX];

	get_bounds(hist->calls, hist->ncalls, &range, &last);
	for (; range <= last; range++) {
		human_ns(hist_range_high(range), buf, sizeof(buf));
		widen(&width, buf);
	}
	return width;
}

/* All cells are of one width, so that those below are in line. */
static struct layout get_layout(const struct hist *hist, int width, bool ascii)
{
	struct layout l = { .axis = get_axis_width(hist), .ascii = ascii };
	char buf[HIST_DRAW_TITLE_MAX];
	int title = 0, least;

	for (size_t i = 0; i < hist->ncalls; i++) {
		const struct hist_call *call = &hist->calls[i];

		widen(&title, hist_draw_title(call->row, buf));
		for (unsigned int range = 0; range < HIST_RANGES; range++) {
			widen(&l.count, get_number(call->count[range], buf));
			widen(&l.marks, get_marks(call, range, buf));
		}
	}
	least = BAR_MIN + 1 + l.count + 1 + l.marks;
	if (title > least)
		least = title;
	l.ncells = width > l.axis ? (size_t)((width - l.axis) / (GAP + least)) : 0;
	if (l.ncells > hist->ncalls)
		l.ncells = hist->ncalls;
	if (!l.ncells)
		l.ncells = 1;
	l.cell = (width - l.axis) / (int)l.ncells - GAP;
	l.bar = l.cell - 1 - l.count - 1 - l.marks;
	if (l.bar < 1)
		l.bar = 1;
	return l;
}

static int cell_at(const struct layout *l, size_t i)
{
	return l->axis + GAP + (int)i * (l->cell + GAP);
}

/* In eighths of a column, or in whole ones; whatever there is can be seen. */
static void put_bar(struct pen *pen, const struct layout *l, int column, uint64_t count,
		    uint64_t most)
{
	const int steps = l->ascii ? 1 : 8;
	int length = (int)((double)count / (double)most * l->bar * steps + 0.5);

	if (!count)
		return;
	move_to(pen, column);
	for (int i = 0; i < length / steps; i++)
		fputs(l->ascii ? "#" : "█", pen->out);
	pen->at += length / steps;
	if (!length || length % steps) {
		fputs(l->ascii ? "." : eighths[length ? length % steps : 1], pen->out);
		pen->at++;
	}
}

static uint64_t get_most(const struct hist_call *call)
{
	uint64_t most = 0;

	for (unsigned int range = 0; range < HIST_RANGES; range++)
		if (call->count[range] > most)
			most = call->count[range];
	return most;
}

static void draw_range(FILE *out, const struct layout *l, const struct hist_call *calls, size_t n,
		       unsigned int range)
{
	struct pen pen = { .out = out };
	char buf[HUMAN_MAX];

	human_ns(hist_range_high(range), buf, sizeof(buf));
	put_right(&pen, l->axis, buf);
	for (size_t i = 0; i < n; i++) {
		const int at = cell_at(l, i), after = at + l->bar + 1 + l->count;
		const uint64_t count = calls[i].count[range];

		put_bar(&pen, l, at, count, get_most(&calls[i]));
		if (count)
			put_right(&pen, after, get_number(count, buf));
		put(&pen, after + 1, get_marks(&calls[i], range, buf));
	}
	end_line(&pen);
}

static void draw_titles(FILE *out, const struct layout *l, const struct hist_call *calls, size_t n)
{
	struct pen pen = { .out = out };
	char buf[HIST_DRAW_TITLE_MAX];

	put_right(&pen, l->axis, AXIS_HEADING);
	for (size_t i = 0; i < n; i++)
		put(&pen, cell_at(l, i), hist_draw_title(calls[i].row, buf));
	end_line(&pen);
}

static void draw_numbers(FILE *out, const struct layout *l, const struct hist_call *calls, size_t n)
{
	struct pen pen = { .out = out };
	char buf[HUMAN_MAX];

	put_right(&pen, l->axis, "calls");
	for (size_t i = 0; i < n; i++)
		put(&pen, cell_at(l, i), get_number(calls[i].n, buf));
	end_line(&pen);
	for (size_t q = 0; q < HIST_QUANTILES; q++) {
		put_right(&pen, l->axis, quantiles[q].name);
		for (size_t i = 0; i < n; i++) {
			human_ns(calls[i].quantile[q], buf, sizeof(buf));
			put(&pen, cell_at(l, i), buf);
		}
		end_line(&pen);
	}
}

/* None is left out, so that the axis is a scale. */
static void draw_ranges(FILE *out, const struct layout *l, const struct hist_call *calls, size_t n)
{
	unsigned int range, last;

	get_bounds(calls, n, &range, &last);
	for (; range <= last; range++)
		draw_range(out, l, calls, n, range);
}

void hist_draw(FILE *out, const struct hist *hist, int width, bool ascii)
{
	const struct layout l = get_layout(hist, width, ascii);
	size_t n;

	if (!hist->ncalls)
		fputs("no calls\n", out);
	for (size_t i = 0; i < hist->ncalls; i += n) {
		n = hist->ncalls - i < l.ncells ? hist->ncalls - i : l.ncells;
		if (i)
			fputc('\n', out);
		draw_titles(out, &l, &hist->calls[i], n);
		draw_ranges(out, &l, &hist->calls[i], n);
		draw_numbers(out, &l, &hist->calls[i], n);
	}
}

const char *hist_draw_title(const struct snapshot_row *row, char *buf)
{
	const char *name = row->name ? row->name : "-";

	if (row->abi && strcmp(row->abi, "64"))
		snprintf(buf, HIST_DRAW_TITLE_MAX, "%s:%s", row->abi, name);
	else
		snprintf(buf, HIST_DRAW_TITLE_MAX, "%s", name);
	return buf;
}

int hist_draw_width(FILE *out)
{
	struct winsize size;
	int fd = fileno(out);

	if (fd < 0 || ioctl(fd, TIOCGWINSZ, &size) || !size.ws_col)
		return WIDTH_DEFAULT;
	return size.ws_col;
}

bool hist_draw_plain(void)
{
	static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
	const char *value = NULL, *charset;

	/* The first that is not empty counts. */
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !(value && *value); i++)
		value = getenv(names[i]);
	charset = value ? strchr(value, '.') : NULL;
	return !charset || (strncasecmp(charset, ".UTF-8", 6) && strncasecmp(charset, ".UTF8", 5));
}
