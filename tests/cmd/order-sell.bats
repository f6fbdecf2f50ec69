# order sell: what is held, more than is held, stops and targets by hand, what
# an attached stop reserves, and exits while entries are refused.

load ../helper
load ../paper

setup() {
	setup_home
	given_bars BTC/USDT 100,100,100,100 100,100,100,100 100,106,94,100
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms order buy BTC/USDT --qty 2 >/dev/null
}

@test "order sell at the market" {
	exits 0 order sell BTC/USDT --qty 0.5 --format csv --fields side,state,filled,average,fee
	[ "${lines[1]}" = sell,filled,0.5,100,0.05 ]
	exits 0 balances --format csv --fields asset,total
	[ "$(grep -c '^BTC,1.5$' <<<"$output")" -eq 1 ]
}

@test "order sell of more than is held is rejected" {
	exits 5 order sell BTC/USDT --qty 2.5
	says 'insufficient_funds'
}

@test "order sell as a stop is met in the bar" {
	exits 0 order sell BTC/USDT --qty 1 --trigger 95
	[ "$(json '.type + " " + .state')" = "stop open" ]
	exits 0 venue advance --to 2024-03-01T00:03Z
	exits 0 order show 2
	[ "$(json 'select(.record == "order") | .state + " " + (.average | tostring)')" = "filled 95" ]
}

@test "order sell as a target fills as a maker at its price" {
	exits 0 order sell BTC/USDT --qty 1 --price 105
	exits 0 venue advance --to 2024-03-01T00:03Z
	exits 0 fills --format csv --fields order_id,taker_or_maker,price
	[ "${lines[2]}" = 2,maker,105 ]
}

@test "order sell cannot take what a working order reserves" {
	exits 0 order sell BTC/USDT --qty 1.5 --trigger 95
	exits 5 order sell BTC/USDT --qty 1
	exits 0 order sell BTC/USDT --qty 0.5
}

@test "order sell is free of limits and halts, but not of the collar" {
	etrms policy set max-order-notional 10 >/dev/null
	etrms halt >/dev/null
	exits 0 order sell BTC/USDT --qty 1
	exits 4 order sell BTC/USDT --qty 1 --price 50
	says 'price-collar'
}

@test "order sell refuses bad options" {
	exits 2 order sell BTC/USDT
	exits 2 order sell BTC/USDT --qty 1,5
	exits 2 order sell BTC/USDT --qty 1 --price 0
	exits 5 order sell BTC/USDT --qty 1 --price 105 --stop-loss 2%
	exits 5 order sell BTC/USDT --qty 1 --reduce-only
}
