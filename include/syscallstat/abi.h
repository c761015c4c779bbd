/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the module, the reader tool and the tests agree on: the version, the
 * names of files and the version of their format.
 */
#ifndef SYSCALLSTAT_ABI_H
#define SYSCALLSTAT_ABI_H

/* The one place that holds the version; Makefile and packaging read it here. */
#define SCS_VERSION "0.1.0"

/*
 * Raised when the layout, or the meaning of a column or key, changes. A new
 * column or key is appended and does not raise it: readers find both by name.
 */
#define SCS_FORMAT_VERSION 1

#define SCS_NAME "syscallstat"
#define SCS_PROC_PATH "/proc/" SCS_NAME
#define SCS_DEBUGFS_DIR "/sys/kernel/debug/" SCS_NAME
#define SCS_CONTROL_PATH SCS_DEBUGFS_DIR "/control"
#define SCS_DEVICE_PATH "/dev/" SCS_NAME

/* The longest text that one write to the control file, or a session, may carry, in bytes. */
#define SCS_CONTROL_MAX 4096

#endif /* SYSCALLSTAT_ABI_H */
