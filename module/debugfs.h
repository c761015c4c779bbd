/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /sys/kernel/debug/syscallstat/
 */
#ifndef SCS_DEBUGFS_H
#define SCS_DEBUGFS_H

void scs_debugfs_init(void);
void scs_debugfs_uninit(void);

#endif /* SCS_DEBUGFS_H */
