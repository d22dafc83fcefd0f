#!/usr/bin/env bash
# The command against the project's own mail and name servers on loopback: no
# root, no network. Cases are the rows of cases/*.sh; how they are written
# stands in lib.sh.
# usage: BUILD=DIR tests/e2e/run.sh [WORD]: only the cases whose names have it.
set -u
cd "$(dirname "$0")/../.." || exit 1
export LC_ALL=C.UTF-8
unset NO_COLOR COLUMNS
build=$(realpath "${BUILD:-build}")
here=$PWD/tests/e2e
scratch=$(mktemp -d)

# shellcheck source=tests/e2e/lib.sh
. "$here"/lib.sh
trap 'stop_servers; rm -rf "$scratch"' EXIT

for file in "$here"/cases/*.sh; do
	# shellcheck source=/dev/null
	. "$file" || {
		printf 'FAILED: %s cannot be read\n0 passed, 1 failed\n' "$file"
		exit 1
	}
done
make_certificates
start_name_server
run_cases "${1:-}"
[ -n "${1:-}" ] || check_recorder
report
