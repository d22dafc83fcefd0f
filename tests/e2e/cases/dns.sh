#!/usr/bin/env bash
# The DNS and the mail route.
# shellcheck disable=SC2154  # name_server, port, listening: lib.sh

zone 'null.test MX 0 .'
row 'a null MX says that the domain takes no mail' '' \
	a@null.test 68 '.mx.status == "null-mx" and .verdict == "undeliverable"
	and .diagnosis.cause == "null-mx" and .mx.findings == []' unsaid .
zone 'mixed.test MX 0 .
mixed.test MX 10 mx.example.test'
row 'a null MX beside other records counts all the same, and is a finding' '' \
	a@mixed.test 68 '.mx.status == "null-mx" and .verdict == "undeliverable"
	and .mx.findings == ["null-mx-beside-others"]' unsaid .
zone 'implicit.test A 127.0.0.1'
row 'a domain without MX but with an address is its own mail server' '
	RCPT * 250 ok' \
	a@implicit.test 0 '.mx.status == "implicit"
	and .mx.findings == ["implicit-mx"] and .hosts[0].name == "implicit.test"'
zone 'nodata.test TXT "no mail here"'
row 'a domain with neither MX nor address takes no mail' '' \
	a@nodata.test 68 '.mx.status == "no-address"
	and .diagnosis.cause == "not-accepting"' unsaid .
zone 'servfail.test SERVFAIL'
row 'SERVFAIL says nothing of the domain' '' \
	a@servfail.test 69 '.mx.status == "servfail" and .verdict == "unreachable"
	and .mx.findings == ["dns-servfail"]' within 2
zone 'refused.test REFUSED'
row 'a name server that refuses to answer says nothing of the domain' '' \
	a@refused.test 69 '.mx.status == "servfail"' within 2
zone 'silent.test SILENT'
row 'a name server that stays silent is given up after a few seconds' '' \
	a@silent.test 69 '.mx.status == "timeout" and .verdict == "unreachable"
	and .mx.findings == ["dns-timeout"]' within 9
row 'the total time-out holds for the DNS as well' '' \
	'--total-timeout 1s a@silent.test' 69 '.mx.status == "timeout"' within 3
zone 'late.test LATE 1
late.test MX 10 mx.example.test'
row 'a name server that answers late is asked again' '
	RCPT * 250 ok' \
	a@late.test 0 '.mx.status == "ok"' within 5
zone 'garbage.test GARBAGE'
row 'an answer that is no DNS message is no answer' '' \
	a@garbage.test 69 '.mx.status == "timeout" or .mx.status == "servfail"' within 9
zone 'foreign.test FOREIGN'
row 'an answer to another question is no answer' '' \
	a@foreign.test 69 '.mx.status == "timeout" or .mx.status == "servfail"' within 9
# A newer c-ares throws away what it cannot read itself, and asks until the time
# is over.
unreadable='(.mx.status == "servfail" and .mx.findings == ["dns-malformed"])
	or .mx.status == "timeout"'
zone 'loop.test LOOP'
row 'a name compressed into a circle is survived' '' \
	a@loop.test 69 "$unreadable" within 9
zone 'short.test SHORT'
row 'a record that lies about its length is survived' '' \
	a@short.test 69 "$unreadable" within 9

zone 'alias.test CNAME example.test'
row 'a domain that is an alias is followed' '
	RCPT * 250 ok' \
	a@alias.test 0 '.mx.hosts[0].name == "mx.example.test"' said '<a@alias.test>'
zone 'circle.test CNAME circle2.test
circle2.test CNAME circle.test'
row 'aliases in a circle are a finding, and say nothing of the domain' '' \
	a@circle.test 69 '.mx.findings == ["alias-loop"]'
zone 'mxalias.test MX 10 www.mxalias.test
www.mxalias.test CNAME mx.example.test'
row 'an MX that is an alias is a finding, and works' '
	RCPT * 250 ok' \
	a@mxalias.test 0 '.mx.findings == ["mx-is-alias"]'
zone 'mxip.test MX 10 127.0.0.1'
row 'an MX that is an IP address is a finding, and is not used' '' \
	a@mxip.test 69 '.mx.status == "unusable" and .mx.findings == ["mx-is-address"]' \
	unsaid .
zone 'mxnone.test MX 10 nothing.mxnone.test'
row 'an MX without an address is a finding' '' \
	a@mxnone.test 69 '.mx.status == "unusable"
	and .mx.findings == ["mx-without-address"]'
zone 'mxfail.test MX 10 bad.mxfail.test
bad.mxfail.test SERVFAIL'
row 'an MX whose address cannot be looked up is a finding' '' \
	a@mxfail.test 69 '.mx.status == "servfail"
	and .mx.findings == ["mx-unresolved"]'
zone 'mxhalf.test MX 10 bad.mxfail.test
mxhalf.test MX 20 mx.example.test'
row 'an MX that cannot be looked up does not keep the next from being asked' '
	RCPT * 250 ok' \
	a@mxhalf.test 0 '.mx.findings == ["mx-unresolved"]'
zone 'mxhome.test MX 10 localhost'
it 'an MX named localhost is a finding, and is not used' not_connected \
	a@mxhome.test unusable mx-is-localhost

# A stranger's zone must not aim us at the inside.
not_connected() { # ADDRESS STATUS FINDING
	serve 'RCPT * 250 ok'
	probe_public --json --dns-server "$name_server" "$1"
	status 69
	json ".mx.status == \"$2\" and .hosts == []
		and any(.findings[]; .finding == \"$3\")"
	unsaid .
}
for ip in 127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 0.0.0.0 \
	224.0.0.1 240.0.0.1 255.255.255.255 100.64.0.1; do
	zone "to-$ip.test MX 10 mx.to-$ip.test
		mx.to-$ip.test A $ip"
	it "$ip out of the DNS is not connected to" not_connected \
		"a@to-$ip.test" unusable address-not-public
done
for ip in ::1 fe80::1 fc00::1 ff02::1 :: ::ffff:127.0.0.1 64:ff9b::7f00:1; do
	name=to-${ip//[:.]/x}x.test
	zone "$name AAAA $ip"
	it "$ip out of the DNS is not connected to" not_connected \
		"a@$name" unusable address-not-public
done
it 'a private address literal is not connected to either' not_connected \
	'a@[127.0.0.1]' unusable address-not-public
row 'with --allow-private an address literal is asked' '
	RCPT * 250 ok' \
	'a@[127.0.0.1]' 0 '.hosts[0].address == "127.0.0.1"' said '<a@\[127.0.0.1\]>'
it 'a server that the user names may have any address' any_address
any_address() {
	serve 'RCPT alice@* 250 ok'
	probe_public --json --server 127.0.0.1 alice@example.test
	status 0
	json '.hosts[0].name == "127.0.0.1" and .verdict == "deliverable"'
	probe_public --json --dns-server "$name_server" \
		--server mx.example.test alice@example.test
	status 0
	json '.hosts[0].name == "mx.example.test" and .verdict == "deliverable"'
}
it 'the port may stand with the server' port_with_server
port_with_server() {
	serve 'RCPT alice@* 250 ok'
	smtpprobe check --json --helo probe.example.test \
		--server "127.0.0.1:$port" alice@example.test
	status 0
	json '.hosts[0].port != 25'
}
row 'a server that the user names and that does not exist says nothing of the domain' '' \
	'--server no-such.test a@example.test' 69 '.verdict == "unreachable"
	and (.diagnosis.summary | contains("no-such.test"))'

zone 'both.test A 127.0.0.1
both.test AAAA ::1'
it '-4 and -6 mean only' families
families() {
	grep -qs '^0\{31\}1 ' /proc/net/if_inet6 || skip 'this machine has no ::1'
	serve 'RCPT * 250 ok
		+ at [::1]
		RCPT * 250 ok'
	probe --json -6 a@both.test
	status 0
	json '[.hosts[].address] == ["::1"] and .mx.hosts[0].addresses == ["::1"]'
	probe --json -4 a@both.test
	status 0
	json '[.hosts[].address] == ["127.0.0.1"]'
	probe --json a@both.test
	json '.mx.hosts[0].addresses | sort == ["127.0.0.1", "::1"]'
}
it 'a server with addresses of the other family alone takes no mail of ours' \
	other_family
other_family() {
	serve ''
	probe --json -6 a@example.test
	status 69
	json '.hosts == [] and .mx.status == "unusable"'
}

it 'a name server that is gone does not keep the next from being asked' \
	first_is_gone
first_is_gone() {
	serve 'RCPT * 250 ok'
	probe_public --allow-private --json --dns-server 127.0.0.250:1 \
		--dns-server "$name_server" a@example.test
	status 0
	within 5
}
it 'a name server that is silent is remembered' silent_is_remembered
silent_is_remembered() {
	serve_names 'example.test SILENT
		mx.example.test SILENT'
	local silent=$listening
	serve 'RCPT * 250 ok'
	probe_public --allow-private --json --dns-server "$silent" \
		--dns-server "$name_server" a@example.test b@example.test \
		c@example.test d@example.test
	status 0
	within 5
	[ "$(grep -c udp names.log)" -le 3 ] || fail "asked again: $(cat names.log)"
}
it 'an answer that is cut is asked for again by TCP' cut_answer
cut_answer() {
	serve_names 'cut.test TRUNCATE
		cut.test MX 10 mx.cut.test
		mx.cut.test A 127.0.0.1'
	local cutting=$listening
	serve 'RCPT * 250 ok'
	probe_public --allow-private --json --dns-server "$cutting" a@cut.test
	status 0
	json '.mx.status == "ok"'
	grep -q '^tcp cut.test' names.log || fail 'not asked by TCP'
}
it 'a name server may be given with its address alone, or with a port' \
	name_server_forms
name_server_forms() {
	local form
	for form in 127.0.0.1 ::1 '[::1]:5353' 127.0.0.1:5353; do
		smtpprobe check --quiet --dns-server "$form" nonsense
		status 65
	done
	for form in '' localhost 127.0.0.1:0 127.0.0.1:65536 '[::1' 1.2.3; do
		smtpprobe check --dns-server "$form" nonsense
		status 64
		err '--dns-server'
	done
}
