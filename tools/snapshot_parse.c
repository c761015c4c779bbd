// SPDX-License-Identifier: GPL-2.0
/* The text of a file of the module, parsed. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <syscallstat/abi.h>

#include "human.h"
#include "snapshot.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* What a token of a row is: an index of snapshot_numbers[], or one of these. */
enum {
	TOKEN_ABI = SNAP_NUMBERS,
	TOKEN_NR,
	TOKEN_NAME,
	TOKEN_COMM,
	TOKEN_ERROR,
	TOKEN_KINDS,
	TOKEN_IGNORED = TOKEN_KINDS,
};

static const char *const words[] = { "abi", "nr", "name", "comm", "error" };

static const char *token_name(size_t kind)
{
	return kind < SNAP_NUMBERS ? snapshot_numbers[kind].name : words[kind - SNAP_NUMBERS];
}

/* What a file must have to be of any use; by the name of its view. */
static const struct {
	const char *view;
	unsigned char columns[4];
	size_t ncolumns;
} required[] = {
	{ NULL, { TOKEN_ABI, TOKEN_NR, TOKEN_NAME, SNAP_CALLS }, 4 },
	{ "histogram", { TOKEN_ABI, TOKEN_NR, SNAP_LE_NS, SNAP_COUNT }, 4 },
	{ "errnos", { TOKEN_ABI, TOKEN_NR, SNAP_ERRNO, SNAP_CALLS }, 4 },
	{ "tasks", { SNAP_TID, SNAP_CALLS }, 2 },
	{ "inflight", { SNAP_TID, SNAP_AGE_NS }, 2 },
	{ "percpu", { SNAP_CPU, TOKEN_ABI, TOKEN_NR, SNAP_CALLS }, 4 },
};

/**
 * struct parser - where the parser is
 * @snap: what it fills
 * @rest: the text behind the current line, NULL at the end
 * @line: number of the current line, from 1
 * @column: what each token of a row is
 * @ncolumns: how many tokens a row has
 * @capacity: rows that there is room for
 * @view: the view that is expected, as for snapshot_parse()
 * @name: of the file
 * @err: where complaints go
 */
struct parser {
	struct snapshot *snap;
	char *rest;
	unsigned int line;
	unsigned char column[SNAPSHOT_MAX_COLUMNS];
	size_t ncolumns;
	size_t capacity;
	const char *view;
	const char *name;
	struct errmsg *err;
};

#define complain(p, fmt, ...) \
	errmsg_set((p)->err, -EINVAL, "%s: line %u: " fmt, (p)->name, (p)->line, ##__VA_ARGS__)

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* Cuts the next line off the text; NULL at its end. */
static char *next_line(struct parser *p)
{
	char *line = p->rest, *end;

	if (!line || !*line)
		return NULL;
	end = strchr(line, '\n');
	if (end)
		*end++ = '\0';
	p->rest = end;
	p->line++;
	return line;
}

/* Cuts the next token off a line; NULL at its end. */
static char *next_token(char **line)
{
	char *token = *line, *end;

	while (is_space(*token))
		token++;
	if (!*token)
		return NULL;
	for (end = token; *end && !is_space(*end); end++)
		;
	if (*end)
		*end++ = '\0';
	*line = end;
	return token;
}

/* Names reach terminals and JSON. */
static bool is_plain(const char *token)
{
	size_t i;

	for (i = 0; token[i]; i++)
		if (i == SNAPSHOT_MAX_NAME || token[i] <= ' ' || token[i] > '~')
			return false;
	return true;
}

static int parse_value(struct parser *p, const char *what, const char *token,
		       struct snapshot_value *out)
{
	if (!strcmp(token, "-"))
		return 0;
	switch (parse_u64(token, &out->value)) {
	case 0:
		out->known = true;
		return 0;
	case -ERANGE:
		return complain(p, "%s: number too large", what);
	default:
		return complain(p, "%s: not a number", what);
	}
}

static int parse_nr(struct parser *p, const char *token, int *nr)
{
	uint64_t value;

	if (!strcmp(token, "-1")) {
		*nr = -1;
		return 0;
	}
	if (parse_u64(token, &value) || value > INT_MAX)
		return complain(p, "nr: not a system call number");
	*nr = (int)value;
	return 0;
}

static bool equals(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

/* The first word is "syscallstat" or "syscallstat-VIEW". */
static int parse_view(struct parser *p, const char *name)
{
	const char *view = NULL;
	size_t i;

	if (!strncmp(name, SCS_NAME "-", strlen(SCS_NAME "-")))
		view = name + strlen(SCS_NAME "-");
	else if (strcmp(name, SCS_NAME))
		return -EINVAL;
	if (equals(view, p->view))
		return 0;
	for (i = 0; i < ARRAY_SIZE(required); i++)
		if (equals(view, required[i].view))
			break;
	if (i == ARRAY_SIZE(required))
		return -EINVAL;
	errmsg_set(p->err, -EINVAL,
		   view ? "%s: has the view %s; show it with --%s" :
			  "%s: has the statistics by call, not a view",
		   p->name, view, view);
	return -EEXIST;
}

static int parse_version(struct parser *p)
{
	char *line = next_line(p);
	char *name = line ? next_token(&line) : NULL;
	char *version = name ? next_token(&line) : NULL;
	uint64_t number = 0;
	int ret = version ? parse_view(p, name) : -EINVAL;

	if (ret == -EEXIST)
		return -EINVAL;
	if (!ret)
		ret = parse_u64(version, &number);
	if (ret == -EINVAL)
		return errmsg_set(p->err, -EINVAL, "%s: not a " SCS_NAME " file", p->name);
	if (ret || number != SCS_FORMAT_VERSION) {
		errmsg_set(p->err, -EINVAL,
			   "%s: the file has format version %.20s, this tool reads version %d",
			   p->name, version, SCS_FORMAT_VERSION);
		return -EINVAL;
	}
	if (next_token(&line))
		return complain(p, "nothing expected behind the version");
	return 0;
}

/* Keeps a line as it is; @value is what is behind the key. */
static int add_fact(struct parser *p, const char *key, char *value)
{
	struct snapshot *snap = p->snap;
	char *end;

	if (snap->nfacts == SNAPSHOT_MAX_FACTS)
		return complain(p, "more than %d keys", SNAPSHOT_MAX_FACTS);
	if (!snap->facts) {
		snap->facts = calloc(SNAPSHOT_MAX_FACTS, sizeof(*snap->facts));
		if (!snap->facts)
			return errmsg_set(p->err, -ENOMEM, "%s: out of memory", p->name);
	}
	while (is_space(*value))
		value++;
	for (end = value + strlen(value); end > value && is_space(end[-1]); end--)
		;
	*end = '\0';
	snap->facts[snap->nfacts++] = (struct snapshot_fact){ .key = key, .value = value };
	return 0;
}

/* A '# key value' line; @line starts behind the '#'. */
static int parse_fact(struct parser *p, char *line)
{
	struct snapshot *snap = p->snap;
	const struct {
		const char *key;
		struct snapshot_value *value;
	} numbers[] = {
		{ "generation", &snap->generation }, { "elapsed_ns", &snap->elapsed_ns },
		{ "missed", &snap->missed },	     { "inflight", &snap->inflight },
		{ "memory_kib", &snap->memory_kib }, { "unlisted", &snap->unlisted },
		{ "epoch", &snap->epoch },
	};
	char *key = next_token(&line), *value;
	size_t i;
	int ret;

	if (!key)
		return 0;
	ret = add_fact(p, key, line);
	if (ret)
		return ret;
	/* What is known to be one word may be cut off; others stay as they are. */
	if (!strcmp(key, "state")) {
		value = next_token(&line);
		snap->stopped = value && !strcmp(value, "stopped");
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (strcmp(key, numbers[i].key))
			continue;
		value = next_token(&line);
		if (!value || next_token(&line))
			return complain(p, "%s: one number expected", numbers[i].key);
		if (numbers[i].value->known)
			return complain(p, "%s: given twice", numbers[i].key);
		return parse_value(p, numbers[i].key, value, numbers[i].value);
	}
	return 0;
}

static int parse_header(struct parser *p, char *line)
{
	bool seen[TOKEN_KINDS] = { false };
	char *token;
	size_t kind, i, c;

	while ((token = next_token(&line))) {
		if (p->ncolumns == ARRAY_SIZE(p->column))
			return complain(p, "more than %zu columns", ARRAY_SIZE(p->column));
		for (kind = 0; kind < TOKEN_KINDS; kind++)
			if (!strcmp(token, token_name(kind)))
				break;
		if (kind < TOKEN_KINDS) {
			if (seen[kind])
				return complain(p, "column %s is there twice", token_name(kind));
			seen[kind] = true;
		}
		p->column[p->ncolumns++] = (unsigned char)kind;
	}
	for (i = 0; !equals(required[i].view, p->view); i++)
		;
	for (c = 0; c < required[i].ncolumns; c++)
		if (!seen[required[i].columns[c]])
			return complain(p, "the header row has no column %s",
					token_name(required[i].columns[c]));
	return 0;
}

static int parse_name(struct parser *p, size_t kind, const char *token, const char **out)
{
	if (!is_plain(token))
		return complain(p, "%s: not a name", token_name(kind));
	if (strcmp(token, "-"))
		*out = token;
	return 0;
}

static int parse_token(struct parser *p, struct snapshot_row *row, size_t kind, const char *token)
{
	switch (kind) {
	case TOKEN_IGNORED:
		return 0;
	case TOKEN_NR:
		row->has_nr = true;
		return parse_nr(p, token, &row->nr);
	case TOKEN_ABI:
		return parse_name(p, kind, token, &row->abi);
	case TOKEN_NAME:
		return parse_name(p, kind, token, &row->name);
	case TOKEN_COMM:
		return parse_name(p, kind, token, &row->comm);
	case TOKEN_ERROR:
		return parse_name(p, kind, token, &row->error);
	default:
		return parse_value(p, snapshot_numbers[kind].name, token, &row->number[kind]);
	}
}

static int parse_row(struct parser *p, char *line)
{
	struct snapshot *snap = p->snap;
	struct snapshot_row *row;
	size_t i;
	int ret;

	if (snap->nrows == p->capacity) {
		if (p->capacity == SNAPSHOT_MAX_ROWS)
			return complain(p, "more than %d rows", SNAPSHOT_MAX_ROWS);
		p->capacity = p->capacity ? p->capacity * 2 : 512;
		row = reallocarray(snap->rows, p->capacity, sizeof(*row));
		if (!row)
			return errmsg_set(p->err, -ENOMEM, "%s: out of memory", p->name);
		snap->rows = row;
	}
	row = &snap->rows[snap->nrows];
	*row = (struct snapshot_row){ .line = p->line };

	for (i = 0; i < p->ncolumns; i++) {
		const char *token = next_token(&line);

		if (!token)
			return complain(p, "%zu of %zu columns: cut short?", i, p->ncolumns);
		ret = parse_token(p, row, p->column[i], token);
		if (ret)
			return ret;
	}
	if (next_token(&line))
		return complain(p, "more than %zu columns", p->ncolumns);
	snap->nrows++;
	return 0;
}

static int order_rows(struct parser *p)
{
	struct snapshot *snap = p->snap;
	size_t i;

	if (snap->nrows < 2)
		return 0;
	qsort(snap->rows, snap->nrows, sizeof(*snap->rows), snapshot_row_compare);
	for (i = 1; i < snap->nrows; i++) {
		const struct snapshot_row *a = &snap->rows[i - 1], *b = &snap->rows[i];

		if (snapshot_row_compare(a, b))
			continue;
		return errmsg_set(p->err, -EINVAL, "%s: lines %u and %u are about the same",
				  p->name, a->line < b->line ? a->line : b->line,
				  a->line < b->line ? b->line : a->line);
	}
	return 0;
}

static int parse_text(struct parser *p)
{
	char *line, *peek;
	int ret;

	ret = parse_version(p);
	if (ret)
		return ret;
	while ((line = next_line(p))) {
		for (peek = line; is_space(*peek); peek++)
			;
		if (!*peek)
			continue;
		if (*peek == '#')
			ret = p->ncolumns ? complain(p, "a '#' line among the rows") :
					    parse_fact(p, peek + 1);
		else if (p->ncolumns)
			ret = parse_row(p, line);
		else
			ret = parse_header(p, line);
		if (ret)
			return ret;
	}
	if (!p->ncolumns)
		return complain(p, "no header row: cut short?");
	return order_rows(p);
}

int snapshot_parse(struct snapshot *snap, const char *buf, size_t len, const char *view,
		   const char *name, struct errmsg *err)
{
	struct parser p = { .snap = snap, .view = view, .name = name, .err = err };
	int ret;

	*snap = (struct snapshot){ 0 };
	if (len && memchr(buf, '\0', len))
		return errmsg_set(err, -EINVAL, "%s: not a " SCS_NAME " file: it has a NUL byte",
				  name);
	snap->text = malloc(len + 1);
	if (!snap->text)
		return errmsg_set(err, -ENOMEM, "%s: out of memory", name);
	if (len)
		memcpy(snap->text, buf, len);
	snap->text[len] = '\0';
	p.rest = snap->text;

	ret = parse_text(&p);
	if (ret)
		snapshot_free(snap);
	return ret;
}
