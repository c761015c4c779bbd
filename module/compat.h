/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Differences between kernel versions and configurations: all of them, and
 * nowhere else. Each names the version and the upstream change.
 */
#ifndef SCS_COMPAT_H
#define SCS_COMPAT_H

#include <linux/preempt.h>
#include <linux/version.h>

#ifndef CONFIG_HAVE_SYSCALL_TRACEPOINTS
#error "syscallstat needs a kernel with system call tracepoints (CONFIG_HAVE_SYSCALL_TRACEPOINTS)"
#endif

#ifndef CONFIG_X86_64
#error "syscallstat does not know the system call ABIs of this architecture yet"
#endif

/*
 * v6.13, a363d27cdbc2 ("tracing: Allow system call tracepoints to handle page
 * faults"): probes of sys_enter and sys_exit run with preemption on.
 */
static __always_inline void scs_syscall_probe_begin(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	preempt_disable_notrace();
#endif
}

static __always_inline void scs_syscall_probe_end(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	preempt_enable_notrace();
#endif
}

#endif /* SCS_COMPAT_H */
