/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Texts to write to a file of commands: good ones, and what is left of them after some
 * changes. All follows from a seed.
 */
#ifndef MUTATE_H
#define MUTATE_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Over what a write may have, and over some pages. */
#define MUTATED_MAX 20000

struct mutated {
	char text[MUTATED_MAX + 1];
	size_t len;
};

static uint64_t mutate_state;

/* xorshift64*: the same on every machine */
static inline uint32_t mutate_random(uint32_t below)
{
	mutate_state ^= mutate_state >> 12;
	mutate_state ^= mutate_state << 25;
	mutate_state ^= mutate_state >> 27;
	return (uint32_t)((mutate_state * 0x2545f4914f6cdd1dull) >> 32) % below;
}

/* The seed is that of the environment, or a new one; it is printed. @which: of several tests */
static inline void mutate_begin(unsigned int which)
{
	const char *setting = getenv("SYSCALLSTAT_SEED");
	uint32_t seed = setting ? strtoul(setting, NULL, 0) :
				  (uint32_t)time(NULL) * 1000003u ^ (uint32_t)getpid();

	printf("# SYSCALLSTAT_SEED=%u\n", seed);
	mutate_state = ((uint64_t)seed << 8 | which) * 0x9e3779b97f4a7c15ull | 1;
}

/* How many rounds, of the environment. */
static inline int mutate_rounds(void)
{
	const char *setting = getenv("SYSCALLSTAT_ROUNDS");

	return setting ? atoi(setting) : 2000;
}

/* Some of these lines, one after another. */
static inline void mutate_compose(struct mutated *m, const char *const *lines, size_t n)
{
	unsigned int wanted = 1 + mutate_random(4);

	m->len = 0;
	while (wanted--)
		m->len += sprintf(m->text + m->len, "%s\n", lines[mutate_random(n)]);
	/* The last newline may be missing. */
	m->len -= mutate_random(2);
}

static inline void mutate_insert(struct mutated *m, size_t at, const char *what, size_t len)
{
	if (m->len + len > MUTATED_MAX)
		return;
	memmove(m->text + at + len, m->text + at, m->len - at);
	memcpy(m->text + at, what, len);
	m->len += len;
}

static inline void mutate_delete(struct mutated *m, size_t at, size_t len)
{
	if (len > m->len - at)
		len = m->len - at;
	memmove(m->text + at, m->text + at + len, m->len - at - len);
	m->len -= len;
}

static inline void mutate_copy(struct mutated *m, size_t at)
{
	char piece[256];
	size_t from = mutate_random(m->len), len = 1 + mutate_random(sizeof(piece));

	if (len > m->len - from)
		len = m->len - from;
	memcpy(piece, m->text + from, len);
	mutate_insert(m, at, piece, len);
}

static inline void mutate_once(struct mutated *m)
{
	/* What a parser may trip over. */
	static const char odd[] = "\0\n \t\r,!%*:-0\x7f\x80\xff#[]\\";
	size_t at = m->len ? mutate_random(m->len) : 0;
	char byte = odd[mutate_random(sizeof(odd) - 1)];

	if (!m->len) {
		mutate_insert(m, 0, &byte, 1);
		return;
	}
	switch (mutate_random(8)) {
	case 0:
		m->text[at] ^= 1 << mutate_random(8);
		break;
	case 1:
		m->text[at] = byte;
		break;
	case 2:
		mutate_insert(m, at, &byte, 1);
		break;
	case 3:
		mutate_insert(m, m->len, &byte, 1);
		break;
	case 4:
		mutate_delete(m, at, 1);
		break;
	case 5:
		mutate_delete(m, at, 1 + mutate_random(64));
		break;
	case 6:
		mutate_copy(m, at);
		break;
	case 7:
		m->len = at;
		break;
	}
}

/* What to write next: good as it is, changed here and there, noise, or far too long. */
static inline void mutate_next(struct mutated *m, const char *const *lines, size_t n)
{
	uint32_t kind = mutate_random(100);

	mutate_compose(m, lines, n);
	if (kind < 25)
		return;
	if (kind < 90) {
		for (uint32_t changes = 1 + mutate_random(4); changes; changes--)
			mutate_once(m);
	} else if (kind < 95) {
		m->len = mutate_random(200);
		for (size_t i = 0; i < m->len; i++)
			m->text[i] = mutate_random(256);
	} else {
		m->len = 3900 + mutate_random(kind < 98 ? 400 : MUTATED_MAX - 3900);
		for (size_t i = 0; i < m->len; i++)
			m->text[i] = "start\n"[i % 6];
	}
}

#endif /* MUTATE_H */
