/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The system calls of the kernel built for: number to handle, row to name.
 *
 * A handle is what a slot keeps of a call between its entry and its exit: the
 * row that counts it, and as bits above that what is special about it. The
 * tables of handles begin with the one of all numbers that have no name. Then comes a
 * power of two of entries, so that a number can be brought into their bounds by its
 * low bits; those without a call have the first handle too.
 *
 * Pure C: the module and the unit tests compile this same file.
 */
#ifndef SCS_NAMES_H
#define SCS_NAMES_H

#include "calls.h"
#include "pure.h"

/* The ABI of the kernel itself. */
#define SCS_ROWS_NATIVE SCS_ROWS_64
#define SCS_FIRST_NATIVE SCS_INVALID_64

/* In the order in which they are shown. */
enum scs_abi {
	SCS_ABI_32,
	SCS_ABI_64,
	SCS_ABI_X32
};

#define SCS_CALL_ROW 0x0fff
#define SCS_CALL_BYTES 0x1000 /* a positive return value is a number of bytes */
#define SCS_CALL_NORETURN 0x2000 /* ends with the thread, by design */
#define SCS_CALL_SIGRETURN 0x4000 /* the return value is another call's */
#define SCS_CALL_UNSELECTED 0x8000 /* not to be counted */

/**
 * struct scs_call - a row
 * @abi: an enum scs_abi
 * @nr: the number, -1 for all that have no name
 * @name: as users know it
 * @symbol: the function that carries it out, perhaps not this call's alone;
 *	NULL if the kernel has none
 */
struct scs_call {
	__u8 abi;
	__s16 nr;
	const char *name;
	const char *symbol;
};

/**
 * struct scs_selection - which calls are counted
 * @rows: true for those that are
 */
struct scs_selection {
	bool rows[SCS_ROWS];
};

extern const struct scs_call scs_calls[SCS_ROWS];

/* One for each ABI of the architecture: scs_handles_32, scs_handles_64, ... */
#define SCS_DECLARE_HANDLES(abi) extern __u16 scs_handles_##abi[1 + SCS_NRS_##abi]
SCS_FOR_EACH_ABI(SCS_DECLARE_HANDLES);

/* One of them. What is selected may be changing, while nothing is being recorded. */
#define scs_handle(abi, i) data_race(scs_handles_##abi[i])

const char *scs_abi_name(enum scs_abi abi);
int scs_selection_parse(struct scs_selection *sel, const char *list, const char **bad_at,
			const char **wrong);
void scs_selection_mark(const struct scs_selection *sel);

#endif /* SCS_NAMES_H */
