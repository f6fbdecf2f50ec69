# breaker list: formats, an empty and a missing store, --tripped, --account.

load ../helper

@test "breaker list agrees in every format" {
	exits 0 breaker list
	[ -z "$output" ]
	etrms breaker add b --when 'equity < 1' --do notify >/dev/null
	etrms breaker add a --when 'equity < 2' --do halt --cooldown 1h >/dev/null
	exits 0 breaker list --format json
	[ "$(json 'map(.name) | join(",")')" = a,b ]
	exits 0 breaker list --format csv --fields name,do,cooldown
	[ "${lines[1]}" = a,halt,1h ]
	[ "${lines[2]}" = b,notify, ]
	exits 0 breaker list --format table
	[[ $output == *"equity < 2"* ]]
	exits 0 breaker list --tripped
	[ -z "$output" ]
}

@test "breaker list refuses unknown accounts" {
	exits 2 breaker list --account nobody
	says nobody
	exits 2 breaker list operand
}
