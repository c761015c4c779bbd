/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What depends on the architecture: which ABI a call came through, and the
 * counter that times it.
 *
 * x86-64: calls of the 64-bit, 32-bit and x32 tables; the counter is the TSC.
 */
#ifndef SCS_ARCH_H
#define SCS_ARCH_H

#include <linux/compiler.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <asm/msr.h>
#include <asm/syscall.h>
#include <asm/tsc.h>
#include <uapi/asm/unistd.h>

#include <syscallstat/bucket.h>

#include "lowbits.h"
#include "names.h"

#ifndef CONFIG_X86_64
#error "syscallstat does not know the system call ABIs of 32-bit kernels"
#endif

/* A new thread passes sys_exit on its way out of the clone that made it. */
#define SCS_ARCH_CHILD_EXITS 1

/**
 * scs_arch_call() - the handle of a system call
 * @regs: of the running task, at the entry of the call or at its refusal
 * @nr: the number as the kernel has it; any value
 *
 * Return: the handle, that of the invalid row if the number has no name.
 */
static __always_inline u16 scs_arch_call(struct pt_regs *regs, unsigned long nr)
{
	unsigned long low;

	if (unlikely(current_thread_info()->status & TS_COMPAT)) {
		low = scs_low_bits((u32)nr, SCS_NRS_32);
		return scs_handle(32, (u32)nr < SCS_NRS_32 ? 1 + low : 0);
	}
	low = scs_low_bits(nr, SCS_NRS_64);
	if (likely(nr < SCS_NRS_64))
		return scs_handle(64, 1 + low);
#ifdef CONFIG_X86_X32_ABI
	/* As do_syscall_x32() does; a negative number has this bit too. */
	if (nr & __X32_SYSCALL_BIT && nr <= INT_MAX) {
		nr &= ~(unsigned long)__X32_SYSCALL_BIT;
		low = scs_low_bits(nr, SCS_NRS_X32);
		return scs_handle(X32, nr < SCS_NRS_X32 ? 1 + low : 0);
	}
#endif
	return scs_handle(64, 0);
}

#define SCS_ARCH_COUNTER_NAME "tsc"

static __always_inline u64 scs_arch_counter(void)
{
	return rdtsc();
}

static inline u64 scs_arch_counter_ordered(void)
{
	return rdtsc_ordered();
}

/* A tick is @mult / 2^32 ns. */
struct scs_scale {
	u64 mult;
};

/* Of the ns of a tick, with 32 bits of fraction. */
static inline struct scs_scale scs_arch_scale(u64 mult)
{
	return (struct scs_scale){ mult };
}

/* Of up to 2^63 ns. For a variable of 128 bits the compiler would align the stack. */
static __always_inline u64 scs_arch_ns(struct scs_scale scale, u64 ticks)
{
	u64 high;

	asm("mulq %2\n\tshrdq $32, %1, %0" : "+a"(ticks), "=&d"(high) : "rm"(scale.mult) : "cc");
	return ticks;
}

/* Take @ns into a range. */
static __always_inline void scs_arch_widen(u64 *min, u64 *max, u64 ns)
{
	if (unlikely(ns < *min))
		*min = ns;
	if (unlikely(ns > *max))
		*max = ns;
}

#define scs_arch_bucket scs_bucket

/* Ticks a second; 0 if there is no counter. */
static inline u64 scs_arch_counter_hz(void)
{
	return tsc_khz * 1000ULL;
}

#endif /* SCS_ARCH_H */
