#!/bin/sh
# Starts OpenSMTPD in the foreground, its dialogue in its log.
set -eu
mkdir -p /mnt/opensmtpd /var/spool/smtpd
cp /mnt/certificates/good/key.pem /mnt/opensmtpd/key.pem
chmod 600 /mnt/opensmtpd/key.pem
chmod 711 /var/spool/smtpd
exec /usr/sbin/smtpd -dv -T smtp -f "$(dirname "$0")"/smtpd.conf
