// SPDX-License-Identifier: GPL-2.0
/* A session: statistics of one's own, of chosen tasks. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "session.h"

/* Returns what to do about it, to be put behind the reason. */
static const char *open_hint(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
		return "; this takes root, or a group that a udev rule gives the device to";
	case EBUSY:
		return "; 16 sessions are open, which is all there can be";
	case ENOMEM:
		return "; no memory left for sessions (session_kib= of the module)";
	case ENOENT:
		return "; is this /dev another than the machine's, as that of a container?";
	case EOPNOTSUPP:
		return "; this kernel has no tracepoints, which sessions need";
	default:
		return "";
	}
}

int session_open(const char *path, struct errmsg *err)
{
	int fd = open(path, O_RDWR | O_CLOEXEC), session;

	/* Started without standard streams, the tool must not print into the session. */
	if (fd >= 0 && fd <= STDERR_FILENO) {
		session = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		close(fd);
		fd = session;
	}
	if (fd >= 0)
		return fd;
	return errmsg_set(err, -errno, "cannot open %s: %s%s", path, strerror(errno),
			  open_hint(errno));
}

int session_write(int fd, const char *commands)
{
	size_t len = strlen(commands);
	ssize_t ret = write(fd, commands, len);

	if (ret < 0)
		return -errno;
	return (size_t)ret == len ? 0 : -EIO;
}

static const char *write_hint(int error)
{
	switch (error) {
	case EPERM:
		return "; without CAP_PERFMON you can select your own tasks only";
	case E2BIG:
		return "; a session has at most 64 selectors";
	case ENOMEM:
		return "; no memory left for sessions (session_kib= of the module)";
	case EINVAL:
		return "; are module and tool of the same version?";
	default:
		return "";
	}
}

int session_explain(const char *commands, int ret, struct errmsg *err)
{
	int len = (int)strcspn(commands, "\n");

	return errmsg_set(err, ret, "cannot count '%.*s': %s%s", len, commands, strerror(-ret),
			  write_hint(-ret));
}
