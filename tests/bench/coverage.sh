#!/usr/bin/env bash
# Lines that the tests covered, by layer and in all, from the notes and counts
# that a build with --coverage left; then every file below LEAST per cent.
# Usage: tests/bench/coverage.sh BUILD
set -u
build=$1
least=${LEAST:-90}

# FILE PER_CENT LINES, for each source of ours
for notes in "$build"/probe/*/*.gcno; do
	gcov -n "$notes" 2>/dev/null |
		awk -F"[':% ]+" -v source="${notes#"$build"/}" '
		BEGIN { sub(/\.gcno$/, ".c", source) }
		/^File/ { file = $2 }
		/^Lines executed/ && file == source { print file, $3, $5; file = "" }'
done | awk -v least="$least" '
{
	split($1, path, "/")
	layer = path[2]
	if (!(layer in lines))
		order[++count] = layer
	covered = $2 * $3 / 100
	hit[layer] += covered; lines[layer] += $3
	all += covered; total += $3
	if ($2 < least)
		low = low sprintf("  %s %s%% of %d\n", $1, $2, $3)
}
END {
	for (i = 1; i <= count; i++)
		printf "%-10s %5.1f%% of %d lines\n", order[i],
			100 * hit[order[i]] / lines[order[i]], lines[order[i]]
	if (total)
		printf "%-10s %5.1f%% of %d lines\n", "all", 100 * all / total, total
	if (low)
		printf "below %s%%:\n%s", least, low
}'
