#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Loading and unloading: under load, with files open and tasks asleep in
# calls, and with parameters good and bad.
#
#   SYSCALLSTAT_SWITCHES  (environment) a quarter of that is how often, but 50 times at most

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh

pids=()
views=("${control%control}"{histogram,errnos,tasks,inflight,percpu})

finish() {
	kill "${pids[@]}" 2>/dev/null
	wait 2>/dev/null
	if module_loaded; then
		module_unload
	fi
}
trap finish EXIT

loads=$((${SYSCALLSTAT_SWITCHES:-200} / 4))
((loads <= 50)) || loads=50
((loads >= 1)) || loads=1
load_and_unload() {
	local n
	for ((n = 0; n < loads; n++)); do
		module_load || return 1
		[ "$(key state)" = running ] || return 1
		[ "$(key entered)" -gt 0 ] || return 1
		[ "$(key missed)" = 0 ] || return 1
		module_unload || return 1
		! [ -e $proc ] || return 1
	done
}

shown_tids() {
	awk '/^[0-9]/ { print $1 }' "${control%control}tasks"
}

# Threads begin and end while the module begins to follow them: it must not keep one that
# is gone.
no_ghosts() {
	local tid
	for _ in {1..4}; do
		"$output/busy" children &
		pids+=($!)
	done
	for _ in {1..10}; do
		module_load || return 1
		for tid in $(shown_tids); do
			if ! [ -e "/proc/$tid" ] && shown_tids | grep -qx "$tid" && ! [ -e "/proc/$tid" ]; then
				echo "# thread $tid is shown and gone"
				return 1
			fi
		done
		module_unload || return 1
	done
}

open_proc_does_not_hold() {
	module_load || return 1
	exec 7<$proc
	read -r -u 7 line || return 1
	[ "$line" = "syscallstat 1" ] || return 1
	module_unload || return 1
	# The text is gone with the module, and reading says so.
	! cat <&7 >/dev/null 2>&1 || return 1
	exec 7<&-
}

# open_file_holds FILE...
open_file_holds() {
	local file
	module_load || return 1
	for file; do
		exec 7<"$file"
		! module_unload 2>/dev/null || return 1
		exec 7<&-
	done
	module_unload
}

not_started() {
	module_load start=0 || return 1
	[ "$(key state)" = stopped ] && [ "$(key entered)" = 0 ] && [ "$(key epoch)" = 0 ] &&
		echo start >$control && [ "$(key state)" = running ] &&
		[ "$(key entered)" -gt 0 ] || return 1
	module_unload
}

bad_start() {
	! module_load start=maybe 2>/dev/null
}

module_need
"$output/busy" &
pids+=($!)
"$output/busy" &
pids+=($!)

echo "TAP version 13"
echo "1..9"
check "$loads times under load" load_and_unload
check "with /proc/syscallstat open" open_proc_does_not_hold
check "with a task asleep in a call" sleepers_do_not_hold
check "... whose time is being split" sleepers_do_not_hold account_wait=1
check "an open control file makes rmmod fail" open_file_holds $control
check "an open view makes rmmod fail" open_file_holds "${views[@]}"
check "start=0 does not attach the hooks" not_started
check "a bad start= is refused" bad_start
check "threads that are gone are not shown" no_ghosts
exit $failed
