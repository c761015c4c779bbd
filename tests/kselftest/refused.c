// SPDX-License-Identifier: GPL-2.0
/*
 * Make every system call that there is, of the 64-bit or the 32-bit table, and
 * have each refused by seccomp before it does anything. Prints nothing; what
 * is to be seen is in the eyes of a tracer, and in the column 'denied'.
 *
 *   refused 64|32
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

#define NUMBERS 470
/* uretprobe and uprobe kill who calls them, and seccomp has no say in it. */
#define URETPROBE 335
#define UPROBE 336

static void make_all_64(void)
{
	for (long nr = 0; nr < NUMBERS; nr++)
		if (nr != SYS_exit_group && nr != URETPROBE && nr != UPROBE)
			syscall(nr, 0, 0, 0, 0, 0, 0);
}

static void make_all_32(void)
{
	long ret;

	for (long nr = 0; nr < NUMBERS; nr++)
		asm volatile("int $0x80"
			     : "=a"(ret)
			     : "a"(nr), "b"(0), "c"(0), "d"(0), "S"(0), "D"(0)
			     : "memory", "r8", "r9", "r10", "r11");
}

int main(int argc, char **argv)
{
	/* All but the 64-bit exit_group. */
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AUDIT_ARCH_X86_64, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_exit_group, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog program = { sizeof(filter) / sizeof(filter[0]), filter };

	if (argc != 2 || (strcmp(argv[1], "64") && strcmp(argv[1], "32")))
		return 2;
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
