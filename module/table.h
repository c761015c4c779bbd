/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Per-CPU statistics: a ledger and one row per system call.
 *
 * Each CPU's part is written by that CPU alone, with preemption off, and read
 * from anywhere: readers tolerate that it moves. Nobody zeroes the part of
 * another CPU. Instead rows and ledger say which generation they belong to,
 * and their own CPU clears them at the first event of a new one.
 *
 * In the table of the whole system a CPU has the rows of the native ABI from the
 * start. All other rows come one by one, from the reserve, when the CPU first sees
 * such a call.
 */
#ifndef SCS_TABLE_H
#define SCS_TABLE_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/stddef.h>
#include <linux/types.h>

#include <syscallstat/bucket.h>

#include "names.h"

/* A generation that no event has: what slots and rows start out with. */
#define SCS_GEN_NONE 0
/* In place of the generation while nothing may be recorded. */
#define SCS_GEN_OFF (~0U)
/* In place of the generation of an open call that is not to be counted. */
#define SCS_GEN_UNSELECTED (~0U - 1)
/* The last one; then comes 1 again. */
#define SCS_GEN_MAX (~0U >> 1)

/**
 * struct scs_row - statistics of one system call on one CPU
 * @gen: the generation that the rest belongs to
 * @last_error: the errno that @last_errno counts; 0 if none
 * @calls: calls that finished, and those that by design never return
 * @total_ns: their time
 * @min_ns: the shortest; @max_ns follows it, see scs_arch_widen()
 * @max_ns: the longest
 * @bytes: positive returns, of the calls that return a number of bytes
 * @errors: returns of an error that is no restart code
 * @restarts: returns of a restart code
 * @denied: calls refused before they started; in no other column
 * @last_errno: what counts the calls that ended with the last error
 * @run_ns: the part of @total_ns that was spent on a CPU, of the calls that are
 *	split into running and waiting
 * @wait_ns: the other part
 * @buckets: calls by time; before one is full, half is carried into a shared table
 *
 * The first cache line is what a successful call writes, but for its bucket.
 * 2 KiB in all, so that a page holds two.
 */
struct scs_row {
	u32 gen;
	u32 last_error;
	u64 calls;
	u64 total_ns;
	u64 min_ns;
	u64 max_ns;
	u64 bytes;
	u64 errors;
	u64 restarts;
	u64 denied;
	struct scs_errno *last_errno;
	u64 run_ns;
	u64 wait_ns;
	u32 buckets[SCS_BUCKETS];
} ____cacheline_aligned;

static_assert(offsetof(struct scs_row, max_ns) ==
	      offsetof(struct scs_row, min_ns) + sizeof(u64)); /* see scs_arch_widen() */

/**
 * struct scs_errno - the calls on one CPU that ended with an error
 * @gen: the generation that the rest belongs to; one that is not being counted
 *	if this is free
 * @key: which row, and which errno; see scs_errno_key()
 * @calls: how many
 * @total_ns: their time
 * @max_ns: the longest
 */
struct scs_errno {
	u32 gen;
	u32 key;
	u64 calls;
	u64 total_ns;
	u64 max_ns;
};

#define SCS_ERRNO_BITS 10
#define SCS_ERRNOS BIT(SCS_ERRNO_BITS)

/* Facts that are counted by CPU and not by call; see the README for each. */
enum scs_fact {
	/* What threads counted that have ended. */
	SCS_ENDED_ENTERED,
	SCS_ENDED_CALLS,
	SCS_ENDED_ERRORS,
	SCS_ENDED_TOTAL_NS,
	SCS_NORETURN,
	SCS_CHILDREN,
	SCS_ORPHANS,
	SCS_DENIED,
	SCS_ABANDONED,
	SCS_MISSED,
	SCS_CLOCK_BACK,
	SCS_ERRNO_UNLISTED, /* errors that the errnos have no room for */
	SCS_FACTS
};

/**
 * struct scs_cpu - the part of one CPU
 * @rows: where each row is; at scs_no_row, if the CPU has none yet
 * @gen: the generation that @facts belong to
 * @facts: see above
 * @errnos: a hash table of errors, by the key; see errors.c
 * @native: rows of the native ABI, in the table of the whole system
 */
struct scs_cpu {
	struct scs_row *rows[SCS_ROWS];
	u32 gen;
	u64 facts[SCS_FACTS];
	struct scs_errno errnos[SCS_ERRNOS];
	struct scs_row native[];
};

/* Of the whole system; what scs_system has in its table. */
DECLARE_PER_CPU(struct scs_cpu *, scs_cpu);

struct scs_carry;
struct scs_reserve;

/**
 * struct scs_table - the parts of all CPUs
 * @cpus: where each is; NULL for a CPU that has never been online
 * @native: they have the rows of the native ABI from the start
 * @reserve: where rows come from
 * @carries: what buckets had in excess, by row; NULL if they had nothing
 * @carry_lock: for @carries
 * @node: in the list of those who hear of CPUs that come
 */
struct scs_table {
	struct scs_cpu *__percpu *cpus;
	bool native;
	struct scs_reserve *reserve;
	struct scs_carry *carries[SCS_ROWS];
	raw_spinlock_t carry_lock; /* see above */
	struct hlist_node node;
};

/**
 * struct scs_sum - one row, summed over the CPUs
 * @timed: calls with a time: the sum of @buckets
 * @min_ns: meaningless while @timed is 0
 *
 * The other members are those of struct scs_row.
 */
struct scs_sum {
	u64 calls;
	u64 timed;
	u64 total_ns;
	u64 min_ns;
	u64 max_ns;
	u64 bytes;
	u64 errors;
	u64 restarts;
	u64 denied;
	u64 run_ns;
	u64 wait_ns;
	u64 buckets[SCS_BUCKETS];
};

int scs_tables_init(void);
void scs_tables_uninit(void);

int scs_table_init(struct scs_table *table, struct scs_reserve *reserve);
void scs_table_uninit(struct scs_table *table);
size_t scs_table_memory(const struct scs_table *table);
unsigned int scs_table_cpus(const struct scs_table *table);
void scs_table_sum(const struct scs_table *table, unsigned int row, u32 gen, struct scs_sum *sum);
u64 scs_table_cpu_calls(const struct scs_table *table, unsigned int cpu, unsigned int row, u32 gen);
void scs_table_facts(const struct scs_table *table, u32 gen, u64 facts[SCS_FACTS]);

void scs_fact_add(struct scs_table *table, enum scs_fact fact, u64 n, u32 gen);
struct scs_row *scs_row_get(struct scs_table *table, u32 call, u32 gen);
void scs_row_carry(struct scs_table *table, u32 call, struct scs_row *row, unsigned int bucket);

/**
 * scs_row_in() - the row of a call on this CPU
 * @table: in which table
 * @call: the call
 *
 * It may be of another generation than that being counted, or no row at all:
 * then scs_row_get() has it.
 *
 * Context: preemption off.
 */
static __always_inline struct scs_row *scs_row_in(const struct scs_table *table, u32 call)
{
	return this_cpu_read(*table->cpus)->rows[call & SCS_CALL_ROW];
}

/**
 * scs_row_of() - the same, of the whole system
 * @call: the call
 *
 * Context: preemption off.
 */
static __always_inline struct scs_row *scs_row_of(u32 call)
{
	return this_cpu_read(scs_cpu)->rows[call & SCS_CALL_ROW];
}

#endif /* SCS_TABLE_H */
