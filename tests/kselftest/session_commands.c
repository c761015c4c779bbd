// SPDX-License-Identifier: GPL-2.0
/*
 * What may be written to a session: exact commands, all of a write or nothing.
 */
#include "kselftest_harness.h"
#include "session.h"

static struct stats before, after;

FIXTURE(session)
{
	struct peer *peer;
	int fd;
};

FIXTURE_SETUP(session)
{
	self->peer = peer_start();
	self->fd = session_new();
}

FIXTURE_TEARDOWN(session)
{
	peer_kill(self->peer);
}

/* Take the number of a key out of a text. */
static void forget(char *text, const char *key)
{
	char *number = strstr(text, key);
	size_t digits;

	if (!number)
		return;
	number += strlen(key);
	digits = strcspn(number, "\n");
	memmove(number, number + digits, strlen(number + digits) + 1);
}

/* The text but for what changes by itself: pages that were used are replaced a moment later. */
static const char *lasting(const struct stats *s)
{
	static char texts[2][sizeof(s->text)];
	static unsigned int n;
	char *text = texts[n++ % 2];

	strcpy(text, s->text);
	forget(text, "\n# elapsed_ns ");
	forget(text, "\n# memory_kib ");
	return text;
}

struct bad {
	const char *text;
	size_t len;
};

#define BAD(text)                      \
	{                              \
		text, sizeof(text) - 1 \
	}

static const struct bad bad[] = {
	BAD(""),
	BAD("\n"),
	BAD(" "),
	BAD("\0"),
	BAD("bogus"),
	BAD("sto"),
	BAD("stopp"),
	BAD("stop "),
	BAD(" stop"),
	BAD("stop\r\n"),
	BAD("STOP"),
	BAD("stop now"),
	BAD("stop\n\n"),
	BAD("\nstop"),
	BAD("stop\0"),
	BAD("stop\0\n"),
	BAD("sto\0p"),
	BAD("# stop"),
	BAD("reset 1"),
	BAD("start 1"),
	BAD("follow me"),
	BAD("follow "),
	BAD("\xff\xfe"),
	BAD("%s%n"),
	/* numbers */
	BAD("pid"),
	BAD("pid "),
	BAD("pid x"),
	BAD("pid 0"),
	BAD("pid -1"),
	BAD("pid +1"),
	BAD("pid  1"),
	BAD("pid 1 "),
	BAD("pid 1x"),
	BAD("pid 1,1"),
	BAD("pid 1 1"),
	BAD("pid 0x1"),
	BAD("pid 1\0"),
	BAD("pid\t1"),
	BAD("PID 1"),
	BAD("pid 1.0"),
	BAD("pid 99999999999999999999999"),
	BAD("tid"),
	BAD("tid x"),
	BAD("tid 0"),
	BAD("tid -1"),
	BAD("tid 1 "),
	BAD("tid 99999999999999999999999"),
	BAD("uid"),
	BAD("uid "),
	BAD("uid x"),
	BAD("uid -1"),
	BAD("uid 1 "),
	BAD("uid root"),
	BAD("uid 99999999999999999999999"),
	/* nobody's number */
	BAD("uid 4294967295"),
	BAD("uid 4294967296"),
	/* names */
	BAD("comm"),
	BAD("comm 1234567890123456"),
	BAD("comm a\0b"),
	BAD("cgroup"),
	BAD("cgroup "),
	BAD("view"),
	BAD("view "),
	BAD("view bogus"),
	BAD("view stats "),
	BAD("view stats errnos"),
	BAD("view STATS"),
	BAD("syscalls"),
	BAD("syscalls "),
	BAD("syscalls bogus"),
	BAD("syscalls read,,write"),
	BAD("syscalls read, write"),
	/* of another file */
	BAD("hook tracepoint"),
	BAD("account wait on"),
	/* All of it or nothing. */
	BAD("stop\nbogus"),
	BAD("bogus\nstop"),
	BAD("reset\nstop\npid 0"),
	BAD("pid 1\npid x"),
	BAD("uid 0\nuid x"),
	BAD("follow\ntid x"),
	BAD("comm session\ncomm"),
	BAD("view errnos\nview bogus"),
	BAD("syscalls dup\nsyscalls bogus"),
	BAD("syscalls dup\nreset\nview tasks\nfollow\nuid 0\nstop\n\n"),
};

/* All is as it was: also what shows only in what is counted. */
static void expect_unchanged(struct __test_metadata *_metadata, const struct peer *peer, int fd)
{
	session_read(fd, &after);
	EXPECT_STREQ(lasting(&after), lasting(&before));
	EXPECT_EQ(session_tell(fd, "reset"), 0);
	peer_do(peer, work_getppid, 5);
	peer_do(peer, work_child, 7);
	session_read(fd, &after);
	EXPECT_ROWS(&after, ROW("getppid", 5), ROW("fork", 1), ROW("wait4", 1),
		    ROW("write", 2, .bytes = 2), ROW("read", 1, .bytes = sizeof(struct order)));
	EXPECT_EQ(stats_key(&after, "selected"), 1);
	session_read(fd, &before);
}

TEST_F(session, garbage_changes_nothing)
{
	ASSERT_EQ(session_tell(self->fd, "pid %d\nstart", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 5);
	session_read(self->fd, &before);
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		EXPECT_EQ(session_write(self->fd, bad[i].text, bad[i].len), EINVAL)
		{
			TH_LOG("not refused: number %u, '%s'", i, bad[i].text);
		}
	}
	expect_unchanged(_metadata, self->peer, self->fd);
}

TEST_F(session, as_long_as_can_be)
{
	static char text[8192];
	size_t len;

	for (len = 0; len + 5 <= sizeof(text); len += 5)
		memcpy(text + len, "stop\n", 5);
	ASSERT_EQ(session_tell(self->fd, "pid %d\nstart", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 5);
	session_read(self->fd, &before);
	EXPECT_EQ(session_write(self->fd, text, 4100), EINVAL);
	EXPECT_EQ(session_write(self->fd, text, 4097), EINVAL);
	EXPECT_EQ(session_write(self->fd, text, 8190), EINVAL);
	expect_unchanged(_metadata, self->peer, self->fd);

	/* 4096 bytes */
	memcpy(text + 4090, "start\n", 6);
	EXPECT_EQ(session_write(self->fd, text, 4096), 0);
	session_read(self->fd, &after);
	EXPECT_NE(strstr(after.text, "\n# state running\n"), NULL);
}

/* Contrary commands in one write: the last of them counts. */
TEST_F(session, one_desired_state)
{
	ASSERT_EQ(session_tell(self->fd, "start\nreset\nstop\npid %d\nstart\nreset",
			       self->peer->tid),
		  0);
	session_read(self->fd, &after);
	EXPECT_NE(strstr(after.text, "\n# state running\n"), NULL);
	EXPECT_EQ(stats_key(&after, "generation"), 2);
	EXPECT_EQ(stats_key(&after, "epoch"), 1);

	ASSERT_EQ(session_tell(self->fd, "syscalls dup\nsyscalls getppid\nstart\nreset"), 0);
	peer_do(self->peer, work_getppid, 6);
	peer_do(self->peer, work_errors, 6);
	session_read(self->fd, &after);
	EXPECT_ROWS(&after, ROW("getppid", 6));
	/* Other calls are counted. */
	EXPECT_EQ(stats_key(&after, "epoch"), 2);

	/* Start comes after what selects, wherever it stands. */
	ASSERT_EQ(session_tell(self->fd, "stop\nreset"), 0);
	close(self->fd);
	self->fd = session_new();
	ASSERT_EQ(session_tell(self->fd, "start\nsyscalls getppid\npid %d", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 6);
	session_read(self->fd, &after);
	EXPECT_ROWS(&after, ROW("getppid", 6));
}

TEST_F(session, nobody_there)
{
	pid_t dead = child_start(work_getppid_in_child, NULL);

	ASSERT_EQ(child_wait(dead), 0);
	ASSERT_EQ(session_tell(self->fd, "pid %d\nstart", self->peer->tid), 0);
	peer_do(self->peer, work_getppid, 5);
	session_read(self->fd, &before);
	EXPECT_EQ(session_tell(self->fd, "pid %d", dead), ESRCH);
	EXPECT_EQ(session_tell(self->fd, "tid %d", dead), ESRCH);
	EXPECT_EQ(session_tell(self->fd, "pid 2147483647"), ESRCH);
	EXPECT_EQ(session_tell(self->fd, "follow\nreset\nuid 0\nview errnos\nstop\npid %d", dead),
		  ESRCH);
	expect_unchanged(_metadata, self->peer, self->fd);

	if (access("/sys/fs/cgroup/cgroup.procs", F_OK))
		SKIP(return, "no cgroup v2 in /sys/fs/cgroup");
	EXPECT_EQ(session_tell(self->fd, "cgroup /there/is/no such group"), ENOENT);
	EXPECT_EQ(session_tell(self->fd, "follow\nreset\nstop\ncgroup /no/such/group"), ENOENT);
	expect_unchanged(_metadata, self->peer, self->fd);
}

/* A thread that does not lead a process is no process. */
TEST_F(session, pid_of_a_thread)
{
	struct peer *thread = peer_new();

	peer_do(self->peer, work_start_thread, (long)thread);
	peer_ready(thread);
	EXPECT_EQ(session_tell(self->fd, "pid %d", thread->tid), ESRCH);
	EXPECT_EQ(session_tell(self->fd, "tid %d", thread->tid), 0);
	session_read(self->fd, &after);
	EXPECT_EQ(stats_key(&after, "selected"), 1);
}

/* uid 100000 and so on, which are nobody's, as many as that */
static int select_uids(int fd, int first, int n)
{
	char text[4096];
	int len = 0;

	for (int i = 0; i < n; i++)
		len += snprintf(text + len, sizeof(text) - len, "uid %d\n", 100000 + first + i);
	return session_write(fd, text, len);
}

TEST_F(session, selectors_are_limited)
{
	ASSERT_EQ(session_tell(self->fd, "start"), 0);
	EXPECT_EQ(select_uids(self->fd, 0, SELECTORS + 1), E2BIG);
	/* None of those has been kept. */
	EXPECT_EQ(select_uids(self->fd, 0, SELECTORS - 1), 0);
	EXPECT_EQ(session_tell(self->fd, "comm no such task\nuid 99999\n"), E2BIG);
	ASSERT_EQ(session_tell(self->fd, "pid %d", self->peer->tid), 0);
	EXPECT_EQ(session_tell(self->fd, "comm no such task"), E2BIG);
	EXPECT_EQ(session_tell(self->fd, "stop\ntid %d", getpid()), E2BIG);
	peer_do(self->peer, work_getppid, 9);
	session_read(self->fd, &after);
	EXPECT_ROWS(&after, ROW("getppid", 9), ROW("write", 1, .bytes = 1));
	EXPECT_EQ(stats_key(&after, "selected"), 1);

	/* What selects nobody itself is none of them. */
	EXPECT_EQ(session_tell(self->fd, "follow\nsyscalls all\nview stats\nstop\nreset"), 0);
}

int main(int argc, char **argv)
{
	need_session();
	return test_harness_run(argc, argv);
}
