// SPDX-License-Identifier: GPL-2.0
/* Whom a session counts: the arguments of -p, --uid, --comm and --cgroup. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <syscallstat/abi.h>

#include "human.h"
#include "targets.h"

#define CGROUP_ROOT "/sys/fs/cgroup"
/* TASK_COMM_LEN without the terminator. */
#define COMM_MAX 15

/* Takes @command over. */
static int add(struct targets *targets, char *command, int pid, struct errmsg *err)
{
	struct target *list = NULL;

	if (command)
		list = reallocarray(targets->list, targets->count + 1, sizeof(*list));
	if (!list) {
		free(command);
		return errmsg_set(err, -ENOMEM, "out of memory");
	}
	targets->list = list;
	list[targets->count++] = (struct target){ .command = command, .pid = pid, .pidfd = -1 };
	return 0;
}

static int add_formatted(struct targets *targets, int pid, struct errmsg *err, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static int add_formatted(struct targets *targets, int pid, struct errmsg *err, const char *fmt, ...)
{
	char *command;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&command, fmt, ap);
	va_end(ap);
	return add(targets, len < 0 ? NULL : command, pid, err);
}

/* Has each entry of a list added; stops at the first that is wrong. */
static int add_each(struct targets *targets, const char *list, struct errmsg *err,
		    int (*add_one)(struct targets *targets, const char *entry, struct errmsg *err))
{
	char *copy = strdup(list), *rest = copy, *entry;
	int ret = copy ? 0 : errmsg_set(err, -ENOMEM, "out of memory");

	while (!ret && (entry = strsep(&rest, ",")))
		ret = add_one(targets, entry, err);
	free(copy);
	return ret;
}

static int add_pid(struct targets *targets, const char *entry, struct errmsg *err)
{
	uint64_t pid;

	if (parse_u64(entry, &pid) || !pid || pid > INT_MAX)
		return errmsg_set(err, -EINVAL, "invalid process id: '%s'", entry);
	return add_formatted(targets, (int)pid, err, "pid %d", (int)pid);
}

int targets_add_pids(struct targets *targets, const char *list, struct errmsg *err)
{
	return add_each(targets, list, err, add_pid);
}

static int add_user(struct targets *targets, const char *entry, struct errmsg *err)
{
	struct passwd *user;
	uint64_t uid;

	/* -1 is no user, but what system calls take for "leave it". */
	if (parse_u64(entry, &uid) || uid >= UINT32_MAX) {
		user = *entry ? getpwnam(entry) : NULL;
		if (!user)
			return errmsg_set(err, -EINVAL, "no such user: '%s'", entry);
		uid = user->pw_uid;
	}
	return add_formatted(targets, 0, err, "uid %u", (unsigned int)uid);
}

int targets_add_users(struct targets *targets, const char *list, struct errmsg *err)
{
	return add_each(targets, list, err, add_user);
}

int targets_add_comm(struct targets *targets, const char *name, struct errmsg *err)
{
	if (!*name || strchr(name, '\n'))
		return errmsg_set(err, -EINVAL, "not the name of a task: '%s'", name);
	if (strlen(name) > COMM_MAX)
		return errmsg_set(err, -EINVAL,
				  "names of tasks have up to %d bytes, the kernel cuts them: '%s'",
				  COMM_MAX, name);
	return add_formatted(targets, 0, err, "comm %s", name);
}

int targets_add_cgroup(struct targets *targets, const char *path, struct errmsg *err)
{
	size_t len = strlen(CGROUP_ROOT);

	if (!strncmp(path, CGROUP_ROOT, len) && (!path[len] || path[len] == '/'))
		path += len;
	else if (*path != '/')
		return errmsg_set(err, -EINVAL, "not the path of a cgroup: '%s'", path);
	/* A path of the file system may well end in a slash. */
	for (len = strlen(path); len && path[len - 1] == '/'; len--)
		;
	if (strchr(path, '\n') || len >= SCS_CONTROL_MAX - strlen("cgroup "))
		return errmsg_set(err, -EINVAL, "not the path of a cgroup: '%s'", path);
	return add_formatted(targets, 0, err, "cgroup %.*s", len ? (int)len : 1, len ? path : "/");
}

int targets_hold(struct targets *targets, struct errmsg *err)
{
	for (size_t i = 0; i < targets->count; i++) {
		struct target *target = &targets->list[i];

		if (!target->pid)
			continue;
		target->pidfd = (int)syscall(SYS_pidfd_open, target->pid, 0);
		if (target->pidfd >= 0)
			continue;
		if (errno == ESRCH)
			return errmsg_set(err, -ESRCH, "there is no process %d", target->pid);
		/* Kernels differ in what they say of a thread. */
		if (errno == EINVAL || errno == ENOENT)
			return errmsg_set(err, -EINVAL, "%d is a thread of a process, not its id",
					  target->pid);
		return errmsg_set(err, -errno, "cannot wait for process %d: %s", target->pid,
				  strerror(errno));
	}
	return 0;
}

const struct target *targets_next_alive(const struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++) {
		struct pollfd fds = { .fd = targets->list[i].pidfd, .events = POLLIN };

		if (poll(&fds, 1, 0) <= 0)
			return &targets->list[i];
	}
	return NULL;
}

void targets_free(struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++) {
		if (targets->list[i].pidfd >= 0)
			close(targets->list[i].pidfd);
		free(targets->list[i].command);
	}
	free(targets->list);
	*targets = (struct targets){ 0 };
}
