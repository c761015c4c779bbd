// SPDX-License-Identifier: GPL-2.0
/*
 * Buckets and quantiles: every bound, and the promised precision.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <syscallstat/bucket.h>

/* xorshift64*: the same samples everywhere. */
static uint64_t seed = 88172645463325252ULL;

static uint64_t next_random(void)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return seed * 2685821657736338717ULL;
}

/* A time of any order of magnitude. */
static uint64_t random_ns(void)
{
	return next_random() >> (1 + next_random() % 63);
}

static void assert_in_its_bucket(uint64_t ns)
{
	unsigned int b = scs_bucket(ns);

	assert_true(b < SCS_BUCKETS);
	assert_true(scs_bucket_low(b) <= ns);
	assert_true(ns <= scs_bucket_high(b));
	assert_int_equal(scs_bucket_by_zeros(ns), b);
}

static void test_powers_of_two(void **state)
{
	for (unsigned int n = 0; n < 63; n++) {
		uint64_t power = 1ULL << n;

		assert_in_its_bucket(power - 1);
		assert_in_its_bucket(power);
		assert_in_its_bucket(power + 1);
		if (power >= 8)
			assert_int_equal(scs_bucket(power), scs_bucket(power - 1) + 1);
	}
	assert_in_its_bucket(SCS_NS_MAX);
	assert_int_equal(scs_bucket(SCS_NS_MAX), SCS_BUCKETS - 1);
}

static void test_ends_of_the_range(void **state)
{
	assert_int_equal(scs_bucket(0), 0);
	assert_int_equal(scs_bucket_low(0), 0);
	assert_int_equal(scs_bucket_high(0), 0);
	assert_int_equal(scs_bucket_high(SCS_BUCKETS - 1), SCS_NS_MAX);
	/* No difference of two readings of a clock, but never out of bounds. */
}

static void test_small_times_are_exact(void **state)
{
	for (unsigned int ns = 0; ns < 16; ns++) {
		assert_int_equal(scs_bucket(ns), ns);
		assert_int_equal(scs_bucket_by_zeros(ns), ns);
		assert_int_equal(scs_bucket_low(ns), ns);
		assert_int_equal(scs_bucket_high(ns), ns);
	}
}

static void test_buckets_leave_no_gap(void **state)
{
	for (unsigned int b = 0; b < SCS_BUCKETS; b++) {
		assert_true(scs_bucket_low(b) <= scs_bucket_high(b));
		assert_int_equal(scs_bucket(scs_bucket_low(b)), b);
		assert_int_equal(scs_bucket(scs_bucket_high(b)), b);
		if (b)
			assert_int_equal(scs_bucket_low(b), scs_bucket_high(b - 1) + 1);
	}
}

static void test_eight_an_octave(void **state)
{
	for (unsigned int n = 3; n < 62; n++)
		assert_int_equal(scs_bucket(2ULL << n) - scs_bucket(1ULL << n), 8);
}

static void test_order(void **state)
{
	for (int i = 0; i < 100000; i++) {
		uint64_t a = random_ns(), b = random_ns();

		assert_in_its_bucket(a);
		if (a <= b)
			assert_true(scs_bucket(a) <= scs_bucket(b));
		else
			assert_true(scs_bucket(a) >= scs_bucket(b));
	}
}

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

#define SAMPLES 20000

/* Quantiles of samples against those of the sorted samples, by nearest rank. */
static void check_quantiles(uint64_t (*sample)(void), size_t n)
{
	static const unsigned int tails[] = { 2, 10, 100, 1000 };
	static uint64_t samples[SAMPLES];
	static __u64 counts[SCS_BUCKETS];
	uint64_t min = UINT64_MAX, max = 0;

	memset(counts, 0, sizeof(counts));
	for (size_t i = 0; i < n; i++) {
		samples[i] = sample();
		counts[scs_bucket(samples[i])]++;
		min = samples[i] < min ? samples[i] : min;
		max = samples[i] > max ? samples[i] : max;
	}
	qsort(samples, n, sizeof(samples[0]), compare_u64);

	for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
		/* ceil(n * (tail - 1) / tail), in other words than the code's. */
		size_t rank = (n * (tails[i] - 1) + tails[i] - 1) / tails[i];
		uint64_t real = samples[rank ? rank - 1 : 0];
		uint64_t got = scs_quantile(counts, n, tails[i], min, max);
		uint64_t off = got > real ? got - real : real - got;

		assert_true(got >= min && got <= max);
		assert_true(off <= real / 16);
	}
}

static uint64_t sample_narrow(void)
{
	return 1000 + next_random() % 200;
}

static uint64_t sample_two_peaks(void)
{
	return next_random() % 100 ? 300 + next_random() % 50 : 5000000 + next_random() % 1000000;
}

static uint64_t sample_tiny(void)
{
	return next_random() % 20;
}

static uint64_t sample_huge(void)
{
	return SCS_NS_MAX - next_random() % 1000;
}

static void test_quantiles_within_a_sixteenth(void **state)
{
	/* Around each rank that a quantile may fall on. */
	static const size_t sizes[] = {
		1, 2, 3, 9, 10, 11, 99, 100, 101, 999, 1000, 1001, SAMPLES,
	};
	static const struct {
		uint64_t (*sample)(void);
	} shapes[] = {
		{ random_ns },	 { sample_narrow }, { sample_two_peaks },
		{ sample_tiny }, { sample_huge },
	};

	for (size_t s = 0; s < sizeof(shapes) / sizeof(shapes[0]); s++)
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
			for (int round = 0; round < 5; round++)
				check_quantiles(shapes[s].sample, sizes[i]);
}

static void test_quantile_of_nothing(void **state)
{
	static const __u64 counts[SCS_BUCKETS];

	assert_int_equal(scs_quantile(counts, 0, 2, UINT64_MAX, 0), 0);
}

static void test_quantile_of_large_counts(void **state)
{
	static __u64 counts[SCS_BUCKETS];
	const uint64_t many = 1ULL << 60;

	memset(counts, 0, sizeof(counts));
	counts[scs_bucket(10)] = many;
	counts[scs_bucket(1000)] = many / 100;
	assert_int_equal(scs_quantile(counts, many + many / 100, 2, 10, 1000), 10);
	assert_int_equal(scs_quantile(counts, many + many / 100, 10, 10, 1000), 10);
	assert_in_range(scs_quantile(counts, many + many / 100, 1000, 10, 1000), 940, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_powers_of_two),
		cmocka_unit_test(test_ends_of_the_range),
		cmocka_unit_test(test_small_times_are_exact),
		cmocka_unit_test(test_buckets_leave_no_gap),
		cmocka_unit_test(test_eight_an_octave),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_quantiles_within_a_sixteenth),
		cmocka_unit_test(test_quantile_of_nothing),
		cmocka_unit_test(test_quantile_of_large_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
