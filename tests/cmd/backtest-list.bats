# backtest list: newest first, pages, filters, conditions, formats, none, no
# store; unknown kinds, runs, fields and conditions.

load ../helper

ids() { json .id | paste -sd' '; }

@test "backtest list has the newest first" {
	given_runs
	exits 0 backtest list
	[ "$(ids)" = "3 2 1" ]
	[ "$(json -s '.[0] | .strategy, .symbols, .params, .timeframe, .trades, .status' | paste -sd' ')" = \
		"sma_cross BTC/USDT fast=20;slow=30 1h 4 done" ]
	[ "$(json -s '.[0] | keys_unsorted[0:4] | join(",")')" = "id,kind,strategy,strategy_hash" ]
}

@test "backtest list in pages" {
	given_runs
	exits 0 backtest list --limit 2
	[ "$(ids)" = "3 2" ]
	exits 0 backtest list --limit 2 --after 2
	[ "$(ids)" = "1" ]
	exits 0 backtest list --after 1
	[ "$(rows)" -eq 0 ]
	exits 0 backtest list --limit 1 --where 'sharpe > 0'
	[ "$(ids)" = "2" ]
}

@test "backtest list filters" {
	given_runs
	exits 0 backtest list --where 'params == "fast=10;slow=30" and breaker_trips == 0'
	[ "$(ids)" = "2" ]
	exits 0 backtest list --strategy sma_cross --symbol BTC/USDT --kind backtest
	[ "$(ids)" = "3 2 1" ]
	for filter in "--strategy macd" "--symbol ETH/USDT" "--kind optimize"; do
		# shellcheck disable=SC2086
		exits 0 backtest list $filter
		[ "$(rows)" -eq 0 ]
	done
}

@test "backtest list in every format" {
	given_runs
	exits 0 backtest list --format csv --fields id,total_return
	[ "${lines[0]}" = id,total_return ]
	[ "${#lines[@]}" -eq 4 ]
	exits 0 backtest list --format json
	[ "$(json length)" -eq 3 ]
	exits 0 backtest list --format table --fields id,max_drawdown
	[[ ${lines[1]} == 3*5.29% ]]
}

@test "backtest list of none, and without a store" {
	exits 0 backtest list
	[ "$(rows)" -eq 0 ]
	exits 0 backtest list --format json
	[ "$(json length)" -eq 0 ]
	exits 3 backtest list --store nowhere.db
}

@test "backtest list refuses what it does not know" {
	given_runs
	exits 2 backtest list --kind guess
	exits 2 backtest list --after x
	says "run x: there is none"
	exits 2 backtest list --where 'sharp > 1'
	says sharpe
	exits 2 backtest list --limit 0
	exits 2 backtest list --fields sharp
	exits 2 backtest list 1
}
