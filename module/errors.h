/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Calls that ended with an error, by system call and errno: on each CPU a hash
 * table, written by that CPU alone. It never grows; what it has no room for is
 * counted apart.
 */
#ifndef SCS_ERRORS_H
#define SCS_ERRORS_H

#include <linux/types.h>

struct scs_errno;
struct scs_row;
struct scs_table;

bool scs_errno_find(struct scs_table *table, u32 call, struct scs_row *row, u32 error);
unsigned int scs_errno_room(void);
unsigned int scs_errno_list(const struct scs_table *table, u32 gen, struct scs_errno *list);
unsigned int scs_errno_row(const struct scs_errno *e);
unsigned int scs_errno_number(const struct scs_errno *e);

#endif /* SCS_ERRORS_H */
