#!/usr/bin/env bash
# --vary: after a refusal of us, the same again with one thing changed. Real
# pauses lie between the connections.
# shellcheck disable=SC2154  # took, here, build: lib.sh

refusal='554 5.7.1 Service unavailable; Client host [127.0.0.1] blocked using bl.example.test'
flips() { # CHANGE...: those that flip the answer
	printf '.verdict == "refused" and [.variations[] | select(.flips).change] == [%s]' \
		"$(printf '"%s",' "$@" | sed 's/,$//')"
}
row 'an own sender can flip the answer' "
	MAIL postmaster@probe.example.test 250 ok
	MAIL * 550 5.7.1 Sender address rejected: the null sender is not taken here
	RCPT alice@* 250 ok" \
	'--vary --no-control alice@example.test' 77 \
	"$(flips own-sender) and (.variations | length == 1)
	and .variations[0].verdict == \"accepted\" and .variations[0].code == 250" \
	said '^C: MAIL FROM:<postmaster@probe.example.test>$' within 4
row 'the null sender can flip the answer' '
	MAIL bad@* 550 5.7.1 Sender address rejected: not wanted here' \
	'--vary --from bad@own.test nobody@example.test' 77 \
	"$(flips null-sender) and .variations[0].verdict == \"undeliverable\"" \
	said '^C: MAIL FROM:<>$'
row 'TLS can flip the answer' "
	offer STARTTLS
	tls RCPT alice@* 250 ok
	clear RCPT * 530 5.7.0 Must issue a STARTTLS command first" \
	'--vary --helo probe --tls-level none alice@example.test' 77 \
	"$(flips with-tls)" said '^tls for mx.example.test$'
row 'doing without TLS can flip the answer' "
	offer STARTTLS
	tls RCPT * $refusal
	clear RCPT alice@* 250 ok
	clear RCPT * $refusal" \
	'--vary --helo probe alice@example.test' 77 "$(flips without-tls)"
row 'a verified TLS is never left' "
	offer STARTTLS
	RCPT * $refusal" \
	'--vary --helo probe --tls-level verify alice@example.test' 77 \
	'[.variations[].change] == ["postmaster"]'
row 'another recipient, the postmaster, can flip the answer' "
	RCPT postmaster@example.test 250 ok
	RCPT * $refusal" \
	'--vary --helo probe alice@example.test' 77 "$(flips postmaster)" \
	said '^C: RCPT TO:<postmaster@example.test>$'
zone 'next.test MX 10 mx.example.test
next.test MX 20 mx2.next.test
mx2.next.test A 127.0.0.2'
row 'the next mail server can flip the answer' "
	RCPT * $refusal
	+ at 127.0.0.2
	RCPT alice@* 250 ok
	RCPT * $refusal" \
	'--vary --helo probe alice@next.test' 77 "$(flips next-mx)
	and .variations[0].to == \"mx2.next.test\" and (.hosts | length == 1)"

it 'the other family of addresses can flip the answer' other_family_flips
other_family_flips() {
	grep -qs '^0\{31\}1 ' /proc/net/if_inet6 || skip 'this machine has no ::1'
	serve "RCPT * $refusal
		+ at [::1]
		RCPT alice@* 250 ok"
	probe --json --vary --helo probe alice@both.test
	# Which one is asked first is the system's to say.
	[ "$ended_with" = 77 ] && json "$(flips ipv6)" && return
	serve "RCPT alice@* 250 ok
		+ at [::1]
		RCPT * $refusal"
	probe --json --vary --helo probe alice@both.test
	status 77
	json "$(flips ipv4)"
}

row 'changes that change nothing are told, two seconds apart' "
	RCPT * $refusal" \
	'--vary alice@example.test' 77 '([.variations[] | .change, .verdict] ==
		["own-sender", "refused", "postmaster", "refused"])
	and all(.variations[]; .flips == false and .code == 554)
	and .ms > 4000 and (.hosts | length == 1)' within 5
row 'a 421 ends it' "
	MAIL postmaster@* 421 4.7.0 too much of you
	RCPT * $refusal" \
	'--vary alice@example.test' 77 '[.variations[].asked] == [true, false]
	and (.variations[1].summary | contains("421"))' \
	unsaid 'RCPT TO:<postmaster'
row 'an address that is taken is asked for once' '
	RCPT alice@* 250 ok' \
	'--vary alice@example.test' 0 '(has("variations") | not)' within 1
row 'an address that does not exist is asked for once' '' \
	'--vary nobody@example.test' 67 '(has("variations") | not)' within 1
row 'greylisting wants time, not another question' '
	RCPT * 451 4.7.1 Greylisting in action, please come back later' \
	'--vary alice@example.test' 75 '(has("variations") | not)' within 1
row 'unless it is wanted, a refusal is taken for an answer' "
	RCPT * $refusal" \
	'alice@example.test' 77 '(has("variations") | not)' \
	unsaid 'RCPT TO:<postmaster' within 1
it 'the text says what makes a difference' vary_text
vary_text() {
	serve "RCPT postmaster@* 250 ok
		RCPT * $refusal"
	probe --vary --helo probe alice@example.test
	status 77
	out '^What makes a difference$'
	out '^  - postmaster \(postmaster@example.test\): accepted, 250; this flips the answer$'
}
