#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The reader tool under valgrind: no error, and nothing leaks. Prints TAP. SYSCALLSTAT and
# DEVICE are as for session.sh.
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
device=$(realpath "${DEVICE:-.build/unit/device.so}")
: >"$tmp/out"
: >"$tmp/err"

if ! command -v valgrind >/dev/null; then
	result ok "under valgrind # SKIP no valgrind"
	summary
fi
memcheck=(valgrind -q --error-exitcode=99 --leak-check=full
	"--errors-for-leak-kinds=definite,indirect,possible")

clean() # STATUS ARGUMENT...
{
	local expected=$1

	shift
	"${memcheck[@]}" "$tool" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
	check "valgrind: syscallstat $*" [ "$status" = "$expected" ]
}

cd "$tmp" || exit 1
cat >text <<'END'
syscallstat 1
# generation 1
# elapsed_ns 1000000000
abi nr name calls errors restarts denied total_ns min_ns p50_ns p90_ns p99_ns p999_ns max_ns bytes
64 0 read 40 1 5 0 1234567890 210 988 1200 45600000 45600000 789000000 1258291
32 3 read  2 0 0 9        900 400 410  500      500      500       500      17
64 35 nanosleep 0 0 0 0     0   -   -    -        -        -         -       0
64 1 write 9000 0 0 0 90000000 1000 2000 3000 4000 5000 6000 9000
syscallstat-histogram 1
abi nr name le_ns count
64 0 read 127 60
syscallstat-errnos 1
abi nr name errno error calls total_ns max_ns
64 0 read 11 EAGAIN 1 900 900
syscallstat-tasks 1
tid tgid comm calls errors total_ns abi name
70 7 worker 9 1 4000 64 futex
syscallstat-inflight 1
tid tgid comm abi name age_ns
70 7 worker 64 futex 7261000000000
END
sed '/^syscallstat-/,$d' text >stats
sed -n '/^syscallstat-tasks/,/worker/p' text >tasks
sed '$d' stats >short
echo "64 0" >>short

sed 's/127 60/127 70/' text >later
sed 's/^# generation 1/# generation 2/' text >reset

clean 0 -i stats --color=always -e 'read,!32:*' -s errors -o +nr,calls_per_s
clean 0 -i stats -J 0.01 2
clean 0 -i stats --strace --output-file report
clean 0 -i tasks --tasks -n 1
clean 1 -i short
clean 0 -i text
clean 0 -i text --csv 0.01 2
clean 0 -i text --prometheus
clean 0 hist read 'n*' -i text 0.01 2
clean 0 hist read -J -i text
clean 0 advise -i text
clean 0 advise -J -i text
clean 0 advise -i text 0.01 2
clean 0 diff text stats
clean 0 diff -J -s p50 -o +bytes -e 'read,!32:*' stats text
clean 0 diff --csv -n 1 text text
clean 1 diff text short
clean 0 hist --heatmap read 'n*' -i text -i text
clean 0 hist --heatmap read -J -i text -i later -i reset
clean 1 hist --heatmap read -i text -i short
clean 0 report -i text --output-file page
clean 0 report -i text -i later -i reset --output-file page
clean 2 -e 'read,%nothing'
clean 2 top -e read -p 1 --pid x
export DEVICE_TEXT=$tmp/stats DEVICE_LOG=$tmp/log
: >log
memcheck=(env LD_PRELOAD="$device" "${memcheck[@]}")
clean 7 -- sh -c 'exit 7'
clean 7 --raw -- sh -c 'exit 7'
clean 7 advise -- sh -c 'exit 7'
clean 7 report --output-file page 0.05 -- sh -c 'sleep 0.2; exit 7'
clean 0 --uid 0 --comm a --cgroup /a 0.01 2

# The keys come when it has drawn.
(
	sleep 4
	printf 'j\rt/w\r?x'
	sleep 1
	printf q
) | TERM=xterm script -qec "valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite \
	'$tool' top -i text 0.2" /dev/null >"$tmp/out" 2>"$tmp/err"
status=${PIPESTATUS[1]}
check "valgrind: syscallstat top" [ "$status" = 0 ]

summary
