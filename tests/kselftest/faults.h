/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Do something over and over, with the first allocation of the kernel failing, then
 * the second, and so on, until there is none left to fail: /proc/self/fail-nth.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <stdbool.h>
#include <sys/mman.h>

#include "session.h"
#include "stats.h"

#define DEBUGFS "/sys/kernel/debug/"

/* More than anything here takes, and the sign of something that never succeeds. */
#define FAULTS_MAX 20000

static int fault_fd = -1;

static inline bool fault_set(const char *file, const char *value)
{
	int fd = open(file, O_WRONLY);
	bool done = fd >= 0 && write(fd, value, strlen(value)) == (ssize_t)strlen(value);

	if (fd >= 0)
		close(fd);
	return done;
}

/*
 * All allocations may fail, those that could wait and those of single pages too; and
 * the log, where each would come with its stack, is for what is found.
 */
static inline bool fault_setup(void)
{
	return !access("/proc/self/fail-nth", F_OK) &&
	       fault_set(DEBUGFS "failslab/ignore-gfp-wait", "N") &&
	       fault_set(DEBUGFS "failslab/verbose", "0") &&
	       fault_set(DEBUGFS "fail_page_alloc/ignore-gfp-wait", "N") &&
	       fault_set(DEBUGFS "fail_page_alloc/ignore-gfp-highmem", "N") &&
	       fault_set(DEBUGFS "fail_page_alloc/min-order", "0") &&
	       fault_set(DEBUGFS "fail_page_alloc/verbose", "0");
}

/* The pages of the program itself are there, so that none of them is what fails. */
static inline void fault_begin(void)
{
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		fail("mlockall: %s", strerror(errno));
	fault_fd = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (fault_fd < 0)
		fail("/proc/thread-self/fail-nth: %s", strerror(errno));
}

static inline void fault_arm(unsigned int n)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", n);

	if (pwrite(fault_fd, text, len, 0) != len)
		fail("fail-nth: %s", strerror(errno));
}

/* Returns whether an allocation has failed since. */
static inline bool fault_disarm(void)
{
	char text[16] = "";

	if (pread(fault_fd, text, sizeof(text) - 1, 0) < 1 || pwrite(fault_fd, "0", 1, 0) != 1)
		fail("fail-nth: %s", strerror(errno));
	return !atoi(text);
}

/*
 * Of how many allocations that failed one by one what was done failed, too. There must have
 * been one, and an end to them.
 */
static inline void fault_tell(struct __test_metadata *_metadata, unsigned int injected,
			      unsigned int failures)
{
	printf("# did faults_injected %u\n# %u times it failed\n", injected, failures);
	EXPECT_GT(injected, 0);
	EXPECT_LT(injected, FAULTS_MAX - 2);
}

/* All that users see of the module, but for what a test opens itself. */
static inline bool fault_files_are_there(void)
{
	static const char *const names[] = { "control", "histogram", "errnos",
					     "tasks",	"inflight",  "percpu" };
	char path[64];

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		snprintf(path, sizeof(path), DEBUGFS "syscallstat/%s", names[i]);
		if (access(path, F_OK))
			return false;
	}
	return !access(PROC_FILE, F_OK) && !access(SESSION_FILE, F_OK);
}

/* What is counted is counted exactly; who is counted for nobody is in no row. */
static inline bool fault_counts_on(void)
{
	static struct stats before, after;
	uint64_t expected, calls;

	stats_read(&before);
	for (int i = 0; i < 10; i++)
		syscall(SYS_getppid);
	stats_read(&after);
	expected = strstr(after.text, "\n# state running\n") ? 10 : 0;
	calls = stats_diff(&before, &after, "64", "getppid", CALLS);
	if (calls != expected || stats_key(&after, "missed"))
		printf("# %llu of %llu calls, %llu missed\n", (unsigned long long)calls,
		       (unsigned long long)expected,
		       (unsigned long long)stats_key(&after, "missed"));
	return calls == expected && !stats_key(&after, "missed");
}

/* Skip the tests where nothing can be made to fail. */
static inline void need_faults(void)
{
	if (fault_setup())
		return;
	printf("1..0 # SKIP the kernel has no fault injection (CONFIG_FAULT_INJECTION, "
	       "CONFIG_FAULT_INJECTION_DEBUG_FS, CONFIG_FAILSLAB, CONFIG_FAIL_PAGE_ALLOC)\n");
	exit(KSFT_SKIP);
}

#endif /* FAULTS_H */
