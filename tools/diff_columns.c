// SPDX-License-Identifier: GPL-2.0
/* The columns of a comparison: what each reading tells, and how the two differ. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "diff_columns.h"
#include "human.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const enum column_id of_readings[] = {
	COL_CALLS,  COL_ERRORS, COL_RESTARTS, COL_DENIED,      COL_TOTAL_NS, COL_AVG_NS,
	COL_MIN_NS, COL_P50_NS, COL_P90_NS,   COL_P99_NS,      COL_P999_NS,  COL_MAX_NS,
	COL_BYTES,  COL_RUN_NS, COL_WAIT_NS,  COL_CALLS_PER_S,
};

static const enum column_id of_calls[] = { COL_ABI, COL_NR, COL_NAME, COLUMNS_MAX };

static const struct {
	const char *key;
	const char *heading;
} prefixes[DIFF_ASPECTS] = {
	[DIFF_OLD] = { "old_", "OLD_" },
	[DIFF_NEW] = { "new_", "NEW_" },
	[DIFF_CHANGE] = { "change_", "+" },
	[DIFF_PCT] = { "pct_", "%" },
};

/**
 * struct amount - a number that may be negative
 * @known: there is one
 * @negative: it is
 * @number: without the sign
 * @real: without the sign; if the column is of that kind
 */
struct amount {
	bool known;
	bool negative;
	uint64_t number;
	double real;
};

static bool is_same(struct diff_column a, struct diff_column b)
{
	return a.aspect == b.aspect && a.of == b.of;
}

static void append(struct diff_columns *columns, struct diff_column column)
{
	for (size_t i = 0; i < columns->count; i++)
		if (is_same(columns->list[i], column))
			return;
	columns->list[columns->count++] = column;
}

void diff_columns_default(struct diff_columns *columns)
{
	static const struct diff_column columns_default[] = {
		{ DIFF_CHANGE, COL_TOTAL_NS }, { DIFF_PCT, COL_TOTAL_NS },
		{ DIFF_OLD, COL_CALLS },       { DIFF_NEW, COL_CALLS },
		{ DIFF_OLD, COL_AVG_NS },      { DIFF_NEW, COL_AVG_NS },
		{ DIFF_PCT, COL_AVG_NS },      { DIFF_OLD, COL_P50_NS },
		{ DIFF_NEW, COL_P50_NS },      { DIFF_OLD, COL_P99_NS },
		{ DIFF_NEW, COL_P99_NS },      { DIFF_OF_CALL, COL_ABI },
		{ DIFF_OF_CALL, COL_NAME },    { DIFF_OF_CALL, COLUMNS_MAX },
	};

	columns->count = 0;
	for (size_t i = 0; i < ARRAY_SIZE(columns_default); i++)
		append(columns, columns_default[i]);
}

bool diff_columns_next(size_t *pos, struct diff_column *column)
{
	const size_t i = (*pos)++, numbers = DIFF_ASPECTS * ARRAY_SIZE(of_readings);

	if (i < numbers)
		*column = (struct diff_column){ (enum diff_aspect)(i % DIFF_ASPECTS),
						of_readings[i / DIFF_ASPECTS] };
	else if (i < numbers + ARRAY_SIZE(of_calls))
		*column = (struct diff_column){ DIFF_OF_CALL, of_calls[i - numbers] };
	else
		return false;
	return true;
}

void diff_column_name(struct diff_column column, bool human, char *name)
{
	const char *of = column.of == COLUMNS_MAX ? (human ? "STATUS" : "status") :
			 human			  ? column_get(column.of)->heading :
						    column_get(column.of)->key;
	size_t len = strlen(of);

	if (column.aspect == DIFF_OF_CALL) {
		snprintf(name, DIFF_NAME_MAX, "%s", of);
		return;
	}
	/* A share has no unit. */
	if (column.aspect == DIFF_PCT && len > 3 && !strcmp(of + len - 3, "_ns"))
		len -= 3;
	snprintf(name, DIFF_NAME_MAX, "%s%.*s",
		 human ? prefixes[column.aspect].heading : prefixes[column.aspect].key, (int)len,
		 of);
}

/* In any case of letters, as column_find(). */
static int find(const char *name, size_t len, struct diff_column *column)
{
	char key[DIFF_NAME_MAX], heading[DIFF_NAME_MAX];
	size_t pos = 0;

	while (diff_columns_next(&pos, column)) {
		diff_column_name(*column, false, key);
		diff_column_name(*column, true, heading);
		if ((strlen(key) == len && !strncasecmp(key, name, len)) ||
		    (strlen(heading) == len && !strncasecmp(heading, name, len)))
			return 0;
	}
	return -ENOENT;
}

static int find_of_reading(const char *name, size_t len, enum column_id *id)
{
	if (column_find(name, len, id))
		return -ENOENT;
	for (size_t i = 0; i < ARRAY_SIZE(of_readings); i++)
		if (of_readings[i] == *id)
			return 0;
	return -ENOENT;
}

int diff_columns_parse(const char *list, struct diff_columns *columns, struct errmsg *err)
{
	struct diff_column column;
	enum column_id id;
	size_t len;

	if (*list == '+')
		list++;
	else
		columns->count = 0;
	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (!find(list, len, &column)) {
			append(columns, column);
		} else if (!find_of_reading(list, len, &id)) {
			append(columns, (struct diff_column){ DIFF_OLD, id });
			append(columns, (struct diff_column){ DIFF_NEW, id });
			append(columns, (struct diff_column){ DIFF_PCT, id });
		} else {
			return errmsg_set(err, -EINVAL, "unknown column: '%.*s'", (int)len, list);
		}
		if (!list[len])
			return 0;
	}
}

int diff_column_find(const char *name, struct diff_column *column)
{
	enum column_id id;

	if (!find(name, strlen(name), column))
		return 0;
	if (find_of_reading(name, strlen(name), &id))
		return -ENOENT;
	*column = (struct diff_column){ DIFF_CHANGE, id };
	return 0;
}

bool diff_column_is_text(struct diff_column column)
{
	return column.of == COLUMNS_MAX || column_get(column.of)->kind == KIND_STRING;
}

static enum column_kind get_kind(struct diff_column column)
{
	return column.aspect == DIFF_PCT ? KIND_REAL : column_get(column.of)->kind;
}

static struct column_number side(enum column_id id, const struct diff *diff,
				 const struct diff_row *row, bool new)
{
	const struct column_context ctx = { .elapsed_ns = new ? diff->new_ns : diff->old_ns };

	return column_number(id, new ? &row->new : &row->old, &ctx);
}

static struct amount get_amount(struct diff_column column, const struct diff *diff,
				const struct diff_row *row)
{
	const struct column_number old = side(column.of, diff, row, false);
	const struct column_number new = side(column.of, diff, row, true);
	const bool real = column_get(column.of)->kind == KIND_REAL;
	const struct column_number *one = column.aspect == DIFF_OLD ? &old : &new;
	struct amount amount = { .known = old.known && new.known };
	double before;

	if (column.aspect == DIFF_OLD || column.aspect == DIFF_NEW)
		return (struct amount){
			.known = one->known,
			.number = one->number,
			.real = one->real,
		};
	amount.negative = real ? new.real < old.real : new.number < old.number;
	amount.number = amount.negative ? old.number - new.number : new.number - old.number;
	amount.real = amount.negative ? old.real - new.real : new.real - old.real;
	if (column.aspect == DIFF_CHANGE)
		return amount;
	before = real ? old.real : (double)old.number;
	amount.known = amount.known && before > 0;
	amount.real = 100 * (real ? amount.real : (double)amount.number) / before;
	return amount;
}

static const char *get_string(enum column_id id, const struct diff_row *row)
{
	switch (id) {
	case COL_ABI:
		return row->new.abi;
	case COL_NAME:
		return row->new.name ? row->new.name : row->old.name;
	default:
		return !row->in_old ? "new" : !row->in_new ? "gone" : NULL;
	}
}

int diff_column_text(struct diff_column column, const struct diff *diff, const struct diff_row *row,
		     bool human, char *buf, size_t size)
{
	enum column_kind kind;
	struct amount amount;
	char text[HUMAN_MAX];
	bool signs;

	if (diff_column_is_text(column)) {
		const char *string = get_string(column.of, row);

		if (string)
			snprintf(buf, size, "%s", string);
		return string ? 0 : -ENODATA;
	}
	if (column.of == COL_NR) {
		snprintf(buf, size, "%d", row->new.nr);
		return 0;
	}
	amount = get_amount(column, diff, row);
	if (!amount.known)
		return -ENODATA;
	kind = get_kind(column);
	signs = human && (column.aspect == DIFF_CHANGE || column.aspect == DIFF_PCT);
	if (kind == KIND_REAL)
		snprintf(text, sizeof(text), human ? "%.1f" : "%.2f", amount.real);
	else if (kind == KIND_NS && human)
		human_ns(amount.number, text, sizeof(text));
	else if (kind == KIND_BYTES && human)
		human_bytes(amount.number, text, sizeof(text));
	else
		snprintf(text, sizeof(text), "%" PRIu64, amount.number);
	snprintf(buf, size, "%s%s",
		 amount.negative			     ? "-" :
		 signs && (amount.number || amount.real > 0) ? "+" :
							       "",
		 text);
	return 0;
}

/* The larger one first, and what is not known last. */
static int compare_amounts(const struct amount *a, const struct amount *b, bool real)
{
	int more;

	if (!a->known || !b->known)
		return b->known - a->known;
	if (a->negative != b->negative)
		return a->negative ? 1 : -1;
	more = real ? (a->real > b->real) - (a->real < b->real) :
		      (a->number > b->number) - (a->number < b->number);
	return a->negative ? more : -more;
}

static int compare_strings(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : !a - !b;
}

int diff_column_compare(struct diff_column column, const struct diff *diff,
			const struct diff_row *a, const struct diff_row *b)
{
	int ret;

	if (diff_column_is_text(column)) {
		ret = compare_strings(get_string(column.of, a), get_string(column.of, b));
	} else if (column.of == COL_NR) {
		ret = (a->new.nr > b->new.nr) - (a->new.nr < b->new.nr);
	} else {
		const struct amount x = get_amount(column, diff, a);
		const struct amount y = get_amount(column, diff, b);

		ret = compare_amounts(&x, &y, get_kind(column) == KIND_REAL);
	}
	return ret ? ret : snapshot_row_compare(&a->new, &b->new);
}
