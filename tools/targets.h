/* SPDX-License-Identifier: GPL-2.0 */
/* Whom a session counts: the arguments of -p, --uid, --comm and --cgroup. */
#ifndef SYSCALLSTAT_TARGETS_H
#define SYSCALLSTAT_TARGETS_H

#include <stdbool.h>
#include <stddef.h>

#include "errmsg.h"

/**
 * struct target - one selector
 * @command: as the module takes it, without a newline
 * @pid: of the process, 0 if it is no process
 * @pidfd: that refers to it, -1 if there is none
 */
struct target {
	char *command;
	int pid;
	int pidfd;
};

/**
 * struct targets - selectors, which add up
 * @list: the selectors
 * @count: how many
 */
struct targets {
	struct target *list;
	size_t count;
};

/**
 * targets_add_pids() - the argument of -p
 * @targets: where to add; the caller releases all with targets_free(), after a
 *	failure too
 * @list: ids of processes, separated by commas
 * @err: says which entry is wrong and why
 *
 * Return: 0, -EINVAL, -ENOMEM.
 */
int targets_add_pids(struct targets *targets, const char *list, struct errmsg *err);

/**
 * targets_add_users() - the argument of --uid
 * @targets: as in targets_add_pids()
 * @list: ids or names of users, separated by commas
 * @err: says which entry is wrong and why
 *
 * Return: 0, -EINVAL, -ENOMEM.
 */
int targets_add_users(struct targets *targets, const char *list, struct errmsg *err);

/**
 * targets_add_comm() - the argument of --comm
 * @targets: as in targets_add_pids()
 * @name: of tasks, whole; at most 15 bytes, as in the kernel
 * @err: says what is wrong
 *
 * Return: 0, -EINVAL, -ENOMEM.
 */
int targets_add_comm(struct targets *targets, const char *name, struct errmsg *err);

/**
 * targets_add_cgroup() - the argument of --cgroup
 * @targets: as in targets_add_pids()
 * @path: of a cgroup, as in /proc/PID/cgroup or in the file system
 * @err: says what is wrong
 *
 * Return: 0, -EINVAL, -ENOMEM.
 */
int targets_add_cgroup(struct targets *targets, const char *path, struct errmsg *err);

/**
 * targets_hold() - keep track of processes
 * @targets: those that are processes get their @pidfd
 * @err: says which process there is not
 *
 * Return: 0 or a negative errno.
 */
int targets_hold(struct targets *targets, struct errmsg *err);

/**
 * targets_next_alive() - a process that has not ended
 * @targets: after targets_hold()
 *
 * Return: its target, or NULL if all have ended. If one is not a process, that one:
 * there can always be more.
 */
const struct target *targets_next_alive(const struct targets *targets);

/**
 * targets_free() - release what the selectors hold
 * @targets: left empty
 */
void targets_free(struct targets *targets);

#endif /* SYSCALLSTAT_TARGETS_H */
