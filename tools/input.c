// SPDX-License-Identifier: GPL-2.0
/* Reads a whole file into memory. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input.h"

int input_read_fd(int fd, const char *name, char **buf, size_t *len, struct errmsg *err)
{
	size_t capacity = 64 * 1024, used = 0;
	char *text = malloc(capacity), *larger;
	ssize_t got;
	int ret;

	*buf = NULL;
	*len = 0;
	if (!text)
		return errmsg_set(err, -ENOMEM, "%s: out of memory", name);
	while ((got = read(fd, text + used, capacity - used)) > 0) {
		used += (size_t)got;
		if (used > INPUT_MAX_BYTES) {
			ret = errmsg_set(err, -EFBIG, "%s: larger than %u MiB", name,
					 INPUT_MAX_BYTES >> 20);
			goto fail;
		}
		if (used < capacity)
			continue;
		capacity *= 2;
		larger = realloc(text, capacity);
		if (!larger) {
			ret = errmsg_set(err, -ENOMEM, "%s: out of memory", name);
			goto fail;
		}
		text = larger;
	}
	if (got < 0) {
		ret = errmsg_set(err, -errno, "cannot read %s: %s", name, strerror(errno));
		goto fail;
	}
	*buf = text;
	*len = used;
	return 0;

fail:
	free(text);
	return ret;
}

int input_read(const char *path, char **buf, size_t *len, struct errmsg *err)
{
	int fd, ret;

	*buf = NULL;
	*len = 0;
	if (!strcmp(path, "-"))
		return input_read_fd(STDIN_FILENO, "standard input", buf, len, err);

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errmsg_set(err, -errno, "cannot open %s: %s", path, strerror(errno));
	ret = input_read_fd(fd, path, buf, len, err);
	close(fd);
	return ret;
}
