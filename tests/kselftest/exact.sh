# SPDX-License-Identifier: GPL-2.0
#
# Is all counted exactly, whatever else goes on? Sourced by test scripts, after module.sh.

read -r exact_abi exact_name ordinary_name ordinary_nr < <("$output/exact" -w)

# exact_calls [ABI NAME]: how often the call has been counted that only `exact` makes
exact_calls() {
	awk -v abi="${1:-$exact_abi}" -v name="${2:-$exact_name}" '
		$1 == "abi" { for (i = 1; i <= NF; i++) if ($i == "calls") column = i }
		$1 == abi && $3 == name { n = $column }
		END { print n + 0 }' $proc
}

# exact_counted N: so many calls are made now, and counted
exact_counted() {
	local before after
	before=$(exact_calls)
	"$output/exact" "$1" || return 1
	after=$(exact_calls)
	[ $((after - before)) -eq "$1" ] && return
	echo "# $1 calls were made, and $((after - before)) counted"
	return 1
}

# exact_ledger: does it balance in one reading? Says what does not.
exact_ledger() {
	awk 'NR == 1 && $0 != "syscallstat 1" { print "# begins with:", $0; bad = 1 }
		$1 == "#" { key[$2] = $3; next }
		$1 == "abi" { for (i = 1; i <= NF; i++) if ($i == "calls") column = i; next }
		NR > 1 { sum += $column }
		END {
			if (key["missed"] != 0) {
				print "# missed", key["missed"]
				bad = 1
			}
			if (key["hook"] == "ftrace") {
				if (sum != key["entered"]) {
					print "# sum of calls", sum, "entered", key["entered"]
					bad = 1
				}
				exit bad
			}
			begun = key["entered"] + key["children"] + key["orphans"] + key["denied"]
			ended = key["exited"] + key["inflight"] + key["noreturn"] + key["abandoned"]
			calls = key["exited"] - key["children"] - key["orphans"] - key["denied"] + key["noreturn"]
			if (begun != ended || sum != calls) {
				printf "# begun %d, ended %d; sum of calls %d, by the ledger %d\n",
					begun, ended, sum, calls
				for (k in key)
					if (key[k] ~ /^[0-9]+$/)
						printf "#   %s %s\n", k, key[k]
				bad = 1
			}
			exit bad
		}' $proc
}

# exact_busy: who makes calls while nobody should, so that no ledger can balance
exact_busy() {
	local tasks=${control%/*}/tasks
	awk 'FNR == 1 { file++ }
		file == 1 { calls[$1] = $4 }
		file == 2 && $1 ~ /^[0-9]+$/ && calls[$1] != $4 { print "# busy:", $1, $3, $4 - calls[$1] }' \
		<(cat "$tasks") <(sleep 0.5; cat "$tasks")
}

# exact_balanced: it does as soon as the machine has come to rest. What was lost once
# stays lost, so to look again hides nothing.
exact_balanced() {
	local tries said first=
	for ((tries = 0; tries < 50; tries++)); do
		said=$(exact_ledger) && return
		first=${first:-${said%%$'\n'*}}
		# That is no question of rest.
		[[ $said != *"# missed"* ]] || break
		sleep 0.1
	done
	printf '%s\n' "$first" "$said"
	exact_busy
	return 1
}
