// SPDX-License-Identifier: GPL-2.0
/*
 * The hook of ftrace callbacks at the entry of the functions of the selected
 * calls: counts without times, the cheapest way to count. The few functions
 * that ftrace cannot trace, as that of calls that do not exist, get a kprobe.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/preempt.h>
#include <linux/printk.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>

#include "compat.h"
#include "hook.h"
#include "kprobe.h"
#include "record.h"
#include "symbol.h"

struct tracer;

struct entry_probe {
	struct kprobe kp;
	struct tracer *tracer;
};

/**
 * struct tracer - callbacks for one selection
 * @at: what others see of it
 * @ops: for the functions that ftrace can trace
 * @traced: how many those are
 * @probes: for those that it cannot
 * @probed: how many those are
 */
struct tracer {
	struct scs_attachment at;
	struct ftrace_ops ops;
	unsigned int traced;
	struct entry_probe probes[4];
	unsigned int probed;
};

/* Nothing in here is one of the functions, so it cannot come back to itself. */
static __always_inline void count(const struct tracer *tracer)
{
	struct pt_regs *regs = task_pt_regs(current);

	preempt_disable_notrace();
	scs_record_count(READ_ONCE(tracer->at.recording), regs, syscall_get_nr(current, regs));
	preempt_enable_notrace();
}

static void notrace on_traced(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *ops,
			      struct scs_ftrace_regs *fregs)
{
	count(container_of(ops, struct tracer, ops));
}

static int on_probed(struct kprobe *kp, struct pt_regs *probed)
{
	count(container_of(kp, struct entry_probe, kp)->tracer);
	return 0;
}

static int add_probe(struct tracer *tracer, unsigned long addr)
{
	struct entry_probe *probe = &tracer->probes[tracer->probed];
	int ret;

	if (tracer->probed == ARRAY_SIZE(tracer->probes))
		return -EINVAL;
	probe->tracer = tracer;
	probe->kp.addr = (kprobe_opcode_t *)addr;
	probe->kp.pre_handler = on_probed;
	ret = register_kprobe(&probe->kp);
	if (!ret)
		tracer->probed++;
	return ret;
}

static int add_function(struct tracer *tracer, unsigned long addr)
{
	int ret = ftrace_set_filter_ip(&tracer->ops, addr, 0, 0);

	if (!ret)
		tracer->traced++;
	else if (ret == -EINVAL)
		ret = add_probe(tracer, addr);
	if (ret && ret != -ENOMEM)
		pr_err("hook ftrace: cannot trace %ps: error %d\n", (void *)addr, ret);
	return ret;
}

static void detach(struct scs_attachment *at)
{
	struct tracer *tracer = container_of(at, struct tracer, at);

	if (tracer->ops.flags & FTRACE_OPS_FL_ENABLED)
		unregister_ftrace_function(&tracer->ops);
	scs_ftrace_free_filter(&tracer->ops);
	while (tracer->probed)
		scs_kprobe_unregister(&tracer->probes[--tracer->probed].kp);
	kfree(tracer);
}

static int add_functions(struct tracer *tracer, const struct scs_symbols *symbols)
{
	unsigned int i;
	int ret;

	for (i = 0; i < symbols->count; i++) {
		ret = add_function(tracer, symbols->addrs[i]);
		if (ret)
			return ret;
		cond_resched();
	}
	/* An empty filter would stand for all functions. */
	if (!tracer->traced)
		return 0;
	ret = register_ftrace_function(&tracer->ops);
	if (ret && ret != -ENOMEM)
		pr_err("hook ftrace: error %d%s\n", ret,
		       ret == -EBUSY ? "; is kernel.ftrace_enabled 0?" : "");
	return ret;
}

static struct scs_attachment *attach(const struct scs_selection *sel)
{
	struct scs_symbols *symbols = scs_symbols_find(sel);
	struct tracer *tracer;
	int ret = -ENOMEM;

	if (IS_ERR(symbols))
		return ERR_CAST(symbols);
	tracer = kzalloc(sizeof(*tracer), GFP_KERNEL);
	if (tracer) {
		tracer->at.hook = &scs_hook_ftrace;
		tracer->at.recording = SCS_GEN_OFF;
		tracer->at.memory = sizeof(*tracer);
		tracer->ops.func = on_traced;
		/*
		 * kernel.ftrace_enabled=0 must not take it away: it would count
		 * no more, and not say so.
		 */
		tracer->ops.flags = FTRACE_OPS_FL_PERMANENT | SCS_FTRACE_FLAGS;
		ret = add_functions(tracer, symbols);
		if (ret)
			detach(&tracer->at);
	}
	scs_symbols_free(symbols);
	return ret ? ERR_PTR(ret) : &tracer->at;
}

static u64 missed(struct scs_attachment *at)
{
	struct tracer *tracer = container_of(at, struct tracer, at);
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < tracer->probed; i++)
		sum += READ_ONCE(tracer->probes[i].kp.nmissed);
	return sum;
}

const struct scs_hook scs_hook_ftrace = {
	.name = "ftrace",
	.entry_only = true,
	.attach = attach,
	.detach = detach,
	.missed = missed,
};
