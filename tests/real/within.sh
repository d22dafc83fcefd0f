#!/usr/bin/env bash
# within.sh ROOTS SCRATCH COMMAND...: runs COMMAND where the unpacked packages
# of ROOTS (folders, with spaces between them) lie over /usr, /etc and /var, and nothing that it writes there or to
# /run stays. Needs a mount namespace of its own (unshare --mount), and SCRATCH
# on a file system that may be written to by an overlay (tmpfs).
set -eu
roots=$1
scratch=$2
shift 2

# Paths without the characters that an overlay's options take for its own.
lower=''
for root in $roots; do
	name=$scratch/$(basename "${root%/root}")
	mkdir -p "$name"
	mount --bind "$root" "$name"
	mount -o remount,bind,ro "$name"
	lower="$lower $name"
done
for part in usr etc var; do
	mkdir -p "$scratch/$part" "$scratch/$part.work"
	layers=''
	for name in $lower; do
		[ ! -d "$name/$part" ] || layers="$layers$name/$part:"
	done
	mount -t overlay overlay -o "lowerdir=$layers/$part,upperdir=$scratch/$part,workdir=$scratch/$part.work" "/$part"
done
mount -t tmpfs tmpfs /run

# The accounts that the packages' own scripts would have made.
number=64900
for user in postfix postdrop opensmtpd opensmtpq Debian-exim smmta smmsp; do
	number=$((number + 1))
	grep -q "^$user:" /etc/group || echo "$user:x:$number:" >>/etc/group
	grep -q "^$user:" /etc/passwd ||
		echo "$user:x:$number:$number::/nonexistent:/usr/sbin/nologin" \
			>>/etc/passwd
done
mkdir -p /var/empty

# The servers see the tests' name server and nothing else. A file of its own
# in place of one that something may have mounted there.
rm -f /etc/resolv.conf /etc/hosts /etc/nsswitch.conf
echo 'nameserver 127.0.0.2' >/etc/resolv.conf
echo '127.0.0.99 localhost' >/etc/hosts
echo 'hosts: files dns' >/etc/nsswitch.conf
printf 'passwd: files\ngroup: files\nshadow: files\n' >>/etc/nsswitch.conf

exec "$@"
