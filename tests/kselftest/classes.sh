#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The classes of system calls are those of strace: a program has every call
# refused, strace shows those of a class, and the module counts those of it.

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh

work=$(mktemp -d)
classes="%clock %creds %desc %file %ipc %memory %network %net %process %pure %signal
	%stat %lstat %fstat %%stat %statfs %fstatfs %%statfs"

finish() {
	module_unload
	rm -rf "$work"
}

# What strace shows of a class, as ABI:NAME. It decides for itself what to look
# inside of, and calls that are newer than it have no name there.
strace_names() {
	local abi
	for abi in $abis; do
		strace -q -e signal=none -e trace="$1" -o "$work/trace" "$output/refused" $abi &&
			awk -v abi=$abi '/ = -1 ENOSYS/ && !/^syscall_0x/ { sub(/\(.*/, ""); print abi ":" $0 }' \
				"$work/trace"
	done | sort -u
}

# The first time on a CPU it may make new calls faster than there is memory for their rows,
# which is said; then they are there.
module_names() {
	local abi
	echo "syscalls $1" >$control || return 1
	for _ in 1 2 3; do
		echo reset >$control || return 1
		for abi in $abis; do
			"$output/refused" "$abi" || return 1
		done
		[ "$(key missed)" != 0 ] || break
	done
	awk '($1 == "64" || $1 == "32") && $7 > 0 { print $1 ":" $3 }' $proc | sort -u
}

# Calls that both strace and the kernel have: each may be newer than the other.
known() {
	strace_names all | grep -v ':socketcall$' >"$work/strace"
	module_names all | grep -xF -f "$work/strace" >"$work/known"
}

same_members() {
	strace_names "$1" | grep -xF -f "$work/known" >"$work/strace"
	module_names "$1" | grep -xF -f "$work/known" >"$work/module"
	[ -s "$work/strace" ] || return 1
	diff "$work/strace" "$work/module" | sed 's/^/# /'
	[ "${PIPESTATUS[0]}" -eq 0 ]
}

module_need
if ! command -v strace >/dev/null; then
	echo "1..0 # SKIP strace is not installed"
	exit 4
fi
if ! module_load hook=tracepoint 2>/dev/null; then
	echo "1..0 # SKIP refused calls are seen by hook tracepoint alone, and this kernel is without"
	exit 4
fi
trap finish EXIT
abis=64
"$output/refused" 32
[ $? -eq 4 ] || abis="64 32"
if [ "$(uname -m)" = aarch64 ]; then
	# Of these two it has no member.
	classes=$(echo "$classes" | tr -s ' \t\n' '\n' | grep -vx -e %stat -e %lstat)
fi
known

echo "TAP version 13"
echo "1..$(echo "$classes" | wc -w)"
for class in $classes; do
	check "$class" same_members "$class"
done
exit $failed
