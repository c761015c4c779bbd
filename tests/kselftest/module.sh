# SPDX-License-Identifier: GPL-2.0
#
# Load and unload the module under test; sourced by the test scripts, which
# also report their tests with what is here.

proc=/proc/syscallstat
control=/sys/kernel/debug/syscallstat/control
output=${OUTPUT:-.}
number=0
failed=0
marks=0

# check DESCRIPTION COMMAND...: one test
check() {
	local description=$1
	shift
	number=$((number + 1))
	if "$@"; then
		echo "ok $number $description"
	else
		echo "not ok $number $description"
		failed=1
	fi
}

key() {
	awk -v key="$1" '$1 == "#" && $2 == key { print $3 }' $proc
}

# module_load [PARAMETER...]
module_load() {
	if [ -n "${SYSCALLSTAT_MODULE:-}" ]; then
		insmod "$SYSCALLSTAT_MODULE" "$@"
	else
		modprobe syscallstat "$@"
	fi
}

# log_mark: what the kernel log says from here on is told by log_since. It is not cleared, for
# at the end somebody looks for faults in it.
log_mark() {
	marks=$((marks + 1))
	echo "mark $marks of $$" >/dev/kmsg
}

log_since() {
	dmesg | awk -v mark="mark $marks of $$" 'seen; index($0, mark) { seen = 1 }'
}

module_loaded() {
	[ -e /sys/module/syscallstat ]
}

module_unload() {
	rmmod syscallstat
}

# module_need: skip the test where there is no module; start without it. One that is named must
# be there.
module_need() {
	if module_loaded && ! module_unload; then
		exit 1
	fi
	if [ -n "${SYSCALLSTAT_MODULE:-}" ]; then
		module_load || exit 1
	elif ! module_load 2>/dev/null; then
		echo "1..0 # SKIP no module syscallstat; SYSCALLSTAT_MODULE= may name it"
		exit 4
	fi
	module_unload
}

# sleepers_do_not_hold [PARAMETER...]: a task asleep in a call lets the module
# go, and lives on
sleepers_do_not_hold() {
	local sleeper
	module_load "$@" || return 1
	sleep 1000 &
	sleeper=$!
	while [ "$(cut -d' ' -f1 "/proc/$sleeper/syscall")" = running ]; do :; done
	module_unload
	local ret=$?
	kill $sleeper || return 1
	wait $sleeper 2>/dev/null
	[ $? -eq 143 ] && return $ret
}
