#!/usr/bin/env bash
# What the documents say is so, and what is installed works.
# shellcheck disable=SC2154  # here, build, name_server: lib.sh

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

# --- the library -----------------------------------------------------------

guide=$here/../../docs/LIBRARY.md
# The example of that name, and the block that stands behind it.
example() { # NAME
	awk -v name="$1" '
		/^```/ { inside = !inside; if (!inside && out == "output") exit; if (inside) out = found ? "output" : ""; next }
		inside && index($0, "/* " name ".c:") == 1 { found = 1; out = "program" }
		inside && out == "program" { print >name ".c" }
		inside && out == "output" { print >name ".wanted" }' name="$1" "$guide"
	[ -s "$1.c" ] || fail "no example $1.c"
}
# Compiles it as the page says, against both libraries.
built() { # NAME
	local strict='-std=gnu11 -Wall -Wextra -Wpedantic -Werror'
	need "${CC:-cc}"
	example "$1"
	# shellcheck disable=SC2086,SC2046  # several words each
	{
		compile "${CC:-cc}" $strict -I"$here"/../../include "$1.c" \
			-o "$1.static" "$build"/static/libsmtpprobe.a \
			$(pkg-config --libs $others)
		ln -sf "$build"/libsmtpprobe.so libsmtpprobe.so.0
		compile "${CC:-cc}" $strict -I"$here"/../../include "$1.c" \
			-o "$1.shared" "$PWD"/libsmtpprobe.so.0 -Wl,-rpath,"$PWD"
	}
}
# Runs both, with the file input as stdin; they must print what the page says,
# and end with the status.
input=/dev/null
says() { # STATUS NAME ARGUMENT...
	local wanted=$1 name=$2 kind
	shift 2
	for kind in shared static; do
		timeout 30 "./$name.$kind" "$@" <"$input" >out 2>err
		same "$name.$kind: $?" "$name.$kind: $wanted"
		same "$(cat out)" "$(cat "$name.wanted")"
		[ ! -s err ] || fail 'something on stderr'
	done
}
it 'the example of a check works, with each of the libraries' check_example
check_example() {
	serve ''
	built check
	says 67 check nobody@example.test port "$port" dns-server "$name_server" \
		allow-private yes
	./check.shared a@example.test tls-level high 2>err
	same $? 70
	err 'tls-level.*takes'
}
it 'the example of an explanation works, with each of the libraries' \
	explain_example
explain_example() {
	built explain
	input=$here/../demo/mail.log
	says 0 explain
}
it 'the example of a survey works, with each of the libraries' sender_example
sender_example() {
	serve_names "$(cat "$here"/../demo/demo.zone)"
	built sender
	says 77 sender 192.0.2.26 alice@example.test '' dns-server "$listening"
}
it 'the example of codes, tables and the time works, with each of the libraries' \
	codes_example
codes_example() {
	local kind
	built codes
	mkdir tables
	printf 'too few cells\n' >tables/phrases.tbl
	serve_names 'example.org SILENT'
	for kind in shared static; do
		timeout 30 "./codes.$kind" 5.7.25 tables "$listening" >out
		same $? 0
		out '^x\.7\.25 '
		out '^phrases\.tbl:1: '
		out '^smtpprobe [0-9.]+ has [0-9]{2} options$'
		out '^too late: interrupted$'
		out '^and again: interrupted$'
	done
}
it 'the header is one for C99 and for C++' header
header() {
	need "${CC:-cc}"
	printf '#include <smtpprobe.h>\nint main() { return smtpprobe_version() == 0; }\n' \
		>main.cc
	printf '#include <smtpprobe.h>\nint main(void) { return smtpprobe_version() == 0; }\n' \
		>main.c
	compile "${CC:-cc}" -std=c99 -Wall -Wextra -Wpedantic -Werror \
		-I"$here"/../../include -fsyntax-only main.c
	need c++
	# shellcheck disable=SC2046,SC2086  # several words
	compile c++ -std=c++11 -Wall -Wextra -Wpedantic -Werror \
		-I"$here"/../../include main.cc "$build"/static/libsmtpprobe.a \
		$(pkg-config --libs $others) -o main
	./main || fail 'the C++ program fails'
}
it 'the guide to the library has each function of the header' guide_is_whole
guide_is_whole() {
	grep -oE '\bsmtpprobe_[a-z_]+\(' "$here"/../../include/smtpprobe.h |
		sort -u >functions
	[ "$(wc -l <functions)" -gt 20 ] || fail 'functions are not found'
	same "missing: $(grep -oE '\bsmtpprobe_[a-z_]+\(' "$guide" | sort -u |
		comm -13 - functions | xargs)" 'missing: '
}

# --- the JSON --------------------------------------------------------------

page=$here/../../docs/JSON.md
# The fields that the page names below the headings.
named_fields() { # HEADING...
	local heading
	for heading; do
		awk -v heading="## $heading" '
			/^## / { here = $0 == heading; next }
			here && /^\| `/ { sub(/^\| /, ""); sub(/ \|.*/, ""); print }' "$page"
	done | awk -F'\140' '{ for (i = 2; i <= NF; i += 2) print $i }' | sort -u
}
# The fields of real objects: paths of what holds values, or (all) of each
# thing that there is.
real_fields() { # all|values FILE
	jq -r --arg which "$1" '
		paths($which == "all" or type != "object" and type != "array")
		| if .[0] == "helo" and .[1] == "spf" and length > 2 then .[1:] else . end
		| if .[2] == "causes" and length == 4 then .[3] = "CAUSE" else . end
		| map(if type == "number" then "[]" else "." + . end)
		| join("") | ltrimstr(".")' "$2" | sort -u
}
# Both ways: what is named is there, what is there is named.
page_is_true() { # FILE HEADING...
	local file=$1
	shift
	named_fields "$@" >named
	real_fields all "$file" >fields
	real_fields values "$file" >full
	[ "$(wc -l <named)" -gt 5 ] || fail 'hardly a field is named'
	same "not printed: $(comm -23 named fields | xargs)" 'not printed: '
	same "not in JSON.md: $(comm -13 named full | xargs)" 'not in JSON.md: '
}

zone 'wide.test MX 10 mx.wide.test
wide.test MX 20 lost.wide.test
mx.wide.test A 127.0.0.1
dead.test MX 10 mx.dead.test
mx.dead.test A 127.0.0.13
w.test MX 10 mx.w.test
mx.w.test A 127.0.0.14'
it 'the page on JSON names each field of check, and no other' fields_of_check
fields_of_check() {
	serve 'offer STARTTLS
		offer SIZE 1000
		BANNER * 220 mx.google.com ESMTP x - gsmtp
		RCPT alice@* 250 2.1.5 ok
		RCPT carol@* 451 4.7.1 Greylisted, try again in 300 seconds
		RCPT coded@* 554 no
		MAIL postmaster@probe.example.test 250 ok
		RCPT *@example.test 554 5.7.1 Service unavailable; Client host [192.0.2.52] blocked using bl.origin.test'
	probe --json alice@wide.test carol@wide.test coded@wide.test invalid
	cp out objects
	probe --json --vary --helo probe --tls-level verify bob@example.test
	cat out >>objects
	smtpprobe check --json --allow-private --dns-server "$name_server" \
		--helo probe.example.test --port 1 --witness w.test:2 a@dead.test
	cat out >>objects
	page_is_true objects smtpprobe.check/1 'The diagnosis'
}
it 'the page on JSON names each field of explain, and no other' \
	fields_of_explain
fields_of_explain() {
	cat >texts <<-'LOG'
		Nov 26 09:14:02 out postfix/smtpd[41]: 4D1C2A0E11: reject: RCPT from unknown[192.0.2.52]: 554 5.7.1 Service unavailable; Client host [192.0.2.52] blocked using bl.origin.test; from=<a@origin.test> to=<b@example.test> proto=ESMTP helo=<x>
		Nov 26 09:14:03 out postfix/smtp[42]: 4D1C2A0E12: to=<c@example.test>, relay=aspmx.l.google.com[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=4.1.1, status=deferred (host aspmx.l.google.com[192.0.2.9] said: 450 4.1.1 <c@example.test>: undeliverable address: host mx.example.test[192.0.2.1] said: 550 5.2.2 over quota (in reply to RCPT TO command))
		Nov 26 09:14:04 out postfix/smtp[43]: 4D1C2A0E13: to=<d@example.test>, relay=mx.example.test[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=4.7.1, status=deferred (host mx.example.test[192.0.2.9] said: 450 4.7.1 Greylisted, try again in 300 seconds (in reply to RCPT TO command))
	LOG
	smtpprobe explain --json --online --dns-server "$name_server" texts
	status 0
	page_is_true out smtpprobe.explain/1 'The diagnosis'
}
zone '54.2.0.192.in-addr.arpa PTR 192-0-2-54.dsl.origin.test
192-0-2-54.dsl.origin.test A 192.0.2.54
2.0.0.127.bl2.origin.test A 127.0.0.2
54.2.0.192.bl2.origin.test A 127.0.0.3
54.2.0.192.bl2.origin.test TXT "seen"'
it 'the page on JSON names each field of sender, and no other' fields_of_sender
fields_of_sender() {
	smtpprobe sender --json --dns-server "$name_server" 192.0.2.54 \
		--from a@origin.test --helo 192-0-2-54.dsl.origin.test \
		--dnsbl bl2.origin.test --dkim-selector s1
	status 77
	cp out objects
	smtpprobe sender --json --dns-server "$name_server" 192.0.2.55
	cat out >>objects
	page_is_true objects smtpprobe.sender/1
}
it 'the page on JSON names each field of a summary, and no other' \
	fields_of_summary
fields_of_summary() {
	smtpprobe explain --summary --json "$here"/../demo/mail.log
	status 0
	page_is_true out smtpprobe.summary/1
}
it 'the page on JSON names each cause and each piece of evidence' words_of_json
words_of_json() {
	named_fields Causes >causes
	sed -n 's/^	X(CAUSE_[A-Z_]*, "\([a-z-]*\)".*/\1/p' \
		"$here"/../../probe/diagnosis/words.h | sort -u >real
	[ "$(wc -l <real)" -gt 20 ] || fail 'causes are not found'
	same "$(diff causes real)" ''
	named_fields Evidence >facts
	grep -ohE '\b(say|add_evidence)\([&a-z]+, "[a-z0-9-]+"' \
		"$here"/../../probe/inquiry/*.c | grep -oE '"[^"]+' | tr -d '"' |
		sort -u >real
	[ "$(wc -l <real)" -gt 20 ] || fail 'facts are not found'
	same "$(diff facts real)" ''
}

# --- the README ------------------------------------------------------------

# The blocks of that kind, one file each.
blocks() { # KIND
	awk -v kind="$1" '
		/^```/ { inside = !inside; wanted = $0 == "```" kind; number += inside; next }
		inside && wanted { print >"block." number }' "$here"/../../README.md
	compgen -G 'block.*' >/dev/null || fail "no block of $1"
}
# The world of the demo, and a command smtpprobe in it.
demo_world() {
	local demo="$here"/../demo
	mkdir bin tests
	ln -s "$demo" tests/demo
	serve_names "$(cat "$demo"/demo.zone)"
	local names=$listening
	serve "$(cat "$demo"/demo.scene)"
	cat >bin/smtpprobe <<-PROGRAM
		#!/usr/bin/env bash
		command=\$1
		shift
		case \$command in
		check) set -- --dns-server $names --port $port --allow-private \\
			--helo out.example.test --tls-ca-path '$scratch/good/ca.pem' "\$@" ;;
		explain | sender) set -- --dns-server $names "\$@" ;;
		esac
		exec '$build'/smtpprobe "\$command" "\$@"
	PROGRAM
	chmod +x bin/smtpprobe
	PATH=$PWD/bin:$PATH
}
# A block of commands and what they print: each line must come in its turn;
# "..." stands for any lines.
plays() { # BLOCK
	local line skipping=no
	: >out
	exec 3<out
	while IFS= read -r line; do
		case $line in
		'$ '*)
			[ $skipping = yes ] || all_shown
			COLUMNS=80 timeout "$LIMIT" bash -c "${line#$ }" 2>&1 |
				sed -E 's/(\[[0-9.]+\]):[0-9]+/\1/' >out
			exec 3<out
			skipping=no
			;;
		...) skipping=yes ;;
		*)
			comes "$line" "$skipping" || fail "not printed: $line"
			skipping=no
			;;
		esac
	done <"$1"
	[ $skipping = yes ] || all_shown
}
all_shown() {
	local real
	! IFS= read -r real <&3 || fail "printed, and not shown: $real"
}
comes() { # LINE, WHETHER OTHERS MAY STAND BEFORE IT
	local real
	while IFS= read -r real <&3; do
		[ "$real" != "$1" ] || return 0
		[ "$2" = yes ] || return 1
	done
	return 1
}
it 'what the README shows is what the program prints' readme_plays
readme_plays() {
	local block
	blocks console
	demo_world
	for block in block.*; do plays "$block"; done
}
it 'the script in the README works' readme_script
readme_script() {
	blocks sh
	demo_world
	cat block.* >script
	timeout "$LIMIT" bash script >out 2>err
	same "$(cat out)" 'alice@example.test	deliverable	accepted	nobody
bob@strict.test	refused	ip-blocked	sender-admin
bob@strict.test
ann@strict.test
bob@strict.test: refused, but not because of the address: the server refuses the sending IP address
look at our own server first'
	[ ! -s err ] || fail 'something on stderr'
}
it 'each option that the documents name is one' options_named
options_named() {
	local command option
	for command in check explain sender codes; do
		"$build"/smtpprobe "$command" --help
	done >helps
	"$build"/smtpprobe --help >>helps
	grep -ohE '(^|[^-a-z])--[a-z][a-z-]+' "$here"/../../README.md \
		"$here"/../../docs/*.md | grep -oE '\--.*' | sort -u >named
	[ "$(wc -l <named)" -gt 10 ] || fail 'options are not found'
	while IFS= read -r option; do
		# pkg-config's own
		[[ $option = --cflags || $option = --libs ]] ||
			grep -qE -- "$option( |\$)" helps || fail "no option $option"
	done <named
}

# --- the tables ------------------------------------------------------------

it 'the worked example of the page on tables works' worked_example
worked_example() {
	mkdir tables
	awk '
		/^\140[a-z]+\.tbl\140:/ { split($0, part, "\140"); file = part[2] }
		/^```/ { inside = !inside; if (!inside) file = ""; next }
		inside && file != "" { gsub("→", "\t"); print >"tables/" file }' \
		"$here"/../../docs/TABLES.md
	same "$(wc -l tables/*.tbl | tail -n 1 | xargs)" '3 total'
	smtpprobe --check-tables tables
	status 0
	out '^The tables are well'
	echo 'Nov 26 09:14:02 out postfix/smtp[41]: 4D1C2A0E11: to=<a@example.org>, relay=mx1.gate.example.net[192.0.2.10]:25, delay=1, delays=0/0/0/1, dsn=5.7.1, status=bounced (host mx1.gate.example.net[192.0.2.10] said: 554 5.7.1 192.0.2.1 is not on the partner list (in reply to RCPT TO command))' >log
	COLUMNS=80 smtpprobe explain --tables tables log
	awk '/^```/ { inside = !inside; next } inside && /^a@example.org: /, inside && /runbook/' \
		"$here"/../../docs/TABLES.md >shown
	[ "$(wc -l <shown)" -gt 5 ] || fail 'no output is shown'
	same "$(grep -vxFf out shown)" '  ...'
}
