# breaker reset: one that has not tripped, unknown names; a tripped one is in
# breaker-trip.bats.

load ../helper

@test "breaker reset says so when there is nothing to reset" {
	etrms breaker add one --when 'equity < 1' --do notify >/dev/null
	exits 0 breaker reset one
	[[ $stderr == *"breaker one has not tripped"* ]]
	exits 0 breaker events one
	[ -z "$output" ]
	exits 2 breaker reset two
	says two
}
