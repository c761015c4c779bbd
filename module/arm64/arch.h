/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What depends on the architecture: which ABI a call came through, and the
 * counter that times it.
 *
 * arm64: calls of the 64-bit table, and of 32-bit programs; the counter is the
 * virtual one of the architected timers.
 */
#ifndef SCS_ARCH_H
#define SCS_ARCH_H

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/math64.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <asm/arch_timer.h>
#include <asm/ptrace.h>
#include <asm/syscall.h>
#include <asm/sysreg.h>

#include <syscallstat/bucket.h>

#include "lowbits.h"
#include "names.h"

#ifndef CONFIG_ARM64_4K_PAGES
#error "syscallstat needs a kernel with pages of 4 KiB (CONFIG_ARM64_4K_PAGES)"
#endif

/*
 * A new thread goes to user mode by ret_from_fork, past the end of all calls: the
 * only exits without an entry are those of calls that are refused.
 */
#define SCS_ARCH_CHILD_EXITS 0

/**
 * scs_arch_call() - the handle of a system call
 * @regs: of the running task, at the entry of the call or at its refusal
 * @nr: the number as the kernel has it; any value
 *
 * The kernel takes the low 32 bits of the register for a number, and extends them
 * by their sign.
 *
 * Return: the handle, that of the invalid row if the number has no name.
 */
static __always_inline u16 scs_arch_call(struct pt_regs *regs, unsigned long nr)
{
	unsigned long low;

	if (unlikely(regs->pstate & PSR_MODE32_BIT)) {
		low = scs_low_bits(nr, SCS_NRS_32);
		return scs_handle(32, nr < SCS_NRS_32 ? 1 + low : 0);
	}
	low = scs_low_bits(nr, SCS_NRS_64);
	return scs_handle(64, nr < SCS_NRS_64 ? 1 + low : 0);
}

/* As the kernel names it. */
#define SCS_ARCH_COUNTER_NAME "arch_sys_counter"

/*
 * Not ordered with what is around it: the CPU may read it some instructions too
 * early. But not before the switch to the task that goes on elsewhere, which takes
 * an exception return; so what began on one CPU does not end earlier on another.
 */
static __always_inline u64 scs_arch_counter(void)
{
	return read_sysreg(cntvct_el0);
}

static inline u64 scs_arch_counter_ordered(void)
{
	return __arch_counter_get_cntvct();
}

/* A tick is @mult / 2^(64 - @shift) ns: so the high half of one product is the result. */
struct scs_scale {
	u64 mult;
	u64 shift;
};

/* Of the ns of a tick, with 32 bits of fraction; above 0. */
static inline struct scs_scale scs_arch_scale(u64 mult)
{
	unsigned int bits = fls64(mult), shift = bits > 32 ? bits - 32 : 0;

	return (struct scs_scale){ mult << (32 - shift), shift };
}

/* Of up to 2^63 ns. */
static __always_inline u64 scs_arch_ns(struct scs_scale scale, u64 ticks)
{
	return mul_u64_u64_shr(ticks << scale.shift, scale.mult, 64);
}

/* Take @ns into a range, whose ends are read by one instruction: @max follows @min. */
static __always_inline void scs_arch_widen(u64 *min, u64 *max, u64 ns)
{
	u64 least, most;

	asm("ldp %0, %1, %2" : "=r"(least), "=r"(most) : "Ump"(*min), "m"(*max));
	if (unlikely(ns < least))
		*min = ns;
	if (unlikely(ns > most))
		*max = ns;
}

#define scs_arch_bucket scs_bucket_by_zeros

/* Does a CPU need more than one reading, or other ones, to get it right? */
static inline bool scs_arch_counter_has_erratum(void)
{
	const struct arch_timer_erratum_workaround *workaround;
	int cpu;

	for_each_possible_cpu(cpu) {
		if (!IS_ENABLED(CONFIG_ARM_ARCH_TIMER_OOL_WORKAROUND))
			break;
		workaround = per_cpu(timer_unstable_counter_workaround, cpu);
		if (workaround && workaround->read_cntvct_el0)
			return true;
	}
	return false;
}

/* Ticks a second; 0 if there is no counter that one may just read. */
static inline u64 scs_arch_counter_hz(void)
{
	return scs_arch_counter_has_erratum() ? 0 : arch_timer_get_cntfrq();
}

#endif /* SCS_ARCH_H */
