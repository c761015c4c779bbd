/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Running or stopped, by which hook and of which calls, and since when: what
 * the control file changes.
 */
#ifndef SCS_STATE_H
#define SCS_STATE_H

#include <linux/mutex.h>
#include <linux/types.h>

#include "command.h"

struct scs_attachment;
struct scs_hook;

/**
 * struct scs_state - what is being done now
 * @lock: held by whoever changes it, or reads it together with the statistics
 * @hook: the hook in use, or to be used by the next start
 * @syscalls: the list of calls that are counted, as written
 * @account_wait: whether the time of calls is split into running and waiting
 * @attachment: of the hook while running, else NULL
 * @epoch: how often counting has begun, or what is counted and how has changed
 * @started_ns: when running began, or the last reset since; ktime_get_ns()
 * @elapsed_ns: time spent running since the last reset, before @started_ns
 */
struct scs_state {
	struct mutex lock; /* for all below, and the generation */
	const struct scs_hook *hook;
	char *syscalls;
	bool account_wait;
	struct scs_attachment *attachment;
	u64 epoch;
	u64 started_ns;
	u64 elapsed_ns;
};

extern struct scs_state scs_state;

int scs_state_set(const char *who, const char *text, size_t len);
void scs_state_check_clock(void);
void scs_state_uninit(void);
u64 scs_state_elapsed_ns(void);
u64 scs_state_missed(void);

#endif /* SCS_STATE_H */
