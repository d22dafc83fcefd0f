#!/usr/bin/env bash
# `smtpprobe check` against real servers: Postfix, Exim, OpenSMTPD, Sendmail and
# chasquid, unpacked and not installed, with NSD and Unbound before them, in
# namespaces of their own, so that nothing else on the machine is touched or
# seen. Needs root.
# usage: BUILD=DIR [SHOW=1] tests/real/run.sh [PATTERN]: the cases whose name
# has it; SHOW prints each report as text, too.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${BUILD:-build}" && pwd)
pattern=${1:-}

# Nothing can be run: all cases are skipped, which is said and counted.
skip_all() {
	printf 'real: SKIPPED, all of it: %s\n' "$*" >&2
	printf '0 passed, 0 failed, %s skipped\n' \
		"$(grep -c '^[^#@].*|' "$here"/cases.tbl)"
	exit 0
}

[ "$(id -u)" = 0 ] || skip_all 'needs root'
for tool in unshare mount ip jq openssl nsd unbound; do
	command -v "$tool" >/dev/null || skip_all "needs $tool (make deps-real)"
done
in_namespaces=(unshare --mount --net --pid --fork --kill-child --mount-proc)
"${in_namespaces[@]}" true 2>/dev/null ||
	skip_all 'this machine allows no namespaces (unshare)'

cache=$build/real
mkdir -p "$cache"
for package in postfix postfix-policyd-spf-python postgrey exim4-daemon-light \
	opensmtpd sendmail-bin chasquid; do
	"$here"/unpack.sh "$package" "$cache" || true
done

exec "${in_namespaces[@]}" "$here"/inside.sh "$build" "$cache" "$pattern" \
	</dev/null
