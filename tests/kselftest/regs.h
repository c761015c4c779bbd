/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a tracer does with the registers of another, and how programs stop for it.
 * Each function makes one ptrace call, and returns what that does.
 */
#ifndef REGS_H
#define REGS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#ifdef __x86_64__

#include <sys/ptrace.h>
#include <sys/user.h>

#define REGS_STOP "int3"
/* The instruction of a system call, and the bits of a word of code it takes. */
#define REGS_SYSCALL 0x050fUL
#define REGS_SYSCALL_MASK 0xffffUL

static inline long regs_get(pid_t pid, struct user_regs_struct *regs)
{
	return syscall(SYS_ptrace, PTRACE_GETREGS, pid, 0, regs);
}

static inline long regs_set(pid_t pid, struct user_regs_struct *regs)
{
	return syscall(SYS_ptrace, PTRACE_SETREGS, pid, 0, regs);
}

static inline unsigned long regs_pc(const struct user_regs_struct *regs)
{
	return regs->rip;
}

static inline void regs_set_call(struct user_regs_struct *regs, long nr, long arg)
{
	regs->rax = nr;
	regs->rdi = arg;
}

/* At the entry of a call that is skipped: what it returns. */
static inline void regs_set_ret(struct user_regs_struct *regs, long ret)
{
	regs->rax = ret;
}

/* From the instruction that stopped it to the next one: it is there already. */
static inline void regs_pass_stop(struct user_regs_struct *regs)
{
}

/* Another number, at the entry of a call. */
static inline long regs_set_nr(pid_t pid, long nr)
{
	return syscall(SYS_ptrace, PTRACE_POKEUSER, pid,
		       offsetof(struct user_regs_struct, orig_rax), nr);
}

#else

#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>

#ifndef NT_ARM_SYSTEM_CALL
#define NT_ARM_SYSTEM_CALL 0x404
#endif

#define REGS_STOP "brk #0"
#define REGS_SYSCALL 0xd4000001UL
#define REGS_SYSCALL_MASK 0xffffffffUL

static inline long regs_get(pid_t pid, struct user_regs_struct *regs)
{
	struct iovec iov = { regs, sizeof(*regs) };

	return syscall(SYS_ptrace, PTRACE_GETREGSET, pid, NT_PRSTATUS, &iov);
}

static inline long regs_set(pid_t pid, struct user_regs_struct *regs)
{
	struct iovec iov = { regs, sizeof(*regs) };

	return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, NT_PRSTATUS, &iov);
}

static inline unsigned long regs_pc(const struct user_regs_struct *regs)
{
	return regs->pc;
}

static inline void regs_set_call(struct user_regs_struct *regs, long nr, long arg)
{
	regs->regs[8] = nr;
	regs->regs[0] = arg;
}

static inline void regs_set_ret(struct user_regs_struct *regs, long ret)
{
	regs->regs[0] = ret;
}

static inline void regs_pass_stop(struct user_regs_struct *regs)
{
	regs->pc += 4;
}

static inline long regs_set_nr(pid_t pid, long nr)
{
	int32_t number = nr;
	struct iovec iov = { &number, sizeof(number) };

	return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, NT_ARM_SYSTEM_CALL, &iov);
}

#endif

#endif /* REGS_H */
