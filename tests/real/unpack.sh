#!/usr/bin/env bash
# unpack.sh PACKAGE DIR: unpacks a package, with what it needs and the machine
# lacks, into DIR/PACKAGE, without installing anything: Debian's mail servers
# exclude one another. A folder that is there already is left as it is.
set -eu
package=$1
mkdir -p "$2"
dir=$(cd "$2" && pwd)/$package
[ ! -e "$dir/complete" ] || exit 0

say() { printf 'real: %s: %s\n' "$package" "$*" >&2; }

# New packages only ("Inst NAME (VERSION ..."): what would be an upgrade
# ("Inst NAME [OLD] (VERSION ...") is there already and does.
wanted() {
	apt-get install -s --no-install-recommends "$package" 2>/dev/null |
		awk '$1 == "Inst" && $3 !~ /^\[/ {print $2}'
}

packages=$(wanted)
if [ -z "$packages" ] && ! apt-cache show "$package" >/dev/null 2>&1; then
	apt-get update >/dev/null 2>&1 || true
	packages=$(wanted)
fi
rm -rf "$dir"
mkdir -p "$dir/debs" "$dir/root/usr"
if [ -z "$packages" ]; then
	# Nothing is missing, or nothing is known.
	if ! dpkg -s "$package" >/dev/null 2>&1; then
		say 'not to be had from the package sources of this machine'
		exit 1
	fi
fi
for name in $packages; do
	if ! (cd "$dir/debs" && apt-get download "$name" >"$dir/log" 2>&1); then
		# Lists of yesterday name files that are gone.
		if ! { apt-get update && cd "$dir/debs" &&
			apt-get download "$name"; } >"$dir/log" 2>&1; then
			say "cannot download $name: $(tail -n 1 "$dir/log")"
			exit 1
		fi
	fi
done
for deb in "$dir"/debs/*.deb; do
	[ -e "$deb" ] || continue
	dpkg -x "$deb" "$dir/root"
done
# Where /lib, /bin and /sbin are links into /usr, their files belong there.
for part in bin sbin lib lib64; do
	if [ ! -d "$dir/root/$part" ] || [ -L "$dir/root/$part" ]; then continue; fi
	mkdir -p "$dir/root/usr/$part"
	cp -a "$dir/root/$part/." "$dir/root/usr/$part/"
	rm -rf "${dir:?}/root/$part"
done
mkdir -p "$dir/root/etc" "$dir/root/var"
rm -rf "$dir/debs"
touch "$dir/complete"
