# order cancel: one and several, twice, too late, of an entry with legs, of an
# unknown id, in another account.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms order buy BTC/USDT --qty 1 --price 90 >/dev/null
}

@test "order cancel takes an order back" {
	exits 0 order cancel 1
	[ "$(json '.state + " " + .reason')" = "canceled user" ]
	exits 0 balances --format csv --fields asset,free,used
	[ "${lines[1]}" = USDT,10000,0 ]
}

@test "order cancel may be repeated" {
	exits 0 order cancel 1
	exits 0 order cancel 1
	[ "$(json .state)" = canceled ]
}

@test "order cancel of what is filled is 5" {
	etrms order buy BTC/USDT --qty 1 >/dev/null
	exits 5 order cancel 2
	says 'order 2: it cannot be cancelled, it is filled'
	[ "$(json .state)" = filled ]
}

@test "order cancel of several: what can be cancelled is, 13 tells the rest" {
	etrms order buy BTC/USDT --qty 1 >/dev/null
	etrms order buy BTC/USDT --qty 1 --price 91 >/dev/null
	exits 13 order cancel 1 2 3
	[ "$(json .state | paste -sd' ')" = "canceled filled canceled" ]
	says '1 of 3 orders failed: order 2: it cannot be cancelled'
	exits 0 order cancel 1 3
}

@test "order cancel of an entry leaves its legs, and of a leg its partner" {
	etrms order buy BTC/USDT --qty 1 --stop-loss 5% --take-profit 110 >/dev/null
	exits 5 order cancel 2
	exits 0 order cancel 3
	exits 0 order list --open --format csv --fields id
	[ "$(paste -sd' ' <<<"$output")" = "id 1 4" ]
}

@test "order cancel finds the order's own account" {
	etrms account add second --prices test --balance USDT=100 >/dev/null
	exits 0 order cancel 1
	etrms order buy BTC/USDT --qty 1 --price 90 >/dev/null
	exits 2 order cancel 2 --account second
	says 'order 2: it belongs to account demo'
}

@test "order cancel refuses what is no order" {
	exits 2 order cancel 77
	says 'order 77: there is none'
	exits 2 order cancel
	exits 2 order cancel ''
	exits 13 order cancel 77 1
	exits 0 order show 1
	[ "$(json .state)" = canceled ]
}
