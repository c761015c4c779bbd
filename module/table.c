// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

#include "reserve.h"
#include "table.h"

u32 scs_generation __read_mostly = 1;

DEFINE_PER_CPU(struct scs_cpu *, scs_cpu);

/* Stands where a CPU has no row. Of no generation, so nothing is written to it. */
static struct scs_row no_row;

/*
 * What buckets had in excess, in units of CARRY, for all CPUs together. A bucket
 * takes minutes of nothing but one call to fill, so a lock will do.
 */
#define CARRY BIT(31)

struct scs_carry {
	u32 gen;
	u32 buckets[SCS_BUCKETS];
};

static struct scs_carry *carries[SCS_ROWS];
static DEFINE_RAW_SPINLOCK(carry_lock);

/* Pages from the reserve, for rows and for carries. */
static atomic_long_t pages;

static enum cpuhp_state cpuhp_state;

static void *page_take(void)
{
	void *page = scs_reserve_take();

	if (page)
		atomic_long_inc(&pages);
	return page;
}

/* Runs before a CPU comes up. What it counted stays when it goes down. */
static int table_cpu_prepare(unsigned int cpu)
{
	struct scs_cpu *table;
	unsigned int i;

	if (per_cpu(scs_cpu, cpu))
		return 0;
	table = vzalloc_node(sizeof(*table), cpu_to_node(cpu));
	if (!table)
		return -ENOMEM;
	for (i = 0; i < SCS_ROWS; i++)
		table->rows[i] = &no_row;
	for (i = 0; i < SCS_ROWS_NATIVE; i++)
		table->rows[SCS_FIRST_NATIVE + i] = &table->native[i];
	per_cpu(scs_cpu, cpu) = table;
	return 0;
}

static bool is_native(unsigned int row)
{
	return row - SCS_FIRST_NATIVE < SCS_ROWS_NATIVE;
}

static void table_free(struct scs_cpu *table)
{
	unsigned int i;

	/* The first of two in a page is aligned to it. */
	for (i = 0; table && i < SCS_ROWS; i++)
		if (!is_native(i) && table->rows[i] != &no_row && PAGE_ALIGNED(table->rows[i]))
			free_page((unsigned long)table->rows[i]);
	vfree(table);
}

/**
 * scs_table_init() - allocate the tables of all CPUs, now and as they come up
 *
 * Return: 0 or a negative errno, with nothing left behind.
 */
int scs_table_init(void)
{
	int ret;

	BUILD_BUG_ON(2 * sizeof(struct scs_row) != PAGE_SIZE);
	BUILD_BUG_ON(sizeof(struct scs_carry) > PAGE_SIZE);

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
	unsigned int i;
	int cpu;

	if (cpuhp_state != CPUHP_INVALID)
		cpuhp_remove_state(cpuhp_state);
	for_each_possible_cpu(cpu) {
		table_free(per_cpu(scs_cpu, cpu));
		per_cpu(scs_cpu, cpu) = NULL;
	}
	for (i = 0; i < SCS_ROWS; i++) {
		free_page((unsigned long)carries[i]);
		carries[i] = NULL;
	}
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
	       atomic_long_read(&pages) * PAGE_SIZE;
}

static void row_clear(struct scs_row *row, u32 gen)
{
	memset(row, 0, sizeof(*row));
	row->min_ns = U64_MAX;
	/* Only now may readers take it for one of their generation. */
	smp_store_release(&row->gen, gen);
}

/* Half a page for the row, and the other half for the one beside it. */
static void row_add(struct scs_cpu *table, unsigned int row)
{
	struct scs_row *two = page_take();
	unsigned int beside = row + 1;

	scs_reserve_refill();
	if (!two)
		return;
	/* Zeroed memory must be seen before the pointer to it. */
	smp_store_release(&table->rows[row], &two[0]);
	if (beside < SCS_ROWS && table->rows[beside] == &no_row) {
		/* Likewise. */
		smp_store_release(&table->rows[beside], &two[1]);
	}
}

/**
 * scs_row_get() - the row of a call on this CPU, ready to be counted in
 * @call: the call
 * @gen: the generation in which it was entered
 *
 * Context: preemption off since before @gen was read.
 * Return: the row, cleared if it was left from an earlier generation; NULL if
 * there is no memory at hand for it, which is counted as missed.
 */
struct scs_row *scs_row_get(u32 call, u32 gen)
{
	struct scs_cpu *table = this_cpu_read(scs_cpu);

	if (table->rows[call & SCS_CALL_ROW] == &no_row)
		row_add(table, call & SCS_CALL_ROW);
	if (table->rows[call & SCS_CALL_ROW] == &no_row) {
		scs_fact_add(SCS_MISSED, 1, gen);
		return NULL;
	}
	if (table->rows[call & SCS_CALL_ROW]->gen != gen)
		row_clear(table->rows[call & SCS_CALL_ROW], gen);
	return table->rows[call & SCS_CALL_ROW];
}

static void carry_add(struct scs_carry *carry, u32 gen, unsigned int bucket)
{
	if (carry->gen != gen) {
		memset(carry->buckets, 0, sizeof(carry->buckets));
		carry->gen = gen;
	}
	carry->buckets[bucket]++;
}

/**
 * scs_row_carry() - a bucket has reached half of what it can hold
 * @call: the call of the row
 * @row: a row of this CPU
 * @bucket: which of its buckets
 *
 * If there is no memory at hand, it is asked again for the next call.
 *
 * Context: preemption off.
 */
void scs_row_carry(u32 call, struct scs_row *row, unsigned int bucket)
{
	struct scs_carry *carry;
	unsigned long flags;

	raw_spin_lock_irqsave(&carry_lock, flags);
	if (!carries[call & SCS_CALL_ROW])
		carries[call & SCS_CALL_ROW] = page_take();
	carry = carries[call & SCS_CALL_ROW];
	if (carry) {
		carry_add(carry, row->gen, bucket);
		row->buckets[bucket] -= CARRY;
	}
	raw_spin_unlock_irqrestore(&carry_lock, flags);
	if (!carry && row->buckets[bucket] == U32_MAX) {
		row->buckets[bucket]--;
		scs_fact_add(SCS_MISSED, 1, row->gen);
	}
	scs_reserve_refill();
}

static void sum_row(struct scs_sum *sum, const struct scs_row *row)
{
	unsigned int i;

	sum->calls += READ_ONCE(row->calls);
	sum->total_ns += READ_ONCE(row->total_ns);
	sum->min_ns = min(sum->min_ns, READ_ONCE(row->min_ns));
	sum->max_ns = max(sum->max_ns, READ_ONCE(row->max_ns));
	sum->bytes += READ_ONCE(row->bytes);
	sum->errors += READ_ONCE(row->errors);
	sum->restarts += READ_ONCE(row->restarts);
	sum->denied += READ_ONCE(row->denied);
	sum->run_ns += READ_ONCE(row->run_ns);
	sum->wait_ns += READ_ONCE(row->wait_ns);
	for (i = 0; i < SCS_BUCKETS; i++)
		sum->buckets[i] += READ_ONCE(row->buckets[i]);
}

/* A row of a CPU, to look at; NULL if it has counted nothing there in this generation. */
static const struct scs_row *row_at(unsigned int cpu, unsigned int row, u32 gen)
{
	const struct scs_cpu *table = READ_ONCE(per_cpu(scs_cpu, cpu));
	const struct scs_row *r;

	if (!table)
		return NULL;
	/* Pairs with the releases in row_add(). */
	r = smp_load_acquire(&table->rows[row]);
	/* Pairs with the release in row_clear(). */
	return smp_load_acquire(&r->gen) == gen ? r : NULL;
}

/**
 * scs_table_sum() - add up one row over the CPUs
 * @row: which row, below SCS_ROWS
 * @gen: the generation to sum
 * @sum: receives the sums; of a row that no CPU has, not the buckets
 *
 * Most rows are of no CPU, so those are passed over quickly.
 *
 * Context: the generation must not change meanwhile.
 */
void scs_table_sum(unsigned int row, u32 gen, struct scs_sum *sum)
{
	const struct scs_carry *carry = READ_ONCE(carries[row]);
	bool found = false;
	unsigned int i;
	int cpu;

	memset(sum, 0, offsetof(struct scs_sum, buckets));
	sum->min_ns = U64_MAX;

	for_each_possible_cpu(cpu) {
		const struct scs_row *r = row_at(cpu, row, gen);

		if (!r)
			continue;
		if (!found)
			memset(sum->buckets, 0, sizeof(sum->buckets));
		found = true;
		sum_row(sum, r);
	}
	if (!found)
		return;
	if (carry && READ_ONCE(carry->gen) == gen)
		for (i = 0; i < SCS_BUCKETS; i++)
			sum->buckets[i] += (u64)READ_ONCE(carry->buckets[i]) * CARRY;
	for (i = 0; i < SCS_BUCKETS; i++)
		sum->timed += sum->buckets[i];
}

/**
 * scs_table_cpu_calls() - the calls of one row on one CPU
 * @cpu: any possible one
 * @row: which row, below SCS_ROWS
 * @gen: the generation to look at
 *
 * Context: the generation must not change meanwhile.
 * Return: how many.
 */
u64 scs_table_cpu_calls(unsigned int cpu, unsigned int row, u32 gen)
{
	const struct scs_row *r = row_at(cpu, row, gen);

	return r ? READ_ONCE(r->calls) : 0;
}

/* Generations have 31 bits, and after the last one comes 1 again. */
static bool is_newer(u32 gen, u32 than)
{
	return than == SCS_GEN_NONE || (s32)((gen - than) << 1) > 0;
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
	if (is_newer(gen, table->gen)) {
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
