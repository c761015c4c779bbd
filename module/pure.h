/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What pure C stands on, in the kernel and outside: files that need no more
 * than this are compiled into the module, the tool and the unit tests.
 */
#ifndef SCS_PURE_H
#define SCS_PURE_H

#ifdef __KERNEL__

#include <linux/errno.h>
#include <linux/glob.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

#else

#include <errno.h>
#include <fnmatch.h>
#include <limits.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#endif

static inline void cond_resched(void)
{
}

static inline bool glob_match(const char *pattern, const char *text)
{
	return !fnmatch(pattern, text, 0);
}

#endif

#endif /* SCS_PURE_H */
