#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The reader tool from the outside, on saved text: options, output, exit status.
# Prints TAP. SYSCALLSTAT is the binary, by default tools/syscallstat. Takes no
# root and no module.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
man=tools/man/syscallstat.1

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

# --- usage --------------------------------------------------------------------------------

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
check "overhead --help has its options" test "$(tr '\n' ' ' <"$tmp/err")" = "--help --json "
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

# --- what can go wrong --------------------------------------------------------------------

bad() # MESSAGE DESCRIPTION: text from stdin
{
	cat >"$tmp/bad"
	run -i "$tmp/bad"
	check "$2" fails 1 "$1"
}

bad "not a syscallstat file" "an empty file" </dev/null
bad "not a syscallstat file" "another file" <"$man"
bad "has the view histogram; show it with --histogram" "a view" <<<"syscallstat-histogram 1"
bad "has format version 2, this tool reads version 1" "another version" <<<"syscallstat 2"
bad "line 3: 3 of 15 columns" "a row cut short" < <(input <<<"64 0 read")
bad "lines 3 and 4 are about the same" "the same row twice" \
	< <(input < <(sed -n '8p;8p' "$tmp/a"))
bad "NUL" "binary input" < <(printf 'syscallstat 1\nabi nr name calls\n64 0 re\0ad 1\n')
bad "larger than 64 MiB" "a huge file" < <(head -c $((65 << 20)) /dev/zero)
rm -f "$tmp/bad"

run -i "$tmp/none"
check "a file that is not there" fails 1 "cannot open $tmp/none: No such file"
run -i "$tmp"
check "a directory" fails 1 "cannot read $tmp: Is a directory"

if [ -e /proc/syscallstat ]; then
	result ok "the module is not loaded # SKIP /proc/syscallstat exists here"
	result ok "a command, and the module is not loaded # SKIP /proc/syscallstat exists here"
	result ok "... and -i with its name # SKIP /proc/syscallstat exists here"
else
	run
	check "the module is not loaded" fails 3 \
		"syscallstat: the module is not loaded; load it with: modprobe syscallstat"
	run overhead
	check "overhead, and the module is not loaded" fails 3 \
		"syscallstat: the module is not loaded; load it with: modprobe syscallstat"
	run -- touch "$tmp/run"
	check "a command, and the module is not loaded" fails 3 \
		"syscallstat: the module is not loaded; load it with: modprobe syscallstat"
	check "... so it does not run" [ ! -e "$tmp/run" ]
	run -- no-such-command
	check "... whatever it is" fails 3 "modprobe syscallstat"
	run -p $$
	check "a process, and the module is not loaded" fails 3 "modprobe syscallstat"
	run -i /proc/syscallstat 1 1
	check "... and -i with its name" fails 3 "modprobe syscallstat"
fi

# The views.
{
	printf 'syscallstat-errnos 1\n# generation 1\nabi nr name errno error calls total_ns max_ns\n'
	printf '64 0 read 11 EAGAIN 4 8000 5000\n64 257 openat 2 ENOENT 1 2000 2000\n'
	printf '64 0 read 4000 - 1 0 0\n'
} >"$tmp/errnos"
run --errnos -i "$tmp/errnos"
check "--errnos" out_is "%TIME  TOTAL    AVG    MAX CALLS ERROR  ABI NAME
80.00 8.00us 2.00us 5.00us     4 EAGAIN 64  read
20.00 2.00us 2.00us 2.00us     1 ENOENT 64  openat
 0.00    0ns    0ns    0ns     1 -      64  read"
run --errnos -i "$tmp/errnos" -J -o name,errno,error,calls -e openat
check "--errnos, as JSON" out_is '{
   "errnos": [
      {
         "name": "openat",
         "errno": 2,
         "error": "ENOENT",
         "calls": 1
      }
   ]
}'
{
	printf 'syscallstat-histogram 1\nabi nr name le_ns count\n'
	printf '64 1 write 15 2\n64 0 read 2047 3\n64 0 read 1023 5\n'
} >"$tmp/histogram"
run -H -i "$tmp/histogram"
check "-H: in order of calls and times" out_is "ABI NAME      LE COUNT
64  read  1.02us     5
64  read  2.05us     3
64  write   15ns     2"
run -H -i "$tmp/histogram" -s count -x
check "-H, sorted" out_is "abi name  le_ns count
64  read   1023     5
64  read   2047     3
64  write    15     2"
{
	printf 'syscallstat-inflight 1\ntid tgid comm abi name age_ns\n'
	printf '9 8 cat 64 read 100\n7 7 sh 64 wait4 5000000000\n'
} >"$tmp/inflight"
run --inflight -i "$tmp/inflight"
check "--inflight: oldest first" out_is "  AGE TID TGID COMM ABI NAME
5.00s   7    7 sh   64  wait4
100ns   9    8 cat  64  read"
run --inflight -i "$tmp/inflight" 0.01 2
check "--inflight, again and again" out_is "  AGE TID TGID COMM ABI NAME
5.00s   7    7 sh   64  wait4
100ns   9    8 cat  64  read

  AGE TID TGID COMM ABI NAME
5.00s   7    7 sh   64  wait4
100ns   9    8 cat  64  read"
{
	printf 'syscallstat-tasks 1\ntid tgid comm calls errors total_ns abi name\n'
	printf '9 8 cat 3 1 300 64 read\n7 7 - 1 0 100 - -\n'
} >"$tmp/tasks"
run --tasks -i "$tmp/tasks" -o tid,comm,calls,errors,total_ns,name
check "--tasks" out_is "TID COMM CALLS ERRORS TOTAL NAME
  9 cat      3      1 300ns read
  7 -        1      0 100ns -"
{
	printf 'syscallstat-percpu 1\ncpu abi nr name calls\n'
	printf '1 64 0 read 3\n0 64 1 write 4\n'
} >"$tmp/percpu"
run --percpu -i "$tmp/percpu"
check "--percpu" out_is "CPU CALLS ABI NAME
  0     4 64  write
  1     3 64  read"
run --tasks -i "$tmp/errnos"
check "a file of another view" fails 1 "has the view errnos; show it with --errnos"
run --errnos -i "$tmp/a"
check "a file of no view" fails 1 "has the statistics by call, not a view"
run --errnos --tasks
check "two views" fails 2 "--errnos and --tasks exclude each other"

{
	printf 'syscallstat 1\nabi nr name calls total_ns run_ns wait_ns\n'
	printf '64 0 read 2 3000 1000 2000\n64 1 write 1 100 - -\n'
} >"$tmp/split"
run -i "$tmp/split"
check "times that are split are shown" out_is "%TIME  TOTAL    AVG P50 P99 MAX CALLS ERRORS ABI NAME     RUN   WAIT
96.77 3.00us 1.50us   -   -   -     2      - 64  read  1.00us 2.00us
 3.23  100ns  100ns   -   -   -     1      - 64  write      -      -"
run -i "$tmp/split" -o name,wait_ns
check "... unless other columns are asked for" out_is "NAME    WAIT
read  2.00us
write      -"

run --strace -i "$tmp/a"
check "--strace" quiet_out_is "\
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
100.00    1.234568       30864        40         6 read
------ ----------- ----------- --------- --------- ----------------
100.00    1.234568       30864        40         6 total
System call usage summary for 32 bit mode:
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
100.00    0.000001           0         2           read
------ ----------- ----------- --------- --------- ----------------
100.00    0.000001           0         2           total"
run --strace -i "$tmp/a" -e 32:read 0.01 2
check "--strace, again and again, of some calls" out_is "\
System call usage summary for 32 bit mode:
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
100.00    0.000001           0         2           read
------ ----------- ----------- --------- --------- ----------------
100.00    0.000001           0         2           total

% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
------ ----------- ----------- --------- --------- ----------------
100.00    0.000000           0         0           total"

# Reports in a file.
mkdir "$tmp/dir"
report=$tmp/dir/report
run -i "$tmp/a"
cp "$tmp/out" "$tmp/expected"
run -i "$tmp/a" --output-file "$report"
check "--output-file: nothing on stdout" quiet_out_is ""
check "... the report is in the file" cmp -s "$report" "$tmp/expected"
(umask 027 && "$tool" -i "$tmp/a" --output-file "$report")
check "... whose mode is as the umask says" [ "$(stat -c %a "$report")" = 640 ]
ln -s report "$tmp/dir/link"
run -J -i "$tmp/a" --output-file "$tmp/dir/link" 0.01 2
check "--output-file: all reports, in JSON" [ "$(grep -c '"syscallstat": \[' "$report")" = 2 ]
check "... a link stays one" [ -L "$tmp/dir/link" ]
rm "$tmp/dir/link"
cp "$report" "$tmp/expected"
run -i "$tmp/none" --output-file "$report"
check "--output-file: without a report" fails 1 "cannot open $tmp/none"
check "... the file is what it was" cmp -s "$report" "$tmp/expected"
(cd "$tmp/dir" && "$tool" -i "$tmp/none" --output-file new 2>/dev/null)
check "... or is not there, and nothing else" [ "$(ls -A "$tmp/dir")" = report ]
run -i "$tmp/a" --output-file "$tmp/none/report"
check "--output-file: no such directory" fails 1 "cannot write $tmp/none/report: No such file"
run -i "$tmp/a" --output-file ""
check "--output-file: no name" fails 1 "cannot write : No such file"
run -i "$tmp/a" --output-file "$tmp/dir"
check "--output-file: a directory" fails 1 "cannot write $tmp/dir: Is a directory"
follow --output-file "$report" 60
feed "$tmp/a"
sleep 0.3
check "--output-file: while reports go on the file is what it was" cmp -s "$report" "$tmp/expected"
kill -s INT "$pid"
ended
check "... in the end it has them" [ "$status" = 0 -a "$(wc -l <"$report")" = 5 ]
check "... and nothing is left beside it" [ "$(ls -A "$tmp/dir")" = report ]
if [ -c /dev/full ]; then
	run -i "$tmp/a" --output-file /dev/full
	check "--output-file: a full device" fails 1 "cannot write /dev/full: No space left"
	check "... is still one" [ -c /dev/full ]
else
	result ok "--output-file: a full device # SKIP no /dev/full"
fi

full() # ARGUMENT...
{
	"$tool" "$@" >/dev/full 2>"$tmp/err" </dev/null
	status=$?
	: >"$tmp/out"
	check "a full device: $*" fails 1 "cannot write to standard output: No space left"
}

if [ -c /dev/full ]; then
	full -i "$tmp/a"
	full -J -i "$tmp/a"
	full -i "$tmp/a" 0.01
	full --help
	full --version
else
	result ok "a full device # SKIP no /dev/full"
fi
"$tool" -i "$tmp/a" >&- 2>"$tmp/err"
status=$?
check "a closed stdout" fails 1 "cannot write to standard output"

summary
