/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What depends on the architecture: which ABI a call came through.
 */
#ifndef SCS_ARCH_H
#define SCS_ARCH_H

#include <linux/nospec.h>
#include <linux/sched.h>
#include <asm/syscall.h>
#include <uapi/asm/unistd.h>

#include "names.h"

static __always_inline u16 scs_arch_handle(const u16 *handles, unsigned int count, unsigned int nr)
{
	/* The last one is for all numbers that have none. */
	if (unlikely(nr > count))
		nr = count;
	return handles[array_index_nospec(nr, count + 1)];
}

/**
 * scs_arch_call() - the handle of a system call
 * @regs: of the running task, at the entry of the call or at its refusal
 * @nr: the number as the kernel has it; any value
 *
 * Return: the handle, that of the invalid row if the number has no name.
 */
static __always_inline u16 scs_arch_call(struct pt_regs *regs, long nr)
{
	if (unlikely(current_thread_info()->status & TS_COMPAT))
		return scs_arch_handle(scs_handles_32, SCS_NRS_32, nr);
#ifdef CONFIG_X86_X32_ABI
	/* As do_syscall_x32() does; a negative number has this bit too. */
	if (unlikely(nr & __X32_SYSCALL_BIT) && nr >= 0)
		return scs_arch_handle(scs_handles_X32, SCS_NRS_X32, nr & ~__X32_SYSCALL_BIT);
#endif
	return scs_arch_handle(scs_handles_64, SCS_NRS_64, nr);
}

#endif /* SCS_ARCH_H */
