# SPDX-License-Identifier: GPL-2.0
#
# Make the table of system calls from the kernel's own headers:
#
#   awk -v arch=x86 -f calls.awk unistd_32.h unistd_64.h unistd_x32.h [syscalls_32.h ...] > calls.h
#   awk -v arch=arm64 -f calls.awk unistd_32.h unistd_64.h [syscall_table_32.h ...] > calls.h
#
# The ABI is in the name of the file. A row is given to every __NR_ macro of
# unistd_*.h and, with number -1, to all numbers of an ABI that have none; rows
# are ordered by ABI and number, as they are shown. The first handle of a table, holes,
# and what fills it up to a power of two lead to the row of number -1. The other files
# have the functions.

function fail(why)
{
	print "calls.awk: " why > "/dev/stderr"
	failed = 1
	exit 1
}

# What the recorder must know of a call, as bits beside its row number.
function flags(name)
{
	if (name in bytes)
		return " | SCS_CALL_BYTES"
	if (name == "exit" || name == "exit_group")
		return " | SCS_CALL_NORETURN"
	if (name == "sigreturn" || name == "rt_sigreturn")
		return " | SCS_CALL_SIGRETURN"
	return ""
}

# The function that carries out a call, from the names in a line of the tables: that
# of the kernel's own ABI, and with '_WITH_COMPAT' the compat function last.
function symbol(abi, own, last)
{
	if (arch != "arm64")
		return (abi == "32" ? "__ia32_" : "__x64_") last
	if (abi != "64")
		return "__arm64_" last
	# As arch/arm64/kernel/sys.c has it.
	return own == "sys_personality" ? "__arm64_sys_arm64_personality" : "__arm64_" own
}

# The same for x32 in a table that it shares with the 64-bit ABI, as before v5.13,
# "x86/syscalls: Switch to generic syscalltbl.sh" and "x86/entry/x32: Rename
# __x32_compat_sys_* to __x64_compat_sys_*".
function symbol_x32(name)
{
	return (name ~ /^compat_/ ? "__x32_" : "__x64_") name
}

BEGIN {
	n = split("read pread64 readv preadv preadv2 write pwrite64 writev pwritev " \
		  "pwritev2 sendto sendmsg recvfrom recvmsg send recv sendfile " \
		  "sendfile64 splice tee vmsplice copy_file_range process_vm_readv " \
		  "process_vm_writev getrandom mq_timedreceive msgrcv", list)
	for (i = 1; i <= n; i++)
		bytes[list[i]]
}

FNR == 1 {
	abi = toupper(FILENAME)
	sub(/.*(UNISTD|SYSCALLS|SYSCALL_TABLE)_/, "", abi)
	sub(/\.H$/, "", abi)
}

FNR == 1 && FILENAME ~ /unistd_[^\/]*$/ {
	abis[++nabis] = abi
	top[abi] = -1
}

# '__SYSCALL(0, sys_read)' or '__SYSCALL_WITH_COMPAT(5, sys_open, compat_sys_open)'; of
# two lines for a number, one for 32-bit kernels and one for others, the latter comes last
/^__SYSCALL[A-Z0-9_]*\([0-9]+,/ {
	n = split($0, part, /[(,) ]+/)
	if (part[1] == "__SYSCALL_COMMON" || part[1] == "__SYSCALL_X32")
		function_of["X32", part[2] + 0] = symbol_x32(part[3])
	if (part[1] != "__SYSCALL_X32")
		function_of[abi, part[2] + 0] = symbol(abi, part[3], part[n - 1])
}

# '#define __NR_read 0' or '#define __NR_read (__X32_SYSCALL_BIT + 0)'
$1 == "#define" && $2 ~ /^__NR_/ && $2 !~ /syscalls$/ {
	name = substr($2, 6)
	nr = $3 == "(__X32_SYSCALL_BIT" ? $5 : $3
	sub(/\)$/, "", nr)
	if (nr !~ /^[0-9]+$/)
		fail(FILENAME ": " FNR ": cannot read the number of " name)
	nr += 0
	names[abi, nr] = name
	if (nr > top[abi])
		top[abi] = nr
}

END {
	if (failed)
		exit 1
	print "/* Made by calls.awk from the headers of the kernel; do not edit. */"

	rows = 0
	for (a = 1; a <= nabis; a++) {
		abi = abis[a]
		if (top[abi] < 0)
			fail("no system calls for ABI " abi)
		invalid[abi] = rows++
		for (nr = 0; nr <= top[abi]; nr++)
			if ((abi, nr) in names)
				rows++
		printf "#define SCS_INVALID_%s %d\n", abi, invalid[abi]
		for (size[abi] = 1; size[abi] <= top[abi];)
			size[abi] *= 2
		printf "#define SCS_NRS_%s %d\n", abi, size[abi]
		printf "#define SCS_ROWS_%s %d\n", abi, rows - invalid[abi]
	}
	printf "#define SCS_ROWS %d\n", rows
	printf "#define SCS_FOR_EACH_ABI(X)"
	for (a = 1; a <= nabis; a++)
		printf "%s X(%s)", (a > 1 ? ";" : ""), abis[a]
	print "\n"

	print "#ifdef SCS_DEFINE_CALLS"
	print "const struct scs_call scs_calls[SCS_ROWS] = {"
	for (a = 1; a <= nabis; a++) {
		abi = abis[a]
		printf "\t{ SCS_ABI_%s, -1, \"invalid\", NULL },\n", abi
		for (nr = 0; nr <= top[abi]; nr++)
			if ((abi, nr) in names)
				printf "\t{ SCS_ABI_%s, %d, \"%s\", %s },\n", abi, nr, names[abi, nr],
				       (abi, nr) in function_of ? "\"" function_of[abi, nr] "\"" : "NULL"
	}
	print "};"
	for (a = 1; a <= nabis; a++) {
		abi = abis[a]
		row = invalid[abi]
		printf "__u16 scs_handles_%s[1 + SCS_NRS_%s] = {\n\tSCS_INVALID_%s,\n", abi, abi, abi
		for (nr = 0; nr < size[abi]; nr++)
			if ((abi, nr) in names)
				printf "\t%d%s,\n", ++row, flags(names[abi, nr])
			else
				printf "\tSCS_INVALID_%s,\n", abi
		print "};"
	}
	print "#endif"
}
