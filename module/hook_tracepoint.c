// SPDX-License-Identifier: GPL-2.0
/*
 * The hook on the tracepoints sys_enter and sys_exit: every call of every ABI.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/ptrace.h>

#include "hook.h"
#include "record.h"
#include "tracepoint.h"

static struct scs_attachment attachment = {
	.hook = &scs_hook_tracepoint,
	.recording = SCS_GEN_OFF,
};

/* Whoever traces all functions does not want these two with each call, nor pays for that. */

static void notrace probe_enter(void *data, struct pt_regs *regs, long nr)
{
	const struct scs_attachment *at = data;

	scs_record_enter(READ_ONCE(at->recording), regs, nr);
}

static void notrace probe_exit(void *data, struct pt_regs *regs, long ret)
{
	const struct scs_attachment *at = data;

	scs_syscall_probe_begin();
	scs_record_exit(READ_ONCE(at->recording), regs, ret);
	scs_syscall_probe_end();
}

static struct scs_probe probes[] = {
	{ .name = "sys_enter", .func = probe_enter, .data = &attachment },
	{ .name = "sys_exit", .func = probe_exit, .data = &attachment },
};

static struct scs_attachment *attach(const struct scs_selection *sel)
{
	int ret = scs_probes_attach(probes, ARRAY_SIZE(probes));

	return ret ? ERR_PTR(ret) : &attachment;
}

static void detach(struct scs_attachment *at)
{
	scs_probes_detach(probes, ARRAY_SIZE(probes));
}

const struct scs_hook scs_hook_tracepoint = {
	.name = "tracepoint",
	.sees_all = true,
	.denied = true,
	.attach = attach,
	.detach = detach,
};
