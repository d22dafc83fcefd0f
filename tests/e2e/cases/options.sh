#!/usr/bin/env bash
# The command line: help, errors, tables of one's own.
# shellcheck disable=SC2154  # here, port: lib.sh
# shellcheck disable=SC2119,SC2120  # a function with and without words

# A screen: 40 lines of 80 columns.
fits_a_screen() { # COMMAND...
	smtpprobe "$@" --help
	status 0
	[ "$(wc -l <out)" -le 40 ] || fail "$(wc -l <out) lines"
	[ "$(wc -L <out)" -le 80 ] || fail "a line of $(wc -L <out) columns"
	out '^(usage: )?smtpprobe'
}
commands=$(sed -n 's/^	{ "\([a-z]*\)", command_.*/\1/p' probe/cli/main.c)
it 'the help of the program fits a screen and names every command' all_commands
all_commands() {
	fits_a_screen
	local command
	for command in $commands; do out "^  $command "; done
}
for command in $commands; do
	it "the help of $command fits a screen" fits_a_screen "$command"
done
it 'each option of the contract is in the help of check' all_options
all_options() {
	smtpprobe check --help
	local option
	for option in from helo server port timeout total-timeout tls-level \
		tls-on-connect tls-ca-path tls-sni ipv4-only ipv6-only \
		local-interface quit-after no-control dns-server \
		allow-private tables json transcript quiet color help; do
		out "--$option( |$)"
	done
	out '(?m)^ +-4,'
	out '15s'
}
it 'the version is told' version
version() {
	smtpprobe --version
	status 0
	out '^smtpprobe [0-9]+\.[0-9]+'
}
it 'without a command the usage is told, as an error' no_command
no_command() {
	smtpprobe
	status 64
	err '^usage: smtpprobe COMMAND'
	[ ! -s out ] || fail 'not on stderr'
}
it 'a command that there is not is named' bad_command
bad_command() {
	smtpprobe frobnicate
	status 64
	err 'no command frobnicate'
}
it 'an option before the command is told where it belongs' early_option
early_option() {
	smtpprobe --json check user@example.org
	status 64
	err 'options stand behind the command: smtpprobe COMMAND --json'
}

help_of() { # WORDS, COMMAND
	"$build"/smtpprobe "$2" --help >wanted
	# shellcheck disable=SC2086  # words on purpose
	smtpprobe $1
	status 0
	cmp -s wanted out || fail 'another help'
}
for command in $commands; do
	it "help $command is the help of $command" help_of "help $command" "$command"
done
it 'help for a command that there is not is the help of all' help_of \
	'help frobnicate' --help
it 'the help of a command tells its exit statuses' statuses
statuses() {
	local command
	for command in $commands; do
		smtpprobe "$command" --help
		out '^Exit status: 0 '
		out '\b64 usage'
		out '\b65 '
	done
}

# An error names the option and what it takes.
wrong() { # REGEX ARGUMENT...
	local regex=$1
	shift
	smtpprobe check "$@"
	status 64
	err "$regex"
	[ ! -s out ] || fail 'something on stdout'
}
wrong_row() { # REGEX ARGUMENT...
	it "wrong: ${*:2}" wrong "$@"
}
wrong_row '--bogus is no option; see smtpprobe check --help' --bogus a@example.test
wrong_row '-Z is no option' -Z a@example.test
wrong_row '--timeout wants a value' a@example.test --timeout
wrong_row '--json.* takes no value' --json=yes a@example.test
wrong_row '--tls-level.*none, may.*secure' --tls-level=high a@example.test
wrong_row '--timeout.*30s' --timeout soon a@example.test
wrong_row '--timeout.*30s' --timeout 0 a@example.test
wrong_row '--timeout.*30s' --timeout -5 a@example.test
wrong_row '--timeout.*30s' --timeout 99999999999 a@example.test
wrong_row '--total-timeout.*30s' --total-timeout 25h a@example.test
wrong_row '--port.*1 to 65535' --port 0 a@example.test
wrong_row '--port.*1 to 65535' --port 65536 a@example.test
wrong_row '--port.*1 to 65535' --port smtp a@example.test
wrong_row '--quit-after.*CONNECT, BANNER' --quit-after DATA a@example.test
wrong_row '--quit-after.*CONNECT, BANNER' --quit-after RSET a@example.test
wrong_row '--color.*auto, always or never' --color purple a@example.test
wrong_row '--max-connections.*1 to' --max-connections 0 a@example.test
wrong_row '--local-interface.*IP' --local-interface eth0 a@example.test
wrong_row '--dns-server.*IP:PORT' --dns-server ns.example.test a@example.test
wrong_row '--from.*@' --from me a@example.test
wrong_row '--helo.*spaces' --helo 'a b' a@example.test
wrong_row '--helo' --helo '' a@example.test
wrong_row '--server' --server '' a@example.test
wrong_row '--server' --server 'a b' a@example.test
wrong_row '--server.*1 to 65535' --server mx.example.test:0 a@example.test
wrong_row '--tls-sni' --tls-sni 'a b' a@example.test
wrong_row '--tls-ca-path.*/no/such' --tls-ca-path /no/such a@example.test
wrong_row '--tables.*/no/such' --tables /no/such a@example.test
wrong_row '--witness.*1 to 65535' --witness w.test:0 a@example.test
wrong_row '--witness' --witness 'a b' a@example.test
wrong_row '--witness: at most 8' --witness={1..9}.test a@example.test
wrong_row 'at most 8' --dns-server=192.0.2.{1..9} a@example.test

it 'an option may stand behind the address, and its value behind =' behind
behind() {
	serve 'RCPT * 250 ok'
	probe_public --server=127.0.0.1 a@example.test --json -q RCPT
	status 0
	json '.verdict == "accepted"'
}
it 'letters may stand together' letters
letters() {
	serve 'RCPT * 250 ok'
	probe -4tqRCPT a@example.test
	status 0
	out '^Transcript$'
}
it 'behind -- all is an address' only_addresses
only_addresses() {
	smtpprobe check --quiet -- --json
	status 65
	out '^--json: '
}

it 'codes shows a code, an enhanced code, both, and a word' codes
codes() {
	smtpprobe codes 550
	status 0
	out '^550 '
	smtpprobe codes 5.7.25
	status 0
	out '^[5x]\.7\.25 .*(?i)(PTR|reverse)'
	smtpprobe codes 550 5.7.1
	status 0
	out '^550 5\.7\.1 '
	no_out '^554 5\.7\.9'
	smtpprobe codes '550 5.7.1'
	out '^550 5\.7\.1 '
	smtpprobe codes greylisting
	status 0
	out '451.*4\.7\.1'
	smtpprobe codes
	status 0
	[ "$(wc -l <out)" -gt 100 ] || fail 'not the whole table'
	smtpprobe codes zork
	[ "$ended_with" != 0 ] || fail 'zork is a code'
	err 'zork.*try'
}

# Tables of one's own.
it 'a row of one'"'"'s own tables wins over the built-in ones' own_table
own_table() {
	mkdir tables
	printf '%s\n' '# our own' $'sentence\t-\t-\t-\tRCPT\tuser unknown\tmailbox-moved\t-\t-\t-\tcertain\t550 5.1.1 User unknown\tour own' >tables/phrases.tbl
	serve ''
	probe --json --tables tables a@example.test
	status 67
	json '.diagnosis.cause == "mailbox-moved"
		and (.diagnosis.rule | test("phrases.tbl:2"))'
	printf '%s\n' $'599\t-\tgreylisted\t-\t-\tcertain\tcome back\t-\tour own' >tables/replies.tbl
	smtpprobe codes --tables tables 599
	status 0
	out 'come back'
}
it 'a table that is broken is named with file and line' broken_table
broken_table() {
	mkdir tables
	printf '# ours\n\nnonsense\n' >tables/phrases.tbl
	serve ''
	probe_public --tables tables --server 127.0.0.1 a@example.test
	[[ $ended_with = 64 || $ended_with = 70 ]] || fail "status $ended_with"
	err 'phrases.tbl:3'
	[ ! -s out ] || fail 'something on stdout'
	smtpprobe codes --tables tables 550
	err 'phrases.tbl:3'
}
it 'a directory without tables is no directory of tables' no_tables
no_tables() {
	mkdir empty
	smtpprobe check --tables empty a@example.test
	[[ $ended_with = 64 || $ended_with = 70 ]] || fail "status $ended_with"
	err '--tables.*empty.*replies.tbl'
}
