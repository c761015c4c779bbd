// SPDX-License-Identifier: GPL-2.0
/*
 * The hook on the tracepoints sys_enter and sys_exit: every call of every ABI.
 */
#include <linux/kernel.h>
#include <linux/ptrace.h>

#include "hook.h"
#include "record.h"
#include "tracepoint.h"

static void probe_enter(void *data, struct pt_regs *regs, long nr)
{
	scs_record_enter(regs, nr);
}

static void probe_exit(void *data, struct pt_regs *regs, long ret)
{
	scs_syscall_probe_begin();
	scs_record_exit(regs, ret);
	scs_syscall_probe_end();
}

static struct scs_probe probes[] = {
	{ .name = "sys_enter", .func = probe_enter },
	{ .name = "sys_exit", .func = probe_exit },
};

static int attach(void)
{
	return scs_probes_attach(probes, ARRAY_SIZE(probes));
}

static void detach(void)
{
	scs_probes_detach(probes, ARRAY_SIZE(probes));
}

const struct scs_hook scs_hook_tracepoint = {
	.name = "tracepoint",
	.attach = attach,
	.detach = detach,
};
