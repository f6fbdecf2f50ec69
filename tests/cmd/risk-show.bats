# risk show: exposure, shares and drawdown with known numbers, transfers left
# out of drawdown, margin, liquidation and potential drawdown of perpetuals, the
# settings of the shock, --positions, --limits by the market, --where, formats,
# refusals.

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

# 0.1 sold at 50000 with a stop at 51000; 9997.5 is left
given_short() {
	given_candles BTC/USDT:USDT 50000 50500
	given_paper
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms order sell BTC/USDT:USDT --qty 0.1 "$@" >/dev/null
}

@test "risk show tells margin, liquidation and potential drawdown" {
	given_short --stop-loss 2%
	exits 0 risk show --format csv --fields \
		net,leverage,initial_margin,maintenance_margin,margin_used,margin_ratio,liquidation_symbol,liquidation_distance,stop_cover,potential_loss,potential_drawdown
	# 5000 at leverage 1; 5000 × .01 up to the stop: 100
	[ "${lines[1]}" = -5000,0.50012504,5000,50,0.50012504,0.00500126,BTC/USDT:USDT,1.9698,1,100,0.01025 ]
	etrms venue advance --by 1m >/dev/null
	exits 0 risk show --format json
	# 50 of the 100 are lost already: the drawdown stays
	[ "$(json '.[0] | [.equity, .potential_loss, .potential_drawdown] | join(" ")')" = "9947.5 50 0.01025" ]
}

@test "risk show lets what has no stop fall by the shock" {
	given_short
	exits 0 risk show
	[ "$(json '[.stop_cover, .potential_loss, .potential_drawdown] | join(" ")')" = "0 500 0.05025" ]
	etrms config set risk.shock-percent 20
	exits 0 risk show
	[ "$(json .potential_loss)" = 1000 ]
	# 6000 to get out of: 10 of a hundred percent of a percent, and 0.05 %
	etrms config set risk.exit-slippage-bps 10
	exits 0 risk show
	[ "$(json .potential_loss)" = 1006 ]
	etrms config set risk.exit-fees true
	exits 0 risk show
	[ "$(json .potential_loss)" = 1009 ]
	ETRMS_RISK_SHOCK_PERCENT=0 exits 0 risk show
	[ "$(json .potential_loss)" = 508.25 ]
	ETRMS_RISK_SHOCK_PERCENT=-5 exits 2 risk show
}

@test "risk show --positions has a row for each of them" {
	given_candles ETH/USDT 2500 2500
	given_short --stop-loss 2%
	etrms order buy ETH/USDT --qty 0.4 >/dev/null
	exits 0 risk show --positions
	[ "$(rows)" -eq 2 ]
	[ "$(json 'select(.side == "short") | [.symbol, .notional, .share, .leverage, .margin_mode, .initial_margin, .maintenance_margin, .mark_price, .liquidation_price, .stop_loss_price, .stop_cover, .potential_loss] | join(" ")')" = \
		"BTC/USDT:USDT 5000 0.50017507 1 cross 5000 50 50000 138579 51000 1 100" ]
	[ "$(json 'select(.side == "long") | [.symbol, .notional, .leverage, .margin_mode, .initial_margin, .liquidation_price, .stop_loss_price, .stop_cover, .potential_loss] | map(tostring) | join(" ")')" = \
		"ETH/USDT 1000 null null null null null 0 100" ]
	exits 0 risk show --positions --where 'stop_cover < 100%' --format csv --fields symbol,potential_loss
	[ "${lines[1]}" = ETH/USDT,100 ]
	[ "${#lines[@]}" -eq 2 ]
	exits 0 risk show --positions --format json --where 'leverage > 100'
	[ "$(json length)" -eq 0 ]
	exits 0 risk show --positions --format table
	[[ ${lines[1]} == *177.1*%* ]]
	run -2 --separate-stderr etrms risk show --positions --where 'drawdown > 1%'
	[[ $stderr == *drawdown* ]]
}

# A calm market that begins to move; an account that is asked at both times.
given_restless() {
	etrms candles generate --venue a --symbol WILD/USDT --timeframe 1h --bars 430 \
		--regimes range:400,volatile:30 --seed 4 --from 2024-01-01 --quiet
	etrms account add demo --prices a --timeframe 1h --balance USDT=10000 --slippage 0 \
		--use --from 2024-01-15 --quiet
	etrms policy set max-risk-per-trade off --quiet
	etrms policy set max-position-share '60% * regime_factor@1h' --quiet
}

now() {
	etrms risk show --limits --symbol WILD/USDT --format csv --no-header \
		--where 'rule == "max-position-share"' --fields base_limit,regime_factor,limit
}

@test "risk show --limits: what the market makes of a limit, and what orders and risk check make of that" {
	given_restless
	[ "$(now)" = 0.6,1,0.6 ]
	exits 0 order buy WILD/USDT --quote 4000 --quiet
	exits 0 risk check
	exits 0 venue advance --by 78h --quiet
	exits 0 analyze all WILD/USDT --timeframe 1h --to 2024-01-18T06:00Z
	[ "$(json .limit_factor)" = 0.5 ]
	[ "$(now)" = 0.6,0.5,0.3 ]
	exits 0 risk show --limits
	[ "$(json -s 'map(select(.rule == "max-position-share")) | .[0].message')" = \
		"WILD/USDT is volatile on bars of 1h" ]
	exits 1 risk check
	[ "$(json '[.rule, .severity, .limit, .base_limit, .regime_factor] | join(" ")')" = \
		"max-position-share breach 0.3 0.6 0.5" ]
	[[ $(json .message) == *"above 30% (60% * 0.5: WILD/USDT is volatile on bars of 1h)" ]]
	exits 4 order buy WILD/USDT --quote 100
	says "above 30% (60% * 0.5: WILD/USDT"
	exits 1 risk check --violations
	[[ $(json .message) == *"(60% * 0.5: WILD/USDT"* ]]
	exits 0 order sell WILD/USDT --qty 0.01 --quiet
	etrms breaker add moves --when 'regime_factor < 1' --do notify --symbol WILD/USDT --quiet
	exits 0 venue advance --by 1h --quiet
	exits 0 breaker events moves
	[ "$(json -s '.[0].kind')" = triggered ]
}

@test "risk show --limits: a market that nobody knows lets no entry in, and the way out" {
	given_restless
	exits 0 order buy WILD/USDT --quote 1000 --quiet
	# a timeframe with too few bars, and one that the bars do not make
	etrms policy set max-position-share '60% * regime_factor@4h' --quiet
	[ "$(now)" = 0.6,, ]
	exits 4 order buy WILD/USDT --quote 10
	says "60% * regime_factor is not known: WILD/USDT 4h: 84 bars are too few for an outlook"
	exits 1 risk check
	[ "$(json '[.rule, .severity, .limit] | join(" ")')" = "max-position-share breach " ]
	etrms policy set max-position-share '60% * regime_factor@30m' --quiet
	exits 4 order buy WILD/USDT --quote 10
	says "no bars of 30m have closed of WILD/USDT; etrms candles fetch"
	etrms policy set max-position-share '60% * regime_factor["BTC/USDT"]@1h' --quiet
	exits 4 order buy WILD/USDT --quote 10
	says "no bars of 1h have closed of BTC/USDT"
	exits 0 order close WILD/USDT --quiet
	exits 2 risk show --limits --positions
	exits 2 risk show --symbol WILD/USDT
	exits 2 risk show --limits --symbol wild
}
