// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/kprobes.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "symbol.h"

/* The kernel's text does not move: what was found once stays. By row; 0 if not looked for yet. */
static unsigned long found[SCS_ROWS];
#define NOT_THERE 1

/* Probes that are registered but never armed: registering finds the address. */
struct search {
	unsigned int count;
	unsigned int rows[SCS_ROWS];
	struct kprobe *pointers[SCS_ROWS];
	struct kprobe probes[SCS_ROWS];
};

static bool in_search(const struct search *search, const char *symbol)
{
	unsigned int i;

	for (i = 0; i < search->count; i++)
		if (!strcmp(scs_calls[search->rows[i]].symbol, symbol))
			return true;
	return false;
}

static int look_for(struct search *search, unsigned int row)
{
	struct kprobe *probe = &search->probes[search->count];
	int ret;

	probe->symbol_name = scs_calls[row].symbol;
	probe->flags = KPROBE_FLAG_DISABLED;
	ret = register_kprobe(probe);
	if (ret == -ENOENT) {
		found[row] = NOT_THERE;
		return 0;
	}
	if (ret) {
		if (ret != -ENOMEM)
			pr_err("cannot find %s: error %d\n", probe->symbol_name, ret);
		return ret;
	}
	search->rows[search->count] = row;
	search->pointers[search->count++] = probe;
	return 0;
}

/* Keep what was found, for all calls that share a function. */
static void keep(const struct search *search)
{
	unsigned int i, row;

	for (i = 0; i < search->count; i++) {
		const struct kprobe *probe = &search->probes[i];

		for (row = 0; row < SCS_ROWS; row++)
			if (scs_calls[row].symbol &&
			    !strcmp(scs_calls[row].symbol, probe->symbol_name))
				found[row] = (unsigned long)probe->addr;
	}
}

static int search_selected(const struct scs_selection *sel)
{
	struct search *search = kvzalloc(sizeof(*search), GFP_KERNEL);
	unsigned int row;
	int ret = 0;

	if (!search)
		return -ENOMEM;
	for (row = 0; row < SCS_ROWS && !ret; row++) {
		const char *symbol = scs_calls[row].symbol;

		if (!sel->rows[row] || !symbol || found[row] || in_search(search, symbol))
			continue;
		ret = look_for(search, row);
		cond_resched();
	}
	keep(search);
	unregister_kprobes(search->pointers, search->count);
	kvfree(search);
	return ret;
}

static int compare(const void *a, const void *b)
{
	unsigned long x = *(const unsigned long *)a, y = *(const unsigned long *)b;

	return x < y ? -1 : x > y;
}

/**
 * scs_symbols_find() - find the functions that carry out the selected calls
 * @sel: the selection
 *
 * Calls may share a function: those of two ABIs, or those that do not exist any
 * more. Each function is listed once. Calls without one cannot be hooked: the
 * kernel log names them, but for the rows of numbers that have no name.
 *
 * Context: may sleep, for seconds if many are looked for the first time; one
 * caller at a time.
 * Return: the functions, to be released with scs_symbols_free(), or an
 * ERR_PTR(): -ENOMEM; or with the reason in the kernel log -ENOENT if no
 * selected call has one, or what register_kprobe() says.
 */
struct scs_symbols *scs_symbols_find(const struct scs_selection *sel)
{
	struct scs_symbols *symbols;
	unsigned int row, i, n = 0;
	int ret;

	ret = search_selected(sel);
	if (ret)
		return ERR_PTR(ret);
	symbols = kvzalloc(sizeof(*symbols), GFP_KERNEL);
	if (!symbols)
		return ERR_PTR(-ENOMEM);

	for (row = 0; row < SCS_ROWS; row++) {
		if (!sel->rows[row] || !scs_calls[row].symbol)
			continue;
		if (found[row] == NOT_THERE)
			pr_info("%s:%s is not seen: this kernel has no %s\n",
				scs_abi_name(scs_calls[row].abi), scs_calls[row].name,
				scs_calls[row].symbol);
		else
			symbols->addrs[n++] = found[row];
	}
	if (!n) {
		pr_err("no selected system call has a function to hook\n");
		scs_symbols_free(symbols);
		return ERR_PTR(-ENOENT);
	}
	sort(symbols->addrs, n, sizeof(symbols->addrs[0]), compare, NULL);
	for (i = 0; i < n; i++)
		if (!i || symbols->addrs[i] != symbols->addrs[i - 1])
			symbols->addrs[symbols->count++] = symbols->addrs[i];
	return symbols;
}

/**
 * scs_symbols_free() - release a list of functions
 * @symbols: the list
 */
void scs_symbols_free(struct scs_symbols *symbols)
{
	kvfree(symbols);
}
