#!/usr/bin/env bash
# What the documents say is so, and what is installed works.
# shellcheck disable=SC2154  # here, build: lib.sh

# What make installs; the tree is as built, nothing is built anew.
installed() {
	make -s -o all BUILD="$build" DESTDIR="$PWD/root" PREFIX=/usr \
		-C "$here"/../.. "${1:-install}" >make.log 2>&1 ||
		fail "make ${1:-install}: $(tail -n 5 make.log)"
}
# Flags of the library as installed below root.
flags() { # OPTION...
	PKG_CONFIG_PATH=$PWD/root/usr/lib/pkgconfig \
		PKG_CONFIG_SYSROOT_DIR=$PWD/root pkg-config "$@" smtpprobe
}
others='libcares libuv openssl libidn2'
# Compiles as a stranger would; SANITIZE: how the library was built.
compile() { # COMPILER ARGUMENT...
	# shellcheck disable=SC2086  # several flags
	"$@" ${SANITIZE:-} >cc.log 2>&1 || fail "does not compile: $(head -n 20 cc.log)"
}
need() { command -v "$1" >/dev/null || skip "no $1 here"; }

it 'what is installed can be linked with and run, shared and static' link
link() {
	need "${CC:-cc}"
	installed
	cat >version.c <<-'C'
		#include <smtpprobe.h>
		#include <stdio.h>
		int main(void) { return puts(smtpprobe_version()) < 0; }
	C
	local -a shared static
	read -r -a shared <<<"$(flags --cflags --libs)"
	# shellcheck disable=SC2086  # several names
	read -r -a static <<<"$(flags --cflags) $PWD/root/usr/lib/libsmtpprobe.a $(pkg-config --libs $others)"
	compile "${CC:-cc}" version.c "${shared[@]}" -o shared
	compile "${CC:-cc}" version.c "${static[@]}" -o static
	same "smtpprobe $(LD_LIBRARY_PATH=$PWD/root/usr/lib ./shared)" \
		"$(root/usr/bin/smtpprobe --version)"
	same "$(./static)" "$(flags --modversion)"
	# No name of ours can meet one of the program's.
	same "$(nm -g --defined-only root/usr/lib/libsmtpprobe.a |
		awk 'NF == 3 && $3 !~ /^(smtpprobe_|__)/')" ''
	[ "$(nm -g --defined-only root/usr/lib/libsmtpprobe.a | grep -c ' smtpprobe_')" -gt 20 ] ||
		fail 'functions are missing'
}
it 'what was installed is taken away again, and nothing else' uninstalled
uninstalled() {
	installed
	echo theirs >root/usr/lib/libtheirs.so
	[ "$(find root -type f | wc -l)" -gt 8 ] || fail 'hardly anything installed'
	installed uninstall
	same "$(find root ! -type d)" root/usr/lib/libtheirs.so
}
