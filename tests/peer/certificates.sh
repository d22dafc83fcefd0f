#!/bin/sh
# certificates.sh DIR NAME...: ca.pem, and cert.pem with key.pem for the names,
# good for a month, for tests.
set -eu
dir=$1
shift
names=''
for name in "$@"; do names="$names${names:+,}DNS:$name"; done
{
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$dir/ca-key.pem" -out "$dir/ca.pem" -days 30 \
		-subj '/CN=smtpprobe test authority'
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-keyout "$dir/key.pem" -out "$dir/request.pem" -subj "/CN=$1"
	printf 'subjectAltName=%s\n' "$names" >"$dir/extensions"
	openssl x509 -req -in "$dir/request.pem" -CA "$dir/ca.pem" \
		-CAkey "$dir/ca-key.pem" -set_serial 2 -days 30 \
		-extfile "$dir/extensions" -out "$dir/cert.pem"
} 2>"$dir/openssl.log"
