#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Hooks that the kernel can have work, others are refused with the reason, and
# "auto" is one that it can have. What it can have is told by its own files.

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh

tracing=/sys/kernel/tracing
kprobes=/sys/kernel/debug/kprobes/enabled

finish() {
	if module_loaded; then
		module_unload
	fi
}

# can HOOK: the kernel has what it takes
can() {
	case $1 in
	tracepoint) [ -e $tracing/events/raw_syscalls ] || [ -e $tracing/events/sched ] ;;
	kprobe) [ -e /sys/kernel/debug/kprobes/list ] ;;
	ftrace) [ -e $tracing/available_filter_functions ] && can kprobe ;;
	esac
}

works() {
	module_load hook=$1 syscalls=64:sync || return 1
	sync
	[ "$(key hook)" = "$1" ] && [ "$(awk '$1 == "64" { print $3, $4 }' $proc)" = "sync 1" ] ||
		return 1
	module_unload
}

is_refused() {
	log_mark
	! module_load hook=$1 2>/dev/null && log_since | grep -q "hook $1: this kernel has no .*CONFIG_" ||
		return 1
	module_load start=0 || return 1
	log_mark
	! echo "hook $1" >$control 2>/dev/null && [ "$(log_since | wc -l)" -eq 1 ] &&
		log_since | grep -q "hook $1: this kernel has no .*CONFIG_" && [ "$(key state)" = stopped ] ||
		return 1
	module_unload
}

waits_are_split() {
	module_load account_wait=1 || return 1
	[ "$(key account_wait)" = on ] && grep -qx "account wait on" $control &&
		grep -q ' bytes .*run_ns .*wait_ns$' $proc || return 1
	module_unload
}

waits_are_refused() {
	log_mark
	! module_load account_wait=1 2>/dev/null && log_since | grep -q "account wait: this kernel has no .*CONFIG_" ||
		return 1
	# The wish alone is none too many: it is for when counting starts.
	module_load start=0 account_wait=1 || return 1
	! echo start >$control 2>/dev/null && [ "$(key state)" = stopped ] || return 1
	module_unload
}

auto_is() {
	module_load hook=auto || return 1
	[ "$(key hook)" = "$1" ] && grep -qx "hook $1" $control || return 1
	module_unload
}

sessions_work() {
	module_load || return 1
	(exec 7<>/dev/syscallstat) || return 1
	module_unload
}

sessions_are_refused() {
	module_load || return 1
	(exec 7<>/dev/syscallstat) 2>&1 | grep -q "Operation not supported" || return 1
	module_unload
}

is_shown() {
	awk -v tid="$1" '$1 == tid { shown = 1 } END { exit !shown }' "${control%control}tasks"
}

# All threads that are shown are there.
all_live() {
	local tid
	while read -r tid _; do
		[[ $tid != [0-9]* ]] || [ -e "/proc/$tid" ] || { echo "# thread $tid is shown and gone"; return 1; }
	done <"${control%control}tasks"
}

# become PID: a process that has that pid, once it is given away again, and sleeps
become() {
	local most ret
	most=$(</proc/sys/kernel/pid_max)
	echo $(($1 + 400)) >/proc/sys/kernel/pid_max
	# shellcheck disable=SC2016 # for perl
	perl -e 'for (1 .. 5000) {
			my $pid = fork;
			sleep 1000, exit if !$pid && $$ == $ARGV[0];
			exit if !$pid || $pid == $ARGV[0];
			waitpid $pid, 0;
		}
		exit 1' "$1" >/dev/null
	ret=$?
	echo "$most" >/proc/sys/kernel/pid_max
	return $ret
}

# Kprobes may be all that tells of a thread's end, and somebody has switched them off. Its
# pid is given away later.
ended_unseen() {
	local sleeper ret=0
	module_load || return 1
	# Those below 300 are given away only once.
	! command -v perl >/dev/null || perl -e 'my $pid = 0;
		while ($pid < 310) { $pid = fork; exit if !$pid; waitpid $pid, 0 }'
	sleep 1000 &
	sleeper=$!
	is_shown $sleeper || ret=1
	echo 0 >$kprobes
	kill $sleeper
	wait $sleeper 2>/dev/null
	all_live && ! is_shown $sleeper || ret=1
	echo 1 >$kprobes
	if command -v perl >/dev/null; then
		become $sleeper && is_shown $sleeper || ret=1
		kill $sleeper
	fi
	module_unload && return $ret
}

module_need
trap finish EXIT

echo "TAP version 13"
echo "1..7"
for hook in tracepoint kprobe ftrace; do
	if can $hook; then
		check "hook $hook works" works $hook
	else
		check "hook $hook is refused, with the reason" is_refused $hook
	fi
done
if can tracepoint; then
	auto=tracepoint
	check "account_wait=1 splits times" waits_are_split
	check "sessions work" sessions_work
else
	auto=kprobe
	check "account_wait=1 is refused, with the reason" waits_are_refused
	check "sessions are refused" sessions_are_refused
fi
check "hook auto is $auto" auto_is $auto
if [ -e $kprobes ]; then
	check "a thread that ends while kprobes are switched off is gone" ended_unseen
else
	number=$((number + 1))
	echo "ok $number a thread that ends while kprobes are switched off # SKIP the kernel has none"
fi
exit $failed
