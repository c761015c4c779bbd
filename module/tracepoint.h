/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Attach probes to tracepoints by name: most of those we need are not exported.
 */
#ifndef SCS_TRACEPOINT_H
#define SCS_TRACEPOINT_H

#include <linux/rcupdate.h>
#include <linux/tracepoint.h>

#include "compat.h"

/**
 * struct scs_probe - a function and the tracepoint that calls it
 * @name: of the tracepoint
 * @func: the probe, with the prototype of the tracepoint
 * @data: its first argument
 * @tp: the tracepoint, while attached
 */
struct scs_probe {
	const char *name;
	void *func;
	void *data;
	struct tracepoint *tp;
};

/**
 * scs_probes_synchronize() - wait until all probes have ended that run now
 *
 * Of any kind: those of tracepoints may take longest.
 */
static inline void scs_probes_synchronize(void)
{
	if (SCS_HAVE_TRACEPOINTS)
		tracepoint_synchronize_unregister();
	/* For those that run with preemption off, of kprobes and ftrace. */
	synchronize_rcu();
}

bool scs_tracepoint_exists(const char *name);
int scs_probes_attach(struct scs_probe *probes, unsigned int n);
void scs_probes_detach(struct scs_probe *probes, unsigned int n);

#endif /* SCS_TRACEPOINT_H */
