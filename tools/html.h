/* SPDX-License-Identifier: GPL-2.0 */
/* Writes HTML that is XML as well: every element is closed, every text is escaped. */
#ifndef SYSCALLSTAT_HTML_H
#define SYSCALLSTAT_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Elements in one another. */
#define HTML_DEPTH_MAX 32

/**
 * struct html - a document that is being written
 * @out: where to; errors are left to ferror()
 * @open: names of the elements that are open, from the outside
 * @depth: how many
 * @in_tag: attributes may follow
 */
struct html {
	FILE *out;
	const char *open[HTML_DEPTH_MAX];
	size_t depth;
	bool in_tag;
};

/**
 * html_begin() - begin a document
 * @html: filled
 * @out: where to
 */
void html_begin(struct html *html, FILE *out);

/**
 * html_open() - begin an element
 * @html: the document
 * @name: of the element, static
 */
void html_open(struct html *html, const char *name);

/**
 * html_attr() - give the element an attribute
 * @html: the document, with an element that has no content yet
 * @name: of the attribute
 * @fmt: its value, as for printf; escaped
 */
void html_attr(struct html *html, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * html_text() - write text
 * @html: the document
 * @fmt: as for printf; escaped. What cannot be in a document becomes U+FFFD: bytes that are
 *	not UTF-8, and control characters
 */
void html_text(struct html *html, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/**
 * html_raw() - write what is not to be escaped
 * @html: the document
 * @text: a constant of the program, never anything that was read
 */
void html_raw(struct html *html, const char *text);

/**
 * html_close() - end an element
 * @html: the document; the innermost one is ended
 */
void html_close(struct html *html);

/**
 * html_leaf() - an element with a class and a text
 * @html: the document
 * @name: of the element, static
 * @class: NULL for none
 * @fmt: the text, as for html_text()
 */
void html_leaf(struct html *html, const char *name, const char *class, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * html_end() - end all elements, and the document
 * @html: the document
 */
void html_end(struct html *html);

#endif /* SYSCALLSTAT_HTML_H */
