/* SPDX-License-Identifier: GPL-2.0 */
/* `syscallstat overhead`: what counting costs on this machine. */
#ifndef SYSCALLSTAT_OVERHEAD_H
#define SYSCALLSTAT_OVERHEAD_H

/**
 * overhead_main() - measure a loop of getppid with counting on and off
 * @argc: of the subcommand, which is argv[0]
 * @argv: likewise
 *
 * Starts and stops the module some times, and leaves it as it was found, also
 * when it is interrupted by a signal, of which it then dies.
 *
 * Return: an exit status, as of the tool.
 */
int overhead_main(int argc, char **argv);

#endif /* SYSCALLSTAT_OVERHEAD_H */
