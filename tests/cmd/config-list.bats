# etrms config list: every setting and alias, in every format.
load ../helper

@test "config list shows every setting once, with origin and help" {
	exits 0 config list
	[ "$(json -s 'map(.key) | length == (unique | length)')" = true ]
	[ "$(json -s 'map(select(.help == null or .default == null)) | length')" = 0 ]
	[ "$(json 'select(.key == "risk.max-age").value')" = 5m ]
}

@test "config list --changed shows what was set, and aliases" {
	exits 0 config list --changed
	[ -z "$output" ]
	exits 0 config set output.color never
	exits 0 config set alias.v 'version -q'
	exits 0 config list --changed --format csv --fields key,value,origin
	[ "$output" = $'key,value,origin\noutput.color,never,file\nalias.v,version -q,file' ]
}

@test "config list --format json of nothing is an empty array" {
	exits 0 config list --changed --format json
	[ "$output" = '[]' ]
	exits 0 config list --changed --format csv
	[ "$output" = key,value,origin,default,help ]
}

@test "config list refuses operands and unknown fields" {
	exits 2 config list all
	says "one operand too many: 'all'"
	exits 2 config list --fields key,orign
	says "did you mean 'origin'?"
	exits 2 config lst
	says "config: unknown command 'lst' (did you mean 'config list'?)"
	exits 2 config
	says "config: which one: "
}
