/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The system calls of the kernel built for: number to handle, row to name.
 *
 * A handle is what a slot keeps of a call between its entry and its exit: the
 * row that counts it, and as bits above that what is special about it.
 *
 * Pure C: the module and the unit tests compile this same file.
 */
#ifndef SCS_NAMES_H
#define SCS_NAMES_H

#include <linux/types.h>

#include "calls.h"

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

#if SCS_ROWS > SCS_CALL_ROW
#error "more system calls than a handle can number"
#endif

struct scs_call {
	__u8 abi;
	__s16 nr;
	const char *name;
};

extern const struct scs_call scs_calls[SCS_ROWS];
extern const __u16 scs_handles_32[SCS_NRS_32];
extern const __u16 scs_handles_64[SCS_NRS_64];
extern const __u16 scs_handles_X32[SCS_NRS_X32];

const char *scs_abi_name(enum scs_abi abi);

#endif /* SCS_NAMES_H */
