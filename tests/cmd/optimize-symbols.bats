# Covers etrms optimize over several symbols: each by itself is what a sweep of
# that symbol says, the objective is the worst, the mean or the median of
# theirs, the rest that of their accounts together, the constraint and --assert
# hold for each, the best is a run of each that verifies, learning searches, the
# same on any number of threads, in shards and when interrupted, and what is
# refused, with nothing stored.
load ../helper
load ../sweep

SYMBOLS=(BTC/USDT ETH/USDT SOL/USDT)

given_three() {
	given_bars BTC/USDT "${1:-700}" 1
	given_bars ETH/USDT "${1:-700}" 2
	given_bars SOL/USDT "${1:-700}" 3
}

@test "each symbol of a sweep is what a sweep of that symbol alone says" {
	given_three
	sweep 0
	exits 0 backtest show 3 --part trials
	cat <<<"$output" >all
	[ "$(jq -s 'map(select(.symbol == null)) | length' all)" -eq 49 ]
	[ "$(wc -l <all)" -eq $((49 * 4)) ]
	run=3
	for symbol in "${SYMBOLS[@]}"; do
		exits 0 optimize "$CROSS" "$symbol" --policy none
		exits 0 backtest show $((++run)) --part trials
		jq -c "select(.symbol == \"$symbol\")" all | cmp - <(echo "$output")
	done
}

@test "the objective is the worst, the mean or the median of the symbols'" {
	given_three
	run=0
	for across in worst mean median; do
		sweep 0 --across $across --format ndjson
		[ "$(tail -n 1 <<<"$output" | jq -r .across)" = $across ]
		best=$(head -n 1 <<<"$output" | jq .objective)
		exits 0 backtest show $((run += 3)) --part trials
		jq -s --arg how $across --argjson best "$best" 'group_by(.number) |
			map({is: .[0].objective, of: (.[1:] | map(.objective) |
			if $how == "worst" then min elif $how == "mean" then
			add / 3 else sort[1] end)}) |
			all(.is - .of | fabs < 1e-12) and
			(map(.is) | max) == $best' <<<"$output" >good
		[ "$(<good)" = true ]
	done
	sweep 0 --objective max_drawdown --format ndjson
	exits 0 backtest show $((run += 3)) --part trials
	[ "$(jq -s 'group_by(.number) | all(.[0].objective ==
		(.[1:] | map(.max_drawdown) | max))' <<<"$output")" = true ]
}

@test "the rest is of all accounts together, and runs of each verify" {
	given_three
	sweep 0 --top 1 --format ndjson
	cat <<<"$output" >told
	[ "$(jq -r 'select(.record == "sweep") | "\(.run) \(.others)
		\(.symbols)"' told | tr -d '\n\t')" = \
		"3 1;2BTC/USDT;ETH/USDT;SOL/USDT" ]
	for run in 3 1 2; do
		exits 0 backtest verify $run
		exits 0 backtest show $run --part equity --format csv --no-header \
			--fields equity
		cat <<<"$output" >$run.equity
	done
	paste 3.equity 1.equity 2.equity | awk '{ e = $1 + $2 + $3 }
		NR == 1 { first = top = e }
		NR > 1 { r = e / before - 1; n++; sum += r; squares += r * r }
		e > top { top = e }
		1 - e / top > fall { fall = 1 - e / top }
		{ before = e }
		END { mean = sum / n
			sd = sqrt((squares - n * mean * mean) / (n - 1))
			sharpe = mean / sd * sqrt(365 * 24)
			printf "%.9f %.9f %.7f\n", e / first - 1, fall, sharpe }' >own
	[ "$(head -n 1 told | jq -r '[.total_return, .max_drawdown, .sharpe] |
		@tsv' | awk '{ printf "%.9f %.9f %.7f\n", $1, $2, $3 }')" = "$(<own)" ]
	[ "$(jq -s '.[-1].sharpe - .[0].sharpe | fabs < 1e-6' told)" = true ]
	[ "$(jq -s '(.[1:4] | map(.trades) | add) == .[0].trades' told)" = true ]
	exits 0 backtest list --format ndjson
	[ "$(jq -r '"\(.kind) \(.symbols)"' <<<"$output" | paste -sd ,)" = \
		"optimize BTC/USDT,backtest SOL/USDT,backtest ETH/USDT" ]
	[ "$(jq -r .warnings <<<"$output" | grep -c "best of 49 sets means nothing")" -eq 3 ]
	exits 0 store check
	exits 0 report 3 --html page.html
	grep -q "the best of 49 sets means nothing" page.html
	exits 0 report 3 --term --heat fast,slow
}

@test "the constraint and --assert hold for every symbol" {
	given_three
	sweep 0 --constraint 'trades >= 10' --top 50 --format ndjson
	met=$(tail -n 1 <<<"$output" | jq .met)
	exits 0 backtest show 3 --part trials
	[ "$(jq -s 'group_by(.number) | all(.[0].met ==
		(.[1:] | all(.trades >= 10)))' <<<"$output")" = true ]
	[ "$(jq -s 'map(select(.symbol == null and .met)) | length' \
		<<<"$output")" -eq "$met" ]
	sweep 1 --objective total_return --assert 'total_return < 0%'
	[[ $stderr == *"/USDT: --assert: not met: total_return < 0%"* ]]
	sweep 0 --assert 'trades >= 1 and dsr < 95%'
}

@test "several symbols: the same bytes on any number of threads, learning too" {
	given_three
	for args in '' '--search genetic --population 10 --generations 5' \
		'--search sobol --trials 8 --refine 12 --across mean'; do
		# shellcheck disable=SC2086
		for jobs in 1 2 0; do
			sweep 0 --param fast=2..20/1 --param slow=20..100/5 $args \
				--jobs $jobs
		done
		n=$(stored)
		for run in $((n - 6)) $((n - 3)); do
			exits 0 backtest show $run --part trials
			cat <<<"$output" >other
			exits 0 backtest show "$n" --part trials
			cmp other <(echo "$output")
			exits 0 backtest show $run --part sweep --format json
			other=$(json '.[0] | del(.run, .others)')
			exits 0 backtest show "$n" --part sweep --format json
			[ "$(json '.[0] | del(.run, .others)')" = "$other" ]
		done
	done
}

@test "several symbols: sharded by three and merged, it is the same" {
	given_three
	args=(--param fast=2..20/1 --param slow=20..100/5)
	sweep 0 "${args[@]}" --format ndjson
	whole=$(jq -c 'del(.run, .others)' <<<"$output")
	exits 0 backtest show 3 --part trials
	trials=$output
	merge=()
	for i in 3 1 2; do
		etrms optimize "$CROSS" "${SYMBOLS[@]}" --policy none "${args[@]}" \
			--shard $i/3 >$i.ndjson
		merge+=(--merge $i.ndjson)
	done
	sweep 12 "${args[@]}" "${merge[@]:0:4}"
	says "shard 2 of 3 is missing"
	sweep 12 "${args[@]}" --across mean "${merge[@]}"
	says "another terms"
	[ "$(stored)" -eq 3 ]
	sweep 0 "${args[@]}" "${merge[@]}" --format ndjson
	[ "$(jq -c 'del(.run, .others)' <<<"$output")" = "$whole" ]
	exits 0 backtest show 6 --part trials
	[ "$output" = "$trials" ]
	[ "$(stored sweep)" -eq 0 ]
}

@test "several symbols: interrupted, it goes on" {
	given_three 6000
	args=(--param fast=2..20/1 --param slow=20..100/1 --jobs 1)
	etrms optimize "$CROSS" "${SYMBOLS[@]}" --policy none "${args[@]}" --quiet &
	pid=$!
	until [ "$(stored sweep)" -gt 0 ] || ! kill -0 $pid; do :; done
	kill -INT $pid
	code=0
	wait $pid || code=$?
	[ "$code" -eq 13 ]
	[ "$(stored)" -eq 0 ]
	sweep 0 "${args[@]}" --format ndjson
	[[ $stderr == *"1024 sets were there already"* ]]
	kept=$(jq -c 'del(.run, .others)' <<<"$output")
	sweep 0 "${args[@]}" --format ndjson
	[ "$(jq -c 'del(.run, .others)' <<<"$output")" = "$kept" ]
	[ "$(stored sweep)" -eq 0 ]
}

@test "several symbols: where limits bind every set is replayed" {
	given_three 300
	printf 'max-position-share off\nmax-risk-per-trade off\n' >limits
	for p in limits none; do
		exits 0 optimize "$CROSS" "${SYMBOLS[@]}" --policy $p --format ndjson \
			--param fast=4..8/2 --param slow=20
		head -n -1 <<<"$output" |
			jq -c '[.params, .symbol, .trades]' >$p.out
	done
	cmp limits.out none.out
	exits 0 backtest show 3 --part sweep --format json
	[ "$(json '.[0].replayed')" -eq 3 ]
}

@test "several symbols: bad input leaves nothing behind" {
	given_three
	given_bars ETH/BTC 700 4
	given_bars ADA/USDT 300 5
	etrms optimize "$CROSS" BTC/USDT --policy none --shard 1/2 >one.ndjson
	while IFS='|' read -r code args said; do
		eval "set -- $args"
		exits "$code" optimize "$CROSS" BTC/USDT --policy none "$@"
		says "$said"
	done <<-'EOT'
		2|BTC/USDT|BTC/USDT is given twice
		2|ETH/USDT ETH/USDT|ETH/USDT is given twice
		2|ETH/BTC|ETH/BTC is traded in BTC, and BTC/USDT in USDT
		2|ETHUSDT|is not a symbol such as BTC/USDT
		2|XRP/USDT|XRP/USDT
		2|ADA/USDT|ADA/USDT
		2|ETH/USDT --across best|--across
		2|ETH/USDT --shard 8/7|is no shard such as 2/7
		12|ETH/USDT --merge one.ndjson|one.ndjson: another data
		1|ETH/USDT --constraint 'trades >= 100000'|--constraint: none of
		2|A1/USDT A2/USDT A3/USDT A4/USDT A5/USDT A6/USDT A7/USDT A8/USDT A9/USDT B1/USDT B2/USDT B3/USDT B4/USDT B5/USDT B6/USDT B7/USDT|17 symbols: at most 16
	EOT
	exits 2 walkforward "$CROSS" BTC/USDT ETH/USDT --policy none --train 10d \
		--test 5d
	says "ETH/USDT"
	[ "$(stored)" -eq 0 ]
	[ "$(stored sweep)" -eq 0 ]
}
