# etrms market symbols: what is listed, filters, the kept list and --fresh; every
# format; what is not listed, and bad input.
load ../helper
load ../serve
load ../vault
load ../live

@test "market symbols lists steps and limits" {
	given_exchange
	exits 0 market symbols
	[ "$(rows)" -eq 3 ]
	exits 0 market symbols BTC/USDT:USDT
	[ "$(json '[.venue_symbol, .kind, .base, .quote, .settle, .status] | join(" ")')" = "BTCUSDT swap BTC USDT USDT trading" ]
	[ "$(json '.lot > 0')" = true ]
	exits 0 market symbols --kind spot --base BTC --format csv --no-header --fields symbol,kind
	[ "$output" = BTC/USDT,spot ]
	exits 0 market symbols --quote EUR
	[ -z "$output" ]
	exits 0 market symbols --where 'kind == "swap"' --format json
	[ "$(json length)" = 1 ]
	exits 0 market symbols BTC/USDT --format table
	[[ "${lines[0]}" = venue*symbol* ]]
}

@test "the list is kept for a day, and asked for anew when that is wanted" {
	given_exchange
	exits 0 market symbols BTC/USDT
	serve_end
	exits 0 market symbols BTC/USDT
	[ "$(json .symbol)" = BTC/USDT ]
	exits 7 market symbols BTC/USDT --fresh
	[ -z "$output" ]
}

@test "market symbols refuses bad input" {
	given_exchange
	exits 2 market symbols DOGE/USDT
	says "DOGE/USDT: binance does not list it"
	exits 2 market symbols BTC/USDT nonsense
	says "symbol 'nonsense': not of the form"
	exits 2 market symbols --kind future
	exits 2 market symbols --base btc
	says "--base: \"btc\" is no asset"
	exits 2 market symbols --quote 'us dt'
	says "--quote"
	exits 2 market symbols --where 'x =='
	exits 2 market symbols --venue sim
}
