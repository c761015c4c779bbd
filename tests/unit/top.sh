#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# `syscallstat top` on a real terminal: tmux presses keys and reads the screen. Prints TAP.
# SYSCALLSTAT and DEVICE are as for session.sh. Takes no root and no module.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
device=$(realpath "${DEVICE:-.build/unit/device.so}")
: >"$tmp/out"
: >"$tmp/err"

if ! command -v tmux >/dev/null; then
	result ok "top # SKIP no tmux"
	summary
fi

# A server of our own, which nobody else's settings and sessions get into.
unset TMUX NO_COLOR COLORTERM LINES COLUMNS
terminal() { tmux -S "$tmp/tmux" -f /dev/null "$@"; }
trap 'terminal kill-server 2>/dev/null; cleanup' EXIT
terminal new-session -d -x 80 -y 24 "PS1='\$ ' exec bash --norc --noprofile -i" || exit 1

screen() { terminal capture-pane -p >"$tmp/out"; }
keys() { terminal send-keys "$@"; }

eventually() # COMMAND...: up to 20 s
{
	local i

	for ((i = 0; i < 400; i++)); do
		screen
		"$@" && return
		sleep 0.05
	done
	return 1
}

has() { grep -qE -- "$1" "$tmp/out"; }
has_not() { ! has "$1"; }
sees() { eventually has "$1"; }

# The last words of the rows, in their order.
order_is()
{
	[ "$(awk 'NF == 0 || /UP TO/ { rows = 0 } rows { print $NF } /%TIME/ { rows = 1 }' "$tmp/out" |
		xargs)" = "$1" ]
}
order() { eventually order_is "$1"; }

count_is() { [ "$(grep -c . "$1")" -ge "$2" ]; }

# start NAME=VALUE... -- ARGUMENT...: in the terminal; all that the shell says of its end is a line
start()
{
	local environment=()

	while [ "$1" != -- ]; do
		environment+=("$1")
		shift
	done
	shift
	rm -f "$tmp/pid" "$tmp/status" "$tmp/after"
	cat >"$tmp/job" <<-END
		#!/bin/sh
		echo \$\$ >"$tmp/pid"
		exec env ${environment[*]} "$tool" top $* 2>"$tmp/err"
	END
	chmod +x "$tmp/job"
	keys "clear; stty -g >$tmp/before; $tmp/job; echo \$? >$tmp/status; stty -g >$tmp/after" Enter
}

# It has ended, with that status, and the terminal is what it was.
over()
{
	eventually [ -s "$tmp/after" ] || return
	[ "$(cat "$tmp/status")" = "$1" ] || { echo "status: $(cat "$tmp/status")" >>"$tmp/err"; return 1; }
	cmp "$tmp/before" "$tmp/after" >>"$tmp/err" &&
		[ "$(terminal display-message -p '#{alternate_on} #{cursor_flag} #{keypad_flag}')" = "0 1 0" ]
}

text() # SECONDS READS WRITES: a file with all views
{
	cat >"$tmp/new" <<-END
		syscallstat 1
		# state running
		# generation 1
		# elapsed_ns $(($1 * 1000000000))
		# missed 0
		abi nr name calls errors total_ns p50_ns p99_ns max_ns
		64 0 read $2 2 $(($2 * 1000)) 100 400 5000
		64 1 write $3 0 $(($3 * 500)) 200 300 6000
		64 202 futex 3 1 9000000 300 200 7000000
		syscallstat-histogram 1
		abi nr name le_ns count
		64 0 read 127 60
		64 0 read 1023 30
		64 0 read 4095 10
		64 202 futex 8388607 3
		syscallstat-tasks 1
		# elapsed_ns $(($1 * 1000000000))
		tid tgid comm calls errors total_ns abi name
		70 7 worker 9 1 $(($1 * 4000)) 64 futex
		80 8 logger 5 0 $(($1 * 8000)) 64 write
		syscallstat-inflight 1
		tid tgid comm abi name age_ns
		70 7 worker 64 futex 7261000000000
		81 8 quick 64 read 999
	END
	# In one piece, as the module shows it.
	mv "$tmp/new" "$tmp/text"
}

# --- calls --------------------------------------------------------------------------------

text 1 100 50
start -- -i "$tmp/text" 0.1
check "in the beginning, what was counted since the reset" sees "^syscallstat top: calls since the reset, by TIME; running, every 0.1s"
check "... the most time first" order "futex read write"
check "... with its sums" has "^153 calls, 3 errors, 9.13ms in calls"
check "... in 80 columns and 24 lines" [ "$(wc -l <"$tmp/out") $(awk 'length > 80' "$tmp/out")" = "24 " ]
check "... and what is stuck above" has "^  7261s in futex \(64\) worker\[70\]"
check "... but for what is quick" has_not "quick"
check "... and the keys below" has "^q quit  \? help"
terminal capture-pane -p -e >"$tmp/colors"
check "... the stuck call has another colour" grep -q $'\033\[[0-9;]*31m *7261s in futex' "$tmp/colors"
check "... which no row has" [ "$(grep -c $'\033\[[0-9;]*31m' "$tmp/colors")" = 1 ]

text 3 300 650
check "then what happens per second" sees "^400 calls/s, 0.00 errors/s, 250us/s in calls"
check "... in its order" order "write read"
check "... each of it" has "^ 40.00   100us     100   0.00 1.00us  100ns  400ns 5.00us 64  read"
keys a
check "a: all since the reset" order "futex write read"
keys a
check "... and back" order "write read"
keys 6
check "a digit sorts by that column" order "write read"
check "... which is said" has "calls per second, by P50; running"
keys 6
check "... again: the other way round" order "read write"
keys 7
check "... and by another one" order "read write"
keys '<'
check "< sorts by the column before" order "write read"
keys 0
check "... and by name" order "read write"

keys a /
keys w
check "/ filters" order "write"
keys x
check "... as I type" order ""
check "... and says so" has "^filter: wx_"
keys BSpace Enter
check "... and goes on with what is left" order "write"
check "... which stays to be seen" has "in calls; filter: w$"
keys Escape
check "Esc drops it" order "futex read write"

# --- the histogram ------------------------------------------------------------------------

keys Down
keys Enter
check "Enter: a histogram" sees "^  UP TO  CALLS   %     histogram of read \(64\)"
check "... of the selected call" has "^  127ns     60  60.0% ####################"
check "... in powers of two" has "^ 1.02us     30  30.0% ###########"
check "... and what is empty" has "^ 2.05us      0   0.0%$"
check "... beside the table" order_is "futex read write"
terminal resize-window -x 100 -y 40
check "a larger terminal has more of it" eventually eval 'has "^  127ns     60  60.0% #{60}" && [ "$(wc -l <"$tmp/out")" = 40 ]'
terminal resize-window -x 60 -y 12
check "a smaller one has less" eventually eval 'has "^  255ns     60  60.0% #{38}" && has "^q quit" && [ "$(wc -l <"$tmp/out")" = 12 ]'
terminal resize-window -x 7 -y 2
sleep 0.3
terminal resize-window -x 80 -y 24
check "... and it survives a tiny one" sees "^  127ns     60  60.0% ####################"
keys Up
keys Up
check "another call, another histogram" sees "histogram of futex"
check "... of one range" has "^ 8.39ms      3 100.0% #"
keys Escape
check "Esc closes it" eventually has_not "UP TO"

# --- pause, help, tasks -------------------------------------------------------------------

keys p
check "p pauses" sees "PAUSED"
text 5 301 651
sleep 0.5
screen
check "... nothing changes" has "^953 calls, 3 errors"
keys 0
check "... but what keys do" order "write read futex"
keys 2 Space
check "space goes on" sees "^955 calls, 3 errors"

keys '?'
check "? explains the keys" sees "^  1 to 9, 0 +sort by that column"
check "... all of them" [ "$(grep -c '^  [^ ]' "$tmp/out")" = 11 ]
keys x
check "... until one is pressed" sees "^955 calls"

keys i
keys i
check "i: no stuck calls" eventually has_not "7261s"
keys i
check "... and back" sees "7261s in futex"

keys t
check "t: tasks" sees "^syscallstat top: tasks since the reset"
check "... and the call that each is in" order "write futex"
check "... whose names they have" has "^ 66.67  40.0us +5 +0 8.00us +80 +8 logger +64  write"
keys a
text 6 301 651
check "... per second" sees "^ 66.67  8.00us +0.00 +0.00"
keys t
check "... and calls again" sees "^syscallstat top: calls since the reset"

# --- what can go wrong with the file ------------------------------------------------------

mv "$tmp/text" "$tmp/away"
check "a file that goes away" sees "^cannot open $tmp/text: No such file"
check "... leaves what was read" order_is "futex write read"
mv "$tmp/away" "$tmp/text"
check "... and may come back" eventually has_not "cannot open"
printf 'syscallstat 1\nabi nr name calls\n64 0 re' >"$tmp/new"
mv "$tmp/new" "$tmp/text"
check "... a file cut short is one that is not ready" sees "line 3: 3 of 4 columns"
printf 'syscallstat 1\n# generation 2\nabi nr name calls total_ns\n64 0 open 5 5\n' >"$tmp/new"
mv "$tmp/new" "$tmp/text"
check "a reset" sees "the counters were reset"
check "... begins anew" order_is "open"
keys t
check "a view that is not there" sees "has no view tasks"
keys t Enter
check "... nor a histogram" sees "has no view histogram"

# --- the end ------------------------------------------------------------------------------

text 1 100 50
keys q
check "q ends it with 0, and the terminal is what it was" over 0
start -- -i "$tmp/text" 60
sees "every 60s"
keys C-c
check "so does ^C" over 0
for end in TERM:0 HUP:129 USR1:138 ALRM:142 PIPE:141 RTMIN:162; do
	start -- -i "$tmp/text" 60
	sees "every 60s"
	kill -s "${end%:*}" "$(cat "$tmp/pid")"
	check "SIG${end%:*}: status ${end#*:}, and the terminal is what it was" over "${end#*:}"
done

start -- -i "$tmp/text" 0.1
sees "every 0.1s"
# The rest of the line belongs to the end of the job.
keys C-z
check "^Z stops it, and the terminal is what it was" over 148
rm -f "$tmp/after"
keys "clear; fg; echo \$? >$tmp/status; stty -g >$tmp/after" Enter
check "... and fg goes on" sees "^syscallstat top: calls"
text 2 200 50
check "... with what happens" sees "^100 calls/s"
kill -s STOP "$(cat "$tmp/pid")"
eventually [ -s "$tmp/after" ]
rm -f "$tmp/after"
terminal resize-window -x 90 -y 20
text 3 400 50
keys "clear; fg; echo \$? >$tmp/status; stty -g >$tmp/after" Enter
check "SIGSTOP, SIGCONT, and another size meanwhile" sees "^200 calls/s"
check "... which is used" [ "$(wc -l <"$tmp/out")" = 20 ]
terminal resize-window -x 80 -y 24
keys q
check "... and the end as ever" over 0

start -- -i "$tmp/text" 60
sees "every 60s"
pid=$(cat "$tmp/pid")
switches() { awk '/^voluntary/ { print $2 }' "/proc/$pid/status"; }
before=$(switches)
sleep 1
check "it sleeps while there is nothing to do" [ $(($(switches) - before)) -le 1 ]
pid=
keys q
over 0

# --- colours, terminals, sessions ---------------------------------------------------------

colored() # ARGUMENT... as for start; leaves whether there are colours in $status
{
	start "$@"
	sees "7261s in futex"
	terminal capture-pane -p -e >"$tmp/colors"
	grep -q $'\033\[[0-9;]*31m' "$tmp/colors"
	status=$?
	keys q
	over 0
}

colored NO_COLOR=1 -- -i "$tmp/text"
check "NO_COLOR" [ "$status" = 1 ]
check "... the stuck call is bold" grep -q $'\033\[1m *7261s in futex' "$tmp/colors"
colored -- -i "$tmp/text" --color=never
check "--color=never" [ "$status" = 1 ]
colored NO_COLOR=1 -- -i "$tmp/text" --color
check "--color is --color=auto" [ "$status" = 1 ]
colored NO_COLOR=1 -- -i "$tmp/text" --color=always
check "--color=always" [ "$status" = 0 ]
start -- -i "$tmp/text" --tasks -e futex -s tid
check "--tasks, -e, -s" sees "^syscallstat top: tasks since the reset, by TID; running, every 1s"
check "... by which rows are selected" order_is "futex"
keys q
over 0
start TERM=unknown -- -i "$tmp/text"
check "a terminal that nobody knows" over 1
check "... is said to be one" grep -q "top needs a terminal" "$tmp/err"
run top -i "$tmp/text"
check "no terminal" fails 1 "top needs a terminal"
run top -i "$tmp/none"
check "a file that is not there" fails 1 "cannot open $tmp/none: No such file"
mkfifo "$tmp/fifo"
run top -i "$tmp/fifo"
check "a pipe" fails 1 "$tmp/fifo is not a file that can be read again and again"
[ -e /proc/syscallstat ] || {
	run top
	check "the module is not loaded" fails 3 "modprobe syscallstat"
}

if [ -e "$device" ]; then
	: >"$tmp/log"
	sed '/^syscallstat-/,$d' "$tmp/text" >"$tmp/stats"
	start LD_PRELOAD="$device" DEVICE_TEXT="$tmp/stats" DEVICE_LOG="$tmp/log" -- -p $$ -f 0.1
	check "a session" order "futex read write"
	check "... which is told whom to count" grep -q "^pid $$" "$tmp/log"
	check "... and asked for what is shown" eventually grep -q "^view inflight" "$tmp/log"
	keys t
	check "... also for tasks" eventually grep -q "^view tasks" "$tmp/log"
	keys q
	check "... until it ends" over 0
else
	result "not ok" "$device is not built"
fi

summary
