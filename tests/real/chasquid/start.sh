#!/bin/sh
# Starts chasquid with one domain and one address in it.
set -eu
dir=/mnt/chasquid
mkdir -p "$dir/certs/mx.chasquid.test" "$dir/domains/chasquid.test" "$dir/data"
cp /mnt/certificates/good/cert.pem "$dir/certs/mx.chasquid.test/fullchain.pem"
cp /mnt/certificates/good/key.pem "$dir/certs/mx.chasquid.test/privkey.pem"
echo 'alice: nowhere@elsewhere.test' >"$dir/domains/chasquid.test/aliases"
cat >"$dir/chasquid.conf" <<TEXT
hostname: "mx.chasquid.test"
smtp_address: "127.0.0.60:2525"
submission_address: "127.0.0.60:2587"
mail_delivery_agent_bin: "/bin/true"
data_dir: "$dir/data"
mail_log_path: "$dir/mail.log"
TEXT
exec chasquid -config_dir "$dir"
