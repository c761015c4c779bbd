# SPDX-License-Identifier: GPL-2.0
#
# Storms of loading and unloading; sourced by storm.sh.

# What it is loaded with, in turn. Probes on functions take longer to come and go, and on all
# of them it would be seconds.
some_calls=$exact_name,read,write,close,openat,futex,wait4
load_kinds=(
	"" "account_wait=1" "" "hook=kprobe syscalls=$some_calls" "start=0"
	"" "account_wait=1" "" "hook=ftrace syscalls=$some_calls" "start=0"
)

# say_load: calls that `exact` made, all that were entered, and what was missed, in one reading
say_load() {
	awk -v abi="$exact_abi" -v name="$exact_name" '
		$1 == "#" { key[$2] = $3 }
		$1 == abi && $3 == name { n = $4 }
		END { print n + 0, key["entered"], key["missed"] }' $proc
}

# load_one KIND BALANCE: load it, count, and unload it
load_one() {
	local parameters made entered missed
	read -ra parameters <<<"$1"
	module_load "${parameters[@]}" || return 1
	if [ "$1" = start=0 ]; then
		read -r made entered missed < <(say_load)
		[ "$made $entered" = "0 0" ] && echo start >$control || return 1
	fi
	"$output/exact" 200 || return 1
	read -r made entered missed < <(say_load)
	count missed "$missed"
	if [ "$made $missed" != "200 0" ]; then
		echo "# 200 calls were made, $made counted, $missed missed"
		return 1
	fi
	count exact_calls 200
	count calls "$entered"
	if [ "$2" = balance ]; then
		storm_balanced || return 1
	fi
	module_unload && ! [ -e $proc ] || return 1
	count loads
}

storm_loads() {
	local n kind balance
	stress fork sigq ptrace seccomp exec || return 1
	for ((n = 0; n < loads; n++)); do
		kind=${load_kinds[n % ${#load_kinds[@]}]}
		balance=no
		# Of all kinds in the end, for the numbers have no common divisor.
		[ $((n % 7)) -ne 0 ] || balance=balance
		if ! load_one "$kind" $balance; then
			echo "# load $n, with '$kind'"
			return 1
		fi
	done
	storm_blows
}

# In each round tasks fall asleep in calls, before it is loaded or after; then it is unloaded
# with its file open four times, and being read.
unload_around() {
	local line
	[ $(($1 % 2)) -ne 0 ] || module_load || return 1
	coproc BLOCKED { exec "$output/blocked"; }
	read -r -t 60 -u "${BLOCKED[0]}" line && [ "$line" = ready ] || return 1
	[ $(($1 % 2)) -eq 0 ] || module_load || return 1
	exec 5<$proc 6<$proc 7<$proc 8<$proc
	read -r -u 5 line && [ "$line" = "syscallstat 1" ] || return 1
	"$output/readers" proc >"$work/reader" 2>&1 &
	reader_pids=($!)
	exact_counted 200 && [ "$(key missed)" = 0 ] || return 1
	module_unload || return 1
	# The texts are gone with it, and reading says so. The reader has ended, for there is no
	# such file; to the end it has seen whole texts.
	! cat <&6 >/dev/null 2>&1 || return 1
	exec 5<&- 6<&- 7<&- 8<&-
	wait "${reader_pids[0]}"
	reader_pids=()
	! grep torn "$work/reader" || return 1
	# They live on, and get what they wait for.
	eval "exec ${BLOCKED[1]}>&-"
	# shellcheck disable=SC2153 # set by coproc
	wait "$BLOCKED_PID" || return 1
	count unloads_around_sleepers
}

storm_of_sleepers() {
	local n rounds=$(((loads + 3) / 4))
	stress fork sigq || return 1
	for ((n = 0; n < rounds; n++)); do
		if ! unload_around $n; then
			echo "# round $n"
			return 1
		fi
	done
}
