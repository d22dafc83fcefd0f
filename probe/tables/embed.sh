#!/bin/sh
# embed.sh FILE.tbl... : C source on stdout that holds each file's octets.
set -eu
echo '#include "diagnosis/builtin.h"'
for file in "$@"; do
	name=$(basename "$file" .tbl)
	echo
	echo "const char table_${name}_text[] = {"
	# As signed octets, so that no value needs a conversion.
	od -An -v -td1 -w20 "$file" | sed 's/ *\(-*[0-9][0-9]*\)/\1,/g'
	echo '0 };'
	echo "const size_t table_${name}_size = sizeof table_${name}_text - 1;"
done
