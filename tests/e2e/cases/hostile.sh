#!/usr/bin/env bash
# Servers that mean harm, or do it: each check ends soon, in little memory,
# with a verdict, and nothing of theirs steers a terminal. What no row can
# bring about is in hold_always.
# shellcheck disable=SC2154  # build: lib.sh

# A flood of 20 MB; the address space may not grow with it.
flood() { # STATUS SCENE OPTION...
	local expected=$1
	serve "$2"
	shift 2
	bounded probe --json "$@" a@example.test
	status "$expected"
	json '(.transcript | tostring | length) < 200000'
	within 10
}
# Address space for the program and what it needs, but not for the flood. With
# the sanitizers it does not even start in that.
bounded() {
	local kilobytes=$((30 * 1024))
	! (ulimit -v $kilobytes && "$build"/smtpprobe --version) >/dev/null 2>&1 ||
		ulimit -v $kilobytes
	"$@"
}
for stage in BANNER EHLO MAIL RCPT; do
	it "a flood of replies at $stage ends" flood_of "$stage"
	it "a flood of one reply without an end at $stage ends" \
		flood 76 "$stage * @flood 250-and so on"
	it "a flood of what is no reply at $stage ends" \
		flood 76 "$stage * @flood nonsense"
done
# Whether the replies that nobody asked for are told from those that somebody
# did is a matter of time; that it ends is not.
flood_of() { # STAGE
	serve "$1 * @flood 250 ok"
	bounded probe --json a@example.test
	json '(.transcript | tostring | length) < 200000'
	within 10
}
it 'a flood of long lines ends' flood 76 "BANNER * @flood 220-$(
	printf '%.0sx' {1..30000}
)"
it 'a flood inside TLS ends' flood 76 'offer STARTTLS
	MAIL * @flood 250-and so on'
it 'a flood in place of the handshake ends' flood 77 \
	'BANNER * @flood 250-and so on' --tls-on-connect
it 'a flood behind QUIT ends' flood 67 'QUIT * @flood 221-bye'

row 'a banner drop by drop is waited for while the time lasts' '
	BANNER * @drip=20 220 mx.example.test ready' \
	a@example.test 67 '.verdict == "undeliverable"'
row 'a banner drop by drop does not stretch the time' '
	BANNER * @drip=200 220 mx.example.test ready and so on' \
	'--timeout 1s a@example.test' 69 '.verdict == "unreachable"' within 5
row 'RCPT drop by drop does not stretch the time' '
	RCPT * @drip=200 250 ok and so on and so on and so on' \
	'--timeout 1s a@example.test' 69 '.verdict == "unreachable"' within 6
for stage in BANNER EHLO MAIL RCPT; do
	row "half a reply at $stage, then the end, is no answer" "
		$stage * @half 250 2.0.0 this is a long enough reply" \
		a@example.test 69 '.verdict == "unreachable"
		and any(.findings[]; .finding == "closed-early")'
	row "a cut at $stage is no answer" "
		$stage * @close" \
		a@example.test 69 ".verdict == \"unreachable\"
		and (.diagnosis.summary | contains(\"$stage\"))"
	row "octets at random at $stage settle nothing" "
		$stage * \\x00\\xff\\x80\\x1b[2J\\x07\\x7f\\xc3\\x28\\xe2\\x80\\xae" \
		a@example.test 76 '.verdict == "undecided"
		and any(.findings[]; .finding == "bad-reply")'
	row "a reply without a code at $stage settles nothing" "
		$stage * ok then" \
		a@example.test 76 '.verdict == "undecided"'
done
row 'an empty line is no reply' '
	BANNER * \r\n' \
	a@example.test 76 '.verdict == "undecided"'
row 'a code out of range is no reply' '
	RCPT * 999 what' \
	a@example.test 76 '.verdict == "undecided"'
row '3xx at RCPT settles nothing' '
	RCPT * 354 go ahead' \
	a@example.test 76 '.verdict == "undecided"' unsaid 'C: [^A-Z]'
row 'lines with different codes: the last counts, and it is a finding' '
	RCPT * 250-fine\r\n550 5.1.1 not fine' \
	a@example.test 67 'any(.findings[]; .finding == "mixed-codes")'
row 'line ends without CR are a finding' '
	RCPT * 550-5.1.1 no\n550 5.1.1 such user' \
	a@example.test 67 'any(.findings[]; .finding == "bare-lf")'
many_lines=$(printf '250-line %d\\r\\n' {1..400})
row 'a reply of 400 lines is read whole' "
	RCPT alice@* ${many_lines}250 ok" \
	alice@example.test 0 '.verdict == "deliverable"
	and (.diagnosis.reply.text | length) < 20000'
too_many_lines=$(printf '250-%d\\r\\n' {1..2000})
row 'a reply of 2000 lines settles nothing' "
	RCPT * ${too_many_lines}250 ok" \
	alice@example.test 76 '.verdict == "undecided"'

# A reply that came before its command was sent answers something else.
row 'a second reply in the banner is not the answer to EHLO' '
	BANNER * 220 hello\r\n250 mx.example.test greets you' \
	a@example.test 67 'any(.findings[]; .finding == "early-talk")' \
	said '^C: QUIT$'
row 'a second reply to MAIL is not the answer to RCPT' '
	MAIL * 250 ok\r\n250 2.1.5 recipient ok' \
	a@example.test 67 '.verdict == "undeliverable"
	and any(.findings[]; .finding == "early-talk")'
row 'a second reply to RCPT is not the answer to the control' '
	RCPT alice@* 250 ok\r\n250 ok\r\n550 5.1.1 no
	RCPT * 250 ok' \
	alice@example.test 0 '.verdict == "accept-all"'

# What a terminal would obey.
escapes='550 5.1.1 \x1b[31mred\x1b[0m \x1b]0;title\x07 \x08\x08 \x9b31m \xc2\x9b31m \xe2\x80\xae\xe2\x81\xa6 \x00nul \x7f \xff\xfe \t tab \x0d lone'
escaped() { # OPTION...
	serve "BANNER * 220 $escapes
		RCPT * $escapes"
	probe "$@" a@example.test
	status 67
	! LC_ALL=C grep -qaP '\x9b|\xff|\xe2\x80\xae|\xe2\x81\xa6|\xc2\x9b' out ||
		fail 'an escape sequence or a bidi override in the output'
	iconv -f UTF-8 -t UTF-8 out >/dev/null || fail 'not UTF-8'
}
it 'no escape sequence of a server reaches the terminal' escaped
it 'nor with the transcript' escaped --transcript
it 'nor in JSON' escaped --json
it 'nor on one line' escaped --quiet
it 'an address with escape sequences does not reach the terminal raw' odd_address
odd_address() {
	serve ''
	probe $'a\e[31m\x9b\xc2\x9b\u202e\x7f@example.test'
	status 65
	! LC_ALL=C grep -qaP '\x9b|\xe2\x80\xae|\xc2\x9b' out || fail 'raw octets'
	probe --json $'a\e[31m\x9b\xc2\x9b\u202e\x7f@example.test'
	status 65
	json '.verdict == "invalid"'
}

# Control octets in what the user gives never reach the wire.
controls() { # OPTION (or "") BEFORE AFTER
	local control value
	serve 'RCPT * 250 ok'
	for control in $'\r\nRCPT TO:<evil@example.test>\r\n' $'\r' $'\n' $'\t' \
		$'\e' $'\x01' $'\x7f' $'\u0085' $'\u2028' ' evil'; do
		value="$2$control$3"
		if [ -n "$1" ]; then
			probe "$1" "$value" a@example.test
		else
			probe "$value"
		fi
		case $control in
		$'\u0085' | $'\u2028' | ' evil') ;;
		*) [[ $ended_with = 6[45] ]] || fail "taken: $(printf %q "$value")" ;;
		esac
	done
	[ ! -s mail.log ] || ! LC_ALL=C grep -qaP 'evil@|[\x00-\x09\x0b-\x1f\x7f]|\\x|\xc2\x85' mail.log ||
		fail 'on the wire'
}
it 'no control in an address reaches the wire' controls '' a @example.test
it 'no control in a domain reaches the wire' controls '' a@exa mple.test
it 'no control in a quoted local part reaches the wire' controls '' \
	'"a' '"@example.test'
it 'no control in --from reaches the wire' controls --from a @example.test
it 'no control in --helo reaches the wire' controls --helo a .example.test
it 'no control in --server reaches the wire' controls --server 127.0.0.1 ''
it 'no control in --tls-sni reaches the wire' controls --tls-sni a .example.test
