#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What the reader tool makes of a histogram, and outputs for other programs. Prints TAP. DEVICE
# is the library that is made of device.c, by default .build/unit/device.so. Takes no root and
# no module.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
device=$(realpath "${DEVICE:-.build/unit/device.so}")
export LC_ALL=C

stats() # GENERATION READS
{
	echo "syscallstat 1"
	printf '# state running\n# generation %s\n# elapsed_ns %s000000000\n# missed 0\n' "$1" "$2"
	echo "abi nr name calls errors total_ns min_ns p50_ns p90_ns p99_ns p999_ns max_ns"
	echo "64 0 read $2 1 $(($2 * 1000)) 250 247 247 247 247 4000"
	echo "64 231 exit_group 1 0 0 - - - - - -"
}

histogram() # GENERATION QUICK SLOW
{
	printf 'syscallstat-histogram 1\n# generation %s\nabi nr name le_ns count\n' "$1"
	printf '64 0 read 255 %s\n64 0 read 4095 %s\n' "$2" "$3"
}

{ stats 1 10; histogram 1 9 1; } >"$tmp/a"
{ stats 1 20; histogram 1 17 3; } >"$tmp/b"
{ stats 2 5; histogram 2 4 1; } >"$tmp/c"
stats 1 20 >"$tmp/no_histogram"
{ stats 1 20; histogram 2 17 3; } >"$tmp/other_generation"

# --- the quantiles of an interval ---------------------------------------------------------

columns=name,calls,min_ns,p50_ns,p90_ns,p99_ns,p999_ns,max_ns

interval() # FILE FILE ARGUMENT...: what happened from one to the other
{
	follow "${@:3}" 0.01 2
	feed "$1"
	# A report comes at once, and after the tool has closed the file.
	wait_for 1
	feed "$2"
	ended
	sed -i '1,/^$/d' "$tmp/out"
}

interval "$tmp/a" "$tmp/b" -x -o $columns
check "an interval has extremes and quantiles of its own" out_is "\
name calls min_ns p50_ns p90_ns p99_ns p999_ns max_ns
read    10    250    250   3967   3967    3967   4000"
interval "$tmp/a" "$tmp/b" -s p99 -o name
check "... also to sort by" out_is "\
NAME
read"
interval "$tmp/a" "$tmp/no_histogram" -x -o $columns
check "... which are not known without a histogram" out_is "\
name calls min_ns p50_ns p90_ns p99_ns p999_ns max_ns
read    10      -      -      -      -       -      -"
interval "$tmp/a" "$tmp/other_generation" -x -o $columns
check "... nor with one of another generation" out_is "\
name calls min_ns p50_ns p90_ns p99_ns p999_ns max_ns
read    10      -      -      -      -       -      -"
interval "$tmp/b" "$tmp/c" -x -o $columns
check "after a reset the figures are those since then" [ "$(tail -n 2 "$tmp/out")" = "\
read           5    250    247    247    247     247   4000
exit_group     1      -      -      -      -       -      -" ]
check "... which is said" grep -q "reset (generation 1 became 2)" "$tmp/err"
sed 's/^64 0 read 255 17$/64 0 read 255 8/' "$tmp/b" >"$tmp/back"
interval "$tmp/a" "$tmp/back" -x -o $columns
check "a histogram that went back is no histogram" out_is "\
name calls min_ns p50_ns p90_ns p99_ns p999_ns max_ns
read    10      -      -      -      -       -      -"

mkdir "$tmp/files"
split() # FILE: is what the files of the module are
{
	sed '/^syscallstat-/,$d' "$1" >"$tmp/files/syscallstat"
	sed -n '/^syscallstat-/,$p' "$1" >"$tmp/files/histogram"
	[ -s "$tmp/files/histogram" ] || rm "$tmp/files/histogram"
}

files() # FILE FILE ARGUMENT...: as interval, but from files of the module
{
	split "$1"
	: >"$tmp/out"
	LD_PRELOAD=$device DEVICE_FILES=$tmp/files DEVICE_TEXT=$tmp/none \
		"$tool" "${@:3}" 2 2 >"$tmp/out" 2>"$tmp/err" </dev/null &
	pid=$!
	wait_for 1
	split "$2"
	ended
	sed -i '1,/^$/d' "$tmp/out"
}

files "$tmp/a" "$tmp/b" -x -o $columns
check "the files of the module: the histogram is read, too" quiet_out_is "\
name calls min_ns p50_ns p90_ns p99_ns p999_ns max_ns
read    10    250    250   3967   3967    3967   4000"
files "$tmp/no_histogram" "$tmp/b" -x -o name,p50_ns
check "... if it can be" quiet_out_is "name p50_ns"
sed 's/^syscallstat-histogram 1/syscallstat-histogram 2/' "$tmp/b" >"$tmp/future"
files "$tmp/a" "$tmp/future" -o name,calls
check "... and has nothing to do with other columns" quiet_out_is "\
NAME CALLS
read    10"
files "$tmp/a" "$tmp/future"
check "... but has to be what it should be" grep -q "histogram: .*format version 2" "$tmp/err"

# --- hist ---------------------------------------------------------------------------------

{
	cat "$tmp/a"
	printf '64 1 write 1023 5\n32 4 write 511 1\n64 202 futex 8191 2\n'
} >"$tmp/hist"

run hist read,write -i "$tmp/hist"
check "hist: calls side by side in 80 columns" quiet_out_is "\
 up to  read                    write                   32:write
 255ns  ########## 9 p50,90
 511ns                                                  ########## 1 p50,90,99
1.02us                          ########## 5 p50,90,99
2.05us
4.10us  #          1 p99
 calls  10                      5                       1
   p50  247ns                   991ns                   495ns
   p90  247ns                   991ns                   495ns
   p99  3.97us                  991ns                   495ns"
cp "$tmp/out" "$tmp/ascii"
sed 's/##########/██████████/; s/# /█▏/' "$tmp/ascii" >"$tmp/blocks"
in_locale() # VARIABLE=VALUE...: the same
{
	env -u LC_ALL -u LC_CTYPE -u LANG "$@" "$tool" hist read,write -i "$tmp/hist" \
		>"$tmp/out" 2>"$tmp/err"
}

in_locale LC_ALL=C.UTF-8
check "hist: blocks where the locale has them" cmp -s "$tmp/blocks" "$tmp/out"
in_locale LC_ALL= LC_CTYPE=de_DE.utf8@euro LANG=C
check "... by any of its names" cmp -s "$tmp/blocks" "$tmp/out"
in_locale LANG=de_DE.UTF-8
check "... and variables" cmp -s "$tmp/blocks" "$tmp/out"
in_locale LC_ALL=C LC_CTYPE=C.UTF-8 LANG=C.UTF-8
check "... in their order" cmp -s "$tmp/ascii" "$tmp/out"
in_locale
check "... but by none" cmp -s "$tmp/ascii" "$tmp/out"
LC_ALL=C.UTF-8 run hist read write --ascii -i "$tmp/hist"
check "hist --ascii: none" cmp -s "$tmp/ascii" "$tmp/out"
run hist 'f*' 64:write -n 1 -i "$tmp/hist"
check "hist: patterns, and the most frequent" [ "$(head -n 1 "$tmp/out")" = " up to  write" ]
run hist 0 -i "$tmp/hist"
check "hist: a number is a name" [ "$(head -n 1 "$tmp/out")" = " up to  read" ]
run hist nothing -i "$tmp/hist"
check "hist: no calls" out_is "no calls"
check "... which has a note" grep -q "no calls of 'nothing' so far" "$tmp/err"
run hist read -i "$tmp/no_histogram"
check "hist: a file without a histogram" fails 1 "has the statistics by call, not a view"
run hist 32:write read -J -i "$tmp/hist"
check "hist -J: the ranges" quiet_out_is '{
   "hist": [
      {
         "abi": "32",
         "name": "write",
         "le_ns": 511,
         "count": 1
      },{
         "abi": "64",
         "name": "read",
         "le_ns": 255,
         "count": 9
      },{
         "abi": "64",
         "name": "read",
         "le_ns": 4095,
         "count": 1
      }
   ]
}'
run hist 32:write read --csv -o le_ns,count -i "$tmp/hist"
check "hist --csv" quiet_out_is $'le_ns,count\r\n511,1\r\n255,9\r\n4095,1\r'
interval "$tmp/a" "$tmp/b" hist read
check "hist: an interval, after what was before" out_is "\
 up to  read
 255ns  ############################################################### 8 p50
 511ns
1.02us
2.05us
4.10us  ################                                                2 p90,99
 calls  10
   p50  247ns
   p90  3.97us
   p99  3.97us"
interval "$tmp/b" "$tmp/c" hist read
check "hist: a reset is said" grep -q "reset (generation 1 became 2)" "$tmp/err"
check "... and the figures are those since then" grep -q '^ calls  5$' "$tmp/out"
if command -v script >/dev/null; then
	script -qec "stty cols 50 && $tool hist read -i $tmp/hist" /dev/null </dev/null |
		tr -d '\r' >"$tmp/out"
	check "hist: as wide as the terminal" [ "$(sed -n 2p "$tmp/out")" = \
		" 255ns  ################################# 9 p50,90" ]
else
	result ok "hist: as wide as the terminal # SKIP no script"
fi

usage "hist needs the name of a system call" hist
usage "hist needs the name of a system call" hist -J
usage "no such class of system calls: '%nets'" hist read %nets
usage "hist takes names instead of -e" hist read -e write
usage "unexpected argument: 'write'" hist read 1 write
usage "unexpected argument: '3'" hist read 1 2 3
usage "hist and -o exclude each other" hist read -o count
usage "hist and -x exclude each other" hist read -x
usage "hist and -s exclude each other" hist read -s count
usage "--strace and hist exclude each other" hist read --strace
usage "--prometheus and hist exclude each other" hist read --prometheus
usage "--histogram and --errnos exclude each other" hist read --errnos
usage "--ascii needs a drawing, as of hist" --ascii
usage "--ascii needs a drawing, as of hist" hist read --ascii -J

# --- comma-separated values ---------------------------------------------------------------

run --csv -i "$tmp/a"
check "--csv" quiet_out_is $'pct_time,total_ns,avg_ns,p50_ns,p99_ns,max_ns,calls,errors,abi,name\r
100.00,10000,1000,247,247,4000,10,1,64,read\r
0.00,0,0,,,,1,0,64,exit_group\r'
follow --csv -o name,calls,max_ns 0.01 3
begin=$(date +%s)
feed "$tmp/a"
wait_for 3
feed "$tmp/b"
wait_for 4
feed "$tmp/c"
ended
check "--csv, an interval: one header, and when each report was" \
	[ "$(sed -E 's/^[0-9]{10,}\.[0-9]{6},/T,/' "$tmp/out")" = $'time,name,calls,max_ns\r
T,read,10,4000\r
T,exit_group,1,\r
T,read,10,4000\r
T,read,5,4000\r
T,exit_group,1,\r' ]
time=$(sed -n '2s/\..*//p' "$tmp/out")
check "... in seconds since the epoch" [ $((time - begin)) -ge 0 -a $((time - begin)) -lt 60 ]
usage "--csv and -J exclude each other" --csv -J
usage "--csv and --strace exclude each other" --csv --strace
usage "--strace and --csv exclude each other" --strace --csv

# --- metrics ------------------------------------------------------------------------------

{
	cat "$tmp/a"
	printf 'syscallstat-errnos 1\n# generation 1\n# unlisted 0\nabi nr name errno error calls\n'
	printf '64 0 read 11 EAGAIN 1\n64 0 we"i\\rd 9 EBADF 1\n'
	printf 'syscallstat-tasks 1\n# generation 1\ntid calls\n1 2\n'
} >"$tmp/all"
begin=$(date +%s)
run --prometheus -i "$tmp/all"
check "--prometheus: its metrics" [ "$(sed -n 's/^# TYPE //p' "$tmp/out")" = "\
syscallstat_calls_total counter
syscallstat_errors_total counter
syscallstat_call_duration_seconds histogram
syscallstat_errno_total counter
syscallstat_errno_unlisted_total counter
syscallstat_missed_total counter
syscallstat_generation gauge
syscallstat_running gauge
syscallstat_elapsed_seconds gauge
syscallstat_export_timestamp_seconds gauge" ]
time=$(sed -n 's/^syscallstat_export_timestamp_seconds \([0-9]*\)\.[0-9][0-9][0-9]$/\1/p' "$tmp/out")
check "... and when" [ $((time - begin)) -ge 0 -a $((time - begin)) -lt 60 ]
cp "$tmp/out" "$tmp/metrics"
"$tool" --prometheus -i - -e read <"$tmp/a" >"$tmp/out"
check "--prometheus: -e" [ "$(grep -c exit_group "$tmp/metrics" "$tmp/out" | tr '\n' ' ')" = \
	"$tmp/metrics:2 $tmp/out:0 " ]

metrics() # NAME: what promtool says of it
{
	tests/unit/promtool check metrics <"$tmp/$1" >"$tmp/out" 2>"$tmp/err"
	status=$?
	[ $status = 0 ] && [ ! -s "$tmp/out" ]
}

tests/unit/promtool --version >"$tmp/out" 2>"$tmp/err"
if [ $? != 125 ]; then
	check "promtool likes it" metrics metrics
	for text in a hist no_histogram all; do
		"$tool" --prometheus -i "$tmp/$text" >"$tmp/metrics"
		check "... of $text" metrics metrics
	done
	sed 's/^# TYPE \(.*\) histogram/# TYPE \1 gauge/' "$tmp/metrics" >"$tmp/wrong"
	check "... and nothing wrong" eval "! metrics wrong"
else
	result ok "promtool # SKIP it cannot be had: $(tail -n 1 "$tmp/err")"
fi

sed 's/^# state running/# state stopped/' "$tmp/all" >"$tmp/stopped"
run --prometheus -i "$tmp/stopped"
check "--prometheus: that counting is stopped is a metric" grep -qx "syscallstat_running 0" "$tmp/out"
check "... and not said beside it" [ "$status" = 0 -a ! -s "$tmp/err" ]

printf 'syscallstat 1\nabi nr name calls\n64 0 read 1\n64 1 read 1\n' >"$tmp/twice"
mkdir "$tmp/dir"
run --prometheus -i "$tmp/all" --output-file "$tmp/dir/report.prom"
check "--prometheus: a file" [ "$status" = 0 -a "$(grep -c . "$tmp/dir/report.prom")" -gt 40 ]
cp "$tmp/dir/report.prom" "$tmp/expected"
run --prometheus -i "$tmp/twice" --output-file "$tmp/dir/report.prom"
check "--prometheus: no metrics" fails 1 "lines 3 and 4 have the same labels"
check "... and the file is what it was" cmp -s "$tmp/expected" "$tmp/dir/report.prom"

reads() # NUMBER: is what the file says
{
	local i

	for ((i = 0; i < 1000; i++)); do
		grep -qsx "syscallstat_calls_total{abi=\"64\",name=\"read\"} $1" \
			"$tmp/dir/report.prom" && return
		sleep 0.02
	done
	return 1
}

rm "$tmp/dir/report.prom"
follow --prometheus --output-file "$tmp/dir/report.prom" 0.01
feed "$tmp/a"
check "--prometheus, an interval: the file is there at once" reads 10
check "... alone" [ "$(ls -A "$tmp/dir")" = report.prom ]
feed "$tmp/b"
check "... then another is in its place, with the totals" reads 20
kill -s INT "$pid"
ended
check "... and stays there" [ "$status" = 0 ] && reads 20
check "... alone" [ "$(ls -A "$tmp/dir")" = report.prom ]
follow --prometheus --output-file "$tmp/dir/report.prom" 0.01 1
feed "$tmp/c"
ended
check "--prometheus: a count" [ "$status" = 0 ] && reads 5

usage "--prometheus with an interval needs --output-file" --prometheus 1
usage "--prometheus and -o exclude each other" --prometheus -o name
usage "--prometheus and -s exclude each other" --prometheus -s name
usage "--prometheus and -n exclude each other" --prometheus -n 1
usage "--prometheus and -x exclude each other" --prometheus -x
usage "--prometheus and -J exclude each other" --prometheus -J
usage "--prometheus and -y exclude each other" --prometheus -y 1 --output-file "$tmp/x"
usage "--prometheus and views exclude each other" --prometheus --errnos
usage "--csv and --prometheus exclude each other" --csv --prometheus

# --- what is interrupted ------------------------------------------------------------------

# A pipe that nobody reads from fills up long before the end of this report.
{ stats 1 10; seq -f "64 %.0f some_call 1 0 1 1 1 1 1 1 1" 1000 9999; } >"$tmp/long"

stuck() # SIGNAL ARGUMENT...: sent while the tool is in the middle of its output
{
	local i

	rm -f "$tmp/pipe"
	mkfifo "$tmp/pipe"
	exec 8<>"$tmp/pipe" 9<"$tmp/pipe"
	env --default-signal="$1" "$tool" -i "$tmp/long" "${@:2}" >"$tmp/pipe" 2>"$tmp/err" 8>&- 9>&- &
	pid=$!
	exec 8>&-
	for ((i = 0; i < 1000; i++)); do
		grep -q '^State:.S' "/proc/$pid/status" && grep -q '^1 ' "/proc/$pid/syscall" && break
		sleep 0.02
	done
	kill -s "$1" "$pid"
	sleep 0.1
	cat <&9 >"$tmp/out"
	ended
	exec 9>&-
}

whole() # STATUS: that, and nothing but whole documents
{
	[ "$status" = "$1" ] &&
		jq -es 'length >= 1 and (.[0].syscallstat | length == 9002)' "$tmp/out" >/dev/null
}

if command -v jq >/dev/null && [ "$(uname -m)" = x86_64 ] && [ -r /proc/self/syscall ]; then
	for signal in INT TERM HUP; do
		# The shell's words on how it ended belong nowhere.
		stuck $signal -J 2>/dev/null
		check "SIG$signal amid a report: it is finished" whole $((128 + $(kill -l $signal)))
	done
	for signal in INT TERM; do
		stuck $signal -J 0.01
		check "SIG$signal amid a report of many: it is finished, and the last" whole 0
	done
else
	result ok "a report that is interrupted # SKIP takes jq and /proc/PID/syscall"
fi
timeout 20 "$tool" -J -i "$tmp/a" 0.01 2>"$tmp/err" | head -n 1 >"$tmp/out"
status=${PIPESTATUS[0]}
check "a pipe that is closed ends it" [ "$status" = 141 ]
(trap '' PIPE; timeout 20 "$tool" -J -i "$tmp/a" 0.01 2>"$tmp/err"; echo $? >"$tmp/status") |
	head -n 1 >"$tmp/out"
check "... who ignores that is told" [ "$(cat "$tmp/status")" = 1 ]
check "... why" grep -q "cannot write to standard output: Broken pipe" "$tmp/err"

summary
