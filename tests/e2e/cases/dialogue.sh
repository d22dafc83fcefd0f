#!/usr/bin/env bash
# What is said to a server, and to which one.
# shellcheck disable=SC2154  # name_server, port: lib.sh

row 'a server that knows no EHLO is greeted with HELO' '
	EHLO * 502 5.5.1 what
	RCPT alice@* 250 ok' \
	alice@example.test 0 '.verdict == "deliverable"
	and any(.findings[]; .finding == "helo-fallback")' \
	said '^C: HELO probe.example.test$'
row 'a server that takes neither EHLO nor HELO refuses us' '
	EHLO * 550 5.7.1 go away
	HELO * 550 5.7.1 go away' \
	a@example.test 77 '.verdict == "refused" and .diagnosis.reply.stage == "HELO"' \
	said '^C: QUIT$' unsaid MAIL
row 'a server that puts EHLO off is not greeted with HELO' '
	EHLO * 451 4.3.0 come back' \
	a@example.test 75 '.verdict == "deferred" and .diagnosis.reply.stage == "EHLO"' \
	said '^C: QUIT$' unsaid HELO
row 'a banner and replies of several lines are read whole' '
	BANNER * 220-welcome\r\n220-to\r\n220 mx.example.test
	MAIL * 250-yes\r\n250 ok
	RCPT * 550-5.1.1 no\r\n550 5.1.1 such user' \
	a@example.test 67 '.verdict == "undeliverable"
	and .diagnosis.reply.text == "5.1.1 no\n5.1.1 such user"'
row 'the sender and the HELO name are what the options say' '
	RCPT * 250 ok' \
	'--from me@example.org --helo me.example.org a@example.test' 0 .control.accepted \
	said '^C: EHLO me.example.org$' said '^C: MAIL FROM:<me@example.org>$'
it 'without --helo the name is full or the address, never localhost' own_name
own_name() {
	serve ''
	smtpprobe check --server "127.0.0.1:$port" a@example.test
	said '^C: EHLO (\[127\.0\.0\.1\]|[^ .]+(\.[^ .]+)+)$'
	unsaid '(?i)^C: EHLO localhost'
}
it 'the control asks for a different name each time' control_differs
control_differs() {
	serve 'RCPT * 250 ok'
	probe --json a@example.test a@example.test
	status 0
	same "$(grep -c '<x[a-z0-9]*@example.test>' mail.log)" 2
	same "$(grep -o '<x[a-z0-9]*@example.test>' mail.log | sort -u | wc -l)" 2
}

pipelined='[.transcript[].text | select(startswith("RCPT") or startswith("250 2.1.0"))]
	| .[0] | startswith("RCPT")'
row 'MAIL and RCPT go out together where the server offers PIPELINING' '
	offer PIPELINING
	MAIL * 250 2.1.0 ok
	RCPT alice@* 250 ok' \
	alice@example.test 0 ".verdict == \"deliverable\" and ($pipelined)"
row 'RCPT waits for the answer to MAIL where it does not' '
	MAIL * 250 2.1.0 ok
	RCPT alice@* 250 ok' \
	alice@example.test 0 ".verdict == \"deliverable\" and ($pipelined | not)"
row 'a refused MAIL decides, whatever the pipelined RCPT gets' '
	offer PIPELINING
	MAIL * 550 5.7.1 your IP address is blocked
	RCPT * 503 5.5.1 need MAIL first' \
	a@example.test 77 '.verdict == "refused" and .diagnosis.reply.stage == "MAIL"'
row 'SMTPUTF8 is said where the address needs it and the server offers it' '
	offer SMTPUTF8
	RCPT josé@* 250 ok' \
	josé@example.test 0 '.verdict == "deliverable"' \
	said '^C: MAIL FROM:<> SMTPUTF8$' said '^C: RCPT TO:<josé@'
row 'a server without SMTPUTF8 cannot take an address that needs it' '' \
	josé@example.test 67 '.verdict == "undeliverable"
	and .diagnosis.cause == "encoding-unsupported"
	and any(.findings[]; .finding == "no-smtputf8")' \
	unsaid MAIL said '^C: QUIT$'
row 'SMTPUTF8 is not said where no address needs it' '
	offer SMTPUTF8' \
	jose@example.test 67 '.verdict == "undeliverable"' said '^C: MAIL FROM:<>$'
zone 'xn--bcher-kva.test MX 10 mx.example.test'
row 'a name in another script is looked up and said as ASCII' '
	RCPT alice@xn--bcher-kva.test 250 ok' \
	alice@bücher.test 0 '.verdict == "deliverable"' \
	said '^C: MAIL FROM:<>$' said '<alice@xn--bcher-kva.test>'
row 'a quoted local part is said as it is' '
	RCPT * 250 ok' \
	'"a\"b"@example.test' 0 '.verdict == "accept-all"' \
	said '^C: RCPT TO:<"a\\"b"@example.test>$'

for stage in BANNER EHLO MAIL RCPT; do
	row "421 at $stage is put off, and QUIT is said" "
		$stage * 421 4.3.2 closing down" \
		a@example.test 75 ".verdict == \"deferred\"
		and .diagnosis.reply.code == 421
		and .diagnosis.reply.stage == \"$stage\"" said '^C: QUIT$'
done
row '421 at STARTTLS is put off' '
	offer STARTTLS
	STARTTLS * 421 4.3.2 closing down' \
	a@example.test 75 '.verdict == "deferred"' said '^C: QUIT$' unsaid MAIL
row '421 at the control leaves the address accepted' '
	RCPT alice@* 250 ok
	RSET * 421 4.7.0 too much' \
	alice@example.test 0 '.verdict == "accepted" and .control == {asked: true}'
row '421 to QUIT changes nothing' '
	RCPT alice@* 250 ok
	QUIT * 421 closing' \
	alice@example.test 0 '.verdict == "deliverable"'
row 'the answer to QUIT is waited for only briefly' '
	RCPT alice@* 250 ok
	QUIT * @delay=60000 221 bye' \
	alice@example.test 0 '.verdict == "deliverable"' within 4

# Two servers: the second is asked when the first gives no answer.
zone 'two.test MX 10 mx1.two.test
two.test MX 20 mx2.two.test
mx1.two.test A 127.0.0.1
mx2.two.test A 127.0.0.2'
next_is_asked='[.hosts[].name] == ["mx1.two.test", "mx2.two.test"]
	and .verdict == "deliverable"'
next_row() { # SENTENCE ROW
	row "$1" "$2
		+ at 127.0.0.2
		RCPT alice@* 250 ok" '--timeout 1s alice@two.test' 0 "$next_is_asked"
}
next_row 'the next server is asked when the banner is 4xx' 'BANNER * 450 busy'
next_row 'the next server is asked when the banner is 5xx' 'BANNER * 554 no'
next_row 'the next server is asked when the banner is 421' 'BANNER * 421 busy'
next_row 'the next server is asked when no banner comes' \
	'BANNER * @delay=60000 220 late'
next_row 'the next server is asked when EHLO gets 421' 'EHLO * 421 busy'
next_row 'the next server is asked when MAIL gets 421' 'MAIL * 421 busy'
next_row 'the next server is asked when RCPT gets 421' 'RCPT * 421 busy'
next_row 'the next server is asked when the first closes' 'RCPT * @close'
next_row 'the next server is asked when the first is no mail server' \
	'BANNER * HTTP/1.1 400 Bad Request'
zone 'half.test MX 10 mx1.half.test
half.test MX 20 mx.example.test
mx1.half.test A 127.0.0.250'
row 'the next server is asked when the first refuses the connection' '
	RCPT alice@* 250 ok' \
	alice@half.test 0 '[.hosts[].network] == ["refused", "ok"]
	and .verdict == "deliverable"'
row 'the next server is not asked when the first answered for the recipient' '
	RCPT * 451 4.7.1 Greylisted
	+ at 127.0.0.2
	RCPT alice@* 250 ok' \
	alice@two.test 75 '[.hosts[].name] == ["mx1.two.test"]'
row 'what the servers said outweighs what they did not say' '
	BANNER * 554 5.7.1 your IP is blocked
	+ at 127.0.0.2
	BANNER * @close' \
	a@two.test 77 '.verdict == "refused" and (.hosts | length) == 2'
zone 'many.test MX 10 mx.many.test'
for n in 2 3 4 5 6 7 8 9 10 11 12 13; do zone "mx.many.test A 127.0.0.$n"; done
row 'no more addresses are tried than allowed' '' \
	a@many.test 69 '(.hosts | length) == 10 and .verdict == "unreachable"'
row 'with --max-connections fewer are tried' '' \
	'--max-connections 3 a@many.test' 69 '(.hosts | length) == 3'
row 'the total time-out ends it, however many servers are left' '
	BANNER * @delay=60000 220 late
	+ at 127.0.0.2
	BANNER * @delay=60000 220 late' \
	'--timeout 3s --total-timeout 1s a@two.test' 69 '.verdict == "unreachable"
	and (.hosts | length) == 1' within 5

stop_after() { # STAGE SAID UNSAID
	serve 'offer STARTTLS'
	probe --json --quit-after "$1" a@example.test
	status 76
	json '.verdict == "undecided" and (.control.asked | not)'
	[ -z "$2" ] || said "^C: $2"
	unsaid "^C: $3"
	said '^C: QUIT$'
}
it '--quit-after CONNECT greets nobody' stop_after CONNECT '' EHLO
it '--quit-after BANNER greets nobody' stop_after BANNER '' EHLO
it '--quit-after EHLO means the last EHLO, in TLS' stop_after EHLO STARTTLS MAIL
it '--quit-after STARTTLS shakes hands' stop_after STARTTLS STARTTLS MAIL
it '--quit-after TLS shakes hands' stop_after TLS STARTTLS MAIL
it '--quit-after MAIL names no recipient' stop_after MAIL MAIL RCPT
it '--quit-after knows the stages in lower case' stop_after mail MAIL RCPT
row '--quit-after RCPT asks for no control' '
	RCPT * 250 ok' \
	'--quit-after RCPT a@example.test' 0 '.verdict == "accepted"' unsaid RSET

row 'the connection comes from the interface that was named' '' \
	'--local-interface 127.0.0.9 a@example.test' 67 \
	'.hosts[0].local == "127.0.0.9"' said '^connect 127.0.0.9$'
row 'an interface that this machine does not have is said to be so' '' \
	'--local-interface 192.0.2.1 a@example.test' 69 \
	'.hosts[0].network == "no-local-address"' unsaid .
