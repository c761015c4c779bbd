# SPDX-License-Identifier: GPL-2.0
#
# Storms of system calls of every kind, most of which make no sense; sourced by storm.sh.
# They are nobody's, for root could stop the machine.

nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)

# blow COMMAND...: as nobody, for a while
blow() {
	local end
	module_load || return 1
	chmod 755 "$work"
	mkdir -p -m 777 "$work/nobody"
	maker_begin
	storm_begin env -C "$work/nobody" "${nobody[@]}" nice -n 19 "$@"
	end=$((SECONDS + seconds))
	while [ $SECONDS -lt $end ]; do
		sleep 2
		storm_blows && storm_balanced || return 1
	done
	storm_passed
}

storm_of_calls() {
	blow stress-ng --quiet --temp-path "$work/nobody" --timeout 0 \
		--syscall 1 --sysinval 1 --sysbadaddr 1 --enosys 1
}

# It knows the calls, and what they take for arguments.
storm_of_trinity() {
	command -v trinity >/dev/null || skip "there is no trinity" || return
	# Only for 64 bits, for the calls that are counted are of the others.
	blow trinity -q -q -l off -a 64 -C 2 -N 100000000
}
