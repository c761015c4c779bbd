// SPDX-License-Identifier: GPL-2.0
/*
 * Habits of programs, for advise.sh: each with the habit, and as it is without.
 *
 *   habits MODE     (no argument: prints the modes)
 *
 * With a habit at least 1000 calls have it, as fast as can be.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALLS 20000
#define MESSAGES 8

static char buf[4096];

/* Says which line it was, and ends the program. */
#define NEED(condition)                                                                    \
	do {                                                                               \
		if (!(condition)) {                                                        \
			fprintf(stderr, "habits: line %d: %s: %s\n", __LINE__, #condition, \
				strerror(errno));                                          \
			exit(1);                                                           \
		}                                                                          \
	} while (0)

/* --- small reads and writes --- */

static void read_pieces(size_t size)
{
	int fd = open("/dev/zero", O_RDONLY);

	for (int i = 0; i < CALLS; i++)
		NEED(read(fd, buf, size) == (ssize_t)size);
}

static void small_reads(void)
{
	read_pieces(1);
}

static void large_reads(void)
{
	read_pieces(512);
}

/* As few bytes, but each from a file of its own. */
static void small_files(void)
{
	for (int i = 0; i < CALLS; i++) {
		int fd = open("/dev/zero", O_RDWR);

		NEED(read(fd, buf, 1) == 1 && write(fd, buf, 1) == 1);
		NEED(!close(fd));
	}
}

static void write_pieces(size_t size)
{
	int fd = open("/dev/null", O_WRONLY);

	for (int i = 0; i < CALLS; i++)
		NEED(write(fd, buf, size) == (ssize_t)size);
}

static void small_writes(void)
{
	write_pieces(1);
}

static void large_writes(void)
{
	write_pieces(512);
}

/* --- one message at a time --- */

static struct mmsghdr messages[MESSAGES];
static struct iovec vectors[MESSAGES];

static void exchange(bool many_sends, bool many_receives)
{
	int pair[2];

	NEED(!socketpair(AF_UNIX, SOCK_DGRAM, 0, pair));
	for (int i = 0; i < MESSAGES; i++) {
		vectors[i] = (struct iovec){ buf + 16 * i, 16 };
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
	for (int i = 0; i < CALLS / MESSAGES; i++) {
		for (int m = 0; m < MESSAGES && !many_sends; m++)
			NEED(sendmsg(pair[0], &messages[m].msg_hdr, 0) == 16);
		if (many_sends)
			NEED(sendmmsg(pair[0], messages, MESSAGES, 0) == MESSAGES);
		for (int m = 0; m < MESSAGES && !many_receives; m++)
			NEED(recvmsg(pair[1], &messages[m].msg_hdr, 0) == 16);
		if (many_receives)
			NEED(recvmmsg(pair[1], messages, MESSAGES, 0, NULL) == MESSAGES);
	}
}

static void single_receives(void)
{
	exchange(true, false);
}

static void single_sends(void)
{
	exchange(false, true);
}

static void many_messages(void)
{
	exchange(true, true);
}

/* --- trying again --- */

static void eagain_loop(void)
{
	int fds[2];

	NEED(!pipe2(fds, O_NONBLOCK));
	for (int i = 0; i < CALLS; i++)
		NEED(read(fds[0], buf, sizeof(buf)) == -1 && errno == EAGAIN);
}

/* One failure for each success, as it has to be. */
static void edge_triggered(void)
{
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	int fds[2], epoll = epoll_create1(0);

	NEED(!pipe2(fds, O_NONBLOCK));
	NEED(!epoll_ctl(epoll, EPOLL_CTL_ADD, fds[0], &event));
	for (int i = 0; i < CALLS; i++) {
		NEED(write(fds[1], buf, 1) == 1);
		NEED(epoll_wait(epoll, &event, 1, -1) == 1);
		NEED(read(fds[0], buf, sizeof(buf)) == 1);
		NEED(read(fds[0], buf, sizeof(buf)) == -1 && errno == EAGAIN);
	}
}

/* --- looking for what is not there --- */

static void failed_opens(void)
{
	for (int i = 0; i < CALLS; i++)
		NEED(open(i % 2 ? "/nonexistent/file" : "/dev/null/file", O_RDONLY) == -1);
}

static void failed_stats(void)
{
	struct stat st;

	for (int i = 0; i < CALLS; i++)
		NEED(fstatat(AT_FDCWD, "/nonexistent/file", &st, 0) == -1);
}

/* A fifth fails. */
static void lookups(void)
{
	struct stat st;

	for (int i = 0; i < CALLS; i++)
		NEED(fstatat(AT_FDCWD, i % 5 ? "/dev/null" : "/nonexistent", &st, 0) ==
		     (i % 5 ? 0 : -1));
}

/* --- locks --- */

/* 0: free, 1: held, 2: held, and somebody may wait. */
static int lock;
static int futex_calls;

static void futex(int op, int value)
{
	__atomic_add_fetch(&futex_calls, 1, __ATOMIC_RELAXED);
	syscall(SYS_futex, &lock, op, value, NULL, NULL, 0);
}

/* The holder gives way, so that the other one comes in vain. */
static void *contend(void *unused)
{
	while (__atomic_load_n(&futex_calls, __ATOMIC_RELAXED) < CALLS) {
		int free = 0;

		if (!__atomic_compare_exchange_n(&lock, &free, 1, false, __ATOMIC_ACQUIRE,
						 __ATOMIC_RELAXED))
			while (__atomic_exchange_n(&lock, 2, __ATOMIC_ACQUIRE))
				futex(FUTEX_WAIT_PRIVATE, 2);
		sched_yield();
		if (__atomic_exchange_n(&lock, 0, __ATOMIC_RELEASE) == 2)
			futex(FUTEX_WAKE_PRIVATE, 1);
	}
	return NULL;
}

/* On one CPU, where a wait lasts as long as what the holder does, however slow the others are. */
static void futex_contention(void)
{
	pthread_t thread;
	cpu_set_t here;

	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	NEED(!sched_setaffinity(0, sizeof(here), &here));
	NEED(!pthread_create(&thread, NULL, contend, NULL));
	contend(NULL);
	NEED(!pthread_join(thread, NULL));
}

/* A lock that nobody else wants takes no call, and few calls for work are no contention. */
static void *wait_for_work(void *fds)
{
	for (int i = 0; i < 200; i++)
		syscall(SYS_futex, &lock, FUTEX_WAIT_PRIVATE, 0,
			&(struct timespec){ .tv_nsec = 2000000 }, NULL, 0);
	return NULL;
}

static void uncontended(void)
{
	static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
	pthread_t thread;

	NEED(!pthread_create(&thread, NULL, wait_for_work, NULL));
	for (int i = 0; i < CALLS; i++) {
		pthread_mutex_lock(&mutex);
		sched_yield();
		pthread_mutex_unlock(&mutex);
	}
	NEED(!pthread_join(thread, NULL));
}

/* --- signals --- */

#define SIGNALS 2000

static int interruptions;

static void on_signal(int signal)
{
}

/* Reads what does not come. */
static void *keep_reading(void *fd)
{
	while (interruptions < SIGNALS) {
		NEED(read(*(int *)fd, buf, 1) == -1 && errno == EINTR);
		__atomic_add_fetch(&interruptions, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void interrupted(void)
{
	struct sigaction action = { .sa_handler = on_signal };
	pthread_t thread;
	int fds[2];

	NEED(!pipe(fds) && !sigaction(SIGUSR1, &action, NULL));
	NEED(!pthread_create(&thread, NULL, keep_reading, &fds[0]));
	while (__atomic_load_n(&interruptions, __ATOMIC_RELAXED) < SIGNALS) {
		pthread_kill(thread, SIGUSR1);
		sched_yield();
	}
	NEED(!pthread_join(thread, NULL));
}

static void signals_by_file(void)
{
	struct pollfd poll_fd = { .events = POLLIN };
	struct signalfd_siginfo info;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	NEED(!sigprocmask(SIG_BLOCK, &set, NULL));
	poll_fd.fd = signalfd(-1, &set, 0);
	for (int i = 0; i < SIGNALS; i++) {
		NEED(!kill(getpid(), SIGUSR1));
		NEED(poll(&poll_fd, 1, -1) == 1);
		NEED(read(poll_fd.fd, &info, sizeof(info)) == sizeof(info));
	}
}

/* --- what is refused --- */

static void ask(unsigned int action)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	NEED(!prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0));
	NEED(!prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program));
	for (int i = 0; i < CALLS; i++)
		NEED((syscall(SYS_getppid) == -1) == (action != SECCOMP_RET_ALLOW));
}

static void refused(void)
{
	ask(SECCOMP_RET_ERRNO | EPERM);
}

static void allowed(void)
{
	ask(SECCOMP_RET_ALLOW);
}

static const struct {
	const char *name;
	void (*run)(void);
} modes[] = {
	{ "small-reads", small_reads },
	{ "large-reads", large_reads },
	{ "small-writes", small_writes },
	{ "large-writes", large_writes },
	{ "small-files", small_files },
	{ "single-receives", single_receives },
	{ "single-sends", single_sends },
	{ "many-messages", many_messages },
	{ "eagain-loop", eagain_loop },
	{ "edge-triggered", edge_triggered },
	{ "failed-opens", failed_opens },
	{ "failed-stats", failed_stats },
	{ "lookups", lookups },
	{ "futex-contention", futex_contention },
	{ "uncontended", uncontended },
	{ "interrupted", interrupted },
	{ "signals-by-file", signals_by_file },
	{ "refused", refused },
	{ "allowed", allowed },
};

int main(int argc, char **argv)
{
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		if (argc < 2) {
			puts(modes[i].name);
		} else if (!strcmp(argv[1], modes[i].name)) {
			modes[i].run();
			return 0;
		}
	}
	return argc < 2 ? 0 : 2;
}
