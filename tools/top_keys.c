// SPDX-License-Identifier: GPL-2.0
/* What the keys of `syscallstat top` do. */
#include <string.h>

#include "top_cells.h"
#include "top_keys.h"

#define CTRL_U ('u' & 0x1f)

const char *const top_keys_help[][2] = {
	{ "1 to 9, 0", "sort by that column; again: the other way round" },
	{ "< >", "sort by the column beside it" },
	{ "t", "tasks, or calls" },
	{ "a", "all since the reset, or what happens per second" },
	{ "/", "filter by name, thread or id as you type; Esc drops it" },
	{ "Enter", "histogram of the selected call, since the reset" },
	{ "i", "calls that take longer than a second: the oldest, more, none" },
	{ "Up Down j k", "select a row; also Page Up, Page Down, Home, End" },
	{ "p or space", "pause" },
	{ "? or h", "this help" },
	{ "q", "quit" },
	{ NULL, NULL },
};

static void type(struct top_ui *ui, int key)
{
	char *filter = ui->top.filter;
	size_t len = strlen(filter);

	if (key == TOP_KEY_ENTER || key == TOP_KEY_ESCAPE) {
		ui->typing = false;
		if (key == TOP_KEY_ESCAPE)
			*filter = '\0';
	} else if (key == CTRL_U) {
		*filter = '\0';
	} else if (key == TOP_KEY_BACKSPACE) {
		if (len)
			filter[len - 1] = '\0';
	} else if (key > ' ' && key <= '~' && len < TOP_FILTER_MAX) {
		filter[len] = (char)key;
		filter[len + 1] = '\0';
	}
}

/* Sorts by the column that stands so far to the right of that of now. */
static void sort_beside(struct top *top, int by)
{
	const struct top_column *columns = top_columns(top->by);
	int i = 0;

	while (i < TOP_COLUMNS && columns[i].id != top->sort[top->by])
		i++;
	/* It may be sorted by a column that is not shown. */
	if (i == TOP_COLUMNS)
		i = by > 0 ? 0 : TOP_COLUMNS - 1;
	else
		i = (i + by + TOP_COLUMNS) % TOP_COLUMNS;
	top_sort(top, columns[i].id);
}

static bool move(struct top *top, int key)
{
	const long page = top->page ? (long)top->page : 1, rows = (long)top->rows.nrows;

	switch (key) {
	case TOP_KEY_UP:
	case 'k':
		top_move(top, -1);
		return true;
	case TOP_KEY_DOWN:
	case 'j':
		top_move(top, 1);
		return true;
	case TOP_KEY_PAGE_UP:
		top_move(top, -page);
		return true;
	case TOP_KEY_PAGE_DOWN:
		top_move(top, page);
		return true;
	case TOP_KEY_HOME:
		top_move(top, -rows);
		return true;
	case TOP_KEY_END:
		top_move(top, rows);
		return true;
	default:
		return false;
	}
}

static bool arrange(struct top *top, int key)
{
	if (key >= '0' && key <= '9')
		top_sort(top, top_columns(top->by)[(key - '0' + TOP_COLUMNS - 1) % TOP_COLUMNS].id);
	else if (key == '<' || key == TOP_KEY_LEFT)
		sort_beside(top, -1);
	else if (key == '>' || key == TOP_KEY_RIGHT)
		sort_beside(top, 1);
	else if (key == 'a')
		top->totals = !top->totals;
	else
		return false;
	return true;
}

static void toggle(struct top_ui *ui, int key)
{
	struct top *top = &ui->top;

	switch (key) {
	case 'q':
		ui->quit = true;
		break;
	case '?':
	case 'h':
	case TOP_KEY_HELP:
		ui->help = true;
		break;
	case '/':
		ui->typing = true;
		break;
	case 'p':
	case ' ':
		ui->paused = !ui->paused;
		ui->reread = !ui->paused;
		break;
	case 't':
		top_switch(top, top->by == TOP_BY_CALL ? TOP_BY_TASK : TOP_BY_CALL);
		ui->reread = true;
		break;
	case 'i':
		ui->stuck = (ui->stuck + 1) % TOP_STUCK_MODES;
		break;
	case TOP_KEY_ENTER:
		ui->bars = !ui->bars;
		if (ui->bars)
			top_pin(top);
		ui->reread = true;
		break;
	case TOP_KEY_ESCAPE:
		if (ui->bars)
			ui->bars = false;
		else
			top->filter[0] = '\0';
		break;
	}
}

void top_press(struct top_ui *ui, int key)
{
	ui->message.text[0] = '\0';
	if (ui->help)
		ui->help = false;
	else if (ui->typing)
		type(ui, key);
	else if (!move(&ui->top, key) && !arrange(&ui->top, key))
		toggle(ui, key);
}
