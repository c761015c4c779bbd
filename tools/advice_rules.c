// SPDX-License-Identifier: GPL-2.0
/* Habits of programs: how each shows in the figures, from where on, and what to do. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice_rules.h"
#include "human.h"

/* What a buffer is taken to hold, in bytes. */
#define BUFFER_BYTES 4096

/* How many messages are taken at once, and which part of a call that saves. */
#define MESSAGES_AT_ONCE 32
#define MESSAGE_SHARE 4

/* The call for many messages is in use if there is one for so many of single ones. */
#define MESSAGES_KNOWN_OF 100

bool advice_names(const char *names, const char *name)
{
	const size_t len = strlen(name);

	for (const char *at = names; (at = strstr(at, name)); at += len)
		if (at > names && at[-1] == ' ' && at[len] == ' ')
			return true;
	return false;
}

static uint64_t number(const struct snapshot_row *row, enum snapshot_number n)
{
	return row->number[n].known ? row->number[n].value : 0;
}

static struct snapshot_value known(uint64_t value)
{
	return (struct snapshot_value){ .value = value, .known = true };
}

static double ratio(uint64_t part, uint64_t whole)
{
	return whole ? (double)part / (double)whole : NAN;
}

/* Those that did something. */
static uint64_t successes(const struct snapshot_row *row)
{
	const uint64_t failed = number(row, SNAP_ERRORS) + number(row, SNAP_RESTARTS);

	return number(row, SNAP_CALLS) > failed ? number(row, SNAP_CALLS) - failed : 0;
}

static double mean_ns(const struct snapshot_row *row)
{
	if (!row->number[SNAP_TOTAL_NS].known)
		return NAN;
	return ratio(number(row, SNAP_TOTAL_NS), number(row, SNAP_CALLS));
}

static double at_most(double value, double limit)
{
	return value > limit ? limit : value;
}

/*
 * What one call costs that need not be made: the median, but no waiting. That is what the
 * module says or, where it does not account for it, what is far above the shortest call.
 */
static double cost_ns(const struct snapshot_row *row)
{
	const double run = (double)number(row, SNAP_RUN_NS);
	const double wait = (double)number(row, SNAP_WAIT_NS);
	double cost = mean_ns(row);

	if (row->number[SNAP_P50_NS].known)
		cost = (double)row->number[SNAP_P50_NS].value;
	if (number(row, SNAP_MIN_NS))
		cost = at_most(cost, ADVICE_WAITS_FROM * (double)number(row, SNAP_MIN_NS));
	if (run + wait > 0)
		cost = at_most(cost, mean_ns(row) * run / (run + wait));
	return cost;
}

static bool waits_as_a_rule(const struct snapshot_row *row)
{
	const double min = (double)number(row, SNAP_MIN_NS);

	return min > 0 && (double)number(row, SNAP_P50_NS) > ADVICE_WAITS_FROM * min;
}

/*
 * A program that does one thing for each file, each event or each request has no choice
 * of doing it at once.
 */
static double count_turns(const struct figures *figures, const struct snapshot_row *of)
{
	static const char begin[] = " open openat openat2 creat poll ppoll ppoll_time64 select "
				    "_newselect pselect6 pselect6_time64 epoll_wait epoll_pwait "
				    "epoll_pwait2 accept accept4 ";
	static const char input[] = " read readv recvfrom recvmsg recvmmsg recvmmsg_time64 recv ";
	uint64_t turns = 0;

	for (size_t i = 0; i < figures->stats->nrows; i++) {
		const struct snapshot_row *row = &figures->stats->rows[i];

		if (!row->name || !row->abi || strcmp(row->abi, of->abi))
			continue;
		if (advice_names(begin, row->name) ||
		    (advice_names(input, row->name) && waits_as_a_rule(row)))
			turns += successes(row);
	}
	return (double)turns;
}

/* Calls that ended in that error, and their time. */
static void count_error(const struct figures *figures, const struct snapshot_row *of, int error,
			uint64_t *calls, uint64_t *total_ns)
{
	struct snapshot_row as = *of;
	const struct snapshot_row *row;

	as.number[SNAP_ERRNO] = known((uint64_t)error);
	row = figures->errnos ? snapshot_find(figures->errnos, &as) : NULL;
	if (!row)
		return;
	*calls += number(row, SNAP_CALLS);
	*total_ns += number(row, SNAP_TOTAL_NS);
}

static void set_share(struct advice *advice, uint64_t of)
{
	advice->share_pct = 100 * ratio(advice->count, of);
}

static void set_rate(const struct figures *figures, struct advice *advice)
{
	advice->per_s = (double)advice->count / figures->seconds;
}

static void set_gain(struct advice *advice, double gain)
{
	/* Nor is more than fits known. */
	if (gain < 0x1p63)
		advice->gain_ns = known((uint64_t)(gain + 0.5));
}

/* In a box of its own, so that a sentence may have several. */
struct time_text {
	char is[HUMAN_MAX];
};

static struct time_text time_text(double ns)
{
	struct time_text text = { "-" };

	if (!isnan(ns))
		human_ns((uint64_t)(at_most(ns, 0x1p63) + 0.5), text.is, sizeof(text.is));
	return text;
}

static bool measure_small(const struct figures *figures, struct advice *advice)
{
	const struct snapshot_row *row = advice->row;
	const uint64_t bytes = number(row, SNAP_BYTES);
	uint64_t needed = bytes / BUFFER_BYTES + !!(bytes % BUFFER_BYTES);

	if (!row->number[SNAP_BYTES].known)
		return false;
	advice->count = successes(row);
	advice->mean_bytes = ratio(bytes, advice->count);
	advice->turns = count_turns(figures, row);
	if (needed > advice->count)
		needed = advice->count;
	set_gain(advice, (double)(advice->count - needed) * cost_ns(row));
	snprintf(advice->text, sizeof(advice->text),
		 "%" PRIu64 " calls moved %.1f bytes each, for %.0f files, events or requests",
		 advice->count, advice->mean_bytes, advice->turns);
	return true;
}

static bool measure_messages(const struct figures *figures, struct advice *advice, const char *many)
{
	const struct snapshot_row *row = advice->row;
	uint64_t known_of = 0;
	double saved;

	for (size_t i = 0; i < figures->stats->nrows; i++) {
		const struct snapshot_row *other = &figures->stats->rows[i];

		if (other->name && advice_names(many, other->name))
			known_of += number(other, SNAP_CALLS);
	}
	advice->count = successes(row);
	/* Who uses it knows about it. */
	if (!row->number[SNAP_BYTES].known || known_of > advice->count / MESSAGES_KNOWN_OF)
		return false;
	advice->mean_bytes = ratio(number(row, SNAP_BYTES), advice->count);
	advice->turns = count_turns(figures, row);
	set_rate(figures, advice);
	saved = (double)(advice->count - advice->count / MESSAGES_AT_ONCE);
	set_gain(advice, saved * cost_ns(row) / MESSAGE_SHARE);
	snprintf(advice->text, sizeof(advice->text),
		 "%" PRIu64 " calls moved %.1f bytes each, %.0f per second, for %.0f files, "
		 "events or requests",
		 advice->count, advice->mean_bytes, advice->per_s, advice->turns);
	return true;
}

static bool measure_receives(const struct figures *figures, struct advice *advice)
{
	return measure_messages(figures, advice, " recvmmsg recvmmsg_time64 ");
}

static bool measure_sends(const struct figures *figures, struct advice *advice)
{
	return measure_messages(figures, advice, " sendmmsg ");
}

static bool measure_error(const struct figures *figures, struct advice *advice, int error,
			  int other)
{
	const struct snapshot_row *row = advice->row;
	const uint64_t calls = number(row, SNAP_CALLS);
	uint64_t total_ns = 0;

	if (figures->errnos) {
		count_error(figures, row, error, &advice->count, &total_ns);
		count_error(figures, row, other, &advice->count, &total_ns);
	} else {
		/* What may be; it is for the caller not to believe it. */
		advice->count = number(row, SNAP_ERRORS);
	}
	advice->mean_ns = ratio(total_ns, advice->count);
	set_share(advice, calls);
	set_rate(figures, advice);
	set_gain(advice, (double)total_ns);
	snprintf(advice->text, sizeof(advice->text),
		 "%" PRIu64 " of %" PRIu64 " calls (%.0f %%) failed with %s, after %s each",
		 advice->count, calls, advice->share_pct, advice->error,
		 time_text(advice->mean_ns).is);
	return true;
}

static bool measure_eagain(const struct figures *figures, struct advice *advice)
{
	size_t len;

	advice->error = "EAGAIN";
	measure_error(figures, advice, EAGAIN, 0);
	len = strlen(advice->text);
	snprintf(advice->text + len, sizeof(advice->text) - len, ", %.0f per second",
		 advice->per_s);
	return true;
}

static bool measure_enoent(const struct figures *figures, struct advice *advice)
{
	advice->error = "ENOENT";
	return measure_error(figures, advice, ENOENT, ENOTDIR);
}

static bool measure_futex(const struct figures *figures, struct advice *advice)
{
	const struct snapshot_row *row = advice->row;
	uint64_t late = 0, ignored = 0;

	advice->count = number(row, SNAP_CALLS);
	advice->mean_ns = mean_ns(row);
	set_rate(figures, advice);
	set_gain(advice, (double)advice->count * cost_ns(row));
	count_error(figures, row, EAGAIN, &late, &ignored);
	snprintf(advice->text, sizeof(advice->text),
		 "%" PRIu64 " calls, %.0f per second, took %s each and %s in all; %" PRIu64
		 " came too late to wait (EAGAIN)",
		 advice->count, advice->per_s, time_text(advice->mean_ns).is,
		 time_text((double)number(row, SNAP_TOTAL_NS)).is, late);
	return true;
}

/* Of EINTR nothing may be known, which does not make the restarts less. */
static bool measure_interrupted(const struct figures *figures, struct advice *advice)
{
	const struct snapshot_row *row = advice->row;
	uint64_t ignored = 0;

	if (advice_names(" pause rt_sigsuspend sigsuspend ", row->name))
		return false;
	advice->error = "EINTR";
	advice->count = number(row, SNAP_RESTARTS);
	count_error(figures, row, EINTR, &advice->count, &ignored);
	set_share(advice, number(row, SNAP_CALLS));
	set_gain(advice, (double)advice->count * cost_ns(row));
	snprintf(advice->text, sizeof(advice->text),
		 "%" PRIu64 " of %" PRIu64 " calls (%.0f %%) were interrupted by a signal",
		 advice->count, number(row, SNAP_CALLS), advice->share_pct);
	return true;
}

/* They are not timed. */
static bool measure_refused(const struct figures *figures, struct advice *advice)
{
	const uint64_t all = number(advice->row, SNAP_CALLS) + number(advice->row, SNAP_DENIED);

	advice->count = number(advice->row, SNAP_DENIED);
	set_share(advice, all);
	set_rate(figures, advice);
	snprintf(advice->text, sizeof(advice->text),
		 "%" PRIu64 " of %" PRIu64 " calls (%.0f %%) were refused before they began",
		 advice->count, all, advice->share_pct);
	return true;
}

/* The manual has these numbers, too, and a test compares the two. */
const struct advice_rule advice_rules[] = {
	{
		.name = "small-reads",
		.names = " read pread64 ",
		.min_count = 1000,
		.max_mean_bytes = 512,
		.min_per_turn = 4,
		.measure = measure_small,
		.advice = "read into a buffer of 4096 bytes or more, as stdio does, or several "
			  "pieces at once with readv(2)",
	},
	{
		.name = "small-writes",
		.names = " write pwrite64 ",
		.min_count = 1000,
		.max_mean_bytes = 512,
		.min_per_turn = 4,
		.measure = measure_small,
		.advice = "gather output in a buffer of 4096 bytes or more, as stdio does, or "
			  "write several pieces at once with writev(2)",
	},
	{
		.name = "single-receives",
		.names = " recvfrom recvmsg recv ",
		.min_count = 1000,
		.min_per_s = 1000,
		.max_mean_bytes = 1500,
		.min_per_turn = 4,
		.measure = measure_receives,
		.advice = "take several messages at once with recvmmsg(2); of a stream, receive "
			  "into a larger buffer",
	},
	{
		.name = "single-sends",
		.names = " sendto sendmsg send ",
		.min_count = 1000,
		.min_per_s = 1000,
		.max_mean_bytes = 1500,
		.min_per_turn = 4,
		.measure = measure_sends,
		.advice = "pass several messages at once with sendmmsg(2); to a stream, send "
			  "from a larger buffer",
	},
	{
		.name = "eagain-loop",
		.names = " read pread64 readv preadv preadv2 write pwrite64 writev pwritev "
			 "pwritev2 recvfrom recvmsg recvmmsg recvmmsg_time64 recv sendto "
			 "sendmsg sendmmsg send accept accept4 splice tee vmsplice sendfile "
			 "sendfile64 mq_timedreceive mq_timedsend ",
		.min_count = 1000,
		.min_share_pct = 75,
		.min_per_s = 100,
		.max_mean_ns = 1000000,
		.needs_errnos = true,
		.measure = measure_eagain,
		.advice = "wait until there is something to do with epoll_wait(2) or poll(2) "
			  "instead of trying again",
	},
	{
		.name = "failed-lookups",
		.names = " open openat openat2 stat lstat newfstatat stat64 lstat64 fstatat64 "
			 "statx access faccessat faccessat2 readlink readlinkat execve "
			 "execveat ",
		.min_count = 1000,
		.min_share_pct = 25,
		.needs_errnos = true,
		.measure = measure_enoent,
		.advice = "shorten search paths (PATH, libraries, include files, modules), put "
			  "first what is found most, or remember what is not there",
	},
	{
		.name = "futex-contention",
		.names = " futex futex_time64 ",
		.min_count = 1000,
		.min_per_s = 1000,
		.max_mean_ns = 1000000,
		.measure = measure_futex,
		.advice = "hold locks for a shorter time, split them, or hand over more work at "
			  "a time",
	},
	{
		.name = "interrupted",
		.min_count = 1000,
		.min_share_pct = 10,
		.measure = measure_interrupted,
		.advice = "take signals by signalfd(2) and timers by timerfd_create(2), or block "
			  "them in threads that do not handle them",
	},
	{
		.name = "refused",
		.min_count = 100,
		.measure = measure_refused,
		.advice = "allow the call in the seccomp(2) filter, or have the program remember "
			  "that it is refused",
	},
};

const size_t advice_nrules = sizeof(advice_rules) / sizeof(advice_rules[0]);
