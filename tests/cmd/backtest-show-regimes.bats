# backtest show --part regimes: a run's returns and trades by the regime of the bar
# before, worked out anew from the expression regime() and the run's own parts;
# bars before the run count; formats; runs and stores that have none of it.
load ../helper

given_run() {
	exits 0 candles generate --venue a --symbol A/USDT --timeframe 1h --bars 1500 \
		--regimes trend-up:300,range:200,volatile:150,trend-down:250 --seed 6 --from 2024-01-01
	exits 0 backtest run sma_cross A/USDT --policy none --breakers none "$@"
}

@test "backtest show --part regimes: each return by what had closed before it" {
	given_run --from 2024-01-10
	etrms strategy eval 'regime()' A/USDT --format csv --no-header >labels
	etrms backtest show 1 --part equity --format csv --no-header --fields time,equity |
		sed 's/T/ /; s/Z//' >equity
	while IFS=, read -r time equity; do
		echo "$(date -ud "$time" +%s),$equity"
	done <equity >points
	awk -F, 'NR == FNR { label[$1 / 1000] = $2; next }
		FNR > 1 { k = label[before - 3600]; n[k]++; grown[k] += log($2 / was) }
		{ before = $1; was = $2 }
		END { for (k in n) printf "%s,%d,%.9f\n", k, n[k], exp(grown[k]) - 1 }' labels points | sort >want
	exits 0 backtest show 1 --part regimes --format csv --no-header --fields regime,bars,total_return
	awk -F, '{ printf "%s,%d,%.9f\n", $1, $2, $3 }' <<<"$output" | sort >got
	diff want got
	[ "$(wc -l <got)" -ge 3 ]
}

@test "backtest show --part regimes adds up to the run" {
	given_run
	local total bars
	total=$(json .total_return) bars=$(json .bars)
	exits 0 backtest show 1 --part regimes
	[ "$(json -s "(map(1 + .total_return) | reduce .[] as \$x (1; . * \$x)) - 1 - ($total) | fabs < 1e-9")" = true ]
	[ "$(json -s 'map(.bars) | add')" = "$bars" ]
	[ "$(json -s 'map(.share) | add - 1 | fabs < 1e-12')" = true ]
	# without bars before it the first ones are of no regime yet
	[ "$(json -s 'map(select(.regime == null)) | .[0].bars')" -ge 118 ]
	[ "$(json -s '.[-1].regime')" = null ]
	local closed
	closed=$(etrms backtest show 1 --part trades | jq -s 'map(select(.exit_time != null)) | length')
	[ "$(json -s 'map(.trades) | add')" = "$closed" ]
	[ "$closed" -gt 5 ]
	closed=$(etrms backtest show 1 --part trades | jq -s 'map(select(.exit_time != null) | .profit) | add')
	[ "$(json -s "map(.profit // 0) | add - ($closed) | fabs < 1e-6")" = true ]
	for format in table json ndjson csv; do
		exits 0 backtest show 1 --part regimes --format $format
		[[ $output = *ranging* ]]
	done
}

@test "backtest show --part regimes says what is not there" {
	given_run
	printf '0.01\n-0.02\n0.015\n' >returns
	exits 0 montecarlo --returns returns --seed 1
	exits 2 backtest show 2 --part regimes
	says "run 2 has no equity over bars"
	exits 2 backtest show 9 --part regimes
	[ -z "$output" ]
}

@test "backtest show --part regimes needs the candles of the run" {
	given_runs
	exits 2 backtest show 1 --part regimes
	says "no candles are stored"
	[ -z "$output" ]
}
