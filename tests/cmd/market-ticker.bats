# etrms market ticker: one symbol, several, all of them; perpetuals; every
# format; --where; what the exchange does not list, what does not answer, and
# every kind of bad input.
load ../helper
load ../serve
load ../vault
load ../live

@test "market ticker says what a symbol trades at" {
	given_exchange
	exits 0 market ticker BTC/USDT
	[ "$(json '.venue + " " + .symbol')" = "binance BTC/USDT" ]
	[ "$(json '.bid < .last and .last < .ask and .low <= .last and .last <= .high')" = true ]
	[ "$(json .mark_price)" = null ]
	[ "$(json .last)" = "$(curl -sS "$ADDRESS/api/v3/ticker/price?symbol=BTCUSDT" | jq -r '.price | tonumber')" ]
	exits 0 market ticker BTC/USDT:USDT --format csv --fields symbol,mark_price,index_price
	[ "${lines[0]}" = symbol,mark_price,index_price ]
	[[ "${lines[1]}" =~ ^BTC/USDT:USDT,[0-9.]+,[0-9.]+$ ]]
}

@test "market ticker keeps the order of names, and all without one" {
	given_exchange
	exits 0 market ticker ETH/USDT BTC/USDT --format csv --no-header --fields symbol
	[ "$output" = "ETH/USDT
BTC/USDT" ]
	exits 0 market ticker --format csv --no-header --fields symbol
	[ "$(sort <<<"$output" | paste -sd ' ')" = "BTC/USDT BTC/USDT:USDT ETH/USDT" ]
	exits 0 market ticker --where 'last > 10000' --format csv --no-header --fields symbol
	[ "$(sort <<<"$output" | paste -sd ' ')" = "BTC/USDT BTC/USDT:USDT" ]
	exits 0 market ticker BTC/USDT --format json
	[ "$(json length)" = 1 ]
	exits 0 market ticker BTC/USDT --format table --fields symbol,last
	[[ "${lines[0]}" = symbol*last ]]
}

@test "market ticker needs no account, key or vault" {
	given_exchange
	rm -f key.json
	exits 0 market ticker BTC/USDT
	exits 0 account list
	[ -z "$output" ]
}

@test "market ticker refuses bad input" {
	given_exchange
	exits 2 market ticker btcusdt
	says "symbol 'btcusdt': not of the form"
	exits 2 market ticker DOGE/USDT
	says "DOGE/USDT"
	exits 2 market ticker BTC/USDT --venue sim
	says "venue sim: it has no market data of its own (there is binance)"
	exits 2 market ticker BTC/USDT --venue kraken
	says "venue kraken"
	exits 2 market ticker BTC/USDT --where 'nonsense >'
	exits 2 market ticker BTC/USDT --fields nonsense
	ETRMS_BINANCE_URL=http://example.com exits 2 market ticker BTC/USDT || true
	[ "$status" -ne 0 ]
}

@test "an exchange that does not answer, or answers nonsense, is no price" {
	given_exchange
	serve_end
	exits 7 market ticker BTC/USDT
	[ -z "$output" ]
	echo '* * * garbage' >faults
	given_exchange --faults faults
	exits 12 market ticker BTC/USDT || [ "$status" -eq 7 ]
	[ -z "$output" ]
}
