# breaker remove: gone from the list, kept in the audit, unknown names.

load ../helper

@test "breaker remove takes a breaker away" {
	etrms breaker add one --when 'equity < 1' --do notify >/dev/null
	exits 0 breaker remove one
	[ -z "$output" ]
	exits 0 breaker list
	[ -z "$output" ]
	exits 2 breaker show one
	exits 2 breaker remove one
	says one
	exits 0 audit --format ndjson
	[ "$(jq -r 'select(.entity == "breaker").action' <<<"$output" | paste -sd,)" = add,remove ]
	# its name is free again
	exits 0 breaker add one --when 'equity < 2' --do notify
}
