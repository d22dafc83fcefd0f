#!/usr/bin/env bash
# inside.sh BUILD CACHE PATTERN: what run.sh runs in its namespaces: starts the
# servers, asks about the addresses of cases.tbl, compares, and looks at what
# the recorder and the servers' own logs say of DATA and BDAT.
set -u
here=$(cd "$(dirname "$0")" && pwd)
build=$1
cache=$2
pattern=$3
smtpprobe=$build/smtpprobe
passed=0
failed=0
skipped=0
pids=''
running=' '
asked=' '
# shellcheck disable=SC1091
. "$here"/proof.sh

# In a namespace of our own the only interface is loopback: nothing gets out.
ip link set lo up
[ "$(ip -o link show | wc -l)" = 1 ] || {
	echo 'real: not alone with the loopback interface' >&2
	exit 1
}
# Sendmail trusts no file below what others may write to.
mount -t tmpfs -o mode=755 tmpfs /mnt
mkdir -p /mnt/dns /mnt/record /mnt/certificates/good /mnt/certificates/other

finish() {
	local pid
	for pid in $pids; do kill "$pid" 2>/dev/null; done
	for pid in $pids; do wait "$pid" 2>/dev/null; done
	rm -rf "$cache/log"
	mkdir -p "$cache/log"
	cp -r /mnt/record /mnt/*.log /mnt/*/*log "$cache/log" 2>/dev/null
}
trap finish EXIT
trap 'exit 130' INT TERM

# Starts a server; its pid is ended by finish().
start() { # NAME COMMAND...
	local name=$1
	shift
	"$@" >"/mnt/$name.log" 2>&1 &
	pids="$! $pids"
}

# Waits until something listens, or the server just started is gone.
await() { # IP PORT
	local i
	for ((i = 0; i < 300; i++)); do
		if (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; then return 0; fi
		kill -0 "${pids%% *}" 2>/dev/null || return 1
		sleep 0.1
	done
	return 1
}

# The folder of an unpacked package, or nothing.
unpacked() { # PACKAGE
	[ ! -e "$cache/$1/complete" ] || echo "$cache/$1/root"
}

# A server that could not be had or started is said loudly; its cases are
# counted as skipped. PACKAGES: the server's, then others that may be missing;
# "" for what is installed.
server() { # NAME PACKAGES IP PORT COMMAND...
	local name=$1 packages=$2 address=$3 port=$4 package roots=''
	shift 4
	if [ -n "$packages" ]; then
		if [ -z "$(unpacked "${packages%% *}")" ]; then
			echo "real: SKIPPED: $name: the package ${packages%% *} could not be unpacked" >&2
			return
		fi
		for package in $packages; do
			roots="$roots $(unpacked "$package")"
		done
		mkdir -p "/mnt/$name"
		set -- unshare --mount "$here"/within.sh "$roots" \
			"/mnt/over/$name" "$@"
	fi
	start "$name" "$@"
	if await "$address" "$port"; then
		running="$running$name "
	else
		echo "real: SKIPPED: $name did not start:" >&2
		tail -n 5 "/mnt/$name.log" >&2
	fi
}

"$here"/../peer/certificates.sh /mnt/certificates/good \
	mx.normal.test mx.exim.test mx.opensmtpd.test mx.sendmail.test \
	mx.chasquid.test normal.test
"$here"/../peer/certificates.sh /mnt/certificates/other mx.elsewhere.test
chmod -R a+rX /mnt/certificates

cp "$here"/dns/*.zone /mnt/dns/
server trouble '' 127.0.0.4 53 \
	"$build"/nameserver -l 127.0.0.4:53 -z "$here"/dns/trouble.zone
server nsd '' 127.0.0.3 53 nsd -d -c "$here"/dns/nsd.conf
server unbound '' 127.0.0.2 53 unbound -d -c "$here"/dns/unbound.conf
for name in nsd unbound; do
	[[ $running = *" $name "* ]] && continue
	echo "real: without $name nothing can be asked" >&2
	exit 1
done

mkdir -p /mnt/postfix/etc /mnt/postfix/spool /mnt/postfix/data
cp "$here"/postfix/*.cf "$here"/postfix/*.conf "$here"/postfix/mailboxes \
	/mnt/postfix/etc/
server postgrey postgrey 127.0.0.6 10023 "$here"/postgrey/start.sh
server postfix 'postfix postfix-policyd-spf-python' 127.0.0.10 2525 \
	"$here"/postfix/start.sh
if [[ $running = *' postfix '* ]] &&
	[ -n "$(unpacked postfix-policyd-spf-python)" ]; then
	running="${running}policyd-spf "
else
	echo 'real: SKIPPED: policyd-spf' >&2
fi
server exim exim4-daemon-light 127.0.0.30 2525 "$here"/exim/start.sh
server opensmtpd opensmtpd 127.0.0.40 2525 "$here"/opensmtpd/start.sh
server sendmail sendmail-bin 127.0.0.50 2525 "$here"/sendmail/start.sh
server chasquid chasquid 127.0.0.60 2525 "$here"/chasquid/start.sh

# The recorder stands at port 25 before each.
doors=()
for last in {10..27} {30..32} {40..42} 50 60; do
	doors+=(-l "127.0.0.$last:25=127.0.0.$last:2525")
done
doors+=(-l '127.0.0.10:465=127.0.0.10:2465' -l '[::1]:25=[::1]:2525')
server recorder '' 127.0.0.10 25 \
	"$build"/recorder --dir /mnt/record "${doors[@]}"
[[ $running = *' recorder '* ]] || exit 1

common=(--dns-server 127.0.0.2 --allow-private --helo client.test --timeout 10s
	--tls-ca-path /mnt/certificates/good/ca.pem)

options_of() { # OPTIONS
	local all=" ${common[*]} $1 "
	case $all in
	*' public-only '*)
		all=${all/ --allow-private / }
		all=${all/ public-only / }
		;;
	esac
	printf '%s' "$all"
}

# What was obtained, one word a line: first the seven that a case names, then
# whatever else it may ask for.
facts='.verdict, .diagnosis.cause, .diagnosis.about, .diagnosis.act,
	.diagnosis.retry, "mx=" + .mx.status,
	"reply=" + ((.diagnosis.reply.code // "none") | tostring) + "/" +
		(.diagnosis.reply.enhanced // ""),
	"stage=" + (.diagnosis.reply.stage // "none"),
	"connections=" + (.hosts | length | tostring),
	"control=" + (if .control.asked then .control.accepted | tostring
		else "not-asked" end),
	(.findings[].finding), (.mx.findings[]?),
	(.diagnosis.evidence[] | .fact + "=" + .bearing),
	(.hosts[-1].tls // empty | select(.established) |
		"tls=" + .version, "trusted=" + (.trusted | tostring),
		"name=" + (.name_matches | tostring))'

trim() { # TEXT: into $trimmed
	trimmed=${1#"${1%%[![:space:]]*}"}
	trimmed=${trimmed%"${trimmed##*[![:space:]]}"}
}

one_case() { # NAME OPTIONS ADDRESS VERDICT CAUSE ABOUT ACT EXIT MORE
	local status got word wrong='' expected="$4 $5 $6 $7 $8"
	# shellcheck disable=SC2046  # options are words
	"$smtpprobe" check --json $(options_of "$2") "$3" >/mnt/out.json 2>/mnt/out.err
	status=$?
	# The report as people see it; it asks a second time.
	# shellcheck disable=SC2046
	[ -z "${SHOW-}" ] || {
		printf '\n==== %s\n' "$1"
		"$smtpprobe" check $(options_of "$2") "$3"
	}
	mapfile -t got < <(jq -r "$facts" /mnt/out.json)
	set -- "$1" "${@:9}"
	row="${got[0]-} ${got[1]-} ${got[2]-} ${got[3]-} $status"
	[ "$row" = "$expected" ] || wrong="expected $expected"
	for word in ${2-}; do
		[[ " ${got[*]} " = *" $word "* ]] || wrong="$wrong; not there: $word"
	done
	if [ -z "$wrong" ]; then
		passed=$((passed + 1))
		printf '%s|%s|%s|%s|%s|%s|%s\n' "$1" "${got[0]}" "${got[1]}" \
			"${got[2]}" "${got[3]}" "$status" ok >>/mnt/table
	else
		failed=$((failed + 1))
		printf '%s|%s|%s|%s|%s|%s|%s\n' "$1" "${got[0]-}" "${got[1]-}" \
			"${got[2]-}" "${got[3]-}" "$status" FAILED >>/mnt/table
		printf 'FAIL: %s: %s\n  got: %s\n' "$1" "$wrong" "${got[*]}"
		cat /mnt/out.err
		jq -r '.diagnosis | .reply.text // "", .summary' /mnt/out.json |
			sed 's/^/  /'
	fi
}

run_cases() {
	local line server='' fields i
	while IFS= read -r line; do
		case $line in
		'' | '#'*) continue ;;
		'@wait '*) sleep "${line#@wait }" && continue ;;
		'@'*) server=${line#@} && continue ;;
		esac
		IFS='|' read -ra fields <<<"$line"
		for i in "${!fields[@]}"; do
			trim "${fields[i]}"
			fields[i]=$trimmed
		done
		[[ ${fields[0]} = *"$pattern"* ]] || continue
		if [[ $running = *" $server "* ]]; then
			one_case "${fields[@]}"
			[[ $asked = *" $server "* ]] || asked="$asked$server "
		else
			skipped=$((skipped + 1))
			printf '%s|||||%s\n' "${fields[0]}" "skipped: no $server" >>/mnt/table
		fi
	done <"$here"/cases.tbl
}

# Past the recorder, which has acknowledgements of its own. Where one is
# delayed no check is quicker than that; a busy machine makes some slower.
prove_no_delay() {
	local quickest=100000 ms tries
	for ((tries = 0; tries < 20 && quickest >= 40; tries++)); do
		ms=$("$smtpprobe" check --json "${common[@]}" \
			--server 127.0.0.10:2525 alice@normal.test |
			jq '.ms | floor')
		[ "$ms" -ge "$quickest" ] || quickest=$ms
	done
	verdict 'a check of Postfix over TLS waits for no delayed acknowledgement' \
		"$([ "$quickest" -lt 40 ] && echo yes)" "$quickest ms"
}

run_cases
{
	echo 'case|verdict|cause|about|act|exit|'
	cat /mnt/table
} | awk -F'|' '
	{ for (i = 1; i <= NF; i++) {
		cell[NR, i] = $i
		if (length($i) > width[i]) width[i] = length($i)
	} }
	END { for (row = 1; row <= NR; row++) {
		line = ""
		for (i = 1; i <= 7; i++)
			line = line sprintf("%-*s  ", width[i], cell[row, i])
		sub(/ +$/, "", line)
		print line
	} }'
echo
[[ $asked != *' postfix '* ]] || prove_no_delay
prove_no_data
printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ]
