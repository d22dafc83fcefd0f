#!/usr/bin/env bash
# deps.sh GROUP...: installs the Debian or Ubuntu packages of the groups that
# are missing. Silent when all is there. Uses sudo when not root. NO_DEPS=1:
# installs nothing, names what is missing and fails.
set -eu

# shellcheck disable=SC2034  # chosen by name below
build='gcc make pkg-config libc6-dev libc-ares-dev libuv1-dev libssl-dev libidn2-dev zlib1g-dev ca-certificates openssl'
# shellcheck disable=SC2034
check='check libjansson-dev jq'
# shellcheck disable=SC2034
house='clang clang-format llvm shellcheck valgrind git'
# shellcheck disable=SC2034
real='nsd unbound iproute2 util-linux mount'

say() { printf 'deps: %s\n' "$*" >&2; }

installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# The sanitizers' runtime carries clang's version in its name.
runtime() {
	local version
	version=$(apt-cache depends clang 2>/dev/null |
		sed -n 's/.*Depends: clang-\([0-9]*\).*/\1/p' | head -n 1)
	[ -z "$version" ] || echo "libclang-rt-$version-dev"
}

missing=''
for group in "$@"; do
	packages=${!group}
	if [ "$group" = house ]; then packages="$packages $(runtime)"; fi
	for package in $packages; do
		installed "$package" || missing="$missing $package"
	done
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	say "these packages (Debian's names) are needed; install them:$missing"
	exit 1
fi
if [ -n "${NO_DEPS:-}" ]; then
	say "missing (NO_DEPS is set, so nothing is installed):$missing"
	exit 1
fi

as_root=''
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		say "not root and no sudo; as root: apt-get install -y$missing"
		exit 1
	fi
	as_root=sudo
fi

say "installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# A service that a package brings is not to be started.
# shellcheck disable=SC2086  # words on purpose
if ! { $as_root apt-get update &&
	$as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
		apt-get install -y --no-install-recommends $missing; } \
	>"$log" 2>&1; then
	tail -n 20 "$log" >&2
	say 'apt-get failed; its last words are above'
	exit 1
fi
