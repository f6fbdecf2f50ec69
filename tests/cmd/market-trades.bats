# etrms market trades: oldest first, as many as asked for; every format; bad
# input.
load ../helper
load ../serve
load ../vault
load ../live

@test "market trades lists the latest, oldest first" {
	given_exchange
	exits 0 market trades BTC/USDT -n 5
	[ "$(rows)" -eq 5 ]
	[ "$(json -s 'map(.time) | . == sort')" = true ]
	[ "$(json -s 'all(.price > 0 and .amount > 0 and (.side == "buy" or .side == "sell"))')" = true ]
	exits 0 market trades BTC/USDT:USDT -n 1 --format csv
	[ "${lines[0]}" = id,venue,symbol,side,price,amount,cost,time ]
	[ "${#lines[@]}" -eq 2 ]
	exits 0 market trades BTC/USDT -n 2 --format json
	[ "$(json length)" = 2 ]
	exits 0 market trades BTC/USDT -n 1 --format table
	[[ "${lines[0]}" = id*venue*symbol*side*price* ]]
}

@test "market trades refuses bad input" {
	given_exchange
	exits 2 market trades
	exits 2 market trades BTC_USDT
	says "symbol 'BTC_USDT': not of the form"
	exits 2 market trades DOGE/USDT
	exits 2 market trades BTC/USDT --limit 0
	exits 2 market trades BTC/USDT --limit 1001
	exits 2 market trades BTC/USDT --venue nowhere
	serve_end
	exits 7 market trades BTC/USDT
	[ -z "$output" ]
}
