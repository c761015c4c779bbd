#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Sessions of the reader tool, with a library in place of the device. Prints TAP. DEVICE is
# the library that is made of device.c, by default .build/unit/device.so. Takes no root and
# no module.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
device=$(realpath "${DEVICE:-.build/unit/device.so}")
if [ ! -e "$device" ]; then
	echo "Bail out! $device is not built"
	exit 1
fi
export DEVICE_TEXT="$tmp/text" DEVICE_LOG="$tmp/log"

text() # READS NANOSECONDS
{
	echo "syscallstat 1"
	printf '# state running\n# generation 1\n# elapsed_ns 2000000000\n# missed 0\n'
	echo "abi nr name calls errors restarts denied total_ns"
	echo "64 0 read $1 1 0 0 $2"
	echo "64 231 exit_group 1 0 0 0 0"
}

session() # ARGUMENT...: as run, and what was written is in $tmp/log
{
	: >"$tmp/log"
	# Who runs the command as somebody else records what that one writes.
	chmod 666 "$tmp/log"
	# The shell's words on how it ended belong nowhere.
	{ LD_PRELOAD="$device" "$tool" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null; } 2>/dev/null
	status=$?
}

strace_table="\
% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
100.00    0.000019           2         8         1 read
------ ----------- ----------- --------- --------- ----------------
100.00    0.000019           2         8         1 total"
text 8 19000 >"$tmp/text"
run -i "$tmp/text"
table=$(cat "$tmp/out")

err_is() # STATUS TEXT: the whole of stderr
{
	[ "$status" = "$1" ] && [ "$(cat "$tmp/err")" = "$2" ]
}

log_is() # LINE...: what was written; a number of a process is N
{
	[ "$(sed 's/^pid [0-9]*/pid N/' "$tmp/log")" = "$(printf '%s\n' "$@")" ]
}

# --- a command ----------------------------------------------------------------------------

session -- sh -c 'echo out; echo err >&2; exit 7'
check "a command: its output is left alone" [ "$(cat "$tmp/out")" = out ]
check "... the report is on stderr, the status is its own" err_is 7 "err
$table"
check "... it is selected with all it creates" log_is "pid N;follow;start"
session -x -f -- sh -c 'exec echo -n "$@"' sh -- -p 1
check "a command has its arguments to itself" [ "$status" = 0 -a "$(cat "$tmp/out")" = "-- -p 1" ]
session --strace -- true
check "a command, as strace -c shows it" err_is 0 "$strace_table"
sed -i '1s/.*/syscallstat-errnos 1/; s/^abi.*/abi nr name calls errors errno y total_ns/' "$tmp/text"
session --errnos -o calls,name -- true
check "a command, and a view" err_is 0 "\
CALLS NAME
    8 read
    1 exit_group"
check "... which the session is told first" log_is "view errnos" "pid N;follow;start"
text 8 19000 >"$tmp/text"
session -J -o calls -e read --output-file "$tmp/file" -- sh -c "ls '$tmp' | wc -l"
check "a command, and --output-file: not there while it runs" \
	[ "$(cat "$tmp/out")" = "$(($(find "$tmp" -mindepth 1 -maxdepth 1 | wc -l) - 1))" ]
check "... nothing on stderr" err_is 0 ""
check "... the report in it in the end" [ "$(tr -d ' \n' <"$tmp/file")" = '{"syscallstat":[{"calls":8}]}' ]
mkdir "$tmp/dir"
(umask 077 && DEVICE_NO_TMPFILE=1 session -o calls -e read --output-file "$tmp/dir/file" -- true)
check "... on a file system that has no files without a name" [ "$(tail -n 1 "$tmp/dir/file")" = "    8" ]
check "... with the same mode" [ "$(stat -c %a "$tmp/dir/file")" = 600 ]
DEVICE_NO_TMPFILE=1 DEVICE_ERROR=16 session --output-file "$tmp/dir/file" -- true
check "... nothing is left beside it, and it is what it was" \
	[ "$(ls -A "$tmp/dir")$(tail -n 1 "$tmp/dir/file")" = "file    8" ]
session --output-file "$tmp/none/file" -- touch "$tmp/run"
check "... in no directory: the command does not run" [ "$status" = 1 -a ! -e "$tmp/run" ]

session -- sh -c 'kill -TERM $$'
check "a command that a signal kills: the report, and the same end" err_is $((128 + 15)) "$table"
session -- sh -c 'kill -SEGV $$'
check "... of another signal" err_is $((128 + 11)) "$table"
check "... and no core" [ -z "$(find . -maxdepth 1 -name 'core*')" ]
begin=$(date +%s%N)
session -- sh -c 'sleep 0.3 & exit 3'
end=$(date +%s%N)
check "descendants are waited for" [ "$status" = 3 -a $(((end - begin) / 1000000)) -ge 300 ]
session -- sh -c '(sleep 0.5; kill $PPID; sleep 0.2; kill $PPID) & sleep 20 >/dev/null 2>&1 & exit 4'
check "... but for a second signal" [ "$status" = 4 ]
check "... and the first one is told what it takes" \
	grep -q "the command has ended, but not all that it started" "$tmp/err"
check "... with a report in the end" grep -q read "$tmp/err"
session -- sh -c 'trap "exit 9" USR1; kill -USR1 $PPID; sleep 20'
check "signals are passed on" err_is 9 "$table"

session -- no-such-command
check "a command that is not there" fails 127 "cannot run 'no-such-command': No such file or directory"
check "... nobody is selected" [ ! -s "$tmp/log" ]
session -- "$tmp/text"
check "a command that cannot be executed" fails 126 "cannot run '$tmp/text': Permission denied"
printf '#!/no/such/interpreter\n' >"$tmp/script"
chmod +x "$tmp/script"
session -- "$tmp/script"
check "a command whose interpreter is not there" fails 127 "cannot run '$tmp/script': No such file"
printf 'text\n' >"$tmp/script"
session -- "$tmp/script"
check "a command of no format" fails 126 "cannot run '$tmp/script': Exec format error"
mkdir "$tmp/bin"
printf '#!/bin/sh\necho found "$0"\n' >"$tmp/bin/searched"
chmod +x "$tmp/bin/searched"
PATH=/nonexistent:$tmp/bin:$PATH session -- searched
check "a command is searched for" [ "$(cat "$tmp/out")" = "found $tmp/bin/searched" ]

session --user 'no such' -- touch "$tmp/run"
check "a user that there is not" fails 1 "no such user: 'no such'"
if [ "$(id -u)" = 0 ]; then
	chmod 711 "$tmp"
	chmod 644 "$tmp/text"
	session --user nobody -- id -un
	check "--user" [ "$status" = 0 -a "$(cat "$tmp/out")" = nobody ]
else
	session --user root -- touch "$tmp/run"
	check "--user" fails 1 "cannot become user 'root': Operation not permitted"
fi
check "... and what did not run did not" [ ! -e "$tmp/run" ]

# --- targets ------------------------------------------------------------------------------

sleep 0.3 &
session -p $!
check "a process: the report when it ends, on stdout" quiet_out_is "$table"
check "... it is selected alone" log_is "pid N" "start"
session --uid root,7 --comm "a b" --cgroup /sys/fs/cgroup/x -p $$ -f -o calls,name 0.01 2
check "targets of all kinds, and an interval: what happens in it" quiet_out_is "\
CALLS NAME

CALLS NAME"
check "... in their order" log_is follow "uid 0" "uid 7" "comm a b" "cgroup /x" "pid N" start

begin() # ARGUMENT...: as session, but in the background; waits until it counts
{
	local i

	: >"$tmp/log"
	# Not "session": the shell would have it ignore SIGINT.
	env --default-signal=INT LD_PRELOAD="$device" "$tool" "$@" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
	for ((i = 0; i < 1000; i++)); do
		grep -q start "$tmp/log" && return
		sleep 0.02
	done
}

for signal in INT TERM; do
	begin --uid 0
	kill -s $signal "$pid"
	ended
	check "SIG$signal ends the count, with a report" quiet_out_is "$table"
done
begin -o calls,name --comm x 0.1
# In one write, so that what is read is one or the other.
printf '%s\n' "$(text 9 29000)" 1<>"$tmp/text"
for ((i = 0; i < 1000; i++)); do
	grep -q read "$tmp/out" && break
	sleep 0.02
done
kill "$pid"
ended
text 8 19000 >"$tmp/text"
check "an interval: differences" [ "$status" = 0 -a "$(grep read "$tmp/out")" = "    1 read" ]

all() # QUICK SLOW: the text, and reads by time; as long for any numbers of two digits
{
	text $(($1 + $2)) 29000
	printf 'syscallstat-histogram 1\n# generation 1\nabi nr name le_ns count\n'
	printf '64 0 read 255 %s\n64 0 read 4095 %s\n' "$1" "$2"
}

all 10 10 >"$tmp/text"
begin -x -o name,calls,min_ns,p50_ns,p99_ns,max_ns --comm x 0.1
printf '%s\n' "$(all 18 12)" 1<>"$tmp/text"
for ((i = 0; i < 1000; i++)); do
	grep -q read "$tmp/out" && break
	sleep 0.02
done
kill "$pid"
ended
check "an interval: quantiles" [ "$status" = 0 -a "$(grep read "$tmp/out")" = \
	"read    10    240    247   3967   4095" ]
check "... which takes all views at once" log_is "view all" "comm x" start
all 10 10 >"$tmp/text"
session hist read --ascii -- true
check "hist of a command: on stderr" [ "$status" = 0 -a "$(sed -n '2p;$p' "$tmp/err")" = "\
 255ns  ############################################################## 10 p50
   p99  3.97us" ]
check "... it is of that view" log_is "view histogram" "pid N;follow;start"
session hist read -J -p $$ --output-file "$tmp/dir/file" 0.01 1
check "hist of a process, and an interval" [ "$status" = 0 -a "$(tr -d ' \n' <"$tmp/dir/file")" = '{"hist":[]}' ]
session --prometheus --output-file "$tmp/dir/file" -- true
check "metrics of a command" grep -q '^syscallstat_call_duration_seconds_bucket{.*,le="+Inf"} 20$' \
	"$tmp/dir/file"
check "... which take all views at once" log_is "view all" "pid N;follow;start"
session --prometheus --output-file "$tmp/dir/file" -p $$ 0.01 2
check "metrics of a process, and an interval" \
	grep -q '^syscallstat_calls_total{abi="64",name="read"} 20$' "$tmp/dir/file"
text 8 19000 >"$tmp/text"
sleep 0.2 &
begin=$(date +%s%N)
session -o name -p $! 0.1
end=$(date +%s%N)
check "an interval ends with the processes" [ "$status" = 0 -a $(((end - begin) / 1000000)) -lt 10000 ]
sleep 0 &
wait $!
session -p $!
check "a process that there is not" fails 1 "there is no process $!"

# --- what the device may say --------------------------------------------------------------

refused() # ERRNO MESSAGE
{
	DEVICE_ERROR=$1 session -- touch "$tmp/run"
	check "open says $2" fails 1 "cannot open /dev/syscallstat: $2"
}

refused 1 "Operation not permitted; this takes root, or a group that a udev rule gives"
refused 13 "Permission denied; this takes root, or a group that a udev rule gives"
refused 16 "Device or resource busy; 16 sessions are open"
refused 12 "Cannot allocate memory; no memory left for sessions (session_kib= of the module)"
refused 95 "Operation not supported; this kernel has no tracepoints"
DEVICE_REFUSED=pid DEVICE_REFUSE=12 session -- touch "$tmp/run"
check "the session cannot start" fails 1 "cannot count 'touch': Cannot allocate memory"
check "... and no command ran" [ ! -e "$tmp/run" ]
DEVICE_REFUSED="uid 7" DEVICE_REFUSE=1 session --uid 0,7
check "a target is refused" fails 1 \
	"cannot count 'uid 7': Operation not permitted; without CAP_PERFMON you can select your own"
DEVICE_REFUSED=view DEVICE_REFUSE=22 session -H -p $$
check "a view is refused" fails 1 "cannot count 'view histogram': Invalid argument"
echo garbage >"$tmp/text"
session -- true
check "what is read is no table" [ "$status" = 1 ]
check "... which is said" grep -q "/dev/syscallstat: not a syscallstat file" "$tmp/err"

summary
