/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the functions are that carry out system calls.
 */
#ifndef SCS_SYMBOL_H
#define SCS_SYMBOL_H

#include "names.h"

/**
 * struct scs_symbols - functions of selected calls
 * @count: how many
 * @addrs: their addresses, each once, in no order
 */
struct scs_symbols {
	unsigned int count;
	unsigned long addrs[SCS_ROWS];
};

struct scs_symbols *scs_symbols_find(const struct scs_selection *sel);
void scs_symbols_free(struct scs_symbols *symbols);

#endif /* SCS_SYMBOL_H */
