// SPDX-License-Identifier: GPL-2.0
#include <linux/bits.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

#include "compat.h"
#include "reserve.h"
#include "table.h"

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

static enum cpuhp_state cpuhp_state;

static size_t cpu_size(const struct scs_table *table)
{
	return sizeof(struct scs_cpu) +
	       (table->native ? SCS_ROWS_NATIVE * sizeof(struct scs_row) : 0);
}

static int cpu_add(struct scs_table *table, unsigned int cpu, gfp_t gfp)
{
	struct scs_cpu **at = per_cpu_ptr(table->cpus, cpu);
	struct scs_cpu *part;
	unsigned int i;

	if (*at)
		return 0;
	part = kvzalloc_node(cpu_size(table), gfp, cpu_to_node(cpu));
	if (!part)
		return -ENOMEM;
	/* It is not bounded by the budget, which must not keep a CPU from coming up. */
	scs_budget_charge(table->reserve->budget, cpu_size(table));
	for (i = 0; i < SCS_ROWS; i++)
		part->rows[i] = &no_row;
	for (i = 0; table->native && i < SCS_ROWS_NATIVE; i++)
		part->rows[SCS_FIRST_NATIVE + i] = &part->native[i];
	/* What is in it must be seen before the pointer to it. */
	smp_store_release(at, part);
	return 0;
}

/*
 * Runs before a CPU comes up. What it counted stays when it goes down. All who wait for
 * CPUs wait for this, so nobody is charged: he might be put to sleep for it.
 */
static int cpu_prepare(unsigned int cpu, struct hlist_node *node)
{
	return cpu_add(hlist_entry(node, struct scs_table, node), cpu, GFP_KERNEL);
}

static bool is_native(const struct scs_cpu *part, const struct scs_row *row)
{
	return row >= part->native && row < part->native + SCS_ROWS_NATIVE;
}

static void cpu_free(struct scs_table *table, struct scs_cpu *part)
{
	unsigned int i;

	if (!part)
		return;
	/* The first of two in a page is aligned to it. */
	for (i = 0; i < SCS_ROWS; i++)
		if (part->rows[i] != &no_row && PAGE_ALIGNED(part->rows[i]) &&
		    !(table->native && is_native(part, part->rows[i])))
			scs_page_free(table->reserve, part->rows[i]);
	kvfree(part);
	scs_budget_give(table->reserve->budget, cpu_size(table));
}

/**
 * scs_tables_init() - get ready for tables
 *
 * Return: 0 or a negative errno.
 */
int scs_tables_init(void)
{
	int ret;

	BUILD_BUG_ON(2 * sizeof(struct scs_row) != PAGE_SIZE);
	BUILD_BUG_ON(sizeof(struct scs_carry) > PAGE_SIZE);
	BUILD_BUG_ON(SCS_ROWS > SCS_CALL_ROW);

	ret = cpuhp_setup_state_multi(CPUHP_BP_PREPARE_DYN, "syscallstat:prepare", cpu_prepare,
				      NULL);
	if (ret < 0)
		return ret;
	cpuhp_state = ret;
	return 0;
}

/**
 * scs_tables_uninit() - the reverse
 *
 * Context: may sleep; no table is left.
 */
void scs_tables_uninit(void)
{
	cpuhp_remove_multi_state(cpuhp_state);
}

/**
 * scs_table_init() - allocate the parts of all CPUs, now and as they come up
 * @table: the table; zeroed, but for @cpus and @native
 * @reserve: where rows come from; if it has a payer, it is the running task's, and pays
 *	for the parts of CPUs that are online, too
 *
 * Context: may sleep.
 * Return: 0 or a negative errno, with nothing left behind.
 */
int scs_table_init(struct scs_table *table, struct scs_reserve *reserve)
{
	gfp_t gfp = GFP_KERNEL;
	unsigned int cpu;
	int ret = 0;

	raw_spin_lock_init(&table->carry_lock);
	table->reserve = reserve;
	/* No process is killed for it. */
	if (reserve->payer)
		gfp = GFP_KERNEL_ACCOUNT | __GFP_NORETRY | __GFP_NOWARN;
	for_each_online_cpu(cpu)
		ret = ret ?: cpu_add(table, cpu, gfp);
	/* And those that have come meanwhile. */
	ret = ret ?: cpuhp_state_add_instance(cpuhp_state, &table->node);
	if (ret)
		scs_table_uninit(table);
	return ret;
}

/**
 * scs_table_uninit() - free what a table holds
 * @table: the table; @cpus remains, and it may be initialised again
 *
 * Context: may sleep; no probe counts in it any more.
 */
void scs_table_uninit(struct scs_table *table)
{
	unsigned int i;
	int cpu;

	if (!hlist_unhashed(&table->node))
		cpuhp_state_remove_instance_nocalls(cpuhp_state, &table->node);
	/* As it was; the kernel leaves poison. */
	INIT_HLIST_NODE(&table->node);
	for_each_possible_cpu(cpu) {
		cpu_free(table, *per_cpu_ptr(table->cpus, cpu));
		*per_cpu_ptr(table->cpus, cpu) = NULL;
	}
	for (i = 0; i < SCS_ROWS; i++) {
		scs_page_free(table->reserve, table->carries[i]);
		table->carries[i] = NULL;
	}
}

/* The part of a CPU, to look at; NULL if it has none. */
static const struct scs_cpu *cpu_at(const struct scs_table *table, unsigned int cpu)
{
	/* Pairs with the release in cpu_prepare(). */
	return smp_load_acquire(per_cpu_ptr(table->cpus, cpu));
}

/**
 * scs_table_cpus() - how many CPUs have a part
 * @table: the table
 *
 * Return: the number of CPUs that are, or have been, online.
 */
unsigned int scs_table_cpus(const struct scs_table *table)
{
	unsigned int n = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		n += !!cpu_at(table, cpu);
	return n;
}

/**
 * scs_table_memory() - what a table takes, beyond what comes from the reserve
 * @table: the table
 *
 * Return: bytes.
 */
size_t scs_table_memory(const struct scs_table *table)
{
	return scs_table_cpus(table) * PAGE_ALIGN(cpu_size(table));
}

static void row_clear(struct scs_row *row, u32 gen)
{
	memset(row, 0, sizeof(*row));
	row->min_ns = U64_MAX;
	/* Only now may readers take it for one of their generation. */
	smp_store_release(&row->gen, gen);
}

/* Half a page for the row, and the other half for the one beside it. */
static void row_add(struct scs_table *table, struct scs_cpu *part, unsigned int row)
{
	struct scs_row *two = scs_reserve_take(table->reserve);
	unsigned int beside = row + 1;

	scs_reserve_refill(table->reserve);
	if (!two)
		return;
	/* Zeroed memory must be seen before the pointer to it. */
	smp_store_release(&part->rows[row], &two[0]);
	if (beside < SCS_ROWS && part->rows[beside] == &no_row) {
		/* Likewise. */
		smp_store_release(&part->rows[beside], &two[1]);
	}
}

/**
 * scs_row_get() - the row of a call on this CPU, ready to be counted in
 * @table: the table
 * @call: the call
 * @gen: the generation in which it was entered
 *
 * Context: preemption off since before @gen was read.
 * Return: the row, cleared if it was left from an earlier generation; NULL if
 * there is no memory at hand for it, which is counted as missed.
 */
struct scs_row *scs_row_get(struct scs_table *table, u32 call, u32 gen)
{
	struct scs_cpu *part = this_cpu_read(*table->cpus);
	struct scs_row **row = &part->rows[call & SCS_CALL_ROW];

	if (*row == &no_row)
		row_add(table, part, call & SCS_CALL_ROW);
	if (*row == &no_row) {
		scs_fact_add(table, SCS_MISSED, 1, gen);
		return NULL;
	}
	if ((*row)->gen != gen)
		row_clear(*row, gen);
	return *row;
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
 * @table: the table
 * @call: the call of the row
 * @row: a row of this CPU
 * @bucket: which of its buckets
 *
 * If there is no memory at hand, it is asked again for the next call.
 *
 * Context: preemption off.
 */
void scs_row_carry(struct scs_table *table, u32 call, struct scs_row *row, unsigned int bucket)
{
	struct scs_carry **at = &table->carries[call & SCS_CALL_ROW], *carry;
	unsigned long flags;

	raw_spin_lock_irqsave(&table->carry_lock, flags);
	if (!*at)
		*at = scs_reserve_take(table->reserve);
	carry = *at;
	if (carry) {
		carry_add(carry, row->gen, bucket);
		row->buckets[bucket] -= CARRY;
	}
	raw_spin_unlock_irqrestore(&table->carry_lock, flags);
	if (!carry && row->buckets[bucket] == U32_MAX) {
		row->buckets[bucket]--;
		scs_fact_add(table, SCS_MISSED, 1, row->gen);
	}
	scs_reserve_refill(table->reserve);
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
static const struct scs_row *row_at(const struct scs_table *table, unsigned int cpu,
				    unsigned int row, u32 gen)
{
	const struct scs_cpu *part = cpu_at(table, cpu);
	const struct scs_row *r;

	if (!part)
		return NULL;
	/* Pairs with the releases in row_add(). */
	r = smp_load_acquire(&part->rows[row]);
	/* Pairs with the release in row_clear(). */
	return smp_load_acquire(&r->gen) == gen ? r : NULL;
}

/**
 * scs_table_sum() - add up one row over the CPUs
 * @table: the table
 * @row: which row, below SCS_ROWS
 * @gen: the generation to sum
 * @sum: receives the sums; of a row that no CPU has, not the buckets
 *
 * Most rows are of no CPU, so those are passed over quickly.
 *
 * Context: the generation must not change meanwhile.
 */
void scs_table_sum(const struct scs_table *table, unsigned int row, u32 gen, struct scs_sum *sum)
{
	const struct scs_carry *carry = READ_ONCE(table->carries[row]);
	bool found = false;
	unsigned int i;
	int cpu;

	memset(sum, 0, offsetof(struct scs_sum, buckets));
	sum->min_ns = U64_MAX;

	for_each_possible_cpu(cpu) {
		const struct scs_row *r = row_at(table, cpu, row, gen);

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
 * @table: the table
 * @cpu: any possible one
 * @row: which row, below SCS_ROWS
 * @gen: the generation to look at
 *
 * Context: the generation must not change meanwhile.
 * Return: how many.
 */
u64 scs_table_cpu_calls(const struct scs_table *table, unsigned int cpu, unsigned int row, u32 gen)
{
	const struct scs_row *r = row_at(table, cpu, row, gen);

	return r ? READ_ONCE(r->calls) : 0;
}

/* Generations have 31 bits, and after the last one comes 1 again. */
static bool is_newer(u32 gen, u32 than)
{
	return than == SCS_GEN_NONE || (s32)((gen - than) << 1) > 0;
}

/**
 * scs_fact_add() - count facts of the ledger
 * @table: the table
 * @fact: which
 * @n: how many
 * @gen: the generation that they belong to
 *
 * Context: any. A caller that was preempted may come with the generation of
 * before a reset; that is in no key, and must not clear what came after.
 */
void scs_fact_add(struct scs_table *table, enum scs_fact fact, u64 n, u32 gen)
{
	struct scs_cpu *part;

	preempt_disable_notrace();
	part = this_cpu_read(*table->cpus);
	if (is_newer(gen, part->gen)) {
		memset(part->facts, 0, sizeof(part->facts));
		/* Only now may readers take them for those of their generation. */
		smp_store_release(&part->gen, gen);
	}
	if (gen == part->gen)
		part->facts[fact] += n;
	preempt_enable_notrace();
}

/**
 * scs_table_facts() - add up the facts of the ledger over the CPUs
 * @table: the table
 * @gen: the generation to sum
 * @facts: receives the sums
 *
 * Context: the generation must not change meanwhile.
 */
void scs_table_facts(const struct scs_table *table, u32 gen, u64 facts[SCS_FACTS])
{
	unsigned int i;
	int cpu;

	memset(facts, 0, SCS_FACTS * sizeof(*facts));
	for_each_possible_cpu(cpu) {
		const struct scs_cpu *part = cpu_at(table, cpu);

		/* Pairs with the release in scs_fact_add(). */
		if (!part || smp_load_acquire(&part->gen) != gen)
			continue;
		for (i = 0; i < SCS_FACTS; i++)
			facts[i] += READ_ONCE(part->facts[i]);
	}
}
