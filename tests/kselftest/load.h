/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A load of calls, of which it is known how many have begun and ended.
 */
#ifndef LOAD_H
#define LOAD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls.h"
#include "stats.h"

/* Threads that call getppid, and how often they have. */
#define LOADERS 3
static atomic_bool loading;
static struct {
	atomic_ulong begun;
	atomic_ulong done;
} __attribute__((aligned(64))) loaders[LOADERS];
static pthread_t load_threads[LOADERS];

static inline void *load(void *arg)
{
	long i = (long)arg;

	while (loading) {
		loaders[i].begun++;
		syscall(SYS_getppid);
		loaders[i].done++;
		relax();
	}
	return NULL;
}

static inline void load_start(void)
{
	loading = true;
	for (long i = 0; i < LOADERS; i++)
		if (pthread_create(&load_threads[i], NULL, load, (void *)i))
			fail("no thread");
}

static inline void load_stop(void)
{
	loading = false;
	for (long i = 0; i < LOADERS; i++)
		pthread_join(load_threads[i], NULL);
}

static inline unsigned long load_begun(void)
{
	unsigned long n = 0;

	for (long i = 0; i < LOADERS; i++)
		n += loaders[i].begun;
	return n;
}

static inline unsigned long load_done(void)
{
	unsigned long n = 0;

	for (long i = 0; i < LOADERS; i++)
		n += loaders[i].done;
	return n;
}

#endif /* LOAD_H */
