# SPDX-License-Identifier: GPL-2.0
#
# Storms of the machine itself: CPUs that come and go, memory that runs out, processes
# that change their cgroup, and very many threads; sourced by storm.sh.

cpus=/sys/devices/system/cpu

# hotplug CPU: take it away, and give it back. What makes calls meanwhile is moved about.
hotplug() {
	echo 0 >$cpus/cpu"$1"/online && sleep 0.1 && echo 1 >$cpus/cpu"$1"/online && sleep 0.1 || return 1
	count hotplugs
}

storm_of_hotplugs() {
	local n present others
	present=(/sys/devices/system/cpu/cpu[1-9]*/online)
	[ -e "${present[0]}" ] || skip "no CPU can be taken away" || return
	others=${#present[@]}
	module_load || return 1
	stress fork pthread sigq switch || return 1
	maker_begin
	readers_begin
	for ((n = 0; n < hotplugs; n++)); do
		if ! hotplug $((n % others + 1)); then
			echo "# hotplug $n"
			return 1
		fi
		[ $((n % 10)) -ne 0 ] || storm_balanced || return 1
	done
	storm_blows && readers_end || return 1
	storm_passed
}

# somebody_is_killed: after a while, of the storm
somebody_is_killed() {
	local end=$((SECONDS + seconds + 600)) killed=0
	sleep "$seconds"
	while [ $killed -eq 0 ] && [ $SECONDS -lt $end ]; do
		sleep 1
		killed=$(awk '$1 == "oom_kill" { print $2 }' $stormy/memory.events)
	done
	count oom_kills $killed
	[ $killed -gt 0 ] && return
	echo "# nobody ran out of memory"
	return 1
}

# First in a cgroup that may have little, then of the whole machine.
storm_of_memory() {
	local free
	echo +memory >$cgroups/cgroup.subtree_control 2>/dev/null ||
		skip "the kernel has no cgroup of memory" || return
	module_load || return 1
	maker_begin
	mkdir -p $stormy
	echo $((64 << 20)) >$stormy/memory.max
	[ ! -e $stormy/memory.swap.max ] || echo 0 >$stormy/memory.swap.max
	stress_begin -- --bigheap 2 --fork 1 --brk 1
	somebody_is_killed && storm_blows || return 1
	storm_balanced || return 1
	storm_end

	free=$(awk '$1 == "MemAvailable:" { print int($2 / 1024) }' /proc/meminfo)
	stress fork sigq || return 1
	# Each of them asks for less than there is, else it would get nothing.
	stress_begin -- --vm 3 --vm-keep --vm-populate --vm-bytes $((free * 2))M
	somebody_is_killed || return 1
	storm_balanced || return 1
	storm_passed
}

storm_of_cgroups() {
	local n pid
	module_load || return 1
	stress fork sigq pthread || return 1
	mkdir -p $stormy/here $stormy/there $stormy/counted
	[ -e /dev/syscallstat ] || skip "there are no sessions here" || return
	exec 9<>/dev/syscallstat || return 1
	printf '%s\n' "cgroup /storm/counted" "syscalls $exact_abi:$exact_name" start >&9 || return 1
	for ((n = 0; n < moves; n++)); do
		for pid in $(cat $stormy/cgroup.procs $stormy/here/cgroup.procs); do
			echo "$pid" >$stormy/there/cgroup.procs && count cgroup_moves
		done 2>/dev/null
		for pid in $(cat $stormy/there/cgroup.procs); do
			echo "$pid" >$stormy/here/cgroup.procs && count cgroup_moves
		done 2>/dev/null
		# Half of its calls are made in there.
		("$output/exact" 50 && echo $BASHPID >$stormy/counted/cgroup.procs && exec "$output/exact" 50) || return 1
	done
	count exact_calls $((moves * 100))
	[ "$(awk -v name="$exact_name" '$3 == name { print $4 }' <&9)" = $((moves * 50)) ] || {
		echo "# a session of that cgroup does not say $((moves * 50))"
		return 1
	}
	[ "$(exact_calls)" = $((moves * 100)) ] || return 1
	exec 9>&-
	[ "${did[cgroup_moves]:-0}" -gt 0 ] || { echo "# nothing has moved"; return 1; }
	storm_balanced || return 1
	storm_passed
}

storm_of_threads() {
	local line n=$threads before
	[ "$(awk '$1 == "MemAvailable:" { print int($2 / 80) }' /proc/meminfo)" -ge "$n" ] ||
		skip "there is no memory for so many; SYSCALLSTAT_THREADS= may be fewer" || return
	module_load || return 1
	echo 4194304 >/proc/sys/kernel/pid_max
	echo $((2 * n + 10000)) >/proc/sys/kernel/threads-max
	before=$(exact_calls)
	stress fork sigq || return 1
	coproc CROWD { exec "$output/exact" -t "$n" 7; }
	read -r -t 600 -u "${CROWD[0]}" line && [ "$line" = ready ] || return 1
	[ "$(key inflight)" -ge "$n" ] || { echo "# $n threads, in flight $(key inflight)"; return 1; }
	[ $(($(exact_calls) - before)) -eq $((n * 7)) ] || return 1
	storm_balanced || return 1
	eval "exec ${CROWD[1]}>&-"
	# shellcheck disable=SC2153 # set by coproc
	wait "$CROWD_PID" || return 1
	count threads "$n"
	count exact_calls $((n * 7))
	storm_passed
}
