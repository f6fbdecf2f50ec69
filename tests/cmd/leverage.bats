# leverage: shown and set, margin modes, margin added and taken, what the venue
# rejects, halts, every format, and every kind of bad option.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT:USDT 100 100 100
	given_candles BTC/USDT 100 100 100
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

@test "leverage shows what is set" {
	exits 0 leverage BTC/USDT:USDT
	[ "$(json '[.leverage, .margin_mode, .max_leverage, .side, .contracts] | map(tostring) | join(" ")')" = "1 cross 125 null 0" ]
	exits 0 audit
	[ "$(json 'select(.entity == "leverage") | .action')" = "" ]
}

@test "leverage sets it, and stays set" {
	exits 0 leverage BTC/USDT:USDT 5x --mode isolated
	[ "$(json '[.leverage, .margin_mode] | join(" ")')" = "5 isolated" ]
	exits 0 leverage BTC/USDT:USDT 10
	exits 0 leverage BTC/USDT:USDT
	[ "$(json '[.leverage, .margin_mode] | join(" ")')" = "10 isolated" ]
	exits 0 audit
	[ "$(json 'select(.entity == "leverage") | .detail' | paste -sd,)" = \
		"leverage=5 margin_mode=isolated,leverage=10" ]
	# what is so already is not set again
	exits 0 leverage BTC/USDT:USDT 10 --mode isolated
	exits 0 audit
	[ "$(json 'select(.entity == "leverage") | .detail' | wc -l)" -eq 2 ]
}

@test "leverage --margin adds to an isolated position, and takes from it" {
	etrms leverage BTC/USDT:USDT 5 --mode isolated >/dev/null
	etrms order buy BTC/USDT:USDT --qty 1 >/dev/null
	exits 0 leverage BTC/USDT:USDT --margin 5
	[ "$(json '[.side, .contracts, .collateral] | join(" ")')" = "long 1 25" ]
	exits 0 leverage BTC/USDT:USDT --margin -2.5
	[ "$(json .collateral)" = 22.5 ]
	exits 5 leverage BTC/USDT:USDT --margin -5
	says 'BTC/USDT:USDT: rejected by sim: insufficient_margin'
	exits 5 leverage BTC/USDT:USDT --margin 50000
	exits 0 leverage BTC/USDT:USDT
	[ "$(json .collateral)" = 22.5 ]
}

@test "leverage that the venue rejects is 5" {
	exits 5 leverage BTC/USDT:USDT 126
	says 'rejected by sim: leverage_tier'
	exits 5 leverage BTC/USDT:USDT --margin 5
	says 'no_position'
	etrms order buy BTC/USDT:USDT --qty 1 >/dev/null
	exits 5 leverage BTC/USDT:USDT --mode isolated
	says 'position_open'
	exits 5 leverage BTC/USDT:USDT --margin 5
	says 'unsupported'
	exits 0 leverage BTC/USDT:USDT
	[ "$(json '[.leverage, .margin_mode] | join(" ")')" = "1 cross" ]
}

@test "leverage after a halt may only come down" {
	etrms leverage BTC/USDT:USDT 5 --mode isolated >/dev/null
	etrms order buy BTC/USDT:USDT --qty 1 >/dev/null
	etrms halt >/dev/null
	exits 4 leverage BTC/USDT:USDT 6
	says 'BTC/USDT:USDT: refused by halt'
	exits 4 leverage BTC/USDT:USDT --margin -1
	exits 0 leverage BTC/USDT:USDT --margin 1
	exits 0 leverage BTC/USDT:USDT 4
}

@test "leverage in every format" {
	exits 0 leverage BTC/USDT:USDT --format csv --fields symbol,leverage
	[ "$output" = $'symbol,leverage\nBTC/USDT:USDT,1' ]
	exits 0 leverage BTC/USDT:USDT --format json
	[ "$(jq -r '.[0].margin_mode' <<<"$output")" = cross ]
	exits 0 leverage BTC/USDT:USDT --format table
	[[ $output == *cross* ]]
	exits 0 leverage BTC/USDT:USDT 2 --quiet
	[ -z "$output" ]
}

@test "leverage refuses bad options" {
	exits 2 leverage
	says 'operand missing: symbol'
	exits 2 leverage btc
	exits 2 leverage BTC/USDT 5
	says 'symbol BTC/USDT: only perpetuals have leverage'
	exits 2 leverage XRP/EUR:EUR 5
	says 'account demo cannot trade it'
	exits 2 leverage BTC/USDT:USDT 0.5
	says "leverage '0.5': it begins at 1"
	exits 2 leverage BTC/USDT:USDT much
	says "leverage 'much': not a number"
	exits 2 leverage BTC/USDT:USDT x
	exits 2 leverage BTC/USDT:USDT 5 6
	exits 2 leverage BTC/USDT:USDT --mode hedge
	exits 2 leverage BTC/USDT:USDT --margin 0
	exits 2 leverage BTC/USDT:USDT --margin lots
	exits 2 leverage BTC/USDT:USDT 5 --margin 5
	says '--margin: by itself'
	exits 2 leverage BTC/USDT:USDT 5 --account nobody
	exits 0 leverage BTC/USDT:USDT
	[ "$(json .leverage)" = 1 ]
}

@test "leverage keeps to the policy where it would bring a loss nearer" {
	etrms policy set max-position-leverage 10 >/dev/null
	exits 4 leverage BTC/USDT:USDT 11
	says 'refused by max-position-leverage: the leverage of BTC/USDT:USDT is 11, above 10'
	exits 0 leverage BTC/USDT:USDT 10 --mode isolated
	etrms policy set max-position-leverage 5 >/dev/null
	# down is always allowed, an entry at 10 is not
	exits 4 order buy BTC/USDT:USDT --qty 1
	says 'refused by max-position-leverage: the leverage of BTC/USDT:USDT is 10, above 5'
	exits 0 leverage BTC/USDT:USDT 8
	exits 0 leverage BTC/USDT:USDT 5
	exits 0 order buy BTC/USDT:USDT --qty 1
	exits 0 leverage BTC/USDT:USDT --margin 10
	# 30 behind 100: (100 - 30) / .996 is 70.3
	etrms policy set min-liquidation-distance 20% >/dev/null
	exits 4 leverage BTC/USDT:USDT --margin -10
	says 'refused by min-liquidation-distance: BTC/USDT:USDT would be liquidated at 80.4, 19.6% from 100, below 20%'
	exits 0 leverage BTC/USDT:USDT --margin -9
}
