/* SPDX-License-Identifier: GPL-2.0 */
/*
 * /proc/syscallstat
 */
#ifndef SCS_PROC_H
#define SCS_PROC_H

int scs_proc_init(unsigned int mode);
void scs_proc_uninit(void);

#endif /* SCS_PROC_H */
