#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The reader tool from the outside, on saved text: options and output.
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

# --- one report ---------------------------------------------------------------------------

run -i "$tmp/a"
check "default table" quiet_out_is "\
 %TIME TOTAL    AVG   P50    P99   MAX CALLS ERRORS ABI NAME
100.00 1.23s 30.9ms 988ns 45.6ms 789ms    40      1 64  read
  0.00 900ns  450ns 410ns  500ns 500ns     2      0 32  read
  0.00 900ns  900ns 100ns  100ns 100ns     1      1 64  invalid
  0.00   0ns      -     -      -     -     0      0 64  nanosleep"

"$tool" -i - <"$tmp/a" >"$tmp/stdin.out" 2>"$tmp/err"
check "-i - reads stdin" cmp -s "$tmp/stdin.out" "$tmp/out"

{ head -c 200 "$tmp/a"; sleep 0.1; tail -c +201 "$tmp/a"; } |
	"$tool" -i - >"$tmp/stdin.out" 2>"$tmp/err"
check "... to its end, in pieces" cmp -s "$tmp/stdin.out" "$tmp/out"

{ echo "syscallstat 1"; echo "abi nr name calls"; seq -f "64 %.0f some_call 1" 0 9999; } >"$tmp/long"
run -i "$tmp/long"
check "a long file" [ "$status" = 0 -a "$(wc -l <"$tmp/out")" = 10001 ]

run -i "$tmp/a" --exact -o abi,nr,Total,avg,pct_time,calls_per_s,bytes,p999_ns
check "--exact, headings tell the unit, -o takes keys and headings" quiet_out_is "\
abi nr   total_ns   avg_ns pct_time calls_per_s   bytes  p999_ns
64   0 1234567890 30864197   100.00       20.00 1258291 45600000
32   3        900      450     0.00        1.00      17      500
64  -1        900      900     0.00        0.50       0      100
64  35          0        -     0.00        0.00       0        -"

run -i "$tmp/a" -o +bytes,calls -n 1
check "-o + appends to the default, -n cuts, bytes have units" quiet_out_is "\
 %TIME TOTAL    AVG   P50    P99   MAX CALLS ERRORS ABI NAME BYTES
100.00 1.23s 30.9ms 988ns 45.6ms 789ms    40      1 64  read  1.2M"

run -i "$tmp/a" -s name -o abi,name
check "-s name ascends, ties by abi" quiet_out_is "\
ABI NAME
64  invalid
64  nanosleep
32  read
64  read"

run -i "$tmp/a" --sort denied -o denied,nr
check "-s number descends, ties by abi and nr" quiet_out_is "\
DENIED NR
     9  3
     0 -1
     0  0
     0 35"

run -i "$tmp/a" -s MIN -o min_ns
check "-s puts the unknown last" quiet_out_is "\
  MIN
400ns
210ns
100ns
    -"

run -i "$tmp/a" -e 'read,!32:read' -o pct_time,name
check "-e selects, %TIME is of all calls" quiet_out_is "\
 %TIME NAME
100.00 read"
run -i "$tmp/a" -e '!read,*sleep' -o name
check "-e ! negates the list" quiet_out_is "\
NAME
invalid"

run -i "$tmp/a" -e 'opennat,inv*' -o name
check "-e with a call that has no row" out_is "\
NAME
invalid"
check "... leaves a note" grep -q "no calls of 'opennat'" "$tmp/err"

run -i "$tmp/a" -e 'opennat*' -o abi,name
check "an empty table has its headings" quiet_out_is "ABI NAME"

input "missed 17" "state stopped" </dev/null >"$tmp/missed"
run -i "$tmp/missed"
check "events that were missed are a warning" grep -q "17 events could not be" "$tmp/err"
check "a stopped module is a note" grep -q "counting is stopped" "$tmp/err"
check "... and both are a success" [ "$status" = 0 ]

# --- JSON ---------------------------------------------------------------------------------

json() # EXPRESSION: over the documents of stdout, as the list d
{
	python3 - "$tmp/out" "$1" <<'END'
import json, sys
text = open(sys.argv[1]).read()
d = []
while text.strip():
    document, end = json.JSONDecoder().raw_decode(text.lstrip())
    d.append(document["syscallstat"])
    text = text.lstrip()[end:]
sys.exit(not eval("(" + sys.argv[2] + ")"))
END
}

if command -v python3 >/dev/null; then
	run -J -x -i "$tmp/a" -s nr -o \
		abi,nr,name,calls,errors,restarts,denied,total_ns,min_ns,p50_ns,p90_ns,p99_ns,p999_ns,max_ns,bytes,pct_time,avg_ns,calls_per_s
	check "--json: raw numbers under the machine names" json 'd[0][1] == dict(abi="64", nr=0,
		name="read", calls=40, errors=1, restarts=5, denied=0, total_ns=1234567890,
		min_ns=210, p50_ns=988, p90_ns=1200, p99_ns=45600000, p999_ns=45600000,
		max_ns=789000000, bytes=1258291, pct_time=100, avg_ns=30864197, calls_per_s=20)'
	check "--json: unknown is null, nr may be negative" json 'len(d) == 1 and
		d[0][3]["max_ns"] is None and d[0][3]["avg_ns"] is None and d[0][0]["nr"] == -1'
	run --json -i "$tmp/a" -e 'none*'
	check "--json: no rows" json 'd == [[]]'
	run -J -i "$tmp/a" 0.01 3
	check "--json: one document per report" json 'len(d) == 3 and len(d[0]) == 4 and d[1:] == [[], []]'
else
	result ok "--json # SKIP no python3"
fi

# --- colours, locales ---------------------------------------------------------------------

escape=$'\033' bold=$'\033[1m' red=$'\033[31m' off=$'\033[0m'
colored="${bold}ERRORS$off ${bold}DENIED$off ${bold}NAME$off
$red     1$off      0 read
     0 $red     9$off read
$red     1$off      0 invalid
     0      0 nanosleep"
run -i "$tmp/a" -o errors,denied,name --color=always
check "--color=always: headings bold, errors red" quiet_out_is "$colored"
plain=$(sed "s/$escape\[[0-9]*m//g" "$tmp/out")
run -i "$tmp/a" -o name -e 'none*' --color=always
check "... over nothing" quiet_out_is "${bold}NAME$off"
run -i "$tmp/a" -o errors,denied,name
check "no colour in a file" quiet_out_is "$plain"
"$tool" -i "$tmp/a" -o errors,denied,name | cat >"$tmp/out"
check "... or a pipe" quiet_out_is "$plain"
run -i "$tmp/a" -J --color=always
check "... or JSON" [ "$status" = 0 -a "$(grep -c "$escape" "$tmp/out")" = 0 ]
run -i "$tmp/a" --strace --color=always
check "... or what strace -c would print" [ "$status" = 0 -a "$(grep -c "$escape" "$tmp/out")" = 0 ]

in_terminal() # NAME=VALUE... ARGUMENT...
{
	script -qec "env -u NO_COLOR TERM=xterm $1 '$tool' -i '$tmp/a' -o errors,denied,name $2" \
		/dev/null </dev/null | tr -d '\r' >"$tmp/out"
	status=${PIPESTATUS[0]}
}

if command -v script >/dev/null; then
	in_terminal "" ""
	check "colour on a terminal" out_is "$colored"
	in_terminal "" --color
	check "--color is --color=auto" out_is "$colored"
	in_terminal NO_COLOR= ""
	check "an empty NO_COLOR is none" out_is "$colored"
	in_terminal NO_COLOR=1 ""
	check "NO_COLOR" out_is "$plain"
	in_terminal NO_COLOR=1 --color=always
	check "... but for who insists" out_is "$colored"
	in_terminal TERM=dumb ""
	check "a dumb terminal" out_is "$plain"
	in_terminal "" --color=never
	check "--color=never" out_is "$plain"
else
	result ok "colour on a terminal # SKIP no script(1)"
fi

# By construction: who never calls setlocale() is in the locale "C". And where another one
# can be made, so it is.
check "the tool takes no locale" [ -z "$(grep -aow 'setlocale\|newlocale' "$tool")" ]
if localedef -i de_DE -f UTF-8 "$tmp/de_DE.UTF-8" 2>/dev/null &&
	[ "$(LOCPATH=$tmp LC_ALL=de_DE.UTF-8 bash -c 'printf %.1f 1,5' 2>/dev/null)" = 1,5 ]; then
	run -i "$tmp/a" -x -o pct_time,calls_per_s,avg_ns,bytes 0.01 2
	cp "$tmp/out" "$tmp/expected"
	LOCPATH=$tmp LC_ALL=de_DE.UTF-8 "$tool" -i "$tmp/a" -x \
		-o pct_time,calls_per_s,avg_ns,bytes 0.01 2 >"$tmp/out" 2>"$tmp/err"
	status=$?
	check "numbers do not depend on the locale" quiet_out_is "$(cat "$tmp/expected")"
	LOCPATH=$tmp LC_ALL=de_DE.UTF-8 "$tool" -i "$tmp/a" 0,01 2 >"$tmp/out" 2>"$tmp/err"
	status=$?
	check "... nor do arguments" fails 2 "invalid interval: '0,01'"
else
	result ok "numbers do not depend on the locale # SKIP no locale de_DE can be made"
fi

# --- interval mode ------------------------------------------------------------------------

# Rows change places: they must be matched by abi and nr.
input "generation 1" "elapsed_ns 4000000000" "missed 3" >"$tmp/b" <<'END'
64  1 write   10 0 0 0       3100 310 310  310      310      310       310     100
64 -1 invalid  1 1 0 0        900 100 100  100      100      100       100       0
32  3 read     2 0 0 9        900 400 410  500      500      500       500      17
64  0 read    50 3 5 0 1234569890 200 988 1200 45600000 45600000 789000000 1258295
END
follow -x -o abi,name,calls,errors,total_ns,avg_ns,min_ns,p50_ns,max_ns,calls_per_s,bytes 0.01 2
feed "$tmp/a"
wait_for 5
feed "$tmp/b"
ended
sed -i 1,5d "$tmp/out"
check "a delta, with rows matched by key" out_is "
abi name  calls errors total_ns avg_ns min_ns p50_ns max_ns calls_per_s bytes
64  write    10      0     3100    310      -      -      -        5.00   100
64  read     10      2     2000    200      -      -      -        5.00     4"
check "... and of what was missed" grep -q "warning: 3 events" "$tmp/err"

input "generation 2" "elapsed_ns 5000000000" >"$tmp/c" <<'END'
64  0 read    60 3 5 0 1234569890 200 988 1200 45600000 45600000 789000000 1258295
END
follow -y -o calls,name 0.01 2
feed "$tmp/a"
sleep 0.1
check "-y: nothing before the first delta" [ ! -s "$tmp/out" ]
feed "$tmp/b"
wait_for 3
feed "$tmp/c"
ended
check "-y: count counts what is shown; after a reset, the figures since then" out_is "\
CALLS NAME
   10 write
   10 read

CALLS NAME
   60 read"
check "... which is said" grep -q "reset (generation 1 became 2)" "$tmp/err"

input "generation 1" "elapsed_ns 2000000001" >"$tmp/d" <<'END'
64  0 read    39 1 5 0 1234567890 210 988 1200 45600000 45600000 789000000 1258291
END
follow -o calls,name 0.01 2
feed "$tmp/a"
wait_for 5
feed "$tmp/d"
ended
check "a counter that went back is a reset, not a huge number" [ "$(tail -n 1 "$tmp/out")" = "   39 read" ]
check "... which is said" grep -q "reset (calls of read went back)" "$tmp/err"

for signal in INT TERM; do
	follow 60
	feed "$tmp/a"
	wait_for 5
	kill -s $signal "$pid"
	ended
	check "SIG$signal ends it with 0" [ "$status" = 0 ]
	check "... and the report is complete" [ "$(wc -l <"$tmp/out")" = 5 ]
done

follow 60
exec 9<>"$tmp/fifo" # a writer that says nothing
until find "/proc/$pid/fd" -lname "$tmp/fifo" 2>/dev/null | grep -q . ||
	! kill -0 "$pid" 2>/dev/null; do
	sleep 0.02
done
sleep 0.2
kill -s TERM "$pid"
ended
exec 9>&-
check "a signal ends it while it waits for input" quiet_out_is ""

# Not a FIFO: the tool would already hang in its next open.
cp "$tmp/a" "$tmp/fleeting"
"$tool" -i "$tmp/fleeting" 0.01 >"$tmp/out" 2>"$tmp/err" &
pid=$!
wait_for 5
rm "$tmp/fleeting"
ended
check "input that goes away ends it with 1" [ "$status" = 1 ]
check "... and a message" grep -q "cannot open $tmp/fleeting: No such file" "$tmp/err"

begin=$(date +%s%N)
run -i "$tmp/a" 0.2 4
end=$(date +%s%N)
check "four reports take three intervals" [ $(((end - begin) / 1000000)) -ge 600 ]

summary
