// SPDX-License-Identifier: GPL-2.0
/* Where reports and messages go. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <syscallstat/abi.h>

#include "output.h"

/**
 * struct output - where reports go
 * @stream: what they are written to
 * @name: of the file, as it was given
 * @error: its first error, which may be long past when the tool ends
 * @replaces: it is a file that is to take the place of @path
 * @named: that has the name @temporary by now
 * @path: with its directory
 * @temporary: in the same one
 */
static struct output {
	FILE *stream;
	const char *name;
	int error;
	bool replaces;
	bool named;
	char path[PATH_MAX];
	char temporary[PATH_MAX];
} output;

int output_flush(void)
{
	int ret = fflush(output.stream) ? errno : ferror(output.stream) ? EIO : 0;

	if (!output.error)
		output.error = ret;
	return -output.error;
}

void note(const char *fmt, ...)
{
	va_list ap;

	output_flush();
	fputs(SCS_NAME ": ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

static void drop_file(void)
{
	if (output.named)
		unlink(output.temporary);
	output.named = false;
}

/* Runs at exit: what could not be written must not look like success. */
static void close_stdout(void)
{
	bool wrote = __fpending(stdout) > 0;
	int error = fflush(stdout) ? errno : ferror(stdout) ? EIO : 0;

	drop_file();
	if (output.stream == stdout && output.error)
		error = output.error;
	/* Started without a stdout, and had nothing to say there: not a failure. */
	if (fclose(stdout) && !error && (wrote || errno != EBADF))
		error = errno;
	if (!error)
		return;
	fprintf(stderr, SCS_NAME ": cannot write to standard output: %s\n", strerror(error));
	_exit(EXIT_FAILURE);
}

void output_init(void)
{
	output.stream = stdout;
	atexit(close_stdout);
}

void output_to_stderr(void)
{
	/* Not a byte at a time. */
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
	output.stream = stderr;
}

FILE *output_stream(void)
{
	return output.stream;
}

/* Names the file to be, in the directory that it is going to be in. */
static int set_names(const char *path)
{
	const char *slash;
	int dir, len;

	/* What a link refers to is replaced, not the link. */
	if (!realpath(path, output.path)) {
		if (errno != ENOENT)
			return -errno;
		slash = strchr(path, '/') ? "" : "./";
		len = snprintf(output.path, sizeof(output.path), "%s%s", slash, path);
		if (len >= (int)sizeof(output.path))
			return -ENAMETOOLONG;
	}
	dir = (int)(strrchr(output.path, '/') - output.path);
	len = snprintf(output.temporary, sizeof(output.temporary), "%.*s/." SCS_NAME ".%d", dir,
		       output.path, (int)getpid());
	return len >= (int)sizeof(output.temporary) ? -ENAMETOOLONG : 0;
}

/* Without a name, if the file system can do that: then nothing is left even of a kill. */
static int open_temporary(void)
{
	char dir[PATH_MAX];
	int fd;

	memcpy(dir, output.temporary, sizeof(dir));
	strrchr(dir, '/')[1] = '\0';
	fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
	if (fd >= 0)
		return fd;
	fd = open(output.temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
	output.named = fd >= 0;
	return fd;
}

/* Returns a file descriptor or a negative errno. */
static int open_file(const char *path)
{
	struct stat st;
	int fd, ret;

	if (!*path)
		return -ENOENT;
	/* A device or a pipe is written to, not replaced. */
	output.replaces = stat(path, &st) || S_ISREG(st.st_mode);
	if (output.replaces) {
		ret = set_names(path);
		if (ret)
			return ret;
		fd = open_temporary();
	} else {
		fd = open(path, O_WRONLY | O_CLOEXEC);
	}
	return fd < 0 ? -errno : fd;
}

int output_to_file(const char *path, struct errmsg *err)
{
	int fd = open_file(path), ret;

	output.name = path;
	if (fd < 0)
		return errmsg_set(err, fd, "cannot write %s: %s", path, strerror(-fd));
	output.stream = fdopen(fd, "w");
	if (output.stream)
		return 0;
	ret = errmsg_set(err, -errno, "cannot write %s: %s", path, strerror(errno));
	output.stream = stdout;
	close(fd);
	drop_file();
	return ret;
}

static int give_name(void)
{
	char file[64];

	if (output.named)
		return 0;
	/* One that was left behind by a process that had our pid. */
	unlink(output.temporary);
	snprintf(file, sizeof(file), "/proc/self/fd/%d", fileno(output.stream));
	if (linkat(AT_FDCWD, file, AT_FDCWD, output.temporary, AT_SYMLINK_FOLLOW))
		return -errno;
	output.named = true;
	return 0;
}

int output_end(bool keep, struct errmsg *err)
{
	int ret;

	if (output.stream == stdout || output.stream == stderr)
		return 0;
	ret = output_flush();
	keep = keep && output.replaces && !ret;
	if (keep)
		ret = give_name();
	if (fclose(output.stream) && !ret)
		ret = -errno;
	output.stream = stdout;
	output.error = 0;
	if (keep && !ret) {
		ret = rename(output.temporary, output.path) ? -errno : 0;
		output.named = ret;
	}
	drop_file();
	if (ret)
		errmsg_set(err, ret, "cannot write %s: %s", output.name, strerror(-ret));
	return ret;
}
