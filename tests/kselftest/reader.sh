#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the tool makes of the files of the module, each of its forms once.
#
#   SYSCALLSTAT  (environment) the tool to test; else that of the PATH

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh

tool=${SYSCALLSTAT:-syscallstat}
work=$(mktemp -d)
# A program that makes as many calls.
calls=(/usr/bin/python3 -c 'import os
for i in range(1234): os.getppid()')

finish() {
	if module_loaded; then
		module_unload
	fi
	rm -rf "$work"
}

histogram() {
	"$tool" hist getppid --ascii --output-file "$work/hist" -- "${calls[@]}" &&
		[ "$(awk '$1 == "calls" { print $2 }' "$work/hist")" = 1234 ] &&
		[ "$(awk '$1 ~ /^p[59]/ { n++ } END { print n }' "$work/hist")" = 3 ]
}

heatmap() {
	"$tool" hist --heatmap getppid --ascii --output-file "$work/map" 0.1 -- "${calls[@]}" &&
		grep -q 'getppid: 1234 calls' "$work/map"
}

# With whatever is between thousands.
report() {
	"$tool" report -e getppid --output-file "$work/page" 0.1 -- "${calls[@]}" &&
		grep -q '<b>1[^0-9]*234</b>' "$work/page" && grep -q 'class="heat"' "$work/page" &&
		grep -q '<dt class="name">missed</dt><dd>0</dd>' "$work/page"
}

csv() {
	"$tool" --csv -o name,calls,errors -e getppid --output-file "$work/csv" -- "${calls[@]}" &&
		[ "$(tr -d '\r' <"$work/csv" | grep -c '^.*getppid,1234,0$')" = 1 ]
}

# sample NAME: its value in the metrics of the file
sample() {
	awk -v name="$1" 'index($0, name) == 1 { print $NF }' "$work/metrics"
}

prometheus() {
	"$tool" --prometheus --output-file "$work/metrics" -- "${calls[@]}" &&
		[ "$(sample 'syscallstat_calls_total{abi="64",name="getppid"}')" = 1234 ] &&
		[ "$(sample 'syscallstat_call_duration_seconds_count{abi="64",name="getppid"}')" = 1234 ] &&
		[ "$(sample 'syscallstat_call_duration_seconds_bucket{abi="64",name="getppid",le="+Inf"}')" = 1234 ] &&
		[ "$(sample 'syscallstat_missed_total')" = 0 ]
}

getppids() {
	awk '$3 == "getppid" { sum += $4 } END { print sum + 0 }' $proc
}

# Of the system, from the difference of two histograms. The loop takes its time to begin.
quantiles() {
	local out loop before
	before=$(getppids)
	"$work/loop" &
	loop=$!
	for _ in $(seq 200); do
		[ "$(getppids)" -le "$before" ] || break
		sleep 0.1
	done
	out=$("$tool" --csv -o name,calls,min_ns,p50_ns,max_ns -e getppid -y 0.5 1)
	kill $loop
	wait $loop 2>/dev/null
	tr -d '\r' <<<"$out" | awk -F, '/getppid/ { ok = $(NF - 3) > 0 && $(NF - 2) <= $(NF - 1) &&
		$(NF - 1) <= $NF && $(NF - 2) > 0 } END { exit !ok }'
}

top_shows() {
	tmux -S "$work/socket" capture-pane -p | grep -q "$1"
}

top() {
	local loop status=1
	"$work/loop" &
	loop=$!
	TERM=xterm tmux -S "$work/socket" -f /dev/null new-session -d -x 80 -y 24 "$tool top -e getppid"
	for _ in $(seq 200); do
		sleep 0.1
		if top_shows ' getppid$'; then
			status=0
			break
		fi
	done
	tmux -S "$work/socket" kill-server
	kill $loop
	wait $loop 2>/dev/null
	return $status
}

module_need
trap finish EXIT
if [ ! -x "${calls[0]}" ] || ! command -v tmux >/dev/null; then
	echo "1..0 # SKIP python3 or tmux is not installed"
	exit 4
fi
cat >"$work/loop" <<'EOF'
#!/usr/bin/python3
import os, time
while True:
    os.getppid()
    time.sleep(0.001)
EOF
chmod +x "$work/loop"

echo "1..7"
module_load || exit 1
check "hist of a command" histogram
check "hist --heatmap of a command" heatmap
check "report on a command" report
check "--csv of a command" csv
check "--prometheus of a command" prometheus
check "quantiles of an interval" quantiles
check "top on a terminal" top
exit $failed
