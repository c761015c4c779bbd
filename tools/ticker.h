/* SPDX-License-Identifier: GPL-2.0 */
/* The clock of interval mode, and the signals that end it. */
#ifndef SYSCALLSTAT_TICKER_H
#define SYSCALLSTAT_TICKER_H

#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/**
 * ticker_catch() - let SIGINT and SIGTERM end the loop
 *
 * From here on both signals are held back but in ticker_wait(), ticker_wait_for() and
 * between ticker_interruptible(true) and (false), so that they never cut a report. A
 * second signal kills. One that was ignored stays so.
 *
 * Return: 0 or a negative errno.
 */
int ticker_catch(void);

/**
 * ticker_start() - begin to tick
 * @interval: between two ticks; the first comes one interval from now
 *
 * There is one ticker per process, and it runs until the process ends.
 *
 * Return: 0 or a negative errno.
 */
int ticker_start(const struct timespec *interval);

/**
 * ticker_wait() - sleep until the next tick
 * @missed: how many ticks came since the last call that nobody waited for; may be NULL
 *
 * Ticks lie on a grid that starts at ticker_start(); those that were missed
 * are skipped and do not shift it.
 *
 * Return: 0, -EINTR if a signal asks for the end, or another negative errno.
 */
int ticker_wait(uint64_t *missed);

/**
 * ticker_wait_for() - sleep until something can be read
 * @fd: from where; -1 for nowhere, so that a signal must come
 *
 * Return: as ticker_wait().
 */
int ticker_wait_for(int fd);

/**
 * ticker_interruptible() - let the signals in, around what may block
 * @yes: let them in, or hold them back again
 */
void ticker_interruptible(bool yes);

/**
 * ticker_stopped() - did a signal ask for the end?
 */
bool ticker_stopped(void);

/**
 * ticker_hold() - what is begun is finished: let signals that end the tool wait
 * @before: for ticker_release()
 *
 * Those are SIGHUP, SIGINT and SIGTERM, ticker_catch() or not.
 */
void ticker_hold(sigset_t *before);

/**
 * ticker_release() - the end of ticker_hold()
 * @before: what it left
 */
void ticker_release(const sigset_t *before);

#endif /* SYSCALLSTAT_TICKER_H */
