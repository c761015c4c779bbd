// SPDX-License-Identifier: GPL-2.0
/*
 * A tour of calls that do many things at once: as few as they are, so they are
 * counted.
 */
#include <sys/socket.h>
#include <sys/uio.h>

#include "tour.h"

#define MESSAGES 64
#define SIZE 16

static char buf[4096];

TEST(write_against_writev)
{
	struct iovec iov[100];
	int fd = memfd_create("tour", 0);

	for (size_t i = 0; i < ARRAY_SIZE(iov); i++)
		iov[i] = (struct iovec){ buf + i, 1 };
	tour_begin();
	for (size_t i = 0; i < ARRAY_SIZE(iov); i++)
		ASSERT_EQ(syscall(SYS_write, fd, buf, 1), 1);
	EXPECT_ROWS(ROW("write", 100, .bytes = 100));

	tour_begin();
	ASSERT_EQ(syscall(SYS_writev, fd, iov, ARRAY_SIZE(iov)), 100);
	EXPECT_ROWS(ROW("writev", 1, .bytes = 100));
}

TEST(read_against_readv)
{
	struct iovec iov[100];
	int fd = memfd_create("tour", 0);

	ASSERT_EQ(ftruncate(fd, 1000), 0);
	for (size_t i = 0; i < ARRAY_SIZE(iov); i++)
		iov[i] = (struct iovec){ buf + i, 10 };
	tour_begin();
	for (size_t i = 0; i < ARRAY_SIZE(iov); i++)
		ASSERT_EQ(syscall(SYS_pread64, fd, buf, 10, 10L * i), 10);
	ASSERT_EQ(syscall(SYS_readv, fd, iov, ARRAY_SIZE(iov)), 1000);
	EXPECT_ROWS(ROW("pread64", 100, .bytes = 1000), ROW("readv", 1, .bytes = 1000));
}

static struct mmsghdr messages[MESSAGES];
static struct iovec vectors[MESSAGES];

static void make_pair(int pair[2])
{
	if (socketpair(AF_UNIX, SOCK_DGRAM, 0, pair))
		fail("socketpair: %s", strerror(errno));
	for (int i = 0; i < MESSAGES; i++) {
		vectors[i] = (struct iovec){ buf + SIZE * i, SIZE };
		messages[i].msg_hdr.msg_iov = &vectors[i];
		messages[i].msg_hdr.msg_iovlen = 1;
	}
}

TEST(sendmsg_and_recvmsg)
{
	int pair[2];

	make_pair(pair);
	tour_begin();
	for (int i = 0; i < MESSAGES; i++)
		ASSERT_EQ(syscall(SYS_sendmsg, pair[0], &messages[i].msg_hdr, 0), SIZE);
	for (int i = 0; i < MESSAGES; i++)
		ASSERT_EQ(syscall(SYS_recvmsg, pair[1], &messages[i].msg_hdr, 0), SIZE);
	EXPECT_ROWS(ROW("sendmsg", MESSAGES, .bytes = MESSAGES * SIZE),
		    ROW("recvmsg", MESSAGES, .bytes = MESSAGES * SIZE));
}

/* They return a number of messages, so their bytes are not known. */
TEST(sendmmsg_and_recvmmsg)
{
	int pair[2];

	make_pair(pair);
	tour_begin();
	ASSERT_EQ(syscall(SYS_sendmmsg, pair[0], messages, MESSAGES, 0), MESSAGES);
	ASSERT_EQ(syscall(SYS_recvmmsg, pair[1], messages, MESSAGES, 0, NULL), MESSAGES);
	for (int i = 0; i < 3; i++)
		ASSERT_EQ(syscall(SYS_recvmmsg, pair[1], messages, MESSAGES, MSG_DONTWAIT, NULL),
			  -1);
	ASSERT_EQ(errno, EAGAIN);
	EXPECT_ROWS(ROW("sendmmsg", 1), ROW("recvmmsg", 4, .errors = 3));
	for (int i = 0; i < MESSAGES; i++)
		EXPECT_EQ(messages[i].msg_len, SIZE);
}

/* Bytes that go from process to process by a vector of each. */
TEST(process_vm)
{
	char copy[300];
	struct iovec here = { copy, sizeof(copy) };
	const struct iovec there[] = { { buf, 100 }, { buf + 1000, 200 } };
	pid_t pid = getpid();

	tour_begin();
	for (int i = 0; i < 5; i++)
		ASSERT_EQ(syscall(SYS_process_vm_readv, pid, &here, 1, there, 2, 0), 300);
	ASSERT_EQ(syscall(SYS_process_vm_writev, pid, &here, 1, there, 1, 0), 100);
	ASSERT_EQ(syscall(SYS_process_vm_readv, -1, &here, 1, there, 2, 0), -1);
	EXPECT_ROWS(ROW("process_vm_readv", 6, .errors = 1, .bytes = 1500),
		    ROW("process_vm_writev", 1, .bytes = 100));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
