# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# A text to show, $tmp/a, and what writes such texts; to be sourced after tool.sh.

input() # FACT...: a file in format version 1, the rows from stdin
{
	echo "syscallstat 1"
	[ $# = 0 ] || printf '# %s\n' "$@"
	echo "abi nr name calls errors restarts denied total_ns min_ns p50_ns p90_ns p99_ns" \
		"p999_ns max_ns bytes"
	cat
}

input "hook tracepoint" "state running" "generation 1" "elapsed_ns 2000000000" "missed 0" \
	>"$tmp/a" <<'END'
64  0 read    40 1 5 0 1234567890 210 988 1200 45600000 45600000 789000000 1258291
32  3 read     2 0 0 9        900 400 410  500      500      500       500      17
64 -1 invalid  1 1 0 0        900 100 100  100      100      100       100       0
64 35 nanosleep 0 0 0 0         0   -   -    -        -        -         -       0
END
