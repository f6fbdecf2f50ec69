# breaker enable and disable: the flag, the audit, repeats, unknown names.

load ../helper

@test "breaker disable and enable turn a breaker off and on" {
	etrms breaker add one --when 'equity < 1' --do notify >/dev/null
	exits 0 breaker disable one
	[ "$(json .enabled)" = false ]
	exits 0 breaker disable one
	exits 0 breaker enable one
	[ "$(json .enabled)" = true ]
	exits 0 audit --format ndjson
	[ "$(jq -r 'select(.entity == "breaker").action' <<<"$output" | paste -sd,)" = \
		add,disable,enable ]
}

@test "breaker enable and disable refuse unknown names" {
	etrms breaker add one --when 'equity < 1' --do notify >/dev/null
	exits 2 breaker enable two
	says two
	exits 2 breaker disable two
	says two
	exits 2 breaker disable
}
