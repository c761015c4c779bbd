// SPDX-License-Identifier: GPL-2.0
/*
 * The recorder, compiled as plain C, on this CPU: what both probes take together,
 * beside two readings of the counter, without which nobody can tell how long a
 * call takes. Prints ns of the quickest of many short rounds, and the ratio.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "record.h"

#define ROUNDS 2000
#define TIMES 1000
#define GENERATION 1

__thread struct task_struct *native_current;
__thread struct scs_cpu *scs_cpu;
struct scs_stats scs_system = { .generation = GENERATION };
bool scs_clock_is_counter = true;
bool scs_wait_is_split;
struct scs_scale scs_clock_scale;
unsigned int tsc_khz;

/* What the cold functions need; not on the way that is measured. */
u64 ktime_get_raw_fast_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

struct scs_slot *scs_slot_claim(void)
{
	struct scs_slot *slot = scs_slot_of(current->pid);

	slot->task = current;
	return slot;
}

struct scs_row *scs_row_get(struct scs_table *table, u32 call, u32 gen)
{
	struct scs_row *row = scs_row_of(call);

	row->gen = gen;
	row->min_ns = U64_MAX;
	return row;
}

void scs_row_carry(struct scs_table *table, u32 call, struct scs_row *row, unsigned int bucket)
{
	row->buckets[bucket] = 0;
}

void scs_fact_add(struct scs_table *table, enum scs_fact fact, u64 n, u32 gen)
{
}

bool scs_errno_find(struct scs_table *table, u32 call, struct scs_row *row, u32 error)
{
	return false;
}

void scs_wait_begin(struct scs_slot *slot)
{
}

void scs_wait_end(struct scs_slot *slot, struct scs_row *row, u64 ns)
{
}

/* As a tracepoint calls its probes. */
static noinline void probe_enter(void *data, struct pt_regs *regs, long nr)
{
	scs_record_enter(*(u32 *)data, regs, nr);
}

static noinline void probe_exit(void *data, struct pt_regs *regs, long ret)
{
	scs_record_exit(*(u32 *)data, regs, ret);
}

static u32 generation = GENERATION;
static volatile u64 sink;

static void both_probes(void)
{
	/* Several calls, as programs make them. */
	static const u16 nrs[] = { 0, 1, 3, 39, 202, 232, 257, 35 };
	struct pt_regs regs;

	for (unsigned int i = 0; i < TIMES; i++) {
		probe_enter(&generation, &regs, nrs[i % ARRAY_SIZE(nrs)]);
		probe_exit(&generation, &regs, 0);
	}
}

static void two_readings(void)
{
	for (unsigned int i = 0; i < TIMES; i++) {
		u64 start = rdtsc();

		sink = rdtsc() - start;
	}
}

/* Tenths of a ns, as in the kernel without floating point. */
static u64 measure(void (*work)(void))
{
	u64 least = U64_MAX;

	for (int round = 0; round < ROUNDS; round++) {
		u64 ns = ktime_get_raw_fast_ns();

		work();
		ns = ktime_get_raw_fast_ns() - ns;
		if (ns < least)
			least = ns;
	}
	return least * 10 / TIMES;
}

static void *zalloc(size_t size)
{
	void *p = aligned_alloc(PAGE_SIZE, (size + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE);

	if (!p) {
		perror("native");
		exit(1);
	}
	return __builtin_memset(p, 0, size);
}

static void calibrate(void)
{
	u64 ticks = rdtsc(), ns = ktime_get_raw_fast_ns();

	while (ktime_get_raw_fast_ns() - ns < 50000000)
		;
	ticks = rdtsc() - ticks;
	ns = ktime_get_raw_fast_ns() - ns;
	/* 50 ms have 26 bits, so nothing is lost. */
	scs_clock_scale = scs_arch_scale((ns << 32) / ticks);
}

int main(void)
{
	struct task_struct *task = zalloc(sizeof(*task));
	u64 probes, readings, ratio, calls = 0;

	task->pid = 1;
	native_current = task;
	scs_cpu = zalloc(sizeof(*scs_cpu) + SCS_ROWS_NATIVE * sizeof(struct scs_row));
	for (unsigned int i = 0; i < SCS_ROWS_NATIVE; i++)
		scs_cpu->rows[SCS_FIRST_NATIVE + i] = &scs_cpu->native[i];
	scs_system.slots.chunks = zalloc(sizeof(*scs_system.slots.chunks));
	scs_system.slots.chunks[0] = (unsigned long)zalloc(PAGE_SIZE);
	calibrate();

	readings = measure(two_readings);
	probes = measure(both_probes);
	for (unsigned int i = 0; i < SCS_ROWS_NATIVE; i++)
		calls += scs_cpu->native[i].calls;
	if (calls != (u64)ROUNDS * TIMES) {
		fprintf(stderr, "native: %llu calls are counted, not %d\n", calls, ROUNDS * TIMES);
		return 1;
	}
	ratio = probes * 100 / readings;
	printf("two readings of the counter %llu.%llu ns\n", readings / 10, readings % 10);
	printf("both probes %llu.%llu ns\n", probes / 10, probes % 10);
	printf("ratio %llu.%02llu\n", ratio / 100, ratio % 100);
	return 0;
}
