/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Follow the lives of threads.
 */
#ifndef SCS_LIVES_H
#define SCS_LIVES_H

int scs_lives_attach(void);
void scs_lives_detach(void);

#endif /* SCS_LIVES_H */
