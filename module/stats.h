/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The text of /proc/syscallstat.
 */
#ifndef SCS_STATS_H
#define SCS_STATS_H

struct scs_text;

int scs_stats_render(struct scs_text *text);

#endif /* SCS_STATS_H */
