# positions: entry at average cost, profit, stop and target of working orders,
# transfers without a cost, --symbol, --where, formats, refusals.

load ../helper
load ../paper

@test "positions tells entry, profit and levels to the last digit" {
	given_candles BTC/USDT 50000 47000 48000
	given_paper
	etrms policy set max-risk-per-trade 50% >/dev/null
	etrms policy set max-position-share 50% >/dev/null
	etrms order buy BTC/USDT --qty 0.01 --stop-loss 20% --take-profit 60000 >/dev/null
	etrms venue advance --by 1m >/dev/null
	etrms order buy BTC/USDT --qty 0.02 >/dev/null
	etrms venue advance --by 1m >/dev/null
	exits 0 positions --format csv --fields \
		symbol,side,contracts,contract_size,entry_price,mark_price,notional,unrealized_pnl,realized_pnl,percentage,stop_loss_price,take_profit_price,hedged
	# (500 + 940) / 0.03; 0.03 at 48000 is worth 1440
	[ "${lines[1]}" = BTC/USDT,long,0.03,1,48000,48000,1440,0,0,0,40000,60000,false ]
	etrms order sell BTC/USDT --qty 0.01 --type limit --price 50000 >/dev/null || true
	exits 0 positions
	[ "$(rows)" -eq 1 ]
}

@test "positions realises profit at average cost" {
	given_candles BTC/USDT 50000 60000
	given_paper
	etrms policy set max-risk-per-trade 50% >/dev/null
	etrms order buy BTC/USDT --qty 0.01 >/dev/null
	etrms venue advance --by 1m >/dev/null
	etrms order sell BTC/USDT --qty 0.004 >/dev/null
	exits 0 positions
	[ "$(json '[.contracts, .entry_price, .unrealized_pnl, .realized_pnl, .percentage] | join(" ")')" = \
		'0.006 50000 60 40 20' ]
	etrms order sell BTC/USDT --qty 0.006 >/dev/null
	exits 0 positions
	[ -z "$output" ]
}

@test "positions that came by transfer have no entry" {
	given_candles BTC/USDT 50000
	given_paper --balance BTC=0.5
	exits 0 positions
	[ "$(json '[.contracts, .notional, .entry_price, .unrealized_pnl] | tostring')" = \
		'[0.5,25000,null,null]' ]
}

@test "positions keeps what is asked for" {
	given_candles BTC/USDT 50000
	given_candles ETH/USDT 2500
	given_paper --balance BTC=0.5 --balance ETH=1
	exits 0 positions
	[ "$(rows)" -eq 2 ]
	exits 0 positions --symbol ETH/USDT
	[ "$(json .notional)" = 2500 ]
	exits 0 positions --where 'notional > 2500'
	[ "$(json .symbol)" = BTC/USDT ]
	exits 0 positions --where 'entry_price > 0'
	[ -z "$output" ]
	exits 0 positions --symbol ADA/USDT
	[ -z "$output" ]
	exits 0 positions --format table --fields symbol,notional
	[[ $output == *BTC/USDT*25000* ]]
}

@test "positions refuses what it does not know" {
	exits 2 positions --symbol btc
	says "symbol 'btc'"
	exits 2 positions --account nobody
	says nobody
	run -2 --separate-stderr etrms positions --where 'notional >'
	[[ $stderr == *"1:"* ]]
}

@test "positions of a perpetual: margin, liquidation, funding, cover of stops" {
	given_swap
	exits 0 positions --format csv --fields symbol,side,contracts,leverage,margin_mode,initial_margin,maintenance_margin,collateral,margin_ratio
	[ "${lines[1]}" = BTC/USDT:USDT,long,10,10,isolated,100,10,100,0.1 ]
	exits 0 positions --format csv --fields liquidation_price,liquidation_distance,stop_cover,stop_loss_price
	[ "${lines[1]}" = 91,0.09,0.4,94 ]
	exits 0 venue advance --to 2024-03-01T00:04Z
	# 10 × 99 × 0.001 left its margin
	exits 0 positions --format csv --fields mark_price,notional,unrealized_pnl,percentage,funding,collateral,liquidation_price
	[ "${lines[1]}" = 98,980,-20,-20.4082,-0.99,79.01,92 ]
	exits 0 positions --where 'liquidation_distance < 10%' --fields symbol
	[ "$(rows)" = 1 ]
	exits 0 positions --where 'stop_cover < 40%'
	[ "$output" = "" ]
	exits 0 positions --format table
	[[ ${lines[0]} = *liquidation_price*funding*liquidation_distance*stop_cover* ]]
	exits 0 venue advance --to 2024-03-01T00:06Z
	exits 0 positions
	[ "$output" = "" ]
}

@test "a short is liquidated above, and one times is far from it" {
	given_candles BTC/USDT:USDT 100 100 100
	given_paper
	exits 0 policy set max-risk-per-trade off
	exits 0 order sell BTC/USDT:USDT --qty 9
	exits 0 positions --format csv --fields side,contracts,leverage,margin_mode,notional,funding
	[ "${lines[1]}" = short,9,1,cross,900,0 ]
	exits 0 positions --where 'liquidation_price > 1000 and liquidation_distance > 900%'
	[ "$(rows)" = 1 ]
}
