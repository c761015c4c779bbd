/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Splits the time of calls into running and waiting: on a CPU, or blocked or
 * in line for one.
 */
#ifndef SCS_WAIT_H
#define SCS_WAIT_H

#include <linux/jump_label.h>
#include <linux/types.h>

struct scs_row;
struct scs_slot;

/* Whether calls that begin now are split. */
DECLARE_STATIC_KEY_FALSE(scs_wait_is_split);

void scs_wait_begin(struct scs_slot *slot);
void scs_wait_end(struct scs_slot *slot, struct scs_row *row, u64 ns);

/**
 * scs_wait_is_attached() - are calls being split?
 */
static inline bool scs_wait_is_attached(void)
{
	return static_key_enabled(&scs_wait_is_split);
}

int scs_wait_attach(void);
void scs_wait_detach(void);

#endif /* SCS_WAIT_H */
