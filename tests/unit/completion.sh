#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# Completion for bash, as it is installed. Prints TAP. SYSCALLSTAT is the binary, by default
# tools/syscallstat.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
: >"$tmp/out"
: >"$tmp/err"
man=tools/man/syscallstat.1

make -s install-tool DESTDIR="$tmp/root" PREFIX=/usr >"$tmp/out" 2>"$tmp/err"
installed=$tmp/root/usr/share/bash-completion/completions/syscallstat
check "it is installed" [ -s "$installed" ]
# shellcheck source=../../tools/completion/syscallstat
. "$installed"

complete_words() # WORD...: leaves in $words what the last of them may become
{
	local line="syscallstat $*"

	COMP_WORDS=(syscallstat "$@")
	COMP_CWORD=$#
	COMP_LINE=$line
	COMP_POINT=${#line}
	COMPREPLY=()
	_syscallstat "$tool" "${*: -1}" "${COMP_WORDS[COMP_CWORD - 1]}"
	words=" ${COMPREPLY[*]-} "
	printf '%s\n' "${COMPREPLY[@]-}" >"$tmp/out"
}

becomes() # EXPECTED WORD...
{
	local expected=$1

	shift
	complete_words "$@"
	check "$*" [ "$words" = " $expected " ]
}

may_become() # EXPECTED WORD...
{
	local expected=$1

	shift
	complete_words "$@"
	check "$* ... $expected" [ "${words#* "$expected" }" != "$words" ]
}

# One list of options: of --help, of the manual page, of the completion.
{
	sed -n 's/^\.It .*Fl Fl \([a-z-]*\).*/--\1/p' "$man"
	sed -n 's/^\.It Fl \([A-Za-z]\)\>.*/-\1/p' "$man"
} | sort -u >"$tmp/man"
complete_words -
sort -u "$tmp/out" >"$tmp/completed"
check "the options of the manual page" cmp "$tmp/man" "$tmp/completed"
"$tool" --help | sed '/^Available/,$d' | grep -oE '^ +(-[A-Za-z])?(, )?(--[a-z-]+)?' |
	tr -s ', ' '\n' | grep . | sort -u >"$tmp/help"
check "... are those of --help" cmp "$tmp/man" "$tmp/help"
complete_words top -
sort -u "$tmp/out" >"$tmp/completed"
"$tool" top --help | sed '/^Keys/,$d' | grep -oE '^ +(-[A-Za-z])?(, )?(--[a-z-]+)?' |
	tr -s ', ' '\n' | grep . | sort -u >"$tmp/help"
check "those of top --help" cmp "$tmp/help" "$tmp/completed"
becomes "--help --json --version -J -V -h" overhead -
complete_words diff -
sort -u "$tmp/out" >"$tmp/completed"
"$tool" diff --help | sed '/^Available/,$d' | grep -oE '^ +(-[A-Za-z])?(, )?(--[a-z-]+)?' |
	tr -s ', ' '\n' | grep . | sort -u >"$tmp/help"
check "those of diff --help" cmp "$tmp/help" "$tmp/completed"
becomes "--totals" diff --tot
becomes "--raw" --ra
becomes "--output --output-file" --out

"$tool" --help | sed '1,/^Available output/d; /^$/,$d' | awk '{ print $1 }' | sort >"$tmp/columns"
complete_words -s ""
check "columns are those of --help" cmp "$tmp/columns" "$tmp/out"
becomes "p50_ns p90_ns p999_ns p99_ns pct_time" -s p
becomes "name,p999_ns name,p99_ns" -o name,p99
becomes "+min_ns" --output +mi

becomes "change_p50_ns change_p90_ns change_p999_ns change_p99_ns" diff -s change_p
becomes "name,old_bytes" diff -o name,old_by

becomes "openat openat2" -e opena
becomes "read,!%clock,clock_getres,sched_yield" -e read,!%clock,clock_getres,sched_y
becomes "" -e no_such
becomes "%stat %statfs" -e %stat
may_become waitpid -e 32 : waitp
may_become "%network" -e %
check "the classes are those of the manual page" test \
	"$(tr -s ' \t\n' '\n' <<<"$_syscallstat_classes" | sort | xargs)" = \
	"$(grep -oE 'Ql %+[a-z]+|Pq Ql %[a-z]+' "$man" | grep -oE '%+[a-z]+' | sort -u | xargs)"

becomes "openat openat2" hist read opena
becomes "read,openat read,openat2" hist read,opena
becomes "hist" his
becomes "top" to
becomes "advise" ad
becomes "diff" di
becomes "$tmp/columns" diff "$tmp/completed" "$tmp/col"
may_become overhead ""
becomes "" top over
becomes "always" --color = al
becomes "always auto never" --color =
becomes "" --color al
becomes "root" --uid roo
becomes "1,$$" -p "1,$$"
becomes "$tmp/completed" -i "$tmp/compl"
may_become cat -- ca
becomes "$tmp/columns" -x -- cat "$tmp/col"

# And as bash has it, whose ideas of words are its own.
if command -v tmux >/dev/null; then
	terminal() { tmux -S "$tmp/tmux" -f /dev/null "$@"; }
	trap 'terminal kill-server 2>/dev/null; cleanup' EXIT
	terminal new-session -d -x 80 -y 24 \
		"PATH=$(dirname "$tool"):\$PATH PS1='\$ ' exec bash --norc --noprofile -i"
	# The prompt may come when something was typed already.
	ends_with() { awk -v end="$1" 'substr($0, length($0) - length(end) + 1) == end { found = 1 }
		END { exit !found }' "$tmp/out"; }
	typed() # KEYS EXPECTED
	{
		local i

		terminal send-keys C-u "clear; . $installed" Enter
		terminal send-keys -l "syscallstat $1"
		terminal send-keys Tab
		for ((i = 0; i < 200; i++)); do
			terminal capture-pane -p >"$tmp/out"
			ends_with "\$ syscallstat $2" && break
			sleep 0.05
		done
		check "in bash: $1" ends_with "\$ syscallstat $2"
	}
	typed "--color=alw" "--color=always"
	typed "top --cgr" "top --cgroup"
	typed "-e 32:waitpi" "-e 32:waitpid"
	typed "-o name,avg" "-o name,avg_ns"
	typed "-x -- whoa" "-x -- whoami"
else
	result ok "in bash # SKIP no tmux"
fi

summary
