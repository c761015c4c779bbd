/* SPDX-License-Identifier: GPL-2.0 */
/* Several texts of the module, one after another in a file. */
#ifndef SYSCALLSTAT_SECTION_H
#define SYSCALLSTAT_SECTION_H

#include <stddef.h>

/**
 * section_find() - one of several texts, one after another in a file
 * @text: of the file
 * @len: its length in bytes
 * @view: which, as for snapshot_parse()
 * @found: the length of the result
 *
 * Return: where it begins in @text, or NULL if it is not there.
 */
const char *section_find(const char *text, size_t len, const char *view, size_t *found);

#endif /* SYSCALLSTAT_SECTION_H */
