#!/bin/sh
# Starts Exim where it finds the test's configuration at its usual place.
set -eu
mkdir -p /etc/exim4 /run/exim4 /mnt/exim/spool
cp "$(dirname "$0")"/exim4.conf /etc/exim4/exim4.conf
chown root:root /etc/exim4/exim4.conf
chmod 644 /etc/exim4/exim4.conf
touch /mnt/exim/mainlog
chown -R Debian-exim:Debian-exim /mnt/exim /run/exim4
chgrp Debian-exim /mnt/certificates/good/key.pem
chmod 640 /mnt/certificates/good/key.pem
exec /usr/sbin/exim4 -bdf
