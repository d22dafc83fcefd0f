#!/usr/bin/env bash
# Figures, one a line: FIGURE name value unit wanted ok|short. Being slow is no
# failure; not running is.
# usage: BUILD=DIR tests/bench/run.sh
set -eu
build=${BUILD:-build}
here=$(dirname "$0")
scratch=$(mktemp -d)
pids=''
finish() {
	# shellcheck disable=SC2086
	[ -z "$pids" ] || kill $pids 2>/dev/null || true
	rm -rf "$scratch"
}
trap finish EXIT

# Starts a server; waits for its first line; the address is in $listening.
serve() { # PROGRAM ARGUMENT...
	local out="$scratch/out.$RANDOM"
	mkfifo "$out"
	"$@" >"$out" &
	pids="$pids $!"
	read -r _ listening <"$out"
}

# Instructions do not depend on how busy the machine is.
instructions() { # COMMAND...
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
		sed -n 's/.*Collected : \([0-9]*\).*/\1/p'
}
count_start() { # FIGURE ARGUMENT...
	local name=$1 count wanted=20000000
	shift
	if ! command -v valgrind >/dev/null; then
		echo "# $name: valgrind is not installed"
		return
	fi
	count=$(instructions "$build"/smtpprobe "$@")
	[ -n "$count" ] || return 0
	echo "FIGURE $name $count instructions <=$wanted" \
		"$([ "$count" -le "$wanted" ] && echo ok || echo short)"
}

serve "$build"/mailserver -l 127.0.0.1:0 -s "$here"/bench.scene
mail_port=${listening##*:}
serve "$build"/nameserver -l 127.0.0.1:0 -z "$here"/bench.zone

count_start start-instructions codes 550
mkdir "$scratch"/tables
printf '550\t-\tpolicy\t-\t-\tlikely\tno for now\t-\tbench\n' \
	>"$scratch"/tables/replies.tbl
count_start start-instructions-own-tables \
	codes --tables "$scratch"/tables 550
"$build"/bench "$build"/smtpprobe "$mail_port" "$listening"

# The others need no server.
for program in "$build"/*_bench; do
	[ ! -x "$program" ] || "$program" "$build"/smtpprobe
done
