#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# `syscallstat overhead` measures the module, and leaves it as it found it.
#
#   SYSCALLSTAT  (environment) the tool to test; else that of the PATH

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh

tool=${SYSCALLSTAT:-syscallstat}
unprivileged=(setpriv --reuid 65534 --regid 65534 --clear-groups)

finish() {
	if module_loaded; then
		module_unload
	fi
}

not_loaded() {
	local status
	"$tool" overhead 2>&1 | grep -q 'load it with: modprobe syscallstat$' || return 1
	"$tool" overhead 2>/dev/null
	status=$?
	[ $status -eq 3 ]
}

measures() {
	module_load syscalls=64:getppid || return 1
	"$tool" overhead --json | jq -e '.overhead[0] | .hook == "tracepoint" and
		.syscalls == "64:getppid" and .stopped_ns > 0 and .running_ns > .stopped_ns and
		(.running_ns - .stopped_ns - .added_ns | fabs) < 0.2 and .added_percent > 0' \
		>/dev/null || return 1
	[ "$("$tool" overhead | wc -l)" -eq 2 ]
}

restores() {
	local state status
	for state in running stopped; do
		echo "${state/running/start}" | sed 's/stopped/stop/' >$control
		"$tool" overhead >/dev/null && [ "$(key state)" = $state ] || return 1
		# Also if it is interrupted.
		timeout -s INT 0.5 "$tool" overhead >/dev/null
		status=$?
		[ $status -eq 124 ] && [ "$(key state)" = $state ] || return 1
	done
}

unprivileged_says_why() {
	local status
	"${unprivileged[@]}" "$tool" overhead 2>&1 | grep -q 'this takes root$' || return 1
	"${unprivileged[@]}" "$tool" overhead 2>/dev/null
	status=$?
	[ $status -eq 1 ]
}

module_need
if ! command -v "$tool" >/dev/null || ! command -v jq >/dev/null; then
	echo "1..0 # SKIP no syscallstat or no jq; SYSCALLSTAT= may name the tool"
	exit 4
fi
trap finish EXIT

echo "TAP version 13"
echo "1..4"
check "not loaded, so exit status 3" not_loaded
check "overhead measures a call" measures
check "overhead leaves the state as it was" restores
check "unprivileged, it says why it cannot" unprivileged_says_why
exit $failed
