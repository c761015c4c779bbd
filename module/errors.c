// SPDX-License-Identifier: GPL-2.0
#include <linux/bits.h>
#include <linux/cpumask.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/sort.h>

#include "errors.h"
#include "table.h"

/* How many places are looked at for an error before it is given up. */
#define PROBES 32

/* An errno is -ret of a system call, 4095 at most. */
#define NUMBER_BITS 12

/**
 * scs_errno_row() - of which call?
 * @e: from a list
 *
 * Return: the row, below SCS_ROWS.
 */
unsigned int scs_errno_row(const struct scs_errno *e)
{
	return e->key >> NUMBER_BITS;
}

/**
 * scs_errno_number() - which error?
 * @e: from a list
 *
 * Return: the errno, 1 to 4095.
 */
unsigned int scs_errno_number(const struct scs_errno *e)
{
	return e->key & (BIT(NUMBER_BITS) - 1);
}

/* A place that was used in an earlier generation is free. */
static void claim(struct scs_errno *e, u32 key, u32 gen)
{
	e->key = key;
	e->calls = 0;
	e->total_ns = 0;
	e->max_ns = 0;
	/* Only now may readers take it for one of their generation. */
	smp_store_release(&e->gen, gen);
}

/**
 * scs_errno_find() - make a row ready to count an error
 * @table: the table of the row
 * @call: the call of the row
 * @row: a row of this CPU, ready for its generation
 * @error: the errno
 *
 * Context: preemption off.
 * Return: whether there is a place for it, now that of the row's last error.
 */
bool scs_errno_find(struct scs_table *table, u32 call, struct scs_row *row, u32 error)
{
	struct scs_cpu *part = this_cpu_read(*table->cpus);
	u32 key = (call & SCS_CALL_ROW) << NUMBER_BITS | error;
	u32 at = hash_32(key, SCS_ERRNO_BITS);
	unsigned int i;

	for (i = 0; i < PROBES; i++) {
		struct scs_errno *e = &part->errnos[(at + i) % SCS_ERRNOS];

		if (e->gen != row->gen)
			claim(e, key, row->gen);
		if (e->key == key) {
			row->last_error = error;
			row->last_errno = e;
			return true;
		}
	}
	return false;
}

/**
 * scs_errno_room() - how many places a list needs
 *
 * Return: that of all CPUs, also of those that come.
 */
unsigned int scs_errno_room(void)
{
	return num_possible_cpus() * SCS_ERRNOS;
}

static int compare(const void *a, const void *b)
{
	const struct scs_errno *x = a, *y = b;

	return x->key < y->key ? -1 : x->key > y->key;
}

static unsigned int copy_cpu(const struct scs_cpu *part, u32 gen, struct scs_errno *list)
{
	unsigned int i, n = 0;

	for (i = 0; i < SCS_ERRNOS; i++) {
		const struct scs_errno *e = &part->errnos[i];

		/* Pairs with the release in claim(). */
		if (smp_load_acquire(&e->gen) != gen)
			continue;
		list[n].key = READ_ONCE(e->key);
		list[n].calls = READ_ONCE(e->calls);
		list[n].total_ns = READ_ONCE(e->total_ns);
		list[n].max_ns = READ_ONCE(e->max_ns);
		n++;
	}
	return n;
}

static void merge(struct scs_errno *to, const struct scs_errno *from)
{
	to->calls += from->calls;
	to->total_ns += from->total_ns;
	to->max_ns = max(to->max_ns, from->max_ns);
}

/**
 * scs_errno_list() - the errors of all CPUs
 * @table: the table
 * @gen: the generation to look at
 * @list: receives them, each once, by row and errno; of scs_errno_room()
 *
 * Context: the generation must not change meanwhile.
 * Return: how many.
 */
unsigned int scs_errno_list(const struct scs_table *table, u32 gen, struct scs_errno *list)
{
	unsigned int i, n = 0, merged = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct scs_cpu *part = READ_ONCE(*per_cpu_ptr(table->cpus, cpu));

		if (part)
			n += copy_cpu(part, gen, list + n);
	}
	sort(list, n, sizeof(*list), compare, NULL);
	for (i = 0; i < n; i++) {
		if (merged && list[merged - 1].key == list[i].key)
			merge(&list[merged - 1], &list[i]);
		else
			list[merged++] = list[i];
	}
	return merged;
}
