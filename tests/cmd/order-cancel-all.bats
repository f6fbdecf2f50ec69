# order cancel-all: every working order, of one symbol, none.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100
	given_candles ETH/USDT 10 10 10
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms order buy BTC/USDT --qty 1 --price 90 >/dev/null
	etrms order buy ETH/USDT --qty 1 --price 9 >/dev/null
	etrms order buy BTC/USDT --qty 1 --stop-loss 5% >/dev/null
}

@test "order cancel-all takes every working order back" {
	exits 0 order cancel-all
	[ "$(json '.id + " " + .state' | paste -sd,)" = \
		"1 canceled,2 canceled,4 canceled" ]
	exits 0 order list --open
	[ "$(rows)" -eq 0 ]
	exits 0 order cancel-all
	[ "$(rows)" -eq 0 ]
}

@test "order cancel-all --symbol leaves the others" {
	exits 0 order cancel-all --symbol ETH/USDT
	[ "$(json .id)" = 2 ]
	exits 0 order list --open --format csv --fields id
	[ "$(paste -sd' ' <<<"$output")" = "id 1 4" ]
}

@test "order cancel-all refuses a bad symbol and account" {
	exits 2 order cancel-all --symbol btc
	exits 2 order cancel-all --account nobody
	exits 2 order cancel-all now
}
