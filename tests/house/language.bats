#!/usr/bin/env bats
# The reference of the expression language, where it is there (ETRMS_LANGUAGE):
# each of its examples is among those that the tests run, letter by letter.
# Lines of `expr PLACE` are in tests/data/expr-valid.txt, refusals of `error
# PLACE` in expr-errors.txt, whole files are the shipped strategies.
# shellcheck disable=SC2154,SC2016

load ../helper

setup() {
	setup_home
	[ -e "$ETRMS_LANGUAGE" ] || skip "no reference at ETRMS_LANGUAGE"
	mkdir blocks
	# each fenced block in a file of its own, blocks/NUMBER-KIND[-PLACE]
	awk '/^```/ && out { close(out); out = ""; next }
		/^```/ { sub(/^```/, ""); gsub(/ /, "-")
			out = sprintf("blocks/%02d-%s", ++n, $0); next }
		out { print >out }' "$ETRMS_LANGUAGE"
}

@test "the one-liners of the reference are among the valid ones" {
	local file line many=0
	for file in blocks/*-expr-*; do
		while IFS= read -r line; do
			many=$((many + 1))
			cut -f 1,2 "$ROOT/tests/data/expr-valid.txt" |
				grep -qxF "${file##*-}	$line" ||
				complain "not tested: ${file##*-} $line"
		done <"$file"
	done
	no_complaints
	[ "$many" -gt 0 ]
}

@test "the refusals of the reference are among those tested, to the column" {
	local file many=0
	for file in blocks/*-error-*; do
		# a block begins with its place here, and there are two more
		awk -v place="${file##*-}" -v RS= '{ print place "\n" $0 "\n" }' \
			"$file" >>wanted
	done
	awk -v RS= 'FILENAME == "wanted" { want[$0] = 1; next }
		{ delete want[$0] }
		END { for (block in want) print block }' \
		wanted "$ROOT/tests/data/expr-errors.txt" >missing
	many=$(grep -c '^[a-z]*$' wanted)
	[ ! -s missing ] || {
		cat missing
		return 1
	}
	[ "$many" -gt 0 ]
}

@test "the strategy files of the reference are those that are shipped" {
	local file name many=0
	for file in blocks/*-etrms; do
		many=$((many + 1))
		name=$(awk '$1 == "strategy" { print $2 }' "$file")
		diff "$file" "$ROOT/share/strategies/$name.strategy" ||
			complain "$name is another one here"
	done
	no_complaints
	[ "$many" -gt 0 ]
}

@test "a file is what the reference says it is" {
	local name id
	name=$(sed -n 's/.*The file `\([a-z_]*\)` above: `[0-9a-f]*`.*/\1/p' \
		"$ETRMS_LANGUAGE")
	id=$(sed -n 's/.*The file `[a-z_]*` above: `\([0-9a-f]*\)`.*/\1/p' \
		"$ETRMS_LANGUAGE")
	[ -n "$name" ] && [ "${#id}" -eq 64 ]
	[ "$(etrms strategy show "$name" --canonical |
		(printf 'etrms strategy 1\n' && cat) | sha256sum)" = "$id  -" ]
}
