# breaker show: the definition, parts in every format, unknown names.

load ../helper

@test "breaker show prints the definition" {
	etrms breaker add one --when 'equity < 1' --do notify >/dev/null
	exits 0 breaker show one
	[ "$(rows)" -eq 1 ]
	[ "$(json '.record + " " + .name')" = "breaker one" ]
	exits 0 breaker show one --format table
	[[ $output == *"equity < 1"* ]]
}

@test "breaker show refuses unknown names and stores" {
	exits 3 breaker show one
	etrms breaker add one --when 'equity < 1' --do notify >/dev/null
	exits 2 breaker show two
	says two
	exits 2 breaker show
}
