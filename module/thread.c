// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>

#include "arch.h"
#include "compat.h"
#include "lives.h"
#include "reserve.h"
#include "session.h"
#include "thread.h"

DEFINE_RAW_SPINLOCK(scs_thread_lock);

/* Whether a thread that begins now is seen in all that it does. */
static bool counting;

/* How many follow the threads: the state while it is running, and each session. */
static unsigned int users;

/* The functions below that begin with slot_ are called with the lock held. */

/* Its thread has ended, and nobody has told: see hold() in slots.c. */
static bool slot_is_stale(const struct scs_slot *slot)
{
	return !SCS_HAVE_TRACEPOINTS && slot->task && READ_ONCE(slot->task->exit_state);
}

static void slot_abandon(struct scs_slot *slot, pid_t pid)
{
	scs_slot_end(&scs_system, slot, SCS_ABANDONED);
	scs_slots_drop(&scs_system.slots, pid);
}

/* Bring a slot to the pid that its thread has now: another, since it is in execve. */
static struct scs_slot *slot_move(struct scs_slot *from, pid_t pid)
{
	pid_t now = READ_ONCE(from->task->pid);
	struct scs_slot *to;

	/* A second one, of drop_second_slots(). */
	if (scs_slot_of(now)->task == from->task) {
		scs_slots_drop(&scs_system.slots, pid);
		return scs_slot_of(now);
	}
	/* Of the leader whose pid it was. */
	if (slot_is_stale(scs_slot_of(now)))
		slot_abandon(scs_slot_of(now), now);
	/* Whoever finds the slot of the system finds those of the sessions there, too. */
	scs_sessions_moved(from, pid, now);
	to = scs_slots_move(&scs_system.slots, pid, now);
	if (!to) {
		scs_sessions_ended(from, now, SCS_MISSED);
		scs_slot_end(&scs_system, from, SCS_MISSED);
		scs_slots_drop(&scs_system.slots, pid);
		return NULL;
	}
	scs_sessions_arrived(to, now);
	return to;
}

/* The pid is used again. */
static void slot_vacate(struct scs_slot *slot, pid_t pid)
{
	/*
	 * If not, then a thread that was not the leader of its process is in execve: it has
	 * taken over the leader's pid.
	 */
	if (slot_is_stale(slot))
		slot_abandon(slot, pid);
	else
		slot_move(slot, pid);
}

static struct scs_slot *slot_give(struct task_struct *task)
{
	pid_t pid = READ_ONCE(task->pid);
	struct scs_slot *slot = scs_slot_of(pid);

	if (slot->task == task)
		return slot;
	if (slot->task)
		slot_vacate(slot, pid);
	slot = scs_slots_give(&scs_system.slots, pid, task);
	if (slot)
		slot->since = scs_system.generation;
	return slot;
}

/**
 * scs_slot_seek() - where the slot of a thread may be
 * @task: the thread
 *
 * A thread that was not the leader of its process takes over the leader's pid in execve;
 * its slot stays behind until the call ends, well or not, or the thread does.
 * (sched_process_exec would tell earlier, but only of success.)
 *
 * Context: under RCU, without the lock, for it may take long.
 * Return: a pid for scs_slot_locate().
 */
pid_t scs_slot_seek(const struct task_struct *task)
{
	pid_t pid = READ_ONCE(task->pid);

	/* It is looked at again with the lock held. */
	if (data_race(scs_slot_of(pid)->task) == task || pid != READ_ONCE(task->tgid))
		return pid;
	return scs_slots_search(&scs_system.slots, task);
}

/**
 * scs_slot_locate() - the slot of a thread, which may be another than the running one
 * @task: the thread, which has not ended
 * @pid: what scs_slot_seek() said; receives the pid that it is at: another than that of
 *	the thread, while that changes
 *
 * Context: the lock is held.
 * Return: the slot; NULL if there was no memory for one.
 */
struct scs_slot *scs_slot_locate(struct task_struct *task, pid_t *pid)
{
	struct scs_slot *slot = scs_slot_of(*pid);

	if (slot->task == task)
		return slot;
	/* It has been brought there meanwhile. */
	*pid = READ_ONCE(task->pid);
	slot = scs_slot_of(*pid);
	return slot->task == task ? slot : NULL;
}

/* The slot of the running thread, at its pid now; @pid as said. */
static struct scs_slot *slot_find(pid_t pid)
{
	struct scs_slot *slot = scs_slot_locate(current, &pid);

	return slot && pid != current->pid ? slot_move(slot, pid) : slot;
}

/**
 * scs_slot_claim() - the slot of the running thread, if it is not where it should be
 *
 * Context: a probe of the thread's own calls.
 * Return: its slot, found or new, or NULL if there is no memory at hand.
 */
struct scs_slot *scs_slot_claim(void)
{
	struct scs_slot *slot;
	unsigned long flags;
	pid_t pid;

	rcu_read_lock();
	pid = scs_slot_seek(current);
	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	slot = slot_find(pid) ?: slot_give(current);
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	rcu_read_unlock();
	scs_reserve_refill(&scs_system.reserve);
	scs_sessions_refill();
	return slot;
}

/**
 * scs_thread_counting() - whether all calls are seen of who begins from now on
 * @on: whether they are; said after the hook is switched on, before it is switched off
 *
 * Context: any.
 */
void scs_thread_counting(bool on)
{
	/* Who begins with this set finds the hook switched on. */
	smp_store_release(&counting, on);
}

/**
 * scs_thread_born() - a thread begins
 * @child: the thread, which has not run yet
 *
 * Context: a probe, in its parent.
 */
void scs_thread_born(struct task_struct *child)
{
	struct scs_slot *slot;
	unsigned long flags;
	pid_t pid;

	rcu_read_lock();
	pid = scs_slot_seek(current);
	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	/* Sessions may follow the parent, whose slot is where they look for it after this. */
	slot_find(pid);
	slot = slot_give(child);
	if (slot && SCS_ARCH_CHILD_EXITS) {
		slot->since |= SCS_SINCE_BIRTH;
	} else if (slot) {
		/* Pairs with the release in scs_thread_counting(). */
		if (smp_load_acquire(&counting))
			/* All that it does will be seen, so its first event is like any other. */
			slot->since = SCS_GEN_NONE;
	}
	scs_sessions_born(slot, child);
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	rcu_read_unlock();
	scs_reserve_refill(&scs_system.reserve);
	scs_sessions_refill();
	if (!slot)
		scs_fact_add(&scs_system.table, SCS_MISSED, 1, READ_ONCE(scs_system.generation));
}

/**
 * scs_thread_ended() - a thread will make no more calls
 * @task: the thread, PF_EXITING
 *
 * Context: a probe, in that thread.
 */
void scs_thread_ended(struct task_struct *task)
{
	struct scs_slot *slot;
	unsigned long flags;
	pid_t pid;

	rcu_read_lock();
	pid = scs_slot_seek(task);
	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	slot = slot_find(pid);
	if (slot) {
		scs_sessions_ended(slot, task->pid, SCS_NORETURN);
		scs_slot_end(&scs_system, slot, SCS_NORETURN);
		scs_slots_drop(&scs_system.slots, task->pid);
	}
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	rcu_read_unlock();
	scs_reserve_refill(&scs_system.reserve);
}

static bool everyone(struct task_struct *task, void *unused)
{
	return true;
}

/*
 * One that began after the probes were attached has a slot, but where, if it is in execve
 * and has another pid by now? So it may have been given a second one: then the first is
 * dropped. And whoever ends had but one of them dropped. Nothing has been recorded in
 * these slots. All under the same RCU that kept the tasks.
 */
static void drop_second_slots(void)
{
	struct task_struct *task;
	struct scs_slot *chunk;
	unsigned long flags;
	unsigned int c, i;
	pid_t pid, now;

	for (c = 0; c < SCS_CHUNKS; c++) {
		/* Nearly all; what comes now has no second slot. */
		if (!scs_slots_chunk(&scs_system.slots, c))
			continue;
		raw_spin_lock_irqsave(&scs_thread_lock, flags);
		chunk = scs_slots_chunk(&scs_system.slots, c);
		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++) {
			pid = c * SCS_CHUNK_SLOTS + i;
			task = chunk[i].task;
			if (!task)
				continue;
			now = READ_ONCE(task->pid);
			if ((now != pid && scs_slot_of(now)->task == task) ||
			    READ_ONCE(task->flags) & PF_EXITING)
				scs_slots_drop(&scs_system.slots, pid);
		}
		raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	}
}

/*
 * Give every thread its slot. The probes are attached, so whoever is created
 * from now on gets one from them; both ways lead to the same slot.
 */
static int populate(void)
{
	struct task_struct *process, *thread;
	unsigned long flags;
	int ret;

	ret = scs_slots_make_room(&scs_system.slots, everyone, NULL);
	if (ret)
		return ret;
	rcu_read_lock();
	for_each_process_thread(process, thread) {
		raw_spin_lock_irqsave(&scs_thread_lock, flags);
		/* Set before scs_thread_ended(), which takes the lock: it cannot be missed. */
		if (!(READ_ONCE(thread->flags) & PF_EXITING) && !slot_give(thread))
			ret = -ENOMEM;
		raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	}
	drop_second_slots();
	rcu_read_unlock();
	return ret;
}

/* No probe runs any more. */
static void depopulate(void)
{
	struct scs_slot *chunk;
	unsigned int c, i;

	for (c = 0; c < SCS_CHUNKS; c++) {
		chunk = scs_slots_chunk(&scs_system.slots, c);
		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++)
			if (chunk[i].task)
				scs_slot_end(&scs_system, &chunk[i], SCS_ABANDONED);
	}
	scs_slots_uninit(&scs_system.slots);
}

static int attach_first(void)
{
	int ret = scs_slots_init(&scs_system.slots, &scs_system.reserve);

	if (ret)
		return ret;
	ret = scs_lives_attach();
	if (ret)
		goto err_depopulate;
	ret = populate();
	if (ret)
		goto err_detach;
	return 0;

err_detach:
	scs_lives_detach();
err_depopulate:
	depopulate();
	return ret;
}

/**
 * scs_thread_attach() - give every thread a slot, and follow their lives
 *
 * Context: may sleep; the lock of the state is held.
 * Return: 0; -ENOMEM; or what scs_lives_attach() says. Then nothing is left behind.
 */
int scs_thread_attach(void)
{
	int ret = 0;

	if (!users)
		ret = attach_first();
	if (!ret)
		users++;
	return ret;
}

/**
 * scs_thread_detach() - the reverse
 *
 * Context: may sleep; the lock of the state is held, and nothing is being recorded for
 * whoever detaches. Where calls are open, the last one makes them abandoned.
 */
void scs_thread_detach(void)
{
	if (--users)
		return;
	scs_lives_detach();
	depopulate();
}

/**
 * scs_thread_forget_waits() - no call that is open is split into running and waiting
 *
 * Context: may sleep; attached, and nobody splits calls now.
 */
void scs_thread_forget_waits(void)
{
	struct scs_slot *chunk;
	unsigned int c, i;

	for (c = 0; c < SCS_CHUNKS; c++) {
		rcu_read_lock();
		chunk = scs_slots_chunk(&scs_system.slots, c);
		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++)
			WRITE_ONCE(chunk[i].waited, 0);
		rcu_read_unlock();
	}
}
