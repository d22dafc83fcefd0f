#!/bin/sh
# Starts postgrey, which lets a stranger in after three seconds.
set -eu
mkdir -p /mnt/postgrey/db
chown nobody:nogroup /mnt/postgrey/db
exec /usr/sbin/postgrey --inet=127.0.0.6:10023 --delay=3 --user=nobody \
	--group=nogroup --dbdir=/mnt/postgrey/db --lookup-by-host
