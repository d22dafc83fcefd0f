#!/usr/bin/env bash
# What is printed, and where to.
# shellcheck disable=SC2154,SC2034  # build, port, name_server; ended_with: lib.sh

it 'the first line says it all: address, verdict, why' first_line
first_line() {
	serve ''
	probe nobody@example.test
	status 67
	same "$(head -n 1 out)" 'nobody@example.test: undeliverable: the server says that this mailbox does not exist'
	out '^What to do$'
	out 'Who acts: the person who writes'
	out '^The server said \(mx\.example\.test \[127\.0\.0\.1\]:\d+, at RCPT\)$'
	out '^  550 5\.1\.1 Recipient address rejected: User unknown$'
	out '^  Cause: no-such-mailbox \(certain\)'
	no_out 'Transcript'
}
it 'an address that is taken asks nothing of anybody' nothing_to_do
nothing_to_do() {
	serve 'RCPT alice@* 250 ok'
	probe alice@example.test
	status 0
	same "$(head -n 1 out)" 'alice@example.test: deliverable: the server takes this address and refuses a made-up one'
	no_out '(?i)try again'
}
it 'with --quiet there is one line for each address' quiet
quiet() {
	serve 'RCPT alice@* 250 ok'
	probe --quiet alice@example.test nobody@example.test nonsense
	status 67
	same "$(wc -l <out)" 3
	same "$(cut -d: -f1 out | tr '\n' ' ')" 'alice@example.test nobody@example.test nonsense '
	[ ! -s err ] || fail 'something on stderr'
}
it 'several reports are parted by a blank line' several
several() {
	serve ''
	probe a@example.test b@example.test
	same "$(grep -c '^[ab]@example.test: undeliverable' out)" 2
	grep -B 1 '^b@example' out | head -n 1 | grep -q '^$' || fail 'not parted'
}
it 'the transcript has the marks of swaks, and times' transcript
transcript() {
	serve 'offer STARTTLS
		RCPT * 550-5.1.1 no\r\n550 5.1.1 such user'
	probe --transcript a@example.test
	status 67
	out '^Transcript$'
	out '^ +\d+\.\d ms  === Trying mx\.example\.test \[127\.0\.0\.1\]:\d+$'
	out '^ +\d+\.\d ms  <-  220 mx\.example\.test ESMTP ready$'
	out '^ +\d+\.\d ms   -> EHLO probe\.example\.test$'
	out '^ +\d+\.\d ms   ~> EHLO probe\.example\.test$'
	out '^ +\d+\.\d ms  <~  250 2\.0\.0 ok$'
	out '^ +\d+\.\d ms  <~\* 550-5\.1\.1 no$'
	out '^ +\d+\.\d ms  <~\* 550 5\.1\.1 such user$'
	out '=== TLS started: TLSv1\.3, '
	probe --transcript --tls-level none a@example.test
	out '^ +\d+\.\d ms  <\*\* 550 5\.1\.1 such user$'
}
it 'JSON is a line for each address' json_lines
json_lines() {
	serve 'RCPT alice@* 250 ok'
	probe --json alice@example.test nobody@example.test nonsense
	same "$(wc -l <out)" 3
	json '.address != ""'
}
it 'JSON is valid UTF-8 whatever the server says' json_utf8
json_utf8() {
	serve 'RCPT * 550 5.1.1 \xff\xfe\xc3\x28 \xed\xa0\x80 \xf4\x90\x80\x80 "quoted" \\ done'
	probe --json a@example.test
	status 67
	iconv -f UTF-8 -t UTF-8 out >/dev/null || fail 'not UTF-8'
	json '.diagnosis.reply.text | test("\"quoted\" \\\\ done$")'
}

colour=$'\e\\['
coloured() { # yes|no ENVIRONMENT OPTION...
	local expected=$1 environment=$2 found=no
	shift 2
	serve ''
	env ${environment:+"$environment"} "$build"/smtpprobe check --server "127.0.0.1:$port" \
		--helo probe.example.test "$@" a@example.test >out
	grep -q "$colour" out && found=yes
	same "$found" "$expected"
}
it 'there are no colours in a file' coloured no ''
it 'with --color always there are' coloured yes '' --color always
it 'with --color always there are, NO_COLOR or not' \
	coloured yes NO_COLOR=1 --color=always
it 'with --color never there are none' coloured no '' --color never
on_terminal() { # yes|no COMMAND-LINE
	local found=no
	serve ''
	[ -n "$(command -v script)" ] || skip 'no script(1) here'
	SHELL=/bin/sh script -qec "$2 '$build'/smtpprobe check --server 127.0.0.1:$port --helo probe.example.test a@example.test" \
		/dev/null </dev/null >out
	grep -q '^.*undeliverable' out || fail 'nothing on the terminal'
	grep -q "$colour" out && found=yes
	same "$found" "$1"
}
it 'on a terminal there are colours' on_terminal yes 'TERM=xterm'
it 'NO_COLOR is obeyed' on_terminal no 'TERM=xterm NO_COLOR=1'
it 'an empty NO_COLOR is none' on_terminal yes 'TERM=xterm NO_COLOR='
it 'a dumb terminal gets none' on_terminal no 'TERM=dumb'

# Only the first line and what the server said verbatim may be longer.
width() { # COLUMNS
	serve "RCPT * 451 4.7.1 Greylisted"
	COLUMNS=$1 probe a@example.test
	same "$(sed 1d out | awk -v w="$1" 'length > w' | grep -v '^The server said')" ''
	[ "$(sed 1d out | wc -L)" -gt $(($1 / 2)) ] || fail 'not filled'
}
for columns in 40 60 80 120; do
	it "paragraphs are wrapped at $columns columns" width "$columns"
done
it 'a width that is none is 80' odd_width
odd_width() {
	serve ''
	COLUMNS=nonsense probe a@example.test
	cp out first
	COLUMNS=80 probe a@example.test
	same "$(grep -v ' ms' out | sed 's/:[0-9]*//')" \
		"$(grep -v ' ms' first | sed 's/:[0-9]*//')"
}

it 'a complaint about a pasted word steers no terminal' complaints
complaints() {
	local bad=$'\e[31m\x9b\xe2\x80\xae' words
	for words in "$bad" "check --$bad" "check --helo=$bad" \
		"check --tls-ca-path=/no/$bad" "codes $bad" "explain --$bad"; do
		# shellcheck disable=SC2086  # words on purpose
		smtpprobe $words
		[ "$ended_with" != 0 ] || fail "taken: $(printf %q "$words")"
		[ -s err ] || fail 'nothing on stderr'
		! LC_ALL=C grep -qaP '\e|\x9b|\xe2\x80\xae' err ||
			fail "raw octets: $(od -c err | head)"
	done
}

# The end of the line.
it 'a full disk is an error, not an answer' full_disk
full_disk() {
	serve 'RCPT * 250 ok'
	"$build"/smtpprobe check --server "127.0.0.1:$port" a@example.test \
		>/dev/full 2>err
	same $? 70
	err 'cannot write.*No space left'
	"$build"/smtpprobe check --json --server "127.0.0.1:$port" \
		a@example.test >/dev/full 2>err
	same $? 70
	"$build"/smtpprobe codes 550 >/dev/full 2>err
	same $? 70
	"$build"/smtpprobe check --help >/dev/full 2>err
	same $? 70
	err 'cannot write'
	"$build"/smtpprobe --version >/dev/full 2>err
	same $? 70
}
it 'a closed stdout is an error, not an answer' closed_stdout
closed_stdout() {
	serve 'RCPT * 250 ok'
	"$build"/smtpprobe check --server "127.0.0.1:$port" a@example.test \
		>&- 2>err
	same $? 70
	err 'cannot write'
}
it 'a reader that has gone ends it without a crash' reader_gone
reader_gone() {
	serve 'RCPT * 250 ok'
	{
		"$build"/smtpprobe check --server "127.0.0.1:$port" \
			a@example.test b@example.test 2>err
		echo $? >ended
	} | true
	same "$(cat ended)" 70
}

interrupted() { # SIGNAL
	local pid begun
	serve 'RCPT slow@* @delay=60000 250 late
		RCPT * 250 ok'
	env --default-signal=INT,TERM "$build"/smtpprobe check --quiet \
		--server "127.0.0.1:$port" quick@example.test slow@example.test \
		never@example.test >out 2>err &
	pid=$!
	for _ in {1..200}; do
		grep -qs '<slow@' mail.log && break
		sleep 0.05
	done
	begun=${EPOCHREALTIME/./}
	kill "-$1" "$pid"
	wait "$pid"
	ended_with=$?
	took=$(((${EPOCHREALTIME/./} - begun) / 1000))
	status 130
	within 2
	out '^quick@example.test: '
	same "$(wc -l <out)" 1
	err 'interrupted'
	unsaid never@
	hold_always
}
it 'an interrupt ends it at once, with what is known' interrupted INT
it 'so does SIGTERM' interrupted TERM
it 'an interrupt ends a wait for the DNS' interrupted_in_dns
interrupted_in_dns() {
	local pid
	env --default-signal=INT "$build"/smtpprobe check \
		--dns-server "$name_server" a@silent.test >out 2>err &
	pid=$!
	sleep 0.5
	kill -INT "$pid"
	wait "$pid"
	ended_with=$?
	status 130
	hold_always
}
