/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The grammar of the file of a session.
 *
 * Pure C: the module and the unit tests compile this same file.
 */
#ifndef SCS_SESSION_COMMAND_H
#define SCS_SESSION_COMMAND_H

#include "command.h"
#include "names.h"
#include "pure.h"

/* The most selectors that one session may have. */
#define SCS_SELECTORS_MAX 64

/* The longest name of a thread, in bytes. */
#define SCS_COMM_MAX 15

enum scs_selector_kind {
	SCS_SELECT_PID,
	SCS_SELECT_TID,
	SCS_SELECT_UID,
	SCS_SELECT_COMM,
	SCS_SELECT_CGROUP,
};

/* What a read shows. */
enum scs_session_view {
	SCS_SHOW_STATS,
	SCS_SHOW_HISTOGRAM,
	SCS_SHOW_ERRNOS,
	SCS_SHOW_TASKS,
	SCS_SHOW_INFLIGHT,
	SCS_SHOW_PERCPU,
	SCS_SHOW_ALL,
};

/**
 * struct scs_wanted - a selector, as written
 * @kind: of what
 * @number: a pid or tid, in the namespace of the writer; or a uid, in that of the opener
 * @text: a name of a thread, or the path of a cgroup; in the text that was parsed
 * @len: its length in bytes
 */
struct scs_wanted {
	enum scs_selector_kind kind;
	__u32 number;
	const char *text;
	size_t len;
};

/**
 * struct scs_session_command - what a write asks for
 * @wanted: selectors to add
 * @nr_wanted: how many
 * @follow: whatever the selected create shall belong, too
 * @set_running: @running was given
 * @running: whether to count
 * @set_view: @view was given
 * @view: what reads shall show
 * @syscalls: which calls shall be counted, as written, in the text that was
 *	parsed; NULL if not given
 * @syscalls_len: its length in bytes
 * @selection: the same, by row
 * @reset: begin a new generation, last
 *
 * Too large for a stack of the kernel.
 */
struct scs_session_command {
	struct scs_wanted wanted[SCS_SELECTORS_MAX];
	unsigned int nr_wanted;
	bool follow;
	bool set_running;
	bool running;
	bool set_view;
	enum scs_session_view view;
	const char *syscalls;
	size_t syscalls_len;
	struct scs_selection selection;
	bool reset;
};

int scs_session_command_parse(const char *text, size_t len, struct scs_session_command *cmd,
			      struct scs_command_error *error);

#endif /* SCS_SESSION_COMMAND_H */
