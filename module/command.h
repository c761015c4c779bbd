/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The grammar of the control file.
 *
 * Pure C: the module and the unit tests compile this same file.
 */
#ifndef SCS_COMMAND_H
#define SCS_COMMAND_H

#include <linux/types.h>

#ifdef __KERNEL__
#include <linux/errno.h>
#else
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#endif

/**
 * struct scs_command - the state that a write asks for
 * @set_running: @running was given
 * @running: whether the hooks shall be attached
 * @reset: begin a new generation, last
 */
struct scs_command {
	bool set_running;
	bool running;
	bool reset;
};

int scs_command_parse(const char *text, size_t len, struct scs_command *cmd, size_t *bad_at);

/* The legal commands, one '# command' line each. */
extern const char *const scs_command_help;

#endif /* SCS_COMMAND_H */
