/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What differs between architectures in the calls that tests make.
 *
 * Tests speak of the calls of x86-64. Another architecture may lack some of the
 * old ones: call_fork() and the like make there the newer call that stands in, and
 * rows are looked for under its name.
 */
#ifndef CALLS_H
#define CALLS_H

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__

#define COUNTER "tsc"
#define AUDIT_ARCH_64 AUDIT_ARCH_X86_64
/* A new thread passes sys_exit on its way out of the clone that made it. */
#define CHILDREN_EXIT 1
/* 64-bit programs can make 32-bit calls, and x32 ones. */
#define HAVE_OTHER_TABLES 1

/*
 * In a loop that goes on without end: where the CPUs of an emulator take turns, the next
 * one's has come. Elsewhere it takes no time to speak of.
 */
static inline void relax(void)
{
	__builtin_ia32_pause();
}

static inline long call_32(long nr)
{
	long ret;

	asm volatile("int $0x80"
		     : "=a"(ret)
		     : "a"(nr), "b"(0), "c"(0), "d"(0), "S"(0), "D"(0)
		     : "memory", "r8", "r9", "r10", "r11");
	return ret;
}

#else

#define COUNTER "arch_sys_counter"
#define AUDIT_ARCH_64 AUDIT_ARCH_AARCH64
#define CHILDREN_EXIT 0
#define HAVE_OTHER_TABLES 0

static inline void relax(void)
{
	__asm__ volatile("yield");
}

static inline long call_32(long nr)
{
	return -1;
}

#endif

/* At the beginning of a test of what only some programs can do. */
#define NEED_OTHER_TABLES()                                                            \
	do {                                                                           \
		if (!HAVE_OTHER_TABLES)                                                \
			SKIP(return, "a 64-bit program cannot make other calls here"); \
	} while (0)

#ifdef SYS_fork

#define call_access(...) syscall(SYS_access, __VA_ARGS__)
#define call_creat(...) syscall(SYS_creat, __VA_ARGS__)
#define call_dup2(...) syscall(SYS_dup2, __VA_ARGS__)
#define call_epoll_wait(...) syscall(SYS_epoll_wait, __VA_ARGS__)
#define call_fork() syscall(SYS_fork)
#define call_getpgrp() syscall(SYS_getpgrp)
#define call_link(...) syscall(SYS_link, __VA_ARGS__)
#define call_lstat(...) syscall(SYS_lstat, __VA_ARGS__)
#define call_mkdir(...) syscall(SYS_mkdir, __VA_ARGS__)
#define call_open(...) syscall(SYS_open, __VA_ARGS__)
#define call_pause() syscall(SYS_pause)
#define call_poll(...) syscall(SYS_poll, __VA_ARGS__)
#define call_readlink(...) syscall(SYS_readlink, __VA_ARGS__)
#define call_rename(...) syscall(SYS_rename, __VA_ARGS__)
#define call_rmdir(...) syscall(SYS_rmdir, __VA_ARGS__)
#define call_stat(...) syscall(SYS_stat, __VA_ARGS__)
#define call_symlink(...) syscall(SYS_symlink, __VA_ARGS__)
#define call_unlink(...) syscall(SYS_unlink, __VA_ARGS__)

#define NR_PAUSE SYS_pause
#define NR_EPOLL_WAIT SYS_epoll_wait
#define PAUSE "pause"

static inline const char *calls_name(const char *name)
{
	return name;
}

#else

#define call_access(...) syscall(SYS_faccessat, AT_FDCWD, __VA_ARGS__)
#define call_creat(path, mode) \
	syscall(SYS_openat, AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode)
#define call_dup2(...) syscall(SYS_dup3, __VA_ARGS__, 0)
#define call_epoll_wait(...) syscall(SYS_epoll_pwait, __VA_ARGS__, NULL, 8)
#define call_fork() syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)
#define call_getpgrp() syscall(SYS_getpgid, 0)
#define call_link(from, to) syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0)
#define call_lstat(...) syscall(SYS_newfstatat, AT_FDCWD, __VA_ARGS__, AT_SYMLINK_NOFOLLOW)
#define call_mkdir(...) syscall(SYS_mkdirat, AT_FDCWD, __VA_ARGS__)
#define call_open(...) syscall(SYS_openat, AT_FDCWD, __VA_ARGS__)
#define call_pause() syscall(SYS_ppoll, NULL, 0, NULL, NULL, 0)
/* For tests that wait without end. */
#define call_poll(fds, n, forever) syscall(SYS_ppoll, fds, n, NULL, NULL, 0)
#define call_readlink(...) syscall(SYS_readlinkat, AT_FDCWD, __VA_ARGS__)
#define call_rename(from, to) syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to)
#define call_rmdir(path) syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR)
#define call_stat(...) syscall(SYS_newfstatat, AT_FDCWD, __VA_ARGS__, 0)
#define call_symlink(target, path) syscall(SYS_symlinkat, target, AT_FDCWD, path)
#define call_unlink(path) syscall(SYS_unlinkat, AT_FDCWD, path, 0)

#define NR_PAUSE SYS_ppoll
#define NR_EPOLL_WAIT SYS_epoll_pwait
#define PAUSE "ppoll"

/* The name of the call that is made instead. */
static inline const char *calls_name(const char *name)
{
	static const char *const names[][2] = {
		{ "access", "faccessat" },    { "creat", "openat" },
		{ "dup2", "dup3" },	      { "epoll_wait", "epoll_pwait" },
		{ "fork", "clone" },	      { "getpgrp", "getpgid" },
		{ "link", "linkat" },	      { "lstat", "newfstatat" },
		{ "mkdir", "mkdirat" },	      { "open", "openat" },
		{ "pause", "ppoll" },	      { "poll", "ppoll" },
		{ "readlink", "readlinkat" }, { "rename", "renameat" },
		{ "rmdir", "unlinkat" },      { "stat", "newfstatat" },
		{ "symlink", "symlinkat" },   { "unlink", "unlinkat" },
		{ "vfork", "clone" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i][0]))
			return names[i][1];
	return name;
}

#endif

#endif /* CALLS_H */
