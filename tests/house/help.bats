#!/usr/bin/env bats
# Help is documentation is test; every loop grows with the command tables:
# - every command has summary, about, examples, a test file and a man page
# - every option is in its page; pages are lint clean
# - every example runs with the exit code that its row says
# - json, ndjson and csv of every reading command agree field for field
# - every key that is printed is described in `help records`
load ../helper
load ../serve
load ../vault
load ../live

# name fields of `etrms help --list`, one command a line
commands() {
	etrms help --list --format csv --no-header --fields name
}

@test "every command has a summary in style, an about and an example" {
	etrms help --list --format ndjson |
		jq -r 'select((.summary | test("^[a-z]") | not) or
			(.summary | test("\\.$")) or (.summary | length) > 60 or
			(.about // "" | length) < 40 or .group == null) | .name' >bad
	etrms help --examples --format ndjson | jq -r .command >exemplified
	commands | while read -r name; do
		grep -qxF "$name" exemplified || echo "$name: no example"
	done >>bad
	no_complaints
}

@test "every group is one of the overview's, and it lists every command" {
	etrms help --all >all
	! grep -q '^other$' all || complain "a command is in no known group"
	commands | while read -r name; do
		grep -q "^  $name  \|^  $name\$" all || complain "$name"
	done
	no_complaints
}

@test "no command is untested" {
	commands | while read -r name; do
		[ -e "$ROOT/tests/cmd/${name// /-}.bats" ] || complain "$name"
	done
	no_complaints
}

@test "every option has help in style" {
	etrms help --options --format ndjson |
		jq -r 'select((.help | test("^[A-Z][a-z]")) or (.help | test("\\.$"))) |
			"\(.command) --\(.name): \(.help)"' >bad
	no_complaints
}

@test "man pages are lint clean and have every option" {
	command -v makewhatis >/dev/null || skip "no mandoc"
	sh "$ROOT/man/pages" "$ETRMS_BIN" "$PWD/man"
	makewhatis man
	MANPATH=$PWD/man mandoc -T lint -W style man/man*/* >bad 2>&1 || true
	etrms help --options --format csv --no-header --fields command,name |
		while IFS=, read -r name option; do
			page=man/man1/etrms${name:+-${name// /-}}.1
			[ -e "$page" ] || { complain "no page: $page"; continue; }
			grep -q "^\.It.* \\\\-$option\( \|\$\)" "$page" ||
				complain "$page: --$option"
		done
	no_complaints
}

@test "help and man page of a command say the same options" {
	commands | while read -r name; do
		# shellcheck disable=SC2086
		etrms help $name | sed -n 's/^  \(-., \)\{0,1\}--\([a-z-]*\).*/\2/p' | sort >a
		# shellcheck disable=SC2086
		etrms help --mdoc $name |
			sed -n 's/^\.It .*Fl \\-\([a-z-]*\).*/\1/p' | sort >b
		cmp -s a b || complain "$name: $(diff a b)"
		# shellcheck disable=SC2086
		[ "$(etrms help $name)" = "$(etrms $name --help)" ] ||
			complain "$name: --help differs"
	done
	no_complaints
}

@test "every example runs with the exit code of its row" {
	now=$ETRMS_NOW
	given_exchange	# what examples ask of Binance, they ask here
	export ETRMS_NOW=$now
	etrms help --examples --format ndjson |
		jq -r '"\(.exit) \(.line)"' >examples
	[ "$(wc -l <examples)" -eq "$(etrms help --examples --format ndjson | wc -l)" ]
	while read -r want line; do
		demo_copy
		code=0
		(cd box && timeout 60 bash -o pipefail -c "$line") \
			>out 2>err </dev/null || code=$?
		[ "$code" -eq "$want" ] ||
			complain "$line: exit $code, not $want: $(cat err)"
	done <examples
	no_complaints
}

@test "json, ndjson and csv agree field for field, and every key is described" {
	etrms help records --format csv --no-header --fields record,field >described
	reading_lines >todo
	[ -s todo ]
	while read -r line; do
		# any port that is free would be another one each time
		[[ $line != *"venue serve"* ]] ||
			line+=" --port $((20000 + $$ % 20000))"
		for format in json ndjson csv; do
			demo_copy
			(cd box && timeout 60 bash -c "$line --format $format") \
				>"out.$format" 2>err </dev/null || true
		done
		[ ! -s out.ndjson ] || [ "$(head -c 1 out.ndjson)" = "{" ] || continue
		perl "$ROOT/tests/house/formats.pl" described out.json out.ndjson out.csv \
			>differ 2>&1 || complain "$line: $(head -5 differ)"
	done <todo
	no_complaints
}

@test "every reading command has an example that the formats are compared on" {
	reading_lines >todo
	while read -r name; do
		grep -q "^etrms $name\( \|\$\)" todo || complain "$name"
	done <reading
	no_complaints
}

@test "every field is described" {
	etrms help records --format ndjson |
		jq -r 'select(.help == null) | "\(.record).\(.field)"' >bad
	no_complaints
}

@test "every exit code of RELIABILITY is in help exit-codes" {
	etrms help exit-codes --format csv --no-header --fields code >codes
	[ "$(tr '\n' ' ' <codes)" = "0 1 2 3 4 5 6 7 8 9 10 12 13 14 70 " ]
}

@test "every setting is read somewhere" {
	etrms config list --format csv --no-header --fields key | while read -r key; do
		grep -rqF "\"$key\"" "$ROOT/cmd" "$ROOT/lib/venue" ||
			complain "$key"
	done
	no_complaints
}
