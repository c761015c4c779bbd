// SPDX-License-Identifier: GPL-2.0
/* What a command line names: a program, a user. */
#include <errno.h>
#include <grp.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lookup.h"

static int check_program(const char *path)
{
	struct stat st;

	if (stat(path, &st))
		return -errno;
	/* Whether we ourselves may execute it does not matter to another user. */
	return S_ISREG(st.st_mode) && (st.st_mode & 0111) ? 0 : -EACCES;
}

int lookup_program(const char *name, const char *search, char *path)
{
	char system[PATH_MAX];
	int ret = -ENOENT;

	if (strchr(name, '/')) {
		if (snprintf(path, PATH_MAX, "%s", name) >= PATH_MAX)
			return -ENAMETOOLONG;
		return check_program(path);
	}
	if (!*name)
		return -ENOENT;
	if (!search) {
		confstr(_CS_PATH, system, sizeof(system));
		search = system;
	}
	for (;;) {
		size_t len = strcspn(search, ":");
		/* An empty one is the current directory. */
		int need = snprintf(path, PATH_MAX, "%.*s/%s", len ? (int)len : 1,
				    len ? search : ".", name);

		if (need < PATH_MAX) {
			int found = check_program(path);

			if (!found)
				return 0;
			if (found == -EACCES)
				ret = found;
		}
		if (!search[len])
			return ret;
		search += len + 1;
	}
}

int lookup_user(const char *name, struct user *user, struct errmsg *err)
{
	struct passwd *entry;

	*user = (struct user){ 0 };
	errno = 0;
	entry = getpwnam(name);
	if (!entry && errno && errno != ENOENT)
		return errmsg_set(err, -errno, "cannot look up user '%s': %s", name,
				  strerror(errno));
	if (!entry)
		return errmsg_set(err, -ENOENT, "no such user: '%s'", name);
	user->uid = entry->pw_uid;
	user->gid = entry->pw_gid;
	getgrouplist(name, user->gid, NULL, &user->ngroups);
	user->groups = calloc((size_t)user->ngroups + 1, sizeof(*user->groups));
	if (!user->groups)
		return errmsg_set(err, -ENOMEM, "out of memory");
	if (getgrouplist(name, user->gid, user->groups, &user->ngroups) >= 0)
		return 0;
	free(user->groups);
	user->groups = NULL;
	return errmsg_set(err, -EAGAIN, "the groups of user '%s' have just changed", name);
}
