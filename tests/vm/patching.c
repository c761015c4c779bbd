// SPDX-License-Identifier: GPL-2.0
/*
 * Have the kernel change its code while other CPUs run it, by a switch of its
 * own: kernel.sched_schedstats, in the midst of tasks that wake one another.
 * Says how often it has been switched. An emulator that does not get this right
 * dies of an Oops "int3" within some thousand switches, with CPUs in parallel.
 *
 * Compile it, and run it with tests/vm/run -k 6.12 -- .../patching 20000.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#define SWITCH "/proc/sys/kernel/sched_schedstats"

/* A byte in, a byte out, for ever. */
static void answer(int in, int out)
{
	char byte;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (read(in, &byte, 1) == 1 && write(out, &byte, 1) == 1)
		;
	_exit(0);
}

static int start_pair(void)
{
	int there[2], back[2];

	if (pipe(there) || pipe(back) || write(there[1], "", 1) != 1)
		return -1;
	if (!fork())
		answer(there[0], back[1]);
	if (!fork())
		answer(back[0], there[1]);
	return 0;
}

int main(int argc, char **argv)
{
	long times = argc > 1 ? atol(argv[1]) : 20000;
	int fd = open(SWITCH, O_WRONLY);

	if (fd < 0 || start_pair() || start_pair()) {
		perror(SWITCH);
		return 1;
	}
	for (long i = 1; i <= times; i++) {
		if (pwrite(fd, i % 2 ? "1" : "0", 1, 0) != 1) {
			perror(SWITCH);
			return 1;
		}
		if (i % 1000 == 0)
			printf("switched %ld times\n", i);
		fflush(stdout);
	}
	return 0;
}
