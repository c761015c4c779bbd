#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Comparisons of two saved files from the command line. Prints TAP. Takes no root and no
# module.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh

header="abi nr name calls errors restarts denied total_ns min_ns p50_ns p90_ns p99_ns p999_ns max_ns bytes"

stats() # SECONDS: the rows from stdin
{
	printf 'syscallstat 1\n# hook tracepoint\n# state running\n# generation 1\n'
	printf '# elapsed_ns %s000000000\n# clock tsc\n# cpus 2\n# missed 0\n# syscalls all\n' "$1"
	echo "$header"
	cat
}

stats 2 >"$tmp/before" <<'END'
64 0 read 100 1 0 0 200000 500 1000 2000 5000 9000 9000 400
64 1 write 10 0 0 0 30000 700 3000 4000 8000 8000 8000 90
64 3 close 7 0 0 0 700 100 100 100 100 100 100 0
END
stats 3 >"$tmp/after" <<'END'
64 0 read 150 1 0 0 450000 510 1500 4000 9500 9900 9900 400
64 3 close 7 0 0 0 700 100 100 100 100 100 100 0
64 9 mmap 2 0 0 0 900 300 400 500 500 500 500 0
END

err_is() # LINE...: the whole of stderr
{
	[ "$(cat "$tmp/err")" = "$(printf 'syscallstat: %s\n' "$@")" ]
}

json() # EXPRESSION: over the array
{
	jq -e ".diff | $1" "$tmp/out" >/dev/null
}

run diff "$tmp/before" "$tmp/after"
check "two runs: what got slower, then what is new and gone" out_is "\
 +TOTAL %TOTAL OLD_CALLS NEW_CALLS OLD_AVG NEW_AVG  %AVG OLD_P50 NEW_P50 OLD_P99 NEW_P99 ABI NAME  STATUS
 +250us +125.0       100       150  2.00us  3.00us +50.0  1.00us  1.50us  5.00us  9.50us 64  read  -
 +900ns      -         0         2       -   450ns     -       -   400ns       -   500ns 64  mmap  new
    0ns    0.0         7         7   100ns   100ns   0.0   100ns   100ns   100ns   100ns 64  close -
-30.0us -100.0        10         0  3.00us       -     -  3.00us       -  8.00us       - 64  write gone"
check "... which is said, and why" err_is \
	"note: two totals side by side, of 2.00s and 3.00s: calls of write went back"
run diff "$tmp/after" "$tmp/before" -s calls -n 2 -x -o name,change_calls
check "-s, -n, -x and -o, behind the files" out_is "\
name  change_calls
write           10
close            0"
check "... the other way round" grep -q "elapsed_ns went back" "$tmp/err"
run diff -e 'read,mm*' -s name -o name,calls "$tmp/before" "$tmp/after"
check "-e, and a column of both" out_is "\
NAME OLD_CALLS NEW_CALLS %CALLS
mmap         0         2      -
read       100       150  +50.0"
run diff -e none -o name,pct_avg "$tmp/before" "$tmp/after"
check "no rows" out_is "NAME %AVG"
run diff --csv -o abi,nr,name,status,change_total_ns,pct_avg,old_p50_ns "$tmp/before" "$tmp/after"
check "--csv" out_is $'abi,nr,name,status,change_total_ns,pct_avg,old_p50_ns\r
64,0,read,,250000,50.00,1000\r
64,9,mmap,new,900,,\r
64,3,close,,0,0.00,100\r
64,1,write,gone,-30000,,3000\r'
if command -v jq >/dev/null; then
	run diff --json "$tmp/before" "$tmp/after"
	check "--json" json 'length == 4 and (.[0] == {change_total_ns: 250000, pct_total: 125,
		old_calls: 100, new_calls: 150, old_avg_ns: 2000, new_avg_ns: 3000, pct_avg: 50,
		old_p50_ns: 1000, new_p50_ns: 1500, old_p99_ns: 5000, new_p99_ns: 9500, abi: "64",
		name: "read", status: null}) and .[1].status == "new" and .[1].pct_total == null
		and .[3].new_avg_ns == null'
	run diff --json -e none "$tmp/before" "$tmp/after"
	check "--json: no rows" json '. == []'
else
	result ok "--json # SKIP no jq"
fi
run diff "$tmp/before" "$tmp/after" -o name --output-file "$tmp/report"
check "--output-file" [ "$status" = 0 -a ! -s "$tmp/out" -a "$(wc -l <"$tmp/report")" = 5 ]
run diff "$tmp/before" "$tmp/none" --output-file "$tmp/report"
check "... which stays if there is nothing to compare with" [ "$status" = 1 -a "$(wc -l <"$tmp/report")" = 5 ]
"$tool" diff -o name - "$tmp/after" <"$tmp/before" >"$tmp/out" 2>"$tmp/err"
status=$?
check "from standard input" [ "$status" = 0 -a "$(wc -l <"$tmp/out")" = 5 ]
run diff --color=always -n 1 -o name "$tmp/before" "$tmp/after"
check "--color" [ "$(head -n 1 "$tmp/out")" = $'\e[1mNAME\e[0m' ]

# --- a later reading ----------------------------------------------------------------------

histogram() # QUICK SLOW: reads
{
	printf 'syscallstat-histogram 1\n# generation 1\nabi nr name le_ns count\n'
	echo "64 0 read 2047 $1"
	[ "$2" = 0 ] || echo "64 0 read 4095 $2"
}

# Of 50 more reads, 40 took up to 2 us as the 100 before, and 10 up to 4 us. The ranges are
# from 1920 and from 3840 ns on.
{
	stats 2 <<<"64 0 read 100 1 0 0 200000 1950 2000 2000 2000 2000 2040 400"
	histogram 100 0
} >"$tmp/monday"
{
	stats 5 <<<"64 0 read 150 2 0 0 320000 1950 2000 2000 4000 4000 4090 400"
	histogram 140 10
} >"$tmp/tuesday"

run diff "$tmp/monday" "$tmp/tuesday" -x -o name,calls,total_ns,avg_ns
check "a later reading: until then, and since" out_is "\
name old_calls new_calls pct_calls old_total_ns new_total_ns pct_total old_avg_ns new_avg_ns pct_avg
read       100        50    -50.00       200000       120000    -40.00       2000       2400   20.00"
check "... which is said" err_is "note: $tmp/tuesday goes on from $tmp/monday: the 2.00s until then, and \
the 3.00s since (--totals for the totals)"
run diff "$tmp/monday" "$tmp/tuesday" -x -o name,old_calls_per_s,new_calls_per_s,p50_ns,p90_ns
check "... with rates and quantiles" out_is "\
name old_calls_per_s new_calls_per_s old_p50_ns new_p50_ns pct_p50 old_p90_ns new_p90_ns pct_p90
read           50.00           16.67       2000       1983   -0.85       2000       3967   98.35"
run diff "$tmp/monday" "$tmp/tuesday" --totals -x -o name,calls,p90_ns
check "--totals" out_is "\
name old_calls new_calls pct_calls old_p90_ns new_p90_ns pct_p90
read       100       150     50.00       2000       2000    0.00"
check "... which is said" err_is "note: two totals side by side, of 2.00s and 5.00s: as is asked for"
sed '/^syscallstat-/,$d' "$tmp/monday" >"$tmp/no_histogram"
run diff "$tmp/no_histogram" "$tmp/tuesday" -x -o name,new_calls,new_p50_ns
check "without a histogram: no quantiles" out_is "\
name new_calls new_p50_ns
read        50          -"
check "... which is said" grep -q "note: quantiles since then take the histograms of both" "$tmp/err"

# --- what is not alike --------------------------------------------------------------------

sed 's/# clock tsc/# clock monotonic_raw/; s/# cpus 2/# cpus 64/; s/# syscalls all/# syscalls read/' \
	"$tmp/tuesday" >"$tmp/other"
run diff "$tmp/monday" "$tmp/other" -o name
check "another machine" [ "$status" = 0 ]
check "... is said, and not subtracted" err_is \
	"note: clock is tsc in $tmp/monday and monotonic_raw in $tmp/other" \
	"note: cpus is 2 in $tmp/monday and 64 in $tmp/other" \
	"note: syscalls is all in $tmp/monday and read in $tmp/other" \
	"note: two totals side by side, of 2.00s and 5.00s: another clock"
sed '/^# hook/d' "$tmp/tuesday" >"$tmp/other"
run diff "$tmp/monday" "$tmp/other" -o name
check "a key that is not there" grep -qx \
	"syscallstat: note: hook is tracepoint in $tmp/monday and not said in $tmp/other" "$tmp/err"
printf 'syscallstat 1\n# hook kprobe\033[1m\nabi nr name calls\n64 0 read 7\n' >"$tmp/other"
run diff "$tmp/monday" "$tmp/other" -o name
check "what is no text does not reach the terminal" grep -qF "and kprobe?[1m in $tmp/other" "$tmp/err"
sed 's/# generation 1/# generation 2/' "$tmp/tuesday" >"$tmp/other"
run diff "$tmp/monday" "$tmp/other" -o name
check "a reset" grep -q "2.00s and 5.00s: generation 1 became 2" "$tmp/err"
printf 'syscallstat 1\nabi nr name calls total_ns\n64 0 read 7 1400\n' >"$tmp/few"
run diff "$tmp/monday" "$tmp/few" -x -o name,calls,p50_ns,new_errors
check "columns that are not there" out_is "\
name old_calls new_calls pct_calls old_p50_ns new_p50_ns pct_p50 new_errors
read       100         7    -93.00       2000          -       -          -"
check "... are named" grep -q "note: $tmp/few does not tell p50_ns" "$tmp/err"
check "... those that are are not" eval "! grep -q 'tell total_ns' '$tmp/err'"
sed 's/# missed 0/# missed 5/' "$tmp/tuesday" >"$tmp/missed"
run diff "$tmp/monday" "$tmp/missed"
check "events that were missed" grep -q "warning: 5 events could not be recorded in $tmp/missed" "$tmp/err"
sed 's/^64 0 read/64 0 io_setup/' "$tmp/tuesday" >"$tmp/arm"
run diff "$tmp/monday" "$tmp/arm"
check "another architecture" fails 1 "call 0 of ABI 64 is read in one and io_setup in the other"
sed 's/^syscallstat 1/syscallstat 2/' "$tmp/monday" >"$tmp/version"
run diff "$tmp/version" "$tmp/monday"
check "another version" fails 1 "$tmp/version: the file has format version 2, this tool reads version 1"
run diff "$tmp/monday" "$tmp/none"
check "no such file" fails 1 "cannot open $tmp/none: No such file"
sed -n '/^syscallstat-/,$p' "$tmp/monday" >"$tmp/view"
run diff "$tmp/monday" "$tmp/view"
check "no statistics by call" fails 1 "$tmp/view: has the view histogram"

usage "diff needs two files" diff
usage "diff needs two files" diff "$tmp/monday"
usage "unexpected argument: 'x'" diff a b x
usage "standard input cannot be read twice" diff - -
usage "unknown column: 'tid'" diff -o tid a b
usage "unknown column: 'x'" diff -s x a b
usage "invalid number of rows: '0'" diff -n 0 a b
usage "unsupported color mode: 'x'" diff --color=x a b
usage "--csv and -J exclude each other" diff --csv -J a b
usage "syscallstat diff: unrecognized option '--tasks'" diff --tasks a b
run diff --help
check "--help" [ "$status" = 0 -a ! -s "$tmp/err" ]

summary
