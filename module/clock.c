// SPDX-License-Identifier: GPL-2.0
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/time64.h>

#include "clock.h"
#include "compat.h"
#include "record.h"

DEFINE_STATIC_KEY_FALSE(scs_clock_is_counter);

/* Of the clock in use; set when it is chosen for the first time. */
struct scs_scale scs_clock_scale __read_mostly;

/* What that of the counter was made from; the kernel measures once more after booting. */
static u64 clock_hz;

/*
 * The kernel keeps its time by the counter as long as it holds it for constant,
 * never stopping and the same on all CPUs, and watches it. It does not say so
 * to modules; but what it reads for its time then lies between two readings of
 * the counter. No other clock source could do that by chance. (To be wrong once
 * would cost the calls that are open, so it is asked more than once.)
 */
static bool kernel_reads_counter(void)
{
	struct system_time_snapshot snapshot;
	unsigned int tries;
	u64 before;

	for (tries = 0; tries < 3; tries++) {
		before = scs_arch_counter_ordered();
		scs_ktime_get_snapshot(&snapshot);
		if (snapshot.cycles >= before && snapshot.cycles <= scs_arch_counter_ordered())
			return true;
	}
	return false;
}

/**
 * scs_clock_is_trusted() - is the clock in use still a good one?
 *
 * Context: any.
 */
bool scs_clock_is_trusted(void)
{
	return !static_key_enabled(&scs_clock_is_counter) ||
	       (clock_hz == scs_arch_counter_hz() && kernel_reads_counter());
}

/**
 * scs_clock_choose() - take the best clock there is
 *
 * Context: may sleep; nothing is being recorded.
 */
void scs_clock_choose(void)
{
	clock_hz = scs_arch_counter_hz();
	if (clock_hz && kernel_reads_counter()) {
		scs_clock_scale = scs_arch_scale(div64_u64((u64)NSEC_PER_SEC << 32, clock_hz));
		static_branch_enable(&scs_clock_is_counter);
	} else {
		scs_clock_scale = scs_arch_scale(1ULL << 32);
		static_branch_disable(&scs_clock_is_counter);
	}
	scs_record_choose();
}

/**
 * scs_clock_name() - the clock in use
 *
 * Return: its name as users see it.
 */
const char *scs_clock_name(void)
{
	return static_key_enabled(&scs_clock_is_counter) ? SCS_ARCH_COUNTER_NAME : "monotonic_raw";
}
