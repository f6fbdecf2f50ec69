# order close: all of a position and a part of it, stops and targets that hold
# what is to be sold, keys, nothing held, and bad parts and symbols.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

held() {
	etrms positions --format csv --no-header --fields contracts
}

@test "order close sells all that is held" {
	etrms order buy BTC/USDT --qty 1.23456 >/dev/null
	exits 0 order close BTC/USDT
	[ "$(json '[.type, .side, .amount, .state] | join(" ")')" = \
		"market sell 1.23456 filled" ]
	[ -z "$(held)" ]
}

@test "order close --percent rounds down to the lot" {
	etrms order buy BTC/USDT --qty 1.00001 >/dev/null
	exits 0 order close BTC/USDT --percent 50% --tag half
	[ "$(json .amount)" = 0.5 ]
	[ "$(json .tag)" = half ]
	[ "$(held)" = 0.50001 ]
}

@test "order close cancels what holds the coins, and says so" {
	etrms order buy BTC/USDT --qty 2 --stop-loss 5% --take-profit 110 >/dev/null
	exits 0 order close BTC/USDT
	[ "$(json '.type + " " + .state')" = \
		$'limit canceled\nstop canceled\nmarket filled' ]
	[[ $stderr == *'etrms: close: order 3 (limit sell 2 BTC/USDT) was cancelled'* ]]
	[ -z "$(held)" ]
}

@test "order close of a part keeps a stop for the rest" {
	etrms order buy BTC/USDT --qty 2 --stop-loss 5% >/dev/null
	exits 0 order close BTC/USDT --percent 25%
	[ "$(json '[.type, .amount, .trigger_price // 0, .state] | join(" ")')" = \
		$'stop 2 95 canceled\nmarket 0.5 0 filled\nstop 1.5 95 open' ]
	[ "$(held)" = 1.5 ]
}

@test "order close --key closes once" {
	etrms order buy BTC/USDT --qty 2 >/dev/null
	exits 0 order close BTC/USDT --percent 50% --key k
	exits 0 order close BTC/USDT --percent 50% --key k
	[ "$(json .key)" = k ]
	[ "$(held)" = 1 ]
}

@test "order close with nothing held is nothing to do" {
	exits 0 order close BTC/USDT
	[ "$(rows)" -eq 0 ]
	says 'BTC/USDT: nothing to reduce'
	exits 0 order close BTC/USDT --quiet
	[ -z "$stderr" ]
}

@test "order close works in a halt" {
	etrms order buy BTC/USDT --qty 2 >/dev/null
	etrms halt >/dev/null
	exits 0 order close BTC/USDT
	[ -z "$(held)" ]
}

@test "order close refuses bad parts and symbols" {
	exits 2 order close BTC/USDT --percent 0%
	says '--percent'
	exits 2 order close BTC/USDT --percent 101%
	exits 2 order close BTC/USDT --percent half
	exits 2 order close btc
	exits 2 order close XRP/EUR
	says 'symbol XRP/EUR: account demo cannot trade it'
	exits 2 order close
	exits 2 order close BTC/USDT --key "$(printf '%065d' 1)"
}
