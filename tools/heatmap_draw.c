// SPDX-License-Identifier: GPL-2.0
/* Draws heat maps on a terminal: time across, latency up. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "hist_draw.h"
#include "heatmap_draw.h"
#include "human.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Heading of a line; as wide as most times are. */
#define AXIS_MIN 6
#define COLUMNS_MIN 8

/* Title, axis, times, legend; and an empty line between two maps. */
#define LINES_AROUND 4
#define LINES_BETWEEN 1
/* With fewer there is not much to be seen. */
#define ROWS_MIN 6

/* "12:34:56", and with what keeps it apart from the next one. */
#define LABEL_WIDTH 8
#define LABEL_STEP 12

#define NS_PER_S 1000000000ULL

/* By brightness, for a dark background; the last ones are to be seen on a bright one, too. */
static const unsigned char colors[] = { 54, 91, 127, 163, 199, 204, 209, 214, 220, 226 };
static const char *const blocks[] = { "░", "▒", "▓", "█" };
static const char *const letters[] = { ".", ":", "-", "=", "+", "*", "#", "%", "@" };

/* Nothing, or the color of a gap. */
#define COLOR_NONE 0
#define COLOR_GAP 240

/**
 * struct layout - how a map is drawn
 * @axis: columns for the times at the left
 * @from: the first interval
 * @step: ranges that make a cell
 * @cells: cells that make a line, one above the other
 * @first: the lowest line, in units of all its ranges
 * @last: the highest one
 * @most: calls of the fullest cell
 * @levels: shades that there are
 * @clock: times are those of the day
 */
struct layout {
	int axis;
	size_t from;
	unsigned int step;
	unsigned int cells;
	unsigned int first;
	unsigned int last;
	uint64_t most;
	unsigned int levels;
	bool clock;
};

/**
 * struct pen - a line that is being written
 * @out: where to
 * @blanks: that are to come, unless the line ends
 * @front: color of what is written, COLOR_NONE for that of the terminal
 * @back: likewise, behind it
 */
struct pen {
	FILE *out;
	int blanks;
	unsigned int front;
	unsigned int back;
};

static void set_colors(struct pen *pen, unsigned int front, unsigned int back)
{
	if (pen->front == front && pen->back == back)
		return;
	fputs("\033[0", pen->out);
	if (front)
		fprintf(pen->out, ";38;5;%u", front);
	if (back)
		fprintf(pen->out, ";48;5;%u", back);
	fputc('m', pen->out);
	pen->front = front;
	pen->back = back;
}

static void put(struct pen *pen, const char *text)
{
	fprintf(pen->out, "%*s%s", pen->blanks, "", text);
	pen->blanks = 0;
}

static void put_colored(struct pen *pen, const char *text, unsigned int front, unsigned int back)
{
	if (pen->blanks) {
		set_colors(pen, COLOR_NONE, COLOR_NONE);
		put(pen, "");
	}
	set_colors(pen, front, back);
	put(pen, text);
}

static void end_line(struct pen *pen)
{
	set_colors(pen, COLOR_NONE, COLOR_NONE);
	fputc('\n', pen->out);
	pen->blanks = 0;
}

static unsigned int get_step(const struct layout *l)
{
	return l->step * l->cells;
}

/* The upper bound of a line. */
static void get_label(const struct layout *l, unsigned int line, char *buf)
{
	const unsigned int high = (line + 1) * get_step(l) - 1;

	human_ns(heatmap_range_high(high < HEATMAP_RANGES ? high : HEATMAP_RANGES - 1), buf,
		 HUMAN_MAX);
}

static unsigned int get_levels(const struct heatmap_canvas *canvas)
{
	return canvas->colors ? ARRAY_SIZE(colors) :
	       canvas->ascii  ? ARRAY_SIZE(letters) :
				ARRAY_SIZE(blocks);
}

/* A character with two colors is two cells. */
static bool has_halves(const struct heatmap_canvas *canvas)
{
	return canvas->colors && !canvas->ascii;
}

/* The finest ranges that fit into so many lines, or powers of two if there is no limit. */
static void set_lines(struct layout *l, const struct heatmap_canvas *canvas, unsigned int first,
		      unsigned int last, int lines)
{
	l->cells = has_halves(canvas) ? 2 : 1;
	for (l->step = lines ? 1 : 2 / l->cells;; l->step *= 2) {
		l->first = first / get_step(l);
		l->last = last / get_step(l);
		if (!lines || (int)(l->last - l->first) < lines || l->step >= HEATMAP_RANGES)
			return;
	}
}

/*
 * Nobody can tell times of the day apart that are less than a second from each other; and an
 * interval of a second is sometimes a little shorter.
 */
static bool is_clock(const struct heatmap *map)
{
	const struct heatmap_interval *last = &map->intervals[map->nintervals - 1];

	return last->time && heatmap_length(map) >= NS_PER_S / 10 * 9;
}

/* All maps have their axis in the same place. */
static int get_axis(const struct heatmap *map, size_t ncalls, const struct heatmap_canvas *canvas)
{
	int axis = AXIS_MIN;
	char buf[HUMAN_MAX];

	for (size_t i = 0; i < ncalls; i++) {
		unsigned int first, last;
		struct layout l;

		heatmap_bounds(map, &map->calls[i], 0, &first, &last);
		set_lines(&l, canvas, first, last, 0);
		for (unsigned int line = l.first; line <= l.last; line++) {
			get_label(&l, line, buf);
			if ((int)strlen(buf) > axis)
				axis = (int)strlen(buf);
		}
	}
	return axis;
}

static void set_layout(struct layout *l, const struct heatmap *map, const struct heatmap_call *call,
		       const struct heatmap_canvas *canvas, int lines)
{
	const int room = canvas->width - l->axis - 2;
	const size_t columns = room > COLUMNS_MIN ? (size_t)room : COLUMNS_MIN;
	unsigned int first, last;

	l->from = map->nintervals > columns ? map->nintervals - columns : 0;
	l->clock = is_clock(map);
	l->levels = get_levels(canvas);
	heatmap_bounds(map, call, l->from, &first, &last);
	/* What there was has left the window. */
	if (first > last)
		first = last;
	set_lines(l, canvas, first, last, lines);
	l->most = heatmap_most(map, call, l->from, l->step);
}

static void put_gap(struct pen *pen, const struct heatmap_canvas *canvas)
{
	const char *text = canvas->ascii ? "|" : "┊";

	if (canvas->colors)
		put_colored(pen, text, COLOR_GAP, COLOR_NONE);
	else
		put(pen, text);
}

static void put_halves(struct pen *pen, unsigned int upper, unsigned int lower)
{
	if (upper)
		put_colored(pen, upper == lower ? "█" : "▀", upper,
			    upper == lower ? COLOR_NONE : lower);
	else if (lower)
		put_colored(pen, "▄", lower, COLOR_NONE);
	else
		pen->blanks++;
}

/* A cell that is a character. */
static void put_shade(struct pen *pen, unsigned int level, const struct heatmap_canvas *canvas)
{
	/* The letters are fewer than the colors. */
	const char *letter = letters[level * ARRAY_SIZE(letters) / get_levels(canvas)];

	if (canvas->colors)
		put_colored(pen, canvas->ascii ? letter : "█", colors[level], COLOR_NONE);
	else
		put(pen, canvas->ascii ? letters[level] : blocks[level]);
}

static unsigned int get_color(const struct layout *l, uint64_t count)
{
	return count ? colors[heatmap_level(count, l->most, l->levels)] : COLOR_NONE;
}

static void put_cells(struct pen *pen, const struct layout *l, const struct heatmap_call *call,
		      size_t interval, unsigned int line, const struct heatmap_canvas *canvas)
{
	const unsigned int range = line * get_step(l);
	const uint64_t count = heatmap_cell(call, interval, range, l->step);

	if (has_halves(canvas))
		put_halves(pen,
			   get_color(l, heatmap_cell(call, interval, range + l->step, l->step)),
			   get_color(l, count));
	else if (count)
		put_shade(pen, heatmap_level(count, l->most, l->levels), canvas);
	else
		pen->blanks++;
}

static void draw_line(FILE *out, const struct layout *l, const struct heatmap *map,
		      const struct heatmap_call *call, unsigned int line,
		      const struct heatmap_canvas *canvas)
{
	struct pen pen = { .out = out };
	char buf[HUMAN_MAX];

	get_label(l, line, buf);
	fprintf(out, "%*s %s", l->axis, buf, canvas->ascii ? "|" : "┤");
	for (size_t i = l->from; i < map->nintervals; i++) {
		if (map->intervals[i].state != HEATMAP_COUNTED)
			put_gap(&pen, canvas);
		else
			put_cells(&pen, l, call, i, line, canvas);
	}
	end_line(&pen);
}

/* Below each interval, what is wrong with it. */
static const char *get_mark(enum heatmap_state state)
{
	static const char *const marks[HEATMAP_STATES] = {
		[HEATMAP_RESET] = "r",
		[HEATMAP_STOPPED] = "s",
		[HEATMAP_UNREAD] = "?",
	};

	return marks[state];
}

static bool has_label(const struct layout *l, const struct heatmap *map, size_t interval)
{
	return (interval - l->from) % LABEL_STEP == 0 &&
	       (interval == l->from || map->nintervals - interval >= LABEL_WIDTH);
}

static void draw_axis(FILE *out, const struct layout *l, const struct heatmap *map,
		      const struct heatmap_canvas *canvas)
{
	fprintf(out, "%*s %s", l->axis, "", canvas->ascii ? "+" : "└");
	for (size_t i = l->from; i < map->nintervals; i++) {
		const char *mark = get_mark(map->intervals[i].state);

		if (!mark)
			mark = has_label(l, map, i) ? (canvas->ascii ? "+" : "┬") :
						      (canvas->ascii ? "-" : "─");
		fputs(mark, out);
	}
	fputc('\n', out);
}

static void get_time(const struct layout *l, const struct heatmap_interval *interval, char *buf)
{
	const time_t seconds = (time_t)interval->time;
	struct tm tm;

	if (l->clock && localtime_r(&seconds, &tm))
		strftime(buf, HUMAN_MAX, "%H:%M:%S", &tm);
	else
		human_ns(interval->at_ns, buf, HUMAN_MAX);
}

static void draw_times(FILE *out, const struct layout *l, const struct heatmap *map)
{
	char buf[HUMAN_MAX];
	size_t at = l->from;

	fprintf(out, "%*s  ", l->axis, l->clock ? "time" : "after");
	for (size_t i = l->from; i < map->nintervals; i++) {
		if (!has_label(l, map, i))
			continue;
		get_time(l, &map->intervals[i], buf);
		fprintf(out, "%*s%s", (int)(i - at), "", buf);
		at = i + strlen(buf);
	}
	fputc('\n', out);
}

static void put_states(FILE *out, const struct layout *l, const struct heatmap *map)
{
	bool seen[HEATMAP_STATES] = { false };

	for (size_t i = l->from; i < map->nintervals; i++)
		seen[map->intervals[i].state] = true;
	for (enum heatmap_state state = 0; state < HEATMAP_STATES; state++)
		if (seen[state] && get_mark(state))
			fprintf(out, "  %s %s", get_mark(state), heatmap_state_name(state));
}

static void draw_legend(FILE *out, const struct layout *l, const struct heatmap *map,
			const struct heatmap_canvas *canvas)
{
	struct pen pen = { .out = out };

	fprintf(out, "%*s  ", l->axis, "calls");
	if (l->most)
		fputs("1 ", out);
	for (unsigned int level = 0; l->most && level < l->levels; level++)
		put_shade(&pen, level, canvas);
	set_colors(&pen, COLOR_NONE, COLOR_NONE);
	fprintf(out, "%s%" PRIu64, l->most ? " " : "", l->most);
	put_states(out, l, map);
	fputc('\n', out);
}

static void draw_title(FILE *out, const struct layout *l, const struct heatmap *map,
		       const struct heatmap_call *call, const struct heatmap_canvas *canvas)
{
	const uint64_t length = heatmap_length(map);
	char title[HIST_DRAW_TITLE_MAX], each[HUMAN_MAX];
	uint64_t n = 0;

	for (size_t i = l->from; i < map->nintervals; i++)
		n += heatmap_cell(call, i, 0, HEATMAP_RANGES);
	human_ns(length, each, sizeof(each));
	fprintf(out, "%*s  %s%s%s: %" PRIu64 " calls", l->axis, "up to",
		canvas->colors ? "\033[1m" : "", hist_draw_title(&call->row, title),
		canvas->colors ? "\033[0m" : "", n);
	if (length)
		fprintf(out, ", %s a column", each);
	fputc('\n', out);
}

static void draw_call(FILE *out, const struct layout *l, const struct heatmap *map,
		      const struct heatmap_call *call, const struct heatmap_canvas *canvas)
{
	draw_title(out, l, map, call, canvas);
	for (unsigned int line = l->last + 1; line-- > l->first;)
		draw_line(out, l, map, call, line, canvas);
	draw_axis(out, l, map, canvas);
	draw_times(out, l, map);
	draw_legend(out, l, map, canvas);
}

/* How many calls find room, and how many lines of ranges each of them has. */
static size_t divide(const struct heatmap_canvas *canvas, size_t ncalls, int *lines)
{
	const int least = LINES_AROUND + ROWS_MIN + LINES_BETWEEN;
	/* One is that of the cursor. */
	int room = canvas->height - 1 + LINES_BETWEEN;
	size_t n;

	*lines = 0;
	if (!canvas->height || !ncalls)
		return ncalls;
	n = room > least ? (size_t)(room / least) : 1;
	if (n > ncalls)
		n = ncalls;
	/* And one tells of the others. */
	if (n < ncalls)
		room--;
	*lines = room / (int)n - LINES_AROUND - LINES_BETWEEN;
	if (*lines < 1)
		*lines = 1;
	return n;
}

void heatmap_draw(FILE *out, struct heatmap *map, uint64_t top, const struct heatmap_canvas *canvas)
{
	const size_t ncalls = heatmap_order(map, top);
	struct layout l = { .axis = get_axis(map, ncalls, canvas) };
	size_t n;
	int lines;

	n = divide(canvas, ncalls, &lines);
	for (size_t i = 0; i < n; i++) {
		if (i)
			fputc('\n', out);
		set_layout(&l, map, &map->calls[i], canvas, lines);
		draw_call(out, &l, map, &map->calls[i], canvas);
	}
	if (!ncalls)
		fputs("no calls\n", out);
	else if (n < ncalls)
		fprintf(out, "%zu more find no room\n", ncalls - n);
}
