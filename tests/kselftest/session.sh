#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Sessions and the life of the module; and sessions used from a shell, by a user of
# a group to which the device was given.

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh

device=/dev/syscallstat
cpu=/sys/devices/system/cpu/cpu1/online
cgroups=/sys/fs/cgroup
cgroup=$cgroups/syscallstat
pids=()
# Ids that nobody else has.
user=4242
group=4343
as_user=(setpriv --reuid "$user" --regid "$user" --groups "$group")
as_nobody=(setpriv --reuid "$user" --regid "$user" --clear-groups)

finish() {
	kill "${pids[@]}" 2>/dev/null
	wait 2>/dev/null
	if module_loaded; then
		module_unload
	fi
}

# session_key KEY: of the text on standard input
session_key() {
	awk -v key="$1" '$1 == "#" && $2 == key { print $3 }'
}

node() {
	! [ -e $device ] || return 1
	module_load start=0 || return 1
	[ "$(stat -c '%F %a %u %g' $device)" = "character special file 600 0 0" ] || return 1
	# What counts in a session is its own affair.
	[ "$(key state)" = stopped ] || return 1
	module_unload && ! [ -e $device ]
}

open_session_holds() {
	module_load || return 1
	exec 7<>$device
	! module_unload 2>/dev/null || return 1
	printf 'pid %d\nfollow\nstart\n' $$ >&7 || return 1
	! module_unload 2>/dev/null || return 1
	exec 7<&-
	module_unload
}

# Whoever is selected, in a call or not, does not hold it.
selected_do_not_hold() {
	local sleeper
	module_load || return 1
	sleep 1000 &
	sleeper=$!
	while [ "$(cut -d' ' -f1 "/proc/$sleeper/syscall")" = running ]; do :; done
	exec 7<>$device
	printf 'pid %d\nuid 0\nfollow\nstart\n' $sleeper >&7 || return 1
	exec 7<&-
	module_unload || return 1
	kill -0 $sleeper || return 1
	kill $sleeper
	wait $sleeper 2>/dev/null
	[ $? -eq 143 ]
}

# Until the last that has it goes, however it goes.
inherited_holds() {
	local holder
	module_load || return 1
	sleep 1000 7<>$device &
	holder=$!
	while ! [ -e /proc/$holder/fd/7 ]; do :; done
	! module_unload 2>/dev/null || return 1
	kill -KILL $holder
	wait $holder 2>/dev/null
	module_unload
}

under_load() {
	local _
	"$output/busy" &
	pids+=($!)
	"$output/busy" &
	pids+=($!)
	for _ in {1..20}; do
		module_load || return 1
		exec 7<>$device
		printf 'uid 0\nfollow\nstart\n' >&7 || return 1
		[ "$(session_key missed <&7)" = 0 ] || return 1
		exec 7<&-
		module_unload || return 1
	done
}

no_memory() {
	module_load session_kib=1 || return 1
	[ "$(cat /sys/module/syscallstat/parameters/session_kib)" = 1 ] || return 1
	(exec 7<>$device) 2>&1 | grep -q "Cannot allocate memory" || return 1
	module_unload
}

# Some memory goes a little after its session does.
open_again() {
	local _
	for _ in {1..100}; do
		if (exec 7<>$device) 2>/dev/null; then
			exec 7<>$device
			return
		fi
		sleep 0.1
	done
	return 1
}

# With memory for two, there can be any number one after the other.
memory_comes_back() {
	local kib _
	module_load || return 1
	[ "$(cat /sys/module/syscallstat/parameters/session_kib)" -gt 0 ] || return 1
	exec 7<>$device
	printf 'uid 0\nfollow\nstart\n' >&7 || return 1
	kib=$(session_key memory_kib <&7)
	exec 7<&-
	module_unload || return 1

	module_load session_kib=$((2 * kib)) || return 1
	for _ in {1..30}; do
		open_again || return 1
		printf 'uid 0\nfollow\nstart\n' >&7 || return 1
		exec 7<&-
	done
	module_unload
}

bad_parameter() {
	! module_load session_kib=bogus 2>/dev/null && ! module_load session_kib=-1 2>/dev/null &&
		! module_loaded && ! [ -e $device ]
}

# A CPU comes up while a session is open, and the cgroup of whoever opened it has no memory left.
cpu_comes_up() {
	local status
	module_load || return 1
	echo 0 >$cpu || return 1
	mkdir $cgroup && echo $$ >$cgroup/cgroup.procs || return 1
	exec 7<>$device
	echo $$ >$cgroups/cgroup.procs
	echo 0 >$cgroup/memory.max
	echo 1 >$cpu
	status=$?
	exec 7<&-
	rmdir $cgroup
	# For the tests that come, if it was refused.
	[ $status -eq 0 ] || echo 1 >$cpu
	[ $status -eq 0 ] && [ "$(cat $cpu)" = 1 ] && module_unload
}

# Whoever has more memory than memory.high is put to sleep when he asks for more, for seconds. Then
# he must hold no lock that others wait for: that of all misc devices, or that of the state, as
# while a view is written.
over_memory() {
	local begun=$SECONDS reader stack slept=0 held=0
	module_load && mkdir $cgroup || return 1
	# shellcheck disable=SC2016 # for that shell
	bash -c 'echo $$ >"$1"/cgroup.procs
		much=$(head -c 20000000 /dev/zero | tr "\0" x)
		echo 1M >"$1"/memory.high
		while :; do
			exec 7<>"$2"
			printf "%s\n" "view all" "uid 0" start >&7
			read -r -u 7 text
		done' bash $cgroup $device &
	reader=$!
	pids+=("$reader")
	while [ $slept -lt 20 ] && [ $((SECONDS - begun)) -lt 120 ]; do
		sleep 0.1
		stack=$(</proc/$reader/stack)
		[[ "$stack" = *mem_cgroup_handle_over_high*'[syscallstat]'* ]] || continue
		slept=$((slept + 1))
		[[ "$stack" = *misc_open* || "$stack" = *scs_view_write* ]] || continue
		held=$((held + 1))
	done
	echo max >$cgroup/memory.high
	kill -KILL $reader
	wait $reader 2>/dev/null
	rmdir $cgroup
	echo "# of $slept times that he was seen asleep, he held up others $held times"
	[ $slept -gt 0 ] && [ $held -eq 0 ] && module_unload
}

# A shell has no way to go back in a file, and needs none for one reading.
# shellcheck disable=SC2016 # for that shell
group_member() {
	module_load || return 1
	chgrp $group $device && chmod 0660 $device || return 1
	! "${as_nobody[@]}" sh -c ': <>/dev/syscallstat' 2>/dev/null || return 1
	"${as_user[@]}" bash -euc '
		exec 7<>/dev/syscallstat
		printf "pid %d\nfollow\nsyscalls execve,execveat\nstart\n" $$ >&7
		/bin/true
		/bin/true
		if echo "uid 0" 2>/dev/null >&7; then exit 1; fi
		if echo "pid 1" 2>/dev/null >&7; then exit 1; fi
		echo stop >&7
		[ "$(awk "\$1 == 64 && \$3 == \"execve\" { print \$4 }" <&7)" = 2 ]' || return 1
	module_unload
}

module_need
module_load
hook=$(key hook)
module_unload
if [ "$hook" != tracepoint ]; then
	echo "1..0 # SKIP sessions need tracepoints, and this kernel is without"
	exit 4
fi
trap finish EXIT

echo "TAP version 13"
echo "1..11"
check "the node comes and goes with the module" node
check "an open session makes rmmod fail" open_session_holds
check "... until the last that has it is killed" inherited_holds
check "tasks that were selected do not" selected_do_not_hold
check "no more memory than session_kib=" no_memory
check "... which comes back" memory_comes_back
check "a bad session_kib= is refused" bad_parameter
if [ -w $cpu ] && echo +memory 2>/dev/null >$cgroups/cgroup.subtree_control; then
	check "a CPU comes up whatever the session's cgroup has left" cpu_comes_up
	check "who is over memory.high holds up nobody" over_memory
else
	for what in "a CPU comes up" "who is over memory.high holds up nobody"; do
		number=$((number + 1))
		echo "ok $number $what # SKIP no CPU 1 to be switched off, or no cgroups (v2) of memory"
	done
fi
check "a user of a group that it was given to, in a shell" group_member
check "20 times under load" under_load
exit $failed
