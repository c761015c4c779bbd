// SPDX-License-Identifier: GPL-2.0
/*
 * The hook of return probes on the functions of the selected calls: those pay
 * more than for the tracepoints, all others nothing.
 *
 * A function may carry out calls of several ABIs and numbers, so which one it is
 * comes from the registers that the kernel was entered with. Calls that are
 * refused, and numbers beyond the table, reach no function.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/sched/signal.h>
#include <linux/sched/task_stack.h>
#include <linux/slab.h>

#include "compat.h"
#include "hook.h"
#include "kprobe.h"
#include "record.h"
#include "symbol.h"

/* More than threads there can be, and the most that newer kernels take. */
#define INSTANCES_MAX 16777216U

static unsigned int kprobe_instances = 1024;
module_param(kprobe_instances, uint, 0444);
MODULE_PARM_DESC(kprobe_instances,
		 "calls of one function that hook kprobe follows at a time (default: 1024)");

struct probe_set;

struct probe {
	struct kretprobe rp;
	struct probe_set *set;
};

/**
 * struct probe_set - the probes for one selection
 * @at: what others see of it
 * @count: how many are registered
 * @told: how many events were missed when the kernel log was last told
 * @pointers: to them, for scs_kretprobes_unregister()
 * @probes: one for each function
 */
struct probe_set {
	struct scs_attachment at;
	unsigned int count;
	u64 told;
	struct kretprobe **pointers;
	struct probe probes[];
};

static u32 recording(struct kretprobe_instance *ri)
{
	struct kretprobe *rp = scs_kretprobe_of(ri);

	return rp ? READ_ONCE(container_of(rp, struct probe, rp)->set->at.recording) : SCS_GEN_OFF;
}

/* Both run with preemption off. */
static int on_entry(struct kretprobe_instance *ri, struct pt_regs *probed)
{
	struct pt_regs *regs = task_pt_regs(current);
	u32 gen = recording(ri);

	/*
	 * Where functions do not begin with a call for ftrace, the loop of a
	 * small one may go back to its very first instruction.
	 */
	if (scs_record_in_call(gen))
		return 1;
	/* Only what was recorded is followed to its return. */
	return !scs_record_enter(gen, regs, syscall_get_nr(current, regs));
}

static int on_return(struct kretprobe_instance *ri, struct pt_regs *probed)
{
	scs_record_exit(recording(ri), task_pt_regs(current), regs_return_value(probed));
	return 0;
}

static void set_free(struct probe_set *set)
{
	if (set)
		kvfree(set->pointers);
	kvfree(set);
}

static struct probe_set *set_alloc(unsigned int count)
{
	struct probe_set *set = kvzalloc(struct_size(set, probes, count), GFP_KERNEL);

	if (!set)
		return ERR_PTR(-ENOMEM);
	set->at.hook = &scs_hook_kprobe;
	set->at.recording = SCS_GEN_OFF;
	set->at.memory =
		struct_size(set, probes, count) + count * scs_kretprobe_memory(kprobe_instances);
	set->pointers = kvcalloc(count, sizeof(*set->pointers), GFP_KERNEL);
	if (!set->pointers) {
		set_free(set);
		return ERR_PTR(-ENOMEM);
	}
	return set;
}

static int set_register(struct probe_set *set, unsigned long addr)
{
	struct probe *probe = &set->probes[set->count];
	int ret;

	probe->set = set;
	probe->rp.kp.addr = (kprobe_opcode_t *)addr;
	probe->rp.entry_handler = on_entry;
	probe->rp.handler = on_return;
	probe->rp.maxactive = kprobe_instances;
	ret = register_kretprobe(&probe->rp);
	if (ret) {
		if (ret != -ENOMEM)
			pr_err("hook kprobe: cannot probe %ps: error %d\n", (void *)addr, ret);
		return ret;
	}
	set->pointers[set->count++] = &probe->rp;
	return 0;
}

static void detach(struct scs_attachment *at)
{
	struct probe_set *set = container_of(at, struct probe_set, at);

	scs_kretprobes_unregister(set->pointers, set->count);
	set_free(set);
}

static int register_all(struct probe_set *set, const struct scs_symbols *symbols)
{
	unsigned int i;
	int ret;

	/* An eighth of the memory is more than anyone needs, and must not be taken by a typo. */
	if (set->at.memory / PAGE_SIZE > totalram_pages() / 8) {
		pr_err("hook kprobe: %zu MiB for the return probes of %u functions are too much; lower kprobe_instances=%u\n",
		       set->at.memory >> 20, symbols->count, kprobe_instances);
		return -EINVAL;
	}
	for (i = 0; i < symbols->count; i++) {
		ret = set_register(set, symbols->addrs[i]);
		if (ret)
			return ret;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	return 0;
}

static struct scs_attachment *attach(const struct scs_selection *sel)
{
	struct scs_symbols *symbols;
	struct probe_set *set;
	int ret;

	if (!kprobe_instances || kprobe_instances > INSTANCES_MAX) {
		pr_err("hook kprobe: kprobe_instances=%u: must be 1 to %u\n", kprobe_instances,
		       INSTANCES_MAX);
		return ERR_PTR(-EINVAL);
	}
	symbols = scs_symbols_find(sel);
	if (IS_ERR(symbols))
		return ERR_CAST(symbols);
	set = set_alloc(symbols->count);
	if (!IS_ERR(set)) {
		ret = register_all(set, symbols);
		if (ret) {
			detach(&set->at);
			set = ERR_PTR(ret);
		}
	}
	scs_symbols_free(symbols);
	if (IS_ERR(set))
		return ERR_CAST(set);
	/* Calls that were under way have seen the functions of before. */
	synchronize_rcu();
	return &set->at;
}

static u64 missed(struct scs_attachment *at)
{
	struct probe_set *set = container_of(at, struct probe_set, at);
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < set->count; i++)
		sum += READ_ONCE(set->probes[i].rp.nmissed) +
		       READ_ONCE(set->probes[i].rp.kp.nmissed);
	if (sum > set->told)
		pr_warn_ratelimited("hook kprobe: %llu calls not seen; raise kprobe_instances=%u\n",
				    sum, kprobe_instances);
	set->told = sum;
	return sum;
}

const struct scs_hook scs_hook_kprobe = {
	.name = "kprobe",
	.attach = attach,
	.detach = detach,
	.missed = missed,
};
