/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What times the calls: the counter of the CPU where the kernel itself keeps
 * its time by it, else the kernel's raw monotonic clock, which costs ten times
 * as much.
 */
#ifndef SCS_CLOCK_H
#define SCS_CLOCK_H

#include <linux/jump_label.h>
#include <linux/ktime.h>
#include <linux/types.h>

#include "arch.h"

DECLARE_STATIC_KEY_FALSE(scs_clock_is_counter);
extern struct scs_scale scs_clock_scale;

/**
 * scs_clock_now() - read the clock
 *
 * Context: any.
 * Return: ticks since some moment.
 */
static inline u64 scs_clock_now(void)
{
	if (static_branch_likely(&scs_clock_is_counter))
		return scs_arch_counter();
	return ktime_get_raw_fast_ns();
}

/**
 * scs_clock_ns() - ticks to nanoseconds
 * @ticks: what two readings differ by, up to a hundred years
 *
 * Return: nanoseconds, rounded down.
 */
static __always_inline u64 scs_clock_ns(u64 ticks)
{
	return scs_arch_ns(scs_clock_scale, ticks);
}

bool scs_clock_is_trusted(void);
void scs_clock_choose(void);
const char *scs_clock_name(void);

#endif /* SCS_CLOCK_H */
