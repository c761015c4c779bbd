# SPDX-License-Identifier: GPL-2.0
#
# A storm of resets and switches, while all is being read; sourced by storm.sh.

# What is written, in turn.
switches_kinds=(
	"hook kprobe\nsyscalls $exact_name,read,write,openat,close,futex"
	"reset"
	"hook tracepoint\nsyscalls all\naccount wait on"
	"reset"
	"stop"
	"reset"
	"start"
	"hook ftrace\nsyscalls $exact_name,read,write"
	"account wait off\nreset"
	"hook auto\nsyscalls %file,$exact_name"
	"syscalls all\nreset"
)

# A session counts what it is for, whatever becomes of the table of the whole system.
switch_one() {
	# In one write: the shell's own printf makes one for each line.
	env printf '%b\n' "${switches_kinds[$1 % ${#switches_kinds[@]}]}" >$control || return 1
	case ${switches_kinds[$1 % ${#switches_kinds[@]}]} in
	*reset*) count resets ;;&
	*hook*) count hook_switches ;;&
	*st[oa]*) count starts_and_stops ;;
	esac
	[ $(($1 % 5)) -ne 0 ] || "$output/exact" -s 200 || return 1
}

storm_of_switches() {
	local n
	module_load || return 1
	stress fork sigq futex pipe || return 1
	readers_begin
	for ((n = 0; n < switches; n++)); do
		if ! switch_one $n; then
			echo "# switch $n"
			return 1
		fi
	done
	storm_blows && readers_end || return 1
	env printf '%s\n' start "hook auto" "syscalls all" "account wait off" reset >$control || return 1
	maker_begin
	sleep 1
	storm_balanced || return 1
	storm_passed
}
