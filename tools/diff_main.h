/* SPDX-License-Identifier: GPL-2.0 */
/* syscallstat diff: what got slower from one saved file to another. */
#ifndef SYSCALLSTAT_DIFF_MAIN_H
#define SYSCALLSTAT_DIFF_MAIN_H

/**
 * diff_main() - run the subcommand
 * @argc: of its own arguments
 * @argv: its name, and they
 *
 * May exit, as for --help.
 *
 * Return: the exit status of the tool.
 */
int diff_main(int argc, char **argv);

#endif /* SYSCALLSTAT_DIFF_MAIN_H */
