// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/printk.h>
#include <linux/string.h>

#include "tracepoint.h"

static void match_name(struct tracepoint *tp, void *priv)
{
	struct scs_probe *probe = priv;

	if (!strcmp(tp->name, probe->name))
		probe->tp = tp;
}

/**
 * scs_tracepoint_exists() - does the kernel have a tracepoint?
 * @name: its name
 */
bool scs_tracepoint_exists(const char *name)
{
	struct scs_probe probe = { .name = name };

	for_each_kernel_tracepoint(match_name, &probe);
	return probe.tp;
}

/**
 * scs_probes_attach() - attach probes to their tracepoints, all or none
 * @probes: in the order to attach them
 * @n: how many
 *
 * Context: may sleep.
 * Return: 0, and then every event that begins later is seen; -ENOMEM; or with
 * the reason in the kernel log -ENOENT if the kernel lacks a tracepoint, or
 * another errno of tracepoint_probe_register().
 */
int scs_probes_attach(struct scs_probe *probes, unsigned int n)
{
	unsigned int i;
	int ret;

	for (i = 0; i < n; i++) {
		for_each_kernel_tracepoint(match_name, &probes[i]);
		ret = -ENOENT;
		if (probes[i].tp)
			ret = tracepoint_probe_register(probes[i].tp, probes[i].func,
							probes[i].data);
		if (ret) {
			if (ret != -ENOMEM)
				pr_err("cannot attach to tracepoint %s: error %d\n", probes[i].name,
				       ret);
			probes[i].tp = NULL;
			scs_probes_detach(probes, i);
			return ret;
		}
	}
	/* Events that were under way have seen the probes of before. */
	tracepoint_synchronize_unregister();
	return 0;
}

/**
 * scs_probes_detach() - detach probes, in reverse order
 * @probes: probes that are attached
 * @n: how many
 *
 * Context: may sleep. When it returns, no probe runs any more.
 */
void scs_probes_detach(struct scs_probe *probes, unsigned int n)
{
	while (n--) {
		tracepoint_probe_unregister(probes[n].tp, probes[n].func, probes[n].data);
		probes[n].tp = NULL;
	}
	tracepoint_synchronize_unregister();
}
