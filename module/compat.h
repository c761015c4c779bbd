/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Differences between kernel versions and configurations: all of them, and
 * nowhere else. Each names the version and the upstream change.
 */
#ifndef SCS_COMPAT_H
#define SCS_COMPAT_H

#include <linux/cgroup.h>
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/kconfig.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/ktime.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
/* On 7.3 the next one needs this one. */
#include <linux/srcu.h>
#include <linux/rcupdate_trace.h>
#include <linux/sched.h>
#include <linux/sched/mm.h>
#include <linux/version.h>

#if !IS_ENABLED(CONFIG_TRACEPOINTS) && !IS_ENABLED(CONFIG_KRETPROBES)
#error "this kernel has neither CONFIG_TRACEPOINTS nor CONFIG_KRETPROBES"
#endif
#ifndef CONFIG_GLOB
#error "this kernel has no CONFIG_GLOB"
#endif

/*
 * v6.13, a363d27cdbc2 ("tracing: Allow system call tracepoints to handle page
 * faults"): probes of sys_enter and sys_exit run with preemption on.
 */
static __always_inline void scs_syscall_probe_begin(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	preempt_disable_notrace();
#endif
}

static __always_inline void scs_syscall_probe_end(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0)
	preempt_enable_notrace();
#endif
}

/*
 * The same change: such a probe may be preempted at any place. What it has looked
 * at is freed when all that run now have ended; before, RCU alone does that.
 */
static inline void scs_call_after_syscall_probes(struct rcu_head *head, rcu_callback_t func)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0) && IS_ENABLED(CONFIG_TASKS_TRACE_RCU)
	call_rcu_tasks_trace(head, func);
#else
	func(head);
#endif
}

/* Wait until all those functions have been called. */
static inline void scs_syscall_probes_barrier(void)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 13, 0) && IS_ENABLED(CONFIG_TASKS_TRACE_RCU)
	rcu_barrier_tasks_trace();
#endif
}

/* module/Kbuild leaves out the hooks that are not to be had. */
#define SCS_HAVE_TRACEPOINTS IS_ENABLED(CONFIG_TRACEPOINTS)
#define SCS_HAVE_KRETPROBES IS_ENABLED(CONFIG_KRETPROBES)
#define SCS_HAVE_FTRACE (IS_ENABLED(CONFIG_DYNAMIC_FTRACE) && IS_ENABLED(CONFIG_KPROBES))

/* Without cgroups none can be found. */
static inline struct cgroup *scs_cgroup_get(const char *path)
{
#if IS_ENABLED(CONFIG_CGROUPS)
	return cgroup_get_from_path(path);
#else
	return ERR_PTR(-EOPNOTSUPP);
#endif
}

static inline void scs_cgroup_put(struct cgroup *cgroup)
{
#if IS_ENABLED(CONFIG_CGROUPS)
	cgroup_put(cgroup);
#endif
}

/* Is a task in a cgroup of v2, or in one below it? Under RCU. */
static inline bool scs_cgroup_has(struct cgroup *cgroup, struct task_struct *task)
{
#if IS_ENABLED(CONFIG_CGROUPS)
	return cgroup_is_descendant(task_dfl_cgroup(task), cgroup);
#else
	return false;
#endif
}

/*
 * v5.14, c74d40e8b5e2 ("loop: charge i/o to mem and blk cg"): set_active_memcg() is
 * for modules too. Only for tasks.
 */
static inline struct mem_cgroup *scs_set_active_memcg(struct mem_cgroup *memcg)
{
#if !IS_ENABLED(CONFIG_MEMCG) || defined(SCS_EXPORTS_int_active_memcg)
	return set_active_memcg(memcg);
#else
	struct mem_cgroup *old = current->active_memcg;

	current->active_memcg = memcg;
	return old;
#endif
}

/*
 * v6.2, 8be9fbd5345d ("ftrace: Export ftrace_free_filter() to modules"), and before it
 * the same, but for that it may find no memory. The ops is not registered.
 */
static inline void scs_ftrace_free_filter(struct ftrace_ops *ops)
{
#if !IS_ENABLED(CONFIG_DYNAMIC_FTRACE) || defined(SCS_EXPORTS_ftrace_free_filter)
	ftrace_free_filter(ops);
#else
	ftrace_set_filter(ops, NULL, 0, 1);
#endif
}

/* v5.11, d741bf41d7c7 ("kprobes: Remove kretprobe hash"): ri->rp became this function. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
#define scs_kretprobe_of(ri) get_kretprobe(ri)
#else
#define scs_kretprobe_of(ri) ((ri)->rp)
#endif

/*
 * v6.7, 4bbd93455659 ("kprobes: kretprobe scalability improvement"): instances are shared out
 * to the possible CPUs, each with a queue that all of them would fit into.
 */
#ifdef CONFIG_KRETPROBES
static inline u64 scs_kretprobe_memory(unsigned int instances)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	unsigned int cpus = num_possible_cpus();
	u64 share = DIV_ROUND_UP(instances, cpus) * (u64)sizeof(struct kretprobe_instance);
	u64 queue = roundup_pow_of_two(instances) * sizeof(void *);

	return cpus * PAGE_ALIGN(sizeof(struct objpool_slot) + queue + share);
#else
	return instances * (u64)sizeof(struct kretprobe_instance);
#endif
}
#endif

/*
 * v5.11, d19ad0775dcd ("ftrace: Have the callbacks receive a struct ftrace_regs
 * instead of pt_regs"), and a25d036d939a ("ftrace: Reverse what the RECURSION
 * flag in the ftrace_ops means"): a callback that cannot recurse says nothing.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
#define scs_ftrace_regs ftrace_regs
#define SCS_FTRACE_FLAGS 0
#else
#define scs_ftrace_regs pt_regs
#define SCS_FTRACE_FLAGS FTRACE_OPS_FL_RECURSION_SAFE
#endif

/*
 * Threads that never leave the kernel: its own; since v5.12, 3bfe6106693b ("io-wq: fork
 * worker threads from original task"), some of processes, whose birth no tracepoint tells;
 * since v6.4, 54e6842d0775 ("fork/vm: Move common PF_IO_WORKER behavior to new flag"), more
 * of that kind.
 */
#ifdef PF_USER_WORKER
#define SCS_PF_OF_KERNEL (PF_KTHREAD | PF_USER_WORKER)
#else
#define SCS_PF_OF_KERNEL (PF_KTHREAD | PF_IO_WORKER)
#endif

/* v5.18, 9c2136be0878 ("sched/tracing: Append prev_state to tp args instead"). */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 18, 0)
#define SCS_SCHED_SWITCH_ARGS                                                         \
	void *data, bool preempt, struct task_struct *prev, struct task_struct *next, \
		unsigned int prev_state
#else
#define SCS_SCHED_SWITCH_ARGS \
	void *data, bool preempt, struct task_struct *prev, struct task_struct *next
#endif

/* v6.16, "exit: move and extend sched_process_exit() tracepoint". */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 16, 0)
#define SCS_SCHED_EXIT_ARGS void *data, struct task_struct *task, bool group_dead
#else
#define SCS_SCHED_EXIT_ARGS void *data, struct task_struct *task
#endif

/*
 * v7.3, 4b6afb09f34c ("timekeeping: Provide ktime_get_snapshot_id()"), after which
 * ktime_get_snapshot() went.
 */
static inline void scs_ktime_get_snapshot(struct system_time_snapshot *snapshot)
{
#ifdef SCS_HAS_ktime_get_snapshot_id
	ktime_get_snapshot_id(CLOCK_MONOTONIC_RAW, snapshot);
#else
	ktime_get_snapshot(snapshot);
#endif
}

#endif /* SCS_COMPAT_H */
