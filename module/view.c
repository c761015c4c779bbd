// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include <syscallstat/abi.h>

#include "names.h"
#include "snapshot.h"
#include "state.h"
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
 * scs_view_write() - append a view as it is now
 * @text: the text
 * @view: the view
 * @source: what it is of
 *
 * Context: may sleep; the lock of the state is held.
 * Return: 0 or -ENOMEM; memory may also run out for @text, which is marked then.
 */
int scs_view_write(struct scs_text *text, const struct scs_view *view,
		   const struct scs_source *source)
{
	struct scs_snapshot *snap = kvzalloc(sizeof(*snap), GFP_KERNEL);
	size_t table;

	if (!snap)
		return -ENOMEM;
	snap->source = *source;
	scs_snapshot_take(snap);
	scs_text_printf(text, "%s%s%s %d\n", SCS_NAME, view->name ? "-" : "", view->name ?: "",
			SCS_FORMAT_VERSION);
	scs_snapshot_keys(text, snap);
	if (view->keys)
		view->keys(text, snap);
	table = text->len;
	view->rows(text, snap);
	scs_text_align(text, table, view->left);
	kvfree(snap);
	return 0;
}

/**
 * scs_view_render() - write the statistics of the system as they are now
 * @text: receives them
 * @data: the view
 *
 * Context: may sleep.
 * Return: 0, -ENOMEM, or -EINTR if a fatal signal came while waiting.
 */
int scs_view_render(struct scs_text *text, const void *data)
{
	struct scs_source source;
	int ret;

	ret = mutex_lock_killable(&scs_state.lock);
	if (ret)
		return ret;
	scs_state_check_clock();
	scs_state_source(&source);
	ret = scs_view_write(text, data, &source);
	mutex_unlock(&scs_state.lock);
	return ret;
}
