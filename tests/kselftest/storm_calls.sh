# SPDX-License-Identifier: GPL-2.0
#
# Storms of system calls of every kind, most of which make no sense; sourced by storm.sh.

kinds() {
	awk '$1 ~ /^[0-9]/ && $4 > 0' $proc | wc -l
}

# blow COMMAND...: for a while, and until there were calls of more kinds than our own
blow() {
	local end last
	module_load || return 1
	maker_begin
	"$@"
	end=$((SECONDS + 4 * seconds))
	last=$((end + 300))
	while [ $SECONDS -lt $end ] || { [ "$(kinds)" -lt 100 ] && [ $SECONDS -lt $last ]; }; do
		sleep 2
		storm_blows && storm_balanced || return 1
	done
	[ "$(kinds)" -ge 100 ] || { echo "# calls of no more than $(kinds) kinds"; return 1; }
	storm_passed
}

storm_of_calls() {
	# What could stop the machine it does not do unasked, but these may.
	blow stress_begin "${nobody[@]}" -- --pathological --syscall 1 --sysinval 1 --sysbadaddr 1 --enosys 1
}

# It knows the calls, and what they take for arguments. Some of what it does ends all that is
# nobody's, so who begins it again is not.
storm_of_trinity() {
	command -v trinity >/dev/null || skip "there is no trinity" || return
	# Only for 64 bits, for the calls that are counted are of the others.
	# shellcheck disable=SC2016 # for that shell
	blow storm_begin env -C "$work/nobody" nice -n 19 sh -c 'while sleep 0.1; do "$@"; done' sh \
		"${nobody[@]}" trinity -q -q -l off -a 64 -C 2 -N 100000000
}
