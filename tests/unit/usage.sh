#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What --help and the manual pages say, and what is no good command line.
# Prints TAP. SYSCALLSTAT is the binary, by default tools/syscallstat. Takes no
# root and no module.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
# shellcheck source=sample.sh
. tests/unit/sample.sh
man=tools/man/syscallstat.1

run --help
check "--help is on stdout, status 0" [ "$status" = 0 -a -s "$tmp/out" -a ! -s "$tmp/err" ]
cp "$tmp/out" "$tmp/help"
run -h
check "-h is the same" cmp -s "$tmp/help" "$tmp/out"
version=$(sed -n 's/^#define SCS_VERSION "\(.*\)"/\1/p' include/syscallstat/abi.h)
run --version
check "--version" quiet_out_is "syscallstat $version"
run -V
check "-V" quiet_out_is "syscallstat $version"

# What --help lists works and is in the manual page, and nothing else is.
options() { grep -oE -- '--[a-z][a-z-]*' | sort -u; }
options <"$tmp/help" >"$tmp/out"
sed -n 's/^\.It .*Fl Fl \([a-z-]*\).*/--\1/p' "$man" | options >"$tmp/err"
check "--help and the manual page have the same long options" cmp -s "$tmp/out" "$tmp/err"
grep -oE -- '^ -[A-Za-z]' "$tmp/help" | tr -d ' -' | sort >"$tmp/out"
sed -n 's/^\.It Fl \([A-Za-z]\)\>.*/\1/p' "$man" | sort >"$tmp/err"
check "--help and the manual page have the same short options" cmp -s "$tmp/out" "$tmp/err"
run overhead --help
options <"$tmp/out" >"$tmp/err"
check "overhead --help has its options" test "$(tr '\n' ' ' <"$tmp/err")" = "--help --json --version "
run top --help
options <"$tmp/out" >"$tmp/options"
check "top --help has its options" test "$(tr '\n' ' ' <"$tmp/options")" = \
	"--cgroup --color --comm --follow --help --input --pid --sort --tasks --uid "
check "... which are those of --help" [ -z "$(comm -23 "$tmp/options" <(options <"$tmp/help"))" ]
sed '1,/^Available output columns/d; /^$/,$d' "$tmp/help" | awk '{ print $1 }' >"$tmp/columns"
missing=
while read -r column; do
	run -i "$tmp/a" -x -o "$column" -s "$column"
	[ "$status" = 0 ] && [ "$(head -n 1 "$tmp/out" | tr -d ' ')" = "$column" ] &&
		grep -qE "^\.It Cm .*\<$column\>" "$man" || missing="$missing $column"
done <"$tmp/columns"
check "every column of --help works and is in the manual page:$missing" \
	[ -z "$missing" -a "$(wc -l <"$tmp/columns")" = 29 ]

# The page of the module against its sources.
section() { sed -n "/^\.Sh $1/,/^\.Sh/p" "${man%.1}.4"; }
grep -ho 'module_param([a-z_]*' module/*.c | sed 's/.*(//' | sort >"$tmp/out"
section PARAMETERS | sed -n 's/^\.It Cm //p' | sort >"$tmp/err"
check "syscallstat(4) has the parameters of the module" cmp -s "$tmp/out" "$tmp/err"
grep -ho '^	"# [a-z]*' module/command.c | sed 's/.* //' | sort -u >"$tmp/out"
section CONTROL | sed -n 's/^\.It Cm \([a-z]*\).*/\1/p' | sort -u >"$tmp/err"
check "... its commands" cmp -s "$tmp/out" "$tmp/err"
sed -n '/scs_verb verbs/,/^}/p' module/session_command.c | grep -o '{ "[a-z]*' | cut -c4- | sort >"$tmp/out"
section SESSIONS | sed -n 's/^\.It Cm //p' | sed 's/ Ar.*//' | tr -s ', ' '\n' | sort >"$tmp/err"
check "... and those of sessions" cmp -s "$tmp/out" "$tmp/err"
# Sessions have one more, which is told with them.
grep -oE '(print_key\(text, "|\{ "|"# )[a-z_]+' module/snapshot.c | grep -oE '[a-z_]+$' |
	grep -vx selected | sort -u >"$tmp/out"
section STATISTICS | sed '1,/^The keys/d' | sed -n 's/^\.It Cm //p' | tr -s ', ' '\n' | sort -u >"$tmp/err"
check "... and the keys of its files" cmp -s "$tmp/out" "$tmp/err"

usage "unknown column: 'foo'" -o name,foo
usage "unknown column: ''" -o ''
usage "unknown column: 'foo'" -s foo
usage "invalid number of rows: '0'" -n 0
usage "invalid number of rows: '-1'" -n -1
usage "invalid number of rows: '3x'" -n 3x
usage "invalid number of rows: '18446744073709551616'" -n 18446744073709551616
usage "no such class of system calls: '%files'" -e %files
usage "unknown ABI (64:, 32: or x32:): '31:read'" -e 31:read
usage "empty entry" -e read,
usage "unsupported color mode: 'red'" --color=red
usage "invalid interval: 'tap'" tap
usage "invalid interval: 'nan'" nan
usage "invalid interval: '0x1'" 0x1
usage "invalid interval: '1e3'" 1e3
usage "invalid interval: ''" ''
usage "invalid interval: '1.2.3'" 1.2.3
usage "interval out of range: '0'" 0
usage "invalid count: '0'" 1 0
usage "invalid count: '1.5'" 1 1.5
usage "unexpected argument: '3'" 1 2 3
usage "-y needs an interval" -y -i "$tmp/a"
usage "standard input cannot be read again" -i - 1
usage "unrecognized option '--frobnicate'" --frobnicate
usage "option requires an argument" -o
usage "Try 'syscallstat --help'" -Z
usage "invalid process id: '0'" -p 0
usage "invalid process id: 'x'" --pid 1,x
usage "no such user: 'no such'" --uid 'no such'
usage "names of tasks have up to 15 bytes" --comm 1234567890123456
usage "not the path of a cgroup: 'a'" --cgroup a
usage "there is no command behind '--'" --
usage "there is no command behind '--'" -x --
usage "unknown column: '--'" -o --
usage "a command takes no interval: '1'" 1 -- true
usage "-p, --uid, --comm, --cgroup and a command exclude each other" -p 1 -- true
usage "-i and -p, --uid, --comm, --cgroup exclude each other" -i "$tmp/a" --uid 0
usage "-i and a command exclude each other" -i "$tmp/a" -- true
usage "--follow needs -p, --uid, --comm or --cgroup" -f
usage "--user needs a command" --user root
usage "--user needs a command" --user root -p 1
usage "--tasks shows what is alive, and when a command has ended" --tasks -- true
usage "--inflight shows what is alive" --inflight -- true
usage "-y needs an interval" -y -- true
usage "--strace and -J exclude each other" --strace -J
usage "--strace and -o exclude each other" --strace -o name
usage "--strace and -x exclude each other" --strace -x
usage "--strace and views exclude each other" --strace --errnos
usage "top does not go with -J" top -J
usage "top does not go with -o" top -o name
usage "top does not go with -x" top -x
usage "top does not go with -n" top -n 3
usage "top does not go with -y" top -y 1
usage "top does not go with --strace" top --strace
usage "top does not go with --output-file" top --output-file "$tmp/report"
usage "top does not go with a command" top -- true
usage "top does not go with a count" top 1 2
usage "top does not go with views other than --tasks" top --errnos
usage "invalid interval: 'x'" top x
usage "standard input cannot be read again" top -i -
usage "syscallstat: unrecognized option '--frobnicate'" top --frobnicate
usage "overhead: unexpected argument: '1'" overhead 1
usage "Try 'syscallstat overhead --help'" overhead --frobnicate

summary
