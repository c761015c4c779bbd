// SPDX-License-Identifier: GPL-2.0
/*
 * Stands in for the module: a library to be preloaded into the tool. What the tool reads
 * from /dev/syscallstat is the file DEVICE_TEXT; what it writes is appended to DEVICE_LOG,
 * one line for each write. Other files of the module are those of the same names in the
 * directory DEVICE_FILES. DEVICE_ERROR is an errno for open, and DEVICE_REFUSE one for
 * writes that begin like DEVICE_REFUSED. DEVICE_NO_TMPFILE takes O_TMPFILE away.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include <syscallstat/abi.h>

static int device = -1;

/* Returns -1 if it is no file of the module, or none is to be replaced. */
static int open_file(int (*next)(const char *path, int flags, ...), const char *path)
{
	const char *files = getenv("DEVICE_FILES"), *name = strrchr(path, '/');
	char replaced[4096];

	if (!files || !name ||
	    (strcmp(path, SCS_PROC_PATH) &&
	     strncmp(path, SCS_DEBUGFS_DIR, strlen(SCS_DEBUGFS_DIR))))
		return -1;
	snprintf(replaced, sizeof(replaced), "%s%s", files, name);
	return next(replaced, O_RDONLY | O_CLOEXEC);
}

int open(const char *path, int flags, ...)
{
	int (*next)(const char *path, int flags, ...) = dlsym(RTLD_NEXT, "open");
	const char *error = getenv("DEVICE_ERROR");
	mode_t mode;
	va_list ap;
	int file;

	va_start(ap, flags);
	mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(ap, mode_t) : 0;
	va_end(ap);
	if ((flags & __O_TMPFILE) && getenv("DEVICE_NO_TMPFILE")) {
		errno = EOPNOTSUPP;
		return -1;
	}
	file = open_file(next, path);
	if (file >= 0)
		return file;
	if (strcmp(path, SCS_DEVICE_PATH) || !getenv("DEVICE_TEXT"))
		return next(path, flags, mode);
	if (error) {
		errno = atoi(error);
		return -1;
	}
	device = next(getenv("DEVICE_TEXT"), O_RDONLY | O_CLOEXEC);
	return device;
}

static void record(ssize_t (*next)(int fd, const void *buf, size_t len), const char *text,
		   size_t len)
{
	int (*next_open)(const char *path, int flags, ...) = dlsym(RTLD_NEXT, "open");
	int fd = next_open(getenv("DEVICE_LOG"), O_WRONLY | O_APPEND | O_CLOEXEC);
	char line[8192];
	int used;

	used = snprintf(line, sizeof(line), "%.*s", (int)len, text);
	for (int i = 0; i < used - 1; i++)
		if (line[i] == '\n')
			line[i] = ';';
	if (line[used - 1] != '\n')
		line[used++] = '\n';
	if (next(fd, line, (size_t)used) < 0)
		abort();
	close(fd);
}

ssize_t write(int fd, const void *buf, size_t len)
{
	ssize_t (*next)(int fd, const void *buf, size_t len) = dlsym(RTLD_NEXT, "write");
	const char *refused = getenv("DEVICE_REFUSED");

	if (fd < 0 || fd != device)
		return next(fd, buf, len);
	if (refused && !strncmp(buf, refused, strlen(refused))) {
		errno = atoi(getenv("DEVICE_REFUSE"));
		return -1;
	}
	record(next, buf, len);
	return (ssize_t)len;
}
