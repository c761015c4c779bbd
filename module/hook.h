/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A hook takes the events of the kernel to the recorder.
 */
#ifndef SCS_HOOK_H
#define SCS_HOOK_H

/**
 * struct scs_hook - a way to see system calls
 * @name: as users write it
 * @attach: begin to call the recorder. May sleep. Returns 0 or an errno, with
 *	nothing attached.
 * @detach: stop. May sleep; when it returns no probe runs any more and no
 *	frame of the module is on any stack.
 */
struct scs_hook {
	const char *name;
	int (*attach)(void);
	void (*detach)(void);
};

extern const struct scs_hook scs_hook_tracepoint;

#endif /* SCS_HOOK_H */
