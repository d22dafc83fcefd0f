#!/usr/bin/env bash
# STARTTLS, TLS from the start, certificates.
# shellcheck disable=SC2154  # scratch, port, name_server: lib.sh

row 'TLS is started where it is offered, and EHLO said anew' '
	offer STARTTLS
	RCPT alice@* 250 ok' \
	alice@example.test 0 '.verdict == "deliverable"
	and (.hosts[0].tls | .established and .trusted and .name_matches
		and .version == "TLSv1.3" and .reason == ""
		and .chain[0].names == ["mx.example.test"])
	and ([.hosts[0].stages[] | select(.stage == "EHLO")] | length) == 2' \
	said '^tls for mx.example.test$'
row 'at none TLS is not started' '
	offer STARTTLS' \
	'--tls-level none a@example.test' 67 '.hosts[0].tls == null' unsaid STARTTLS
row 'another name can be asked for in TLS' '
	offer STARTTLS' \
	'--tls-sni other.example.test a@example.test' 67 .hosts[0].tls.established \
	said '^tls for other.example.test$'
row 'no name is asked for where the server is an address' '
	offer STARTTLS' \
	'--server 127.0.0.1 a@example.test' 67 .hosts[0].tls.established \
	said '^tls for nobody$'

# Where no TLS is to be had.
no_tls() { # SENTENCE ROWS FINDING
	row "$1: at may the dialogue goes on in clear" "$2
		RCPT alice@* 250 ok" alice@example.test 0 ".verdict == \"deliverable\"
		and any(.findings[]; .finding == \"$3\")" said '^C: QUIT$'
	row "$1: at encrypt the recipient is not named" "$2" \
		'--tls-level encrypt a@example.test' 77 '.verdict == "refused"
		and .diagnosis.about == "tls"' unsaid MAIL
}
no_tls 'STARTTLS is not offered' '' no-starttls
no_tls 'STARTTLS is offered and refused' 'offer STARTTLS
	STARTTLS * 454 4.7.0 TLS not available' starttls-refused
no_tls 'the handshake meets plaintext' 'offer STARTTLS
	STARTTLS * @garbage 220 go ahead' starttls-failed
no_tls 'the handshake is cut' '+ cert none
	offer STARTTLS' starttls-failed
row 'a handshake that fails is tried again in clear on a new connection' '
	+ cert none
	offer STARTTLS
	RCPT alice@* 250 ok' \
	alice@example.test 0 '(.hosts | length) == 2
	and (.hosts[0].tls.established | not) and .hosts[1].tls == null'
row 'a handshake that gets no answer is given up' '
	BANNER * @delay=60000 220 late' \
	'--timeout 1s --tls-on-connect a@example.test' 77 \
	'.verdict == "refused" and (.hosts[0].tls.established | not)' within 5
row 'plaintext behind the STARTTLS reply is a finding, and is never read' '
	offer STARTTLS
	STARTTLS * @inject=250-evil\r\n250\x20SMTPUTF8\r\n 220 go ahead
	RCPT alice@* 250 ok' \
	'--tls-level encrypt alice@example.test' 0 '.verdict == "deliverable"
	and any(.findings[]; .finding == "starttls-injection")
	and (tostring | contains("evil") | not)'

# Certificates by level: status 0 means that the recipient was asked.
certificate_rows() { # CERTIFICATE MAY ENCRYPT VERIFY SECURE REASON
	local level certificate=$1 reason=$6
	shift
	for level in may encrypt verify secure; do
		row "a $certificate certificate at $level" "
			+ cert $certificate
			offer STARTTLS
			RCPT alice@* 250 ok" "--tls-level $level alice@example.test" \
			"$1" ".hosts[0].tls.reason | test(\"$reason\")" \
			"$([ "$1" = 0 ] && echo said || echo unsaid)" RCPT \
			said '^C: QUIT$'
		shift
	done
}
certificate_rows good 0 0 0 0 '^$'
certificate_rows self-signed 0 0 77 77 'self-signed'
certificate_rows wrong-name 0 0 77 77 'for mx.other.test, not for'
certificate_rows expired 0 0 77 77 'expired on [0-9]{4}-[0-9]{2}-[0-9]{2}$'
# At verify the MX host's name counts, at secure the domain's.
certificate_rows domain 0 0 77 0 'is for example.test, not for mx.example.test|^$'
row 'an unfit certificate at may is a finding' '
	+ cert self-signed
	offer STARTTLS' \
	a@example.test 67 'any(.findings[]; .finding == "certificate-untrusted")'
row 'a refusal for the certificate says what is wrong with it' '
	+ cert self-signed
	offer STARTTLS' \
	'--tls-level verify a@example.test' 77 '.diagnosis.cause == "tls-failed"
	and (.diagnosis.summary | contains("self-signed"))'
row 'the next server is asked when the certificate is unfit' '
	+ cert self-signed
	offer STARTTLS
	+ at 127.0.0.2
	+ cert two
	offer STARTTLS
	RCPT alice@* 250 ok' \
	'--tls-level verify alice@two.test' 0 '(.hosts | length) == 2'

row 'TLS can stand from the start' '
	+ wrapped
	RCPT alice@* 250 ok' \
	'--tls-on-connect --tls-level verify alice@example.test' 0 \
	'.verdict == "deliverable" and .hosts[0].tls.trusted' unsaid STARTTLS
row 'a server in plaintext where TLS is to stand from the start is told apart' '' \
	'--tls-on-connect a@example.test' 77 '.verdict == "refused"
	and (.diagnosis.summary | contains("plaintext"))' unsaid EHLO
row 'a server in TLS where plaintext is to come gives no answer' '
	+ wrapped' \
	'--timeout 1s a@example.test' 69 '.verdict == "unreachable"' within 5

it 'the roots are the file or the directory that was named' own_roots
own_roots() {
	serve 'offer STARTTLS'
	mkdir roots
	cp "$scratch"/good/ca.pem roots/
	openssl rehash roots 2>/dev/null || c_rehash roots >/dev/null
	probe --json --tls-ca-path roots a@example.test
	json '.hosts[0].tls.trusted'
	probe --json --tls-ca-path "$scratch"/wrong-name/cert.pem a@example.test
	json '.hosts[0].tls.trusted | not'
}
it 'roots that cannot be read are named with the option' no_roots
no_roots() {
	serve ''
	probe --tls-ca-path /no/such/file a@example.test
	[ "$ended_with" != 0 ] || fail 'taken all the same'
	err '--tls-ca-path.*/no/such/file'
	unsaid .
}
