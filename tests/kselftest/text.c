// SPDX-License-Identifier: GPL-2.0
/*
 * The text of /proc/syscallstat: its format, that it does not change while it
 * is read, and who may read it.
 */
#include <sys/param.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "kselftest_harness.h"
#include "stats.h"

static struct stats one;
static char text[sizeof(one.text)];

/* Read to the end in pieces of a size; returns the length. */
static size_t read_all(int fd, char *to, size_t piece)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, to + len, piece)) > 0)
		len += n;
	return n < 0 ? 0 : len;
}

TEST(keys_and_columns)
{
	/* What a hook does not see is "-". */
	static const char keys[] =
		"syscallstat 1\n"
		"# hook %*[a-z]\n"
		"# state running\n"
		"# generation %*u\n# epoch %*u\n# elapsed_ns %*u\n# clock %*s\n# cpus %*u\n"
		"# memory_kib %*u\n# entered %*u\n# exited %*[0-9-]\n# inflight %*[0-9-]\n"
		"# noreturn %*[0-9-]\n# children %*[0-9-]\n# orphans %*[0-9-]\n"
		"# denied %*[0-9-]\n# abandoned %*[0-9-]\n# missed %*u\n%n";
	static const char columns[] = "abi nr name calls errors restarts denied total_ns min_ns "
				      "p50_ns p90_ns p99_ns p999_ns max_ns bytes";
	char *at, *line;
	int end = 0;

	stats_read(&one);
	sscanf(one.text, keys, &end);
	EXPECT_GT(end, 0);

	/* The first line without '#' behind the first of all. */
	line = one.text;
	do {
		line = strchr(line, '\n') + 1;
	} while (*line == '#');
	*strchr(line, '\n') = '\0';
	for (at = strtok(line, " "), end = 0; at; at = strtok(NULL, " ")) {
		EXPECT_EQ(strncmp(at, columns + end, strlen(at)), 0);
		end += strlen(at) + 1;
	}
	EXPECT_EQ(end, sizeof(columns));
}

TEST(rows_are_ordered_and_not_empty)
{
	unsigned int i;

	syscall(9999);
	stats_read(&one);
	ASSERT_GT(one.nr_rows, 5);
	for (i = 0; i < one.nr_rows; i++) {
		const struct row *row = &one.rows[i], *last = row - 1;

		if (i) {
			int order = strcmp(last->abi, row->abi);

			EXPECT_TRUE(order < 0 || (order == 0 && last->nr < row->nr));
		}
		if (row->cells[ERRORS] != UNKNOWN)
			EXPECT_GE(row->cells[CALLS], row->cells[ERRORS] + row->cells[RESTARTS]);
		if (row->cells[MIN_NS] == UNKNOWN)
			continue;
		EXPECT_LE(row->cells[MIN_NS], row->cells[P50_NS]);
		EXPECT_LE(row->cells[P50_NS], row->cells[P90_NS]);
		EXPECT_LE(row->cells[P90_NS], row->cells[P99_NS]);
		EXPECT_LE(row->cells[P99_NS], row->cells[P999_NS]);
		EXPECT_LE(row->cells[P999_NS], row->cells[MAX_NS]);
		EXPECT_LE(row->cells[MIN_NS] * row->cells[CALLS], row->cells[TOTAL_NS]);
		EXPECT_GE(row->cells[MAX_NS] * row->cells[CALLS], row->cells[TOTAL_NS]);
	}
}

TEST(looks_like_a_table)
{
	char *at, *line, *rest;
	size_t width = 0;

	stats_read(&one);
	rest = one.text;
	while ((line = strsep(&rest, "\n")) && *line) {
		if (*line == '#' || !strncmp(line, "syscallstat ", 12))
			continue;
		if (!width)
			width = strlen(line);
		EXPECT_EQ(strlen(line), width);
		for (at = line; *at; at++)
			EXPECT_TRUE(*at >= ' ' && *at <= '~');
	}
	EXPECT_GT(width, 0);
}

TEST(one_byte_at_a_time)
{
	int fd = open(PROC_FILE, O_RDONLY);
	size_t len;

	ASSERT_GE(fd, 0);
	/* What is read changes what would be rendered. */
	len = read_all(fd, text, 1);
	ASSERT_GT(len, 0);
	EXPECT_EQ(lseek(fd, 0, SEEK_SET), 0);
	EXPECT_EQ(read_all(fd, one.text, sizeof(one.text)), len);
	EXPECT_EQ(memcmp(one.text, text, len), 0);
	close(fd);
}

TEST(seek_and_pread)
{
	int fd = open(PROC_FILE, O_RDONLY);
	size_t len, pos, piece;
	char buf[777];

	ASSERT_GE(fd, 0);
	len = read_all(fd, text, sizeof(text));
	ASSERT_GT(len, 1000);
	EXPECT_EQ(lseek(fd, 0, SEEK_END), len);

	srand(1);
	for (int i = 0; i < 2000; i++) {
		pos = rand() % (len + 100);
		piece = rand() % sizeof(buf);
		if (i & 1) {
			ssize_t n = pread(fd, buf, piece, pos);

			EXPECT_EQ(n, pos >= len ? 0 : MIN(piece, len - pos));
			EXPECT_EQ(memcmp(buf, text + pos, n), 0);
		} else if (pos <= len) {
			EXPECT_EQ(lseek(fd, pos, SEEK_SET), pos);
			EXPECT_EQ(read(fd, buf, piece), MIN(piece, len - pos));
			EXPECT_EQ(memcmp(buf, text + pos, MIN(piece, len - pos)), 0);
		}
	}
	EXPECT_EQ(pread(fd, buf, 1, -1), -1);
	EXPECT_EQ(lseek(fd, -1, SEEK_SET), -1);
	close(fd);
}

TEST(two_readers)
{
	static char other[sizeof(text)];
	int a = open(PROC_FILE, O_RDONLY), b;
	size_t half, len_a, len_b;

	ASSERT_GE(a, 0);
	half = read(a, text, 500);
	ASSERT_EQ(half, 500);
	for (int i = 0; i < 1000; i++)
		syscall(SYS_getppid);
	b = open(PROC_FILE, O_RDONLY);
	ASSERT_GE(b, 0);
	len_b = read_all(b, other, 100);
	len_a = half + read_all(a, text + half, 100);

	ASSERT_EQ(lseek(a, 0, SEEK_SET), 0);
	EXPECT_EQ(read_all(a, one.text, sizeof(text)), len_a);
	EXPECT_EQ(memcmp(one.text, text, len_a), 0);
	EXPECT_FALSE(len_a == len_b && !memcmp(text, other, len_a));

	one.len = len_a;
	one.text[len_a] = '\0';
	stats_parse(&one);
	half = stats_cell(&one, "64", "getppid", CALLS);
	memcpy(one.text, other, len_b);
	one.text[len_b] = '\0';
	stats_parse(&one);
	EXPECT_EQ(stats_cell(&one, "64", "getppid", CALLS), half + 1000);
	close(a);
	close(b);
}

TEST(who_may_read)
{
	struct stat st;
	int status;
	pid_t pid;

	ASSERT_EQ(stat(PROC_FILE, &st), 0);
	EXPECT_EQ(st.st_mode, S_IFREG | 0400);
	EXPECT_EQ(st.st_uid, 0);
	ASSERT_EQ(stat(CONTROL_FILE, &st), 0);
	EXPECT_EQ(st.st_mode, S_IFREG | 0600);

	pid = fork();
	if (!pid) {
		if (setgid(65534) || setuid(65534))
			_exit(1);
		if (open(PROC_FILE, O_RDONLY) >= 0 || errno != EACCES)
			_exit(2);
		if (open(CONTROL_FILE, O_WRONLY) >= 0 || errno != EACCES)
			_exit(3);
		_exit(0);
	}
	ASSERT_EQ(waitpid(pid, &status, 0), pid);
	EXPECT_EQ(status, 0);
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
