/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Sessions: whoever opens /dev/syscallstat has statistics of his own, of the tasks that
 * he selects, until he closes it.
 *
 * session.c is the file, session_select.c knows who is selected, and session_record.c
 * counts. They stand on tracepoints; in a kernel without any, session_none.c says so.
 */
#ifndef SCS_SESSION_H
#define SCS_SESSION_H

#include <linux/bits.h>
#include <linux/jump_label.h>
#include <linux/sched.h>
#include <linux/types.h>

#include "compat.h"
#include "session_command.h"
#include "stats.h"
#include "thread.h"

struct cgroup;
struct cred;
struct pid;

/* The most sessions at a time: the bits of scs_slot.sessions. */
#define SCS_SESSIONS 16

/**
 * struct scs_selector - whom a session selects
 * @kind: by what
 * @pid: of a process, with a reference
 * @uid: the real one
 * @comm: name of a thread
 * @cgroup: with a reference
 */
struct scs_selector {
	enum scs_selector_kind kind;
	union {
		struct pid *pid;
		kuid_t uid;
		char comm[TASK_COMM_LEN];
		struct cgroup *cgroup;
	};
};

/* Changes of a task that may make it belong to a session, or no more. */
enum scs_watch {
	SCS_WATCH_NAME,
	SCS_WATCH_CGROUP,
	SCS_WATCH_CREDS,
	SCS_WATCHES
};

/**
 * struct scs_session - a session
 * @id: its number, below SCS_SESSIONS
 * @stats: what it has counted
 * @recording: the generation that events are recorded under, or SCS_GEN_OFF
 * @counting: whether a thread that begins now is seen in all that it does
 * @selection: the calls that are counted
 * @syscalls: the same, as written
 * @opener: whose session it is, with a reference
 * @trusted: the opener may look at any task, and not just at his own
 * @follow: whatever the selected create is selected too
 * @selectors: whom it selects
 * @nr_selectors: how many
 * @members: threads that it has a slot for
 * @watches: bits of the changes that are watched for it
 *
 * Changed with the lock of the state held; of what members need, from @trusted to
 * @members, with that of threads too.
 */
struct scs_session {
	unsigned int id;
	struct scs_stats stats;
	u32 recording;
	bool counting;
	struct scs_selection selection;
	char *syscalls;
	const struct cred *opener;
	bool trusted;
	bool follow;
	struct scs_selector selectors[SCS_SELECTORS_MAX];
	unsigned int nr_selectors;
	unsigned int members;
	unsigned long watches;
};

int scs_sessions_init(unsigned long *kib);
void scs_sessions_uninit(void);

#if SCS_HAVE_TRACEPOINTS

/* Whether any session is running. */
DECLARE_STATIC_KEY_FALSE(scs_sessions_run);

/* session_record.c */
int scs_session_claim(struct scs_session *s);
void scs_session_disclaim(struct scs_session *s);
void scs_session_publish(struct scs_session *s);
void scs_session_withdraw(struct scs_session *s);
struct scs_session *scs_session_get(unsigned int id);
int scs_session_start(struct scs_session *s, const struct scs_selection *selection);
void scs_session_stop(struct scs_session *s);
void scs_session_reset(struct scs_session *s);
void scs_session_set_syscalls(struct scs_session *s, const struct scs_selection *selection);
bool scs_sessions_are_running(void);
void scs_sessions_pause(void);
void scs_sessions_resume(void);
void scs_session_enter(struct pt_regs *regs, unsigned long nr);
void scs_session_exit(struct pt_regs *regs, long ret);

/* session_resolve.c */
bool scs_session_may_select(const struct scs_session *s, const struct cred *cred);
int scs_session_resolve(struct scs_session *s, const struct scs_session_command *cmd,
			struct scs_selector *selectors);
void scs_selectors_put(struct scs_selector *selectors, unsigned int n);

/* session_select.c */
int scs_session_watch(struct scs_session *s, unsigned long watches);
void scs_session_unwatch(struct scs_session *s, unsigned long watches);
int scs_session_make_room(struct scs_session *s, const struct scs_selector *selectors,
			  unsigned int n);
void scs_session_select(struct scs_session *s, const struct scs_selector *selectors, unsigned int n,
			bool follow);
void scs_session_select_no_more(struct scs_session *s);
void scs_sessions_born(struct scs_slot *thread, struct task_struct *child);
void scs_sessions_arrived(struct scs_slot *thread, pid_t pid);

/* session_record.c; with the lock of threads held. */
void scs_sessions_moved(struct scs_slot *thread, pid_t from, pid_t pid);
void scs_sessions_ended(struct scs_slot *thread, pid_t pid, enum scs_fact open_call);

/* session_record.c */
void scs_sessions_refill(void);

/**
 * scs_sessions_concern_current() - has a session selected the running thread?
 *
 * Or is its slot not where it should be, so that this is not known.
 */
static __always_inline bool scs_sessions_concern_current(void)
{
	const struct scs_slot *slot;

	if (!static_branch_unlikely(&scs_sessions_run))
		return false;
	slot = scs_slot_of(current->pid);
	/* Pairs with the release in scs_slots_move(). */
	return unlikely(smp_load_acquire(&slot->task) != current || READ_ONCE(slot->sessions));
}

#else

static inline bool scs_sessions_are_running(void)
{
	return false;
}

static inline void scs_sessions_pause(void)
{
}

static inline void scs_sessions_resume(void)
{
}

static inline void scs_sessions_born(struct scs_slot *thread, struct task_struct *child)
{
}

static inline void scs_sessions_arrived(struct scs_slot *thread, pid_t pid)
{
}

static inline void scs_sessions_refill(void)
{
}

static inline void scs_sessions_moved(struct scs_slot *thread, pid_t from, pid_t pid)
{
}

static inline void scs_sessions_ended(struct scs_slot *thread, pid_t pid, enum scs_fact open_call)
{
}

#endif

#endif /* SCS_SESSION_H */
