// SPDX-License-Identifier: GPL-2.0
/* The views of threads: what each has called, and which calls are being executed. */
#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "clock.h"
#include "compat.h"
#include "hook.h"
#include "snapshot.h"
#include "text.h"
#include "view.h"

/**
 * struct task - a thread, at one moment
 * @pid: its pid, in the initial namespace
 * @place: the pid that its slot is at
 * @tid: its pid, as the reader knows it
 * @tgid: that of its process
 * @comm: its name
 * @calls: calls that have ended
 * @errors: those that returned an error
 * @total_ns: their time
 * @in_call: it is in a call, which is
 * @row: this one, entered
 * @age: so many ticks of the clock ago
 */
struct task {
	pid_t pid;
	pid_t place;
	pid_t tid;
	pid_t tgid;
	char comm[TASK_COMM_LEN];
	u64 calls;
	u64 errors;
	u64 total_ns;
	bool in_call;
	u32 row;
	u64 age;
};

struct tasks {
	struct task *list;
	size_t count;
	size_t room;
};

/*
 * Copy a slot while its thread goes on. It is the copy of one moment if no call has
 * begun or ended meanwhile; a thread that never stops is seen between two calls.
 */
static void copy_slot(struct scs_slot *copy, const struct scs_slot *slot)
{
	unsigned int tries;
	u32 open;

	for (tries = 0; tries < 100; tries++) {
		/* Pairs with the release in scs_record_begin(). */
		open = smp_load_acquire(&slot->open);
		/* If its thread writes meanwhile, that is seen below. */
		*copy = data_race(*slot);
		/* What was copied, before looking whether it has changed. */
		smp_rmb();
		if (READ_ONCE(slot->open) == open && READ_ONCE(slot->entered) == copy->entered &&
		    copy->open == open)
			return;
	}
	copy->open = SCS_GEN_NONE;
}

static void take_task(struct task *task, const struct scs_slot *slot, struct task_struct *thread,
		      pid_t place, u32 gen)
{
	struct scs_slot copy;

	copy_slot(&copy, slot);
	memset(task, 0, sizeof(*task));
	task->pid = thread->pid;
	task->place = place;
	task->tid = task_pid_vnr(thread);
	task->tgid = task_tgid_vnr(thread);
	get_task_comm(task->comm, thread);
	if (copy.gen == gen) {
		task->calls = scs_slot_calls(&copy, gen);
		task->errors = copy.errors;
		task->total_ns = copy.total_ns;
	}
	/* A call that was entered before a reset counts no more, but it is executed. */
	task->in_call = copy.open != SCS_GEN_NONE && copy.open != SCS_GEN_UNSELECTED;
	if (!task->in_call)
		return;
	task->row = copy.call & SCS_CALL_ROW;
	task->age = scs_clock_now() - copy.start;
	/* Entered on another CPU a moment ago, by a clock that is a little ahead. */
	if ((s64)task->age < 0)
		task->age = 0;
}

/* Kprobes can be switched off, and then nobody tells that a thread has ended. */
static bool lives(const struct task_struct *thread, pid_t pid)
{
	return SCS_HAVE_TRACEPOINTS ||
	       pid_task(find_pid_ns(pid, &init_pid_ns), PIDTYPE_PID) == thread;
}

static void take_chunk(struct tasks *tasks, const struct scs_stats *stats, unsigned int c)
{
	const struct scs_slot *chunk;
	struct task_struct *thread;
	unsigned int i;

	rcu_read_lock();
	chunk = scs_slots_chunk(&stats->slots, c);
	for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++) {
		thread = READ_ONCE(chunk[i].task);
		/* Those of the kernel itself make no calls. */
		if (thread && lives(thread, c * SCS_CHUNK_SLOTS + i) &&
		    !(READ_ONCE(thread->flags) & PF_KTHREAD))
			take_task(&tasks->list[tasks->count++], &chunk[i], thread,
				  c * SCS_CHUNK_SLOTS + i, stats->generation);
	}
	rcu_read_unlock();
}

static bool make_room(struct tasks *tasks)
{
	size_t room = max_t(size_t, 2 * tasks->room, 4 * SCS_CHUNK_SLOTS);
	struct task *list;

	if (tasks->count + SCS_CHUNK_SLOTS <= tasks->room)
		return true;
	list = kvmalloc_array(room, sizeof(*list), GFP_KERNEL);
	if (!list)
		return false;
	if (tasks->count)
		memcpy(list, tasks->list, tasks->count * sizeof(*list));
	kvfree(tasks->list);
	tasks->list = list;
	tasks->room = room;
	return true;
}

static int compare_pid(const void *a, const void *b)
{
	const struct task *x = a, *y = b;

	if (x->pid != y->pid)
		return x->pid < y->pid ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

/*
 * A thread that takes over its leader's pid, in execve, may be met where its own was
 * after the leader was met; the leader is gone then.
 */
static void order(struct tasks *tasks)
{
	size_t i, n = 0;

	sort(tasks->list, tasks->count, sizeof(*tasks->list), compare_pid, NULL);
	for (i = 0; i < tasks->count; i++)
		if (i + 1 == tasks->count || tasks->list[i + 1].pid != tasks->list[i].pid)
			tasks->list[n++] = tasks->list[i];
	tasks->count = n;
}

/* All threads that run programs, by pid; false if memory ran out. */
static bool take(struct tasks *tasks, const struct scs_source *source)
{
	unsigned int c;

	/* Threads may be followed for sessions alone. */
	if ((!source->stats->running && !source->is_session) || source->hook->entry_only)
		return true;
	for (c = 0; c < SCS_CHUNKS; c++) {
		if (!make_room(tasks))
			return false;
		take_chunk(tasks, source->stats, c);
		cond_resched();
	}
	order(tasks);
	return true;
}

static void print_task(struct scs_text *text, const struct task *task)
{
	scs_text_printf(text, "%d %d", task->tid, task->tgid);
	scs_text_word(text, task->comm);
}

static void tasks_rows(struct scs_text *text, const struct scs_snapshot *snap)
{
	struct tasks tasks = { 0 };
	size_t i;

	scs_text_printf(text, "tid tgid comm calls errors total_ns abi name\n");
	text->failed |= !take(&tasks, &snap->source);
	for (i = 0; i < tasks.count; i++) {
		const struct task *task = &tasks.list[i];
		const struct scs_call *call = &scs_calls[task->row];

		print_task(text, task);
		scs_text_number(text, task->calls);
		scs_text_number(text, task->errors);
		scs_text_number(text, task->total_ns);
		scs_text_printf(text, " %s %s\n", task->in_call ? scs_abi_name(call->abi) : "-",
				task->in_call ? call->name : "-");
		cond_resched();
	}
	kvfree(tasks.list);
}

/* With these the sums of the table are those of all calls. */
static void tasks_keys(struct scs_text *text, const struct scs_snapshot *snap)
{
	bool whole = !snap->source.hook->entry_only;

	scs_text_printf(text, "# ended_calls");
	scs_text_number(text, whole ? snap->facts[SCS_ENDED_CALLS] : SCS_UNKNOWN);
	scs_text_printf(text, "\n# ended_errors");
	scs_text_number(text, whole ? snap->facts[SCS_ENDED_ERRORS] : SCS_UNKNOWN);
	scs_text_printf(text, "\n# ended_total_ns");
	scs_text_number(text, whole ? snap->facts[SCS_ENDED_TOTAL_NS] : SCS_UNKNOWN);
	scs_text_printf(text, "\n");
}

const struct scs_view scs_view_tasks = {
	.name = "tasks",
	.left = BIT(2) | BIT(6) | BIT(7),
	.keys = tasks_keys,
	.rows = tasks_rows,
};

static int compare_age(const void *a, const void *b)
{
	const struct task *x = a, *y = b;

	if (x->age != y->age)
		return x->age < y->age ? 1 : -1;
	return x->tid < y->tid ? -1 : x->tid > y->tid;
}

static void inflight_rows(struct scs_text *text, const struct scs_snapshot *snap)
{
	struct tasks tasks = { 0 };
	size_t i, n = 0;

	scs_text_printf(text, "tid tgid comm abi name age_ns\n");
	text->failed |= !take(&tasks, &snap->source);
	for (i = 0; i < tasks.count; i++)
		if (tasks.list[i].in_call)
			tasks.list[n++] = tasks.list[i];
	sort(tasks.list, n, sizeof(*tasks.list), compare_age, NULL);
	for (i = 0; i < n; i++) {
		const struct task *task = &tasks.list[i];
		const struct scs_call *call = &scs_calls[task->row];

		print_task(text, task);
		scs_text_printf(text, " %s %s %llu\n", scs_abi_name(call->abi), call->name,
				scs_clock_ns(task->age));
		cond_resched();
	}
	kvfree(tasks.list);
}

const struct scs_view scs_view_inflight = {
	.name = "inflight",
	.left = BIT(2) | BIT(3) | BIT(4),
	.rows = inflight_rows,
};
