// SPDX-License-Identifier: GPL-2.0
/* The screen of `syscallstat top`: all that knows of curses. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <curses.h>

#include "top_bars.h"
#include "top_cells.h"
#include "top_screen.h"

/* The longest line that is put together; a wider terminal stays empty to the right. */
#define LINE_LENGTH 512
#define STUCK_FEW 3
/* What there is of rows and bars if it can be helped. */
#define ROWS_MIN 3
#define BARS_MIN 4
#define ESCAPE_DELAY_MS 25

enum {
	PAIR_STUCK = 1,
	PAIR_MESSAGE,
};

static SCREEN *screen;
static bool colors;

int top_screen_begin(bool color)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return -ENOTTY;
	screen = newterm(NULL, stdout, stdin);
	if (!screen)
		return -ENOTTY;
	set_escdelay(ESCAPE_DELAY_MS);
	cbreak();
	noecho();
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	curs_set(0);
	colors = color && has_colors() && start_color() == OK;
	if (colors) {
		use_default_colors();
		init_pair(PAIR_STUCK, COLOR_RED, -1);
		init_pair(PAIR_MESSAGE, COLOR_YELLOW, -1);
	}
	return 0;
}

void top_screen_end(void)
{
	endwin();
	delscreen(screen);
}

void top_screen_leave(void)
{
	endwin();
}

void top_screen_restore(void)
{
	struct winsize size;

	reset_prog_mode();
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row && size.ws_col)
		resizeterm(size.ws_row, size.ws_col);
	clearok(curscr, TRUE);
}

static int paint(int pair, int otherwise)
{
	return colors ? (int)(COLOR_PAIR(pair) | A_BOLD) : otherwise;
}

static void put_line(int y, int attributes, const char *text)
{
	if (y < 0 || y >= LINES)
		return;
	attrset(attributes);
	mvaddnstr(y, 0, text, COLS);
	attrset(A_NORMAL);
}

/* As put_line(), but across the whole screen. */
static void put_bar(int y, int attributes, const char *text)
{
	put_line(y, attributes, text);
	mvchgat(y, 0, -1, attributes, 0, NULL);
}

static const char *sorted_by(const struct top *top)
{
	const struct top_column *columns = top_columns(top->by);

	for (size_t i = 0; i < TOP_COLUMNS; i++)
		if (columns[i].id == top->sort[top->by])
			return top_heading(top, &columns[i]);
	return column_get(top->sort[top->by])->heading;
}

static int draw_head(const struct top_ui *ui, double interval)
{
	const struct top *top = &ui->top;
	char line[LINE_LENGTH], sum[LINE_LENGTH / 2];
	const char *filter = top->filter;

	snprintf(line, sizeof(line), "syscallstat top: %s %s, by %s%s; %s, every %gs",
		 top->by == TOP_BY_TASK ? "tasks" : "calls",
		 top_is_rate(top) ? "per second" : "since the reset", sorted_by(top),
		 top->reverse[top->by] ? " reversed" : "",
		 ui->paused	  ? "PAUSED" :
		 top->new.stopped ? "counting is STOPPED" :
				    "running",
		 interval);
	put_line(0, A_BOLD, line);
	top_sum(top, sum, sizeof(sum));
	snprintf(line, sizeof(line), "%s%s%s", sum, *filter ? "; filter: " : "", filter);
	put_line(1, A_NORMAL, line);
	return 2;
}

static int draw_stuck(const struct top_ui *ui, int y, int lines)
{
	const struct report *stuck = &ui->top.stuck;
	int n = stuck->nrows < (size_t)lines ? (int)stuck->nrows : lines;
	char line[LINE_LENGTH], age[TOP_CELL_MAX];

	for (int i = 0; i < n; i++) {
		const struct snapshot_row *row = stuck->rows[i];

		top_time(row->number[SNAP_AGE_NS].value, age, sizeof(age));
		snprintf(line, sizeof(line), "%7s in %s (%s) %s[%llu]", age,
			 row->name ? row->name : "-", row->abi ? row->abi : "-",
			 row->comm ? row->comm : "-",
			 (unsigned long long)row->number[SNAP_TID].value);
		put_line(y + i, paint(PAIR_STUCK, A_BOLD), line);
	}
	if (n && (size_t)n < stuck->nrows) {
		snprintf(line, sizeof(line), "%7zu more", stuck->nrows - (size_t)n);
		put_line(y + n++, paint(PAIR_STUCK, A_BOLD), line);
	}
	return y + n;
}

static bool is_string(const struct top_column *column)
{
	return column_get(column->id)->kind == KIND_STRING;
}

/* Numbers that are too wide must not look like others. */
static int put_cell(char *line, int at, const struct top_column *column, bool last,
		    const char *text)
{
	const char *space = at ? " " : "";
	int width = last && COLS - at - 1 > column->width ? COLS - at - 1 : column->width;
	size_t room = LINE_LENGTH - (size_t)at;

	if (is_string(column))
		return at + snprintf(line + at, room, "%s%-*.*s", space, width, width, text);
	if ((int)strlen(text) > width)
		return at + snprintf(line + at, room, "%s%.*s", space, width, "**********");
	return at + snprintf(line + at, room, "%s%*s", space, width, text);
}

static void draw_headings(const struct top *top, int y)
{
	const struct top_column *columns = top_columns(top->by);
	char line[LINE_LENGTH] = "";
	int at = 0, from = 0, to = 0;

	for (size_t i = 0; i < TOP_COLUMNS && at < LINE_LENGTH; i++) {
		int begin = at ? at + 1 : 0;

		at = put_cell(line, at, &columns[i], i == TOP_COLUMNS - 1,
			      top_heading(top, &columns[i]));
		if (columns[i].id == top->sort[top->by]) {
			from = begin;
			to = at;
		}
	}
	put_bar(y, A_REVERSE, line);
	if (to > from && from < COLS)
		mvchgat(y, from, to - from, A_REVERSE | A_BOLD | A_UNDERLINE, 0, NULL);
}

static void draw_row(const struct top *top, size_t index, int y)
{
	const struct top_column *columns = top_columns(top->by);
	char line[LINE_LENGTH] = "", cell[TOP_CELL_MAX];
	int at = 0;

	for (size_t i = 0; i < TOP_COLUMNS && at < LINE_LENGTH; i++) {
		top_cell(top, &columns[i], top->rows.rows[index], cell, sizeof(cell));
		at = put_cell(line, at, &columns[i], i == TOP_COLUMNS - 1, cell);
	}
	if (index == top->position)
		put_bar(y, colors ? A_BOLD | A_STANDOUT : A_STANDOUT, line);
	else
		put_line(y, A_NORMAL, line);
}

static void draw_rows(struct top *top, int y, int lines)
{
	draw_headings(top, y++);
	top_scroll(top, lines > 1 ? (size_t)lines - 1 : 0);
	for (size_t i = 0; i < top->page && top->first + i < top->rows.nrows; i++)
		draw_row(top, top->first + i, y + (int)i);
}

static void draw_bar(const struct top_bars *bars, size_t i, int y)
{
	char line[LINE_LENGTH], le[TOP_CELL_MAX], count[TOP_CELL_MAX];
	int len, width;

	top_time(bars->le_ns[i], le, sizeof(le));
	top_count((double)bars->count[i], false, count, sizeof(count));
	len = snprintf(line, sizeof(line), "%7s %6s %5.1f%% ", le, count,
		       100.0 * (double)bars->count[i] / (double)bars->total);
	put_line(y, A_NORMAL, line);
	width = (int)((double)bars->count[i] / (double)bars->most * (COLS - len) + 0.5);
	/* A call is never nothing. */
	if (!width && bars->count[i])
		width = 1;
	if (y < LINES && width > 0)
		mvhline(y, len, '#', width);
}

static void draw_bars(const struct top_ui *ui, int y, int lines)
{
	const struct snapshot_row *of = top_selected(&ui->top);
	struct top_bars bars = { 0 };
	char line[LINE_LENGTH];

	if (of)
		top_bars_build(&bars, &ui->histogram, of, lines > 1 ? (size_t)lines - 1 : 1);
	snprintf(line, sizeof(line), "%7s %6s   %%     histogram of %s (%s), since the reset%s",
		 "UP TO", "CALLS", of && of->name ? of->name : "-", of && of->abi ? of->abi : "-",
		 bars.n ? "" : ": nothing");
	put_bar(y, A_REVERSE, line);
	for (size_t i = 0; i < bars.n; i++)
		draw_bar(&bars, i, y + 1 + (int)i);
}

static void draw_foot(const struct top_ui *ui)
{
	char line[LINE_LENGTH];

	if (ui->typing) {
		snprintf(line, sizeof(line), "filter: %s_", ui->top.filter);
		put_line(LINES - 1, A_BOLD, line);
	} else if (*ui->message.text) {
		put_line(LINES - 1, paint(PAIR_MESSAGE, A_BOLD), ui->message.text);
	} else {
		put_line(LINES - 1, A_DIM,
			 "q quit  ? help  1-0 sort  / filter  t tasks  a all  Enter histogram  "
			 "p pause");
	}
}

static void draw_help(void)
{
	char line[LINE_LENGTH];
	int y = 0;

	put_line(y++, A_BOLD, "syscallstat top: keys");
	for (size_t i = 0; top_keys_help[i][0]; i++) {
		snprintf(line, sizeof(line), "  %-14s %s", top_keys_help[i][0],
			 top_keys_help[i][1]);
		put_line(++y, A_NORMAL, line);
	}
	put_line(y + 2, A_NORMAL,
		 "Stuck calls stand above the table; see syscallstat(1) for all "
		 "else.");
	put_line(LINES - 1, A_BOLD, "any key: back");
}

static int stuck_lines(const struct top_ui *ui)
{
	if (ui->stuck == TOP_STUCK_NONE)
		return 0;
	return ui->stuck == TOP_STUCK_MANY ? LINES / 3 : STUCK_FEW;
}

void top_screen_draw(struct top_ui *ui, double interval)
{
	int y, lines, pane = 0;

	erase();
	if (ui->help) {
		draw_help();
		refresh();
		return;
	}
	y = draw_head(ui, interval);
	y = draw_stuck(ui, y, stuck_lines(ui));
	lines = LINES - y - 1;
	if (ui->bars && lines >= ROWS_MIN + BARS_MIN)
		pane = lines / 2 > BARS_MIN ? lines / 2 : BARS_MIN;
	draw_rows(&ui->top, y, lines - pane);
	if (pane)
		draw_bars(ui, LINES - 1 - pane, pane);
	draw_foot(ui);
	refresh();
}

int top_screen_key(void)
{
	static const struct {
		int curses;
		enum top_key key;
	} keys[] = {
		{ KEY_UP, TOP_KEY_UP },		{ KEY_DOWN, TOP_KEY_DOWN },
		{ KEY_PPAGE, TOP_KEY_PAGE_UP }, { KEY_NPAGE, TOP_KEY_PAGE_DOWN },
		{ KEY_HOME, TOP_KEY_HOME },	{ KEY_END, TOP_KEY_END },
		{ KEY_LEFT, TOP_KEY_LEFT },	{ KEY_RIGHT, TOP_KEY_RIGHT },
		{ KEY_ENTER, TOP_KEY_ENTER },	{ '\r', TOP_KEY_ENTER },
		{ '\n', TOP_KEY_ENTER },	{ KEY_BACKSPACE, TOP_KEY_BACKSPACE },
		{ '\b', TOP_KEY_BACKSPACE },	{ 0x7f, TOP_KEY_BACKSPACE },
		{ 0x1b, TOP_KEY_ESCAPE },	{ KEY_F(1), TOP_KEY_HELP },
	};
	int key = getch();

	if (key == ERR)
		return -1;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (keys[i].curses == key)
			return (int)keys[i].key;
	return key < 0x100 ? key : 0;
}
