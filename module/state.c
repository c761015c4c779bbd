// SPDX-License-Identifier: GPL-2.0
#include <linux/lockdep.h>
#include <linux/ktime.h>

#include "hook.h"
#include "state.h"
#include "table.h"
#include "thread.h"

struct scs_state scs_state = {
	.lock = __MUTEX_INITIALIZER(scs_state.lock),
	.hook = &scs_hook_tracepoint,
};

static int start(void)
{
	int ret;

	if (scs_state.running)
		return 0;
	ret = scs_thread_attach();
	if (ret)
		return ret;
	ret = scs_state.hook->attach();
	if (ret) {
		scs_thread_detach();
		return ret;
	}
	scs_state.running = true;
	scs_state.epoch++;
	scs_state.started_ns = ktime_get_ns();
	/* Here and now all CPUs begin to record. */
	WRITE_ONCE(scs_recording, scs_generation);
	return 0;
}

static void stop(void)
{
	if (!scs_state.running)
		return;
	WRITE_ONCE(scs_recording, SCS_GEN_OFF);
	scs_state.elapsed_ns = scs_state_elapsed_ns();
	scs_state.running = false;
	scs_state.hook->detach();
	scs_thread_detach();
}

static void reset(void)
{
	u32 gen = scs_generation + 1;

	if (gen == SCS_GEN_OFF)
		gen = SCS_GEN_NONE + 1;
	WRITE_ONCE(scs_generation, gen);
	if (scs_state.running)
		WRITE_ONCE(scs_recording, gen);
	scs_state.elapsed_ns = 0;
	scs_state.started_ns = ktime_get_ns();
}

/**
 * scs_state_apply() - bring about the state that was asked for
 * @cmd: the state
 *
 * Context: may sleep; the lock of the state is held.
 * Return: 0, or a negative errno with the state as it was and the reason in the
 * kernel log.
 */
int scs_state_apply(const struct scs_command *cmd)
{
	int ret = 0;

	lockdep_assert_held(&scs_state.lock);

	if (cmd->set_running) {
		if (cmd->running)
			ret = start();
		else
			stop();
		if (ret)
			return ret;
	}
	if (cmd->reset)
		reset();
	return 0;
}

/**
 * scs_state_elapsed_ns() - how long the statistics have been collected
 *
 * Context: the lock of the state is held.
 * Return: time spent running since the last reset, in ns.
 */
u64 scs_state_elapsed_ns(void)
{
	u64 ns = scs_state.elapsed_ns;

	if (scs_state.running)
		ns += ktime_get_ns() - scs_state.started_ns;
	return ns;
}
