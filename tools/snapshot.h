/* SPDX-License-Identifier: GPL-2.0 */
/* The text of a file of the module, parsed, and the difference of two of them. */
#ifndef SYSCALLSTAT_SNAPSHOT_H
#define SYSCALLSTAT_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "errmsg.h"

/*
 * Limits against hostile input, above what a kernel shows: three ABIs with fewer
 * than 1000 system calls each, some tens of times or errors for each of them, and
 * rarely more threads than that. What exceeds one is refused.
 */
#define SNAPSHOT_MAX_ROWS 262144
#define SNAPSHOT_MAX_COLUMNS 256
#define SNAPSHOT_MAX_NAME 64
#define SNAPSHOT_MAX_FACTS 256

/* The numbers of a row, in whatever file. */
enum snapshot_number {
	SNAP_CALLS,
	SNAP_ERRORS,
	SNAP_RESTARTS,
	SNAP_DENIED,
	SNAP_TOTAL_NS,
	SNAP_MIN_NS,
	SNAP_P50_NS,
	SNAP_P90_NS,
	SNAP_P99_NS,
	SNAP_P999_NS,
	SNAP_MAX_NS,
	SNAP_BYTES,
	SNAP_RUN_NS,
	SNAP_WAIT_NS,
	SNAP_LE_NS,
	SNAP_COUNT,
	SNAP_ERRNO,
	SNAP_TID,
	SNAP_TGID,
	SNAP_AGE_NS,
	SNAP_CPU,
	SNAP_NUMBERS,
};

/**
 * struct snapshot_kind - what there is to know of a number
 * @name: in the header row
 * @counter: it only grows, so that a difference means something
 * @identity: it says what the row is about
 */
struct snapshot_kind {
	const char *name;
	bool counter;
	bool identity;
};

extern const struct snapshot_kind snapshot_numbers[SNAP_NUMBERS];

/**
 * struct snapshot_value - a number that the file may lack or show as "-"
 * @value: meaningless unless @known
 * @known: it is there
 */
struct snapshot_value {
	uint64_t value;
	bool known;
};

/**
 * struct snapshot_row - one system call of one ABI, a part of its calls, or a thread
 * @abi: "64", "32", "x32"
 * @name: as in the manual pages
 * @comm: name of the thread
 * @error: name of the errno
 * @has_nr: the file has numbers of system calls
 * @nr: number in that ABI's table, -1 for the row of invalid numbers
 * @line: of the file, for messages
 * @number: indexed by enum snapshot_number; times in nanoseconds
 *
 * The strings point into the snapshot's text; NULL is one that the file lacks or
 * shows as "-".
 */
struct snapshot_row {
	const char *abi;
	const char *name;
	const char *comm;
	const char *error;
	bool has_nr;
	int nr;
	unsigned int line;
	struct snapshot_value number[SNAP_NUMBERS];
};

/**
 * struct snapshot_fact - a line "# key value"
 * @key: one word
 * @value: any text, as it is in the file; not NULL
 *
 * The strings point into the snapshot's text.
 */
struct snapshot_fact {
	const char *key;
	const char *value;
};

/**
 * struct snapshot - one reading of the file, or the difference of two
 * @text: owns what the strings point into; NULL in a difference, which borrows
 *	from the newer snapshot and must not outlive it
 * @stopped: the module says that it is not counting
 * @generation: goes up by one with each reset
 * @elapsed_ns: time spent counting since the reset, or between two snapshots
 * @missed: events that could not be recorded, in the same span
 * @epoch: goes up by one with each start and each change of what is counted, and how
 * @inflight: calls that are being executed; not in a difference, like the next two
 * @memory_kib: of all tables of the module
 * @unlisted: failed calls that have no row of their error
 * @facts: all lines with keys, in their order; not in a difference
 * @nfacts: how many
 * @rows: ordered by snapshot_row_compare(), no two of them equal
 * @nrows: how many
 */
struct snapshot {
	char *text;
	bool stopped;
	struct snapshot_value generation;
	struct snapshot_value elapsed_ns;
	struct snapshot_value missed;
	struct snapshot_value epoch;
	struct snapshot_value inflight;
	struct snapshot_value memory_kib;
	struct snapshot_value unlisted;
	struct snapshot_fact *facts;
	size_t nfacts;
	struct snapshot_row *rows;
	size_t nrows;
};

/**
 * snapshot_parse() - read the text of a file
 * @snap: filled; the caller releases it with snapshot_free(), which is also
 *	harmless after a failure
 * @buf: the whole text; need not be terminated, and is copied
 * @len: its length in bytes
 * @view: the name of the view that it must be of; NULL for /proc/syscallstat
 * @name: of the file, for messages
 * @err: says what is wrong, and in which line
 *
 * Any bytes are safe to pass. Columns are found by the names in the header
 * row, unknown columns and keys are ignored.
 *
 * Return: 0, -EINVAL if the text is not what it should be, -ENOMEM.
 */
int snapshot_parse(struct snapshot *snap, const char *buf, size_t len, const char *view,
		   const char *name, struct errmsg *err);

/**
 * snapshot_free() - release what a snapshot or a difference holds
 * @snap: left empty, so that a second call is harmless
 */
void snapshot_free(struct snapshot *snap);

/**
 * snapshot_fact() - what a snapshot says of itself
 * @snap: a reading, not a difference
 * @key: which
 *
 * Return: the first value of that key, which lives as long as @snap; empty if there is none.
 */
const char *snapshot_fact(const struct snapshot *snap, const char *key);

/**
 * snapshot_find() - the row that is about the same
 * @snap: where
 * @as: as this one, of another snapshot of the same view
 *
 * Return: the row, which lives as long as @snap, or NULL.
 */
const struct snapshot_row *snapshot_find(const struct snapshot *snap,
					 const struct snapshot_row *as);

/**
 * snapshot_row_compare() - order by what a row is about
 * @one: a struct snapshot_row
 * @other: another
 *
 * That is a thread, by its tid; else (cpu, abi, nr, le_ns, errno), as far as it is
 * known.
 *
 * Return: less than, equal to or greater than 0, as for qsort().
 */
int snapshot_row_compare(const void *one, const void *other);

/**
 * snapshot_same_call() - are two rows about the same system call?
 * @a: one row
 * @b: another
 */
bool snapshot_same_call(const struct snapshot_row *a, const struct snapshot_row *b);

/**
 * snapshot_was_reset() - did the counters start anew between two readings?
 * @old: the earlier reading
 * @new: the later one
 * @why: says what gave it away; untouched if nothing did
 *
 * They did if the generation changed, or if the elapsed time or any counter
 * went backwards, as after unloading and loading the module. A difference of
 * the two would then be nonsense. (Threads come and go without that.)
 */
bool snapshot_was_reset(const struct snapshot *old, const struct snapshot *new, struct errmsg *why);

/**
 * snapshot_delta() - what happened between two readings
 * @delta: filled; borrows its strings from @new; released with snapshot_free()
 * @old: the earlier reading
 * @new: the later one, with no reset in between (snapshot_was_reset())
 *
 * Rows are matched by what they are about. A row without a change is left out. The
 * extremes and quantiles of the span are not known. A thread whose counters went
 * back is another one, of the same tid.
 *
 * Return: 0 or -ENOMEM.
 */
int snapshot_delta(struct snapshot *delta, const struct snapshot *old, const struct snapshot *new);

#endif /* SYSCALLSTAT_SNAPSHOT_H */
