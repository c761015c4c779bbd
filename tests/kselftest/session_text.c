// SPDX-License-Identifier: GPL-2.0
/*
 * What a session shows: a text that is as unchanging as a file until it is read
 * from its beginning; and the views, each of which agrees with the table.
 */
#include <limits.h>
#include <sched.h>
#include <sys/param.h>

#include "kselftest_harness.h"
#include "session.h"

static struct stats one;
static struct view view;
static char text[sizeof(one.text)], piece[sizeof(one.text)];

FIXTURE(session)
{
	struct peer *peer;
	int fd;
};

/* A peer that has made 100 getppid, and 30 dup that failed; the session counts on. */
FIXTURE_SETUP(session)
{
	self->peer = peer_start();
	self->fd = session_new();
	ASSERT_EQ(session_tell(self->fd, "pid %d\nstart", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 100);
	peer_do(self->peer, work_errors, 30);
}

FIXTURE_TEARDOWN(session)
{
	peer_kill(self->peer);
}

TEST_F(session, later_offsets_show_the_same_text)
{
	ssize_t len = pread(self->fd, text, sizeof(text), 0), n;

	ASSERT_GT(len, 500);
	srand(1);
	for (int i = 0; i < 1000; i++) {
		size_t pos = 1 + rand() % (len + 100), size = rand() % 777;

		if (i % 50 == 0)
			peer_do(self->peer, work_getppid, 1);
		if (i & 1 || (ssize_t)pos > len) {
			n = pread(self->fd, piece, size, pos);
		} else {
			ASSERT_EQ(lseek(self->fd, pos, SEEK_SET), pos);
			n = read(self->fd, piece, size);
			EXPECT_EQ(lseek(self->fd, 0, SEEK_CUR), pos + n);
		}
		ASSERT_EQ(n, (ssize_t)pos >= len ? 0 : (ssize_t)MIN(size, len - pos));
		EXPECT_EQ(memcmp(piece, text + pos, n), 0);
	}
	EXPECT_EQ(pread(self->fd, piece, 10, len), 0);
	EXPECT_EQ(pread(self->fd, piece, 10, INT_MAX), 0);
	EXPECT_EQ(pread(self->fd, piece, 10, LONG_MAX - 10), 0);
	EXPECT_EQ(pread(self->fd, piece, 10, -1), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(lseek(self->fd, -1, SEEK_SET), -1);
	EXPECT_EQ(errno, EINVAL);
	EXPECT_EQ(lseek(self->fd, 0, SEEK_END), len);

	/* From the beginning it is another one. */
	session_read(self->fd, &one);
	EXPECT_EQ(stats_cell(&one, "64", "getppid", CALLS), 120);
}

TEST_F(session, one_byte_at_a_time)
{
	size_t len, n;

	/* Stopped, no number changes by itself. */
	ASSERT_EQ(session_tell(self->fd, "stop"), 0);
	session_read(self->fd, &one);
	ASSERT_EQ(lseek(self->fd, 0, SEEK_SET), 0);
	for (len = 0; (n = read(self->fd, text + len, 1)) == 1; len++)
		;
	EXPECT_EQ(n, 0);
	text[len] = '\0';
	EXPECT_STREQ(text, one.text);
}

/* As a shell does: commands, and then all of the text, with the position left to the kernel. */
TEST_F(session, commands_do_not_move_the_position)
{
	size_t len = 0;
	ssize_t n;

	EXPECT_EQ(lseek(self->fd, 0, SEEK_CUR), 0);
	ASSERT_EQ(session_tell(self->fd, "stop"), 0);
	while ((n = read(self->fd, text + len, sizeof(text) - 1 - len)) > 0)
		len += n;
	text[len] = '\0';
	session_read(self->fd, &one);
	EXPECT_STREQ(text, one.text);
}

/* A session is of one opening, whoever holds it. */
TEST_F(session, inherited)
{
	pid_t pid = fork();

	if (!pid) {
		session_read(self->fd, &one);
		_exit(stats_cell(&one, "64", "getppid", CALLS) != 100 ||
		      session_tell(self->fd, "reset"));
	}
	EXPECT_EQ(child_wait(pid), 0);
	peer_do(self->peer, work_getppid, 3);
	EXPECT_CALLS(self->fd, &one, "getppid", 3);
	EXPECT_EQ(stats_key(&one, "generation"), 2);
}

/* The numbers of a view of calls, for the rows of one. */
static uint64_t sum_of(const struct view *v, const char *name, const char *column)
{
	uint64_t sum = 0;

	for (unsigned int i = 0; i < v->nr_rows; i++)
		if (view_is_call(v, i, "64", name))
			sum += view_number(v, i, column);
	return sum;
}

static void expect_columns(struct __test_metadata *_metadata, const char *columns)
{
	char header[256] = "";

	for (int c = 0; c < view.nr_columns; c++)
		snprintf(header + strlen(header), sizeof(header) - strlen(header), "%s%s",
			 c ? " " : "", view.columns[c]);
	EXPECT_STREQ(header, columns);
	EXPECT_NE(strstr(view.text, "\n# hook tracepoint\n"), NULL);
	EXPECT_NE(strstr(view.text, "\n# state running\n"), NULL);
	EXPECT_EQ(view_key(&view, "entered"), stats_key(&one, "entered"));
	EXPECT_EQ(view_key(&view, "inflight"), 1);
	EXPECT_EQ(view_key(&view, "missed"), 0);
}

TEST_F(session, histogram)
{
	session_read(self->fd, &one);
	session_view(self->fd, &view, "histogram");
	expect_columns(_metadata, "abi nr name le_ns count");
	for (unsigned int i = 0; i < one.nr_rows; i++)
		EXPECT_EQ(sum_of(&view, one.rows[i].name, "count"), one.rows[i].cells[CALLS]);
	EXPECT_EQ(view_sum(&view, "count"), stats_sum(&one, CALLS));
	EXPECT_EQ(sum_of(&view, "getppid", "count"), 100);
	for (unsigned int i = 0; i < view.nr_rows; i++)
		EXPECT_GE(view_number(&view, i, "le_ns"),
			  stats_cell(&one, "64", view_cell(&view, i, "name"), MIN_NS));
}

TEST_F(session, errnos)
{
	session_read(self->fd, &one);
	session_view(self->fd, &view, "errnos");
	expect_columns(_metadata, "abi nr name errno error calls total_ns max_ns");
	ASSERT_EQ(view.nr_rows, 1);
	EXPECT_TRUE(view_is_call(&view, 0, "64", "dup"));
	EXPECT_EQ(view_number(&view, 0, "errno"), EBADF);
	EXPECT_EQ(view_number(&view, 0, "calls"), 30);
	/* All have failed the same way. */
	EXPECT_EQ(view_number(&view, 0, "total_ns"), stats_cell(&one, "64", "dup", TOTAL_NS));
	EXPECT_EQ(view_number(&view, 0, "max_ns"), stats_cell(&one, "64", "dup", MAX_NS));
	EXPECT_EQ(view_key(&view, "unlisted"), 0);
}

TEST_F(session, tasks)
{
	session_read(self->fd, &one);
	session_view(self->fd, &view, "tasks");
	expect_columns(_metadata, "tid tgid comm calls errors total_ns abi name");
	ASSERT_EQ(view.nr_rows, 1);
	EXPECT_EQ(view_number(&view, 0, "tid"), self->peer->tid);
	EXPECT_EQ(view_number(&view, 0, "tgid"), self->peer->tid);
	EXPECT_STREQ(view_cell(&view, 0, "comm"), "session_text");
	EXPECT_EQ(view_number(&view, 0, "calls"), stats_sum(&one, CALLS));
	EXPECT_EQ(view_number(&view, 0, "calls"), 100 + 30 + 2 + 1);
	EXPECT_EQ(view_number(&view, 0, "errors"), 30);
	EXPECT_EQ(view_number(&view, 0, "total_ns"), stats_sum(&one, TOTAL_NS));
	EXPECT_TRUE(view_is_call(&view, 0, "64", "read"));
	EXPECT_EQ(view_key(&view, "ended_calls"), 0);

	/* With its end all goes to those that have ended. */
	peer_end(self->peer);
	session_read(self->fd, &one);
	session_view(self->fd, &view, "tasks");
	EXPECT_EQ(view.nr_rows, 0);
	EXPECT_EQ(view_key(&view, "ended_calls"), stats_sum(&one, CALLS));
	EXPECT_EQ(view_key(&view, "ended_calls"), 100 + 30 + 2 + 2 + 1);
	EXPECT_EQ(view_key(&view, "ended_errors"), 30);
	EXPECT_EQ(view_key(&view, "ended_total_ns"), stats_sum(&one, TOTAL_NS));
}

TEST_F(session, inflight)
{
	uint64_t age;

	session_read(self->fd, &one);
	session_view(self->fd, &view, "inflight");
	expect_columns(_metadata, "tid tgid comm abi name age_ns");
	ASSERT_EQ(view.nr_rows, 1);
	EXPECT_EQ(view_number(&view, 0, "tid"), self->peer->tid);
	EXPECT_EQ(view_number(&view, 0, "tgid"), self->peer->tid);
	EXPECT_STREQ(view_cell(&view, 0, "comm"), "session_text");
	EXPECT_TRUE(view_is_call(&view, 0, "64", "read"));
	age = view_number(&view, 0, "age_ns");
	session_view(self->fd, &view, "inflight");
	EXPECT_GT(view_number(&view, 0, "age_ns"), age);
	peer_end(self->peer);
	session_view(self->fd, &view, "inflight");
	EXPECT_EQ(view.nr_rows, 0);
}

static void on_cpu(long cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);
	work_getppid(1000 * (cpu + 1));
}

TEST_F(session, percpu)
{
	uint64_t calls[2] = { 0 };

	session_read(self->fd, &one);
	session_view(self->fd, &view, "percpu");
	expect_columns(_metadata, "cpu abi nr name calls");
	for (unsigned int i = 0; i < one.nr_rows; i++)
		EXPECT_EQ(sum_of(&view, one.rows[i].name, "calls"), one.rows[i].cells[CALLS]);
	EXPECT_EQ(view_sum(&view, "calls"), stats_sum(&one, CALLS));

	if (sysconf(_SC_NPROCESSORS_ONLN) < 2)
		SKIP(return, "needs two CPUs");
	ASSERT_EQ(session_tell(self->fd, "reset"), 0);
	peer_do(self->peer, on_cpu, 0);
	peer_do(self->peer, on_cpu, 1);
	session_view(self->fd, &view, "percpu");
	for (unsigned int i = 0; i < view.nr_rows; i++)
		if (view_is_call(&view, i, "64", "getppid") && view_number(&view, i, "cpu") < 2)
			calls[view_number(&view, i, "cpu")] += view_number(&view, i, "calls");
	EXPECT_EQ(calls[0], 1000);
	EXPECT_EQ(calls[1], 2000);
	EXPECT_EQ(sum_of(&view, "getppid", "calls"), 3000);
}

/* One of the texts that are in another one. */
static char *next_text(struct view *v, char *at, const char *name)
{
	char *end = strstr(at + 1, "\nsyscallstat");

	v->len = end ? end + 1 - at : strlen(at);
	memcpy(v->text, at, v->len);
	v->text[v->len] = '\0';
	if (name)
		view_parse(v, name);
	return end ? end + 1 : at + v->len;
}

TEST_F(session, all_of_them)
{
	unsigned int reads;
	char *at;

	ASSERT_EQ(session_tell(self->fd, "view all"), 0);
	session_text(self->fd, text, sizeof(text), &reads);
	at = next_text(&view, text, NULL);
	strcpy(one.text, view.text);
	ASSERT_EQ(strncmp(one.text, "syscallstat 1\n", 14), 0);
	stats_parse(&one);
	EXPECT_ROWS(&one, ROW("getppid", 100), ROW("dup", 30, .errors = 30),
		    ROW("write", 2, .bytes = 2), ROW("read", 1, .bytes = sizeof(struct order)));
	at = next_text(&view, at, "histogram");
	EXPECT_EQ(view_sum(&view, "count"), stats_sum(&one, CALLS));
	at = next_text(&view, at, "errnos");
	EXPECT_EQ(view_sum(&view, "calls"), 30);
	at = next_text(&view, at, "tasks");
	EXPECT_EQ(view_sum(&view, "calls"), stats_sum(&one, CALLS));
	EXPECT_EQ(*at, '\0');

	/* The view remains until there is another. */
	peer_do(self->peer, work_getppid, 1);
	session_text(self->fd, text, sizeof(text), &reads);
	at = next_text(&view, text, NULL);
	next_text(&view, at, "histogram");
	EXPECT_EQ(sum_of(&view, "getppid", "count"), 101);
	ASSERT_EQ(session_tell(self->fd, "reset\nview errnos"), 0);
	view.len = session_text(self->fd, view.text, sizeof(view.text), &reads);
	view_parse(&view, "errnos");
	EXPECT_EQ(view.nr_rows, 0);
	ASSERT_EQ(session_tell(self->fd, "view stats"), 0);
	session_read(self->fd, &one);
	EXPECT_EQ(one.nr_rows, 0);
}

int main(int argc, char **argv)
{
	need_session();
	return test_harness_run(argc, argv);
}
