/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Zeroed pages for probes, which may not allocate.
 */
#ifndef SCS_RESERVE_H
#define SCS_RESERVE_H

#include <linux/types.h>

int scs_reserve_init(void);
void scs_reserve_uninit(void);
void *scs_reserve_take(void);
void scs_reserve_refill(void);
size_t scs_reserve_memory(void);

#endif /* SCS_RESERVE_H */
