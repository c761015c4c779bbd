// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>
#include <linux/bitmap.h>
#include <linux/gfp.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "arch.h"
#include "compat.h"
#include "lives.h"
#include "reserve.h"
#include "table.h"
#include "thread.h"

unsigned long *scs_chunks;

/* Stands where there is no chunk. Slots of nobody, in no generation: nothing is written here. */
static struct scs_slot nobody[SCS_CHUNK_SLOTS];

/*
 * Guards which slot is whose, and what follows: chunks and their thread
 * counts. It is taken when a thread begins, ends or changes its pid,
 * never by the call of a thread that has its slot; the kernel takes its own
 * global tasklist_lock for longer at the same moments.
 */
static DEFINE_RAW_SPINLOCK(thread_lock);
static u8 *chunk_threads;

/*
 * The chunk that lost its last thread most recently. It stays until another
 * does: a shell that runs one short command after the other would else use up
 * a page for each.
 */
static unsigned int idle_chunk;

static atomic_long_t chunk_pages;

/* Whether a thread that begins now is seen in all that it does. */
static bool counting;

/* What is in scs_chunks[c] if its slots are there. */
static unsigned long chunk_entry(unsigned int c, const struct scs_slot *chunk)
{
	return (unsigned long)chunk - c * sizeof(nobody);
}

/* The slots of a chunk, or NULL if there are none. */
static struct scs_slot *chunk_at(unsigned int c)
{
	/* Pairs with the release in slot_add_chunk(). */
	unsigned long entry = smp_load_acquire(&scs_chunks[c]);

	return entry == chunk_entry(c, nobody) ? NULL :
						 (struct scs_slot *)(entry + c * sizeof(nobody));
}

static void chunk_free(struct scs_slot *chunk)
{
	free_page((unsigned long)chunk);
	atomic_long_dec(&chunk_pages);
}

static void chunk_free_rcu(struct rcu_head *rcu)
{
	chunk_free(container_of(rcu, struct scs_slot, rcu));
}

static void chunk_without_probes(struct rcu_head *rcu)
{
	call_rcu(rcu, chunk_free_rcu);
}

/* The functions below that begin with slot_ are called with the lock held. */

static void slot_add_chunk(unsigned int c, void *page)
{
	atomic_long_inc(&chunk_pages);
	/* Zeroed memory must be seen before the pointer to it. */
	smp_store_release(&scs_chunks[c], chunk_entry(c, page));
}

/* The slot at a pid, its chunk from the reserve if need be; NULL if that is used up. */
static struct scs_slot *slot_at(pid_t pid)
{
	unsigned int c = (unsigned int)pid / SCS_CHUNK_SLOTS;
	void *page;

	if (!chunk_at(c)) {
		page = scs_reserve_take();
		if (!page)
			return NULL;
		slot_add_chunk(c, page);
	}
	return scs_slot_of(pid);
}

static void slot_drop(struct scs_slot *slot, pid_t pid)
{
	unsigned int c = (unsigned int)pid / SCS_CHUNK_SLOTS;
	struct scs_slot *idle;

	memset(slot, 0, sizeof(*slot));
	if (--chunk_threads[c] || c == idle_chunk)
		return;

	idle = chunk_at(idle_chunk);
	if (idle && !chunk_threads[idle_chunk]) {
		WRITE_ONCE(scs_chunks[idle_chunk], chunk_entry(idle_chunk, nobody));
		scs_call_after_syscall_probes(&idle->rcu, chunk_without_probes);
	}
	idle_chunk = c;
}

/* A thread ends, or is no longer watched: keep what it counted. */
static void slot_end(struct scs_slot *slot, enum scs_fact open_call)
{
	u32 gen = scs_generation;
	u64 calls = scs_slot_calls(slot, gen);
	struct scs_row *row;

	if (slot->open == gen && open_call == SCS_NORETURN) {
		/* If there is none, the call is counted as missed. */
		row = scs_row_get(slot->call, gen);
		if (row) {
			row->calls++;
			calls++;
			scs_fact_add(SCS_NORETURN, 1, gen);
		}
	} else if (slot->open == gen) {
		scs_fact_add(open_call, 1, gen);
	}
	if (slot->gen != gen)
		return;
	scs_fact_add(SCS_ENDED_ENTERED, slot->entered, gen);
	scs_fact_add(SCS_ENDED_CALLS, calls, gen);
	scs_fact_add(SCS_ENDED_ERRORS, slot->errors, gen);
	scs_fact_add(SCS_ENDED_TOTAL_NS, slot->total_ns, gen);
}

/* Bring a slot to the pid that its thread has now. */
static struct scs_slot *slot_move(struct scs_slot *from, pid_t pid)
{
	struct task_struct *task = from->task;
	struct scs_slot *to = slot_at(task->pid);

	if (to) {
		if (!to->task)
			chunk_threads[(unsigned int)task->pid / SCS_CHUNK_SLOTS]++;
		*to = *from;
	} else {
		slot_end(from, SCS_MISSED);
	}
	slot_drop(from, pid);
	return to;
}

static struct scs_slot *slot_give(struct task_struct *task)
{
	struct scs_slot *slot = slot_at(task->pid);

	if (!slot || slot->task == task)
		return slot;
	/*
	 * A thread that was not the leader of its process is in execve: it has
	 * taken over the leader's pid, and its own is already used again.
	 */
	if (slot->task) {
		slot_move(slot, task->pid);
		slot = slot_at(task->pid);
		if (!slot)
			return NULL;
	}
	chunk_threads[(unsigned int)task->pid / SCS_CHUNK_SLOTS]++;
	slot->since = scs_generation;
	slot->task = task;
	return slot;
}

/*
 * The slot of a thread, wherever it is. A thread that was not the leader of
 * its process takes over the leader's pid in execve; its slot stays behind
 * until the call ends, well or not, or the thread does. (sched_process_exec
 * would tell earlier, but only of success.)
 */
static struct scs_slot *slot_find(struct task_struct *task)
{
	struct scs_slot *slot = scs_slot_of(task->pid), *chunk;
	unsigned int c, i;

	if (slot->task == task)
		return slot;
	if (!thread_group_leader(task))
		return NULL;
	for (c = 0; c < SCS_CHUNKS; c++) {
		chunk = chunk_at(c);
		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++)
			if (chunk[i].task == task)
				return slot_move(&chunk[i], c * SCS_CHUNK_SLOTS + i);
	}
	return NULL;
}

/**
 * scs_slot_claim() - the slot of a thread whose slot is not where it should be
 * @task: the running thread
 *
 * Context: a probe of the thread's own calls.
 * Return: its slot, found or new, or NULL if there is no memory at hand.
 */
struct scs_slot *scs_slot_claim(struct task_struct *task)
{
	struct scs_slot *slot;
	unsigned long flags;

	raw_spin_lock_irqsave(&thread_lock, flags);
	slot = slot_find(task) ?: slot_give(task);
	raw_spin_unlock_irqrestore(&thread_lock, flags);
	scs_reserve_refill();
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

	raw_spin_lock_irqsave(&thread_lock, flags);
	slot = slot_give(child);
	if (slot && SCS_ARCH_CHILD_EXITS) {
		slot->since |= SCS_SINCE_BIRTH;
	} else if (slot) {
		/* Pairs with the release in scs_thread_counting(). */
		if (smp_load_acquire(&counting))
			/* All that it does will be seen, so its first event is like any other. */
			slot->since = SCS_GEN_NONE;
	}
	raw_spin_unlock_irqrestore(&thread_lock, flags);
	scs_reserve_refill();
	if (!slot)
		scs_fact_add(SCS_MISSED, 1, READ_ONCE(scs_generation));
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

	raw_spin_lock_irqsave(&thread_lock, flags);
	slot = slot_find(task);
	if (slot) {
		slot_end(slot, slot->call & SCS_CALL_NORETURN ? SCS_NORETURN : SCS_ABANDONED);
		slot_drop(slot, task->pid);
	}
	raw_spin_unlock_irqrestore(&thread_lock, flags);
	scs_reserve_refill();
}

/*
 * Give every thread its slot. The probes are attached, so whoever is created
 * from now on gets one from them; both ways lead to the same slot.
 */
static int populate(void)
{
	struct task_struct *process, *thread;
	unsigned long *wanted;
	unsigned long flags;
	unsigned int c;
	int ret = 0;
	void *page;

	wanted = bitmap_zalloc(SCS_CHUNKS, GFP_KERNEL);
	if (!wanted)
		return -ENOMEM;

	rcu_read_lock();
	for_each_process_thread(process, thread)
		__set_bit((unsigned int)thread->pid / SCS_CHUNK_SLOTS, wanted);
	rcu_read_unlock();

	for_each_set_bit(c, wanted, SCS_CHUNKS) {
		page = (void *)get_zeroed_page(GFP_KERNEL);
		if (!page) {
			ret = -ENOMEM;
			goto out;
		}
		raw_spin_lock_irqsave(&thread_lock, flags);
		if (!chunk_at(c)) {
			slot_add_chunk(c, page);
			page = NULL;
		}
		raw_spin_unlock_irqrestore(&thread_lock, flags);
		free_page((unsigned long)page);
	}

	rcu_read_lock();
	for_each_process_thread(process, thread) {
		raw_spin_lock_irqsave(&thread_lock, flags);
		/* Set before scs_thread_ended(), which takes the lock: it cannot be missed. */
		if (!(READ_ONCE(thread->flags) & PF_EXITING) && !slot_give(thread))
			ret = -ENOMEM;
		raw_spin_unlock_irqrestore(&thread_lock, flags);
	}
	rcu_read_unlock();
out:
	bitmap_free(wanted);
	return ret;
}

/* What is left when no probe runs any more. */
static void chunk_end(struct scs_slot *chunk)
{
	unsigned int i;

	for (i = 0; i < SCS_CHUNK_SLOTS; i++)
		if (chunk[i].task)
			slot_end(&chunk[i], SCS_ABANDONED);
	chunk_free(chunk);
}

static void depopulate(void)
{
	unsigned int c;

	for (c = 0; scs_chunks && c < SCS_CHUNKS; c++)
		if (chunk_at(c))
			chunk_end(chunk_at(c));
	/* Chunks on their way to chunk_free_rcu(). */
	scs_syscall_probes_barrier();
	rcu_barrier();
	vfree(scs_chunks);
	vfree(chunk_threads);
	scs_chunks = NULL;
	chunk_threads = NULL;
	idle_chunk = 0;
}

/**
 * scs_thread_attach() - give every thread a slot, and follow their lives
 *
 * Context: may sleep; nothing may be recorded yet.
 * Return: 0; -ENOMEM; or what scs_lives_attach() says. Then nothing is left behind.
 */
int scs_thread_attach(void)
{
	unsigned int c;
	int ret = -ENOMEM;

	BUILD_BUG_ON(sizeof(struct scs_slot) != 64);
	BUILD_BUG_ON(SCS_CHUNK_SLOTS > U8_MAX);

	chunk_threads = vzalloc(SCS_CHUNKS);
	scs_chunks = vmalloc(array_size(SCS_CHUNKS, sizeof(*scs_chunks)));
	for (c = 0; scs_chunks && c < SCS_CHUNKS; c++)
		scs_chunks[c] = chunk_entry(c, nobody);
	if (!scs_chunks || !chunk_threads)
		goto err_depopulate;
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
 * scs_thread_detach() - the reverse; open calls become abandoned
 *
 * Context: may sleep; nothing may be recorded any more.
 */
void scs_thread_detach(void)
{
	scs_lives_detach();
	depopulate();
}

/* As if the thread had been met just now. */
static void slot_begin_anew(struct scs_slot *slot)
{
	struct task_struct *task = slot->task;

	slot_end(slot, SCS_ABANDONED);
	memset(slot, 0, sizeof(*slot));
	slot->since = scs_generation;
	slot->task = task;
}

/**
 * scs_thread_begin_anew() - other calls are seen from now on
 *
 * What the threads counted is kept, and open calls become abandoned: the hook
 * that comes may not see them end, or see others end that were not seen to begin.
 *
 * Context: may sleep; attached, but nothing is being recorded.
 */
void scs_thread_begin_anew(void)
{
	struct scs_slot *chunk;
	unsigned long flags;
	unsigned int c, i;

	for (c = 0; c < SCS_CHUNKS; c++) {
		/* A chunk that is gone before the lock is taken had no threads left. */
		if (!chunk_at(c))
			continue;
		raw_spin_lock_irqsave(&thread_lock, flags);
		chunk = chunk_at(c);
		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++)
			if (chunk[i].task)
				slot_begin_anew(&chunk[i]);
		raw_spin_unlock_irqrestore(&thread_lock, flags);
	}
}

/**
 * scs_thread_sum() - add up the live threads
 * @gen: the generation to sum
 * @sum: receives the sums
 * @inflight_by_row: receives how many calls are in flight, SCS_ROWS numbers
 *
 * Context: attached, and the generation must not change meanwhile.
 */
void scs_thread_sum(u32 gen, struct scs_thread_sum *sum, u32 *inflight_by_row)
{
	unsigned int c, i;

	memset(sum, 0, sizeof(*sum));
	memset(inflight_by_row, 0, SCS_ROWS * sizeof(*inflight_by_row));

	rcu_read_lock();
	for (c = 0; c < SCS_CHUNKS; c++) {
		const struct scs_slot *chunk = chunk_at(c);

		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++) {
			const struct scs_slot *slot = &chunk[i];

			if (READ_ONCE(slot->gen) != gen)
				continue;
			sum->entered += READ_ONCE(slot->entered);
			if (READ_ONCE(slot->open) != gen)
				continue;
			sum->inflight++;
			inflight_by_row[READ_ONCE(slot->call) & SCS_CALL_ROW]++;
		}
	}
	rcu_read_unlock();
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
		chunk = chunk_at(c);
		for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++)
			WRITE_ONCE(chunk[i].waited, 0);
		rcu_read_unlock();
	}
}

/**
 * scs_thread_chunk() - the slots of some pids, to look at
 * @c: pid / SCS_CHUNK_SLOTS, below SCS_CHUNKS
 *
 * Context: attached, under RCU, which keeps the tasks too.
 * Return: SCS_CHUNK_SLOTS slots, or NULL if none of these pids has one.
 */
const struct scs_slot *scs_thread_chunk(unsigned int c)
{
	return chunk_at(c);
}

/**
 * scs_thread_memory() - what the slots take
 *
 * Return: bytes.
 */
size_t scs_thread_memory(void)
{
	size_t size = atomic_long_read(&chunk_pages) * PAGE_SIZE;

	if (scs_chunks)
		size += SCS_CHUNKS * (sizeof(*scs_chunks) + sizeof(*chunk_threads));
	return size;
}
