// SPDX-License-Identifier: GPL-2.0
/* Heat maps as JSON. */
#include <errno.h>

#include <jansson.h>

#include "heatmap_json.h"

/* A power of two. */
#define STEP 2

/* What is NULL in between makes all of it NULL, and is freed with it. */
static json_t *get_intervals(const struct heatmap *map)
{
	json_t *array = json_array();

	for (size_t i = 0; i < map->nintervals; i++) {
		const struct heatmap_interval *interval = &map->intervals[i];
		json_t *time = interval->time ? json_real(interval->time) : json_null();

		if (json_array_append_new(array,
					  json_pack("{s:o, s:I, s:s}", "time", time, "end_ns",
						    (json_int_t)interval->at_ns, "state",
						    heatmap_state_name(interval->state))))
			goto fail;
	}
	return array;

fail:
	json_decref(array);
	return NULL;
}

/* Null where there are no figures. */
static json_t *get_counts(const struct heatmap *map, const struct heatmap_call *call,
			  unsigned int first, unsigned int last)
{
	json_t *matrix = json_array(), *row;

	for (size_t i = 0; i < map->nintervals; i++) {
		const bool counted = map->intervals[i].state == HEATMAP_COUNTED;

		row = counted ? json_array() : json_null();
		for (unsigned int range = first; counted && range <= last; range += STEP) {
			const uint64_t count = heatmap_cell(call, i, range, STEP);

			if (json_array_append_new(row, json_integer((json_int_t)count)))
				goto fail;
		}
		if (json_array_append_new(matrix, row)) {
			row = NULL;
			goto fail;
		}
	}
	return matrix;

fail:
	json_decref(row);
	json_decref(matrix);
	return NULL;
}

static json_t *get_bounds(unsigned int first, unsigned int last)
{
	json_t *bounds = json_array();

	for (unsigned int range = first; range <= last; range += STEP) {
		const uint64_t high = heatmap_range_high(range + STEP - 1);

		if (json_array_append_new(bounds, json_integer((json_int_t)high))) {
			json_decref(bounds);
			return NULL;
		}
	}
	return bounds;
}

static json_t *get_call(const struct heatmap *map, const struct heatmap_call *call)
{
	unsigned int first, last;

	heatmap_bounds(map, call, 0, &first, &last);
	first -= first % STEP;
	return json_pack("{s:s?, s:i, s:s?, s:o, s:o}", "abi", call->row.abi, "nr", call->row.nr,
			 "name", call->row.name, "le_ns", get_bounds(first, last), "counts",
			 get_counts(map, call, first, last));
}

static json_t *get_calls(struct heatmap *map, uint64_t top)
{
	const size_t n = heatmap_order(map, top);
	json_t *calls = json_array();

	for (size_t i = 0; i < n; i++) {
		if (json_array_append_new(calls, get_call(map, &map->calls[i]))) {
			json_decref(calls);
			return NULL;
		}
	}
	return calls;
}

int heatmap_json(FILE *out, struct heatmap *map, uint64_t top)
{
	json_t *root = json_pack("{s:I, s:o, s:o}", "dropped_intervals", (json_int_t)map->dropped,
				 "intervals", get_intervals(map), "heatmap", get_calls(map, top));
	int ret;

	if (!root)
		return -ENOMEM;
	/* What cannot be written is known from the stream. */
	ret = json_dumpf(root, out, JSON_INDENT(3));
	fputc('\n', out);
	json_decref(root);
	return ret && !ferror(out) ? -ENOMEM : 0;
}
