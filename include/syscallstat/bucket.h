/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Log-linear latency buckets: nanoseconds to bucket and back, and quantiles.
 *
 * Eight buckets an octave, the same bounds on every machine: below 16 ns each
 * value has a bucket of its own, above that a bucket is an eighth of a power
 * of two wide. Its midpoint is therefore within 1/16 (6.25 %) of every value
 * in it.
 *
 * Pure C: the module, the tool and the unit tests compile this same file.
 */
#ifndef SYSCALLSTAT_BUCKET_H
#define SYSCALLSTAT_BUCKET_H

#include <linux/types.h>

#define SCS_BUCKET_BITS 3

/*
 * A time is the difference of two readings of a signed 64-bit clock, so 2^63-1
 * is the longest there can be.
 */
#define SCS_NS_MAX (~0ULL >> 1)
#define SCS_BUCKETS ((63 - SCS_BUCKET_BITS + 1) << SCS_BUCKET_BITS)

/**
 * scs_bucket() - the bucket of a time
 * @ns: time in nanoseconds, up to SCS_NS_MAX
 *
 * Return: an index from 0 to SCS_BUCKETS - 1.
 */
static inline unsigned long scs_bucket(__u64 ns)
{
	unsigned long zeros = __builtin_clzll(ns | 1 << SCS_BUCKET_BITS);
	unsigned long shift = 63 - SCS_BUCKET_BITS - zeros;

	return (shift << SCS_BUCKET_BITS) + (unsigned long)(ns >> shift);
}

/**
 * scs_bucket_by_zeros() - the same, in another way
 * @ns: time in nanoseconds, up to SCS_NS_MAX
 *
 * Fewer instructions where one counts leading zeros and one subtracts what it shifts
 * (arm64), more where not (x86-64).
 *
 * Return: an index from 0 to SCS_BUCKETS - 1.
 */
static inline unsigned long scs_bucket_by_zeros(__u64 ns)
{
	unsigned long zeros = __builtin_clzll(ns | 1 << SCS_BUCKET_BITS);

	return (unsigned long)(ns << zeros >> (63 - SCS_BUCKET_BITS)) - (zeros << SCS_BUCKET_BITS) +
	       ((63 - SCS_BUCKET_BITS) << SCS_BUCKET_BITS);
}

/**
 * scs_bucket_low() - the smallest time in a bucket
 * @bucket: 0 to SCS_BUCKETS - 1
 *
 * Return: nanoseconds.
 */
static inline __u64 scs_bucket_low(unsigned int bucket)
{
	unsigned int octave = bucket >> SCS_BUCKET_BITS;
	__u64 sub = bucket & ((1 << SCS_BUCKET_BITS) - 1);

	if (!octave)
		return sub;
	return ((1ULL << SCS_BUCKET_BITS) + sub) << (octave - 1);
}

/**
 * scs_bucket_high() - the largest time in a bucket
 * @bucket: 0 to SCS_BUCKETS - 1
 *
 * Return: nanoseconds.
 */
static inline __u64 scs_bucket_high(unsigned int bucket)
{
	if (bucket == SCS_BUCKETS - 1)
		return SCS_NS_MAX;
	return scs_bucket_low(bucket + 1) - 1;
}

/**
 * scs_quantile() - a nearest-rank quantile of a histogram
 * @counts: SCS_BUCKETS counts
 * @n: their sum
 * @tail: the quantile as a fraction above it: 2 for p50, 10 for p90, 100 for
 *	p99, 1000 for p99.9
 * @min: the smallest sample in ns
 * @max: the largest sample in ns
 *
 * Return: the midpoint of the bucket that holds the sample of rank
 * ceil(n * (1 - 1/tail)), kept within [@min, @max], in ns; 0 when @n is 0.
 */
static inline __u64 scs_quantile(const __u64 *counts, __u64 n, unsigned int tail, __u64 min,
				 __u64 max)
{
	__u64 rank = n - n / tail;
	__u64 low, mid, seen = 0;
	unsigned int i;

	if (!n)
		return 0;
	for (i = 0; i < SCS_BUCKETS - 1; i++) {
		seen += counts[i];
		if (seen >= rank)
			break;
	}
	low = scs_bucket_low(i);
	mid = low + (scs_bucket_high(i) - low) / 2;
	if (mid < min)
		return min;
	return mid > max ? max : mid;
}

#endif /* SYSCALLSTAT_BUCKET_H */
