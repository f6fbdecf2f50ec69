# template remove: gone, told, audited; one that is not there.

load ../helper

setup() {
	setup_home
	etrms template save dip buy BTC/USDT --qty 1 >/dev/null
}

@test "template remove prints what it was" {
	exits 0 template remove dip
	[ "$(json '.name + " " + .options')" = "dip --qty 1" ]
	exits 0 template list
	[ "$(rows)" -eq 0 ]
	exits 0 audit
	[ "$(json .action | paste -sd' ')" = "save remove" ]
}

@test "template remove in every format" {
	exits 0 template remove dip --format csv --fields name
	[ "$output" = $'name\ndip' ]
	etrms template save dip buy BTC/USDT --qty 1 >/dev/null
	exits 0 template remove dip --format json
	[ "$(jq -r '.[0].name' <<<"$output")" = dip ]
	etrms template save dip buy BTC/USDT --qty 1 >/dev/null
	exits 0 template remove dip --format table
	[[ $output == *dip* ]]
}

@test "template remove of what is not there is 2" {
	exits 2 template remove dop
	says 'template dop: there is none; did you mean dip?'
	exits 2 template remove
	exits 2 template remove dip dip
	exits 0 template list
	[ "$(rows)" -eq 1 ]
}
