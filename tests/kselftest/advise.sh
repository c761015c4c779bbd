#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Advice of the tool, on programs with a habit and on the same without it: that rule is
# named, for that call, and no other. And a comparison of two such runs.
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

# advice FILE: "RULE CALL" of each advice in JSON
advice() {
	jq -r '.advise[] | .rule + " " + .name' "$1"
}

# habit MODE [EXPECTED]: what is said about it, all of it
habit() {
	local said
	"$tool" advise --json --output-file "$work/json" -- "$output/habits" "$1" || return 1
	said=$(advice "$work/json") || return 1
	[ "$said" != "${2:-}" ] || return 0
	echo "# $1: '$said', not '${2:-}'"
	sed 's/^/#   /' "$work/json"
	return 1
}

# check_quick DESCRIPTION COMMAND...: of what is told only if there are 1000 calls a second, of
# a program that makes 20000. Where faults are looked for there may be fewer, and nothing is
# said.
check_quick() {
	local description=$1 begun=$SECONDS status=0
	shift
	"$@" >"$work/said" || status=1
	if [ $status -ne 0 ] && [ $((SECONDS - begun)) -ge 20 ] && [ -z "$(advice "$work/json" || echo none)" ]; then
		description+=" # SKIP fewer than 1000 calls a second"
		status=0
	else
		cat "$work/said"
	fi
	check "$description" [ $status -eq 0 ]
}

# The evidence is what the program did.
evidence() {
	"$tool" advise --json --output-file "$work/json" -- "$output/habits" small-writes &&
		jq -e '.advise[0] | .calls == 20000 and .count == 20000 and .mean_bytes == 1 and
			.gain_ns > 0' "$work/json" >/dev/null &&
		"$tool" advise --json --output-file "$work/json" -- "$output/habits" eagain-loop &&
		jq -e '.advise[0] | .count == 20000 and .error == "EAGAIN" and .share_pct > 99 and
			.count_per_s > 1000' "$work/json" >/dev/null
}

# silent COMMAND...: as long as there is nothing to say
silent() {
	[ -z "$("$tool" advise -- "$output/habits" "$1" 2>&1)" ]
}

# Of the whole machine: the view is read beside the file.
machine() {
	echo reset >$control && "$output/habits" failed-opens && "$tool" advise -J -e openat >"$work/json" &&
		[ "$(advice "$work/json")" = "failed-lookups openat" ]
}

interval() {
	local loop status
	while :; do "$output/habits" failed-stats; done &
	loop=$!
	"$tool" advise -J -y -e newfstatat 1 1 >"$work/json"
	status=$?
	kill $loop
	wait $loop 2>/dev/null
	[ $status -eq 0 ] && [ "$(advice "$work/json")" = "failed-lookups newfstatat" ]
}

saved() {
	"$tool" --raw --output-file "$work/small" -- "$output/habits" small-writes &&
		"$tool" --raw --output-file "$work/large" -- "$output/habits" large-writes &&
		"$tool" advise -J -i "$work/small" >"$work/json" &&
		[ "$(advice "$work/json")" = "small-writes write" ] &&
		[ -z "$("$tool" advise -i "$work/large")" ]
}

# A program, and the same with 512 bytes for each that it wrote.
two_runs() {
	"$tool" diff -x -e write -o name,old_calls,new_calls,new_bytes "$work/small" "$work/large" \
		>"$work/diff" 2>"$work/err" &&
		[ "$(tail -n 1 "$work/diff" | tr -s ' ')" = "write 20000 20000 10240000" ] &&
		grep -q "side by side" "$work/err"
}

# Of one machine: before a program ran, and after.
later() {
	"$tool" --raw >"$work/before" && "$output/habits" allowed && "$tool" --raw >"$work/after" &&
		"$tool" diff -x -e getppid -o name,new_calls,status,new_p50_ns "$work/before" "$work/after" \
			>"$work/diff" 2>"$work/err" &&
		awk '$1 == "getppid" { ok = $2 == 20000 && $4 > 0 } END { exit !ok }' "$work/diff" &&
		grep -q "goes on from" "$work/err"
}

# Whoever reset the counters in between is told so.
was_reset() {
	echo reset >$control && "$tool" --raw >"$work/after" &&
		"$tool" diff "$work/before" "$work/after" 2>&1 >/dev/null |
		grep -q "side by side.*generation [0-9]* became"
}

module_need
trap finish EXIT
if ! command -v "$tool" >/dev/null || ! command -v jq >/dev/null; then
	echo "1..0 # SKIP no syscallstat or no jq; SYSCALLSTAT= may name the tool"
	exit 4
fi

echo "1..28"
module_load || exit 1
check "small reads" habit small-reads "small-reads read"
check "... not of 512 bytes" habit large-reads
check "small writes" habit small-writes "small-writes write"
check "... not of 512 bytes" habit large-writes
check "... nor of a file of its own each" habit small-files
check_quick "one message received at a time" habit single-receives "single-receives recvmsg"
check_quick "one message sent at a time" habit single-sends "single-sends sendmsg"
check "... but not several" habit many-messages
check "a loop on EAGAIN" habit eagain-loop "eagain-loop read"
check "... not edge-triggered epoll" habit edge-triggered
check "opens of what is not there" habit failed-opens "failed-lookups openat"
check "stats of what is not there" habit failed-stats "failed-lookups newfstatat"
check "... not if most of it is there" habit lookups
check_quick "a lock that is fought for" habit futex-contention "futex-contention futex"
check "... not one that is not, nor waiting for work" habit uncontended
check "calls that signals interrupt" habit interrupted "interrupted read"
check "... not signals by a file" habit signals-by-file
check "calls that seccomp refuses" habit refused "refused getppid"
check "... not those that it allows" habit allowed
check "the evidence" evidence
check "nothing to say: not a word" silent large-reads
check "of the whole machine" machine
check "of an interval" interval
check "of a saved text" saved
check "diff: two runs" two_runs
check "diff: a later reading" later
check "diff: a reset" was_reset
check "nothing was missed" test "$(key missed)" = 0
exit $failed
