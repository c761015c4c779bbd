/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kprobes that are gone when they should be.
 *
 * To disarm one the kernel may need memory, and without it leaves the probe where it is,
 * armed, without a word. So a thread of the kernel's own does it: memory may be refused to
 * a task that is being killed for want of it, but not to that one.
 */
#ifndef SCS_KPROBE_H
#define SCS_KPROBE_H

#include <linux/kconfig.h>
#include <linux/kprobes.h>

#if IS_ENABLED(CONFIG_KPROBES)
void scs_kprobe_unregister(struct kprobe *kp);
void scs_kretprobes_unregister(struct kretprobe **rps, unsigned int count);
#else
/* None was ever registered. */
static inline void scs_kprobe_unregister(struct kprobe *kp)
{
}
#endif

#endif /* SCS_KPROBE_H */
