// SPDX-License-Identifier: GPL-2.0
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

#include "table.h"

u32 scs_generation __read_mostly = 1;

DEFINE_PER_CPU(struct scs_cpu *, scs_cpu);

/*
 * Where buckets wrap to: the high half of their counts, for all CPUs together.
 * A bucket takes minutes of nothing but one call to wrap, so a lock will do.
 */
struct scs_carry {
	u32 gen;
	u32 buckets[SCS_BUCKETS];
};

static struct scs_carry *carries;
static DEFINE_RAW_SPINLOCK(carry_lock);

static enum cpuhp_state cpuhp_state;

/* Runs before a CPU comes up. What it counted stays when it goes down. */
static int table_cpu_prepare(unsigned int cpu)
{
	struct scs_cpu *table;

	if (per_cpu(scs_cpu, cpu))
		return 0;
	table = vzalloc_node(sizeof(*table), cpu_to_node(cpu));
	if (!table)
		return -ENOMEM;
	per_cpu(scs_cpu, cpu) = table;
	return 0;
}

/**
 * scs_table_init() - allocate the tables of all CPUs, now and as they come up
 *
 * Return: 0 or a negative errno, with nothing left behind.
 */
int scs_table_init(void)
{
	int ret;

	BUILD_BUG_ON(sizeof(struct scs_row) != 2048);

	carries = vzalloc(array_size(SCS_ROWS, sizeof(*carries)));
	if (!carries)
		return -ENOMEM;

	ret = cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "syscallstat:prepare", table_cpu_prepare,
				NULL);
	if (ret < 0) {
		cpuhp_state = CPUHP_INVALID;
		scs_table_uninit();
		return ret;
	}
	cpuhp_state = ret;
	return 0;
}

/**
 * scs_table_uninit() - free the tables
 *
 * Context: no probe may be attached any more.
 */
void scs_table_uninit(void)
{
	int cpu;

	if (cpuhp_state != CPUHP_INVALID)
		cpuhp_remove_state(cpuhp_state);
	for_each_possible_cpu(cpu) {
		vfree(per_cpu(scs_cpu, cpu));
		per_cpu(scs_cpu, cpu) = NULL;
	}
	vfree(carries);
	carries = NULL;
}

/**
 * scs_table_cpus() - how many CPUs have a table
 *
 * Return: the number of CPUs that are, or have been, online.
 */
unsigned int scs_table_cpus(void)
{
	unsigned int n = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		n += !!READ_ONCE(per_cpu(scs_cpu, cpu));
	return n;
}

/**
 * scs_table_memory() - what the tables take
 *
 * Return: bytes.
 */
size_t scs_table_memory(void)
{
	return scs_table_cpus() * PAGE_ALIGN(sizeof(struct scs_cpu)) +
	       PAGE_ALIGN(SCS_ROWS * sizeof(*carries));
}

/**
 * scs_row_clear() - begin a row anew
 * @row: a row of this CPU
 * @gen: the generation that it is to count
 *
 * Context: preemption off.
 */
void scs_row_clear(struct scs_row *row, u32 gen)
{
	memset(row, 0, sizeof(*row));
	row->min_ns = U64_MAX;
	/* Only now may readers take it for one of their generation. */
	smp_store_release(&row->gen, gen);
}

/**
 * scs_row_carry() - a bucket has wrapped to 0
 * @row: a row of this CPU
 * @bucket: which of its buckets
 *
 * Context: preemption off.
 */
void scs_row_carry(struct scs_row *row, unsigned int bucket)
{
	struct scs_carry *carry = &carries[row - this_cpu_read(scs_cpu)->rows];
	unsigned long flags;

	raw_spin_lock_irqsave(&carry_lock, flags);
	if (carry->gen != row->gen) {
		memset(carry->buckets, 0, sizeof(carry->buckets));
		carry->gen = row->gen;
	}
	carry->buckets[bucket]++;
	raw_spin_unlock_irqrestore(&carry_lock, flags);
}

/**
 * scs_table_sum() - add up one row over the CPUs
 * @row: which row, below SCS_ROWS
 * @gen: the generation to sum
 * @sum: receives the sums
 *
 * Context: the generation must not change meanwhile.
 */
void scs_table_sum(unsigned int row, u32 gen, struct scs_sum *sum)
{
	const struct scs_carry *carry = &carries[row];
	unsigned int i;
	int cpu;

	memset(sum, 0, sizeof(*sum));
	sum->min_ns = U64_MAX;

	for_each_possible_cpu(cpu) {
		const struct scs_cpu *table = READ_ONCE(per_cpu(scs_cpu, cpu));
		const struct scs_row *r;

		if (!table)
			continue;
		r = &table->rows[row];
		/* Pairs with the release in scs_row_clear(). */
		if (smp_load_acquire(&r->gen) != gen)
			continue;
		sum->calls += READ_ONCE(r->calls);
		sum->total_ns += READ_ONCE(r->total_ns);
		sum->min_ns = min(sum->min_ns, READ_ONCE(r->min_ns));
		sum->max_ns = max(sum->max_ns, READ_ONCE(r->max_ns));
		sum->bytes += READ_ONCE(r->bytes);
		sum->errors += READ_ONCE(r->errors);
		sum->restarts += READ_ONCE(r->restarts);
		sum->denied += READ_ONCE(r->denied);
		for (i = 0; i < SCS_BUCKETS; i++)
			sum->buckets[i] += READ_ONCE(r->buckets[i]);
	}
	if (READ_ONCE(carry->gen) == gen)
		for (i = 0; i < SCS_BUCKETS; i++)
			sum->buckets[i] += (u64)READ_ONCE(carry->buckets[i]) << 32;
	for (i = 0; i < SCS_BUCKETS; i++)
		sum->timed += sum->buckets[i];
}

/**
 * scs_fact_add() - count facts of the ledger
 * @fact: which
 * @n: how many
 * @gen: the generation that they belong to
 *
 * Context: any. A caller that was preempted may come with the generation of
 * before a reset; that is in no key, and must not clear what came after.
 */
void scs_fact_add(enum scs_fact fact, u64 n, u32 gen)
{
	struct scs_cpu *table;

	preempt_disable_notrace();
	table = this_cpu_read(scs_cpu);
	if ((s32)(gen - table->gen) > 0) {
		memset(table->facts, 0, sizeof(table->facts));
		/* Only now may readers take them for those of their generation. */
		smp_store_release(&table->gen, gen);
	}
	if (gen == table->gen)
		table->facts[fact] += n;
	preempt_enable_notrace();
}

/**
 * scs_table_facts() - add up the facts of the ledger over the CPUs
 * @gen: the generation to sum
 * @facts: receives the sums
 *
 * Context: the generation must not change meanwhile.
 */
void scs_table_facts(u32 gen, u64 facts[SCS_FACTS])
{
	unsigned int i;
	int cpu;

	memset(facts, 0, SCS_FACTS * sizeof(*facts));
	for_each_possible_cpu(cpu) {
		const struct scs_cpu *table = READ_ONCE(per_cpu(scs_cpu, cpu));

		if (!table)
			continue;
		/* Pairs with the release in scs_fact_add(). */
		if (smp_load_acquire(&table->gen) != gen)
			continue;
		for (i = 0; i < SCS_FACTS; i++)
			facts[i] += READ_ONCE(table->facts[i]);
	}
}
