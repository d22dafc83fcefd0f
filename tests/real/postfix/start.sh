#!/bin/sh
# Starts Postfix with the configuration that the test has copied.
set -eu
dir=/mnt/postfix
chown root "$dir/spool"
chown postfix "$dir/data"
touch "$dir/maillog"
touch /etc/postfix/dynamicmaps.cf
postfix -c "$dir/etc" set-permissions >"$dir/permissions.log" 2>&1 || true
exec postfix -c "$dir/etc" start-fg
