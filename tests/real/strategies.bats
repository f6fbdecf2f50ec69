#!/usr/bin/env bats
# The shipped strategies over real hours (ETRMS_DATA): BTC and ETH 2022 to 2024,
# 18 perpetuals 2020 to 2023
# - every run ends, its numbers are numbers, its trades add up to its equity
# - buying and holding earns what the prices say, less the costs of one side
# - each run is the same a second time
load ../helper

given_hours() {
	local place name
	for place in "$ETRMS_DATA"/candles_1h/*.csv.gz; do
		name=${place##*/}
		case $name in
		*_perp_*) name=${name%%USDT_*}/USDT:USDT ;;
		*) name=${name%%USDT_*}/USDT ;;
		esac
		exits 0 candles import "$place" --venue binance --symbol "$name" \
			--timeframe 1h --quiet
	done
	etrms candles list --format csv --fields symbol | tail -n +2 >symbols
}

# The run of a strategy over a symbol; what pairs hedges with ends earlier.
run_of() {
	local range=()
	case $1$2 in pairs*:*) ;; pairs*) range=(--to 2023-10-01) ;; esac
	exits 0 backtest run "$1" "$2" --policy none --breakers none \
		--allow-gaps "${range[@]}" --format ndjson
}

@test "all ten run over all twenty series, and add up" {
	needs_data candles_1h
	given_hours
	[ "$(wc -l <symbols)" -eq 20 ]
	etrms strategy list --format csv --fields name | tail -n +2 >strategies
	[ "$(wc -l <strategies)" -eq 10 ]
	local runs=0 strategy symbol id
	while read -r strategy; do
		while read -r symbol; do
			[ "$strategy $symbol" != "pairs ETH/USDT:USDT" ] || continue
			run_of "$strategy" "$symbol"
			runs=$((runs + 1))
			[[ $output =~ ^'{"id":"'([0-9]+)'",' ]]
			id=${BASH_REMATCH[1]}
			etrms backtest show "$id" --part trades --format json |
				jq -r --argjson run "$output" '(map(.profit) | add // 0) as $sum |
				if any($run; .status != "done" or .refusals != 0 or .bars < 4000
				or .max_drawdown < 0 or .max_drawdown > 1
				or .total_return < -1 or .volatility <= 0) then $run
				elif any(.[]; .exit_time == null) or
				($run.final_equity - $run.capital - $sum | fabs) < 1e-6
				then "adds up" else "does not add up" end' >told
			[ "$(cat told)" = "adds up" ] || {
				echo "$strategy $symbol: run $id: $(cat told)"
				return 1
			}
		done <symbols
		exits 0 backtest verify "$id"
	done <strategies
	[ "$runs" -eq 199 ]
}

@test "buying and holding earns what the prices say" {
	needs_data candles_1h
	given_hours
	while read -r symbol; do
		run_of buy_and_hold "$symbol"
		etrms candles export --venue binance --symbol "$symbol" \
			--timeframe 1h --format csv >hours.csv
		# it buys at the second open, for all that there is
		awk -F, -v got="$(json '.final_equity / .capital')" '
			NR == 3 { open = $2 } { close_ = $5 }
			END { want = close_ / open
				exit !(got < want && got > want * 0.985) }' hours.csv || {
			echo "$symbol: $output"
			return 1
		}
	done <symbols
}
