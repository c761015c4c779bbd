#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# The page that `syscallstat report` writes: what is in it, that it is XML, and how a browser
# lays it out. Prints TAP. DEVICE is as for session.sh. Takes no root and no module.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
device=$(realpath "${DEVICE:-.build/unit/device.so}")
export LC_ALL=C TZ=UTC

# views SECONDS CALLS: of some calls, with names that are longer than those of most, or hostile
views()
{
	local facts nr names=(read write clock_nanosleep '<img/src=x>' rt_sigtimedwait_time64 openat
		epoll_pwait2 process_vm_readv set_mempolicy_home_node futex)

	facts="# hook tracepoint\n# state running\n# generation 1\n# epoch 1\n"
	facts+="# elapsed_ns ${1}000000000\n# missed ${missed:-0}\n# syscalls all\n"
	printf 'syscallstat 1\n%b' "$facts"
	echo "abi nr name calls errors total_ns min_ns p50_ns p90_ns p99_ns p999_ns max_ns bytes"
	for nr in "${!names[@]}"; do
		echo "64 $nr ${names[nr]} $2 1 $(($2 * 99999)) 250 247 247 247 247 4000 1258291"
	done
	printf 'syscallstat-histogram 1\n%babi nr name le_ns count\n' "$facts"
	for nr in "${!names[@]}"; do
		echo "64 $nr ${names[nr]} 255 $(($2 - 1))"
		echo "64 $nr ${names[nr]} 1073741823 1"
	done
	printf 'syscallstat-errnos 1\n%babi nr name errno error calls total_ns max_ns\n' "$facts"
	echo "64 5 openat 2 ENOENT 3 9999 1234"
}

for i in 1 2 3; do views $i $((i * i * 1000)) >"$tmp/$i"; done
missed=12 views 4 16000 >"$tmp/4"

# Between thousands: U+202F
space=$'\xe2\x80\xaf'

# has TEXT: the page does
has()
{
	[ "$status" = 0 ] && grep -qF -- "$1" "$tmp/out"
}

has_no()
{
	[ "$status" = 0 ] && ! grep -qF -- "$1" "$tmp/out"
}

well_formed()
{
	[ "$status" = 0 ] && [ ! -s "$tmp/err" ] && xmllint --noout "$tmp/out" 2>"$tmp/err"
}

run report -i "$tmp/1"
cp "$tmp/out" "$tmp/one.html"
check "a saved file: a title" has "<title>System calls of $tmp/1</title>"
check "... the calls" has '>rt_sigtimedwait_time64</span>'
check "... histograms" [ "$(grep -c '<svg .* class="hist"' "$tmp/out")" = 9 ]
check "... errors" has '>ENOENT</span>'
check "... what the module says" has '<dt class="name">syscalls</dt><dd>all</dd>'
check "... no heat maps of one reading" has_no 'class="heat"'
check "... no markup of the file" has_no '<img'
check "... but its text" has '&lt;img/src=x&gt;'
run report -i "$tmp/1" -n 2 -e 'w*,openat'
check "-e and -n" [ "$(grep -c '<svg' "$tmp/out")" = 2 ]
check "... which is said" has 'selected by w*,openat'
check "... of errors, too" has '>ENOENT</span>'
run report -i "$tmp/1" -e write
check "... which are of other calls" has_no '>ENOENT</span>'
run report -i "$tmp/1" -i "$tmp/2" -i "$tmp/3"
cp "$tmp/out" "$tmp/three.html"
check "several files: heat maps" [ "$(grep -c '<svg .* class="heat"' "$tmp/out")" = 4 ]
# 9000 - 1000
check "... and what happened from the first to the last" has "8${space}000</td>"
check "... in a title" has "System calls of 3 files, $tmp/1 to $tmp/3"
missed=12 run report -i "$tmp/1" -i "$tmp/4"
check "what was missed stands above all" has '12 events could not be recorded'
check "... and is said" grep -q "12 events could not be recorded" "$tmp/err"
run report --output-file "$tmp/page" -i "$tmp/1"
# They are of two moments.
check "--output-file" cmp -s <(sed 's/read on [^<]*//' "$tmp/page") <(sed 's/read on [^<]*//' "$tmp/one.html")

export DEVICE_TEXT=$tmp/2 DEVICE_LOG=$tmp/log
: >"$tmp/log"
LD_PRELOAD=$device "$tool" report --output-file "$tmp/page" -- sh -c 'exit "$0"' 7 '<b>' \
	>"$tmp/out" 2>"$tmp/err" </dev/null
status=$?
check "a command: its status" [ "$status" = 7 ]
cp "$tmp/page" "$tmp/out"
status=0
check "... and what it is" has 'System calls of sh -c exit &quot;$0&quot; 7 &lt;b&gt;'
check "... where it ran" has " on $(uname -n), $(uname -s) $(uname -r)"
check "... in a session with all views" grep -q '^view all$' "$tmp/log"
LD_PRELOAD=$device "$tool" report --output-file "$tmp/page" 0.1 -- sh -c 'sleep 0.25' \
	>"$tmp/out" 2>"$tmp/err" </dev/null
status=$?
cp "$tmp/page" "$tmp/out"
check "a command and an interval: heat maps" has 'class="heat"'
check "... and all since the session began" has ">4${space}000</td>"
cp "$tmp/out" "$tmp/command.html"
LD_PRELOAD=$device "$tool" report -p $$ 0.1 2 >"$tmp/out" 2>"$tmp/err" </dev/null
status=$?
check "a process, a number of intervals" has "System calls of pid $$"

: >"$tmp/log"
LD_PRELOAD=$device "$tool" report -p $$ 100 >"$tmp/out" 2>"$tmp/err" </dev/null &
pid=$!
for ((i = 0; i < 500; i++)); do
	! grep -q '^start$' "$tmp/log" || break
	sleep 0.02
done
sleep 0.2
kill -TERM "$pid"
ended
check "... and until a signal comes" has ">4${space}000</td>"

# files: those of the module
mkdir "$tmp/files"
sed '/^syscallstat-/,$d' "$tmp/1" >"$tmp/files/syscallstat"
DEVICE_FILES=$tmp/files LD_PRELOAD=$device "$tool" report >"$tmp/out" 2>"$tmp/err" </dev/null
status=$?
check "views that cannot be read are left out" has_no '<svg'
check "... and the others are there" has '>rt_sigtimedwait_time64</span>'

usage "report and -J exclude each other" report -J
usage "report and -o exclude each other" report -o name
usage "report and -y exclude each other" report -y 1
usage "report and views exclude each other" report --errnos
usage "--csv" report --csv
usage "a command takes no count: '3'" report 1 3 -- true
usage "--ascii needs a drawing" report --ascii

# --- what reads it ------------------------------------------------------------------------

if command -v xmllint >/dev/null; then
	for page in one three command; do
		cp "$tmp/$page.html" "$tmp/out"
		: >"$tmp/err"
		status=0
		check "it is XML: $page" well_formed
	done
else
	result ok "it is XML # SKIP no xmllint"
fi

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)

# Of each page, as wide as a telephone and as a screen: how far it reaches beyond the window,
# and what is beyond its own box, or higher than nothing that it should be.
layout()
{
	local page

	{
		echo '<!DOCTYPE html><html><body style="margin:0">'
		for page; do
			echo "<iframe src='$page.html' width='390' height='800' style='border:0'></iframe>"
			echo "<iframe src='$page.html' width='1280' height='800' style='border:0'></iframe>"
		done
		cat <<'END'
<pre id="result"></pre>
<script>
addEventListener('load', () => {
	const lines = [];
	for (const frame of document.querySelectorAll('iframe')) {
		const root = frame.contentDocument.documentElement, width = frame.clientWidth;
		const name = frame.getAttribute('src') + ' ' + width;
		if (root.scrollWidth > width)
			lines.push(name + ': ' + root.scrollWidth + ' wide');
		for (const element of root.querySelectorAll('body *')) {
			const box = element.getBoundingClientRect();
			if (!element.closest('.scroll, svg') && (box.left < -1 || box.right > width + 1))
				lines.push(name + ': ' + element.tagName + '.' + element.className + ' is outside');
		}
		for (const drawing of root.querySelectorAll('svg')) {
			const box = drawing.getBoundingClientRect();
			if (box.width < 200 || box.height < 60)
				lines.push(name + ': a drawing of ' + box.width + ' x ' + box.height);
		}
		lines.push(name + ': ' + root.querySelectorAll('svg').length + ' drawings');
	}
	document.getElementById('result').textContent = lines.join('\n') + '\n';
});
</script></body></html>
END
	} >"$tmp/layout.html"
	timeout 60 "$browser" --headless=new --no-sandbox --disable-gpu --allow-file-access-from-files \
		--user-data-dir="$tmp/profile" --virtual-time-budget=5000 --dump-dom \
		"file://$tmp/layout.html" 2>/dev/null |
		sed -n '/<pre id="result">/,/<\/pre>/p' | sed 's/.*<pre id="result">//; /^<\/pre>/d' |
		sed 's/<\/pre>.*//'
}

if [ -n "$browser" ]; then
	layout one three command >"$tmp/out"
	check "a browser: nothing is wider than the window" [ "$(cat "$tmp/out")" = "\
one.html 390: 9 drawings
one.html 1280: 9 drawings
three.html 390: 13 drawings
three.html 1280: 13 drawings
command.html 390: 13 drawings
command.html 1280: 13 drawings" ]
else
	result ok "a browser # SKIP no chromium"
fi

summary
