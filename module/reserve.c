// SPDX-License-Identifier: GPL-2.0
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/memcontrol.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "compat.h"
#include "reserve.h"

struct workqueue_struct *scs_workqueue;

/**
 * scs_reserves_init() - get ready to fill reserves
 *
 * Return: 0 or -ENOMEM.
 */
int scs_reserves_init(void)
{
	/* Of its own and bound to no CPU: one that is kept busy must not hold up all. */
	scs_workqueue = alloc_workqueue("syscallstat", WQ_UNBOUND | WQ_HIGHPRI, 0);
	return scs_workqueue ? 0 : -ENOMEM;
}

/**
 * scs_reserves_uninit() - the reverse
 *
 * Context: may sleep; no reserve is left.
 */
void scs_reserves_uninit(void)
{
	destroy_workqueue(scs_workqueue);
}

/**
 * scs_budget_take() - take memory from a budget
 * @budget: NULL for one without a bound
 * @size: how much, in bytes; it is taken by pages
 *
 * Return: whether there was as much.
 */
bool scs_budget_take(struct scs_budget *budget, size_t size)
{
	long pages = PAGE_ALIGN(size) / PAGE_SIZE;

	if (!budget || atomic_long_add_return(pages, &budget->pages) <= budget->max)
		return true;
	atomic_long_sub(pages, &budget->pages);
	return false;
}

/**
 * scs_budget_has() - is there as much now?
 * @budget: NULL for one without a bound
 * @size: how much, in bytes; it would be taken by pages
 */
bool scs_budget_has(struct scs_budget *budget, size_t size)
{
	long pages = PAGE_ALIGN(size) / PAGE_SIZE;

	return !budget || atomic_long_read(&budget->pages) + pages <= budget->max;
}

/**
 * scs_budget_charge() - take memory from a budget, even if there is not as much
 * @budget: NULL for one without a bound
 * @size: how much, in bytes; it is taken by pages
 */
void scs_budget_charge(struct scs_budget *budget, size_t size)
{
	if (budget)
		atomic_long_add(PAGE_ALIGN(size) / PAGE_SIZE, &budget->pages);
}

/**
 * scs_budget_give() - the reverse
 * @budget: NULL for one without a bound
 * @size: as much as was taken
 */
void scs_budget_give(struct scs_budget *budget, size_t size)
{
	if (budget)
		atomic_long_sub(PAGE_ALIGN(size) / PAGE_SIZE, &budget->pages);
}

/**
 * scs_page_alloc() - a page that is not from the reserve, though of its budget
 * @r: the reserve
 *
 * Context: may sleep.
 * Return: a zeroed page, to be freed with scs_page_free(); or NULL.
 */
void *scs_page_alloc(struct scs_reserve *r)
{
	struct mem_cgroup *before;
	gfp_t gfp = GFP_KERNEL;
	void *page;

	/* A session that finds no memory does without, and harms nobody of its cgroup. */
	if (r->payer)
		gfp = GFP_KERNEL_ACCOUNT | __GFP_NORETRY | __GFP_NOWARN;

	if (!scs_budget_take(r->budget, PAGE_SIZE))
		return NULL;
	before = scs_set_active_memcg(r->payer);
	page = (void *)get_zeroed_page(gfp);
	scs_set_active_memcg(before);
	if (page)
		atomic_long_inc(&r->allocated);
	else
		scs_budget_give(r->budget, PAGE_SIZE);
	return page;
}

/**
 * scs_page_free() - free a page that was allocated or taken
 * @r: the reserve
 * @page: the page, or NULL
 *
 * Context: any.
 */
void scs_page_free(struct scs_reserve *r, void *page)
{
	if (!page)
		return;
	free_page((unsigned long)page);
	scs_budget_give(r->budget, PAGE_SIZE);
	atomic_long_dec(&r->allocated);
}

static bool give(struct scs_reserve *r, void *page)
{
	unsigned long flags;
	bool room;

	raw_spin_lock_irqsave(&r->lock, flags);
	room = r->count < r->size;
	if (room)
		r->pages[r->count++] = page;
	raw_spin_unlock_irqrestore(&r->lock, flags);
	return room;
}

/* False if there is no memory for it. */
static bool fill(struct scs_reserve *r)
{
	void *page;

	while (READ_ONCE(r->count) < r->size) {
		page = scs_page_alloc(r);
		if (!page)
			return false;
		if (!give(r, page)) {
			scs_page_free(r, page);
			return true;
		}
		cond_resched();
	}
	return true;
}

static void refill(struct work_struct *work)
{
	struct scs_reserve *r = container_of(work, struct scs_reserve, refill);

	/* Others pay for the attempt, so not with each of their threads. */
	if (!fill(r))
		WRITE_ONCE(r->not_before, jiffies + HZ / 10);
}

/**
 * scs_reserve_init() - fill a reserve
 * @r: the reserve, zeroed
 * @size: how many pages
 * @budget: what they are taken from, and then they are of the memory of the
 *	running task; NULL for no bound, and nobody's memory
 *
 * Context: may sleep.
 * Return: 0 or -ENOMEM, with nothing left behind.
 */
int scs_reserve_init(struct scs_reserve *r, unsigned int size, struct scs_budget *budget)
{
	raw_spin_lock_init(&r->lock);
	INIT_WORK(&r->refill, refill);
	r->size = size;
	r->not_before = jiffies;
	r->budget = budget;
	if (budget)
		r->payer = get_mem_cgroup_from_mm(current->mm);
	r->pages = kvcalloc(size, sizeof(*r->pages), GFP_KERNEL);
	if (r->pages && fill(r))
		return 0;
	scs_reserve_uninit(r);
	return -ENOMEM;
}

/**
 * scs_reserve_uninit() - free what is left
 * @r: the reserve
 *
 * Context: may sleep; nobody takes any more.
 */
void scs_reserve_uninit(struct scs_reserve *r)
{
	cancel_work_sync(&r->refill);
	while (r->count)
		scs_page_free(r, r->pages[--r->count]);
	WARN_ON(atomic_long_read(&r->allocated));
	kvfree(r->pages);
	r->pages = NULL;
	mem_cgroup_put(r->payer);
	r->payer = NULL;
}

/**
 * scs_reserve_take() - a page from the reserve
 * @r: the reserve
 *
 * Context: any. Call scs_reserve_refill() some time after it.
 * Return: a zeroed page, to be freed with scs_page_free(); NULL if none is left.
 */
void *scs_reserve_take(struct scs_reserve *r)
{
	unsigned long flags;
	void *page;

	raw_spin_lock_irqsave(&r->lock, flags);
	page = r->count ? r->pages[--r->count] : NULL;
	raw_spin_unlock_irqrestore(&r->lock, flags);
	return page;
}

/**
 * scs_reserve_refill() - see to it that what was taken is replaced
 * @r: the reserve
 *
 * Context: any in which a worker may be woken: no run queue is locked.
 */
void scs_reserve_refill(struct scs_reserve *r)
{
	if (READ_ONCE(r->count) < r->size && time_after_eq(jiffies, READ_ONCE(r->not_before)))
		queue_work(scs_workqueue, &r->refill);
}

/**
 * scs_reserve_memory() - what was allocated through a reserve
 * @r: the reserve
 *
 * Return: bytes.
 */
size_t scs_reserve_memory(const struct scs_reserve *r)
{
	return atomic_long_read(&r->allocated) * PAGE_SIZE;
}
