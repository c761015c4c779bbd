#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Heat maps of the reader tool, from files and from what happens meanwhile. Prints TAP. DEVICE
# is as for session.sh. Takes no root and no module.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
device=$(realpath "${DEVICE:-.build/unit/device.so}")
export LC_ALL=C TZ=UTC

# reading GENERATION SECONDS QUICK SLOW: so many reads
reading()
{
	printf 'syscallstat-histogram 1\n# state running\n# generation %s\n' "$1"
	printf '# epoch 1\n# elapsed_ns %s000000000\n# missed 0\n' "$2"
	echo "abi nr name le_ns count"
	printf '64 0 read 255 %s\n64 0 read 4095 %s\n64 1 write 1023 1\n' "$3" "$4"
}

reading 1 10 5 5 >"$tmp/1"
reading 1 12 6 105 >"$tmp/2"
reading 1 14 106 105 >"$tmp/3"
reading 2 1 7 7 >"$tmp/4"
reading 2 3 17 7 >"$tmp/5"

# --- saved files --------------------------------------------------------------------------

files=(-i "$tmp/1" -i "$tmp/2" -i "$tmp/3" -i "$tmp/4" -i "$tmp/5")
run hist --heatmap read write "${files[@]}"
check "each file ends an interval; a reset is a gap" quiet_out_is "\
 up to  read: 211 calls, 2.00s a column
4.10us |@ |
2.05us |  |
1.02us |  |
 511ns |  |
 255ns |.@|+
       ++-r-
 after  2.00s
 calls  1 .:-=+*#%@ 100  r reset"
cp "$tmp/out" "$tmp/drawn"
LC_ALL=C.UTF-8 run hist --heatmap read "${files[@]}"
check "blocks where the locale has them" [ "$(sed -n 6p "$tmp/out")" = " 255ns ┤░█┊▓" ]
LC_ALL=C.UTF-8 run hist --heatmap read "${files[@]}" --ascii
check "... but with --ascii" cmp -s "$tmp/drawn" "$tmp/out"
TERM=xterm-256color run hist --heatmap read "${files[@]}" --color=always
check "--color=always: with colours" grep -q $'\033\[0;38;5;226m@' "$tmp/out"
TERM=xterm run hist --heatmap read "${files[@]}" --color=always
check "... if the terminal has them" cmp -s "$tmp/drawn" "$tmp/out"
run hist --heatmap nothing "${files[@]}"
check "no calls" out_is "no calls"
run hist --heatmap read -i "$tmp/1" -i "$tmp/none" -i "$tmp/3"
check "a file that is not there" fails 1 "cannot open $tmp/none"

if command -v jq >/dev/null; then
	json() # FILTER EXPECTED
	{
		[ "$status" = 0 ] && [ "$(jq -c "$1" "$tmp/out")" = "$2" ]
	}
	run hist --heatmap read write -J "${files[@]}"
	check "-J: the bounds" json '.heatmap[0].le_ns' '[255,511,1023,2047,4095]'
	check "... the matrix" json '.heatmap[0].counts' \
		'[[1,0,0,0,100],[100,0,0,0,0],null,[10,0,0,0,0]]'
	check "... which call" json '.heatmap | map([.abi, .nr, .name])' '[["64",0,"read"]]'
	check "... the intervals" json '.intervals | map([.time, .end_ns, .state])' \
		'[[null,2000000000,"counted"],[null,4000000000,"counted"],[null,5000000000,"reset"],[null,7000000000,"counted"]]'
	check "... and that nothing fell out" json '.dropped_intervals' 0
else
	result ok "-J # SKIP no jq"
fi

# --- what happens meanwhile ---------------------------------------------------------------

# The tool opens the FIFO anew for each reading; a text must not get into the one before.
feed_next() # FILE
{
	feed "$1"
	while [ -n "$(find "/proc/$pid/fd" -lname "$tmp/fifo" 2>/dev/null)" ]; do sleep 0.01; done
}

follow hist --heatmap read -J 0.01 3
for i in 1 2 3 4; do feed_next "$tmp/$i"; done
ended
if command -v jq >/dev/null; then
	# What was late is not what is tested.
	states='[.intervals, .heatmap[0].counts] | transpose | map(select(.[0].state != "unread"))'
	check "an interval: as many columns as asked for" json "$states | map(.[0].state)" \
		'["counted","counted","reset"]'
	check "... with the same figures" json "$states | map(.[1])" \
		'[[1,0,0,0,100],[100,0,0,0,0],null]'
	check "... and the time of each" json \
		"[.intervals[].time] | . == sort and (.[0] > $(date +%s) - 100)" true
fi

follow hist --heatmap read 0.01
feed_next "$tmp/1"
feed_next "$tmp/2"
kill -INT "$pid"
ended
check "^C leaves the picture" grep -q '^4.10us' "$tmp/out"
check "... and is no failure" [ "$status" = 0 ]
check "... drawn once" [ "$(grep -c 'up to' "$tmp/out")" = 1 ]

follow hist --heatmap read 0.01
feed_next "$tmp/1"
feed_next "$tmp/2"
echo nonsense >"$tmp/nonsense"
feed_next "$tmp/nonsense"
ended
check "so does a failure" grep -q '^4.10us' "$tmp/out"
check "... with its status" [ "$status" = 1 ]
check "... and a message" grep -q "not a syscallstat file" "$tmp/err"

if command -v tmux >/dev/null; then
	terminal() { tmux -S "$tmp/tmux" -f /dev/null "$@"; }
	trap 'terminal kill-server 2>/dev/null; cleanup' EXIT
	rm -f "$tmp/fifo"
	mkfifo "$tmp/fifo"
	terminal new-session -d -x 50 -y 12 \
		"echo before; echo \$\$ >$tmp/pid; exec $tool hist --heatmap read -i $tmp/fifo 0.01; sleep 99"
	terminal set-option -g remain-on-exit on
	for ((i = 0; i < 500; i++)); do
		[ ! -s "$tmp/pid" ] || break
		sleep 0.02
	done
	pid=$(cat "$tmp/pid")
	for i in 1 2 3; do feed_next "$tmp/$i"; done
	screen()
	{
		local i

		for ((i = 0; i < 250; i++)); do
			terminal capture-pane -p >"$tmp/out"
			grep -q "$1" "$tmp/out" && return
			sleep 0.02
		done
		return 1
	}
	check "on a terminal: drawn with each reading" screen 'read: 201 calls'
	check "... in the place of the one before" [ "$(grep -c 'up to' "$tmp/out")" = 1 ]
	check "... which leaves what was above" [ "$(head -n 1 "$tmp/out")" = before ]
	# Halves of powers of two would find no room.
	check "... as it fits" [ "$(grep -c '|' "$tmp/out")" = 5 ]
	terminal kill-server
	pid=
else
	result ok "on a terminal # SKIP no tmux"
fi

# --- a command ----------------------------------------------------------------------------

reading 1 1 40 2 >"$tmp/text"
export DEVICE_TEXT=$tmp/text DEVICE_LOG=$tmp/log
: >"$tmp/log"
LD_PRELOAD=$device "$tool" hist --heatmap read 0.1 -- sh -c 'sleep 0.35; exit 7' \
	>"$tmp/out" 2>"$tmp/err" </dev/null
status=$?
check "a command: its status" [ "$status" = 7 ]
check "... the drawing on standard error" [ ! -s "$tmp/out" -a "$(grep -c 'up to' "$tmp/err")" = 1 ]
# All of it is in the first interval, since the session began with nothing.
check "... of all that was counted" grep -q 'read: 42 calls' "$tmp/err"
check "... in intervals" [ "$(sed -n 's/^ *+\([-+?]*\)$/\1/p' "$tmp/err" | tr -d '\n' | wc -c)" -ge 4 ]
LD_PRELOAD=$device "$tool" hist --heatmap read 0.1 -p $$ >"$tmp/out" 2>"$tmp/err" </dev/null &
pid=$!
sleep 0.4
kill -TERM "$pid"
ended
check "a process" grep -q 'read: 42 calls' "$tmp/out"

usage "--heatmap is for hist" --heatmap 1
usage "--heatmap is for hist" top --heatmap
usage "--heatmap needs an interval, or files that one lies between" hist --heatmap read
usage "--heatmap needs an interval, or files" hist --heatmap read -i "$tmp/1"
usage "--heatmap and -y exclude each other" hist --heatmap read -y 1
usage "--csv and --heatmap exclude each other" hist --heatmap read --csv 1
usage "hist needs the name of a system call" hist --heatmap
usage "a command takes no count: '3'" hist --heatmap read 1 3 -- true
usage "an interval and more than one -i exclude each other" hist --heatmap read "${files[@]}" 1
usage "only --heatmap and report take more than one -i" "${files[@]}"
usage "only --heatmap and report take more than one -i" hist read "${files[@]}"
usage "standard input cannot be read again" hist --heatmap read -i - -i "$tmp/1"

summary
