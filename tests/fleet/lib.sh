# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# To be sourced by ./run: questions to Prometheus, and the same to what the machines saved.
# shellcheck disable=SC2154,SC2034 # variables of ./run

say() {
	printf 'fleet: %4d s  %s\n' "$SECONDS" "$*" >&2
}

ok() {
	number=$((number + 1))
	echo "ok $number - $*"
}

# check NAME COMMAND...: a test, which passes if the command succeeds; what it prints says why not
check() {
	local what=$1
	shift
	if "$@" >"$logs/why" 2>&1; then
		ok "$what"
		return
	fi
	number=$((number + 1))
	failed=1
	echo "not ok $number - $what"
	tail -n 20 "$logs/why" | sed 's/^/#   /'
}

# fail NAME: without which nothing else can be
fail() {
	local name
	echo "not ok $((number + 1)) - $*"
	for name in "${machines[@]}"; do
		tail -n 15 "$logs/$name/log" "$logs/$name/output" 2>&1 | sed "s/^/# $name: /"
	done
	exit 1
}

# wait_for SECONDS COMMAND...: until it succeeds
wait_for() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		[ $SECONDS -lt $end ] || return 1
		sleep 1
	done
}

# all_have FILE: wait until all machines have come so far, or one has ended
all_have() {
	local name
	for name in "${machines[@]}"; do
		until [ -e "$logs/$name/$1" ]; do
			kill -0 "${pid[$name]}" 2>/dev/null || return 1
			sleep 1
		done
		say "$name: $1"
	done
}

tell() {
	touch "$logs/$1/$2"
}

free_ports() {
	python3 -c 'import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*[s.getsockname()[1] for s in sockets])' "$1"
}

# ask QUERY: the answer, as JSON
ask() {
	"$prometheus/root/usr/bin/promtool" query instant -o json "http://127.0.0.1:${port[prometheus]}" "$1"
}

# value_is VALUE QUERY: the only one; none for no answer
value_is() {
	local value
	value=$(ask "$2" | jq -r 'if length == 0 then "none" else .[].value[1] end') || return
	echo "$value, not $1"
	[ "$value" = "$1" ]
}

has_data() {
	ask "$1" | jq -e 'any(.[].value[1]; . != "NaN")'
}

# fires ALERT MACHINE [CALL]: of that machine, and of no other
fires() {
	ask "ALERTS{alertname=\"$1\",alertstate=\"firing\"${3:+,name=\"$3\"}}" |
		jq -ce --arg machine "$2" '[.[].metric.instance] | unique | ., . == [$machine]'
}

none_fires() {
	ask "ALERTS{alertname=~\"$1\",alertstate=\"firing\"}" | jq -ce '[.[].metric.instance], . == []'
}

# texts VIEW: of all machines the rows of that text, with the names of their columns in front
texts() {
	local name
	for name in "${machines[@]}"; do
		awk -v want="$1" '/^syscallstat/ { on = $1 == want } on && !/^(#|syscallstat)/' "$logs/$name/frozen"
	done
}

# sums VIEW COLUMN KEY...: of all rows that are alike in the keys
sums() {
	local view=$1 column=$2
	shift 2
	texts "$view" | awk -v column="$column" -v keys="$*" '
		$1 == "abi" { for (i = 1; i <= NF; i++) at[$i] = i; n = split(keys, key); next }
		$at[column] == "-" { next }
		{
			row = $at[key[1]]
			for (i = 2; i <= n; i++) row = row " " $at[key[i]]
			# Exact up to 2^53, as in Prometheus.
			sum[row] += $at[column]
		}
		END { for (row in sum) printf "%s %.0f\n", row, sum[row] }' | sort
}

# answers QUERY LABEL...: lines of the labels, and the value
answers() {
	local query=$1
	shift
	ask "$query" | jq -r --arg labels "$*" '.[] | [.metric[$labels | split(" ")[]], .value[1]] | join(" ")' | sort
}

same_sums() {
	sums syscallstat "$1" abi name >"$logs/true"
	answers "sum by (abi, name) (syscallstat_$1_total)" abi name |
		awk '{ printf "%s %s %.0f\n", $1, $2, $3 }' | sort >"$logs/said"
	[ "$(wc -l <"$logs/true")" -gt 20 ] && diff "$logs/true" "$logs/said"
}

same_errnos() {
	sums syscallstat-errnos calls abi name error >"$logs/true"
	answers 'sum by (abi, name, errno) (syscallstat_errno_total)' abi name errno >"$logs/said"
	[ -s "$logs/true" ] && diff "$logs/true" "$logs/said"
}

# Seconds are no whole numbers: to nine digits. What never returns, or never began, has no time.
same_times() {
	sums syscallstat total_ns abi name | grep -v ' 0$' >"$logs/true"
	answers 'sum by (abi, name) (syscallstat_call_duration_seconds_sum)' abi name >"$logs/said"
	join_calls | awk '{ off = $2 / 1e9 - $3 }
		off > 1e-9 * $3 || off < -1e-9 * $3 { print; bad = 1 }
		END { exit bad || NR < 20 }' &&
		[ "$(wc -l <"$logs/true")" = "$(join_calls | wc -l)" ]
}

# Lines of ABI and name as one word, what is true, and what was said.
join_calls() {
	join <(sed 's/ /:/' "$logs/true" | sort) <(sed 's/ /:/' "$logs/said" | sort)
}

# The true quantile is the nearest rank in the merged histograms, whose ranges are an eighth
# of a power of two; what is said must lie between the bounds, powers of four, that it is between.
same_quantiles() {
	sums syscallstat-histogram count abi name le_ns | sort -k 1,2 -k 3n | awk -v q="$1" '
		function done(    i, seen) {
			for (i = 1; i <= n && seen + count[i] < q * total; i++) seen += count[i]
			if (n) print call, le[i]
			n = total = 0
		}
		{ if ($1 " " $2 != call) { done(); call = $1 " " $2 }
		  le[++n] = $3; count[n] = $4; total += $4 }
		END { done() }' >"$logs/true"
	answers "histogram_quantile($1, sum by (abi, name, le) (syscallstat_call_duration_seconds_bucket))" abi name >"$logs/said"
	join_calls >"$logs/quantiles.$1"
	awk '{
		last = 4 ^ 17; low = 0
		for (high = 256; high <= last && $2 >= high; high *= 4) low = high - 1
		high--
		# What is longer than the last bound is said to be that.
		if ($2 >= last) low = high = last - 1
		ns = $3 * 1e9
		if (ns < low - 0.5 || ns > high + 0.5) { print $0, low, high; bad = 1 }
	} END { exit bad || NR < 20 }' "$logs/quantiles.$1" &&
		[ "$(wc -l <"$logs/true")" = "$(wc -l <"$logs/quantiles.$1")" ]
}

# A table: calls on each machine, their sum as Prometheus has it, and the quantile over all
show_calls() {
	local name abi call
	{
		echo "CALL ${machines[*]} PROMETHEUS P99 PROMETHEUS"
		answers 'topk(12, sum by (abi, name) (syscallstat_call_duration_seconds_count))' abi name |
			sort -k 3nr | while read -r abi call _; do
			printf '%s:%s' "$abi" "$call"
			for name in "${machines[@]}"; do
				awk -v abi="$abi" -v call="$call" '/^syscallstat-/ { exit }
					$1 == abi && $3 == call { n = $4 } END { printf " %d", n }' "$logs/$name/frozen"
			done
			printf ' %s ' "$(answers "sum(syscallstat_calls_total{abi=\"$abi\",name=\"$call\"})")"
			awk -v call="$abi:$call" '$1 == call { printf "%.1fus %.1fus\n", $2 / 1e3, $3 * 1e6 }' \
				"$logs/quantiles.0.99"
		done
	} | column -t | sed 's/^/# /'
}

show_alerts() {
	{
		echo "ALERT MACHINE CALLS"
		ask 'ALERTS{alertname=~"Syscallstat.*",alertstate="firing"}' |
			jq -r '[.[].metric] | group_by([.alertname, .instance])[] |
				[.[0].alertname, .[0].instance, ([.[].name // "-"] | unique | .[:5] | join(","))] | join(" ")'
	} | column -t | sed 's/^/# /'
}
