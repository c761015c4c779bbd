#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Advice from the command line, and the text that it is taken from. Prints TAP. DEVICE is the
# library that is made of device.c, by default .build/unit/device.so. Takes no root and no
# module.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
device=$(realpath "${DEVICE:-.build/unit/device.so}")
export DEVICE_LOG="$tmp/log"

columns="abi nr name calls errors restarts denied total_ns min_ns p50_ns p90_ns p99_ns p999_ns"

stats() # WRITES: of one byte and 2 us each
{
	printf 'syscallstat 1\n# state running\n# generation 1\n# elapsed_ns 1000000000\n# missed 0\n'
	echo "$columns max_ns bytes"
	echo "64 1 write $1 0 0 0 $(($1 * 2000)) 1000 2000 2000 2000 2000 9000 $1"
	echo "64 257 openat 4000 1000 0 0 9000000 1000 2000 2000 2000 2000 9000 0"
	echo "32 359 socket 0 0 0 100 0 - - - - - - 0"
}

errnos() # FAILURES
{
	printf 'syscallstat-errnos 1\n# generation 1\nabi nr name errno error calls total_ns max_ns\n'
	echo "64 257 openat 2 ENOENT $1 1500000 9000"
}

histogram() # WRITES
{
	printf 'syscallstat-histogram 1\n# generation 1\nabi nr name le_ns count\n'
	echo "64 1 write 2047 $1"
}

{ stats 11000; errnos 1000; histogram 11000; } >"$tmp/all"
stats 11000 >"$tmp/stats"

lookups="\
failed-lookups: openat, 1.50ms to gain
    1000 of 4000 calls (25 %) failed with ENOENT, after 1.50us each
    shorten search paths (PATH, libraries, include files, modules), put first
    what is found most, or remember what is not there"
refused="\
refused: 32:socket
    100 of 100 calls (100 %) were refused before they began
    allow the call in the seccomp(2) filter, or have the program remember that
    it is refused"

# --- as text ------------------------------------------------------------------------------

run advise -i "$tmp/all"
check "what there is to say, that with the most to gain first" quiet_out_is "\
$lookups
$refused"
sed 's/^64 257 openat 4000/64 257 openat 2999/' "$tmp/all" >"$tmp/few"
run advise -i "$tmp/few"
check "... and writes, if there are four for each file" quiet_out_is "\
small-writes: write, 22.0ms to gain
    11000 calls moved 1.0 bytes each, for 1999 files, events or requests
    gather output in a buffer of 4096 bytes or more, as stdio does, or write
    several pieces at once with writev(2)
${lookups/4000 calls (25 %)/2999 calls (33 %)}
$refused"
"$tool" advise -i - <"$tmp/all" >"$tmp/stdin.out" 2>"$tmp/err"
run advise -i "$tmp/all"
check "from standard input" cmp "$tmp/stdin.out" "$tmp/out"
run advise -n 1 -i "$tmp/few" -e '!write'
check "-n and -e" quiet_out_is "${lookups/4000 calls (25 %)/2999 calls (33 %)}"
run advise -i "$tmp/all" -e write
check "nothing to say" quiet_out_is ""
run advise -i "$tmp/stats"
check "without the view errnos: what there is nevertheless" out_is "$refused"
check "... and a note" grep -q "note: openat often fails, but without the view errnos" "$tmp/err"
run advise -i "$tmp/stats" -e write
check "... if it is of use" quiet_out_is ""
run advise --color=always -n 1 -i "$tmp/all"
check "--color" [ "$(head -n 1 "$tmp/out")" = $'\e[1mfailed-lookups: openat, 1.50ms to gain\e[0m' ]
sed '/^syscallstat 1/,/socket/d' "$tmp/all" >"$tmp/views"
run advise -i "$tmp/views"
check "a file without the statistics by call" fails 1 "has the view errnos"
run advise -i "$tmp/none"
check "a file that is not there" fails 1 "cannot open $tmp/none"

# --- as JSON ------------------------------------------------------------------------------

json() # EXPRESSION: over the array
{
	jq -e ".advise | $1" "$tmp/out" >/dev/null
}

if command -v jq >/dev/null; then
	run advise --json -i "$tmp/few"
	check "--json" json 'length == 3 and (map(.rule) == ["small-writes", "failed-lookups", "refused"])'
	check "... of writes" json '.[0] | del(.text, .advice) == {rule: "small-writes", abi: "64", nr: 1,
		name: "write", calls: 11000, gain_ns: 21994000, count: 11000, error: null,
		share_pct: null, count_per_s: null, mean_bytes: 1, mean_ns: null, turns: 1999}'
	check "... of failures" json '.[1] | del(.text, .advice) == {rule: "failed-lookups", abi: "64",
		nr: 257, name: "openat", calls: 2999, gain_ns: 1500000, count: 1000,
		error: "ENOENT", share_pct: 33.34, count_per_s: 1000, mean_bytes: null,
		mean_ns: 1500, turns: null}'
	check "... a gain that is not known" json '.[2].gain_ns == null and .[2].abi == "32"'
	check "... in words" json '.[0].text == "11000 calls moved 1.0 bytes each, for 1999 files, events or requests"
		and (.[0].advice | contains("writev(2)"))'
	run advise -J -e write -i "$tmp/all"
	check "--json: nothing to say" json '. == []'
else
	result ok "--json # SKIP no jq"
fi

# --- of an interval, of the module, of a session ------------------------------------------

interval() # FILE FILE: what is said about what happened from one to the other
{
	local lines

	follow advise 0.01 2
	feed "$1"
	# A report comes at once, and after the tool has closed the file.
	wait_for 1
	lines=$(wc -l <"$tmp/out")
	feed "$2"
	ended
	sed -i "1,${lines}d" "$tmp/out"
}

{ stats 11500; errnos 1000; histogram 11500; } |
	sed 's/elapsed_ns 1/elapsed_ns 2/; s/openat 4000/openat 2999/' >"$tmp/later"
interval "$tmp/few" "$tmp/later"
check "an interval without a habit" quiet_out_is ""
{ stats 13500; errnos 1000; histogram 13500; } |
	sed 's/elapsed_ns 1/elapsed_ns 2/; s/openat 4000/openat 2999/' >"$tmp/later"
interval "$tmp/few" "$tmp/later"
check "... with one: from the difference" quiet_out_is "\
small-writes: write, 4.96ms to gain
    2500 calls moved 1.0 bytes each, for 0 files, events or requests
    gather output in a buffer of 4096 bytes or more, as stdio does, or write
    several pieces at once with writev(2)"
{ stats 11000; errnos 2000; histogram 11000; } |
	sed 's/elapsed_ns 1/elapsed_ns 2/; s/openat 4000 1000/openat 8000 2000/' >"$tmp/later"
sed -i 's/\(ENOENT 2000\) 1500000/\1 3500000/' "$tmp/later"
interval "$tmp/all" "$tmp/later"
check "... also of failed calls by error" quiet_out_is "${lookups//1.50/2.00}"

mkdir "$tmp/files"
cp "$tmp/stats" "$tmp/files/syscallstat"
errnos 1000 >"$tmp/files/errnos"
module() # ARGUMENT...: with files of the module
{
	DEVICE_FILES="$tmp/files" LD_PRELOAD="$device" "$tool" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
}

session() # ARGUMENT...: with the device, which says all
{
	: >"$tmp/log"
	DEVICE_TEXT="$tmp/all" LD_PRELOAD="$device" "$tool" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
}

log_is() # LINE...: what was written; a number of a process is N
{
	[ "$(sed 's/^pid [0-9]*/pid N/' "$tmp/log")" = "$(printf '%s\n' "$@")" ]
}

module advise
check "of the whole machine" quiet_out_is "$lookups
$refused"
session advise -- sh -c 'echo out; exit 7'
check "of a command: on stderr, with its status" \
	[ "$status" = 7 -a "$(cat "$tmp/out")" = out -a "$(cat "$tmp/err")" = "$lookups
$refused" ]
check "... which takes all views at once" log_is "view all" "pid N;follow;start"
session advise -e write -- true
check "... nothing to say" quiet_out_is ""
session advise -p $$ -y -n 1 0.01 1
check "of a process, and an interval" quiet_out_is ""

# --- the text itself ----------------------------------------------------------------------

session --raw -- sh -c 'echo out; exit 7'
check "--raw of a command: what the session says, on stderr" \
	[ "$status" = 7 -a "$(cat "$tmp/out")" = out ]
check "... word for word" cmp "$tmp/err" "$tmp/all"
check "... of all views" log_is "view all" "pid N;follow;start"
session --raw --output-file "$tmp/saved" -- true
check "--raw, in a file" cmp "$tmp/saved" "$tmp/all"
session --raw --output-file "$tmp/saved" -p $$ 1
check "--raw takes no interval" fails 2 "--raw and an interval exclude each other"
echo "syscallstat-tasks 1" >"$tmp/files/tasks"
module --raw
check "--raw of the machine: no views" cmp "$tmp/out" "$tmp/stats"
check "... but that is said" grep -q "note: the statistics by call only: cannot open .*/histogram" "$tmp/err"
histogram 11000 >"$tmp/files/histogram"
module --raw
check "... all of them" cmp "$tmp/out" <(cat "$tmp/files/"{syscallstat,histogram,errnos,tasks})
cp "$tmp/out" "$tmp/saved"
run advise -i "$tmp/saved"
check "... which can be read again" quiet_out_is "$lookups
$refused"

usage "advise and -o exclude each other" advise -o name
usage "advise and -x exclude each other" advise -x
usage "advise and -s exclude each other" advise -s name
usage "advise and views exclude each other" advise --errnos
usage "--csv and advise exclude each other" advise --csv
usage "--strace and advise exclude each other" advise --strace
usage "invalid interval: 'read'" advise read
usage "-y needs an interval" advise -y
usage "--raw and -J exclude each other" --raw -J
usage "--raw and -i exclude each other" --raw -i "$tmp/all"
usage "--raw and -e exclude each other" --raw -e read
usage "--raw and -o exclude each other" --raw -o name
usage "--raw and -n exclude each other" --raw -n 1
usage "--raw and views exclude each other" --raw --errnos
usage "--raw and --csv exclude each other" --raw --csv
usage "--raw and advise exclude each other" advise --raw
usage "top does not go with --raw" top --raw

summary
