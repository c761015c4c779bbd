/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Zeroed pages for probes, which may not allocate, and what all of them take.
 */
#ifndef SCS_RESERVE_H
#define SCS_RESERVE_H

#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

struct mem_cgroup;

/* What refills reserves, and whatever else is for a thread of the kernel's own. */
extern struct workqueue_struct *scs_workqueue;

/**
 * struct scs_budget - memory that several share
 * @pages: what they have
 * @max: what they may have
 */
struct scs_budget {
	atomic_long_t pages;
	long max;
};

/**
 * struct scs_reserve - pages in reserve
 * @lock: for @pages and @count
 * @pages: those that are free
 * @count: how many
 * @size: how many there should be
 * @refill: brings the others
 * @not_before: in jiffies, when to try again since there was no memory
 * @allocated: those that are free, and those that were taken
 * @budget: what pages are taken from; NULL if there is no bound
 * @payer: whose memory they are, with a reference; NULL if nobody's
 */
struct scs_reserve {
	raw_spinlock_t lock; /* see above */
	void **pages;
	unsigned int count;
	unsigned int size;
	struct work_struct refill;
	unsigned long not_before;
	atomic_long_t allocated;
	struct scs_budget *budget;
	struct mem_cgroup *payer;
};

int scs_reserves_init(void);
void scs_reserves_uninit(void);

bool scs_budget_has(struct scs_budget *budget, size_t size);
bool scs_budget_take(struct scs_budget *budget, size_t size);
void scs_budget_charge(struct scs_budget *budget, size_t size);
void scs_budget_give(struct scs_budget *budget, size_t size);

int scs_reserve_init(struct scs_reserve *r, unsigned int size, struct scs_budget *budget);
void scs_reserve_uninit(struct scs_reserve *r);
void *scs_reserve_take(struct scs_reserve *r);
void scs_reserve_refill(struct scs_reserve *r);
void *scs_page_alloc(struct scs_reserve *r);
void scs_page_free(struct scs_reserve *r, void *page);
size_t scs_reserve_memory(const struct scs_reserve *r);

#endif /* SCS_RESERVE_H */
