/* SPDX-License-Identifier: GPL-2.0 */
/* What the keys of `syscallstat top` do. */
#ifndef SYSCALLSTAT_TOP_KEYS_H
#define SYSCALLSTAT_TOP_KEYS_H

#include <stdbool.h>

#include "top_model.h"

/* Keys that are no characters. */
enum top_key {
	TOP_KEY_UP = 0x100,
	TOP_KEY_DOWN,
	TOP_KEY_PAGE_UP,
	TOP_KEY_PAGE_DOWN,
	TOP_KEY_HOME,
	TOP_KEY_END,
	TOP_KEY_LEFT,
	TOP_KEY_RIGHT,
	TOP_KEY_ENTER,
	TOP_KEY_BACKSPACE,
	TOP_KEY_ESCAPE,
	TOP_KEY_HELP,
};

/* How many stuck calls are shown. */
enum top_stuck {
	TOP_STUCK_FEW,
	TOP_STUCK_MANY,
	TOP_STUCK_NONE,
	TOP_STUCK_MODES,
};

/**
 * struct top_ui - what the keys have led to
 * @top: what is shown
 * @typing: keys go into the filter
 * @paused: there are no readings
 * @help: the keys are explained
 * @bars: the histogram of the selected call is shown
 * @stuck: how many stuck calls
 * @histogram: of all calls, empty if it could not be read
 * @reread: what is shown needs a reading now
 * @quit: that was it
 * @message: what went wrong; empty for nothing
 */
struct top_ui {
	struct top top;
	bool typing;
	bool paused;
	bool help;
	bool bars;
	enum top_stuck stuck;
	struct snapshot histogram;
	bool reread;
	bool quit;
	struct errmsg message;
};

/**
 * top_press() - a key was pressed
 * @ui: what it acts upon; call top_arrange() afterwards
 * @key: a character, or one of enum top_key
 */
void top_press(struct top_ui *ui, int key);

/* What there is to press: keys, and what they do; ended by NULL. */
extern const char *const top_keys_help[][2];

#endif /* SYSCALLSTAT_TOP_KEYS_H */
