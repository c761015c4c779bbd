// SPDX-License-Identifier: GPL-2.0
/*
 * What nobody would write to sessions, and read where: a write does all that it says, or
 * fails and changes nothing, and what is read is whole; also if several do so at a time.
 */
#include "kselftest_harness.h"
#include "fuzz.h"

static struct stats one;
static struct mutated next;

static const char *session_lines[] = {
	"start",
	"stop",
	"reset",
	"follow",
	"uid 4294967294",
	"uid 434343",
	"comm nobodys",
	"cgroup /none",
	"pid 1073741823",
	"view stats",
	"view tasks",
	"view all",
	"view inflight",
	"syscalls %desc,!read",
	"syscalls getppid",
	"syscalls all",
	"comm a b\\n\tc d",
	"start",
	NULL,
};

/* What a session says of what has been asked of it. */
struct says {
	char view[32];
	char state[16];
	unsigned int generation;
	char syscalls[4200];
	unsigned int selected;
};

static void session_says(int fd, struct says *says)
{
	static const char *const keys[] = { "\n# state ", "\n# generation ", "\n# syscalls ",
					    "\n# selected " };
	void *const values[] = { says->state, &says->generation, says->syscalls, &says->selected };
	static const char *const formats[] = { "%15s", "%u", "%4199[^\n]", "%u" };
	ssize_t n = pread(fd, one.text, sizeof(one.text) - 1, 0);

	if (n <= 0 || one.text[n - 1] != '\n' || sscanf(one.text, "%31s 1\n", says->view) != 1)
		fail("a session says: %.40s", one.text);
	one.text[n] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		const char *at = strstr(one.text, keys[i]);

		if (!at || sscanf(at + strlen(keys[i]), formats[i], values[i]) != 1)
			fail("a session does not say%s", keys[i] + 1);
	}
}

/* What becomes of it by a write that was taken. Whom it selects is for others to test. */
static void expect(struct says *s, const struct mutated *m)
{
	char *at = written_lines(m), *line;
	int reset = 0;

	while ((line = strsep(&at, "\n"))) {
		if (!strcmp(line, "start"))
			strcpy(s->state, "running");
		else if (!strcmp(line, "stop"))
			strcpy(s->state, "stopped");
		else if (!strcmp(line, "reset"))
			reset = 1;
		else if (!strcmp(line, "view stats") || !strcmp(line, "view all"))
			strcpy(s->view, "syscallstat");
		else if (!strncmp(line, "view ", 5))
			snprintf(s->view, sizeof(s->view), "syscallstat-%s", line + 5);
		else if (!strncmp(line, "syscalls ", 9))
			snprintf(s->syscalls, sizeof(s->syscalls), "%s", line + 9);
		else if (strcmp(line, "follow") && strncmp(line, "pid ", 4) &&
			 strncmp(line, "tid ", 4) && strncmp(line, "uid ", 4) &&
			 strncmp(line, "comm ", 5) && strncmp(line, "cgroup ", 7))
			fail("a write with this line was taken: %s", line);
	}
	s->generation += reset;
}

static int same(const struct says *is, const struct says *want)
{
	return !strcmp(is->view, want->view) && !strcmp(is->state, want->state) &&
	       is->generation == want->generation && !strcmp(is->syscalls, want->syscalls);
}

TEST(sessions_take_all_or_nothing)
{
	int rounds = mutate_rounds(), taken = 0, counting = session_new(), fd = -1, err;
	static struct says was, is, want;
	char self[32];

	mutate_begin(3);
	snprintf(self, sizeof(self), "pid %d", getpid());
	session_lines[ARRAY_SIZE(session_lines) - 1] = self;
	ASSERT_EQ(session_tell(counting, "tid %d\nsyscalls getppid\nstart", getpid()), 0);
	for (int i = 0; i < rounds; i++) {
		/* Selectors are never taken back, and there are 64 at most. */
		if (i % 40 == 0) {
			close(fd);
			fd = session_new();
		}
		mutate_next(&next, session_lines, ARRAY_SIZE(session_lines));
		session_says(fd, &was);
		err = write_somehow(fd, &next);
		syscall(SYS_getppid);
		session_says(fd, &is);
		want = was;
		if (!err)
			expect(&want, &next);
		if (!same(&is, &want) || (err && is.selected != was.selected) ||
		    (err && err != EINVAL && err != ESRCH && err != ENOENT && err != E2BIG &&
		     err != EOPNOTSUPP)) {
			print_write(&next, err);
			printf("# is: %s, %s, generation %u, %s, selected %u, was %u\n", is.view,
			       is.state, is.generation, is.syscalls, is.selected, was.selected);
			ASSERT_TRUE(0);
		}
		taken += !err;
	}
	printf("# %d of %d writes were taken\n", taken, rounds);
	printf("# did fuzz_writes %d\n", rounds);
	EXPECT_GT(taken, rounds / 20);
	EXPECT_LT(taken, rounds);
	EXPECT_CALLS(counting, &one, "getppid", rounds);
	close(fd);
	close(counting);
}

/* What a read at any place gives is what is at that place. */
static int reads_are_whole(int fd, const char *text, size_t len)
{
	static char piece[70000];
	off_t at;

	for (int i = 0; i < 50; i++) {
		size_t want = mutate_random(mutate_random(2) ? 100 : sizeof(piece)), have;
		ssize_t n;

		at = 1 + (off_t)mutate_random(mutate_random(3) ? len : INT_MAX);
		if (!mutate_random(10))
			at = LLONG_MAX - mutate_random(100000);
		have = at < (off_t)len ? len - at : 0;
		n = pread(fd, piece, want, at);
		if (n < 0 && at > LLONG_MAX - 100000 && (errno == EINVAL || errno == EOVERFLOW))
			continue;
		if (n < 0 || (size_t)n != (want < have ? want : have) ||
		    memcmp(piece, text + at, n)) {
			printf("# %zu bytes at %lld: %zd\n", want, (long long)at, n);
			return 0;
		}
	}
	return pread(fd, piece, 1, -1) == -1 && errno == EINVAL && lseek(fd, -1, SEEK_SET) == -1 &&
	       errno == EINVAL && lseek(fd, 7, SEEK_SET) == 7 && read(fd, piece, 7) == 7 &&
	       !memcmp(piece, text + 7, 7) && lseek(fd, 0, SEEK_END) == (off_t)len &&
	       read(fd, piece, 7) == 0;
}

TEST(reads_at_any_place)
{
	static const char *const files[] = { PROC_FILE, CONTROL_FILE, VIEW_DIR "histogram",
					     VIEW_DIR "tasks", SESSION_FILE };
	static char text[1 << 20];

	mutate_begin(2);
	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		int fd = open(files[i], O_RDONLY);
		ssize_t n = pread(fd, text, sizeof(text), 0);

		ASSERT_GT(n, 20);
		ASSERT_LT(n, sizeof(text));
		EXPECT_EQ(text[n - 1], '\n');
		EXPECT_TRUE(reads_are_whole(fd, text, n))
		TH_LOG("%s", files[i]);
		close(fd);
	}
}

/* Each has its own order of things. */
static void write_at_random(void *arg)
{
	int rounds = mutate_rounds() / 4, *fds = arg;

	mutate_state = (mutate_state * 31 + (unsigned int)getpid()) | 1;
	while (rounds--) {
		mutate_next(&next, control_lines, ARRAY_SIZE(control_lines));
		write_somehow(fds[0], &next);
		mutate_next(&next, session_lines, ARRAY_SIZE(session_lines) - 1);
		write_somehow(fds[1], &next);
	}
}

static void read_at_random(void *arg)
{
	int rounds = mutate_rounds() / 4, *fds = arg;
	static struct says says;
	struct shown shown;
	char piece[5000];

	while (rounds--) {
		show(&shown);
		session_says(fds[1], &says);
		/* Somewhere, in what others have rendered; all of them have one place in it. */
		pread(fds[1], piece, sizeof(piece), mutate_random(INT_MAX));
		pread(fds[1], piece, mutate_random(sizeof(piece)), 1 + mutate_random(100000));
		lseek(fds[1], mutate_random(3000), SEEK_SET);
		read(fds[1], piece, mutate_random(sizeof(piece)));
		stats_read(&one);
		if (strncmp(one.text, "syscallstat 1\n", 14))
			syscall(SYS_exit_group, 1);
	}
}

TEST(many_at_a_time)
{
	int fds[] = { open(CONTROL_FILE, O_RDWR), session_new() };
	int counting = session_new();
	pid_t pids[5];

	mutate_begin(4);
	ASSERT_EQ(session_tell(counting, "tid %d\nsyscalls getppid\nstart", getpid()), 0);
	for (size_t i = 0; i < ARRAY_SIZE(pids); i++)
		pids[i] = child_start(i < 3 ? write_at_random : read_at_random, fds);
	work_getppid(10000);
	for (size_t i = 0; i < ARRAY_SIZE(pids); i++)
		EXPECT_EQ(child_wait(pids[i]), 0);
	EXPECT_CALLS(counting, &one, "getppid", 10000);
	close(counting);
	close(fds[0]);
	close(fds[1]);
	back_to_normal();
}

int main(int argc, char **argv)
{
	need_session();
	return test_harness_run(argc, argv);
}
