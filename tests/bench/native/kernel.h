/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of the kernel as the recorder sees, in user space: it stands for each
 * of the kernel's headers that the recorder includes. What is of a CPU there is of
 * a thread here, reached in the same way (through a segment register); a static
 * key is the same no-op.
 */
#ifndef NATIVE_KERNEL_H
#define NATIVE_KERNEL_H

#include <asm/types.h>
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <linux/version.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef unsigned long long u64;
typedef int32_t s32;
typedef long long s64;

#define CONFIG_X86_64
#define CONFIG_GLOB
#define IS_ENABLED(option) 1

#define PAGE_SIZE 4096UL
#define U64_MAX ULLONG_MAX
#define S32_MAX INT32_MAX
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)
#undef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#define __aligned(x) __attribute__((__aligned__(x)))
#define ____cacheline_aligned __aligned(64)
#define READ_ONCE(x) (*(const volatile typeof(x) *)&(x))
#define WRITE_ONCE(x, value) (*(volatile typeof(x) *)&(x) = (value))
#define data_race(x) (x)
#define smp_load_acquire(p) __atomic_load_n(p, __ATOMIC_ACQUIRE)
#define smp_store_release(p, value) __atomic_store_n(p, value, __ATOMIC_RELEASE)
#define noinline __attribute__((__noinline__))
#define BIT(nr) (1UL << (nr))
#define OPTIMIZER_HIDE_VAR(x) asm("" : "+r"(x))

#define DECLARE_PER_CPU(type, name) extern __thread type name
#define this_cpu_read(name) (name)

#define DECLARE_STATIC_KEY_FALSE(name) extern bool name
#define DEFINE_STATIC_KEY_FALSE(name) bool name
#define static_branch_enable(key) (*(key) = true)
#define static_branch_disable(key) (*(key) = false)
#define static_key_enabled(key) (*(key))
#define static_branch_likely(key)                                         \
	({                                                                \
		asm volatile(".byte 0x0f, 0x1f, 0x44, 0x00, 0x00" : : :); \
		(void)(key);                                              \
		true;                                                     \
	})

#define static_branch_unlikely(key)                                       \
	({                                                                \
		asm volatile(".byte 0x0f, 0x1f, 0x44, 0x00, 0x00" : : :); \
		(void)(key);                                              \
		false;                                                    \
	})

/* Of no use here, but what is recorded in holds some. */
#define __percpu
#define notrace
typedef long atomic_long_t;
typedef int raw_spinlock_t;
struct work_struct {
	int unused;
};
struct hlist_node {
	void *next, *prev;
};
struct cgroup;
struct ftrace_ops;
struct mem_cgroup;
struct task_struct;
struct cgroup *cgroup_get_from_path(const char *path);
void cgroup_put(struct cgroup *cgroup);
void ftrace_free_filter(struct ftrace_ops *ops);
struct mem_cgroup *set_active_memcg(struct mem_cgroup *memcg);
struct cgroup *task_dfl_cgroup(struct task_struct *task);
bool cgroup_is_descendant(struct cgroup *cgroup, struct cgroup *ancestor);

struct rcu_head {
	void *next, *func;
};

typedef void (*rcu_callback_t)(struct rcu_head *head);

struct pt_regs {
	long nr;
};

struct thread_info {
	u32 status;
};
#define TS_COMPAT 2

struct task_struct {
	struct thread_info thread_info;
	pid_t pid;
};
extern __thread struct task_struct *native_current;
#define current native_current
#define current_thread_info() (&current->thread_info)

static inline long syscall_get_nr(struct task_struct *task, struct pt_regs *regs)
{
	return regs->nr;
}

#define ERESTARTSYS 512
#define ERESTARTNOINTR 513
#define ERESTARTNOHAND 514
#define ERESTART_RESTARTBLOCK 516

struct system_time_snapshot {
	u64 cycles;
};
void ktime_get_snapshot(struct system_time_snapshot *snapshot);
u64 ktime_get_raw_fast_ns(void);

extern unsigned int tsc_khz;

static __always_inline u64 rdtsc(void)
{
	return __builtin_ia32_rdtsc();
}

static inline u64 rdtsc_ordered(void)
{
	asm volatile("lfence" : : : "memory");
	return rdtsc();
}

#endif /* NATIVE_KERNEL_H */
