#!/usr/bin/env bats
# Every allocator, rebalanced by the month over the 18 perpetuals of 2020 to 2023
# (ETRMS_DATA), out of sample
# - every run ends; its weights are within their bounds and add up to one; its
#   numbers are numbers, and what was lost to costs was paid
# - of the equal weights it is the same run as those beside each
# - weights of a month are the same when nothing after its start is known
load ../helper

METHODS=(equal inverse-volatility min-variance max-sharpe risk-parity hrp min-cvar black-litterman)

given_perpetuals() {
	local place name
	assets=()
	for place in "$ETRMS_DATA"/candles_1h/*_perp_1h.csv.gz; do
		name=${place##*/}
		name=${name%%USDT_*}/USDT:USDT
		exits 0 candles import "$place" --venue binance --symbol "$name" \
			--timeframe 1h --quiet
		assets+=("$name")
	done
	[ "${#assets[@]}" -eq 18 ]
}

# method NAME OPTIONS…
method() {
	local name=$1
	shift
	exits 0 rebalance backtest "${assets[@]}" --method "$name" --every 1mo \
		--lookback 90d --min 1% --max 15% --from 2021-02-01 --format ndjson "$@"
}

@test "every allocator runs over all months, within its bounds" {
	needs_data candles_1h
	given_perpetuals
	local name equal=
	for name in "${METHODS[@]}"; do
		method "$name" --part weights
		[ "$(json -s 'length / 18')" = 32 ]
		[ "$(json -s 'map(.symbol) | unique | length')" = 18 ]
		[ "$(json -s 'all(.[]; .target >= 0.01 - 1e-9 and .target <= 0.15 + 1e-9)')" = true ]
		[ "$(json -s 'group_by(.number) | all(.[]; (map(.target) | add - 1 | fabs) < 1e-9)')" = true ]
		# after it, what costs and lots leave of them: at most a point less
		[ "$(json -s 'all(.[]; .weight <= .target + 0.01 and .weight >= .target - 0.01)')" = true ]
		[ "$(json -s 'map(.time) | unique | all(.[]; endswith("-01T00:00:00Z"))')" = true ]
		method "$name"
		[ "$(json -s 'all(.[]; .final_equity > 0 and .volatility > 0.3 and .volatility < 2 and
			.max_drawdown > 0.1 and .max_drawdown < 1 and .fees > 0 and (.sharpe | fabs) < 5)')" = true ]
		[ "$(json -s '.[0].rebalances == 32 and .[1].rebalances == 1 and .[2].rebalances == 32')" = true ]
		[ "$(json -s '.[0].turnover > .[1].turnover')" = true ]
		equal=${equal:-$(json -s -c '.[0] | [.final_equity, .fees]')}
		[ "$(json -s -c '.[2] | [.final_equity, .fees]')" = "$equal" ]
	done
}

@test "what a method chose is the same when nothing later is known" {
	needs_data candles_1h
	given_perpetuals
	local name all
	for name in "${METHODS[@]}"; do
		method "$name" --part weights
		all=$output
		method "$name" --part weights --to 2022-03-02
		[ "$(wc -l <<<"$output")" -eq $((14 * 18)) ]
		[ "$output" = "$(head -n $((14 * 18)) <<<"$all")" ]
	done
}
