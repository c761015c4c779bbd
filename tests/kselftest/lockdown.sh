#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What is left under lockdown. It cannot be taken back before the next boot, and nothing
# can be loaded after it that is not signed: so this is not among the tests that run
# unasked (RUN=lockdown).

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh

security=/sys/kernel/security
debugfs=${control%/*}
tool=${SYSCALLSTAT:-syscallstat}

mountpoint -q $security || mount -t securityfs securityfs $security 2>/dev/null
if [ ! -e $security/lockdown ]; then
	echo "1..0 # SKIP the kernel has no lockdown"
	exit 4
fi
module_need

# refused FILE: it cannot be opened, to read or to write
refused() {
	! cat "$1" >/dev/null 2>&1 && ! (echo start >"$1") 2>/dev/null
}

reads() {
	[ "$(head -n 1 "$1" | cut -d ' ' -f 1)" = "$2" ]
}

counts() {
	"$tool" -J -o name,calls -- sh -c ':' 2>&1 | grep -q execve
}

overhead_is_refused() {
	! "$tool" overhead >/dev/null 2>&1
}

# with_hook HOOK: the kernel lets the module use it. That is told through a file that was
# opened before; else it would be by loading, for which the module would have to be signed.
with_hook() {
	env printf 'hook %s\nsyscalls getppid,openat,read\nreset\n' "$1" >&9 || return 1
	cat /dev/null
	[ "$(key hook)" = "$1" ] && [ "$(awk '$3 == "openat" { print $4 }' $proc)" -gt 0 ]
}

unsigned_is_refused() {
	! module_load 2>/dev/null
}

# at LEVEL: what must hold whatever the level is
at() {
	local level=$1
	(echo "$level" >$security/lockdown) 2>/dev/null
	check "lockdown=$level" grep -q "\[$level\]" $security/lockdown
	check "$level: /proc/syscallstat can be read" reads $proc syscallstat
	for view in histogram errnos tasks inflight percpu; do
		check "$level: view $view can be read" reads "$debugfs/$view" "syscallstat-$view"
	done
	check "$level: the control file cannot be opened" refused "$control"
	check "$level: a session counts" counts
	check "$level: syscallstat overhead is refused" overhead_is_refused
	for hook in tracepoint ftrace kprobe; do
		check "$level: hook $hook attaches, and counts" with_hook $hook
	done
}

echo "1..29"
module_load hook=kprobe syscalls=getppid,openat,read
check "hook kprobe, before" [ "$(key hook)" = kprobe ]
check "the control file can be opened, before" eval "cat $control >/dev/null && echo start >$control"
exec 9<>"$control"
at integrity
at confidentiality
exec 9>&-
module_unload
check "what is not signed is not loaded any more" unsigned_is_refused
exit $failed
