#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Loading with each hook: its parameters good and bad, what it cannot follow,
# and unloading at bad moments.
#
#   SYSCALLSTAT_SWITCHES  (environment) a tenth of that is how often under load, but 20 times at most

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh

sleepers=()
busy=

finish() {
	# shellcheck disable=SC2086 # none or one
	kill "${sleepers[@]}" $busy 2>/dev/null
	wait 2>/dev/null
	if module_loaded; then
		module_unload
	fi
}

parameters() {
	local hook
	for hook in tracepoint kprobe ftrace; do
		module_load hook=$hook syscalls=64:getppid,sync || return 1
		[ "$(key hook)" = $hook ] && [ "$(key syscalls)" = 64:getppid,sync ] &&
			[ "$(key epoch)" = 1 ] && [ "$(key generation)" = 1 ] || return 1
		sync
		[ "$(awk '$1 == "64" { print $3, $4 }' $proc)" = "sync 1" ] || return 1
		module_unload || return 1
	done
}

nothing_selected() {
	module_load hook=tracepoint syscalls=none || return 1
	sync
	[ "$(key syscalls)" = none ] && [ "$(key entered)" = 0 ] && ! grep -E '^(64|32|x32) ' $proc || return 1
	echo 'syscalls 64:sync' >$control
	sync
	[ "$(awk '$1 == "64" { print $3, $4 }' $proc)" = "sync 1" ] && module_unload
}

# Classes take longest to look up; if that is too long, the kernel says so.
longest_list() {
	local list
	list=$(printf '%%desc,%.0s' {1..680})
	module_load start=0 || return 1
	echo "syscalls ${list%,}" >$control && [ "$(key syscalls)" = "${list%,}" ] && module_unload
}

refused() {
	! module_load "$@" 2>/dev/null && ! module_loaded && ! [ -e $proc ]
}

bad_parameters() {
	refused hook=bogus && refused hook= && refused 'hook="kprobe "' &&
		refused syscalls=bogus && refused syscalls= && refused syscalls=read,,write &&
		refused $'hook="auto\nstop"' && refused hook=ftrace syscalls=none &&
		refused hook=kprobe syscalls=-1 && refused hook=kprobe kprobe_instances=0 &&
		refused hook=kprobe kprobe_instances=4000000000 &&
		refused hook=kprobe kprobe_instances=2000000000 syscalls=read
}

# one_line PATTERN COMMANDS: they are refused, and the kernel log has one line of it
one_line() {
	log_mark
	! echo "$2" >$control 2>/dev/null && [ "$(log_since | wc -l)" -eq 1 ] &&
		log_since | grep -q "syscallstat: .*$1" || { log_since; return 1; }
}

refusals_are_told() {
	local status
	module_load hook=kprobe syscalls=sync || return 1
	one_line 'command: "bogus"' bogus && one_line 'system call: "bogus"' $'reset\nsyscalls none,bogus' &&
		one_line 'no such hook' 'hook none' &&
		one_line 'no selected system call' 'syscalls -1' || return 1
	# Not every kernel lets ftrace be switched off.
	if echo 0 2>/dev/null >/proc/sys/kernel/ftrace_enabled; then
		one_line ftrace_enabled 'hook ftrace'
		status=$?
		echo 1 >/proc/sys/kernel/ftrace_enabled
		[ $status -eq 0 ] || return 1
	fi
	module_unload
}

# Five tasks are in one call, and there is room to follow two of them.
missed_is_shown() {
	local i
	log_mark
	module_load hook=kprobe syscalls=64:clock_nanosleep kprobe_instances=2 || return 1
	for i in 0 1 2 3 4; do
		sleep 1000 &
		sleepers[i]=$!
	done
	for i in "${sleepers[@]}"; do
		while [ "$(cut -d' ' -f1 "/proc/$i/syscall")" = running ]; do :; done
	done
	[ "$(key inflight)" = 2 ] && [ "$(key missed)" = 3 ] || return 1
	# It stays missed when the hook goes; a reset forgets it.
	echo stop >$control && [ "$(key missed)" = 3 ] && [ "$(key abandoned)" = 2 ] || return 1
	echo reset >$control && [ "$(key missed)" = 0 ] || return 1
	log_since | grep -q 'syscallstat: hook kprobe: 3 calls not seen; raise kprobe_instances=2$' || return 1
	kill "${sleepers[@]}"
	wait "${sleepers[@]}" 2>/dev/null
	sleepers=()
	module_unload
}

loads=$((${SYSCALLSTAT_SWITCHES:-200} / 10))
((loads <= 20)) || loads=20
((loads >= 1)) || loads=1
under_load() {
	local n
	for ((n = 0; n < loads; n++)); do
		module_load "$@" || return 1
		[ "$(key state)" = running ] && [ "$(key missed)" = 0 ] || return 1
		module_unload || return 1
	done
}

module_need
for hook in tracepoint kprobe ftrace; do
	if ! module_load hook=$hook syscalls=sync 2>/dev/null; then
		echo "1..0 # SKIP this kernel is without hook $hook"
		exit 4
	fi
	module_unload
done
trap finish EXIT

echo "TAP version 13"
echo "1..11"
check "hook= and syscalls=" parameters
check "none is none" nothing_selected
check "a list as long as can be" longest_list
check "bad parameters are refused" bad_parameters
check "each refusal is one line in the kernel log" refusals_are_told
check "what kprobe_instances= has no room for is missed" missed_is_shown
for hook in kprobe ftrace; do
	check "hook $hook, with a task asleep in a call" sleepers_do_not_hold hook=$hook
done
"$output/busy" &
busy=$!
check "hook kprobe, $loads times under load" under_load hook=kprobe syscalls=%signal,%process
check "hook ftrace, $loads times under load" under_load hook=ftrace
check "a selection, $loads times under load" under_load hook=tracepoint 'syscalls=!%desc'
exit $failed
