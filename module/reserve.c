// SPDX-License-Identifier: GPL-2.0
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "reserve.h"

/*
 * One goes for 64 new pids, or for two calls that a CPU sees through another ABI
 * for the first time; the first 32-bit program on a CPU takes a dozen. The worker
 * that brings the next ones runs at once, on any CPU.
 */
#define PAGES_FOR_ALL 32
#define PAGES_FOR_CPU 16

static DEFINE_RAW_SPINLOCK(reserve_lock);
static void **pages;
static unsigned int size;
static unsigned int count;
static struct workqueue_struct *workqueue;

static bool give(void *page)
{
	unsigned long flags;
	bool room;

	raw_spin_lock_irqsave(&reserve_lock, flags);
	room = count < size;
	if (room)
		pages[count++] = page;
	raw_spin_unlock_irqrestore(&reserve_lock, flags);
	return room;
}

static void refill(struct work_struct *work)
{
	void *page;

	while (READ_ONCE(count) < size) {
		page = (void *)get_zeroed_page(GFP_KERNEL);
		if (!page)
			return;
		if (!give(page)) {
			free_page((unsigned long)page);
			return;
		}
	}
}

static DECLARE_WORK(work, refill);

/**
 * scs_reserve_init() - fill the reserve
 *
 * Return: 0 or -ENOMEM, with nothing left behind.
 */
int scs_reserve_init(void)
{
	size = PAGES_FOR_ALL + PAGES_FOR_CPU * num_online_cpus();
	pages = kvcalloc(size, sizeof(*pages), GFP_KERNEL);
	/* Of its own and bound to no CPU: one that is kept busy must not hold up all. */
	workqueue = alloc_workqueue("syscallstat", WQ_UNBOUND | WQ_HIGHPRI, 1);
	if (pages && workqueue)
		refill(NULL);
	if (count == size)
		return 0;
	scs_reserve_uninit();
	return -ENOMEM;
}

/**
 * scs_reserve_uninit() - free what is left
 *
 * Context: may sleep; nobody takes any more.
 */
void scs_reserve_uninit(void)
{
	if (workqueue)
		destroy_workqueue(workqueue);
	while (count)
		free_page((unsigned long)pages[--count]);
	kvfree(pages);
}

/**
 * scs_reserve_take() - a page from the reserve
 *
 * Context: any. Call scs_reserve_refill() some time after it.
 * Return: a zeroed page, to be freed with free_page(); NULL if none is left.
 */
void *scs_reserve_take(void)
{
	unsigned long flags;
	void *page;

	raw_spin_lock_irqsave(&reserve_lock, flags);
	page = count ? pages[--count] : NULL;
	raw_spin_unlock_irqrestore(&reserve_lock, flags);
	return page;
}

/**
 * scs_reserve_refill() - see to it that what was taken is replaced
 *
 * Context: any in which a worker may be woken: no run queue is locked.
 */
void scs_reserve_refill(void)
{
	if (READ_ONCE(count) < size)
		queue_work(workqueue, &work);
}

/**
 * scs_reserve_memory() - what the reserve takes
 *
 * Return: bytes.
 */
size_t scs_reserve_memory(void)
{
	return READ_ONCE(count) * PAGE_SIZE;
}
