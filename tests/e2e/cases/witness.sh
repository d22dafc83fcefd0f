#!/usr/bin/env bash
# Is it me? When nothing answers, unrelated hosts are tried. Here the servers'
# port stands for 25, and the name server's for the web's.
# shellcheck disable=SC2154  # name_server, port: lib.sh

zone 'far.test MX 10 mx.far.test
mx.far.test A 127.0.0.11
w1.test MX 10 mx.w1.test
mx.w1.test A 127.0.0.12
w1.test A 127.0.0.1
w2.test MX 10 mx.w2.test
mx.w2.test A 127.0.0.13
w2.test A 127.0.0.14'

ask_witnesses() { # WEB-PORT ARGUMENT...
	local web=$1
	shift
	probe --timeout 1s --witness "w1.test:$web" --witness "w2.test:$web" \
		"$@" a@far.test
	status 69
}

it 'a network that drops what goes to port 25 is told first, and what to do' \
	network_drops
network_drops() {
	serve '+ at 127.0.0.11
		+ deaf
		+ at 127.0.0.12
		+ deaf
		+ at 127.0.0.13
		+ deaf'
	ask_witnesses "${name_server##*:}"
	head -n 1 out >first
	grep -qE "^a@far.test: unreachable: this network lets nothing out to port $port \(2 unrelated mail servers are silent too\)$" first ||
		fail "first: $(cat first)"
	out '^  - Let connections to port 25 out'
	out 'ask the provider'
	out '^  mx.w1.test \[127.0.0.12\]:'
	within 4
	ask_witnesses "${name_server##*:}" --json
	json '.diagnosis.cause == "network-error" and .diagnosis.about == "path"
		and .diagnosis.act == "network" and .verdict == "unreachable"
		and [.hosts[].network] == ["timeout"]
		and [.diagnosis.evidence[] | .fact, .bearing] ==
			["port-25-blocked", "confirms"]
		and [.witnesses[] | .domain + " " + .network] ==
			["w1.test timeout", "w2.test timeout", "w1.test ok"]'
}
it 'a network that rejects what goes to port 25 is told from a server that does' \
	network_rejects
network_rejects() {
	serve ''
	ask_witnesses "${name_server##*:}" --json
	json '(.diagnosis.summary | test("^this network lets nothing out.*2 unrelated mail servers refuse too"))
		and .diagnosis.evidence[0].fact == "port-25-blocked"'
	within 1
}
it 'a server that is down is told from a network that blocks, and nothing is said to the witness' \
	server_down
server_down() {
	serve '+ at 127.0.0.11
		+ deaf
		+ at 127.0.0.13'
	ask_witnesses "${name_server##*:}" --json
	json '(.diagnosis.summary | test("^the server is down or keeps us out: mx.far.test"))
		and .diagnosis.about == "server"
		and .diagnosis.act == "recipient-admin"
		and .diagnosis.evidence[0].fact == "port-25-open"
		and [.witnesses[].network] == ["refused", "ok"]'
	unsaid '^C: '
}
it 'a machine without a way out is told so' no_way_out
no_way_out() {
	serve ''
	smtpprobe check --json --allow-private --dns-server "$name_server" \
		--port 1 --witness w1.test:2 --witness w2.test:2 a@far.test
	status 69
	json '(.diagnosis.summary | test("^this machine has no way to the internet"))
		and .diagnosis.evidence[0].fact == "no-network"
		and .diagnosis.act == "sender-admin"'
}
it 'without being told to, no stranger is asked about another port or the inside' \
	no_stranger
no_stranger() {
	serve ''
	probe --json a@far.test
	status 69
	json '.diagnosis.evidence == [] and (has("witnesses") | not)'
	ask_witnesses "${name_server##*:}" --json --no-witness
	json '(has("witnesses") | not)'
	ask_witnesses "${name_server##*:}" --json --server 127.0.0.11
	json '(has("witnesses") | not)'
}
row 'when a server answers, no witness is asked' '
	RCPT alice@* 250 ok' \
	'--witness w1.test alice@example.test' 0 '(has("witnesses") | not)'
