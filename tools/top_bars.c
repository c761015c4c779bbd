// SPDX-License-Identifier: GPL-2.0
/* The histogram of one call, in as many lines as there are. */
#include <string.h>

#include "top_bars.h"

/* The power of two that the times of a range lie above. */
static unsigned int octave(uint64_t le_ns)
{
	return le_ns ? 63 - (unsigned int)__builtin_clzll(le_ns) : 0;
}

static bool is_of(const struct snapshot_row *row, const struct snapshot_row *of)
{
	return row->abi && row->name && !strcmp(row->abi, of->abi) &&
	       !strcmp(row->name, of->name) && row->number[SNAP_LE_NS].known &&
	       row->number[SNAP_COUNT].known && row->number[SNAP_COUNT].value;
}

/* Counts by power of two. */
static void sort_out(const struct snapshot *histogram, const struct snapshot_row *of,
		     uint64_t *count)
{
	memset(count, 0, TOP_BARS_MAX * sizeof(*count));
	if (!of->abi || !of->name)
		return;
	for (size_t i = 0; i < histogram->nrows; i++) {
		const struct snapshot_row *row = &histogram->rows[i];

		if (is_of(row, of))
			count[octave(row->number[SNAP_LE_NS].value)] +=
				row->number[SNAP_COUNT].value;
	}
}

void top_bars_build(struct top_bars *bars, const struct snapshot *histogram,
		    const struct snapshot_row *of, size_t lines)
{
	uint64_t count[TOP_BARS_MAX];
	size_t first = 0, last = TOP_BARS_MAX - 1, step;

	*bars = (struct top_bars){ 0 };
	sort_out(histogram, of, count);
	while (first < TOP_BARS_MAX && !count[first])
		first++;
	if (first == TOP_BARS_MAX)
		return;
	while (!count[last])
		last--;
	step = (last - first + lines) / lines;
	for (size_t i = first; i <= last; i++) {
		size_t end = first + (bars->n + 1) * step - 1;

		bars->count[bars->n] += count[i];
		bars->le_ns[bars->n] = end >= 63 ? UINT64_MAX : (2ULL << end) - 1;
		bars->total += count[i];
		if (bars->count[bars->n] > bars->most)
			bars->most = bars->count[bars->n];
		if (i == end || i == last)
			bars->n++;
	}
}
