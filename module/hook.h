/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hook takes the events of the kernel to the recorder.
 */
#ifndef SCS_HOOK_H
#define SCS_HOOK_H

#include <linux/types.h>

#include "clock.h"
#include "command.h"
#include "names.h"

struct scs_attachment;

/**
 * struct scs_hook - a way to see system calls
 * @name: as users write it
 * @sees_all: it has one attachment, which sees all calls; the recorder leaves
 *	out those that are not selected. Other hooks attach anew for another
 *	selection, beside the attachment of before.
 * @entry_only: it sees entries only, and counts them
 * @denied: it sees calls that are refused, and exits that have no entry
 * @attach: attach to the calls that are selected, and wait until it has taken
 *	effect everywhere. May sleep. Returns an ERR_PTR() with nothing attached,
 *	and the reason in the kernel log unless it is -ENOMEM or -EINTR.
 * @detach: the reverse. May sleep; when it returns no probe runs any more and
 *	no frame of the module is on any stack.
 * @missed: events lost since it was attached; NULL if there cannot be any
 */
struct scs_hook {
	const char *name;
	bool sees_all;
	bool entry_only;
	bool denied;
	struct scs_attachment *(*attach)(const struct scs_selection *sel);
	void (*detach)(struct scs_attachment *at);
	u64 (*missed)(struct scs_attachment *at);
};

/**
 * struct scs_attachment - a hook that is attached
 *
 * What a probe reads with each call is here too: it comes by one pointer, where a variable
 * of its own would take an instruction for the address on arm64.
 *
 * @hook: which
 * @recording: the generation that its events are recorded under, or SCS_GEN_OFF;
 *	written by the state alone
 * @scale: of the clock, while recording
 * @chunks: where the slots of the system are
 * @memory: what it takes, in bytes
 * @missed: how many of the missed events have been accounted for
 */
struct scs_attachment {
	const struct scs_hook *hook;
	u32 recording;
	struct scs_scale scale;
	const unsigned long *chunks;
	size_t memory;
	u64 missed;
};

extern const struct scs_hook scs_hook_tracepoint;
extern const struct scs_hook scs_hook_kprobe;
extern const struct scs_hook scs_hook_ftrace;

int scs_tracepoint_get(void);
void scs_tracepoint_put(void);

const struct scs_hook *scs_hook_find(enum scs_hook_choice choice);

#endif /* SCS_HOOK_H */
