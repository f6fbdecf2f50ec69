#!/usr/bin/env bats
# etrms demo:
# - the story runs, in words on a terminal's format and as records elsewhere
# - orders are accepted and refused, the breaker trips, the check says no
# - the same digits every time
# - the user's store and configuration are not touched; --keep leaves a store
# - --keep onto something that exists is refused and changes nothing

load ../helper

@test "the story runs and every line ends as it says" {
	exits 0 demo
	[ "$(rows)" -ge 15 ]
	[ "$(json 'select(.ok == false)')" = "" ]
	[ "$(json 'select(.exit == 4) | .line' | wc -l)" -eq 2 ]
	[ "$(json 'select(.line == "risk check") | .exit')" = 1 ]
}

@test "people read it as a story" {
	exits 0 demo --format table
	[[ $output == *'$ etrms venue advance --to '* ]]
	[[ $output == *'max-order-notional: the order is worth 9000 USDT'* || \
		$stderr == *'max-order-notional: the order is worth 9000 USDT'* ]]
	[[ $output == *'reduce 50%'* ]]
	[[ $output == *'(exit code 4)'* ]]
}

@test "formats agree" {
	exits 0 demo --format csv
	csv=$(echo "$output" | tail -n +2 | cut -d, -f1)
	exits 0 demo --format json
	[ "$(json '.[].step')" = "$csv" ]
}

@test "the digits are the same every time" {
	exits 0 demo --keep one
	exits 0 demo --keep two
	for name in one two; do
		ETRMS_STORE=$name/etrms.db etrms fills --format csv >"$name.csv"
		ETRMS_STORE=$name/etrms.db etrms balances --format csv >>"$name.csv"
	done
	[ -s one.csv ]
	diff one.csv two.csv
}

@test "the user's store and configuration are not touched" {
	exits 0 demo --quiet
	[ -z "$output" ]
	[ ! -e "$XDG_DATA_HOME/etrms" ]
	[ ! -e "$XDG_CONFIG_HOME/etrms" ]
	[ -z "$(find "$TMPDIR" -maxdepth 1 -name 'etrms-demo.*')" ]
}

@test "--keep leaves a sound store" {
	exits 0 demo --keep kept
	ETRMS_STORE=kept/etrms.db exits 0 store check
	ETRMS_STORE=kept/etrms.db exits 1 risk check
}

@test "--keep onto something that exists is refused" {
	mkdir there
	exits 3 demo --keep there
	says "there: File exists"
	[ -z "$(ls -A there)" ]
}

@test "an operand or unknown option is refused" {
	exits 2 demo fast
	exits 2 demo --fast
}
