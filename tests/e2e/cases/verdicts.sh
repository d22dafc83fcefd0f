#!/usr/bin/env bash
# Every verdict and every exit status.

zone 'example.test MX 10 mx.example.test'
zone 'mx.example.test A 127.0.0.1'

row 'an address that is taken where a made-up one is not is deliverable' '
	RCPT alice@* 250 2.1.5 ok' \
	alice@example.test 0 '.verdict == "deliverable"
	and .control == {asked: true, accepted: false, code: 550,
		text: "5.1.1 Recipient address rejected: User unknown"}'
row 'a server that takes a made-up address as well is accept-all' '
	RCPT *@example.test 250 2.1.5 ok' \
	alice@example.test 0 '.verdict == "accept-all" and .control.accepted
	and .diagnosis.confidence == "guess"'
row 'without a control an address that is taken is accepted' '
	RCPT *@example.test 250 2.1.5 ok' \
	'--no-control alice@example.test' 0 '.verdict == "accepted"
	and (.control.asked | not)' unsaid RSET
