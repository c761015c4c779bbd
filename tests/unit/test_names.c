// SPDX-License-Identifier: GPL-2.0
/*
 * The table of system calls, here of this machine's own headers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>

#include <cmocka.h>

#include "names.h"

static const struct {
	enum scs_abi abi;
	const __u16 *handles;
	unsigned int count, invalid;
} tables[] = {
	{ SCS_ABI_32, scs_handles_32 + 1, SCS_NRS_32, SCS_INVALID_32 },
	{ SCS_ABI_64, scs_handles_64 + 1, SCS_NRS_64, SCS_INVALID_64 },
	{ SCS_ABI_X32, scs_handles_X32 + 1, SCS_NRS_X32, SCS_INVALID_X32 },
};

static const char *name_of(enum scs_abi abi, unsigned int nr)
{
	assert_true(nr < tables[abi].count);
	return scs_calls[tables[abi].handles[nr] & SCS_CALL_ROW].name;
}

static void test_names_users_know(void **state)
{
	assert_string_equal(name_of(SCS_ABI_64, SYS_read), "read");
	assert_string_equal(name_of(SCS_ABI_64, SYS_stat), "stat");
	assert_string_equal(name_of(SCS_ABI_64, SYS_newfstatat), "newfstatat");
	assert_string_equal(name_of(SCS_ABI_64, SYS_openat2), "openat2");
	assert_string_equal(name_of(SCS_ABI_32, 3), "read");
	assert_string_equal(name_of(SCS_ABI_32, 64), "getppid");
	assert_string_equal(name_of(SCS_ABI_32, 119), "sigreturn");
	assert_string_equal(name_of(SCS_ABI_X32, 0), "read");
	assert_string_equal(name_of(SCS_ABI_X32, 520), "execve");
	/* A hole of the 64-bit table. */
	assert_string_equal(name_of(SCS_ABI_64, 400), "invalid");
}

static void test_handles_and_rows_agree(void **state)
{
	unsigned int named = 0;

	for (unsigned int a = 0; a < 3; a++) {
		assert_int_equal(scs_calls[tables[a].invalid].abi, tables[a].abi);
		assert_int_equal(scs_calls[tables[a].invalid].nr, -1);
		/* What stands before the first number is for those beyond the last. */
		assert_int_equal(tables[a].handles[-1], tables[a].invalid);
		for (unsigned int nr = 0; nr < tables[a].count; nr++) {
			unsigned int row = tables[a].handles[nr] & SCS_CALL_ROW;

			assert_true(row < SCS_ROWS);
			assert_int_equal(scs_calls[row].abi, tables[a].abi);
			if (row == tables[a].invalid)
				continue;
			assert_int_equal(scs_calls[row].nr, nr);
			named++;
		}
	}
	assert_int_equal(named + 3, SCS_ROWS);
	assert_true(named > 3 * 330);
}

static void test_rows_are_in_order(void **state)
{
	for (unsigned int row = 1; row < SCS_ROWS; row++) {
		const struct scs_call *a = &scs_calls[row - 1], *b = &scs_calls[row];

		assert_true(a->abi < b->abi || (a->abi == b->abi && a->nr < b->nr));
		/* As text too, which is how they are shown. */
		assert_true(strcmp(scs_abi_name(a->abi), scs_abi_name(b->abi)) <= 0);
	}
}

static void test_flags(void **state)
{
	static const char *const bytes[] = {
		"read",
		"pread64",
		"readv",
		"preadv",
		"preadv2",
		"write",
		"pwrite64",
		"writev",
		"pwritev",
		"pwritev2",
		"sendto",
		"sendmsg",
		"recvfrom",
		"recvmsg",
		"send",
		"recv",
		"sendfile",
		"sendfile64",
		"splice",
		"tee",
		"vmsplice",
		"copy_file_range",
		"process_vm_readv",
		"process_vm_writev",
		"getrandom",
		"mq_timedreceive",
		"msgrcv",
	};

	for (unsigned int a = 0; a < 3; a++) {
		for (unsigned int nr = 0; nr < tables[a].count; nr++) {
			__u32 handle = tables[a].handles[nr];
			const char *name = name_of(a, nr);
			int is_bytes = 0;

			for (size_t i = 0; i < sizeof(bytes) / sizeof(bytes[0]); i++)
				is_bytes |= !strcmp(name, bytes[i]);
			assert_int_equal(!!(handle & SCS_CALL_BYTES), is_bytes);
			assert_int_equal(!!(handle & SCS_CALL_NORETURN),
					 !strcmp(name, "exit") || !strcmp(name, "exit_group"));
			assert_int_equal(!!(handle & SCS_CALL_SIGRETURN),
					 !strcmp(name, "sigreturn") ||
						 !strcmp(name, "rt_sigreturn"));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_users_know),
		cmocka_unit_test(test_handles_and_rows_agree),
		cmocka_unit_test(test_rows_are_in_order),
		cmocka_unit_test(test_flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
