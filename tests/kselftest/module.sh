# SPDX-License-Identifier: GPL-2.0
#
# Load and unload the module under test; sourced by the test scripts.

# module_load [PARAMETER...]
module_load() {
	if [ -n "${SYSCALLSTAT_MODULE:-}" ]; then
		insmod "$SYSCALLSTAT_MODULE" "$@"
	else
		modprobe syscallstat "$@"
	fi
}

module_loaded() {
	[ -e /sys/module/syscallstat ]
}

module_unload() {
	rmmod syscallstat
}

# module_need: skip the test where there is no module; start without it
module_need() {
	if module_loaded; then
		module_unload
	fi
	if ! module_load 2>/dev/null; then
		echo "1..0 # SKIP no module syscallstat; SYSCALLSTAT_MODULE= may name it"
		exit 4
	fi
	module_unload
}
