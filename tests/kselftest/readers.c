// SPDX-License-Identifier: GPL-2.0
/*
 * Read one of the files over and over, until SIGTERM: each time it must be whole. Prints
 * how many times it was.
 *
 *   readers proc | histogram | errnos | tasks | inflight | percpu | control
 */
#define _GNU_SOURCE
#include <signal.h>

#include "kselftest.h"
#include "view.h"

static volatile sig_atomic_t ended;

static void on_term(int signo)
{
	ended = 1;
}

static void read_proc(void)
{
	static struct stats s;

	stats_read(&s);
	if (strncmp(s.text, "syscallstat 1\n# hook ", 21) || s.text[s.len - 1] != '\n')
		fail("torn: %.40s", s.text);
	/* The last of the keys that are always there. */
	stats_key(&s, "clock_back");
}

static void read_control(void)
{
	char text[2048];
	int fd = open(CONTROL_FILE, O_RDONLY);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	if (n <= 0)
		fail("%s: %s", CONTROL_FILE, strerror(errno));
	text[n] = '\0';
	close(fd);
	if (strncmp(text, "state ", 6) || !strstr(text, "# account wait off\n"))
		fail("torn: %s", text);
}

static void read_view(const char *name)
{
	static struct view v;

	view_read(&v, name);
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_term };
	long readings = 0;

	if (argc != 2)
		return 1;
	sigaction(SIGTERM, &action, NULL);
	for (; !ended; readings++) {
		if (!strcmp(argv[1], "proc"))
			read_proc();
		else if (!strcmp(argv[1], "control"))
			read_control();
		else
			read_view(argv[1]);
	}
	printf("%ld\n", readings);
	return 0;
}
