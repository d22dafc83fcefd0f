#!/usr/bin/env bash
# The demo: a name server and a mail server of our own on loopback, and real
# checks against them. No root, no network.
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
	local out="$scratch/out.$#.$RANDOM"
	mkfifo "$out"
	"$@" >"$out" &
	pids="$pids $!"
	read -r _ listening <"$out"
}

"$here"/../peer/certificates.sh "$scratch" mx.example.test
serve "$build"/mailserver -l 127.0.0.1:0 -s "$here"/demo.scene \
	--cert "$scratch"/cert.pem --key "$scratch"/key.pem --log "$scratch"/mail.log
mail_port=${listening##*:}
serve "$build"/nameserver -l 127.0.0.1:0 -z "$here"/demo.zone
name_server=$listening

# Shows a command and runs it, with what leads it to these servers.
show() { # COMMAND ARGUMENT...
	local command=$1 options=()
	shift
	case $command in
	check)
		options=(--dns-server "$name_server" --port "$mail_port"
			--allow-private --helo out.example.test
			--tls-ca-path "$scratch"/ca.pem)
		;;
	sender | explain) options=(--dns-server "$name_server") ;;
	esac
	printf '\n$ smtpprobe %s %s\n' "$command" "$*"
	"$build"/smtpprobe "$command" "${options[@]}" "$@" || true
}
show check alice@example.test
show check nobody@example.test
show check bob@strict.test
show explain --quiet "$here"/mail.log
show explain "$here"/bounce.eml
show sender 192.0.2.26 --from alice@example.test
show codes 5.2.2

cat <<TEXT

Those were real checks against a mail server and a name server on loopback, over
STARTTLS. For a real address:

  $build/smtpprobe check someone@example.org

(The network must let port 25 out; many home and cloud networks do not.)
TEXT
