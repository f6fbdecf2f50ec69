# etrms market book: bids from the highest down, asks from the lowest up, as
# many as asked for; every format; bad input.
load ../helper
load ../serve
load ../vault
load ../live

@test "market book lists bids, then asks, the best ones first" {
	given_exchange
	exits 0 market book BTC/USDT --depth 3
	[ "$(json -s 'map(.side) | join(" ")')" = "bid bid bid ask ask ask" ]
	[ "$(json -s 'map(select(.side == "bid").price) | . == (sort | reverse)')" = true ]
	[ "$(json -s 'map(select(.side == "ask").price) | . == sort')" = true ]
	[ "$(json -s '(map(select(.side == "bid").price) | max) < (map(select(.side == "ask").price) | min)')" = true ]
	[ "$(json -s 'all(.amount > 0)')" = true ]
	exits 0 market book BTC/USDT:USDT --depth 1 --format csv
	[ "${lines[0]}" = venue,symbol,side,price,amount,time ]
	[ "${#lines[@]}" -eq 3 ]
	exits 0 market book ETH/USDT
	[ "$(rows)" -eq 20 ]
	exits 0 market book ETH/USDT --depth 1 --format json
	[ "$(json length)" = 2 ]
	exits 0 market book ETH/USDT --depth 1 --format table
	[[ "${lines[0]}" = venue*symbol*side*price*amount*time ]]
}

@test "market book refuses bad input" {
	given_exchange
	exits 2 market book
	exits 2 market book BTC/USDT ETH/USDT
	exits 2 market book BTC-USDT
	says "symbol 'BTC-USDT': not of the form"
	exits 2 market book DOGE/USDT
	says "DOGE/USDT"
	exits 2 market book BTC/USDT --depth 0
	exits 2 market book BTC/USDT --depth 1001
	exits 2 market book BTC/USDT --venue sim
	says "no market data of its own"
	serve_end
	exits 7 market book BTC/USDT
	[ -z "$output" ]
}
