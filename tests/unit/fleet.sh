#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What a fleet is watched with: units, rules, dashboard. Prints TAP. What they do on real
# machines is seen by ../fleet/run.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
fleet=tools/fleet
: >"$tmp/out"
: >"$tmp/err"

say() # COMMAND...: with its output where a failure shows it
{
	"$@" >"$tmp/out" 2>"$tmp/err"
}

# --- units --------------------------------------------------------------------------------

# systemd looks for the tool in the directories that it is installed to; it is in neither here.
sed "s,^ExecStart=syscallstat,ExecStart=$tool," $fleet/syscallstat-prometheus.service \
	>"$tmp/syscallstat-prometheus.service"
cp $fleet/syscallstat-prometheus.timer "$tmp/"

verified()
{
	say systemd-analyze verify --man=no "$tmp"/*.service "$tmp"/*.timer && [ ! -s "$tmp/err" ]
}

if systemd-analyze security --offline=true "$tmp/syscallstat-prometheus.service" >"$tmp/out" 2>"$tmp/err"; then
	check "systemd understands the units" verified
	check "the service can do little else: its exposure is below 1" say systemd-analyze security \
		--offline=true --threshold=10 "$tmp/syscallstat-prometheus.service"
	check "... and has one capability" [ "$(sed -n 's/^CapabilityBoundingSet=//p' \
		$fleet/syscallstat-prometheus.service)" = CAP_PERFMON ]
else
	result ok "units # SKIP no systemd-analyze that works offline"
fi

# --- rules --------------------------------------------------------------------------------

check "the queries of the dashboard can be had" eval \
	"tests/fleet/queries $fleet/dashboard.json >'$tmp/queries' && [ \$(wc -l <'$tmp/queries') -gt 20 ]"
if tests/unit/promtool --version >"$tmp/out" 2>"$tmp/err"; then
	check "promtool likes the rules" say tests/unit/promtool check rules $fleet/rules.yml
	check "they do what they should to known series" \
		say tests/unit/promtool test rules tests/fleet/rules.test.yml
	# Each query as a rule: whether it parses is all that can be said without a server.
	jq -Rn '{groups: [{name: "queries", rules: [inputs | {record: "query", expr: .}]}]}' \
		"$tmp/queries" >"$tmp/queries.yml"
	check "it understands the queries of the dashboard" \
		say tests/unit/promtool check rules --lint=none "$tmp/queries.yml"
else
	result ok "promtool # SKIP it cannot be had: $(tail -n 1 "$tmp/err")"
fi

# Alike in both, but written down twice.
grep -o 'name=~"[^"]*"' $fleet/rules.yml | sort | uniq -c >"$tmp/out"
check "what is slow and what is stuck is looked for in the same calls" \
	[ "$(awk '{ print $1 }' "$tmp/out")" = 2 ]

# --- names --------------------------------------------------------------------------------

cat >"$tmp/text" <<-'TEXT'
	syscallstat 1
	# state running
	# generation 1
	# elapsed_ns 1000000000
	# memory_kib 3
	# inflight 1
	# missed 0
	abi nr name calls errors restarts denied total_ns min_ns bytes
	64 0 read 1 1 0 0 255 255 0
	syscallstat-histogram 1
	# generation 1
	abi nr name le_ns count
	64 0 read 255 1
	syscallstat-errnos 1
	# generation 1
	abi nr name errno error calls
	64 0 read 11 EAGAIN 1
	syscallstat-inflight 1
	tid tgid comm abi name age_ns
	1 1 a 64 read 1
TEXT
{
	"$tool" --prometheus -i "$tmp/text" | sed -n 's/^\(syscallstat_[a-z_]*\).*/\1/p'
	sed -n 's/^ *- record: //p' $fleet/rules.yml
} | sort -u >"$tmp/known"
{
	sed -n '/^ *- record:/d; /syscallstat/p' $fleet/rules.yml
	cat "$tmp/queries"
} | grep -oE '[a-z_]+:syscallstat_[a-z_]+:[a-z0-9_]+|\bsyscallstat_[a-z_]+' | sort -u >"$tmp/used"
check "metrics are asked for" [ "$(wc -l <"$tmp/used")" -gt 15 ]
comm -13 "$tmp/known" "$tmp/used" >"$tmp/out"
check "all that is asked for is written or recorded" [ ! -s "$tmp/out" ]

"$tool" --prometheus -i "$tmp/text" | sed -n 's/.*,le="\(.*\)"}.*/\1/p' >"$tmp/out"
check "the bound of what is slow is one of the histogram" eval \
	"grep -qx \"\$(sed -n 's/.*le=\"\([0-9.]*\)\".*/\1/p' $fleet/rules.yml)\" '$tmp/out'"

# --- dashboard ----------------------------------------------------------------------------

dashboard() # FILTER: it holds of the dashboard
{
	say jq -e "$1" $fleet/dashboard.json
}

check "panels have numbers of their own" dashboard '[.panels[].id] | length == (unique | length)'
check "no two panels are in the same place" dashboard '[.panels[].gridPos | . as $p |
	range($p.x; $p.x + $p.w) as $x | range($p.y; $p.y + $p.h) as $y | [$x, $y]] |
	length == (unique | length)'
check "panels stay within the width" dashboard 'all(.panels[].gridPos; .x + .w <= 24)'
check "all of it comes from the data source that is chosen" dashboard \
	'[.. | .datasource? // empty | .uid] | unique == ["${datasource}"]'
check "there are a heat map, calls, errors and machines" dashboard '([.panels[].type] | index("heatmap")) and
	([.panels[] | select(.type == "row") | .title] ==
	["Latency", "Top calls", "Errors", "Machines side by side"])'

summary
