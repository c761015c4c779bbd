// SPDX-License-Identifier: GPL-2.0
#include "names.h"

/* Once more, now for the tables themselves. */
#define SCS_DEFINE_CALLS
#include "calls.h"

/**
 * scs_abi_name() - the name of an ABI as users see it
 * @abi: the ABI
 *
 * Return: the name that the kernel's own system call tables use.
 */
const char *scs_abi_name(enum scs_abi abi)
{
	switch (abi) {
	case SCS_ABI_32:
		return "32";
	case SCS_ABI_64:
		return "64";
	case SCS_ABI_X32:
		return "x32";
	}
	return "-";
}
