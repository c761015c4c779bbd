// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "reserve.h"

/*
 * One goes for 64 new pids, or for two calls that a CPU sees through another
 * ABI for the first time, and the worker that brings the next one runs at once.
 * So this is plenty.
 */
#define PAGES 64

static DEFINE_RAW_SPINLOCK(reserve_lock);
static void *pages[PAGES];
static unsigned int count;

static bool give(void *page)
{
	unsigned long flags;
	bool room;

	raw_spin_lock_irqsave(&reserve_lock, flags);
	room = count < PAGES;
	if (room)
		pages[count++] = page;
	raw_spin_unlock_irqrestore(&reserve_lock, flags);
	return room;
}

static void refill(struct work_struct *work)
{
	void *page;

	while (READ_ONCE(count) < PAGES) {
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
	refill(NULL);
	if (count == PAGES)
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
	cancel_work_sync(&work);
	while (count)
		free_page((unsigned long)pages[--count]);
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
	if (READ_ONCE(count) < PAGES)
		queue_work(system_highpri_wq, &work);
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
