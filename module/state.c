// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "clock.h"
#include "hook.h"
#include "session.h"
#include "snapshot.h"
#include "state.h"
#include "thread.h"
#include "tracepoint.h"
#include "wait.h"

struct scs_state scs_state = {
	.lock = __MUTEX_INITIALIZER(scs_state.lock),
};

/* As the handles in calls.h are before anything is chosen. */
static struct scs_selection selection = {
	.rows = { [0 ... SCS_ROWS - 1] = true },
};

/* What the hook has missed, beyond what is in the table. */
static u64 missed(struct scs_attachment *at)
{
	return at && at->hook->missed ? at->hook->missed(at) - at->missed : 0;
}

/* From here on nothing is recorded, and no probe is at it still. */
static void pause(struct scs_attachment *at)
{
	scs_thread_counting(false);
	WRITE_ONCE(at->recording, SCS_GEN_OFF);
	scs_probes_synchronize();
	scs_fact_add(&scs_system.table, SCS_MISSED, missed(at), scs_system.generation);
	scs_stats_stop(&scs_system);
	/* Calls that are open may not be seen to end. */
	scs_slots_begin_anew(&scs_system);
}

/* Nothing is being recorded for the system. Sessions go on, by the clock of before if it may be. */
static void choose_clock(void)
{
	if (scs_sessions_are_running() && scs_clock_is_trusted())
		return;
	scs_sessions_pause();
	scs_clock_choose();
	scs_sessions_resume();
}

/* Here and now all CPUs begin to record. Nothing was being recorded. */
static void resume(struct scs_attachment *at)
{
	at->missed += missed(at);
	scs_stats_start(&scs_system);
	at->scale = scs_clock_scale;
	/* Who sees the generation sees the scale. */
	smp_store_release(&at->recording, scs_system.generation);
	scs_thread_counting(true);
}

static void reset(void)
{
	struct scs_attachment *at = scs_state.attachment;

	scs_stats_reset(&scs_system);
	if (at && at->recording != SCS_GEN_OFF) {
		at->missed += missed(at);
		WRITE_ONCE(at->recording, scs_system.generation);
	}
}

/**
 * struct plan - from the present state to another
 * @hook: the hook to use
 * @selection: the calls to count; NULL if they are those of before
 * @syscalls: the list to show; NULL if it is that of before
 * @running: whether to count
 * @account_wait: whether to split the time of calls
 * @reset: whether to begin a new generation
 * @attachment: what to count with, NULL if not running
 */
struct plan {
	const struct scs_hook *hook;
	const struct scs_selection *selection;
	char *syscalls;
	bool running;
	bool account_wait;
	bool reset;
	struct scs_attachment *attachment;
};

/* Hook ftrace knows no times. */
static bool splits_waits(const struct plan *plan)
{
	return plan->running && plan->account_wait && !plan->hook->entry_only;
}

/* The hook of the plan, if that of now will not do. */
static int attach(struct plan *plan)
{
	struct scs_attachment *old = scs_state.attachment;

	if (old && plan->hook == scs_state.hook && (plan->hook->sees_all || !plan->selection))
		plan->attachment = old;
	else
		plan->attachment = plan->hook->attach(plan->selection ?: &selection);
	return PTR_ERR_OR_ZERO(plan->attachment);
}

/* Attach what the plan needs beside what there is. Returns 0, or an errno with nothing changed. */
static int prepare(struct plan *plan)
{
	bool had_threads = scs_state.attachment, had_waits = scs_wait_is_attached();
	int ret;

	if (!plan->running)
		return 0;
	if (!had_threads) {
		ret = scs_thread_attach();
		if (ret)
			return ret;
	}
	if (!had_waits && splits_waits(plan)) {
		ret = scs_wait_attach();
		if (ret)
			goto err_threads;
	}
	ret = attach(plan);
	if (ret)
		goto err_waits;
	return 0;

err_waits:
	if (!had_waits)
		scs_wait_detach();
err_threads:
	if (!had_threads)
		scs_thread_detach();
	return ret;
}

/* Go over from the old attachment to the new one; nothing of it can fail. */
static void carry_out(struct plan *plan)
{
	struct scs_attachment *old = scs_state.attachment, *new = plan->attachment;
	bool change = new != old || plan->selection;
	/* The first hook is not another one. */
	bool other = scs_state.hook && (plan->hook != scs_state.hook || plan->selection);

	if (other || (new && !old))
		scs_system.epoch++;
	/* Entries alone and whole calls do not add up. */
	if (scs_state.hook && plan->hook->entry_only != scs_state.hook->entry_only)
		plan->reset = true;

	if (change && old)
		pause(old);
	if (plan->selection) {
		selection = *plan->selection;
		scs_selection_mark(&selection);
	}
	if (plan->syscalls)
		swap(scs_state.syscalls, plan->syscalls);
	scs_state.hook = plan->hook;
	scs_state.account_wait = plan->account_wait;
	scs_state.attachment = new;
	/* Threads may have been followed for sessions, while nothing was recorded here. */
	if (new && !old)
		scs_slots_begin_anew(&scs_system);
	if (plan->reset)
		reset();
	if (change && new) {
		choose_clock();
		resume(new);
	}
	if (old && old != new)
		old->hook->detach(old);
	if (!splits_waits(plan))
		scs_wait_detach();
	if (old && !new)
		scs_thread_detach();
}

static int apply(const struct scs_command *cmd)
{
	struct plan plan = {
		.hook = scs_state.hook,
		.running = cmd->set_running ? cmd->running : !!scs_state.attachment,
		.account_wait = cmd->set_account_wait ? cmd->account_wait : scs_state.account_wait,
		.reset = cmd->reset,
	};
	int ret;

	if (cmd->set_hook)
		plan.hook = scs_hook_find(cmd->hook);
	if (!plan.hook)
		return -EOPNOTSUPP;
	if (cmd->syscalls) {
		plan.syscalls = kmemdup_nul(cmd->syscalls, cmd->syscalls_len, GFP_KERNEL);
		if (!plan.syscalls)
			return -ENOMEM;
		if (memcmp(&cmd->selection, &selection, sizeof(selection)))
			plan.selection = &cmd->selection;
	}
	ret = prepare(&plan);
	if (!ret)
		carry_out(&plan);
	kfree(plan.syscalls);
	return ret;
}

/* Whoever finds a reason other than no memory and a signal says it in the log. */
static int parse_and_apply(const char *who, const char *text, size_t len, struct scs_command *cmd)
{
	struct scs_command_error error;
	int ret;

	ret = scs_command_parse(text, len, cmd, &error);
	if (ret) {
		pr_err("%s: %s: \"%*pE\"\n", who, error.why,
		       (int)min_t(size_t, strcspn(error.at, "\n"), 64), error.at);
		return ret;
	}
	ret = mutex_lock_killable(&scs_state.lock);
	if (ret)
		return ret;
	ret = apply(cmd);
	mutex_unlock(&scs_state.lock);
	return ret;
}

/**
 * scs_state_set() - bring about the state that was asked for
 * @who: who asks, for the kernel log
 * @text: commands, as for the control file, with a NUL behind them
 * @len: their length in bytes
 *
 * Context: may sleep.
 * Return: 0, or a negative errno with the state as it was and the reason in the
 * kernel log: -EINVAL for what is no command, -EINTR if a fatal signal came, or
 * what attaching says.
 */
int scs_state_set(const char *who, const char *text, size_t len)
{
	struct scs_command *cmd = kmalloc(sizeof(*cmd), GFP_KERNEL);
	int ret = cmd ? parse_and_apply(who, text, len, cmd) : -ENOMEM;

	kfree(cmd);
	if (ret == -ENOMEM || ret == -EINTR)
		pr_err("%s: nothing has been changed: %s\n", who,
		       ret == -ENOMEM ? "out of memory" : "interrupted");
	return ret;
}

/**
 * scs_state_check_clock() - go over to another clock if the one in use has gone bad
 *
 * Calls open now have begun by the bad one, so they are abandoned.
 *
 * Context: may sleep; the lock of the state is held.
 */
void scs_state_check_clock(void)
{
	struct scs_attachment *at = scs_state.attachment;

	if ((!at && !scs_sessions_are_running()) || scs_clock_is_trusted())
		return;
	if (at) {
		pause(at);
		scs_system.epoch++;
	}
	choose_clock();
	if (at)
		resume(at);
	pr_warn("the kernel holds the counter of the CPUs for another than before: the clock is %s from now on\n",
		scs_clock_name());
}

/**
 * scs_state_uninit() - stop, and release what the state holds
 *
 * Context: may sleep; nobody else uses the state any more.
 */
void scs_state_uninit(void)
{
	struct plan stop = { .hook = scs_state.hook };

	mutex_lock(&scs_state.lock);
	if (stop.hook)
		carry_out(&stop);
	kfree(scs_state.syscalls);
	scs_state.syscalls = NULL;
	mutex_unlock(&scs_state.lock);
}

/**
 * scs_state_source() - what the texts of the system are about
 * @source: receives it
 *
 * Context: the lock of the state is held, as long as it is used.
 */
void scs_state_source(struct scs_source *source)
{
	struct scs_attachment *at = scs_state.attachment;

	*source = (struct scs_source){
		.stats = &scs_system,
		.hook = scs_state.hook,
		.memory = at ? at->memory : 0,
		.missed = missed(at),
		.syscalls = scs_state.syscalls,
		.account_wait = scs_state.account_wait,
	};
}
