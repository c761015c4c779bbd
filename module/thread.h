/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The threads of the system: which slot is whose, as they begin, end and change
 * their pids.
 */
#ifndef SCS_THREAD_H
#define SCS_THREAD_H

#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>

#include "slots.h"
#include "stats.h"

/*
 * Guards which slot is whose, and what follows: chunks and their thread
 * counts, and who is selected by which session. It is taken when a thread begins,
 * ends or changes its pid, never by the call of a thread that has its slot; the
 * kernel takes its own global tasklist_lock for longer at the same moments.
 */
extern raw_spinlock_t scs_thread_lock;

/**
 * scs_slot_of() - the place of a pid among the threads of the system
 * @pid: in the initial namespace, above 0
 *
 * Context: while attached; see scs_slots_at().
 * Return: the slot.
 */
static __always_inline struct scs_slot *scs_slot_of(pid_t pid)
{
	return scs_slots_at(&scs_system.slots, pid);
}

struct scs_slot *scs_slot_claim(void);
pid_t scs_slot_seek(const struct task_struct *task);
struct scs_slot *scs_slot_locate(struct task_struct *task, pid_t *pid);

void scs_thread_counting(bool on);
void scs_thread_born(struct task_struct *child);
void scs_thread_ended(struct task_struct *task);
int scs_thread_attach(void);
void scs_thread_detach(void);
void scs_thread_forget_waits(void);

#endif /* SCS_THREAD_H */
