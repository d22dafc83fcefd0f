#!/usr/bin/env bash
# Every verdict and every exit status.

zone 'example.test MX 10 mx.example.test
mx.example.test A 127.0.0.1'

row 'an address that is taken where a made-up one is not is deliverable' '
	RCPT alice@* 250 2.1.5 ok' \
	alice@example.test 0 '.verdict == "deliverable"
	and .control == {asked: true, accepted: false, code: 550,
		text: "5.1.1 Recipient address rejected: User unknown"}
	and .diagnosis.retry == "no"
	and (.diagnosis.explanation | startswith("250 says: "))'
row 'a server that takes a made-up address as well is accept-all' '
	RCPT *@example.test 250 2.1.5 ok' \
	alice@example.test 0 '.verdict == "accept-all" and .control.accepted
	and .diagnosis.confidence == "guess"'
row 'without a control an address that is taken is accepted' '
	RCPT *@example.test 250 2.1.5 ok' \
	'--no-control alice@example.test' 0 '.verdict == "accepted"
	and (.control.asked | not)' unsaid RSET
row 'a control that is refused because of us leaves the address accepted' '
	RCPT alice@* 250 2.1.5 ok
	RCPT * 554 5.7.1 Service unavailable; Client host blocked using bl.example.test' \
	alice@example.test 0 '.verdict == "accepted" and .control.asked
	and any(.diagnosis.evidence[]; .fact == "control-undecided")'
row 'a control that is put off leaves the address accepted' '
	RCPT alice@* 250 2.1.5 ok
	RCPT * 451 4.7.1 Greylisting in action, please come back later' \
	alice@example.test 0 '.verdict == "accepted" and .control.asked'
row 'a connection cut at the control leaves the address accepted' '
	RCPT alice@* 250 2.1.5 ok
	RCPT * @close' \
	alice@example.test 0 '.verdict == "accepted" and .control == {asked: true}'
row '251 is an acceptance' '
	RCPT alice@* 251 User not local; will forward' \
	alice@example.test 0 '.verdict == "deliverable" and .diagnosis.reply.code == 251'
row '252 settles nothing by itself, but the server takes the mail' '
	RCPT * 252 Cannot VRFY user, but will accept message' \
	alice@example.test 0 '.verdict == "accept-all" and .diagnosis.reply.code == 252'

row 'a mailbox that does not exist is undeliverable' '' \
	nobody@example.test 67 '.verdict == "undeliverable"
	and .diagnosis.cause == "no-such-mailbox" and .diagnosis.about == "recipient"
	and .diagnosis.act == "sender" and .diagnosis.retry == "no"
	and .diagnosis.reply == {stage: "RCPT", code: 550, enhanced: "5.1.1",
		text: "5.1.1 Recipient address rejected: User unknown"}
	and (.control.asked | not)'
row 'a mailbox that is disabled for good is undeliverable' '
	RCPT * 550 5.2.1 <bob@example.test>: Recipient address rejected: mailbox disabled' \
	bob@example.test 67 '.verdict == "undeliverable"
	and .diagnosis.cause == "mailbox-disabled"'
row 'a domain that does not exist takes no mail' '' \
	a@no-such.test 68 '.verdict == "undeliverable"
	and .diagnosis.cause == "no-such-domain" and .diagnosis.about == "domain"
	and .mx.status == "no-such-domain"' unsaid .
row '556 5.1.10 at RCPT says that the domain takes no mail' '
	RCPT * 556 5.1.10 Recipient address has null MX' \
	a@example.test 68 '.verdict == "undeliverable" and .diagnosis.cause == "null-mx"'

row 'greylisting is deferred' '
	RCPT * 451 4.7.1 Greylisting in action, please come back in 5 minutes' \
	a@example.test 75 '.verdict == "deferred" and .diagnosis.cause == "greylisted"
	and .diagnosis.retry == "later"'
row 'a full mailbox is deferred' '
	RCPT * 452 4.2.2 Mailbox full' \
	a@example.test 75 '.verdict == "deferred" and .diagnosis.cause == "mailbox-full"
	and .diagnosis.act == "recipient"'
row 'a full mailbox with a permanent code is undeliverable' '
	RCPT * 552 5.2.2 Mailbox full' \
	a@example.test 67 '.verdict == "undeliverable"
	and .diagnosis.cause == "mailbox-full"'

row 'a blocked IP is about us, not about the address' '
	RCPT * 554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using bl.example.test' \
	a@example.test 77 '.verdict == "refused" and .diagnosis.cause == "ip-blocked"
	and .diagnosis.about == "client" and .diagnosis.act == "sender-admin"'
row 'a refused sender is about us' '
	MAIL * 550 5.1.8 <x@y.test>: Sender address rejected: Domain not found' \
	'--from x@y.test a@example.test' 77 '.verdict == "refused"
	and .diagnosis.about == "sender" and .diagnosis.reply.stage == "MAIL"' \
	said 'MAIL FROM:<x@y.test>$' said '^C: QUIT$'
row 'a refused HELO name is about us' '
	RCPT * 504 5.5.2 <probe>: Helo command rejected: need fully-qualified hostname' \
	'--helo probe a@example.test' 77 '.verdict == "refused"
	and .diagnosis.about == "helo"' said '^C: EHLO probe$'
row 'a missing reverse name is about us' '
	RCPT * 550 5.7.25 Client host rejected: cannot find your reverse hostname' \
	a@example.test 77 '.verdict == "refused"
	and .diagnosis.cause == "no-reverse-dns"'
row 'a refused banner is about us' '
	BANNER * 554 5.7.1 No SMTP service here for you, your IP is blocked' \
	a@example.test 77 '.verdict == "refused" and .diagnosis.reply.stage == "BANNER"' \
	said '^C: QUIT$'

zone 'gone.test MX 10 mx.gone.test
mx.gone.test A 127.0.0.250'
row 'a host where nobody listens is unreachable' '' \
	a@gone.test 69 '.verdict == "unreachable"
	and .diagnosis.cause == "network-error" and .hosts[0].network == "refused"' \
	unsaid .
row 'a server that never greets is unreachable' '
	BANNER * @delay=60000 220 late' \
	'--timeout 1s a@example.test' 69 '.verdict == "unreachable"' within 5
row 'a server that gives no reply to RCPT is unreachable' '
	RCPT * @delay=60000 250 late' \
	'--timeout 1s a@example.test' 69 '.verdict == "unreachable"' within 5
row 'a server that closes at RCPT is unreachable' '
	RCPT * @close' \
	a@example.test 69 '.verdict == "unreachable"
	and any(.findings[]; .finding == "closed-early")'
row 'what answers but is no mail server settles nothing' '
	BANNER * SSH-2.0-OpenSSH_9.2' \
	a@example.test 76 '.verdict == "undecided"'
row 'a code that has no row of its own settles by its class' '
	RCPT * 599 what is this' \
	a@example.test 76 '.verdict == "undecided"'
row 'the probe can stop before it has asked, and then nothing is settled' '' \
	'--quit-after MAIL a@example.test' 76 '.verdict == "undecided"' unsaid RCPT

row 'what is no address is invalid, and no server is asked' '' \
	alice.example.test 65 '.verdict == "invalid" and .hosts == []' unsaid .
row 'of several addresses the highest status counts' '
	RCPT alice@* 250 2.1.5 ok
	RCPT late@* 451 4.7.1 Greylisted' \
	'alice@example.test late@example.test nobody@example.test' 75 \
	'.verdict != "invalid"' said '<late@.*' said '<nobody@'
row 'an invalid address among others does not keep them from being asked' '
	RCPT alice@* 250 2.1.5 ok' \
	'nonsense alice@example.test' 65 '.address != ""' said '<alice@'
it 'no address at all is a usage error that says what is wanted' no_address
no_address() {
	smtpprobe check
	status 64
	err 'wants an address.*check --help'
}
