# order show: an order with its legs, its fills, the rules it broke; every
# format; an id that is none.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

@test "order show tells an order, its legs and its fills" {
	etrms order buy BTC/USDT --qty 1 --stop-loss 5% >/dev/null
	exits 0 order show 1
	[ "$(json .record | paste -sd' ')" = "order order fill" ]
	[ "$(json 'select(.record == "fill") | [.order_id, .price, .amount] | join(" ")')" = "1 100 1" ]
	exits 0 order show 1 --format json
	[ "$(json 'map(.id)[1]')" = 2 ]
	exits 0 order show 1 --format csv
	[[ $output == *taker_or_maker* ]]
	exits 0 order show 1 --format table
	[[ $output == *fills* ]]
}

@test "order show tells what a refused order broke" {
	etrms policy set max-order-notional 50 >/dev/null
	run etrms order buy BTC/USDT --qty 1
	exits 0 order show 1
	[ "$(json .record | paste -sd' ')" = "order violation" ]
	[ "$(json 'select(.record == "violation") | [.rule, .value, .limit] | join(" ")')" = "max-order-notional 100 50" ]
}

@test "order show refuses what is no order" {
	exits 2 order show 1
	says 'order 1: there is none'
	exits 2 order show
	etrms order buy BTC/USDT --qty 1 >/dev/null
	etrms account add second --prices test --balance USDT=100 >/dev/null
	exits 2 order show 1 --account second
	says 'order 1: it belongs to account demo'
}
