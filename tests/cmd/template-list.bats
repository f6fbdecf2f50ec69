# template list: by name, none, every format, bad options.

load ../helper

@test "template list is by name" {
	etrms template save small buy --quote 20 >/dev/null
	etrms template save dip buy BTC/USDT --qty 1 >/dev/null
	exits 0 template list
	[ "$(json .name | paste -sd' ')" = "dip small" ]
	[ "$(json .options | head -n 1)" = "--qty 1" ]
}

@test "template list in every format" {
	etrms template save dip buy BTC/USDT --qty 1 >/dev/null
	exits 0 template list --format csv --fields name,symbol
	[ "$output" = $'name,symbol\ndip,BTC/USDT' ]
	exits 0 template list --format json
	[ "$(jq -r '.[0].side' <<<"$output")" = buy ]
	exits 0 template list --format table
	[[ ${lines[1]} == dip*BTC/USDT*'--qty 1'* ]]
}

@test "template list of none, and without a store" {
	exits 3 template list
	etrms store rebuild --quiet
	exits 0 template list
	[ "$(rows)" -eq 0 ]
	exits 2 template list dip
	exits 2 template list --fields nonsense
}
