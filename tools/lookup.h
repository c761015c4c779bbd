/* SPDX-License-Identifier: GPL-2.0 */
/* What a command line names: a program, a user. */
#ifndef SYSCALLSTAT_LOOKUP_H
#define SYSCALLSTAT_LOOKUP_H

#include <sys/types.h>

#include "errmsg.h"

/**
 * struct user - all that a process of that user is by
 * @uid: real, effective and saved
 * @gid: likewise
 * @groups: supplementary ones
 * @ngroups: how many
 */
struct user {
	uid_t uid;
	gid_t gid;
	gid_t *groups;
	int ngroups;
};

/**
 * lookup_program() - the program that a command names, as a shell would find it
 * @name: of the command; searched for unless there is a slash in it
 * @search: directories, as in PATH; NULL for those of the system
 * @path: PATH_MAX bytes for the result, of no use after a failure
 *
 * Return: 0, -ENOENT if there is none, -EACCES if what there is cannot be executed, or
 * what stat(2) says.
 */
int lookup_program(const char *name, const char *search, char *path);

/**
 * lookup_user() - who somebody is
 * @name: of the user
 * @user: filled; the caller frees @groups, which is NULL after a failure
 * @err: says what went wrong
 *
 * Return: 0 or a negative errno.
 */
int lookup_user(const char *name, struct user *user, struct errmsg *err);

#endif /* SYSCALLSTAT_LOOKUP_H */
