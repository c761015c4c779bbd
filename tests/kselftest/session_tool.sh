#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The tool with sessions: real programs, counted by it and by strace -c -f in the same
# run, and commands that it starts.
#
#   SYSCALLSTAT  (environment) the tool to test; else that of the PATH

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh

tool=${SYSCALLSTAT:-syscallstat}
work=$(mktemp -d)

finish() {
	if module_loaded; then
		module_unload
	fi
	rm -rf "$work"
}

# in_call PID NUMBER...: is it asleep in one of these calls?
in_call() {
	local call pid=$1 nr
	shift
	read -r call _ <"/proc/$pid/syscall" 2>/dev/null || return 1
	for nr; do
		[ "$call" != "$nr" ] || return 0
	done
	return 1
}

# until_true COMMAND...: wait for what comes at once, or never
until_true() {
	local tries=0
	until "$@"; do
		tries=$((tries + 1))
		[ $tries -lt 2000 ] || { echo "# never: $*"; return 1; }
		sleep 0.02
	done
}

counts() {
	readlink "/proc/$1/fd/"* 2>/dev/null | grep -qx /dev/syscallstat && in_call "$1" 7 271
}

traces() {
	! grep -qx $'TracerPid:\t0' "/proc/$2/status" && in_call "$1" 61
}

# What both count must be the same: calls, and errors with restarts, by name. strace
# does not count what does not return, and takes for an error of rt_sigreturn what is the
# register of the code that was interrupted.
compare() {
	awk 'FNR == 1 { file++ }
		file == 1 && $1 ~ /^[0-9]+$/ && $NF != "total" {
			calls[$NF] = $1; errors[$NF] = NF > 2 ? $2 : 0; names[$NF]
		}
		file == 2 && $2 ~ /^[0-9]+$/ && $2 > 0 {
			ours[$1] += $2; failed[$1] += $3 + $4; names[$1]
		}
		END {
			for (name in names) {
				if (name ~ /^exit/)
					continue
				n++
				if (name == "rt_sigreturn")
					errors[name] = failed[name]
				if (calls[name] + 0 != ours[name] || errors[name] + 0 != failed[name]) {
					printf "# %s: strace has %d calls, %d errors; we have %d, %d\n",
						name, calls[name], errors[name], ours[name], failed[name]
					bad = 1
				}
			}
			exit bad || n < 5
		}' "$1" "$2"
}

# It waits at a gate until both have it; what they count begins there.
same_run() {
	local pid ours theirs status=0
	rm -rf "${work:?}"/*
	mkfifo "$work/gate"
	(cd "$work" && exec sh -c 'read -r go <gate; exec "$@"' sh "$@") >/dev/null &
	pid=$!
	until_true in_call $pid 257 || return 1
	"$tool" -p $pid -f -x -o name,calls,errors,restarts >"$work/ours" &
	ours=$!
	until_true counts $ours || return 1
	strace -f -c -U calls,errors,name -o "$work/theirs" -p $pid 2>/dev/null &
	theirs=$!
	until_true traces $theirs $pid && until_true in_call $pid 257 || return 1
	echo go >"$work/gate"
	wait $pid || status=$?
	wait $ours || status=$?
	wait $theirs || status=$?
	[ $status -eq 0 ] && compare "$work/theirs" "$work/ours"
}

shell_loop() {
	same_run sh -c 'i=0; while [ $i -lt 5 ]; do /bin/true; ls / >/dev/null; (exit 3); i=$((i + 1))
		done; ls /nonexistent 2>/dev/null; exit 0'
}

parallel_make() {
	same_run sh -c 'printf "all: a b c d e f\n%%: ; @echo \$@ >\$@; sleep 0.05; cat \$@\n" >Makefile
		exec make -s -j4'
}

git_history() {
	same_run sh -c 'export HOME=$PWD GIT_CONFIG_NOSYSTEM=1
		git init -q x && cd x && echo 1 >a && git add a &&
		git -c user.name=n -c user.email=e commit -q -m m && git log --stat >/dev/null'
}

threaded_server() {
	same_run /usr/bin/python3 -c 'import socket, threading
def serve(c):
    while c.recv(100):
        c.send(b"x" * 50)
    c.close()
s = socket.create_server(("127.0.0.1", 0))
def accept():
    ts = []
    for i in range(6):
        ts.append(threading.Thread(target=serve, args=(s.accept()[0],)))
        ts[-1].start()
    [t.join() for t in ts]
t = threading.Thread(target=accept)
t.start()
def ask():
    c = socket.create_connection(s.getsockname())
    for i in range(20):
        c.send(b"y")
        c.recv(100)
    c.close()
cs = [threading.Thread(target=ask) for i in range(6)]
[c.start() for c in cs]
[c.join() for c in cs]
t.join()'
}

# Not from a directory of the host: that may come in other pieces each time.
archive() {
	local dir status
	dir=$(mktemp -d) && cp -r /usr/include/linux "$dir" || return 1
	same_command tar -cf /dev/null -C "$dir" linux
	status=$?
	rm -r "$dir"
	return $status
}

# In two runs, of a program that does the same each time.
same_command() {
	local status=0
	rm -rf "${work:?}"/*
	setarch -R strace -f -c -U calls,errors,name -o "$work/theirs" "$@" >/dev/null || return 1
	setarch -R "$tool" -x -o name,calls,errors,restarts --output-file "$work/ours" -- "$@" \
		>/dev/null || status=$?
	[ $status -eq 0 ] && compare "$work/theirs" "$work/ours"
}

# The summary has the columns of strace, and execve once.
like_strace() {
	local text
	text=$("$tool" --strace -- /bin/true 2>&1) || return 1
	[ "$(head -n 1 <<<"$text")" = '% time     seconds  usecs/call     calls    errors syscall' ] &&
		[ "$(awk '$NF == "execve" { print $4 }' <<<"$text")" = 1 ] &&
		[ "$(awk '$NF == "total" { n++ } END { print n }' <<<"$text")" = 1 ] &&
		! grep -q exit <<<"$text"
}

its_status() {
	local status
	"$tool" -- sh -c 'exit 42' 2>/dev/null
	status=$?
	[ $status -eq 42 ] || return 1
	"$tool" -- sh -c 'kill -KILL $$' 2>/dev/null
	status=$?
	[ $status -eq 137 ] || return 1
	"$tool" -- /nonexistent/program 2>/dev/null
	status=$?
	[ $status -eq 127 ]
}

its_output() {
	[ "$("$tool" -- sh -c 'echo out; echo err >&2' 2>"$work/err")" = out ] &&
		[ "$(head -n 1 "$work/err")" = err ] && grep -q execve "$work/err"
}

# One that has let go of its parent is waited for, and counted.
descendants() {
	local status
	rm -rf "${work:?}"/*
	"$tool" -x -o name,calls --output-file "$work/out" -- sh -c \
		"(setsid sh -c 'sleep 0.3; : >$work/late' &); exit 5"
	status=$?
	[ $status -eq 5 ] && [ -e "$work/late" ] && grep -q setsid "$work/out"
}

signals() {
	local pid status
	rm -rf "${work:?}"/*
	"$tool" -- sh -c "trap 'echo term; exit 9' TERM; : >$work/ready; while :; do sleep 0.05; done" \
		>"$work/out" 2>/dev/null &
	pid=$!
	until_true test -e "$work/ready" || return 1
	kill -TERM $pid
	wait $pid
	status=$?
	[ $status -eq 9 ] && [ "$(cat "$work/out")" = term ]
}

another_user() {
	[ "$("$tool" --user nobody -- id -un 2>"$work/err")" = nobody ] &&
		grep -q execve "$work/err"
}

intervals() {
	local busy out
	rm -rf "${work:?}"/*
	/usr/bin/python3 -c 'import os, sys, time
open(sys.argv[1], "w")
while True:
    os.getppid()
    time.sleep(0.001)' "$work/ready" &
	busy=$!
	until_true test -e "$work/ready" || return 1
	out=$("$tool" -p $busy -x -o name,calls 0.3 3)
	kill $busy
	wait $busy 2>/dev/null
	[ "$(grep -c '^getppid ' <<<"$out")" -eq 3 ] && [ "$(grep -c '^name ' <<<"$out")" -eq 3 ]
}

# selected_by OPTION VALUE: counts a getppid loop that it was not told the pid of
selected_by() {
	local out
	out=$("$tool" "$@" -x -o name,calls 0.4 1)
	[ "$(awk '$1 == "getppid" { print ($2 > 10) }' <<<"$out")" = 1 ]
}

others() {
	local busy status=0
	setpriv --reuid 4242 --regid 4242 --clear-groups /usr/bin/python3 -c 'import os, time
open("/proc/self/comm", "w").write("busy loop")
while True:
    os.getppid()
    time.sleep(0.001)' &
	busy=$!
	until_true grep -qx 'busy loop' /proc/$busy/comm || return 1
	selected_by --uid 4242 || status=1
	selected_by --comm 'busy loop' || status=1
	kill $busy
	wait $busy 2>/dev/null
	return $status
}

# The tool is killed: nothing is left, and the command lives on.
killed() {
	local pid child
	rm -rf "${work:?}"/*
	"$tool" -- sh -c "echo \$\$ >$work/pid; exec sleep 100" 2>/dev/null &
	pid=$!
	until_true test -s "$work/pid" || return 1
	child=$(cat "$work/pid")
	kill -KILL $pid
	wait $pid 2>/dev/null
	kill -0 "$child" || return 1
	kill "$child"
	until_true module_unload 2>/dev/null && module_load
}

without_module() {
	local status
	rm -rf "${work:?}"/*
	"$tool" -- touch "$work/ran" 2>"$work/err"
	status=$?
	[ $status -eq 3 ] && ! [ -e "$work/ran" ] && grep -q 'modprobe syscallstat$' "$work/err"
}

module_need
trap finish EXIT
if ! command -v strace make git >/dev/null; then
	echo "1..0 # SKIP strace, make or git is not installed"
	exit 4
fi

echo "1..17"
check "without the module the command does not run" without_module
module_load || exit 1
check "a shell and its children, as strace counts in the same run" shell_loop
check "make -j" parallel_make
check "git" git_history
check "a server with threads" threaded_server
check "tar, as strace counts in another run" archive
check "a shell, from its execve on" same_command sh -c 'for i in 1 2 3; do /bin/true; done'
check "--strace is like strace -c" like_strace
check "the status of the command" its_status
check "the output of the command is its own" its_output
check "descendants are waited for" descendants
check "signals are passed on" signals
check "--user" another_user
check "intervals" intervals
check "--uid and --comm" others
check "a tool that is killed leaves nothing" killed
check "nothing was missed" test "$(key missed)" = 0
exit $failed
