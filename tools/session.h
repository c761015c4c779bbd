/* SPDX-License-Identifier: GPL-2.0 */
/* A session: statistics of one's own, of chosen tasks. */
#ifndef SYSCALLSTAT_SESSION_H
#define SYSCALLSTAT_SESSION_H

#include "errmsg.h"

/**
 * session_open() - begin a session: stopped, and nobody selected
 * @path: of the device
 * @err: says what went wrong and what can be done about it
 *
 * It ends when the last descriptor is closed, which execve(2) does.
 *
 * Return: a file descriptor or a negative errno.
 */
int session_open(const char *path, struct errmsg *err);

/**
 * session_write() - have commands carried out
 * @fd: the session
 * @commands: one per line; all or none takes effect
 *
 * Makes one system call, so that a task which selects itself knows what is counted:
 * all that it calls afterwards.
 *
 * Return: 0 or a negative errno, for session_explain().
 */
int session_write(int fd, const char *commands);

/**
 * session_explain() - what a failed session_write() means
 * @commands: that were written
 * @ret: what it returned
 * @err: the sentence
 *
 * Return: @ret
 */
int session_explain(const char *commands, int ret, struct errmsg *err);

#endif /* SYSCALLSTAT_SESSION_H */
