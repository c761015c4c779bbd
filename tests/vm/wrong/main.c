// SPDX-License-Identifier: GPL-2.0
/*
 * A module that does wrong, in the way that its parameter names: so that the
 * checkers of the debug kernels can be seen to find it. Never for a machine that is needed.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "wrong.h"

static char *what = "";
module_param(what, charp, 0444);
MODULE_PARM_DESC(what, "what to do wrong");

/* So that the compiler does not know better. */
static volatile int number = 40;

static void use_after_free(void)
{
	char *at = kmalloc(100, GFP_KERNEL);

	kfree(at);
	number = READ_ONCE(at[50]);
}

static void shift(void)
{
	number = 1 << number;
}

static DEFINE_SPINLOCK(lock_a);
static DEFINE_SPINLOCK(lock_b);

static void lock_inversion(void)
{
	spin_lock(&lock_a);
	spin_lock(&lock_b);
	spin_unlock(&lock_b);
	spin_unlock(&lock_a);

	spin_lock(&lock_b);
	spin_lock(&lock_a);
	spin_unlock(&lock_a);
	spin_unlock(&lock_b);
}

static int __rcu *shared;

static void rcu_usage(void)
{
	number = !rcu_dereference(shared);
}

static DEFINE_MUTEX(mutex);

static void atomic_sleep(void)
{
	preempt_disable();
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
	preempt_enable();
}

static void which_cpu(void)
{
	number = smp_processor_id();
}

static void leak(void)
{
	/* What is still in a register or on a stack is no leak. */
	number = !kmalloc(1234, GFP_KERNEL);
}

struct object {
	struct timer_list timer;
};

static void never(struct timer_list *timer)
{
}

static void free_active(void)
{
	struct object *object = kzalloc(sizeof(*object), GFP_KERNEL);

	if (!object)
		return;
	timer_setup(&object->timer, never, 0);
	mod_timer(&object->timer, jiffies + 1000 * HZ);
	kfree(object);
}

/* The page comes back to who asks this CPU for one next, or soon. */
static void freed_page(void)
{
	static struct page *pages[512];
	struct page *page = alloc_page(GFP_KERNEL);
	char *at;
	int i;

	if (!page)
		return;
	at = page_address(page);
	__free_page(page);
	wrong_unchecked_write(at + 100);
	for (i = 0; i < ARRAY_SIZE(pages); i++)
		pages[i] = alloc_page(GFP_KERNEL);
	for (i = 0; i < ARRAY_SIZE(pages); i++)
		if (pages[i])
			__free_page(pages[i]);
}

static unsigned long raced;

static int racer(void *unused)
{
	while (!kthread_should_stop()) {
		raced++;
		cond_resched();
	}
	return 0;
}

static void race(void)
{
	struct task_struct *one = kthread_run(racer, NULL, "racer");
	struct task_struct *two = kthread_run(racer, NULL, "racer");

	msleep(3000);
	if (!IS_ERR(one))
		kthread_stop(one);
	if (!IS_ERR(two))
		kthread_stop(two);
}

static const struct {
	const char *name;
	void (*run)(void);
} wrongs[] = {
	{ "use-after-free", use_after_free },
	{ "shift", shift },
	{ "lock-inversion", lock_inversion },
	{ "rcu-usage", rcu_usage },
	{ "atomic-sleep", atomic_sleep },
	{ "preemptible", which_cpu },
	{ "leak", leak },
	{ "free-active", free_active },
	{ "freed-page", freed_page },
	{ "data-race", race },
	{ "nothing", NULL },
};

static int __init wrong_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(wrongs); i++) {
		if (strcmp(wrongs[i].name, what))
			continue;
		if (wrongs[i].run)
			wrongs[i].run();
		return 0;
	}
	return -EINVAL;
}

static void __exit wrong_exit(void)
{
}

module_init(wrong_init);
module_exit(wrong_exit);

MODULE_DESCRIPTION("Does wrong, so that checkers can be tested");
MODULE_LICENSE("GPL");
