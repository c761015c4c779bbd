// SPDX-License-Identifier: GPL-2.0
/* Sessions count: beside the recorder of the system, and by the same functions. */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/rcupdate.h>

#include "clock.h"
#include "hook.h"
#include "record.h"
#include "session.h"
#include "tracepoint.h"

DEFINE_STATIC_KEY_FALSE(scs_sessions_run);

static struct scs_session *sessions[SCS_SESSIONS];

/* Bits of the numbers that are in use; of some of these there is no session yet, or any more. */
static unsigned long claimed;

/* How many are running. */
static unsigned int running;

/**
 * scs_session_get() - a session by its number
 * @id: below SCS_SESSIONS
 *
 * Context: in a probe, or with the lock of the state held.
 * Return: the session, or NULL if there is none; there is as long as a thread's slot has
 * its bit.
 */
struct scs_session *scs_session_get(unsigned int id)
{
	return READ_ONCE(sessions[id]);
}

/**
 * scs_session_claim() - there will be a session
 * @s: the session; receives its number
 *
 * Context: any but a probe.
 * Return: 0, or -EBUSY if there are as many sessions as there may be.
 */
int scs_session_claim(struct scs_session *s)
{
	for (s->id = 0; s->id < SCS_SESSIONS; s->id++)
		if (!test_and_set_bit(s->id, &claimed))
			return 0;
	return -EBUSY;
}

/**
 * scs_session_disclaim() - the reverse
 * @s: the session, if there was one, withdrawn
 */
void scs_session_disclaim(struct scs_session *s)
{
	clear_bit_unlock(s->id, &claimed);
}

/**
 * scs_session_publish() - threads may be selected from now on
 * @s: the session, claimed
 *
 * Context: any but a probe.
 */
void scs_session_publish(struct scs_session *s)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	/* What is in it must be seen before the pointer to it. */
	smp_store_release(&sessions[s->id], s);
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
}

/* A slot of a session is given back. The lock of threads is held. */
static void drop(struct scs_session *s, struct scs_slot *thread, pid_t pid, enum scs_fact open_call)
{
	scs_slot_end(&s->stats, scs_slots_at(&s->stats.slots, pid), open_call);
	scs_slots_drop(&s->stats.slots, pid);
	WRITE_ONCE(thread->sessions, thread->sessions & ~BIT(s->id));
	WRITE_ONCE(s->members, s->members - 1);
}

static void drop_chunk(struct scs_session *s, unsigned int c)
{
	struct scs_slot *chunk;
	unsigned long flags;
	unsigned int i;
	pid_t pid;

	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	chunk = scs_slots_chunk(&s->stats.slots, c);
	for (i = 0; chunk && i < SCS_CHUNK_SLOTS; i++) {
		pid = c * SCS_CHUNK_SLOTS + i;
		/* It is at the same pid as that of the system. */
		if (chunk[i].task)
			drop(s, scs_slot_of(pid), pid, SCS_ABANDONED);
	}
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
}

/**
 * scs_session_withdraw() - the reverse of scs_session_publish()
 * @s: the session, stopped, which selects nobody any more
 *
 * Context: may sleep; the lock of the state is held. When it returns, no probe looks at
 * the session any more.
 */
void scs_session_withdraw(struct scs_session *s)
{
	unsigned long flags;
	unsigned int c = 0;

	/* One may move to where this has been. */
	while (READ_ONCE(s->members)) {
		if (scs_slots_chunk(&s->stats.slots, c))
			drop_chunk(s, c);
		c = (c + 1) % SCS_CHUNKS;
		cond_resched();
	}
	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	WRITE_ONCE(sessions[s->id], NULL);
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	scs_probes_synchronize();
}

static void record(struct scs_session *s)
{
	/* Who sees the generation sees the selection. */
	smp_store_release(&s->recording, s->stats.generation);
	/* Who begins with this set finds it recording. */
	smp_store_release(&s->counting, true);
}

/* When it returns, no probe is at it still. */
static void record_no_more(struct scs_session *s)
{
	WRITE_ONCE(s->counting, false);
	WRITE_ONCE(s->recording, SCS_GEN_OFF);
	scs_probes_synchronize();
}

/**
 * scs_session_start() - begin to count
 * @s: the session, stopped
 * @selection: which calls, if others than before; else NULL
 *
 * Context: may sleep; the lock of the state is held.
 * Return: 0, or an errno as of the hook.
 */
int scs_session_start(struct scs_session *s, const struct scs_selection *selection)
{
	int ret = scs_tracepoint_get();

	if (ret)
		return ret;
	if (!running++) {
		if (!scs_system.running)
			scs_clock_choose();
		scs_record_sessions(true);
		static_branch_enable(&scs_sessions_run);
	}
	if (selection)
		s->selection = *selection;
	s->stats.epoch++;
	scs_slots_begin_anew(&s->stats);
	scs_stats_start(&s->stats);
	record(s);
	return 0;
}

/**
 * scs_session_stop() - count no more
 * @s: the session, running
 *
 * Context: as scs_session_start().
 */
void scs_session_stop(struct scs_session *s)
{
	record_no_more(s);
	scs_stats_stop(&s->stats);
	/* The totals of threads stay, too. */
	scs_slots_abandon(&s->stats);
	if (!--running) {
		static_branch_disable(&scs_sessions_run);
		scs_record_sessions(false);
	}
	scs_tracepoint_put();
}

/**
 * scs_session_reset() - begin a new generation
 * @s: the session
 *
 * Context: the lock of the state is held.
 */
void scs_session_reset(struct scs_session *s)
{
	scs_stats_reset(&s->stats);
	if (s->stats.running)
		WRITE_ONCE(s->recording, s->stats.generation);
}

/* Not what was counted, but what is being counted. */
static void begin_anew(struct scs_session *s)
{
	record_no_more(s);
	scs_slots_begin_anew(&s->stats);
	s->stats.epoch++;
}

/**
 * scs_session_set_syscalls() - count other calls from now on
 * @s: the session
 * @selection: which
 *
 * Context: may sleep; the lock of the state is held.
 */
void scs_session_set_syscalls(struct scs_session *s, const struct scs_selection *selection)
{
	if (s->stats.running)
		begin_anew(s);
	s->selection = *selection;
	if (s->stats.running)
		record(s);
}

/**
 * scs_sessions_are_running() - is any session running?
 *
 * Context: the lock of the state is held.
 */
bool scs_sessions_are_running(void)
{
	return running;
}

/**
 * scs_sessions_pause() - another clock will be chosen
 *
 * Context: may sleep; the lock of the state is held until they are resumed.
 */
void scs_sessions_pause(void)
{
	unsigned int id;

	for (id = 0; id < SCS_SESSIONS; id++)
		if (sessions[id] && sessions[id]->stats.running)
			begin_anew(sessions[id]);
}

/**
 * scs_sessions_resume() - the reverse
 *
 * Context: as scs_sessions_pause().
 */
void scs_sessions_resume(void)
{
	unsigned int id;

	for (id = 0; id < SCS_SESSIONS; id++)
		if (sessions[id] && sessions[id]->stats.running)
			record(sessions[id]);
}

/**
 * scs_sessions_moved() - a thread has another pid, and its slot another place
 * @thread: its slot among those of the system, which moves after this
 * @from: where that is
 * @pid: where it will be
 *
 * Context: the lock of threads is held.
 */
void scs_sessions_moved(struct scs_slot *thread, pid_t from, pid_t pid)
{
	unsigned long ids = thread->sessions;
	struct scs_session *s;
	unsigned int id;

	for_each_set_bit(id, &ids, SCS_SESSIONS) {
		s = scs_session_get(id);
		if (!scs_slots_move(&s->stats.slots, from, pid))
			drop(s, thread, from, SCS_MISSED);
	}
}

/**
 * scs_sessions_ended() - a thread ends
 * @thread: its slot among those of the system
 * @pid: where that is
 * @open_call: what an open call is counted as
 *
 * Context: the lock of threads is held.
 */
void scs_sessions_ended(struct scs_slot *thread, pid_t pid, enum scs_fact open_call)
{
	unsigned long ids = thread->sessions;
	unsigned int id;

	for_each_set_bit(id, &ids, SCS_SESSIONS)
		drop(scs_session_get(id), thread, pid, open_call);
}

/**
 * scs_sessions_refill() - see to it that pages that were taken are replaced
 *
 * Context: a probe, as of scs_reserve_refill().
 */
void scs_sessions_refill(void)
{
	struct scs_session *s;
	unsigned int id;

	for (id = 0; id < SCS_SESSIONS; id++) {
		s = scs_session_get(id);
		if (s)
			scs_reserve_refill(&s->stats.reserve);
	}
}

/*
 * The running thread is not selected any more, and not in a call that is counted: it gives
 * its slot back. False if it has been selected again.
 */
static bool leave(struct scs_session *s, struct scs_slot *thread)
{
	struct scs_slot *slot = scs_slots_at(&s->stats.slots, current->pid);
	unsigned long flags;
	bool leaves;

	raw_spin_lock_irqsave(&scs_thread_lock, flags);
	leaves = slot->task != current || slot->leaves;
	/* When a session is closed it takes the slot itself. */
	if (slot->task == current && leaves)
		drop(s, thread, current->pid, SCS_ABANDONED);
	raw_spin_unlock_irqrestore(&scs_thread_lock, flags);
	return leaves;
}

/* The handle of a call, as a session selects it. */
static u32 call_in(const struct scs_session *s, u32 call)
{
	return s->selection.rows[call & SCS_CALL_ROW] ? call & ~SCS_CALL_UNSELECTED :
							call | SCS_CALL_UNSELECTED;
}

static __always_inline void enter_session(struct scs_session *s, struct scs_slot *thread, u32 call)
{
	struct scs_slot *slot = scs_slots_at(&s->stats.slots, current->pid);
	/* Pairs with the release in record(). */
	u32 gen = smp_load_acquire(&s->recording);

	if (unlikely(READ_ONCE(slot->task) != current))
		return;
	if (unlikely(READ_ONCE(slot->leaves)) && leave(s, thread))
		return;
	if (unlikely(gen == SCS_GEN_OFF))
		return;
	if (unlikely(slot->gen != gen))
		scs_slot_begin_generation(slot, gen);
	slot->since = SCS_GEN_NONE;
	scs_record_begin(slot, gen, call_in(s, call), false);
}

/* As scs_record_exit_by() does for the system. */
static __always_inline void record_exit(struct scs_session *s, struct scs_slot *slot, u32 gen,
					struct pt_regs *regs, long ret, u64 now)
{
	struct scs_table *table = &s->stats.table;
	struct scs_row *row;
	u64 ticks;
	u32 call;

	/* Pairs with the releases in scs_record_begin() and scs_slots_move(). */
	if (likely(smp_load_acquire(&slot->open) == gen)) {
		ticks = now - slot->start;
		row = scs_row_in(table, slot->call);
		if (likely((s64)ticks >= 0 && row->gen == gen))
			scs_record_end(true, table, slot, slot->call, row, scs_clock_ns(ticks),
				       ret);
		else
			scs_exit_odd_row(table, slot, ticks, ret);
	} else if (!READ_ONCE(slot->leaves)) {
		call = scs_arch_call(regs, syscall_get_nr(current, regs));
		scs_exit_odd_slot(table, slot, gen, call_in(s, call), now, ret);
	}
}

static __always_inline void exit_session(struct scs_session *s, struct scs_slot *thread,
					 struct pt_regs *regs, long ret, u64 now)
{
	struct scs_slot *slot = scs_slots_at(&s->stats.slots, current->pid);
	u32 gen = READ_ONCE(s->recording);

	if (unlikely(READ_ONCE(slot->task) != current))
		return;
	if (likely(gen != SCS_GEN_OFF))
		record_exit(s, slot, gen, regs, ret, now);
	if (unlikely(READ_ONCE(slot->leaves)))
		leave(s, thread);
}

/* The slot of the running thread; NULL if it has none, and there is no memory at hand. */
static struct scs_slot *own_slot(void)
{
	struct scs_slot *slot = scs_slot_of(current->pid);

	/* Pairs with the release in scs_slots_move(). */
	return likely(smp_load_acquire(&slot->task) == current) ? slot : scs_slot_claim();
}

/* Those that have a slot for it, which is to be seen before their bit. */
static unsigned long sessions_of(const struct scs_slot *thread)
{
	if (!thread)
		return 0;
	/* Pairs with the release in join() of session_select.c. */
	return smp_load_acquire(&thread->sessions);
}

/**
 * scs_session_enter() - a system call begins, and perhaps a session has selected its thread
 * @regs: of the running task
 * @nr: the number it was entered with
 */
void notrace scs_session_enter(struct pt_regs *regs, unsigned long nr)
{
	struct scs_slot *thread;
	struct scs_session *s;
	unsigned long ids;
	unsigned int id;
	u32 call;

	scs_syscall_probe_begin();
	call = scs_arch_call(regs, nr);
	thread = own_slot();
	ids = sessions_of(thread);
	for_each_set_bit(id, &ids, SCS_SESSIONS) {
		s = scs_session_get(id);
		if (s)
			enter_session(s, thread, call);
	}
	scs_syscall_probe_end();
}

/**
 * scs_session_exit() - a system call ends, and perhaps a session has selected its thread
 * @regs: of the running task
 * @ret: what it returns
 *
 * Context: preemption off.
 */
void notrace scs_session_exit(struct pt_regs *regs, long ret)
{
	struct scs_slot *thread = own_slot();
	unsigned long ids = sessions_of(thread);
	u64 now = scs_clock_now();
	struct scs_session *s;
	unsigned int id;

	for_each_set_bit(id, &ids, SCS_SESSIONS) {
		s = scs_session_get(id);
		if (s)
			exit_session(s, thread, regs, ret, now);
	}
}
