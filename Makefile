# SPDX-License-Identifier: GPL-2.0
#
# `make help` lists the targets.

VERSION := $(shell sed -n 's/^.define SCS_VERSION "\(.*\)"/\1/p' include/syscallstat/abi.h)
KDIR ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr/local
DESTDIR ?=
# Of the command line: the kernel's own Makefile takes it from nowhere else.
given-CC := $(if $(filter command,$(origin CC)),$(CC))
# What DKMS signs with, made by the first build that it does, or by `dkms generate_mok`.
KEY ?= /var/lib/dkms/mok.key
CERT ?= /var/lib/dkms/mok.pub

BINDIR = $(DESTDIR)$(PREFIX)/bin
SRCDIR = $(DESTDIR)/usr/src/syscallstat-$(VERSION)
MANDIR = $(DESTDIR)$(PREFIX)/share/man
COMPLETIONS = $(DESTDIR)$(PREFIX)/share/bash-completion/completions
EXAMPLES = $(DESTDIR)$(PREFIX)/share/doc/syscallstat/examples
FLEETDIR = $(DESTDIR)$(PREFIX)/share/syscallstat
UNITDIR = $(DESTDIR)$(PREFIX)/lib/systemd/system
UNITS = syscallstat-prometheus.service syscallstat-prometheus.timer

.PHONY: all
all: module tools ## build the module and the tool

.PHONY: module
module: ## build module/syscallstat.ko for KDIR (default: the running kernel)
	@CC="$(given-CC)" LLVM="$(LLVM)" module/preflight "$(KDIR)"
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules

.PHONY: tools
tools: ## build tools/syscallstat
	@pkg-config --exists smartcols ncursesw jansson || { \
		echo "syscallstat: the tool needs libsmartcols, ncurses and jansson: apt install" \
			"libsmartcols-dev libncurses-dev libjansson-dev pkg-config" >&2; \
		exit 1; }
	$(MAKE) -C tools

.PHONY: demo
demo: deps ## boot a virtual machine and show what a real workload asks of the kernel
	tests/demo/run

.PHONY: demo-fleet
demo-fleet: deps ## three virtual machines, watched with Prometheus: does it say what they say?
	tests/fleet/run

.PHONY: pictures
pictures: deps ## make the pictures of README.md, in a virtual machine
	tests/demo/pictures

.PHONY: test
test: deps tools ## unit tests, and system tests in virtual machines (KERNEL=6.12 RUN=session: only that)
	tests/run

.PHONY: test-all
test-all: deps tools ## the same on every known kernel
	tests/run --all

.PHONY: soak
soak: deps tools ## storms in virtual machines, for SOAK_MINUTES=10 and 1000 loads, and what came of it
	tests/soak

.PHONY: fuzz
fuzz: deps ## feed the parsers what nobody would write, for FUZZ_SECONDS=600 each
	$(MAKE) -s -C tests/unit fuzz

.PHONY: check
check: deps ## static checks: warnings, sparse, checkpatch, clang-format, shellcheck, analyzer
	tests/check

.PHONY: bench
bench: deps ## what a system call costs, in instructions
	tests/bench/run

.PHONY: vm
vm: deps ## a shell in a virtual machine, with the module built for it (KERNEL=6.1)
	tests/vm/shell $(KERNEL)

.PHONY: debug-kernel
debug-kernel: deps ## build the kernels that look for faults, unless they are in the cache
	tests/vm/kernel fetch debug kcsan

.PHONY: deps
deps: ## install what the targets above need (Debian packages)
	tests/deps

.PHONY: install
install: all install-tool install-units ## install the module, the tool and their manual; DESTDIR and PREFIX are honoured
	$(MAKE) -C $(KDIR) M=$(CURDIR) modules_install CONFIG_MODULE_SIG_ALL= $(if $(DESTDIR),INSTALL_MOD_PATH=$(DESTDIR))

# The completion gets the names that the compiler's headers have, those of 32-bit calls too.
.PHONY: install-tool
install-tool: tools ## the tool and the manual only
	install -D -m 0755 tools/syscallstat $(BINDIR)/syscallstat
	install -D -m 0644 tools/man/syscallstat.1 $(MANDIR)/man1/syscallstat.1
	install -D -m 0644 tools/man/syscallstat.4 $(MANDIR)/man4/syscallstat.4
	install -d $(COMPLETIONS)
	calls=$$(printf '%s\n' '#include <asm/unistd.h>' '#if __has_include(<asm/unistd_32.h>)' \
			'#include <asm/unistd_32.h>' '#endif' | $(CC) -E -dM -w - | \
		sed -n 's/^#define __NR_\([a-z_][a-z0-9_]*\) .*/\1/p' | grep -vE '^(arch_specific_)?syscalls?$$' | sort); \
	sed "s/^_syscallstat_calls=.*/_syscallstat_calls='$$(echo $$calls)'/" tools/completion/syscallstat \
		>$(COMPLETIONS)/syscallstat
	install -d $(EXAMPLES)
	install -m 0644 $(wildcard tools/examples/*) $(EXAMPLES)
	install -d $(FLEETDIR)
	install -m 0644 tools/fleet/rules.yml tools/fleet/dashboard.json $(FLEETDIR)

# Neither enabled nor started.
.PHONY: install-units
install-units:
	install -d $(UNITDIR)
	install -m 0644 $(addprefix tools/fleet/,$(UNITS)) $(UNITDIR)

.PHONY: uninstall
uninstall: ## the reverse, for every kernel; what DKMS installed is for DKMS to remove
	$(if $(DESTDIR),,-systemctl disable --now --quiet syscallstat-prometheus.timer 2>/dev/null)
	rm -f $(addprefix $(UNITDIR)/,$(UNITS)) $(FLEETDIR)/rules.yml $(FLEETDIR)/dashboard.json
	rm -f $(BINDIR)/syscallstat $(MANDIR)/man1/syscallstat.1 $(MANDIR)/man4/syscallstat.4 \
		$(COMPLETIONS)/syscallstat $(patsubst tools/examples/%,$(EXAMPLES)/%,$(wildcard tools/examples/*))
	rmdir $(EXAMPLES) $(dir $(EXAMPLES)) $(FLEETDIR) $(UNITDIR) 2>/dev/null || :
	for dir in $(wildcard $(DESTDIR)/lib/modules/*); do \
		found=$$(find $$dir \( -name kernel -o -name dkms \) -prune -o -name 'syscallstat.ko*' -print); \
		[ -z "$$found" ] || { rm $$found; $(if $(DESTDIR),,depmod $${dir##*/};) }; \
	done

# What DKMS builds from, without what was built here.
.PHONY: install-source
install-source:
	install -d $(SRCDIR)
	tar -c $(foreach name,*.o *.ko *.mod *.mod.c .*.cmd modules.order Module.symvers calls.h,--exclude='$(name)') \
		Kbuild Makefile dkms.conf include module | tar -x -C $(SRCDIR)

.PHONY: dkms
dkms: ## register this source with DKMS, build and install it for the running kernel
	@command -v dkms >/dev/null || { echo "syscallstat: there is no DKMS: apt install dkms" >&2; exit 1; }
	[ -z "$$(dkms status -m syscallstat -v $(VERSION))" ] || dkms remove -m syscallstat -v $(VERSION) --all
	$(MAKE) install-source
	dkms add -m syscallstat -v $(VERSION)
	dkms install -m syscallstat -v $(VERSION)

.PHONY: deb
deb: ## Debian packages of the tool and, for DKMS, of the module
	tools/debian/build

# The kernel's own script; the key must be enrolled, see README.md.
.PHONY: sign
sign: ## sign the module with DKMS's key, or with KEY= and CERT=
	@test -e module/syscallstat.ko || { echo "syscallstat: nothing to sign: make first" >&2; exit 1; }
	@test -r "$(KEY)" -a -r "$(CERT)" || { \
		echo "syscallstat: cannot read $(KEY) and $(CERT): make them by 'dkms generate_mok'," \
			"run this as root, or name others: make sign KEY=... CERT=..." >&2; \
		exit 1; }
	$(KDIR)/scripts/sign-file sha256 "$(KEY)" "$(CERT)" module/syscallstat.ko

.PHONY: clean
clean: ## remove what was built here; kernels stay in the cache
	[ ! -e tools ] || $(MAKE) -C tools clean
	rm -rf .build
	find . -path ./.git -prune -o \( -name '*.o' -o -name '*.ko' -o -name '*.mod' -o -name '*.mod.c' \
		-o -name '.*.cmd' -o -name modules.order -o -name Module.symvers \) -exec rm -f {} +
	rm -f module/calls.h

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
