#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# What `make` says where something is missing, `make install` and its reverse, and `make
# sign`. Prints TAP. Headers of kernels are made up; nothing is built for them.
#
# shellcheck disable=SC2317 # check() calls the functions that look unreachable
set -u
cd "$(dirname "$0")/../.." || exit 1

# shellcheck source=tool.sh
. tests/unit/tool.sh
: >"$tmp/out"
: >"$tmp/err"
kdir=$tmp/kernel
sys=$tmp/sys
running=$(uname -r)
gcc=$(gcc -dumpversion | cut -d. -f1)
usable="CONFIG_X86_64=y CONFIG_MODULES=y CONFIG_GLOB=y CONFIG_TRACEPOINTS=y CONFIG_KRETPROBES=y"

headers() # CC_VERSION_TEXT CONFIG...: of a kernel that was built so
{
	rm -rf "$kdir"
	mkdir -p "$kdir/include/config"
	: >"$kdir/Makefile"
	printf 'CONFIG_CC_VERSION_TEXT="%s"\n' "$1" >"$kdir/include/config/auto.conf"
	shift
	printf '%s\n' "$@" >>"$kdir/include/config/auto.conf"
}

preflight() # STATUS LINES [ARGUMENT...]: it ends so, with so many lines on stderr
{
	local status=$1 lines=$2

	shift 2
	module/preflight "${@:-$kdir}" >"$tmp/out" 2>"$tmp/err"
	[ $? = "$status" ] && [ "$(wc -l <"$tmp/err")" = "$lines" ] && [ ! -s "$tmp/out" ]
}

says() # TEXT
{
	grep -qF -- "$1" "$tmp/err"
}

# shellcheck disable=SC2086 # several words are meant, here and below
headers "gcc ($gcc) $gcc.2.0" $usable
check "nothing is missing: not a word" preflight 0 0
rm -r "$kdir"
check "no headers" preflight 1 1
check "... of which kernel, and where to have them" says "make KDIR="
check "no headers of the running kernel" preflight 1 1 "/lib/modules/$running-none/build"
check "... and which package has them" says "apt install linux-headers-$running-none"
headers "gcc ($gcc) $gcc.2.0" $usable
rm "$kdir/include/config/auto.conf"
check "headers that are not configured" preflight 1 1
check "... and how to" says "modules_prepare"
headers "gcc ($gcc) $gcc.2.0" CONFIG_S390=y CONFIG_MODULES=y CONFIG_GLOB=y CONFIG_TRACEPOINTS=y
check "another architecture" preflight 1 1
check "... and which there are" says "neither for x86-64 nor for arm64"
headers "gcc ($gcc) $gcc.2.0" $usable
echo 5.9.16-amd64 >"$kdir/include/config/kernel.release"
check "a kernel that is too old" preflight 1 1
check "... and which is not" says "needs 5.10 or newer"
echo 5.10.0-46-amd64 >"$kdir/include/config/kernel.release"
check "the oldest that will do" preflight 0 0
headers "gcc ($gcc) $gcc.2.0" ${usable/X86_64/ARM64}
echo 6.1.0-arm64 >"$kdir/include/config/kernel.release"
check "the same, for arm64" preflight 1 1
check "... where that is another" says "needs 6.11 or newer"
echo 6.12.1-arm64 >"$kdir/include/config/kernel.release"
check "... with large pages" preflight 1 1
check "... which are named" says CONFIG_ARM64_4K_PAGES
headers "gcc ($gcc) $gcc.2.0" CONFIG_X86_64=y CONFIG_GLOB=y CONFIG_TRACEPOINTS=y
check "a kernel without modules" preflight 1 1
headers "gcc ($gcc) $gcc.2.0" CONFIG_X86_64=y CONFIG_MODULES=y CONFIG_GLOB=y
check "neither tracepoints nor return probes" preflight 1 1
check "... both are named" says "(CONFIG_TRACEPOINTS, CONFIG_KRETPROBES)"
headers "gcc ($gcc) $gcc.2.0" CONFIG_X86_64=y CONFIG_MODULES=y CONFIG_GLOB=y CONFIG_KRETPROBES=y
check "no tracepoints: it can be built" preflight 0 1
check "... with less" says "no sessions"
headers "gcc-$((gcc + 1)) (Debian) $((gcc + 1)).1.0" $usable
check "a kernel of a newer compiler: it may build" preflight 0 1
check "... and which package has that" says "apt install gcc-$((gcc + 1)), and make CC=gcc-$((gcc + 1))"
: >"$kdir/.kernelvariables"
check "headers that name a compiler that is not there" preflight 1 1
check "... and which package has it" says "gcc-$((gcc + 1)), the compiler for this kernel, is not there: apt install gcc-$((gcc + 1))"
check "... but the user's own may do" eval "CC=gcc module/preflight '$kdir' 2>'$tmp/err'"
check "... which is said" says "and gcc is $gcc"
headers "Debian clang version 19.1.7" $usable
check "a kernel built with clang" preflight 1 1
check "... and how to" says "LLVM=1"
check "... is no surprise to who says so" env LLVM=1 module/preflight "$kdir"

headers "gcc ($gcc) $gcc.2.0" $usable
mkdir -p "$sys/kernel/security" "$sys/module/module/parameters"
check "a machine without lockdown" preflight 0 0 "$kdir" "$sys"
echo 'none [integrity] confidentiality' >"$sys/kernel/security/lockdown"
check "lockdown" preflight 0 1 "$kdir" "$sys"
check "... asks for a signature" says "locked down (integrity)"
echo '[none] integrity confidentiality' >"$sys/kernel/security/lockdown"
check "no lockdown" preflight 0 0 "$kdir" "$sys"
echo Y >"$sys/module/module/parameters/sig_enforce"
check "enforced signatures" preflight 0 1 "$kdir" "$sys"
check "... ask for one" says "make sign"

check "make says it too" eval "! make -s module KDIR='$tmp/none' >'$tmp/out' 2>'$tmp/err'"
check "... in its first line" eval "head -n 1 '$tmp/err' | grep -q '^syscallstat: '"

# What is installed is removed again, and nothing else.
mkdir -p "$tmp/root/usr/share/man/man1"
: >"$tmp/root/usr/share/man/man1/other.1"
make -s install-tool install-units DESTDIR="$tmp/root" PREFIX=/usr >"$tmp/out" 2>"$tmp/err"
(cd "$tmp/root" && find . ! -type d | sort) >"$tmp/installed"
for file in bin/syscallstat share/man/man1/syscallstat.1 share/man/man4/syscallstat.4 \
	share/bash-completion/completions/syscallstat share/doc/syscallstat/examples/60-syscallstat.rules \
	share/doc/syscallstat/examples/modprobe.conf share/doc/syscallstat/examples/modules-load.conf \
	lib/systemd/system/syscallstat-prometheus.service lib/systemd/system/syscallstat-prometheus.timer \
	share/syscallstat/rules.yml share/syscallstat/dashboard.json; do
	check "installed: $file" grep -qx "./usr/$file" "$tmp/installed"
done
check "... and no more than that" [ "$(wc -l <"$tmp/installed")" = 12 ]
check "no unit is enabled" eval "! grep -q 'wants/' '$tmp/installed'"
check "the examples do nothing as they are" eval \
	"! grep -hv '^#' '$tmp/root/usr/share/doc/syscallstat/examples/'*.conf '$tmp/root/usr/share/doc/syscallstat/examples/'*.rules | grep -q ."
check "uninstalled, where there are no modules" make -s uninstall DESTDIR="$tmp/root" PREFIX=/usr
make -s install-tool install-units DESTDIR="$tmp/root" PREFIX=/usr >"$tmp/out" 2>"$tmp/err"
mkdir -p "$tmp/root/lib/modules/1.2.3/updates/dkms" "$tmp/root/lib/modules/1.2.3/kernel"
: >"$tmp/root/lib/modules/1.2.3/updates/syscallstat.ko"
: >"$tmp/root/lib/modules/1.2.3/updates/dkms/syscallstat.ko"
make -s uninstall DESTDIR="$tmp/root" PREFIX=/usr >"$tmp/out" 2>"$tmp/err"
check "uninstalled, but for what is others' and DKMS's" [ "$(cd "$tmp/root" && find . ! -type d | sort)" = \
	"./lib/modules/1.2.3/updates/dkms/syscallstat.ko
./usr/share/man/man1/other.1" ]

check "no key to sign with" eval \
	"! make -s sign KEY='$tmp/none' CERT='$tmp/none' >'$tmp/out' 2>'$tmp/err'"
check "... says what to do" eval "grep -qE 'make first|dkms generate_mok' '$tmp/err'"

summary
