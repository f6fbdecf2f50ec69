# breaker events: none yet, unknown names and accounts, bad times.

load ../helper

@test "breaker events has nothing before something happens" {
	exits 0 breaker events
	[ -z "$output" ]
	etrms breaker add one --when 'equity < 1' --do notify >/dev/null
	exits 0 breaker events one
	[ -z "$output" ]
	exits 0 breaker events --format json
	[ "$(json length)" -eq 0 ]
}

@test "breaker events refuses what is not there" {
	exits 2 breaker events one
	says one
	etrms breaker add one --when 'equity < 1' --do notify >/dev/null
	exits 2 breaker events two
	says two
	exits 2 breaker events --account nobody
	says nobody
	exits 2 breaker events --since yesterday
}
