// SPDX-License-Identifier: GPL-2.0
/*
 * A tour of sockets: TCP and UDP over the loopback, and pairs of one machine.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "tour.h"

static struct sockaddr_in address;
static socklen_t length = sizeof(address);
static char buf[10000];

static void loopback(in_port_t port)
{
	address = (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = port,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

TEST(tcp)
{
	int listener, client, server, yes = 1;

	loopback(0);
	tour_begin();
	listener = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
	ASSERT_GE(listener, 0);
	ASSERT_EQ(syscall(SYS_setsockopt, listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)),
		  0);
	ASSERT_EQ(syscall(SYS_bind, listener, &address, sizeof(address)), 0);
	ASSERT_EQ(syscall(SYS_listen, listener, 5), 0);
	ASSERT_EQ(syscall(SYS_getsockname, listener, &address, &length), 0);
	client = syscall(SYS_socket, AF_INET, SOCK_STREAM, 0);
	ASSERT_GE(client, 0);
	ASSERT_EQ(syscall(SYS_connect, client, &address, sizeof(address)), 0);
	server = syscall(SYS_accept4, listener, NULL, NULL, SOCK_CLOEXEC);
	ASSERT_GE(server, 0);
	ASSERT_EQ(syscall(SYS_getpeername, server, &address, &length), 0);
	ASSERT_EQ(syscall(SYS_getsockopt, client, IPPROTO_TCP, TCP_NODELAY, &yes, &length), 0);

	for (int i = 0; i < 10; i++)
		ASSERT_EQ(syscall(SYS_sendto, client, buf, 1000, 0, NULL, 0), 1000);
	ASSERT_EQ(syscall(SYS_recvfrom, server, buf, 10000, MSG_WAITALL, NULL, NULL), 10000);
	/* As a file. */
	ASSERT_EQ(syscall(SYS_write, server, buf, 500), 500);
	ASSERT_EQ(syscall(SYS_recvfrom, client, buf, 500, MSG_WAITALL, NULL, NULL), 500);

	ASSERT_EQ(syscall(SYS_shutdown, client, SHUT_WR), 0);
	for (int i = 0; i < 3; i++)
		ASSERT_EQ(syscall(SYS_recvfrom, server, buf, 100, 0, NULL, NULL), 0);
	for (int i = 0; i < 3; i++)
		ASSERT_EQ(syscall(SYS_sendto, client, buf, 100, MSG_NOSIGNAL, NULL, 0), -1);
	ASSERT_EQ(errno, EPIPE);
	ASSERT_EQ(syscall(SYS_close, server), 0);
	ASSERT_EQ(syscall(SYS_close, client), 0);
	ASSERT_EQ(syscall(SYS_close, listener), 0);
	EXPECT_ROWS(ROW("socket", 2), ROW("setsockopt", 1), ROW("bind", 1), ROW("listen", 1),
		    ROW("getsockname", 1), ROW("connect", 1), ROW("accept4", 1),
		    ROW("getpeername", 1), ROW("getsockopt", 1),
		    ROW("sendto", 13, .errors = 3, .bytes = 10000),
		    ROW("recvfrom", 5, .bytes = 10500), ROW("write", 1, .bytes = 500),
		    ROW("shutdown", 1), ROW("close", 3));
}

TEST(udp)
{
	const struct iovec iov[] = { { buf, 30 }, { buf + 30, 12 } };
	struct msghdr message = {
		.msg_name = &address,
		.msg_namelen = sizeof(address),
		.msg_iov = (struct iovec *)iov,
		.msg_iovlen = 2,
	};
	int receiver, sender;

	loopback(0);
	tour_begin();
	receiver = syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);
	sender = syscall(SYS_socket, AF_INET, SOCK_DGRAM, 0);
	ASSERT_EQ(syscall(SYS_bind, receiver, &address, sizeof(address)), 0);
	ASSERT_EQ(syscall(SYS_getsockname, receiver, &address, &length), 0);
	for (int i = 1; i <= 8; i++) {
		ASSERT_EQ(syscall(SYS_sendto, sender, buf, 10 * i, 0, &address, sizeof(address)),
			  10 * i);
		/* What does not fit is cut off, and not in the bytes. */
		ASSERT_EQ(syscall(SYS_recvfrom, receiver, buf, 50, 0, NULL, NULL),
			  i < 5 ? 10 * i : 50);
	}
	for (int i = 0; i < 4; i++) {
		ASSERT_EQ(syscall(SYS_sendmsg, sender, &message, 0), 42);
		ASSERT_EQ(syscall(SYS_recvmsg, receiver, &message, 0), 42);
		loopback(0);
		ASSERT_EQ(syscall(SYS_getsockname, receiver, &address, &length), 0);
	}
	EXPECT_ROWS(ROW("socket", 2), ROW("bind", 1), ROW("getsockname", 5),
		    ROW("sendto", 8, .bytes = 360), ROW("recvfrom", 8, .bytes = 300),
		    ROW("sendmsg", 4, .bytes = 168), ROW("recvmsg", 4, .bytes = 168));
}

static void accept_and_echo(void *listener)
{
	int fd = syscall(SYS_accept, *(int *)listener, NULL, NULL);

	NEED(fd >= 0);
	for (int i = 0; i < 20; i++) {
		NEED(syscall(SYS_recvfrom, fd, buf, 100, MSG_WAITALL, NULL, NULL) == 100);
		NEED(syscall(SYS_sendto, fd, buf, 100, 0, NULL, 0) == 100);
	}
}

/* Two processes; each waits for the other in the call that gets the bytes. */
TEST(ping_pong)
{
	int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
	pid_t pid;

	loopback(0);
	ASSERT_EQ(bind(listener, (void *)&address, sizeof(address)), 0);
	ASSERT_EQ(listen(listener, 1), 0);
	ASSERT_EQ(getsockname(listener, (void *)&address, &length), 0);
	tour_begin();
	pid = child_start(accept_and_echo, &listener);
	ASSERT_EQ(syscall(SYS_connect, client, &address, sizeof(address)), 0);
	for (int i = 0; i < 20; i++) {
		ASSERT_EQ(syscall(SYS_sendto, client, buf, 100, 0, NULL, 0), 100);
		ASSERT_EQ(syscall(SYS_recvfrom, client, buf, 100, MSG_WAITALL, NULL, NULL), 100);
	}
	ASSERT_EQ(child_wait(pid), 0);
	EXPECT_ROWS(ROW("fork", 1), ROW("wait4", 1), ROW("exit_group", 1), ROW("connect", 1),
		    ROW("accept", 1), ROW("sendto", 40, .bytes = 4000),
		    ROW("recvfrom", 40, .bytes = 4000));
}

TEST(errors)
{
	int listener = socket(AF_INET, SOCK_STREAM, 0), other = socket(AF_INET, SOCK_STREAM, 0);
	int pair[2], value;

	loopback(0);
	ASSERT_EQ(bind(listener, (void *)&address, sizeof(address)), 0);
	ASSERT_EQ(getsockname(listener, (void *)&address, &length), 0);
	tour_begin();
	/* Bound, but nobody listens. */
	ASSERT_EQ(syscall(SYS_connect, other, &address, sizeof(address)), -1);
	ASSERT_EQ(errno, ECONNREFUSED);
	ASSERT_EQ(syscall(SYS_bind, other, &address, sizeof(address)), -1);
	ASSERT_EQ(syscall(SYS_listen, listener, 1), 0);
	ASSERT_EQ(syscall(SYS_fcntl, listener, F_SETFL, O_NONBLOCK), 0);
	for (int i = 0; i < 25; i++)
		ASSERT_EQ(syscall(SYS_accept4, listener, NULL, NULL, 0), -1);
	ASSERT_EQ(errno, EAGAIN);
	ASSERT_EQ(syscall(SYS_getsockopt, listener, SOL_SOCKET, 10000, &value, &length), -1);
	ASSERT_EQ(errno, ENOPROTOOPT);
	ASSERT_EQ(syscall(SYS_setsockopt, listener, SOL_SOCKET, SO_SNDBUF, NULL, 4), -1);
	ASSERT_EQ(syscall(SYS_socket, AF_INET, -1, 0), -1);
	ASSERT_EQ(syscall(SYS_shutdown, 0, SHUT_RD), -1);
	ASSERT_EQ(errno, ENOTSOCK);

	ASSERT_EQ(syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, pair), 0);
	for (int i = 0; i < 15; i++)
		ASSERT_EQ(syscall(SYS_recvfrom, pair[0], buf, 1, MSG_DONTWAIT, NULL, NULL), -1);
	ASSERT_EQ(errno, EAGAIN);
	ASSERT_EQ(syscall(SYS_close, pair[1]), 0);
	ASSERT_EQ(syscall(SYS_sendto, pair[0], buf, 1, MSG_NOSIGNAL, NULL, 0), -1);
	ASSERT_EQ(errno, EPIPE);
	EXPECT_ROWS(ROW("connect", 1, .errors = 1), ROW("bind", 1, .errors = 1), ROW("listen", 1),
		    ROW("fcntl", 1), ROW("accept4", 25, .errors = 25),
		    ROW("getsockopt", 1, .errors = 1), ROW("setsockopt", 1, .errors = 1),
		    ROW("socket", 1, .errors = 1), ROW("shutdown", 1, .errors = 1),
		    ROW("socketpair", 1), ROW("recvfrom", 15, .errors = 15), ROW("close", 1),
		    ROW("sendto", 1, .errors = 1));
}

int main(int argc, char **argv)
{
	need_module();
	return test_harness_run(argc, argv);
}
