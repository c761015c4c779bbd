// SPDX-License-Identifier: GPL-2.0
/*
 * The hook on the tracepoints sys_enter and sys_exit: every call of every ABI. Sessions
 * see calls by it, too, whether it is the hook of the system or not.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/ptrace.h>

#include "hook.h"
#include "record.h"
#include "session.h"
#include "tracepoint.h"

static struct scs_attachment attachment = {
	.hook = &scs_hook_tracepoint,
	.recording = SCS_GEN_OFF,
};

/*
 * Whoever traces all functions does not want these with each call, nor pays for that.
 *
 * What a session measures lies around what the system does.
 */

static noinline void notrace enter_session(u32 gen, struct pt_regs *regs, long nr)
{
	scs_session_enter(regs, nr);
	scs_enter_other(gen, regs, nr);
}

static noinline void notrace exit_session(u32 gen, struct pt_regs *regs, long ret)
{
	scs_exit_other(gen, regs, ret);
	scs_session_exit(regs, ret);
}

/* These call nothing but at their end, so need no frame. */

static noinline void notrace enter_other(const struct scs_attachment *at, struct pt_regs *regs,
					 long nr)
{
	u32 gen = READ_ONCE(at->recording);

	if (scs_sessions_concern_current())
		enter_session(gen, regs, nr);
	else if (gen != SCS_GEN_OFF)
		scs_enter_other(gen, regs, nr);
}

static noinline void notrace exit_other(const struct scs_attachment *at, struct pt_regs *regs,
					long ret)
{
	u32 gen = READ_ONCE(at->recording);

	if (scs_sessions_concern_current())
		exit_session(gen, regs, ret);
	else if (gen != SCS_GEN_OFF)
		scs_exit_other(gen, regs, ret);
}

static void notrace probe_enter(void *data, struct pt_regs *regs, long nr)
{
	const struct scs_attachment *at = data;

	if (static_branch_likely(&scs_record_is_plain))
		scs_record_enter_by(true, scs_slots_in(at->chunks, current->pid),
				    READ_ONCE(at->recording), regs, nr);
	else
		enter_other(at, regs, nr);
}

static void notrace probe_exit(void *data, struct pt_regs *regs, long ret)
{
	const struct scs_attachment *at = data;

	scs_syscall_probe_begin();
	if (static_branch_likely(&scs_record_is_plain))
		scs_record_exit_by(true, scs_slots_in(at->chunks, current->pid), &at->scale,
				   READ_ONCE(at->recording), regs, ret);
	else
		exit_other(at, regs, ret);
	scs_syscall_probe_end();
}

static struct scs_probe probes[] = {
	{ .name = "sys_enter", .func = probe_enter, .data = &attachment },
	{ .name = "sys_exit", .func = probe_exit, .data = &attachment },
};

/* The state, if this is its hook and it is running, and each session that is running. */
static unsigned int users;

/**
 * scs_tracepoint_get() - see all calls, from now on
 *
 * Context: may sleep; the lock of the state is held.
 * Return: 0, or an errno as of scs_probes_attach().
 */
int scs_tracepoint_get(void)
{
	int ret = 0;

	attachment.chunks = scs_system.slots.chunks;
	if (!users)
		ret = scs_probes_attach(probes, ARRAY_SIZE(probes));
	if (!ret)
		users++;
	return ret;
}

/**
 * scs_tracepoint_put() - the reverse
 *
 * Context: may sleep; the lock of the state is held, and nothing is being recorded for
 * whoever calls this.
 */
void scs_tracepoint_put(void)
{
	if (!--users)
		scs_probes_detach(probes, ARRAY_SIZE(probes));
}

static struct scs_attachment *attach(const struct scs_selection *sel)
{
	int ret = scs_tracepoint_get();

	return ret ? ERR_PTR(ret) : &attachment;
}

static void detach(struct scs_attachment *at)
{
	scs_tracepoint_put();
}

const struct scs_hook scs_hook_tracepoint = {
	.name = "tracepoint",
	.sees_all = true,
	.denied = true,
	.attach = attach,
	.detach = detach,
};
