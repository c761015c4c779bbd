// SPDX-License-Identifier: GPL-2.0
/* `syscallstat top`: a live table. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <syscallstat/abi.h>

#include "output.h"
#include "top.h"
#include "top_keys.h"
#include "top_screen.h"
#include "top_source.h"

enum {
	FD_KEYS,
	FD_SIGNALS,
	FD_TIMER,
	FDS,
};

/**
 * struct live - a run
 * @opt: what is asked for
 * @from: what is read
 * @ui: what is shown
 * @failed: the message says why there was no reading
 * @interval: between two readings, in seconds
 * @signals: that are held back, and read
 * @fds: what is waited for
 * @died_of: the signal that ended it, 0 if none did
 */
struct live {
	const struct options *opt;
	struct top_source from;
	struct top_ui ui;
	bool failed;
	double interval;
	sigset_t signals;
	struct pollfd fds[FDS];
	int died_of;
};

void top_help(void)
{
	fputs("\nUsage:\n"
	      " " SCS_NAME " top [options] [interval]\n"
	      "\nShow what happens, on a terminal, until q is pressed.\n"
	      "\nOptions:\n"
	      "     --cgroup <path>  count tasks in that cgroup or below it\n"
	      "     --color[=<when>] use colours: auto, always or never\n"
	      "     --comm <name>    count tasks of that name\n"
	      " -e <list>            only these: names, numbers, patterns; '!' negates\n"
	      " -f, --follow         count also what the counted tasks create\n"
	      " -i, --input <file>   read saved text instead of the files of the module\n"
	      " -p, --pid <list>     count these processes\n"
	      " -s, --sort <column>  order of the rows in the beginning (default: total_ns)\n"
	      "     --tasks          begin with threads instead of calls\n"
	      "     --uid <list>     count tasks of these users\n"
	      "\n"
	      " -h, --help           display this help\n"
	      "\nThe interval between readings is in seconds (default: 1).\n"
	      "\nKeys:\n",
	      stdout);
	for (size_t i = 0; top_keys_help[i][0]; i++)
		printf(" %-14s %s\n", top_keys_help[i][0], top_keys_help[i][1]);
	printf("\nFor more details see " SCS_NAME "(1).\n");
}

/* What cannot be read leaves what there was. */
static void read_inflight(struct live *live)
{
	struct snapshot snap;
	struct errmsg err;

	if (top_source_read(&live->from, &view_inflight, &snap, &err))
		snap = (struct snapshot){ 0 };
	top_take_inflight(&live->ui.top, &snap);
}

static void read_histogram(struct live *live)
{
	struct top_ui *ui = &live->ui;
	struct snapshot snap;

	live->failed = top_source_read(&live->from, &view_histogram, &snap, &ui->message);
	if (live->failed)
		return;
	snapshot_free(&ui->histogram);
	ui->histogram = snap;
}

/* That the counters were reset is said until a key is pressed. */
static int read_rows(struct live *live)
{
	struct top *top = &live->ui.top;
	struct errmsg *message = &live->ui.message, why;
	struct snapshot snap;
	int ret;

	ret = top_source_read(&live->from, top_view(top), &snap, message);
	if (ret)
		return ret;
	ret = top_take(top, &snap, &why);
	if (ret)
		return errmsg_set(message, ret, "out of memory");
	if (live->failed)
		message->text[0] = '\0';
	if (*why.text)
		errmsg_set(message, 0, "the counters were reset (%.200s)", why.text);
	else if (live->opt->targets.count && !targets_next_alive(&live->opt->targets))
		errmsg_set(message, 0, "all processes have ended");
	return 0;
}

/* Reads what is shown. While it is paused that is only what was never read. */
static int renew(struct live *live)
{
	struct top_ui *ui = &live->ui;
	int ret = 0;

	ui->reread = false;
	if (!ui->paused)
		ret = top_source_renew(&live->from, &ui->message);
	if (!ret && (!ui->paused || !ui->top.readings))
		ret = read_rows(live);
	if (!ret && !ui->paused)
		read_inflight(live);
	live->failed = ret;
	if (!ret && ui->bars && !(ui->paused && ui->histogram.nrows))
		read_histogram(live);
	return ret;
}

static void show(struct live *live)
{
	if (top_arrange(&live->ui.top))
		errmsg_set(&live->ui.message, 0, "out of memory");
	top_screen_draw(&live->ui, live->interval);
}

/* All that would end or stop it, but for what a program does to itself, and who is ignored. */
static void choose_signals(sigset_t *set)
{
	static const int others[] = {
		SIGKILL, SIGSTOP, SIGSEGV, SIGBUS,  SIGFPE,  SIGILL, SIGABRT,
		SIGTRAP, SIGSYS,  SIGCHLD, SIGTTIN, SIGTTOU, SIGURG,
	};
	struct sigaction action;

	sigemptyset(set);
	for (int signo = 1; signo <= SIGRTMAX; signo++)
		if (!sigaction(signo, NULL, &action) && action.sa_handler != SIG_IGN)
			sigaddset(set, signo);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		sigdelset(set, others[i]);
}

static int begin_waiting(struct live *live)
{
	const struct timespec *interval = &live->opt->interval;
	const struct itimerspec grid = { .it_interval = *interval, .it_value = *interval };
	int timer, signals;

	choose_signals(&live->signals);
	if (sigprocmask(SIG_BLOCK, &live->signals, NULL))
		return -errno;
	signals = signalfd(-1, &live->signals, SFD_CLOEXEC | SFD_NONBLOCK);
	timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (signals < 0 || timer < 0 || timerfd_settime(timer, 0, &grid, NULL))
		return -errno;
	live->fds[FD_KEYS] = (struct pollfd){ .fd = STDIN_FILENO, .events = POLLIN };
	live->fds[FD_SIGNALS] = (struct pollfd){ .fd = signals, .events = POLLIN };
	live->fds[FD_TIMER] = (struct pollfd){ .fd = timer, .events = POLLIN };
	return 0;
}

/* Has the signal do what it does by default: to stop or to kill. */
static void obey(int signo)
{
	sigset_t set;

	/* Curses may have a handler of its own. */
	signal(signo, SIG_DFL);
	raise(signo);
	sigemptyset(&set);
	sigaddset(&set, signo);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static void take_signals(struct live *live)
{
	struct signalfd_siginfo info;

	while (!live->ui.quit &&
	       read(live->fds[FD_SIGNALS].fd, &info, sizeof(info)) == sizeof(info)) {
		switch (info.ssi_signo) {
		case SIGTSTP:
			top_screen_leave();
			obey(SIGTSTP);
			top_screen_restore();
			break;
		case SIGCONT:
		case SIGWINCH:
			top_screen_restore();
			break;
		default:
			live->ui.quit = true;
			live->died_of = (int)info.ssi_signo;
		}
	}
}

static void take_keys(struct live *live)
{
	int key;

	/* Each key finds what the one before has led to. */
	while (!live->ui.quit && (key = top_screen_key()) != -1) {
		top_press(&live->ui, key);
		if (live->ui.reread)
			renew(live);
		show(live);
	}
}

/* Returns 0, or a negative errno if there is nothing more to wait for. */
static int wait_once(struct live *live)
{
	const struct pollfd *fds = live->fds;
	uint64_t ticks;

	if (poll(live->fds, FDS, -1) < 0)
		return errno == EINTR ? 0 : -errno;
	if (fds[FD_SIGNALS].revents)
		take_signals(live);
	if (fds[FD_KEYS].revents & (POLLHUP | POLLERR | POLLNVAL))
		return -EIO;
	if (fds[FD_KEYS].revents)
		take_keys(live);
	if (!fds[FD_TIMER].revents)
		return 0;
	if (read(fds[FD_TIMER].fd, &ticks, sizeof(ticks)) > 0 && !live->ui.quit)
		renew(live);
	return 0;
}

static int run(struct live *live)
{
	int ret = 0;

	while (!live->ui.quit && !ret) {
		show(live);
		ret = wait_once(live);
	}
	return ret;
}

static void set_up(struct live *live, const struct options *opt)
{
	enum top_by by = opt->view == &view_tasks ? TOP_BY_TASK : TOP_BY_CALL;

	live->opt = opt;
	live->interval = (double)opt->interval.tv_sec + (double)opt->interval.tv_nsec / 1e9;
	top_init(&live->ui.top, by, opt->selecting ? &opt->sel : NULL);
	live->ui.top.sort[by] = opt->sort;
}

static void clean_up(struct live *live)
{
	top_free(&live->ui.top);
	snapshot_free(&live->ui.histogram);
	top_source_close(&live->from);
}

/* Returns an exit status. */
static int begin(struct live *live)
{
	int ret;

	/* A message is of more use where it stays. */
	if (renew(live)) {
		note("%s", live->ui.message.text);
		return EXIT_FAILURE;
	}
	ret = begin_waiting(live);
	if (ret) {
		note("cannot wait for signals: %s", strerror(-ret));
		return EXIT_FAILURE;
	}
	if (!top_screen_begin(color_wanted(live->opt->color, STDOUT_FILENO)))
		return EXIT_SUCCESS;
	note("top needs a terminal, of a kind that is known (TERM)");
	return EXIT_FAILURE;
}

int top_run(struct options *opt)
{
	struct live live = { 0 };
	int status, ret;

	set_up(&live, opt);
	status = top_source_open(&live.from, opt);
	if (!status)
		status = begin(&live);
	if (!status) {
		ret = run(&live);
		top_screen_end();
		if (ret) {
			note("the terminal is gone: %s", strerror(-ret));
			status = EXIT_FAILURE;
		}
	}
	clean_up(&live);
	if (live.died_of && live.died_of != SIGINT && live.died_of != SIGTERM)
		obey(live.died_of);
	return status;
}
