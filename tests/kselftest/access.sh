#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who may read and write what: others than root, root of containers, and whoever is handed
# an open file.

cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
. ./module.sh

device=/dev/syscallstat
views=("${control%control}"{histogram,errnos,tasks,inflight,percpu})
nobody=(setpriv --reuid 65534 --regid 65534 --clear-groups)
# What Docker and Podman leave to root of a container.
container_caps=chown,dac_override,fowner,fsetid,kill,setgid,setuid,setpcap,net_bind_service
container_caps+=,net_raw,sys_chroot,mknod,audit_write,setfcap
work=$(mktemp -d)

finish() {
	chmod 600 $device 2>/dev/null
	if module_loaded; then
		module_unload
	fi
	rm -rf "$work"
}
trap finish EXIT

# with_caps CAP,...: with these capabilities and no others
with_caps() {
	local only="-all,+${1//,/,+}"
	shift
	setpriv --bounding-set "$only" --inh-caps "$only" --ambient-caps -all "$@"
}

# refused FILE COMMAND...: the command, which may be one that changes the user, can neither
# read nor write it, because it may not
refused() {
	local file=$1 said verb
	shift
	# What is refused must be there, and who is refused must come as far as that.
	if ! [ -e "$file" ] || ! "$@" sh -c ': </proc/self/status'; then
		echo "# $file: cannot be tried: $*"
		return 1
	fi
	for verb in 'cat "$0"' 'echo start >"$0"' 'echo start | dd of="$0"' ': <>"$0"'; do
		if said=$("$@" sh -c "LC_ALL=C; export LC_ALL; $verb" "$file" 2>&1 >/dev/null); then
			echo "# $verb of $file is not refused: $*"
			return 1
		fi
		case $said in
		*'ermission denied'* | *'ot permitted'*) ;;
		*) echo "# $file: $said"; return 1 ;;
		esac
	done
}

# all_refused COMMAND...
all_refused() {
	local file
	for file in $proc $control "${views[@]}"; do
		refused "$file" "$@" || return 1
	done
}

refused_to_nobody() {
	all_refused "${nobody[@]}" && refused $device "${nobody[@]}"
}

# What others can see of the module.
seen_by_nobody() {
	# shellcheck disable=SC2016 # for that shell
	"${nobody[@]}" sh -c '
		stat -c "%s %b %Y" "$@"
		ls -lR /sys/module/syscallstat
		find /sys/module/syscallstat -type f -readable ! -name uevent -exec head -v {} +
		grep -w syscallstat /proc/modules /proc/misc' sh $proc $device 2>/dev/null
}

# Names of files and how much memory the module itself takes is all that can be seen.
nothing_to_infer() {
	local before after
	! "${nobody[@]}" ls "${control%/*}" >/dev/null 2>&1 || return 1
	before=$(seen_by_nobody)
	"$output/exact" 100000 || return 1
	after=$(seen_by_nobody)
	[[ "$before" = *refcnt*proc_mode* || "$before" = *proc_mode*refcnt* ]] && [ "$before" = "$after" ] && return
	diff <(echo "$before") <(echo "$after") | sed 's/^/# /'
	return 1
}

# Root of the namespace is root outside, so that modes let him in.
refused_to_root_of_namespaces() {
	all_refused unshare --user --map-root-user --mount --pid --fork --mount-proc &&
		all_refused "${nobody[@]}" unshare --user --map-root-user --mount --pid --fork
}

# In a root directory of its own.
make_container() {
	mkdir -p "$work/root"
	mount --rbind / "$work/root" || return 1
	cat >"$work/container" <<-END
		#!/bin/sh
		exec chroot "$work/root" "\$@"
	END
	chmod +x "$work/container"
}

refused_to_root_of_container() {
	local ret=0
	make_container || return 1
	all_refused with_caps $container_caps "$work/container" || ret=1
	umount -l "$work/root"
	# The mode of the device lets him in; but not to look at others.
	! with_caps $container_caps sh -c "echo 'pid 1' >$device" 2>/dev/null || ret=1
	! with_caps $container_caps sh -c "echo 'uid 1' >$device" 2>/dev/null || ret=1
	with_caps $container_caps sh -c "echo start >$device" || ret=1
	return $ret
}

# enough CAP: for root, who is let in by the modes
enough() {
	local file
	for file in $proc $control "${views[@]}" $device; do
		with_caps "$1" cat "$file" >/dev/null || return 1
	done
}

# On a machine whose tasks without privileges may look at performance data, the files stay shut.
not_by_paranoid() {
	local setting=/proc/sys/kernel/perf_event_paranoid before ret=0
	before=$(<$setting) || return 1
	echo -1 >$setting
	refused_to_nobody || ret=1
	echo "$before" >$setting
	return $ret
}

wider_mode() {
	local mode
	for mode in 0440 0444; do
		module_unload && module_load proc_mode=$mode || return 1
		[ "$(stat -c %a $proc)" = "${mode#0}" ] || return 1
		# Whom the mode admits gets in, without capabilities, and nobody else.
		case $mode in
		0440)
			refused $proc "${nobody[@]}" || return 1
			setpriv --reuid 65534 --regid 0 --clear-groups cat $proc >/dev/null || return 1
			;;
		0444) "${nobody[@]}" cat $proc >/dev/null || return 1 ;;
		esac
		# That is for this file alone.
		refused "${views[3]}" "${nobody[@]}" && refused $control "${nobody[@]}" &&
			refused $device "${nobody[@]}" || return 1
	done
	module_unload && module_load
}

bad_mode() {
	local mode
	module_unload || return 1
	for mode in 0 0404 0600 0666 0755 01444 04400 0040 bogus; do
		! module_load proc_mode=$mode 2>/dev/null || return 1
		! module_loaded || return 1
		! [ -e $proc ] || return 1
	done
	module_load
}

# It is the text of when it was opened, and it remains that.
passed_text() {
	local file
	echo "syscalls getppid" >$control
	for file in $proc "${views[0]}"; do
		echo reset >$control
		"$output/passed" "$file" >"$work/text" || return 1
		grep -q '^syscallstat' "$work/text" && ! grep -q ' getppid ' "$work/text" || return 1
	done
	# What was counted meanwhile is not in it, but is counted.
	grep -q ' getppid ' $proc || return 1
	echo "syscalls all" >$control
}

# Who inherits it can read it, but not open it again.
inherited_text() {
	[ "$("${nobody[@]}" head -n 1 <$proc)" = "syscallstat 1" ] || return 1
	# shellcheck disable=SC2024 # it is meant so
	! "${nobody[@]}" sh -c 'exec 3</proc/self/fd/0' <$proc 2>/dev/null
}

# Handed over, it is worth what it was: commands are taken.
passed_control() {
	"$output/passed" $control "stop
" >"$work/text" || return 1
	[ "$(key state)" = stopped ] && grep -qx 'state running' "$work/text" || return 1
	echo start >$control
	refused $control "${nobody[@]}"
}

# A session shows what its opener could see, whoever reads it.
passed_session() {
	local status
	"$output/passed" $device "pid 1
uid 0
start
" >"$work/text" || return 1
	[ "$(awk '$2 == "selected" { print $3 }' "$work/text")" -gt 1 ] || return 1
	# One that was opened without the capability does not gain by getting to root.
	chmod 666 $device
	"$output/passed" -r $device "pid 1
"
	status=$?
	[ $status -eq 1 ] || return 1
	"$output/passed" -r $device "uid 0
"
	status=$?
	[ $status -eq 1 ] || return 1
	"$output/passed" -r $device "start
" >"$work/text" && grep -qx '# selected 0' "$work/text" || return 1
	chmod 600 $device
	refused $device "${nobody[@]}"
}

# A task of nobody's that has gained a capability is not nobody's to look at, even if he is root
# of a namespace, where he has them all.
capabilities_of_another_namespace() {
	local ret=0 file='echo "pid $0" >/dev/syscallstat'
	chmod 666 $device
	"${nobody[@]}" sleep 1000 &
	local plain=$!
	"${nobody[@]}" --inh-caps +net_raw --ambient-caps +net_raw sleep 1000 &
	local gained=$!
	sleep 1
	grep -q '^CapPrm:.*[1-9a-f]' /proc/$gained/status || ret=1
	"${nobody[@]}" sh -c "$file" $plain || ret=1
	! "${nobody[@]}" sh -c "$file" $gained 2>/dev/null || ret=1
	! "${nobody[@]}" unshare --user --map-root-user sh -c "$file" $gained 2>/dev/null || ret=1
	kill $plain $gained
	wait $plain $gained 2>/dev/null
	chmod 600 $device
	return $ret
}

module_need
if ! unshare --user --map-root-user true 2>/dev/null; then
	echo "1..0 # SKIP the kernel has no user namespaces"
	exit 4
fi
module_load || exit 1
chmod 755 "$work"

echo "TAP version 13"
echo "1..14"
check "nobody can read or write anything" refused_to_nobody
check "nobody can infer anything" nothing_to_infer
check "nor with perf_event_paranoid at -1" not_by_paranoid
check "root of a namespace cannot" refused_to_root_of_namespaces
check "root of a container cannot" refused_to_root_of_container
check "CAP_PERFMON is enough for root" enough perfmon
check "CAP_SYS_ADMIN is enough for root" enough sys_admin
check "proc_mode= admits whom it names, to that file" wider_mode
check "a bad proc_mode= is refused" bad_mode
check "a text that was opened is handed over as it is" passed_text
check "a text that is inherited cannot be opened again" inherited_text
check "an open control file takes commands from whoever has it" passed_control
check "an open session sees what its opener may" passed_session
check "capabilities of a namespace are none in another" capabilities_of_another_namespace
exit $failed
