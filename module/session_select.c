// SPDX-License-Identifier: GPL-2.0
/*
 * Who is selected by which session. That is decided when a task begins, and when it
 * changes in what is selected by; its calls look at no more than a bit.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitops.h>
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/pid.h>
#include <linux/printk.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/string.h>

#include "arch.h"
#include "compat.h"
#include "kprobe.h"
#include "session.h"
#include "tracepoint.h"

/**
 * struct task - what a task is selected by; some of it may be about to change
 * @task: the task
 * @comm: its name
 * @cred: its credentials
 */
struct task {
	struct task_struct *task;
	const char *comm;
	const struct cred *cred;
};

static struct task task_of(struct task_struct *task)
{
	return (struct task){ .task = task, .comm = task->comm, .cred = __task_cred(task) };
}

static bool matches(const struct scs_selector *sel, const struct task *t)
{
	switch (sel->kind) {
	case SCS_SELECT_PID:
		return task_tgid(t->task) == sel->pid;
	case SCS_SELECT_TID:
		return task_pid(t->task) == sel->pid;
	case SCS_SELECT_UID:
		return uid_eq(t->cred->uid, sel->uid);
	case SCS_SELECT_COMM:
		/* Of a longer name the kernel keeps as much. */
		return !strncmp(t->comm, sel->comm, SCS_COMM_MAX);
	case SCS_SELECT_CGROUP:
		return scs_cgroup_has(sel->cgroup, t->task);
	}
	return false;
}

static bool any_matches(const struct scs_selector *selectors, unsigned int n, const struct task *t)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (matches(&selectors[i], t))
			return true;
	return false;
}

static bool is_of_kernel(const struct task_struct *task)
{
	return READ_ONCE(task->flags) & SCS_PF_OF_KERNEL;
}

/* One that ends meanwhile gives its slots back, or has none any more. */
static bool makes_no_calls(const struct task_struct *task)
{
	return READ_ONCE(task->flags) & PF_EXITING || is_of_kernel(task);
}

static void miss(struct scs_session *s)
{
	scs_fact_add(&s->stats.table, SCS_MISSED, 1, s->stats.generation);
}

/*
 * The functions from here to scs_sessions_born() are called with the lock of threads held.
 * A session has its slot of a thread at the pid where that of the system is.
 */

static struct scs_slot *slot_in(const struct scs_session *s, pid_t pid,
				const struct task_struct *task)
{
	struct scs_slot *slot = scs_slots_at(&s->stats.slots, pid);

	return slot->task == task ? slot : NULL;
}

/* A thread is selected: it has a slot of the session from now on. */
static void join(struct scs_session *s, struct scs_slot *thread, pid_t pid,
		 struct task_struct *task, bool stays)
{
	struct scs_slot *slot = slot_in(s, pid, task);

	if (slot) {
		slot->stays |= stays;
		WRITE_ONCE(slot->leaves, false);
		return;
	}
	slot = scs_slots_give(&s->stats.slots, pid, task);
	if (!slot) {
		miss(s);
		return;
	}
	slot->since = s->stats.generation;
	slot->stays = stays;
	s->members++;
	/* Pairs with the acquire in sessions_of(). */
	smp_store_release(&thread->sessions, thread->sessions | BIT(s->id));
}

/* Whoever is selected by a pid or tid stays, whatever becomes of it. */
static bool selects_for_good(const struct scs_selector *selectors, unsigned int n,
			     const struct task *t)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if ((selectors[i].kind == SCS_SELECT_PID || selectors[i].kind == SCS_SELECT_TID) &&
		    matches(&selectors[i], t))
			return true;
	return false;
}

/* A thread may have come to be selected, or not any more. */
static void consider(struct scs_session *s, struct scs_slot *thread, pid_t pid,
		     const struct task *t)
{
	struct scs_slot *slot = slot_in(s, pid, t->task);

	if (scs_session_may_select(s, t->cred) &&
	    ((slot && slot->stays) || any_matches(s->selectors, s->nr_selectors, t)))
		join(s, thread, pid, t->task, selects_for_good(s->selectors, s->nr_selectors, t));
	else if (slot)
		WRITE_ONCE(slot->leaves, true);
}

static void born(struct scs_session *s, struct scs_slot *thread, const struct task *child)
{
	struct scs_slot *parent = slot_in(s, current->pid, current), *slot;
	bool stays;

	if (!scs_session_may_select(s, child->cred))
		return;
	stays = (s->follow && parent && !parent->leaves) ||
		selects_for_good(s->selectors, s->nr_selectors, child);
	if (!stays && !any_matches(s->selectors, s->nr_selectors, child))
		return;
	if (!thread) {
		miss(s);
		return;
	}
	join(s, thread, child->task->pid, child->task, stays);
	slot = slot_in(s, child->task->pid, child->task);
	if (!slot)
		return;
	/* Also if a write has selected it a moment ago: it has not run yet. */
	if (SCS_ARCH_CHILD_EXITS)
		slot->since = s->stats.generation | SCS_SINCE_BIRTH;
	/* Pairs with the release in record() of session_record.c. */
	else if (smp_load_acquire(&s->counting))
		slot->since = SCS_GEN_NONE;
}

/**
 * scs_sessions_born() - a thread begins
 * @thread: its slot among those of the system; NULL if there was no memory for one
 * @child: the thread, made by the running one
 *
 * Context: a probe; the lock of threads is held.
 */
void scs_sessions_born(struct scs_slot *thread, struct task_struct *child)
{
	struct scs_session *s;
	struct task t;
	unsigned int id;

	rcu_read_lock();
	t = task_of(child);
	for (id = 0; id < SCS_SESSIONS && !is_of_kernel(child); id++) {
		s = scs_session_get(id);
		if (s)
			born(s, thread, &t);
	}
	rcu_read_unlock();
}

/**
 * scs_sessions_arrived() - the slot of a thread has been brought to the pid that it has now
 * @thread: its slot among those of the system
 * @pid: the pid
 *
 * Until now no selection found it: see select_thread().
 *
 * Context: a probe; the lock of threads is held, under RCU.
 */
void scs_sessions_arrived(struct scs_slot *thread, pid_t pid)
{
	struct task t = task_of(thread->task);
	struct scs_session *s;
	unsigned int id;

	for (id = 0; id < SCS_SESSIONS && !makes_no_calls(t.task); id++) {
		s = scs_session_get(id);
		if (s && !slot_in(s, pid, t.task))
			consider(s, thread, pid, &t);
	}
}

/*
 * A task has changed, or will at once: each session that watches this looks at it again.
 * What @comm and @cred say, if anything, is what is about to be.
 */
static void changed(enum scs_watch watch, struct task_struct *task, const char *comm,
		    const struct cred *cred)
{
	struct scs_slot *thread;
	struct scs_session *s;
	unsigned long flags;
	unsigned int id;
	struct task t;
	pid_t pid;

	if (makes_no_calls(task))
		return;
	rcu_read_lock();
	pid = scs_slot_seek(task);
	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	t = task_of(task);
	t.comm = comm ?: t.comm;
	t.cred = cred ?: t.cred;
	thread = scs_slot_locate(task, &pid);
	for (id = 0; id < SCS_SESSIONS && thread; id++) {
		s = scs_session_get(id);
		if (s && READ_ONCE(s->watches) & BIT(watch))
			consider(s, thread, pid, &t);
	}
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	rcu_read_unlock();
	scs_sessions_refill();
}

static void probe_rename(void *data, struct task_struct *task, const char *comm)
{
	changed(SCS_WATCH_NAME, task, comm, NULL);
}

static void probe_cgroup(void *data, struct cgroup *to, const char *path, struct task_struct *task,
			 bool threadgroup)
{
	struct task_struct *thread;

	rcu_read_lock();
	for_each_thread(task, thread) {
		if (threadgroup || thread == task)
			changed(SCS_WATCH_CGROUP, thread, NULL, NULL);
	}
	rcu_read_unlock();
}

static int on_commit_creds(struct kprobe *kp, struct pt_regs *regs)
{
	changed(SCS_WATCH_CREDS, current, NULL,
		(const struct cred *)regs_get_kernel_argument(regs, 0));
	return 0;
}

/*
 * A program may have got other credentials, and by now they are in force: whoever was
 * selected by those of before, in between, is found here before it makes a call.
 */
static void probe_exec(void *data, struct task_struct *task, pid_t old_pid,
		       struct linux_binprm *bprm)
{
	changed(SCS_WATCH_CREDS, task, NULL, NULL);
}

static struct scs_probe probes[] = {
	[SCS_WATCH_NAME] = { .name = "task_rename", .func = probe_rename },
	[SCS_WATCH_CGROUP] = { .name = "cgroup_attach_task", .func = probe_cgroup },
	[SCS_WATCH_CREDS] = { .name = "sched_process_exec", .func = probe_exec },
};

static struct kprobe creds_probe;

/* How many sessions watch what. */
static unsigned int watchers[SCS_WATCHES];

static int watch_creds(void)
{
	int ret;

	/* Whole, for an earlier registration leaves an address and flags behind. */
	creds_probe = (struct kprobe){
		.symbol_name = "commit_creds",
		.pre_handler = on_commit_creds,
	};
	ret = register_kprobe(&creds_probe);
	if (ret)
		pr_err_ratelimited("session: cannot probe commit_creds: error %d\n", ret);
	return ret;
}

static int watch_begin(enum scs_watch watch)
{
	int ret = scs_probes_attach(&probes[watch], 1);

	if (!ret && watch == SCS_WATCH_CREDS) {
		ret = watch_creds();
		if (ret)
			scs_probes_detach(&probes[watch], 1);
	}
	return ret;
}

static void watch_end(enum scs_watch watch)
{
	if (watch == SCS_WATCH_CREDS)
		scs_kprobe_unregister(&creds_probe);
	scs_probes_detach(&probes[watch], 1);
}

/**
 * scs_session_watch() - look at tasks again when they change
 * @s: the session
 * @watches: bits of changes that it does not watch yet
 *
 * Context: may sleep; the lock of the state is held.
 * Return: 0 or a negative errno, with nothing changed.
 */
int scs_session_watch(struct scs_session *s, unsigned long watches)
{
	unsigned int watch;
	int ret = 0;

	for_each_set_bit(watch, &watches, SCS_WATCHES) {
		if (!watchers[watch])
			ret = watch_begin(watch);
		if (ret) {
			scs_session_unwatch(s, watches & (BIT(watch) - 1));
			return ret;
		}
		watchers[watch]++;
		WRITE_ONCE(s->watches, s->watches | BIT(watch));
	}
	return 0;
}

/**
 * scs_session_unwatch() - the reverse
 * @s: the session
 * @watches: bits of changes that it watches
 *
 * Context: may sleep; the lock of the state is held.
 */
void scs_session_unwatch(struct scs_session *s, unsigned long watches)
{
	unsigned int watch;

	for_each_set_bit(watch, &watches, SCS_WATCHES) {
		WRITE_ONCE(s->watches, s->watches & ~BIT(watch));
		if (!--watchers[watch])
			watch_end(watch);
	}
}

/*
 * If there is no slot at its pid, it has not begun yet, and scs_sessions_born() will look at
 * it; or it is in execve, and scs_sessions_arrived() will. There may be very many, so they are
 * not searched for.
 */
static void select_thread(struct scs_session *s, struct task_struct *task,
			  const struct scs_selector *selectors, unsigned int n)
{
	struct scs_slot *thread;
	unsigned long flags;
	struct task t;
	pid_t pid;

	if (makes_no_calls(task))
		return;
	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	t = task_of(task);
	pid = READ_ONCE(task->pid);
	thread = scs_slot_of(pid);
	if (thread->task == task && any_matches(selectors, n, &t) &&
	    scs_session_may_select(s, t.cred))
		join(s, thread, pid, task, selects_for_good(selectors, n, &t));
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
}

/**
 * scs_session_select_no_more() - nobody is selected any more by what was written
 * @s: the session
 *
 * Context: may sleep; the lock of the state is held.
 */
void scs_session_select_no_more(struct scs_session *s)
{
	unsigned int n = s->nr_selectors;
	unsigned long flags;

	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	s->nr_selectors = 0;
	s->follow = false;
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	scs_session_unwatch(s, s->watches);
	scs_selectors_put(s->selectors, n);
}

/**
 * struct wish - whom a write selects
 * @s: for which session
 * @selectors: by what
 * @n: how many
 */
struct wish {
	const struct scs_session *s;
	const struct scs_selector *selectors;
	unsigned int n;
};

static bool is_wanted(struct task_struct *task, void *data)
{
	struct task t = task_of(task);
	struct wish *wish = data;

	return any_matches(wish->selectors, wish->n, &t) && scs_session_may_select(wish->s, t.cred);
}

/**
 * scs_session_make_room() - have memory for the slots of tasks to be selected
 * @s: the session
 * @selectors: whom
 * @n: how many
 *
 * Context: may sleep; nobody else tells the session anything.
 * Return: 0 or -ENOMEM.
 */
int scs_session_make_room(struct scs_session *s, const struct scs_selector *selectors,
			  unsigned int n)
{
	struct wish wish = { .s = s, .selectors = selectors, .n = n };

	return n ? scs_slots_make_room(&s->stats.slots, is_wanted, &wish) : 0;
}

/**
 * scs_session_select() - select more tasks, and those that will match later
 * @s: the session
 * @selectors: whom; the references that they hold are taken
 * @n: how many; there is room for them
 * @follow: whether whatever the selected create is selected too
 *
 * Context: may sleep; the lock of the state is held, and changes that matter are being
 * watched.
 */
void scs_session_select(struct scs_session *s, const struct scs_selector *selectors, unsigned int n,
			bool follow)
{
	struct task_struct *process, *thread;
	unsigned long flags;

	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	memcpy(&s->selectors[s->nr_selectors], selectors, n * sizeof(*selectors));
	s->nr_selectors += n;
	s->follow |= follow;
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	if (!n)
		return;

	/* Who is created meanwhile is looked at by scs_sessions_born(). */
	rcu_read_lock();
	for_each_process_thread(process, thread) {
		select_thread(s, thread, selectors, n);
		scs_reserve_refill(&s->stats.reserve);
	}
	rcu_read_unlock();
}
