# etrms venue list: the venues, in every format; it opens nothing.
load ../helper

@test "venue list names the simulated venue as paper" {
	exits 0 venue list --format ndjson
	[ "$(json -c 'select(.name == "sim") | .mode')" = paper ]
	[ "$(json -r 'select(.name == "sim") | .description')" != null ]
}

@test "venue list in every format says the same" {
	exits 0 venue list --format json --fields name,mode
	[ "$(json -c '.[0]')" = '{"name":"sim","mode":"paper"}' ]
	exits 0 venue list --format csv --fields name,mode
	[ "${lines[0]}" = name,mode ]
	[ "${lines[1]}" = sim,paper ]
	exits 0 venue list --format table
	[[ "$output" == *sim*paper* ]]
}

@test "venue list opens no store and takes no operand" {
	exits 0 venue list
	[ ! -e "$XDG_DATA_HOME/etrms" ]
	exits 2 venue list sim
	exits 2 venue list --fields colour
	says colour
}
