#!/usr/bin/env bash
# sender: how the world sees an IP address.
# shellcheck disable=SC2154  # name_server, listening: lib.sh

zone 'out.origin.test A 192.0.2.50
forbidden.test A 192.0.2.50
forbidden.test TXT "v=spf1 -all"
disliked.test A 192.0.2.50
disliked.test TXT "v=spf1 ~all"
origin.test MX 10 out.origin.test
origin.test TXT "v=spf1 include:_spf.origin.test ip4:192.0.2.50 -all"
_spf.origin.test TXT "v=spf1 ip4:198.51.100.0/24 ?all"
_dmarc.origin.test TXT "v=DMARC1; p=reject; rua=mailto:d@origin.test"
s1._domainkey.origin.test TXT "v=DKIM1; p="
50.2.0.192.in-addr.arpa PTR out.origin.test
51.2.0.192.in-addr.arpa PTR lost.origin.test
53.2.0.192.in-addr.arpa SERVFAIL
2.0.192.in-addr.arpa SOA hostmaster.isp.test
null.origin.test MX 0 .
2.0.0.127.bl.origin.test A 127.0.0.2
52.2.0.192.bl.origin.test A 127.0.0.4
52.2.0.192.bl.origin.test TXT "seen sending"'

# IP, OPTIONS, exit status, a filter of the JSON.
survey() {
	local -a options
	read -r -a options <<<"$2"
	smtpprobe sender --json --dns-server "$name_server" "${options[@]}" ${1:+"$1"}
	status "$3"
	jq -e "$4" out >/dev/null || fail "does not hold: $4"
	smtpprobe sender --quiet --dns-server "$name_server" "${options[@]}" ${1:+"$1"}
	status "$3"
	case $3 in
	0) out ': nothing wrong was found$' ;;
	75) out ': not all could be looked up$' ;;
	*) out ': receivers have reasons to refuse it: .' ;;
	esac
}
it 'an address in order is told to be so' survey 192.0.2.50 \
	'--from a@origin.test --helo out.origin.test' 0 \
	'.schema == "smtpprobe.sender/1" and .ptr.status == "ok"
	 and .spf.result == "pass" and .spf.mechanism == "ip4:192.0.2.50"
	 and .helo.status == "ok" and .dmarc.policy == "reject"
	 and (.spf.trace | length) > 3'
it 'an address without a PTR record has reasons to be refused' survey 192.0.2.52 \
	'--from a@origin.test' 77 \
	'.ptr.status == "missing" and .spf.result == "fail"'
it 'a PTR name that leads elsewhere is a mismatch' survey 192.0.2.51 '' 77 \
	'.ptr.status == "mismatch" and .ptr.names == ["lost.origin.test"]'
it 'what cannot be looked up is open' survey 192.0.2.53 '' 75 \
	'.ptr.status == "temperror"'
it 'a HELO name without a dot is told' survey 192.0.2.50 '--helo localhost' 77 \
	'.helo.status == "not-fqdn" or .helo.status == "bad"'
it 'an impossible domain gives SPF none, not an error' survey 192.0.2.50 \
	'--from a@b..c' 77 '.spf.result == "none"'
it 'a HELO name that SPF forbids is told, whatever the sender' survey 192.0.2.50 \
	'--from a@origin.test --helo forbidden.test' 77 '.helo.spf.result == "fail"'
it 'a HELO name that SPF would rather not is told' survey 192.0.2.50 \
	'--helo disliked.test' 77 '.helo.spf.result == "softfail"'
it 'a domain without an SPF record is told' survey 192.0.2.50 \
	'--from a@bare.test' 77 '.spf.result == "none"'
it 'a sender without a domain that takes mail is told' survey 192.0.2.50 \
	'--from a@null.origin.test' 77 '.sender_domain.mx == "null-mx"'
it 'a blocklist is asked' survey 192.0.2.52 '--dnsbl bl.origin.test' 77 \
	'.dnsbl[0].status == "listed" and .dnsbl[0].texts == ["seen sending"]'
it 'a blocklist that does not list is asked' survey 192.0.2.50 \
	'--dnsbl bl.origin.test' 0 '.dnsbl[0].status == "not-listed"'
it 'a DKIM key is looked at' survey 192.0.2.50 \
	'--from a@origin.test --dkim-selector s1' 0 '.dkim.status == "revoked"'
it 'whose the zone of a missing PTR record is' survey 192.0.2.52 '' 77 \
	'.ptr.zone == "2.0.192.in-addr.arpa" and .ptr.contact == "hostmaster@isp.test"'
it 'an IPv6 address has a PTR name too' survey 2001:db8::1 '' 77 \
	'.ptr.reverse | endswith("8.b.d.0.1.0.0.2.ip6.arpa")'
it 'an address that is not public is told to be so' survey 192.168.1.1 '' 77 \
	'[.findings[].finding] | index("sender-not-public") != null'

it 'the text begins with the answer' first_line
first_line() {
	smtpprobe sender --dns-server "$name_server" 192.0.2.52 --from a@origin.test
	status 77
	sed -n 1p out | grep -q '^192.0.2.52: receivers have reasons to refuse it: it has no PTR' ||
		fail 'the first line'
	out '^What to do'
	out 'its zone is 2.0.192.in-addr.arpa, of hostmaster@isp.test'
	out 'Decided by: -all'
}
it 'what is no IP address is told' no_address
no_address() {
	smtpprobe sender mail.example.org
	status 65
	err 'is no IP address'
}
it 'tables that cannot be read are no wrong IP address' bad_tables
bad_tables() {
	mkdir none
	smtpprobe sender 192.0.2.50 --tables none
	status 70
	err 'holds none of'
}
it 'two addresses are one too many' two_addresses
two_addresses() {
	smtpprobe sender 192.0.2.1 192.0.2.2
	status 64
	err 'takes one IP address'
}
it 'a claim of a refusal is confirmed by the DNS' confirmed
confirmed() {
	serve 'RCPT * 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.52]'
	probe --json --helo out.origin.test nobody@example.test
	status 77
	json '.diagnosis.evidence[0].bearing == "confirms"
		and .diagnosis.evidence[0].fact == "ptr-missing"
		and (.diagnosis.advice[0] | startswith("192.0.2.52 has no PTR record"))
		and (.diagnosis.advice[0] | contains("(hostmaster@isp.test, as the SOA record of 2.0.192.in-addr.arpa has it)"))'
}
it 'a claim of a refusal is refuted by the DNS' refuted
refuted() {
	serve 'RCPT * 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.50]'
	probe --json --helo out.origin.test nobody@example.test
	status 77
	json '.diagnosis.evidence[0].bearing == "refutes"'
}
it 'no claim is tested when that is not wanted' untested
untested() {
	serve 'RCPT * 450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.52]'
	probe --json --no-claims nobody@example.test
	status 77
	json '.diagnosis.evidence == []'
}
it 'explain tests a claim online' explained_online
explained_online() {
	smtpprobe explain --json --online --dns-server "$name_server" \
		'554 5.7.1 Service unavailable; Client host [192.0.2.52] blocked using bl.origin.test; see there'
	status 0
	jq -e '.diagnosis.evidence[0] | .fact == "listed" and .bearing == "confirms"
		and (.text | endswith("; it answers 127.0.0.4"))' out >/dev/null ||
		fail 'the evidence'
}
zone 'mild.test TXT "v=spf1 -all"
_dmarc.mild.test TXT "v=DMARC1; p=none; rua=mailto:d@mild.test"
muddled.test TXT "v=spf1 -all"
_dmarc.muddled.test TXT "v=DMARC1; p=sometimes"'
# DOMAIN, what the evidence says of its DMARC record.
dmarc_claim() {
	echo "Nov 26 09:14:02 out postfix/smtpd[41]: NOQUEUE: reject: RCPT from unknown[192.0.2.52]: 550 5.7.1 rejected by the DMARC policy of $1 for [192.0.2.52]; from=<a@$1> to=<b@example.test>" >log
	smtpprobe explain --json --online --dns-server "$name_server" log
	jq -e --arg text "$2" '.diagnosis.cause == "dmarc-failed"
		and (.diagnosis.evidence[0].text | startswith($text))' out >/dev/null ||
		fail "$(jq -c .diagnosis.evidence out)"
}
it 'a DMARC policy is told in words' dmarc_claim origin.test \
	'origin.test asks receivers by DMARC to reject what fails; SPF of origin.test'
it 'a DMARC policy of none is told in words' dmarc_claim mild.test \
	'mild.test asks receivers by DMARC to do nothing about what fails; SPF of mild.test'
it 'a DMARC record that does not count is no policy' dmarc_claim muddled.test \
	'muddled.test has a DMARC record that does not count'
it 'what a claim advises is in the summary of many' advised_in_summary
advised_in_summary() {
	local line='Nov 26 09:14:02 out postfix/smtpd[41]: NOQUEUE: reject: RCPT from unknown[192.0.2.52]: 550 5.7.1 rejected by the DMARC policy of origin.test for [192.0.2.52]; from=<a@origin.test> to=<b@example.test>'
	echo "$line" >one
	smtpprobe explain --json --online --dns-server "$name_server" one
	jq -r '.diagnosis.advice[0]' out >alone
	printf '%s\n' "$line" "$line" "$line" >many
	smtpprobe explain --json --summary --online \
		--dns-server "$name_server" many
	status 0
	same "$(jq -r '.causes[0].advice' out)" "$(cat alone)"
	smtpprobe explain --summary --online --dns-server "$name_server" many
	status 0
}

# What is to be done fits what was found.
zone 'miswritten.test TXT "v=spf1 ipv4:192.0.2.52 -all"
bare.test MX 10 out.origin.test'
advised() { # IP, OPTIONS, what must be said, what must not
	local -a options
	read -r -a options <<<"$2"
	COLUMNS=500 smtpprobe sender --dns-server "$name_server" "$1" "${options[@]}"
	status 77
	out "$3"
	no_out "$4"
}
it 'what to add to which SPF record is told' advised 192.0.2.52 \
	'--from a@mild.test' '^  - Add ip4:192.0.2.52 to the SPF record of mild.test' Mend
it 'an SPF record with an error is to be mended' advised 192.0.2.52 \
	'--from a@miswritten.test' \
	'^  - Mend the SPF record of miswritten.test: .*ipv4:192.0.2.52.* no mechanism' \
	'Add ip4'
it 'an SPF record to begin with is told' advised 2001:db8::52 '--from bare.test' \
	'^  - Publish an SPF record for bare.test, .*"v=spf1 ip6:2001:db8::52 -all"' \
	'Add ip6'
it 'whom to ask for a PTR record is told' advised 192.0.2.52 '' \
	'^  - 192.0.2.52 has no PTR record: ask the owner of that address range' Publish
it 'what to say in HELO is told' advised 192.0.2.50 '--helo nowhere.test' \
	'^  - Say a name in HELO that is in the DNS with the address 192.0.2.50' PTR.record:
it 'the domain that wants an MX record is told' advised 192.0.2.50 \
	'--from a@null.origin.test' \
	'^  - Give the domain null.origin.test an MX record' zork
it 'no DMARC record is told apart from a policy of none' advised 192.0.2.50 \
	'--from a@bare.test' '^DMARC \(bare.test\): no record$' '^DMARC.*none'
misused() { # WORDS, what is told
	local -a words
	read -r -a words <<<"$1"
	smtpprobe sender --dns-server "$name_server" "${words[@]}"
	status 64
	err "$2"
	[ ! -s out ] || fail 'something on stdout'
}
it 'a sender without a domain is none' misused '192.0.2.50 --from me@' \
	'--from takes an address or a domain'
it 'a DKIM selector wants a domain' misused '192.0.2.50 --dkim-selector s1' \
	'--dkim-selector wants --from'
