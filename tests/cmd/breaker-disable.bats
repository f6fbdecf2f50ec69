# breaker disable: definition and events stay; see breaker-enable.bats.

load ../helper

@test "breaker disable keeps the definition" {
	etrms breaker add one --when 'equity < 1' --do notify --note keep >/dev/null
	exits 0 breaker disable one --format csv --fields name,when,do,enabled,note
	[ "${lines[1]}" = 'one,equity < 1,notify,false,keep' ]
	exits 2 breaker disable nothing
	says nothing
}
