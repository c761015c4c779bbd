// SPDX-License-Identifier: GPL-2.0
#include <linux/bitmap.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "compat.h"
#include "reserve.h"
#include "slots.h"
#include "thread.h"

/* Stands where there is no chunk. Slots of nobody, in no generation: nothing is written here. */
static struct scs_slot nobody[SCS_CHUNK_SLOTS];

/* A chunk that no thread lives in any more, on its way to be freed. */
struct empty {
	struct rcu_head rcu;
	struct scs_reserve *reserve;
};

/* What is in chunks[c] if its slots are there. */
static unsigned long chunk_entry(unsigned int c, const struct scs_slot *chunk)
{
	return (unsigned long)chunk - c * sizeof(nobody);
}

static unsigned int chunk_of(pid_t pid)
{
	return (unsigned int)pid / SCS_CHUNK_SLOTS;
}

/**
 * scs_slots_chunk() - the slots of some pids
 * @slots: the slots
 * @c: pid / SCS_CHUNK_SLOTS, below SCS_CHUNKS
 *
 * Context: under RCU, which keeps the tasks too, or the lock.
 * Return: SCS_CHUNK_SLOTS slots, or NULL if none of these pids has one.
 */
struct scs_slot *scs_slots_chunk(const struct scs_slots *slots, unsigned int c)
{
	/* Pairs with the release in add_chunk(). */
	unsigned long entry = smp_load_acquire(&slots->chunks[c]);

	return entry == chunk_entry(c, nobody) ? NULL :
						 (struct scs_slot *)(entry + c * sizeof(nobody));
}

static void empty_free_rcu(struct rcu_head *rcu)
{
	struct empty *empty = container_of(rcu, struct empty, rcu);

	scs_page_free(empty->reserve, empty);
}

static void empty_without_probes(struct rcu_head *rcu)
{
	call_rcu(rcu, empty_free_rcu);
}

static void add_chunk(struct scs_slots *slots, unsigned int c, void *page)
{
	/* Zeroed memory must be seen before the pointer to it. */
	smp_store_release(&slots->chunks[c], chunk_entry(c, page));
}

static int add_chunks(struct scs_slots *slots, const unsigned long *wanted)
{
	unsigned long flags;
	unsigned int c;
	void *page;

	for_each_set_bit(c, wanted, SCS_CHUNKS) {
		page = scs_page_alloc(slots->reserve);
		if (!page)
			return -ENOMEM;
		raw_spin_lock_irqsave(&scs_thread_lock, flags);
		if (!scs_slots_chunk(slots, c)) {
			add_chunk(slots, c, page);
			page = NULL;
		}
		raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
		scs_page_free(slots->reserve, page);
	}
	return 0;
}

/**
 * scs_slots_make_room() - have memory for the slots of many threads
 * @slots: the slots
 * @wanted: says which; called under RCU
 * @data: for @wanted
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM.
 */
int scs_slots_make_room(struct scs_slots *slots,
			bool (*wanted)(struct task_struct *task, void *data), void *data)
{
	unsigned long *chunks = bitmap_zalloc(SCS_CHUNKS, GFP_KERNEL);
	struct task_struct *process, *thread;
	int ret;

	if (!chunks)
		return -ENOMEM;
	rcu_read_lock();
	for_each_process_thread(process, thread)
		if (wanted(thread, data))
			__set_bit(chunk_of(thread->pid), chunks);
	rcu_read_unlock();
	ret = add_chunks(slots, chunks);
	bitmap_free(chunks);
	return ret;
}

/**
 * scs_slots_search() - where the slot of a thread is, if not at its pid
 * @slots: the slots
 * @task: the thread
 *
 * This takes long, so not with the lock held.
 *
 * Context: under RCU.
 * Return: the pid that it is at, or was a moment ago, before it was brought to that of the
 * thread; 0 if it is nowhere.
 */
pid_t scs_slots_search(const struct scs_slots *slots, const struct task_struct *task)
{
	struct scs_slot *chunk;
	unsigned int c, i;

	for (c = 0; c < SCS_CHUNKS; c++) {
		chunk = scs_slots_chunk(slots, c);
		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++)
			/* Whoever finds it looks again with the lock held. */
			if (data_race(chunk[i].task) == task)
				return c * SCS_CHUNK_SLOTS + i;
	}
	return 0;
}

/*
 * Where kprobes tell that a thread ends, nobody may: they can be switched off. So there what
 * a slot points to is kept.
 */
static void hold(struct task_struct *task)
{
	if (!SCS_HAVE_TRACEPOINTS)
		get_task_struct(task);
}

static void free_task_rcu(struct rcu_head *rcu)
{
	put_task_struct(container_of(rcu, struct task_struct, rcu));
}

/* To free a task takes more than a probe may do. The kernel is done with its rcu by then. */
static void let_go(struct task_struct *task)
{
	if (!SCS_HAVE_TRACEPOINTS && task && !refcount_dec_not_one(&task->usage))
		call_rcu(&task->rcu, free_task_rcu);
}

/* A slot of nobody; NULL if there is no memory at hand. */
static struct scs_slot *slot_at(struct scs_slots *slots, pid_t pid)
{
	unsigned int c = chunk_of(pid);
	struct scs_slot *slot;
	void *page;

	if (!scs_slots_chunk(slots, c)) {
		page = scs_reserve_take(slots->reserve);
		if (!page)
			return NULL;
		add_chunk(slots, c, page);
	}
	slot = scs_slots_at(slots, pid);
	if (WARN_ON_ONCE(slot->task))
		return NULL;
	slots->threads[c]++;
	return slot;
}

/**
 * scs_slots_give() - a slot becomes that of a thread
 * @slots: the slots
 * @pid: which: that of the thread, or the one where its slot of the system is
 * @task: the thread
 *
 * Context: the lock is held; the slot is nobody's.
 * Return: the slot, zeroed but for its task; NULL if there is no memory at hand.
 */
struct scs_slot *scs_slots_give(struct scs_slots *slots, pid_t pid, struct task_struct *task)
{
	struct scs_slot *slot = slot_at(slots, pid);

	if (!slot)
		return NULL;
	hold(task);
	slot->task = task;
	return slot;
}

/**
 * scs_slots_move() - bring a slot to another pid
 * @slots: the slots
 * @from: the pid that it is at
 * @pid: the pid that its thread has now
 *
 * The thread itself may look there meanwhile: it takes the slot for its own when all of
 * it is there.
 *
 * Context: the lock is held; the slot there is nobody's.
 * Return: the slot; NULL if there is no memory at hand, with the slot where it was.
 */
struct scs_slot *scs_slots_move(struct scs_slots *slots, pid_t from, pid_t pid)
{
	struct scs_slot *to = slot_at(slots, pid), copy;

	if (!to)
		return NULL;
	copy = *scs_slots_at(slots, from);
	to->start = copy.start;
	to->total_ns = copy.total_ns;
	to->call = copy.call;
	to->sessions = copy.sessions;
	to->since = copy.since;
	to->entered = copy.entered;
	to->errors = copy.errors;
	to->waited = copy.waited;
	/*
	 * What a call is must be seen before that it is open; that before the generation, for
	 * then the next call may be entered; and all that before whose it is.
	 */
	smp_store_release(&to->open, copy.open);
	/* As said. */
	smp_store_release(&to->gen, copy.gen);
	hold(copy.task);
	/* As said. */
	smp_store_release(&to->task, copy.task);
	scs_slots_drop(slots, from);
	if (copy.gen != SCS_GEN_NONE || copy.since == SCS_GEN_NONE || copy.open != SCS_GEN_NONE)
		WRITE_ONCE(slots->moves, slots->moves + 1);
	if (copy.open != SCS_GEN_NONE)
		WRITE_ONCE(slots->open_moves, slots->open_moves + 1);
	return to;
}

/**
 * scs_slots_drop() - a slot is nobody's any more
 * @slots: the slots
 * @pid: the pid that it is at
 *
 * Context: the lock is held.
 */
void scs_slots_drop(struct scs_slots *slots, pid_t pid)
{
	struct scs_slot *slot = scs_slots_at(slots, pid);
	unsigned int c = chunk_of(pid), idle = slots->idle;
	struct empty *empty;

	let_go(slot->task);
	memset(slot, 0, sizeof(*slot));
	if (--slots->threads[c] || c == idle)
		return;

	empty = (void *)scs_slots_chunk(slots, idle);
	if (empty && !slots->threads[idle]) {
		WRITE_ONCE(slots->chunks[idle], chunk_entry(idle, nobody));
		empty->reserve = slots->reserve;
		scs_call_after_syscall_probes(&empty->rcu, empty_without_probes);
	}
	slots->idle = c;
}

/**
 * scs_slots_init() - slots of nobody
 * @slots: receives them
 * @reserve: where chunks come from, and who pays for the rest too
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM, with nothing left behind.
 */
int scs_slots_init(struct scs_slots *slots, struct scs_reserve *reserve)
{
	gfp_t gfp = reserve->payer ? GFP_KERNEL_ACCOUNT : GFP_KERNEL;
	unsigned int c;

	BUILD_BUG_ON(sizeof(struct scs_slot) != 64);
	BUILD_BUG_ON(SCS_CHUNK_SLOTS > U8_MAX);

	memset(slots, 0, sizeof(*slots));
	slots->reserve = reserve;
	slots->threads = kvcalloc(SCS_CHUNKS, sizeof(*slots->threads), gfp);
	slots->chunks = kvmalloc_array(SCS_CHUNKS, sizeof(*slots->chunks), gfp);
	if (!slots->threads || !slots->chunks ||
	    !scs_budget_take(reserve->budget, scs_slots_memory(slots))) {
		kvfree(slots->threads);
		kvfree(slots->chunks);
		slots->chunks = NULL;
		return -ENOMEM;
	}
	for (c = 0; c < SCS_CHUNKS; c++)
		slots->chunks[c] = chunk_entry(c, nobody);
	return 0;
}

/**
 * scs_slots_uninit() - free all slots
 * @slots: the slots, which may have none
 *
 * Context: may sleep; no probe looks at them any more.
 */
void scs_slots_uninit(struct scs_slots *slots)
{
	struct scs_slot *chunk;
	unsigned int c, i;

	if (!slots->chunks)
		return;
	for (c = 0; c < SCS_CHUNKS; c++) {
		chunk = scs_slots_chunk(slots, c);
		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++)
			let_go(chunk[i].task);
		scs_page_free(slots->reserve, chunk);
	}
	/* Those that are on their way. */
	scs_syscall_probes_barrier();
	rcu_barrier();
	scs_budget_give(slots->reserve->budget, scs_slots_memory(slots));
	kvfree(slots->chunks);
	kvfree(slots->threads);
	slots->chunks = NULL;
}

/**
 * scs_slots_memory() - what slots take, beyond what comes from the reserve
 * @slots: the slots
 *
 * Return: bytes.
 */
size_t scs_slots_memory(const struct scs_slots *slots)
{
	return slots->chunks ? SCS_CHUNKS * (sizeof(*slots->chunks) + sizeof(*slots->threads)) : 0;
}
