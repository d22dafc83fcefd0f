#!/usr/bin/env bash
# Proves that each rule of run.sh can fail: in a copy of the tree, one
# violation a rule is planted, and each must be reported.
# Usage: tests/lint/selftest.sh BUILD; the caller has built all of it.
set -u
build=$(realpath "$1")
cd "$(dirname "$0")/../.." || exit 1
git ls-files --error-unmatch Makefile >/dev/null 2>&1 || {
	echo 'lint: wants a git checkout: its rules hold for the files that git knows'
	exit 1
}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

git ls-files -z | xargs -0 cp --parents -t "$copy"
mkdir "$copy/build"
cp -r "$build/probe" "$build/libsmtpprobe.a" "$copy/build/"
cd "$copy" || exit 1

# The heading of a rule, and what must stand below it, one a line.
cat >expected <<'END'
an include against the arrows	planted_arrow.c includes report/page.h
an include against the arrows	planted_arrow.c includes <unistd.h>
a header that does not compile alone	planted_header.h
a pure layer that reaches outside	planted_symbol.o needs getenv
an exported symbol that is not smtpprobe_*	planted_export
a file too long	planted_file.c has 601 lines
a file too long	planted_header.h has 203 lines
a function too long	planted_long() has 61 lines
a function with too many paths	planted_paths() has
a banned word	strcpy(
a banned word	"BDAT
a banned word	FIXME
not as clang-format has it	planted_format.c
a dead link	planted.md: nothing is at docs/planted.md
a dead link	planted.md: no heading is docs/TABLES.md#planted
a path that leads nowhere	planted.md: nothing is at base/planted
shellcheck	planted.sh
END

printf '#include "report/page.h"\n#include <unistd.h>\n' \
	>probe/base/planted_arrow.c
{
	echo 'struct missing planted(void);'
	echo 'size_t planted_size;'
	yes '' | head -n 201
} >probe/base/planted_header.h
echo 'char *getenv(const char *); char *planted(void);
char *planted(void) { return getenv("x"); }' >planted.c
cc -c -o build/probe/base/planted_symbol.o planted.c
echo 'int planted_export;' >planted.c
cc -shared -fPIC -o build/libsmtpprobe.so planted.c
yes '' | head -n 601 >probe/base/planted_file.c
{
	printf 'planted_long()\n{\n'
	yes '	;' | head -n 61
	printf '}\nplanted_paths()\n{\n'
	yes '	if (x) y();' | head -n 30
	printf '}\n'
} >probe/base/planted_function.c
printf '/* FIX%s */\nf(){strcpy(a, "BD%s");}\n' ME AT \
	>probe/base/planted_format.c
# shellcheck disable=SC2016  # not what the shell does
echo '[a](docs/planted.md) [b](docs/TABLES.md#planted)
[c](docs/TABLES.md#patterns) [d](https://example.org/)
`base/planted` `base/buf` `report/*_json.c` `a/b`' >planted.md
# shellcheck disable=SC2016  # the violation
printf '#!/bin/sh\nrm $1\n' >planted.sh

git init -q . && git add -A && tests/lint/run.sh build >said 2>&1
status=$?

# Without its tool a rule is passed over, in lint as here.
is_there() {
	case $1 in
	shellcheck) command -v shellcheck >/dev/null ;;
	not\ as*) clang-format --version 2>/dev/null | grep -q 'version 14' ;;
	esac
}

# What was said below a heading.
below() {
	awk -v heading="lint: $1" '
	/^lint: / { here = index($0, heading) == 1; next }
	here' said
}

failed=0
while IFS=$'\t' read -r heading subject; do
	is_there "$heading" || continue
	below "$heading" | grep -qF -- "$subject" && continue
	echo "lint: a planted violation is not reported: $heading: $subject"
	failed=1
done <expected
if [ "$status" = 0 ]; then
	echo 'lint: violations are planted, and yet the status is 0'
	failed=1
fi
exit "$failed"
