#!/usr/bin/env bash
# run.sh BUILD SECONDS TARGET...: each target over its seeds, and, unless
# SECONDS is 0, for so long over what it makes of them. The last line counts.
set -u
build=$1 seconds=$2
shift 2
here=$(dirname "$0")
passed=0 failed=0

# One target; its last words are the log's end.
fuzz() {
	local target=$1 log="$build/$1.log" corpus="$build/corpus/$1"
	local seeds=("$here/seeds/$target")
	local options=("-artifact_prefix=$build/$target-" -timeout=20)

	# A transcript that is a test is a script for these two as well.
	case $target in
	dialog | session) [ ! -d "$here/../talks" ] || seeds+=("$here/../talks") ;;
	# What the intake's tests read.
	log | mail) seeds=("$here/../texts") ;;
	esac
	if [ "$seconds" = 0 ]; then
		"$build/fuzz_$target" "${options[@]}" -runs=0 "${seeds[@]}" >"$log" 2>&1
		return
	fi
	[ ! -f "$here/$target.dict" ] || options+=("-dict=$here/$target.dict")
	mkdir -p "$corpus"
	"$build/fuzz_$target" "${options[@]}" -max_total_time="$seconds" \
		"$corpus" "${seeds[@]}" >"$log" 2>&1
}

for target; do
	if fuzz "$target"; then
		passed=$((passed + 1))
		printf 'fuzz_%s: %s\n' "$target" "$(tail -n 1 "$build/$target.log")"
	else
		failed=$((failed + 1))
		printf 'fuzz_%s: FAILED; the input is %s\n' "$target" \
			"$(sed -n 's/.*Test unit written to //p' "$build/$target.log")"
		grep -E 'ERROR|error:|SUMMARY|/(probe|tests)/' \
			"$build/$target.log" | head -n 30
	fi
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
