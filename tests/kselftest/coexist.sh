#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Beside other tools that look at the same calls: all of them work, and all count what was
# made. Each is started while the module is loaded, sees it use one hook after another, go
# away, and come back.

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh
. ./exact.sh

tracing=/sys/kernel/tracing
calls=500
symbol=$(awk -v name="$ordinary_name" '$3 ~ "^__(x64|arm64)_sys_" name "$" { print $3 }' /proc/kallsyms | head -n 1)
work=$(mktemp -d)
pid=
declare -A seen=()

finish() {
	local tool
	for tool in function kprobe bpftrace; do
		"${tool}_end" 2>/dev/null
	done
	if module_loaded; then
		module_unload
	fi
	rm -rf "$work"
}

have() {
	command -v "$1" >/dev/null
}

# TOOL_has: can it be had here, else why not? TOOL_begin and TOOL_end: around all runs;
# TOOL_around: in front of the command of each run. What a tool has counted is
# added to seen[TOOL].

# add_seen TOOL N: none if it has left nothing to count
add_seen() {
	seen[$1]=$((${seen[$1]} + ${2:-0}))
}

strace_has() { have strace || echo "there is no strace"; }
strace_around() { around+=(strace -f -c -U "name,calls" -o "$work/strace"); }
strace_ran() {
	add_seen strace "$(awk -v name="$ordinary_name" '$1 == name { n = $2 } END { print n + 0 }' "$work/strace")"
}

perf_has() {
	have perf || echo "there is no perf"
}
perf_around() { around+=(perf trace -s -e "$ordinary_name" -o "$work/perf"); }
perf_ran() {
	add_seen perf "$(awk -v name="$ordinary_name" '$1 == name { n += $2 } END { print n + 0 }' "$work/perf")"
}

bpftrace_has() { have bpftrace || echo "there is no bpftrace"; }
bpftrace_begin() {
	local tries
	# With -o it would keep what it says until its end.
	bpftrace -B line -e "
		BEGIN { printf(\"begun\\n\"); }
		tracepoint:raw_syscalls:sys_enter /args->id == $ordinary_nr/ { @begun = count(); }
		tracepoint:raw_syscalls:sys_exit /args->id == $ordinary_nr/ { @ended = count(); }" \
		>"$work/bpftrace" 2>"$work/bpftrace.log" &
	pid=$!
	for ((tries = 0; tries < 600; tries++)); do
		! grep -qs begun "$work/bpftrace" || return 0
		kill -0 $pid 2>/dev/null || break
		sleep 0.2
	done
	sed 's/^/# /' "$work/bpftrace.log"
	return 1
}
bpftrace_end() {
	[ -n "$pid" ] || return 0
	kill -INT "$pid"
	wait "$pid"
	pid=
	# Entries and exits must be the same.
	seen[bpftrace]=$(awk '/^@/ { n[$1] = $2 }
		END { print n["@begun:"] == n["@ended:"] ? n["@begun:"] + 0 : -1 }' "$work/bpftrace")
}

function_has() {
	grep -qsw function $tracing/available_tracers && [ -n "$symbol" ] || echo "the kernel cannot trace functions"
}
function_begin() {
	echo "$symbol" >$tracing/set_ftrace_filter && echo function >$tracing/current_tracer && echo >$tracing/trace
}
function_end() {
	seen[function]=$(grep -c "$symbol <-" $tracing/trace)
	echo nop >$tracing/current_tracer
	echo >$tracing/set_ftrace_filter
}

kprobe_has() { [ -e $tracing/kprobe_events ] && [ -n "$symbol" ] || echo "the kernel has no kprobe events"; }
kprobe_begin() {
	echo "p:scs_test/entry $symbol" >$tracing/kprobe_events &&
		echo "r:scs_test/return $symbol" >>$tracing/kprobe_events &&
		echo 1 >$tracing/events/scs_test/enable
}
kprobe_end() {
	[ -e $tracing/events/scs_test ] || return 0
	echo 0 >$tracing/events/scs_test/enable
	seen[kprobe]=$(awk '$1 == "entry" || $1 == "return" { n[$1] = $2; missed += $3 }
		END { print n["entry"] == n["return"] && !missed ? n["entry"] + 0 : -1 }' $tracing/kprobe_profile)
	echo >$tracing/kprobe_events
}

call_if_there_is() {
	! declare -F "$1" >/dev/null || "$1"
}

# run HOOK TOOL...: one run of the program, counted by all; '-' is without the module
run() {
	local hook=$1 tool around=() ours
	shift
	if [ "$hook" != - ]; then
		# In one write: the shell's own printf makes one for each line.
		env printf 'hook %s\nsyscalls %s,read\nreset\n' "$hook" "$ordinary_name" >$control || return 1
	fi
	for tool; do
		call_if_there_is "${tool}_around"
	done
	"${around[@]}" "$output/exact" -o $calls >/dev/null 2>"$work/err" || { sed 's/^/# /' "$work/err"; return 1; }
	for tool; do
		call_if_there_is "${tool}_ran"
	done
	made=$((made + calls))
	[ "$hook" != - ] || return 0
	ours=$(exact_calls 64 "$ordinary_name")
	[ "$ours" -eq $calls ] && exact_balanced && return
	echo "# $hook: $ours calls, of $calls"
	return 1
}

beside() {
	local tool hook made=0 ret=0
	seen=()
	module_load || return 1
	for tool; do
		seen[$tool]=0
		call_if_there_is "${tool}_begin" || ret=1
	done
	for hook in tracepoint kprobe ftrace tracepoint; do
		run $hook "$@" || ret=1
	done
	module_unload && run - "$@" && module_load && run kprobe "$@" || ret=1
	for tool; do
		call_if_there_is "${tool}_end" || ret=1
	done
	# Which goes first makes no difference.
	run tracepoint "$@" && made=$((made - calls)) || ret=1
	module_unload || ret=1
	for tool; do
		# What wraps the program was there for the last run, too.
		! declare -F "${tool}_around" >/dev/null || seen[$tool]=$((${seen[$tool]} - calls))
		[ "${seen[$tool]}" -eq $made ] && continue
		echo "# $tool: ${seen[$tool]} calls, of $made"
		ret=1
	done
	return $ret
}

module_need
trap finish EXIT
tools=() all=(strace perf bpftrace function kprobe)
echo "TAP version 13"
echo "1..$((${#all[@]} + 1))"
for tool in "${all[@]}"; do
	why=$("${tool}_has")
	if [ -n "$why" ]; then
		number=$((number + 1))
		echo "ok $number beside $tool # SKIP $why"
		continue
	fi
	tools+=("$tool")
	check "beside $tool" beside "$tool"
done
check "beside ${tools[*]} at a time" beside "${tools[@]}"
exit $failed
