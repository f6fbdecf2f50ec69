# risk show: exposure, shares and drawdown with known numbers, transfers left
# out of drawdown, --where, formats, refusals.

load ../helper
load ../paper

@test "risk show tells exposure and drawdown" {
	given_candles BTC/USDT 50000 40000
	given_paper
	etrms policy set max-risk-per-trade 50% >/dev/null
	etrms policy set max-position-share 50% >/dev/null
	etrms order buy BTC/USDT --qty 0.05 >/dev/null
	etrms venue advance --by 1m >/dev/null
	exits 0 risk show --format csv --fields \
		equity,gross,net,leverage,free,used,largest_symbol,largest_share,open_positions,open_orders,day_notional,drawdown,drawdown_day
	# 10000 - 2502.5 + 2000 is left
	[ "${lines[1]}" = 9497.5,2000,2000,0.21058174,7497.5,0,BTC/USDT,0.21058174,1,0,2500,0.05025,0.05025 ]
}

@test "risk show leaves transfers out of drawdown" {
	given_candles BTC/USDT 50000 50000
	given_paper
	etrms account withdraw --amount 5000 >/dev/null
	exits 0 risk show
	[ "$(json '[.equity, .drawdown, .drawdown_day] | join(" ")')" = "5000 0 0" ]
	etrms account deposit --amount 7000 >/dev/null
	etrms venue advance --by 1m >/dev/null
	exits 0 risk show
	[ "$(json '[.equity, .drawdown, .drawdown_day] | join(" ")')" = "12000 0 0" ]
}

@test "risk show keeps the accounts that are asked for" {
	given_candles BTC/USDT 50000
	given_paper
	etrms account add other --prices test --balance USDT=5000 >/dev/null
	exits 0 risk show
	[ "$(rows)" -eq 2 ]
	exits 0 risk show --where 'equity < 6000'
	[ "$(json .account)" = other ]
	exits 0 risk show --account demo --format json
	[ "$(json 'map(.account) | join(",")')" = demo ]
	exits 2 risk show --account nobody
	says nobody
	run -2 --separate-stderr etrms risk show --where 'x > 1'
	[[ $stderr == *"1:1"* ]]
}
