#!/bin/sh
# Makes Sendmail's configuration from the test's, and starts it; all that is
# said in its sessions goes to /mnt/sendmail/traffic.log.
set -eu
here=$(dirname "$0")
mkdir -p /mnt/sendmail /etc/mail /var/spool/mqueue /var/lib/sendmail/host_status
chmod 700 /var/spool/mqueue
echo 'alice:x:64990:64990::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
for name in full disabled; do
	echo "$name:x:64991:64991::/nonexistent:/usr/sbin/nologin" >>/etc/passwd
done
m4 -D_CF_DIR_=/usr/share/sendmail/cf/ /usr/share/sendmail/cf/m4/cf.m4 \
	"$here"/sendmail.mc >/etc/mail/sendmail.cf
: >/etc/mail/aliases
: >/etc/mail/local-host-names
/usr/libexec/sendmail/makemap hash /etc/mail/access <"$here"/access
exec /usr/libexec/sendmail/sendmail -bD -X /mnt/sendmail/traffic.log
