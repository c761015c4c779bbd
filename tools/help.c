// SPDX-License-Identifier: GPL-2.0
/* What --help prints. */
#include <stdio.h>

#include <syscallstat/abi.h>

#include "columns.h"
#include "help.h"

void help_print(void)
{
	fputs("\nUsage:\n"
	      " " SCS_NAME " [options] [interval [count]]\n"
	      " " SCS_NAME " [options] -p <pid>[,...] [interval [count]]\n"
	      " " SCS_NAME " [options] -- command [argument...]\n"
	      " " SCS_NAME
	      " hist [options] <name>... [interval [count] | [interval] -- command [argument...]]\n"
	      " " SCS_NAME " advise [options] [interval [count] | -- command [argument...]]\n"
	      " " SCS_NAME " diff [options] <old> <new>\n"
	      " " SCS_NAME
	      " report [options] [interval [count] | [interval] -- command [argument...]]\n"
	      " " SCS_NAME " top [options] [interval]\n"
	      " " SCS_NAME " overhead [options]\n"
	      "\nShow how often each system call was made and how long it took: by all tasks, by\n"
	      "some, or by a command and its descendants; with hist, draw how many calls of these\n"
	      "names took how long; with advise, say what programs could do better; with diff, what\n"
	      "got slower from one saved file to another; with top, live on a terminal; or, with\n"
	      "overhead, what counting costs on this machine. With report, write all there is to\n"
	      "tell into an HTML page.\n"
	      "\nOptions:\n"
	      "     --ascii          draw without other characters\n"
	      "     --cgroup <path>  count tasks in that cgroup or below it\n"
	      "     --color[=<when>] use colours: auto, always or never\n"
	      "     --comm <name>    count tasks of that name\n"
	      "     --csv            use comma-separated values\n"
	      " -e <list>            only these: names, numbers, patterns; '!' negates\n"
	      "     --errnos         show failed calls by error\n"
	      " -f, --follow         count also what the counted tasks create\n"
	      "     --heatmap        draw how long calls took over time, with hist\n"
	      " -H, --histogram      show how many calls took how long\n"
	      "     --inflight       show the calls that are being executed now\n"
	      " -i, --input <file>   read saved text instead of the file of the module\n"
	      " -J, --json           use JSON output format\n"
	      " -n, --top <number>   only the first rows\n"
	      " -o, --output <list>  columns to show; '+' in front appends to the default\n"
	      "     --output-file <file>\n"
	      "                      write reports there, all at once in the end\n"
	      " -p, --pid <list>     count these processes\n"
	      "     --percpu         show calls by CPU\n"
	      "     --prometheus     print the totals as metrics\n"
	      "     --raw            print what the module says, as -i reads it\n"
	      " -s, --sort <column>  order of the rows (default: total_ns)\n"
	      "     --strace         print what strace -c would print\n"
	      "     --tasks          show calls by thread\n"
	      "     --uid <list>     count tasks of these users\n"
	      "     --user <name>    run the command as that user\n"
	      " -x, --exact          plain numbers instead of human units\n"
	      " -y                   skip the first report, the one since the reset\n"
	      "\n"
	      " -h, --help           display this help\n"
	      " -V, --version        display version\n"
	      "\nWith an interval, in seconds, each further report shows what happened since\n"
	      "the one before. The report on a command goes to standard error.\n"
	      "\nAvailable output columns:\n",
	      stdout);
	for (int id = 0; id < COLUMNS_MAX; id++)
		printf(" %12s  %s\n", column_get((enum column_id)id)->key,
		       column_get((enum column_id)id)->help);
	printf("\nFor more details see " SCS_NAME "(1).\n");
}
