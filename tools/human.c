// SPDX-License-Identifier: GPL-2.0
/* Numbers from and to text, independent of the locale. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "human.h"

static uint64_t div_round(uint64_t value, uint64_t by)
{
	return value / by + (value % by >= by - by / 2);
}

void human_ns(uint64_t ns, char *buf, size_t size)
{
	static const struct {
		uint64_t ns;
		const char *name;
	} units[] = {
		{ 1000, "us" },
		{ 1000000, "ms" },
		{ 1000000000, "s" },
	};
	uint64_t rounded, step, one;

	if (ns < 1000) {
		snprintf(buf, size, "%" PRIu64 "ns", ns);
		return;
	}

	/* The finest step that needs three digits; rounding may carry into a coarser one. */
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		int decimals = 2;

		for (one = 100; one; one /= 10, decimals--) {
			step = units[i].ns / one;
			rounded = div_round(ns, step);
			if (rounded >= 1000)
				continue;
			if (decimals)
				snprintf(buf, size, "%" PRIu64 ".%0*" PRIu64 "%s", rounded / one,
					 decimals, rounded % one, units[i].name);
			else
				snprintf(buf, size, "%" PRIu64 "%s", rounded, units[i].name);
			return;
		}
	}
	snprintf(buf, size, "%" PRIu64 "s", div_round(ns, 1000000000));
}

void human_bytes(uint64_t bytes, char *buf, size_t size)
{
	static const char prefix[] = "KMGTPE";
	uint64_t unit = 1024, tenths;
	size_t i = 0;

	if (bytes < 1024) {
		snprintf(buf, size, "%" PRIu64, bytes);
		return;
	}
	while (prefix[i + 1] && div_round(bytes, unit) >= 1024) {
		unit *= 1024;
		i++;
	}
	tenths = bytes / unit * 10 + div_round(bytes % unit * 10, unit);
	if (tenths < 100)
		snprintf(buf, size, "%" PRIu64 ".%" PRIu64 "%c", tenths / 10, tenths % 10,
			 prefix[i]);
	else
		snprintf(buf, size, "%" PRIu64 "%c", div_round(bytes, unit), prefix[i]);
}

int parse_u64(const char *text, uint64_t *value)
{
	unsigned long long number;
	char *end;

	/* strtoull() itself would take white space and a sign. */
	if (text[0] < '0' || text[0] > '9')
		return -EINVAL;
	errno = 0;
	number = strtoull(text, &end, 10);
	if (*end)
		return -EINVAL;
	if (errno)
		return -errno;
	*value = number;
	return 0;
}
