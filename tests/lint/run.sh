#!/usr/bin/env bash
# The rules of the house, each a function that prints what breaks it.
# Usage: tests/lint/run.sh BUILD; the caller has built all of it.
# shellcheck disable=SC2317  # rule() calls them by name
set -u
build=$1
broken=0
pure='base dns smtp tls policy diagnosis intake inquiry report'
layers="$pure net api cli"

rule() { # NAME FUNCTION: the function prints what breaks the rule
	local complaints
	complaints=$("$2")
	[ -z "$complaints" ] && return
	printf 'lint: %s\n%s\n' "$1" "$complaints" | sed '2,$s/^/  /'
	broken=1
}

# What a layer may include: itself and those before it, with exceptions.
allowed() {
	case $1 in
	base) echo base ;;
	dns | smtp) echo "base $1" ;;
	tls) echo 'base dns tls' ;;
	policy) echo 'base dns smtp tls policy' ;;
	diagnosis) echo 'base dns smtp tls policy diagnosis' ;;
	intake) echo 'base smtp diagnosis intake' ;;
	inquiry) echo 'base dns smtp tls policy diagnosis inquiry' ;;
	report) echo 'base dns smtp tls policy diagnosis intake inquiry report' ;;
	net) echo 'base dns smtp tls policy diagnosis inquiry net' ;;
	api) echo "$pure net api" ;;
	cli) echo 'base report cli' ;;
	esac
}

# Headers from outside, beyond C11's, by layer.
outside() {
	case $1 in
	smtp) echo 'idn2.h' ;;
	tls) echo 'openssl/.*' ;;
	net) echo 'uv.h ares.h arpa/inet.h netinet/.* sys/.* net/if.h netdb.h ifaddrs.h unistd.h' ;;
	api) echo 'smtpprobe.h' ;;
	cli) echo 'smtpprobe.h unistd.h sys/ioctl.h sys/stat.h signal.h zlib.h' ;;
	*) echo '-' ;;
	esac
}

c11='assert.h ctype.h errno.h inttypes.h limits.h math.h signal.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h stdint.h stdio.h stdlib.h stdnoreturn.h string.h time.h'

one_way_includes() {
	local layer file header ok
	for layer in $layers; do
		for file in probe/"$layer"/*.[ch]; do
			sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file" |
				while read -r header; do
					ok=" $(allowed "$layer") "
					[ "$header" = smtpprobe.h ] && [[ $layer = api || $layer = cli ]] && continue
					[[ $ok = *" ${header%%/*} "* ]] ||
						echo "$file includes $header"
				done
			sed -n 's/^#include <\([^>]*\)>.*/\1/p' "$file" |
				while read -r header; do
					[[ " $c11 " = *" $header "* ]] && continue
					for ok in $(outside "$layer"); do
						[[ $header =~ ^$ok$ ]] && continue 2
					done
					echo "$file includes <$header>"
				done
		done
	done
}

# Each header is complete in itself.
headers_alone() {
	local header flags
	for header in probe/*/*.h include/*.h; do
		flags=''
		case $header in probe/net/* | probe/api/* | probe/cli/*) flags=-D_GNU_SOURCE ;; esac
		# shellcheck disable=SC2086
		cc -std=c11 $flags -fsyntax-only -Iprobe -Iinclude -x c "$header" 2>&1 |
			grep -m 1 error
	done
}

# A pure object needs nothing but C11's library, ours, OpenSSL and libidn2.
pure_symbols() {
	local known layer
	known='calloc|realloc|free|mem[a-z]+|str[a-z]+|v?snprintf|__[a-z_]*_chk|__stack_chk_fail|__assert_fail|abs|qsort|bsearch|_GLOBAL_OFFSET_TABLE_|__(asan|ubsan)_.*|gmtime|isfinite|atexit|OPENSSL_[a-z_]*|__isoc99_sscanf|strtol|abort'
	for layer in $pure; do
		nm -A --undefined-only "$build"/probe/"$layer"/*.o 2>/dev/null
	done | sed 's/^[^:]*\/probe\//probe\//; s/:/ /' | while read -r object _ symbol; do
		[[ $symbol =~ ^($known)$ ]] && continue
		grep -qx "$symbol" "$build"/lint-own && continue
		case $object in probe/smtp/*) [[ $symbol = idn2_* ]] && continue ;; esac
		case $object in probe/tls/*) [[ $symbol =~ ^[A-Z] || $symbol =~ ^(i2d|d2i|i2a|i2s|i2v|a2i)_ ]] && continue ;; esac
		echo "$object needs $symbol"
	done
}

exported_symbols() {
	nm -D --defined-only "$build"/libsmtpprobe.so | awk '{print $3}' |
		grep -v '^smtpprobe_'
}

file_sizes() {
	wc -l probe/*/*.c tests/*/*.c | awk '$2 != "total" && $1 > 600 {print $2 " has " $1 " lines (600 at most)"}'
	wc -l probe/*/*.h include/*.h tests/*/*.h | awk '$2 != "total" && $1 > 200 {print $2 " has " $1 " lines (200 at most)"}'
}

# The house style puts { and } of a function at column 0.
function_sizes() {
	awk '
	FNR == 1 { start = 0 }
	/^[a-z_][a-z0-9_]*\(/ { name = $0; sub(/\(.*/, "", name) }
	/^START_TEST\(/ { name = substr($0, 12); sub(/\).*/, "", name) }
	/^\{/ { start = FNR }
	/^\}/ && start {
		if (FNR - start - 1 > 60)
			print FILENAME ": " name "() has " FNR - start - 1 " lines (60 at most)"
		start = 0
	}' probe/*/*.c tests/*/*.c
}

# Branches counted per function: if, for, while, case, &&, ||, ?: plus one.
complexity() {
	awk '
	FNR == 1 { start = 0 }
	/^[a-z_][a-z0-9_]*\(/ { name = $0; sub(/\(.*/, "", name) }
	/^\{/ { start = FNR; count = 1 }
	start {
		line = $0
		gsub(/"([^"\\]|\\.)*"/, "", line); gsub(/\x27([^\x27\\]|\\.)*\x27/, "", line)
		sub(/\/\*.*/, "", line); if (line ~ /^[ \t]*\*/) line = ""
		count += gsub(/(^|[^a-z_])(if|for|while|case) ?[( ]/, "&", line) + gsub(/&&|\|\||\?/, "&", line)
	}
	/^\}/ && start {
		if (count > limit + 0)
			print FILENAME ": " name "() has " count " paths (" limit " at most)"
		start = 0
	}' limit=15 probe/*/*.c
}

banned() {
	grep -nE '\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca|atoi|atol|sscanf|malloc|calloc|realloc|free|strdup|exit|abort|system|popen)\(' probe/*/*.[ch] |
		grep -v '^probe/base/memory\.[ch]:' | grep -vE '[a-z_](free|exit)\('
	# What could reach the wire.
	grep -nE '"(DATA|BDAT)' probe/*/*.[ch]
	git grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' -- probe include tests Makefile docs ':!tests/lint'
}

formatting() {
	command -v clang-format >/dev/null || return
	# clang-format 14 is the one whose taste the tree has.
	clang-format --version | grep -q 'version 14' || return
	clang-format --dry-run probe/*/*.[ch] include/*.h tests/*/*.[ch] 2>&1 |
		grep warning: | sed 's/: warning.*//' | head -n 20
}

# A link of the documents that leads to another file leads to one that is
# kept, and a heading that it names is there.
dead_links() {
	local file link target
	git ls-files '*.md' | while read -r file; do
		grep -oE '\]\([^) ]+\)' "$file" | sed 's/^](//; s/)$//' |
			while read -r link; do
				case $link in *://* | mailto:*) continue ;; esac
				target=$file
				[ -z "${link%%#*}" ] ||
					target=$(dirname "$file")/${link%%#*}
				[ -n "$(git ls-files "$target")" ] || {
					echo "$file: nothing is at $link"
					continue
				}
				[[ $link != *'#'* ]] ||
					headings "$target" | grep -qx "${link#*#}" ||
					echo "$file: no heading is $link"
			done
	done
}

# So does a path that they name: of the tree, or of a layer below probe/.
dead_paths() {
	local path
	git grep -noE "\`(probe|tests|include|docs|${layers// /|})/[^\` ]+\`" -- '*.md' |
		tr -d '\`' | while IFS= read -r path; do
		set -- "${path##*:}"
		[ -n "$(git ls-files -- "$1" "probe/$1" "$1.c" "probe/$1.c" "probe/$1.h")" ] ||
			echo "${path%%:*}: nothing is at $1"
	done
}

# The names that headings have in links.
headings() {
	sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' |
		sed "s/[^a-z0-9 _-]//g; s/ /-/g"
}

shell_scripts() {
	command -v shellcheck >/dev/null || return
	git ls-files | while read -r file; do
		head -n 1 "$file" 2>/dev/null | grep -qE '^#!.*\b(ba)?sh\b' && echo "$file"
	done | xargs shellcheck 2>&1
}

nm --defined-only "$build"/libsmtpprobe.a 2>/dev/null | awk 'NF == 3 {print $3}' | sort -u >"$build"/lint-own
rule 'an include against the arrows' one_way_includes
rule 'a header that does not compile alone' headers_alone
rule 'a pure layer that reaches outside' pure_symbols
rule 'an exported symbol that is not smtpprobe_*' exported_symbols
rule 'a file too long' file_sizes
rule 'a function too long' function_sizes
rule 'a function with too many paths' complexity
rule 'a banned word' banned
rule 'not as clang-format has it (make format)' formatting
rule 'a dead link' dead_links
rule 'a path that leads nowhere' dead_paths
rule 'shellcheck' shell_scripts
[ "$broken" = 0 ] && echo 'lint: clean'
exit "$broken"
