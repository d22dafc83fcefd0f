#!/usr/bin/env bash
# What the cases are made of. Sourced by run.sh.
#
#   row SENTENCE SCENE ARGUMENTS STATUS FILTER [ASSERTION ARGUMENT]...
#       One `smtpprobe check --json ARGUMENTS` against a mail server that plays
#       SCENE (tests/peer/scene.h): it must end with STATUS, and the jq FILTER
#       must hold. ARGUMENTS are split at spaces.
#   it SENTENCE FUNCTION [ARGUMENT]...
#       The function is run; it calls `serve` and `probe`, then assertions.
#   zone ROWS
#       More rows for the name server that all cases share (tests/peer/zone.h).
#
# Lines of a scene that begin with + are for the harness:
#   + at IP        the rows behind it are the scene of one more server, at the
#                  same port of that address
#   + cert NAME    good (default), self-signed, wrong-name, expired, domain
#   + wrapped      begin with TLS
#   + deaf         give no answer at all, not even to the connection
#
# The first server is at a free port of 127.0.0.1, which is the case's own as
# long as that server runs. Where nobody is to listen, the address is
# 127.0.0.250, never the port of a server that was stopped.
#
# Assertions: status N, json FILTER, out REGEX, no_out REGEX, err REGEX, said
# REGEX and unsaid REGEX (what the server heard), within SECONDS.
# Each case runs in a process of its own, in a directory of its own; several
# at a time. The program under test gets $LIMIT seconds. VERBOSE=1 tells how
# long each took.

# shellcheck disable=SC2154  # build, here, scratch: run.sh
LIMIT=30
names=()
bodies=()
zone_rows=''
servers=()

zone() { zone_rows+="$1"$'\n'; }

it() { # SENTENCE FUNCTION [ARGUMENT]...
	names+=("$1")
	shift
	bodies+=("$(printf '%q ' "$@")")
}

row() { # SENTENCE SCENE ARGUMENTS STATUS FILTER [ASSERTION ARGUMENT]...
	local sentence=$1
	shift
	it "$sentence" play_row "$@"
}

play_row() {
	local arguments
	serve "$1"
	read -r -a arguments <<<"$2"
	probe --json "${arguments[@]}"
	status "$3"
	json "$4"
	shift 4
	while [ $# -gt 0 ]; do
		"$1" "$2"
		shift 2
	done
}

# --- servers ---------------------------------------------------------------

# Starts a server in a process group of its own; waits for its first line; the
# address is in $listening.
start() { # PROGRAM ARGUMENT...
	local told
	told=$(mktemp -u told.XXXXXX)
	mkfifo "$told"
	setsid "$@" >"$told" 2>>server.err &
	servers+=($!)
	read -r _ listening <"$told" || fail "does not start: $*"
	rm -f "$told"
}

stop_servers() {
	[ ${#servers[@]} = 0 ] || kill "${servers[@]}" 2>/dev/null
	servers=()
}

start_name_server() {
	cd "$scratch" || exit 1
	printf '%s' "$zone_rows" >e2e.zone
	start "$build"/nameserver -l 127.0.0.1:0 -z e2e.zone
	name_server=$listening
}

# A name server of the case's own; its address is in $listening.
serve_names() { # ROWS
	printf '%s\n' "$1" >own.zone
	start "$build"/nameserver -l 127.0.0.1:0 -z own.zone --log names.log
}

start_mail_server() { # IP CERTIFICATE EXTRA...
	local ip=$1 certificate="$scratch/$2"
	shift 2
	start "$build"/mailserver "$@" -l "$ip:${port:-0}" -s "scene.$ip" \
		--cert "$certificate"/cert.pem --key "$certificate"/key.pem \
		--log mail.log
	port=${listening##*:}
}

# Mail servers that play the scene; $port is theirs.
serve() { # SCENE
	local line ip=127.0.0.1 certificate=good
	local -a extra=()
	port=''
	: >"scene.$ip"
	while IFS= read -r line; do
		line=${line#"${line%%[![:space:]]*}"}
		[ -n "$line" ] || continue
		case $line in
		'+ at '*)
			start_mail_server "$ip" "$certificate" "${extra[@]}"
			ip=${line#'+ at '} certificate=good extra=()
			: >"scene.$ip"
			;;
		'+ cert '*) certificate=${line#'+ cert '} ;;
		'+ wrapped') extra+=(--wrapped yes) ;;
		'+ deaf') extra+=(--deaf yes) ;;
		*) printf '%s\n' "$line" >>"scene.$ip" ;;
		esac
	done <<<"$1"
	start_mail_server "$ip" "$certificate" "${extra[@]}"
}

# --- the program -----------------------------------------------------------

# With what every check here needs; what stands behind overrides it.
probe() { # ARGUMENT...
	probe_public --allow-private --dns-server "$name_server" "$@"
}

probe_public() { # ARGUMENT...
	smtpprobe check --port "$port" --helo probe.example.test \
		--tls-ca-path "$scratch"/good/ca.pem "$@"
}

smtpprobe() { # ARGUMENT...
	local begun=$EPOCHREALTIME
	command timeout "$LIMIT" "$build"/smtpprobe "$@" >out 2>err
	ended_with=$?
	took=$(((${EPOCHREALTIME/./} - ${begun/./}) / 1000))
	hold_always
}

# What no peer and no argument can bring about.
hold_always() {
	[ "$ended_with" != 124 ] || fail "did not end within $LIMIT s"
	! grep -qE 'AddressSanitizer|runtime error|LeakSanitizer' err ||
		fail "a sanitizer complains: $(head -c 2000 err)"
	! LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f]' out ||
		fail "a control octet in the output: $(head -c 300 out | od -c | head)"
}

# --- assertions ------------------------------------------------------------

fail() {
	printf '%s\n' "$*"
	for log in out err mail.log server.err; do
		[ ! -s "$log" ] || { echo "--- $log" && head -c 3000 "$log"; }
	done
	exit 1
}

# A misspelt assertion asserts nothing. (Bash calls it in a process apart.)
command_not_found_handle() {
	printf '%s\n' "$1" >>misspelt
	return 127
}

skip() {
	echo "$*" >skipped
	exit 0
}

status() { [ "$ended_with" = "$1" ] || fail "exit status $ended_with, not $1"; }

# The filter holds for each object, and all are as the contract has it.
json() { # FILTER
	local contract
	contract=$(<"$here"/contract.jq)
	jq -es "$contract | . and ([\$objects[] | ($1)] | all(. == true))" out >/dev/null 2>&1 && return
	fail "does not hold: $1: $(jq -c "$1" out 2>&1 | head -c 500)" \
		"as the contract has it: $(jq -s "$contract" out 2>&1)"
}

out() { grep -qP -- "$1" out || fail "the output lacks $1"; }
no_out() { ! grep -qP -- "$1" out || fail "the output has $1"; }
err() { grep -qP -- "$1" err || fail "stderr lacks $1"; }
said() { grep -qP -- "$1" mail.log || fail "the server did not hear $1"; }
unsaid() { ! grep -sqP -- "$1" mail.log || fail "the server heard $1"; }
# A busy machine gets some seconds more.
within() { [ "$took" -le $(($1 * 1000 + 3000)) ] || fail "took $took ms, not $1 s"; }
same() { [ "$1" = "$2" ] || fail "is: $1; and not: $2"; }

# --- certificates ----------------------------------------------------------

make_certificates() {
	mkdir "$scratch"/{good,none,wrong-name,domain,two,expired,self-signed}
	"$here"/../peer/certificates.sh "$scratch"/good mx.example.test &&
		sign_for wrong-name mx.other.test -days 30 &&
		sign_for domain example.test -days 30 &&
		sign_for two mx2.two.test -days 30 &&
		sign_for expired mx.example.test -days -1 &&
		self_sign mx.example.test && return
	cat "$scratch"/openssl.log
	exit 1
}

# Another certificate of the same authority.
sign_for() { # KIND NAME OPTION...
	local dir="$scratch/$1" name=$2
	shift 2
	{
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
			-keyout "$dir"/key.pem -out "$dir"/request.pem \
			-subj "/CN=$name" &&
			printf 'subjectAltName=DNS:%s\n' "$name" >"$dir"/extensions &&
			openssl x509 -req -in "$dir"/request.pem \
				-CA "$scratch"/good/ca.pem \
				-CAkey "$scratch"/good/ca-key.pem -set_serial 3 \
				-extfile "$dir"/extensions -out "$dir"/cert.pem "$@"
	} 2>>"$scratch"/openssl.log
}

self_sign() { # NAME
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$scratch"/self-signed/key.pem -subj "/CN=$1" \
		-out "$scratch"/self-signed/cert.pem -days 30 \
		-addext "subjectAltName=DNS:$1" 2>>"$scratch"/openssl.log
}

# --- running ---------------------------------------------------------------

run_case() { # NUMBER
	mkdir "$scratch/case.$1" && cd "$scratch/case.$1" || exit 1
	servers=()
	local began=${EPOCHREALTIME/./}
	trap stop_servers EXIT
	eval "${bodies[$1]}"
	[ ! -e misspelt ] || fail "no such command: $(cat misspelt)"
	[ -e skipped ] || echo $(((${EPOCHREALTIME/./} - began) / 1000)) >passed
}

run_cases() { # WORD
	local i running=0 at_once
	at_once=$((4 * $(nproc)))
	wanted=()
	for i in "${!names[@]}"; do
		[[ ${names[i]} = *"$1"* ]] && wanted+=("$i")
	done
	for i in "${wanted[@]}"; do
		if [ "$running" -ge "$at_once" ]; then
			wait -n
			running=$((running - 1))
		fi
		(run_case "$i") >"$scratch/log.$i" 2>&1 &
		running=$((running + 1))
	done
	wait_for_cases
}

# The name server is a child as well, and does not end by itself.
wait_for_cases() {
	local pid
	for pid in $(jobs -p); do
		[[ " ${servers[*]} " = *" $pid "* ]] || wait "$pid"
	done
}

# Nothing that any server heard in the whole run was a message.
check_recorder() {
	local heard
	cat "$scratch"/case.*/mail.log >"$scratch"/all.log 2>/dev/null
	heard=$(grep -c '^C: ' "$scratch"/all.log)
	recorder="no DATA and no BDAT among the $heard commands that the servers heard"
	! grep -qiE '^C: *(DATA|BDAT)' "$scratch"/all.log &&
		[ "$heard" -ge 500 ]
	recorder_status=$?
}

report() {
	local i passed=0 failed=0 skipped=0
	for i in "${wanted[@]}"; do
		if [ -e "$scratch/case.$i/passed" ]; then
			passed=$((passed + 1))
			[ -z "${VERBOSE:-}" ] ||
				printf '%6d ms: %s\n' "$(cat "$scratch/case.$i/passed")" "${names[i]}"
		elif [ -e "$scratch/case.$i/skipped" ]; then
			skipped=$((skipped + 1))
			printf 'SKIPPED: %s: %s\n' "${names[i]}" \
				"$(cat "$scratch/case.$i/skipped")"
		else
			failed=$((failed + 1))
			printf 'FAILED: %s\n' "${names[i]}"
			sed 's/^/    /' "$scratch/log.$i"
		fi
	done
	case ${recorder_status:-} in
	0) passed=$((passed + 1)) ;;
	1)
		failed=$((failed + 1))
		printf 'FAILED: %s\n' "$recorder"
		;;
	esac
	[ "$skipped" = 0 ] || printf 'e2e: %s skipped\n' "$skipped"
	printf '%s passed, %s failed\n' "$passed" "$failed"
	[ "$failed" = 0 ]
}
