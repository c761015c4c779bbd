/* SPDX-License-Identifier: GPL-2.0 */
/*
 * From the number of a call into the bounds of a table, on the hot path.
 */
#ifndef SCS_LOWBITS_H
#define SCS_LOWBITS_H

#include <linux/compiler.h>
#include <linux/types.h>

/*
 * The low bits of a number, in the bounds of a table also where the CPU guesses wrong
 * whether the number is. The compiler must not conclude that they are the same: so
 * compare the number with @count, not with them.
 */
static __always_inline unsigned long scs_low_bits(unsigned long nr, unsigned long count)
{
	unsigned long low = nr & (count - 1);

	OPTIMIZER_HIDE_VAR(low);
	return low;
}

#endif /* SCS_LOWBITS_H */
