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
struct scs_source;

/**
 * struct scs_state - what is being done now, for the system
 * @lock: held by whoever changes it or a session, or reads it together with the
 *	statistics
 * @hook: the hook in use, or to be used by the next start
 * @syscalls: the list of calls that are counted, as written
 * @account_wait: whether the time of calls is split into running and waiting
 * @attachment: of the hook while running, else NULL
 */
struct scs_state {
	struct mutex lock; /* see above */
	const struct scs_hook *hook;
	char *syscalls;
	bool account_wait;
	struct scs_attachment *attachment;
};

extern struct scs_state scs_state;

int scs_state_set(const char *who, const char *text, size_t len);
void scs_state_check_clock(void);
void scs_state_uninit(void);
void scs_state_source(struct scs_source *source);

#endif /* SCS_STATE_H */
