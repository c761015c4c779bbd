# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
# To be sourced by tests of the reader tool: runs it, and prints TAP. SYSCALLSTAT is the
# binary, by default tools/syscallstat; the current directory is the top of the tree.
tool=$(realpath "${SYSCALLSTAT:-tools/syscallstat}")
if [ ! -x "$tool" ]; then
	echo "Bail out! $tool is not built"
	exit 1
fi
tmp=$(mktemp -d) || exit 1
pid=
count=0
failed=0

cleanup()
{
	# Bash may run the trap in a child that is killed before it became the tool.
	[ "$BASHPID" = $$ ] || return
	[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null
	rm -rf "$tmp"
}
trap cleanup EXIT

result() # WORD DESCRIPTION
{
	count=$((count + 1))
	echo "$1 $count - $2"
	[ "$1" = ok ] && return
	failed=1
	sed 's/^/# stdout: /' "$tmp/out"
	sed 's/^/# stderr: /' "$tmp/err"
}

check() # DESCRIPTION COMMAND...: passes if the command succeeds
{
	local what=$1

	shift
	if "$@"; then result ok "$what"; else result "not ok" "$what"; fi
}

run() # ARGUMENT...: leaves $tmp/out, $tmp/err and $status
{
	"$tool" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null
	status=$?
}

out_is() # the whole of stdout is the argument
{
	[ "$status" = 0 ] && [ "$(cat "$tmp/out")" = "$1" ]
}

quiet_out_is()
{
	out_is "$1" && [ ! -s "$tmp/err" ]
}

fails() # STATUS MESSAGE: that status, that text on stderr, and no output
{
	[ "$status" = "$1" ] && grep -qF -- "$2" "$tmp/err" && [ ! -s "$tmp/out" ]
}

usage() # MESSAGE ARGUMENT...
{
	local message=$1

	shift
	run "$@"
	check "usage error: $*" fails 2 "$message"
}

ended() # leaves $status
{
	local i

	for ((i = 0; i < 1000; i++)); do
		kill -0 "$pid" 2>/dev/null || break
		sleep 0.02
	done
	kill -9 "$pid" 2>/dev/null
	wait "$pid"
	status=$?
	pid=
}

# The tool opens a FIFO anew for each report, and prints a report only after it
# has seen the end of the input. Waiting for the report before feeding the next
# snapshot makes the sequence certain, however slow the machine is.
follow() # ARGUMENT...: starts the tool on a FIFO
{
	rm -f "$tmp/fifo"
	mkfifo "$tmp/fifo"
	# Not "run": the shell would have it ignore SIGINT.
	env --default-signal=INT "$tool" "$@" -i "$tmp/fifo" >"$tmp/out" 2>"$tmp/err" &
	pid=$!
}

wait_for() # LINES: of output; up to 20 s
{
	local i

	for ((i = 0; i < 1000; i++)); do
		[ "$(wc -l <"$tmp/out")" -ge "$1" ] && return 0
		sleep 0.02
	done
	return 1
}

# The tool may die early, and nobody would read the FIFO then.
feed() # FILE
{
	timeout 20 sh -c "cat \"\$1\" >\"\$2\"" sh "$1" "$tmp/fifo"
}

summary() # ends the test
{
	echo "1..$count"
	exit $failed
}
