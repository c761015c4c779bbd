/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The files in debugfs: control, and the detailed views.
 */
#ifndef SCS_DEBUGFS_H
#define SCS_DEBUGFS_H

void scs_debugfs_init(void);
void scs_debugfs_uninit(void);

#endif /* SCS_DEBUGFS_H */
