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
