// SPDX-License-Identifier: GPL-2.0
/*
 * A program without a C library, built for 64 and for 32 bits: calls getppid
 * seven times, then executes the program that its first argument names, with
 * the arguments behind it, or ends.
 */
#ifdef __x86_64__
#define NR_EXECVE 59
#define NR_GETPPID 110
#define NR_EXIT_GROUP 231

#define START "mov %rsp, %rdi; and $-16, %rsp; call run"

static long call(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("syscall"
		     : "=a"(ret)
		     : "a"(nr), "D"(a), "S"(b), "d"(c)
		     : "rcx", "r11", "memory");
	return ret;
}
#else
#define NR_EXECVE 11
#define NR_GETPPID 64
#define NR_EXIT_GROUP 252

#define START "mov %esp, %eax; and $-16, %esp; sub $12, %esp; push %eax; call run"

static long call(long nr, long a, long b, long c)
{
	long ret;

	asm volatile("int $0x80" : "=a"(ret) : "a"(nr), "b"(a), "c"(b), "d"(c) : "memory");
	return ret;
}
#endif

void run(long *stack);

/* The stack, as the kernel leaves it, is the argument. */
__attribute__((naked)) void _start(void)
{
	asm(START);
}

void run(long *stack)
{
	char **argv = (char **)(stack + 1);
	int i;

	for (i = 0; i < 7; i++)
		call(NR_GETPPID, 0, 0, 0);
	if (stack[0] > 1)
		call(NR_EXECVE, (long)argv[1], (long)(argv + 1), 0);
	call(NR_EXIT_GROUP, 0, 0, 0);
}
