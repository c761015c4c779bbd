// SPDX-License-Identifier: GPL-2.0
/*
 * Make every system call that there is, of the 64-bit or the 32-bit table, and
 * have each refused by seccomp before it does anything. Prints nothing; what
 * is to be seen is in the eyes of a tracer, and in the column 'denied'.
 *
 *   refused 64|32     (exit status 4: a 64-bit program cannot make 32-bit calls)
 */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "calls.h"

#define NUMBERS 470

/* Those of x86 kill who calls them, and seccomp has no say in it. */
static int kills(long nr)
{
#ifdef __x86_64__
	return nr == 335 /* uretprobe */ || nr == 336 /* uprobe */;
#else
	return 0;
#endif
}

static void make_all_64(void)
{
	for (long nr = 0; nr < NUMBERS; nr++)
		if (nr != SYS_exit_group && !kills(nr))
			syscall(nr, 0, 0, 0, 0, 0, 0);
}

static void make_all_32(void)
{
	for (long nr = 0; nr < NUMBERS; nr++)
		call_32(nr);
}

int main(int argc, char **argv)
{
	/* All but the 64-bit exit_group. */
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_64, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	if (argc != 2 || (strcmp(argv[1], "64") && strcmp(argv[1], "32")))
		return 2;
	if (!strcmp(argv[1], "32") && !HAVE_OTHER_TABLES)
		return 4;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		return 1;
	if (!strcmp(argv[1], "64"))
		make_all_64();
	else
		make_all_32();
	syscall(SYS_exit_group, 0);
	return 1;
}
