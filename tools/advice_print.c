// SPDX-License-Identifier: GPL-2.0
/* Advice as text or as JSON. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <libsmartcols.h>

#include "advice_print.h"
#include "human.h"

#define BOLD "\033[1m"
#define PLAIN "\033[0m"

/* Of a line of text, in columns. */
#define INDENT 4
#define WIDTH 80

static const struct {
	const char *key;
	int type;
} keys[] = {
	{ "rule", SCOLS_JSON_STRING },	     { "abi", SCOLS_JSON_STRING },
	{ "nr", SCOLS_JSON_NUMBER },	     { "name", SCOLS_JSON_STRING },
	{ "calls", SCOLS_JSON_NUMBER },	     { "gain_ns", SCOLS_JSON_NUMBER },
	{ "count", SCOLS_JSON_NUMBER },	     { "error", SCOLS_JSON_STRING },
	{ "share_pct", SCOLS_JSON_NUMBER },  { "count_per_s", SCOLS_JSON_NUMBER },
	{ "mean_bytes", SCOLS_JSON_NUMBER }, { "mean_ns", SCOLS_JSON_NUMBER },
	{ "turns", SCOLS_JSON_NUMBER },	     { "text", SCOLS_JSON_STRING },
	{ "advice", SCOLS_JSON_STRING },
};

/**
 * struct filler - fills a line, cell by cell
 * @line: which
 * @next: cell
 * @ret: 0 or the first negative errno
 */
struct filler {
	struct libscols_line *line;
	size_t next;
	int ret;
};

static void add_string(struct filler *filler, const char *text)
{
	if (!filler->ret)
		filler->ret = scols_line_set_data(filler->line, filler->next++, text);
}

static void add_value(struct filler *filler, const struct snapshot_value *value)
{
	char text[HUMAN_MAX];

	snprintf(text, sizeof(text), "%" PRIu64, value->value);
	add_string(filler, value->known ? text : NULL);
}

static void add_count(struct filler *filler, uint64_t count)
{
	const struct snapshot_value value = { .value = count, .known = true };

	add_value(filler, &value);
}

static void add_real(struct filler *filler, double value, int decimals)
{
	char text[HUMAN_MAX];

	snprintf(text, sizeof(text), "%.*f", decimals, value);
	add_string(filler, isnan(value) ? NULL : text);
}

static int add_line(struct libscols_table *table, const struct advice *advice)
{
	struct filler filler = { .line = scols_table_new_line(table, NULL) };
	char nr[HUMAN_MAX];

	if (!filler.line)
		return -ENOMEM;
	snprintf(nr, sizeof(nr), "%d", advice->row->nr);
	add_string(&filler, advice->rule->name);
	add_string(&filler, advice->row->abi);
	add_string(&filler, nr);
	add_string(&filler, advice->row->name);
	add_value(&filler, &advice->row->number[SNAP_CALLS]);
	add_value(&filler, &advice->gain_ns);
	add_count(&filler, advice->count);
	add_string(&filler, advice->error);
	add_real(&filler, advice->share_pct, 2);
	add_real(&filler, advice->per_s, 2);
	add_real(&filler, advice->mean_bytes, 2);
	add_real(&filler, advice->mean_ns, 0);
	add_real(&filler, advice->turns, 0);
	add_string(&filler, advice->text);
	add_string(&filler, advice->rule->advice);
	return filler.ret;
}

static int fill(struct libscols_table *table, const struct advice_list *list)
{
	int ret = 0;

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct libscols_column *column = scols_table_new_column(table, keys[i].key, 0, 0);

		if (!column)
			return -ENOMEM;
		scols_column_set_json_type(column, keys[i].type);
	}
	for (size_t i = 0; !ret && i < list->count; i++)
		ret = add_line(table, &list->advice[i]);
	return ret;
}

static int print_json(FILE *out, const struct advice_list *list)
{
	struct libscols_table *table = scols_new_table();
	int ret;

	if (!table)
		return -ENOMEM;
	scols_table_set_stream(table, out);
	scols_table_enable_json(table, 1);
	ret = scols_table_set_name(table, "advise");
	if (!ret)
		ret = fill(table, list);
	if (!ret)
		ret = scols_print_table(table);
	scols_unref_table(table);
	return ret;
}

static void print_words(FILE *out, const char *text)
{
	int column = 0;

	while (*text) {
		const int len = (int)strcspn(text, " ");

		if (column && column + 1 + len <= WIDTH)
			column += fprintf(out, " %.*s", len, text);
		else
			column = fprintf(out, "%s%*s%.*s", column ? "\n" : "", INDENT, "", len,
					 text) -
				 !!column;
		text += len;
		text += *text == ' ';
	}
	fputc('\n', out);
}

static void print_advice(FILE *out, const struct advice *advice, bool color)
{
	const struct snapshot_row *row = advice->row;
	const bool native = !strcmp(row->abi, "64");
	char gain[HUMAN_MAX];

	fprintf(out, "%s%s: %s%s%s", color ? BOLD : "", advice->rule->name, native ? "" : row->abi,
		native ? "" : ":", row->name);
	if (advice->gain_ns.known) {
		human_ns(advice->gain_ns.value, gain, sizeof(gain));
		fprintf(out, ", %s to gain", gain);
	}
	fprintf(out, "%s\n", color ? PLAIN : "");
	print_words(out, advice->text);
	print_words(out, advice->rule->advice);
}

int advice_print(FILE *out, const struct advice_list *list, bool json, bool color)
{
	if (json)
		return print_json(out, list);
	for (size_t i = 0; i < list->count; i++)
		print_advice(out, &list->advice[i], color);
	return 0;
}
