# template use: places as order buy does, with overrides, a symbol of its own,
# --key, --dry-run, pairs; refusals; every kind of bad option.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100
	given_candles ETH/USDT 10 10 10
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms template save dip buy BTC/USDT --qty 1 --stop-loss 5% \
		--tag "by 'hand'" >/dev/null
}

@test "template use places the order" {
	exits 0 template use dip
	[ "$(json '[.symbol, .side, .type, .state, .filled, .tag] | join(" ")')" = \
		"BTC/USDT buy market filled 1 by 'hand'" ]
	exits 0 order list --open
	[ "$(json .trigger_price)" = 95 ]
}

@test "template use with options that count instead" {
	exits 0 template use dip --qty 2 --price 90
	[ "$(json '[.type, .amount, .price] | join(" ")')" = "limit 2 90" ]
	exits 0 template use dip --quote 50 --tag other
	[ "$(json '[.type, .quote, .tag] | join(" ")')" = "market 50 other" ]
	exits 0 template use dip ETH/USDT
	[ "$(json .symbol)" = ETH/USDT ]
}

@test "template use of one without a symbol needs one" {
	etrms template save any buy --quote 20 >/dev/null
	exits 2 template use any
	says 'template any: it has no symbol: name one'
	exits 0 template use any ETH/USDT
	[ "$(json .symbol)" = ETH/USDT ]
}

@test "template use places pairs" {
	etrms template save range buy BTC/USDT --qty 1 --price 90 --oco-trigger 110 >/dev/null
	exits 0 template use range
	[ "$(json '[.type, .state] | join(" ")' | paste -sd,)" = "limit open,stop open" ]
	[ "$(json .oco | sort -u | wc -l)" -eq 1 ]
}

@test "template use --key and --dry-run" {
	exits 0 template use dip --key k
	exits 0 template use dip --key k
	[ "$(json .id)" = 1 ]
	exits 0 fills
	[ "$(rows)" -eq 1 ]
	exits 0 template use dip --dry-run
	[ "$(json 'select(.record == "order") | .state')" = intent ]
	exits 0 fills
	[ "$(rows)" -eq 1 ]
}

@test "template use is refused and rejected as an order is" {
	exits 5 template use dip --qty 0.000001
	[ "$(json .reason)" = bad_amount ]
	etrms policy set max-order-notional 50 >/dev/null
	exits 4 template use dip
	says 'refused by max-order-notional'
}

@test "template use in every format" {
	exits 0 template use dip --format csv --fields symbol,filled
	[ "$output" = $'symbol,filled\nBTC/USDT,1' ]
	exits 0 template use dip --format json
	[ "$(jq -r '.[0].state' <<<"$output")" = filled ]
	exits 0 template use dip --format table
	[[ $output == *filled* ]]
}

@test "template use refuses bad options" {
	exits 2 template use
	exits 2 template use dop
	says 'template dop: there is none; did you mean dip?'
	exits 2 template use dip btc
	exits 2 template use dip --type limit
	says '--price: a limit order needs one'
	exits 2 template use dip --qty 1 --quote 5
	exits 2 template use dip --account nobody
	exits 2 template use dip --key ''
	exits 0 order list
	[ "$(rows)" -eq 0 ]
}
