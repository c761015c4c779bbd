// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <syscallstat/abi.h>

#include "names.h"
#include "state.h"
#include "stats.h"
#include "text.h"
#include "view.h"

/**
 * scs_view_call() - begin a row, or go on with it: the cells abi, nr and name
 * @text: the text
 * @row: of the call, below SCS_ROWS
 *
 * Context: may sleep.
 */
void scs_view_call(struct scs_text *text, unsigned int row)
{
	const struct scs_call *call = &scs_calls[row];

	scs_text_printf(text, "%s %d %s", scs_abi_name(call->abi), call->nr, call->name);
}

/**
 * scs_view_render() - write the statistics as they are now
 * @text: receives them
 * @data: the view
 *
 * Context: may sleep.
 * Return: 0, -ENOMEM, or -EINTR if a fatal signal came while waiting.
 */
int scs_view_render(struct scs_text *text, const void *data)
{
	const struct scs_view *view = data;
	struct scs_snapshot *snap = kvzalloc(sizeof(*snap), GFP_KERNEL_ACCOUNT);
	size_t table;
	int ret;

	if (!snap)
		return -ENOMEM;
	ret = mutex_lock_killable(&scs_state.lock);
	if (!ret) {
		scs_state_check_clock();
		scs_stats_take(snap);
		scs_text_printf(text, "%s%s%s %d\n", SCS_NAME, view->name ? "-" : "",
				view->name ?: "", SCS_FORMAT_VERSION);
		scs_stats_keys(text, snap);
		if (view->keys)
			view->keys(text, snap);
		table = text->len;
		view->rows(text, snap);
		mutex_unlock(&scs_state.lock);
		scs_text_align(text, table, view->left);
	}
	kvfree(snap);
	return ret;
}
