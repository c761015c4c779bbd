#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Storms: what a busy machine does to the module, and worse. After each all is counted to
# the last call, and the ledger balances. Some take CPUs and memory away from whatever else
# runs, so this is not among the tests that run unasked (RUN=storm).
#
#   SYSCALLSTAT_LOADS     (environment) how often it is loaded and unloaded
#   SYSCALLSTAT_CHANGES   how many resets and switches
#   SYSCALLSTAT_HOTPLUGS  how often a CPU is taken away and given back
#   SYSCALLSTAT_MOVES     how often all processes change their cgroup
#   SYSCALLSTAT_THREADS   how many at a time
#   SYSCALLSTAT_SECONDS   for what goes by time; calls of all kinds go on four times as long
#   SYSCALLSTAT_STORMS    which of the storms below

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh
. ./exact.sh
. ./storm_lib.sh
. ./storm_load.sh
. ./storm_switch.sh
. ./storm_machine.sh
. ./storm_calls.sh

loads=${SYSCALLSTAT_LOADS:-200}
switches=${SYSCALLSTAT_CHANGES:-150}
hotplugs=${SYSCALLSTAT_HOTPLUGS:-100}
moves=${SYSCALLSTAT_MOVES:-50}
threads=${SYSCALLSTAT_THREADS:-30000}
seconds=${SYSCALLSTAT_SECONDS:-30}
read -ra storms <<<"${SYSCALLSTAT_STORMS:-loads sleepers switches hotplugs memory cgroups threads calls trinity}"

finish() {
	[ -z "$maker_pid" ] || kill -KILL "$maker_pid"
	storm_end
	if module_loaded; then
		module_unload
	fi
	rm -rf "$work"
}

if ! command -v stress-ng >/dev/null; then
	echo "1..0 # SKIP there is no stress-ng"
	exit 4
fi
mkdir -p $stormy 2>/dev/null
if [ ! -e $stormy/cgroup.freeze ]; then
	echo "1..0 # SKIP there are no cgroups (v2) that can be frozen"
	exit 4
fi
rmdir $stormy
module_need
trap finish EXIT
echo -900 >/proc/self/oom_score_adj

echo "TAP version 13"
echo "1..${#storms[@]}"
for storm in "${storms[@]}"; do
	case $storm in
	loads) storm "loaded and unloaded $loads times under load" storm_loads ;;
	sleepers) storm "unloaded around open files and tasks asleep in calls" storm_of_sleepers ;;
	switches) storm "$switches resets and switches, while four read" storm_of_switches ;;
	hotplugs) storm "CPUs taken away and given back, $hotplugs times" storm_of_hotplugs ;;
	memory) storm "memory runs out" storm_of_memory ;;
	cgroups) storm "processes change their cgroup" storm_of_cgroups ;;
	threads) storm "$threads threads at a time" storm_of_threads ;;
	calls) storm "calls of all kinds, for $((4 * seconds)) s" storm_of_calls ;;
	trinity) storm "trinity, for $((4 * seconds)) s" storm_of_trinity ;;
	*) storm "no storm '$storm'" false ;;
	esac
done
say_what_was_done
exit $failed
