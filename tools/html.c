// SPDX-License-Identifier: GPL-2.0
/* Writes HTML that is XML as well: every element is closed, every text is escaped. */
#include <assert.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "html.h"

#define REPLACEMENT "\xef\xbf\xbd"

void html_begin(struct html *html, FILE *out)
{
	*html = (struct html){ .out = out };
	fputs("<!DOCTYPE html>\n", out);
}

/*
 * The length of the character that a text begins with, 0 if it is none: what is not in its
 * shortest form, halves of others, and what is not Unicode.
 */
static size_t get_length(const unsigned char *text)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const size_t len = text[0] < 0x80 ? 1 :
			   text[0] < 0xc0 ? 0 :
			   text[0] < 0xe0 ? 2 :
			   text[0] < 0xf0 ? 3 :
			   text[0] < 0xf8 ? 4 :
					    0;
	uint32_t code = len > 1 ? text[0] & (0x7f >> len) : text[0];

	for (size_t i = 1; i < len; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (text[i] & 0x3f);
	}
	if (!len || code < least[len] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	/* Unicode, but not XML. */
	if (code == 0xfffe || code == 0xffff || (code >= 0x7f && code < 0xa0) ||
	    (code < ' ' && code != '\n' && code != '\t'))
		return 0;
	return len;
}

static const char *get_entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void put_escaped(FILE *out, const char *text)
{
	while (*text) {
		const size_t len = get_length((const unsigned char *)text);
		const char *entity = get_entity(*text);

		if (entity)
			fputs(entity, out);
		else if (len)
			fwrite(text, 1, len, out);
		else
			fputs(REPLACEMENT, out);
		text += len ? len : 1;
	}
}

/* What finds no memory is missing, as it would be if it could not be written. */
static void put_formatted(FILE *out, const char *fmt, va_list ap)
{
	char *text;

	if (vasprintf(&text, fmt, ap) < 0)
		return;
	put_escaped(out, text);
	free(text);
}

static void end_tag(struct html *html)
{
	if (html->in_tag)
		fputc('>', html->out);
	html->in_tag = false;
}

/* A line for each keeps the page readable; white space means nothing there. */
static bool begins_line(const char *name)
{
	static const char *const names[] = { "html",   "head",	 "meta", "title",   "style",
					     "body",   "header", "main", "section", "table",
					     "thead",  "tbody",	 "tr",	 "figure",  "svg",
					     "footer", "ul",	 "li",	 "dl",	    "path" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

void html_open(struct html *html, const char *name)
{
	assert(html->depth < HTML_DEPTH_MAX);
	end_tag(html);
	if (begins_line(name))
		fputc('\n', html->out);
	fprintf(html->out, "<%s", name);
	html->open[html->depth++] = name;
	html->in_tag = true;
}

void html_attr(struct html *html, const char *name, const char *fmt, ...)
{
	va_list ap;

	assert(html->in_tag);
	fprintf(html->out, " %s=\"", name);
	va_start(ap, fmt);
	put_formatted(html->out, fmt, ap);
	va_end(ap);
	fputc('"', html->out);
}

void html_text(struct html *html, const char *fmt, ...)
{
	va_list ap;

	end_tag(html);
	va_start(ap, fmt);
	put_formatted(html->out, fmt, ap);
	va_end(ap);
}

void html_raw(struct html *html, const char *text)
{
	end_tag(html);
	fputs(text, html->out);
}

/* Those that have no content, and in HTML no end tag. */
static bool is_void(const char *name)
{
	return !strcmp(name, "meta") || !strcmp(name, "br");
}

void html_close(struct html *html)
{
	const char *name;

	assert(html->depth);
	name = html->open[--html->depth];
	if (html->in_tag && is_void(name))
		fputs("/>", html->out);
	else
		fprintf(html->out, "%s</%s>", html->in_tag ? ">" : "", name);
	html->in_tag = false;
}

void html_leaf(struct html *html, const char *name, const char *class, const char *fmt, ...)
{
	va_list ap;

	html_open(html, name);
	if (class)
		html_attr(html, "class", "%s", class);
	end_tag(html);
	va_start(ap, fmt);
	put_formatted(html->out, fmt, ap);
	va_end(ap);
	html_close(html);
}

void html_end(struct html *html)
{
	while (html->depth)
		html_close(html);
	fputc('\n', html->out);
}
