#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What can go wrong: with what is read, and with what is written to.
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
