/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers from and to text, independent of the locale. */
#ifndef SYSCALLSTAT_HUMAN_H
#define SYSCALLSTAT_HUMAN_H

#include <stddef.h>
#include <stdint.h>

/* Holds any number that the tool prints, with unit and terminator. */
#define HUMAN_MAX 40

/**
 * human_ns() - a time with a unit and three significant digits
 * @ns: nanoseconds
 * @buf: HUMAN_MAX bytes, or fewer at the price of a cut text
 * @size: of @buf, in bytes
 *
 * "12ns", "4.57us", "45.6ms", "1.23s"; from 1000 s on whole seconds.
 */
void human_ns(uint64_t ns, char *buf, size_t size);

/**
 * human_bytes() - a size in powers of 1024, as ls -h shows it
 * @bytes: bytes
 * @buf: HUMAN_MAX bytes, or fewer at the price of a cut text
 * @size: of @buf, in bytes
 *
 * "17", "4.0K", "1.2M", "300G": one decimal below 10, none from there on;
 * rounded to the nearest.
 */
void human_bytes(uint64_t bytes, char *buf, size_t size);

/**
 * parse_u64() - a decimal number that is the whole of a text
 * @text: digits only: no sign, no white space, nothing behind them
 * @value: the result; untouched on failure
 *
 * Return: 0, -EINVAL if @text is no such number, -ERANGE if it is too large.
 */
int parse_u64(const char *text, uint64_t *value);

#endif /* SYSCALLSTAT_HUMAN_H */
