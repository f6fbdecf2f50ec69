# Covers etrms optimize: grid, random, latin and sobol, ranges, values and held parameters,
# objectives and constraints, what is kept and shown of it, the same on any
# number of threads, interrupted, killed and gone on with, replayed where limits
# bind, and every kind of bad input, with nothing stored.
load ../helper
load ../sweep

@test "optimize: the best sets, what luck has to do with it, and a run" {
	given_bars
	sweep 0 --format ndjson --top 3
	[ "$(jq -rs 'map(.record) | join(" ")' <<<"$output")" = \
		"trial trial trial sweep" ]
	[ "$(jq -rs 'map(select(.rank)) | map(.rank) | join(" ")' \
		<<<"$output")" = "1 2 3" ]
	[ "$(jq -s '.[0].objective >= .[1].objective' <<<"$output")" = true ]
	last=$(tail -n 1 <<<"$output")
	[ "$(jq '.sets' <<<"$last")" -eq 50 ]
	[ "$(jq '.trials + .skipped' <<<"$last")" -eq 50 ]
	[ "$(jq '.replayed' <<<"$last")" -eq 0 ]
	[ "$(jq -r .space <<<"$last")" = "fast=2..20/2;slow=20..100/20" ]
	[ "$(jq -r .verdict <<<"$last")" = nothing ]
	[[ $(jq -r .words <<<"$last") == *"means nothing: its Sharpe ratio is"* ]]
	best=$(head -n 1 <<<"$output" | jq -r .params)
	exits 0 backtest list --format json --fields kind,params,trades
	[ "$(json '.[0] | "\(.kind) \(.params)"')" = "optimize $best" ]
}

@test "optimize: the best is what backtest run says of it, and is verified" {
	given_bars
	sweep 0 --format ndjson --top 1
	mapfile -t given < <(head -n 1 <<<"$output" |
		jq -r '.params | split(";")[] | "--param", .')
	exits 0 backtest run "$CROSS" BTC/USDT --policy none "${given[@]}" \
		--format json
	exits 0 backtest list --format csv --no-header --fields result_hash
	[ "${lines[0]}" = "${lines[1]}" ]
	exits 0 backtest verify 1
	exits 0 report 1 --html page.html
	grep -q "the best of .* sets means nothing" page.html
	exits 0 store check
}

@test "optimize: trials are kept, all of them, and shown" {
	given_bars
	sweep 0 --format ndjson --top 50
	n=$(tail -n 1 <<<"$output" | jq .trials)
	head -n -1 <<<"$output" | jq -c 'del(.record, .rank)' | sort >told
	exits 0 backtest show 1 --part trials
	[ "$(rows)" -eq "$n" ]
	jq -c 'del(.rank)' <<<"$output" | sort >kept
	cmp told kept
	[ "$(json .number | head -n 3 | paste -sd ' ')" = "1 2 3" ]
	exits 0 backtest show 1 --part sweep --format json
	[ "$(json '.[0].trials')" -eq "$n" ]
	exits 0 backtest run "$CROSS" BTC/USDT --policy none
	exits 2 backtest show 2 --part trials
	says "run 2 is a backtest: it has no trials"
}

@test "optimize: importance is what the trials say of each parameter" {
	given_bars
	sweep 0 --format ndjson
	told=$(tail -n 1 <<<"$output" | jq -r .importance)
	exits 0 backtest show 1 --part trials
	own=$(jq -rs 'map(select(.objective != null) | {v: .objective} +
		(.params | split(";") | map(split("=") | {(.[0]): .[1]}) | add)) |
		. as $all | ($all | map(.v) | add / length) as $m |
		($all | map(.v - $m | . * .) | add) as $whole |
		["fast", "slow"] | map(. as $p | $all | group_by(.[$p]) |
		map((map(.v) | add / length) as $mean |
		length * ($mean - $m) * ($mean - $m)) | add / $whole) |
		@tsv' <<<"$output")
	awk -v told="$told" -v own="$own" 'BEGIN { split(told, t, /[=;]/)
		split(own, o, "\t"); exit !(t[2] > 0 && t[4] > 0 &&
		(t[2] / o[1] - 1) ^ 2 < 1e-4 && (t[4] / o[2] - 1) ^ 2 < 1e-4) }'
}

@test "optimize: ranges, values and one value" {
	given_bars
	sweep 0 --param fast=4..8/2 --param slow=40,60 --format ndjson
	[ "$(tail -n 1 <<<"$output" | jq -r '"\(.sets) \(.space)"')" = \
		"6 fast=4..8/2;slow=40,60" ]
	sweep 0 --param 'fast=4..9 step 1' --param slow=60 --format ndjson
	[ "$(tail -n 1 <<<"$output" | jq -r '"\(.sets) \(.space)"')" = \
		"6 fast=4..9/1;slow=60" ]
}

@test "optimize: random draws sets once, by the seed" {
	given_bars
	sweep 0 --search random --trials 20 --top 20 --format ndjson
	first=$(head -n -1 <<<"$output")
	[ "$(jq -r .params <<<"$first" | sort | uniq -d | wc -l)" -eq 0 ]
	[ "$(tail -n 1 <<<"$output" | jq '.trials + .skipped')" -eq 20 ]
	sweep 0 --search random --trials 20 --top 20 --seed 2 --format ndjson
	[ "$(head -n -1 <<<"$output")" != "$first" ]
	sweep 0 --search random --trials 1000 --format ndjson
	[ "$(tail -n 1 <<<"$output" | jq '.trials + .skipped')" -eq 50 ]
}

@test "optimize: a Latin hypercube and Sobol's sequence, by the seed" {
	given_bars
	for how in latin sobol; do
		sweep 0 --search $how --trials 10 --top 10 --format ndjson
		first=$(head -n -1 <<<"$output")
		[ "$(tail -n 1 <<<"$output" | jq '.trials + .skipped')" -eq 10 ]
		[ "$(tail -n 1 <<<"$output" | jq -r .search)" = $how ]
		sweep 0 --search $how --trials 10 --top 10 --format ndjson
		[ "$(head -n -1 <<<"$output")" = "$first" ]
		sweep 0 --search $how --trials 10 --top 10 --seed 9 --format ndjson
		[ "$(head -n -1 <<<"$output")" != "$first" ]
	done
}

@test "optimize: objectives by name and by expression, constraints" {
	given_bars
	sweep 0 --objective max_drawdown --top 50 --format ndjson
	[ "$(head -n -1 <<<"$output" | jq -s 'map(.max_drawdown) |
		. == sort')" = true ]
	for o in total_return sortino calmar profit_factor expectancy win_rate \
		'sharpe * sqrt(trades)'; do
		sweep 0 --objective "$o" --top 50 --format ndjson
		[ "$(head -n -1 <<<"$output" | jq -s 'map(.objective) |
			. == (sort | reverse)')" = true ]
	done
	sweep 0 --constraint 'trades >= 12 and max_drawdown < 90%' --top 50 \
		--format ndjson
	[ "$(head -n -1 <<<"$output" | jq -s 'map(.trades) | min >= 12')" = true ]
	met=$(tail -n 1 <<<"$output" | jq .met)
	exits 0 backtest show 9 --part trials
	[ "$(jq 'select(.met) | .number' <<<"$output" | wc -l)" -eq "$met" ]
}

@test "optimize: the same bytes on one thread, on two, and with all of them" {
	given_bars
	for jobs in 1 2 0; do
		sweep 0 --jobs "$jobs" --param fast=2..20/1 --param slow=20..100/1
	done
	[ "$(bytes 1)" = "$(bytes 2)" ]
	[ "$(bytes 1)" = "$(bytes 3)" ]
}

@test "optimize: interrupted and killed, it goes on, to the same bytes" {
	given_bars BTC/USDT 4000
	args=(--param fast=2..20/1 --param slow=20..100/1 --jobs 1)
	etrms optimize "$CROSS" BTC/USDT --policy none "${args[@]}" --quiet &
	pid=$!
	until [ "$(stored sweep)" -gt 0 ] || ! kill -0 $pid; do :; done
	kill -INT $pid
	code=0
	wait $pid || code=$?
	[ "$code" -eq 13 ]
	[ "$(stored)" -eq 0 ]
	etrms optimize "$CROSS" BTC/USDT --policy none "${args[@]}" --quiet &
	pid=$!
	n=$(stored sweep)
	until [ "$(stored sweep)" -gt "$n" ] || ! kill -0 $pid; do :; done
	kill -KILL $pid || true
	wait $pid || true
	exits 0 store check
	sweep 0 "${args[@]}"
	[[ $stderr == *"sets were there already"* ]]
	[ "$(stored sweep)" -eq 0 ]
	sweep 0 "${args[@]}" --jobs 2
	[[ $stderr != *"sets were there already"* ]]
	[ "$(bytes 1)" = "$(bytes 2)" ]
}

@test "optimize: where limits bind every set is replayed, which is said" {
	given_bars BTC/USDT 300
	printf 'max-position-share off\nmax-risk-per-trade off\n' >limits
	exits 0 optimize "$CROSS" BTC/USDT --policy limits --param fast=4..8/2 \
		--param slow=20 --format ndjson
	[ "$(tail -n 1 <<<"$output" | jq -r '"\(.replayed) \(.replay_reason)"')" \
		= "3 limits of the policy are in force" ]
	[[ $stderr == *"every set went through the replay: limits of"* ]]
	replayed=$(head -n 3 <<<"$output" | jq '[.params, .trades]')
	sweep 0 --param fast=4..8/2 --param slow=20 --format ndjson
	[ "$(head -n 3 <<<"$output" | jq '[.params, .trades]')" = "$replayed" ]
	exits 1 optimize "$CROSS" BTC/USDT --param fast=4,6 --param slow=20
	says "all were replayed: limits of the policy are in force"
	[ "$(stored)" -eq 2 ]
}

@test "optimize: --assert fails where the best is luck" {
	given_bars
	sweep 1 --assert 'dsr > 95% and pbo < 50%'
	[[ $stderr == *"--assert: not met: dsr > 95%: 0."* ]]
	sweep 0 --assert 'trades >= 1 and dsr < 95%'
	[ "$(stored)" -eq 2 ]
}

@test "optimize: a damaged trial is found" {
	given_bars
	sweep 0
	sqlite3 "$STORE" "DROP TRIGGER run_part_keeps_values;
		UPDATE run_part SET data = zeroblob(length(data))
		WHERE part = 'trials/000000'"
	exits 3 backtest show 1 --part trials
	says "its part trials/000000 is damaged"
	exits 1 store check
	[[ $output == *"its part trials/000000 is damaged"* ]]
}

@test "optimize: sharded by seven and merged, it is the same to the byte" {
	given_bars
	args=(--param fast=2..20/1 --param slow=20..100/1)
	sweep 0 "${args[@]}"
	files=()
	for i in 3 1 2 7 6 5 4; do
		etrms optimize "$CROSS" BTC/USDT --policy none "${args[@]}" \
			--shard "$i/7" >"$i.ndjson"
		files+=(--merge "$i.ndjson")
	done
	[ "$(stored)" -eq 1 ]
	[ "$(stored sweep)" -eq 0 ]
	sweep 0 "${args[@]}" "${files[@]}"
	[ "$(bytes 1)" = "$(bytes 2)" ]
	sweep 12 "${args[@]}" "${files[@]:0:10}"
	says "shards 4, 5 of 7 are missing"
	sweep 12 --param fast=2..20/1 "${files[@]}"
	says "3.ndjson: "
	head -c -40 4.ndjson >cut.ndjson
	sweep 12 "${args[@]}" "${files[@]:0:12}" --merge cut.ndjson
	says "cut.ndjson"
	sweep 2 "${args[@]}" --shard 8/7
	says "is no shard such as 2/7"
	sweep 2 "${args[@]}" --shard 1/7 --merge 1.ndjson
	says "--shard and --merge: one of them"
	[ "$(stored)" -eq 2 ]
	[ "$(stored sweep)" -eq 0 ]
}

@test "optimize: shards of something else are refused, by name" {
	args=(--policy none --param fast=4,6 --param slow=40,60)
	refuses_other_shards optimize
}

@test "optimize: a capital of which money has few decimals" {
	given_bars
	for capital in 0.1 1 6; do
		sweep 0 --capital $capital --param fast=4,6 --param slow=40,60
	done
}

@test "optimize: one trade of each set, and none at all" {
	given_bars
	given_lonely
	exits 0 optimize ./one.strategy BTC/USDT --policy none --format ndjson
	[ "$(head -n -1 <<<"$output" | jq -s 'map(.trades) == [1, 1, 1]')" = true ]
	[ "$(tail -n 1 <<<"$output" | jq -r .verdict)" = nothing ]
	exits 0 backtest verify 1
	exits 1 optimize ./one.strategy BTC/USDT --policy none \
		--objective profit_factor
	says "--objective: none of 3 sets has a value of profit_factor"
	exits 2 montecarlo --run 1
	says "run 1 has 1 closed trade; at least 2 are needed"
	exits 0 optimize ./none.strategy BTC/USDT --policy none --format ndjson \
		--objective total_return
	[ "$(tail -n 1 <<<"$output" | jq -r '"\(.verdict) \(.dsr) \(.stability)"')" \
		= "unknown null null" ]
	[[ $stderr == *"the best of 3 sets has no Sharpe ratio"* ]]
	for o in sharpe calmar win_rate expectancy; do
		exits 1 optimize ./none.strategy BTC/USDT --policy none \
			--objective $o
		says "--objective: none of 3 sets has a value of $o"
	done
	[ "$(stored)" -eq 2 ]
}

@test "optimize: bad input leaves nothing behind" {
	given_bars
	while IFS='|' read -r code args said; do
		eval "set -- $args"
		exits "$code" optimize "$CROSS" BTC/USDT --policy none "$@"
		says "$said"
	done <<-'EOT'
		2|--param fast=9..3|--param fast=9..3: the range is empty
		2|--param fast=2..20/0|a step must be more than 0
		2|--param fast=2..20/-1|a step must be more than 0
		2|--param fast=2..200|200 is outside of 2..20, which the file declares
		2|--param fats=2..20|no such parameter; did you mean "fast"?
		2|--param fast|write name=low..high/step
		2|--param fast=4 --param fast=6|--param fast: it is given twice
		2|--param fast=a,b|not values as 8
		2|--param fast=a..b|not a range of values as 8
		2|--param fast=2..20/0.00001 --param slow=20..100/0.0001|1440002600001 sets are too many to try: draw some of them by --search random
		2|--param fast=2..20/0.000000000001 --param slow=20..100/0.000000000001|more sets of parameters than can be counted
		2|--param fast=4 --param slow=40|no parameter has more than one value
		2|--param fast=20 --param slow=20 --param slow=20|--param slow: it is given twice
		1|--param fast=20 --param slow=20,20|a require of the file refuses all 2
		1|--constraint 'trades >= 100000'|--constraint: none of
		1|--objective 'if trades < 100000 then na else sharpe'|--objective: none of
		2|--objective dsr|dsr is not of a set, but of a whole sweep
		2|--objective sharp|--objective:1:1: unknown name "sharp"
		2|--constraint 'trades'|--constraint:1:1:
		2|--search random --trials 0|--trials
		2|--param slow=$(seq -s, 20 0.1 99)|--param: the values of all parameters take 3812 characters, and a run keeps 2048
		2|--constraint "$(printf 'trades > 1 and %.0s' $(seq 60)) trades > 0"|--constraint: longer than 512 characters
		2|--objective "$(printf 'sharpe + %.0s' $(seq 90)) calmar"|--objective: longer than 512 characters
		2|--from 2030-01-01|BTC/USDT
	EOT
	exits 2 optimize nothing BTC/USDT
	says "nothing"
	exits 2 optimize "$CROSS" ETH/USDT
	says "no candles are stored"
	[ "$(stored)" -eq 0 ]
	[ "$(stored sweep)" -eq 0 ]
}
