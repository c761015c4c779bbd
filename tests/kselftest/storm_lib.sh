# SPDX-License-Identifier: GPL-2.0
#
# What all storms need; sourced by storm.sh. A storm is a load in a cgroup of its own, which
# is frozen to hold the ledger to its word while nothing else runs.

cgroups=/sys/fs/cgroup
stormy=$cgroups/storm
work=$(mktemp -d)
storm_pids=()
reader_pids=()
maker_pid=
declare -A did=()

# What makes calls at random is nobody's, for root could stop the machine; and some of stress-ng's
# stressors do nothing as root.
nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
chmod 755 "$work"
mkdir -p -m 777 "$work/nobody"

# count NAME [N]: for the line that says what was done
count() {
	did[$1]=$((${did[$1]:-0} + ${2:-1}))
}

# A line for each, of which `make soak` makes a table.
say_what_was_done() {
	local name
	for name in $(printf '%s\n' "${!did[@]}" | sort); do
		echo "# did $name ${did[$name]}"
	done
}

# storm_begin COMMAND...: until storm_end, in the cgroup
storm_begin() {
	mkdir -p $stormy
	(
		echo $BASHPID >$stormy/cgroup.procs
		# Where memory runs out, it is not the tests that go.
		echo 1000 >/proc/self/oom_score_adj
		exec "$@"
	) >>"$work/log" 2>&1 </dev/null &
	storm_pids+=($!)
	# That it is killed in the end is nothing to tell.
	disown $!
}

# stress_begin [WRAPPER...] -- ARGUMENT...: a storm of stress-ng
stress_begin() {
	local wrapper=()
	while [ "$1" != -- ]; do
		wrapper+=("$1")
		shift
	done
	shift
	storm_begin nice -n 19 "${wrapper[@]}" stress-ng --temp-path "$work/nobody" --timeout 0 "$@"
}

# stress STRESSOR...: the same, each with one worker
stress() {
	local stressor arguments=() nobodys=()
	for stressor; do
		case $stressor in
		exec) nobodys+=("--$stressor" 1) ;;
		*) arguments+=("--$stressor" 1) ;;
		esac
	done
	stress_begin -- "${arguments[@]}"
	[ ${#nobodys[@]} -eq 0 ] || stress_begin "${nobody[@]}" -- "${nobodys[@]}"
	sleep 1
	storm_blows
}

# Is all of it going on still?
storm_blows() {
	local pid ret=0
	for pid in "${storm_pids[@]}"; do
		kill -0 "$pid" 2>/dev/null || ret=1
	done
	! grep -qE '^stress-ng: .*(skipp|disabled)' "$work/log" || ret=1
	[ $ret -ne 0 ] || return 0
	echo "# the load, or some of it, does not go on by itself:"
	sed 's/^/#   /' "$work/log" | tail -n 5
	return 1
}

# A task stops after the call that it is in, which may have gigabytes to fill.
storm_freeze() {
	local end=$((SECONDS + 300))
	echo 1 >$stormy/cgroup.freeze
	while [ $SECONDS -lt $end ]; do
		! grep -qx 'frozen 1' $stormy/cgroup.events || return 0
		sleep 0.05
	done
	echo "# the load cannot be frozen"
	return 1
}

storm_thaw() {
	[ ! -e $stormy/cgroup.freeze ] || echo 0 >$stormy/cgroup.freeze
}

# storm_balanced: hold all still, and see whether the ledger balances
storm_balanced() {
	local ret=0 pid
	for pid in $maker_pid "${reader_pids[@]}"; do
		kill -STOP "$pid"
	done
	storm_freeze && exact_balanced || ret=1
	storm_thaw
	for pid in $maker_pid "${reader_pids[@]}"; do
		kill -CONT "$pid"
	done
	count ledgers
	return $ret
}

storm_end() {
	local pid end=$((SECONDS + 60))
	[ -e $stormy ] || return 0
	storm_thaw
	while [ $SECONDS -lt $end ]; do
		for pid in $(cat $stormy/cgroup.procs $stormy/*/cgroup.procs 2>/dev/null); do
			kill -KILL "$pid" 2>/dev/null
		done
		! grep -qx 'populated 0' $stormy/cgroup.events || break
		sleep 0.05
	done
	storm_pids=()
	rm -f "$work/log"
	rmdir $stormy/*/ 2>/dev/null
	rmdir $stormy
}

# What makes calls all the time, and knows how many.
maker_begin() {
	made_before=$(exact_calls)
	"$output/exact" -u 500 >"$work/made" &
	maker_pid=$!
}

# maker_end: all that it has made is counted
maker_end() {
	local made counted
	kill -TERM "$maker_pid"
	wait "$maker_pid"
	maker_pid=
	made=$(<"$work/made")
	counted=$(($(exact_calls) - made_before))
	count exact_calls "$made"
	[ "$made" -gt 0 ] && [ "$made" -eq $counted ] && return
	echo "# $made calls were made in the storm, and $counted counted"
	return 1
}

# Four of them, each of another file.
readers_begin() {
	local name
	for name in proc tasks histogram inflight; do
		nice -n 5 "$output/readers" $name >"$work/reader.$name" &
		reader_pids+=($!)
	done
}

# readers_end: none of them has seen anything torn
readers_end() {
	local pid ret=0
	for pid in "${reader_pids[@]}"; do
		kill -TERM "$pid" 2>/dev/null
		wait "$pid" || ret=1
	done
	reader_pids=()
	if [ $ret -ne 0 ]; then
		cat "$work"/reader.*
		return 1
	fi
	count readings "$(cat "$work"/reader.* | awk '{ n += $1 } END { print n }')"
}

# storm_passed: the end of each: all is counted, and the ledger balances
storm_passed() {
	local ret=0
	if [ -n "$maker_pid" ]; then
		maker_end || ret=1
	fi
	storm_end
	exact_balanced || ret=1
	exact_counted 1000 || ret=1
	count exact_calls 1000
	count calls "$(key entered)"
	return $ret
}

# storm DESCRIPTION COMMAND...: one test, of which nothing is left behind; 4 is to skip, because
# of $reason
storm() {
	local description=$1 status=0 begun=$SECONDS pid
	shift
	number=$((number + 1))
	"$@" || status=$?
	for pid in $maker_pid "${reader_pids[@]}"; do
		kill -KILL "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	maker_pid='' reader_pids=()
	# What is left if it failed in its midst.
	exec 5<&- 6<&- 7<&- 8<&- 9<&-
	# shellcheck disable=SC2086 # none, or some
	kill -KILL ${BLOCKED_PID:-} ${CROWD_PID:-} 2>/dev/null
	storm_end
	if module_loaded && ! module_unload; then
		status=1
	fi
	case $status in
	0) echo "ok $number $description" ;;
	4) echo "ok $number $description # SKIP $reason" ;;
	*) echo "not ok $number $description"; failed=1 ;;
	esac
	echo "# $((SECONDS - begun)) s"
}

# skip REASON: to be returned by a storm
skip() {
	reason=$*
	return 4
}
