// SPDX-License-Identifier: GPL-2.0
/*
 * A program without a C library, built for 64 and for 32 bits: calls getppid
 * seven times, then executes the program that its first argument names, with
 * the arguments behind it, or ends.
 */
#if defined(__x86_64__)
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
#elif defined(__i386__)
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
#elif defined(__aarch64__)
#define NR_EXECVE 221
#define NR_GETPPID 173
#define NR_EXIT_GROUP 94

#define START "mov x0, sp; b run"

static long call(long nr, long a, long b, long c)
{
	register long x8 asm("x8") = nr, x0 asm("x0") = a, x1 asm("x1") = b, x2 asm("x2") = c;

	asm volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
	return x0;
}
#elif defined(__arm__)
#define NR_EXECVE 11
#define NR_GETPPID 64
#define NR_EXIT_GROUP 248

/* The compiler may have register 7 for itself. */
#define START "mov r0, sp; bic sp, sp, #7; b run"

static long call(long nr, long a, long b, long c)
{
	register long r0 asm("r0") = a, r1 asm("r1") = b, r2 asm("r2") = c;

	asm volatile("push {r7}; mov r7, %1; svc #0; pop {r7}"
		     : "+r"(r0)
		     : "r"(nr), "r"(r1), "r"(r2)
		     : "memory");
	return r0;
}
#endif

/* The stack, as the kernel leaves it, is the argument. */
asm(".globl _start; _start: " START);

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
