/* SPDX-License-Identifier: GPL-2.0 */
/* The '# key value' lines of a text of the module, whatever the key. */
#ifndef SYSCALLSTAT_FACTS_H
#define SYSCALLSTAT_FACTS_H

#include <stddef.h>

/* Holds a value; a list of system calls that is longer is cut. */
#define FACT_MAX 128

/**
 * fact_find() - the value of a key
 * @text: which begins with the lines of keys, but for the very first one
 * @len: its length in bytes
 * @key: which
 * @value: FACT_MAX bytes for the rest of its line; empty if there is no such line, and what
 *	does not belong on a terminal is "?"
 */
void fact_find(const char *text, size_t len, const char *key, char *value);

#endif /* SYSCALLSTAT_FACTS_H */
