# Covers etrms walkforward: rolling and anchored windows, embargo, what was
# chosen and what came of it, the stitched run and its equity, constraints that
# a window cannot meet, the same on any number of threads and after an
# interruption, verified, and every kind of bad input, with nothing stored.
load ../helper
load ../sweep

walk() {
	exits "$1" walkforward "$CROSS" BTC/USDT --policy none "${@:2}"
}

windows() {
	jq -r 'select(.record == "walk window") |
		"\(.train_from) \(.train_to) \(.test_from) \(.test_to)"' <<<"$output"
}

@test "walkforward: windows move on by what was tested" {
	given_bars BTC/USDT 1500 7
	walk 0 --train 20d --test 10d --format ndjson
	[ "$(windows)" = "$(printf '2024-01-%sT00:00:00Z 2024-%sT00:00:00Z 2024-%sT00:00:00Z 2024-%sT00:00:00Z\n' \
		01 01-21 01-21 01-31 11 01-31 01-31 02-10 21 02-10 02-10 02-20 \
		31 02-20 02-20 03-01)" ]
	walk 0 --train 20d --test 10d --anchored --embargo 2d --format ndjson
	[ "$(windows | cut -d ' ' -f 1 | sort -u)" = 2024-01-01T00:00:00Z ]
	[ "$(windows | head -n 1)" = "2024-01-01T00:00:00Z 2024-01-21T00:00:00Z 2024-01-23T00:00:00Z 2024-02-02T00:00:00Z" ]
	[ "$(windows | tail -n 1 | cut -d ' ' -f 2,4)" = \
		"2024-02-20T00:00:00Z 2024-03-03T00:00:00Z" ] ||
		[ "$(windows | wc -l)" -eq 4 ]
}

@test "walkforward: each choice is what optimize says of its window" {
	given_bars BTC/USDT 1500 7
	walk 0 --train 20d --test 10d --objective total_return --format ndjson
	third=$(jq -c 'select(.number == 3)' <<<"$output")
	exits 0 optimize "$CROSS" BTC/USDT --policy none --top 1 \
		--objective total_return \
		--from "$(jq -r .train_from <<<"$third")" \
		--to "$(jq -r .train_to <<<"$third")" --format ndjson
	[ "$(head -n 1 <<<"$output" | jq -r .params)" = "$(jq -r .params <<<"$third")" ]
	[ "$(head -n 1 <<<"$output" | jq .objective)" = "$(jq .objective <<<"$third")" ]
}

@test "walkforward: out of sample is what backtest run says of each window" {
	given_bars BTC/USDT 1500 7
	walk 0 --train 20d --test 10d --format ndjson
	first=$(head -n 1 <<<"$output")
	mapfile -t given < <(jq -r '.params | split(";")[] | "--param", .' \
		<<<"$first")
	exits 0 backtest run "$CROSS" BTC/USDT --policy none "${given[@]}" \
		--from "$(jq -r .test_from <<<"$first")" \
		--to "$(jq -r .test_to <<<"$first")"
	exits 0 backtest show 2 --part equity --format csv --fields time,equity
	head -n 240 <<<"$output" >alone
	exits 0 backtest show 1 --part equity --format csv --fields time,equity
	head -n 240 <<<"$output" | cmp - alone
	[ "${#lines[@]}" -eq $((1 + 1 + 4 * 240)) ]
	exits 0 backtest show 1 --part trades
	[ "$(jq -s 'map(select(.exit_time == null)) | length' <<<"$output")" -eq 0 ]
	exits 0 backtest show 1 --format json
	[ "$(json '.[0] | "\(.kind) \(.from) \(.to)"')" = \
		"walkforward 2024-01-21T00:00:00Z 2024-03-01T00:00:00Z" ]
	exits 0 report 1 --html page.html
}

@test "walkforward: what is sold at a window's end pays slippage and fee" {
	given_bars BTC/USDT 1500 7
	walk 0 --train 20d --test 10d --slippage 10 --fee 1% --param fast=8,10 \
		--format ndjson
	exits 0 backtest show 1 --part trades
	sold=$(jq -c 'select(.reason_out == "end of the window")' <<<"$output")
	[ -n "$sold" ]
	jq -s 'all(.[]; (.profit - (.amount * (.exit_price - .entry_price) -
		.fees)) | fabs < 1e-6)' <<<"$sold" | grep -qx true
	time=$(head -n 1 <<<"$sold" | jq -r .exit_time)
	price=$(head -n 1 <<<"$sold" | jq .exit_price)
	close=$(etrms candles export --venue demo --symbol BTC/USDT --timeframe 1h --to "$time" |
		tail -n 1 | jq .close)
	[ "$(jq -n "($price - $close * 0.999) | fabs < 0.00000002")" = true ]
	exits 0 backtest show 1 --format json
	[ "$(json '.[0].total_return * 10000 | round')" -eq \
		"$(etrms backtest show 1 --part trades |
			jq -s 'map(.profit) | add | round')" ]
}

@test "walkforward: refusals and breakers name the orders of the whole run" {
	given_bars BTC/USDT 1500 7
	echo "fall --when drawdown(30d) > 1% --do close" >rules
	walk 0 --train 20d --test 10d --breakers rules
	exits 0 backtest show 1 --part orders --format ndjson
	orders=$output
	for part in refusals events; do
		exits 0 backtest show 1 --part $part --format ndjson
		jq -c 'select(.order_id != null)' <<<"$output" >$part
	done
	[ "$(jq -s 'map(.number) == [range(1; length + 1)]' <<<"$orders")" = true ]
	[ "$(jq -r 'select(.time > "2024-01-31") | .order_id' refusals | wc -l)" -gt 0 ]
	jq -c 'select(.state == "refused") | [.number, .time]' <<<"$orders" >said
	jq -c '[(.order_id | tonumber), .time]' refusals | cmp - said
	[ "$(jq -r 'select(.time > "2024-01-31") | .order_id' events | wc -l)" -gt 0 ]
	jq -c 'select(.tag == "breaker:fall") | [.number, .symbol]' \
		<<<"$orders" >said
	jq -c '[(.order_id | tonumber), .symbol]' events | cmp - said
}

@test "walkforward: windows are kept, shown, and verified" {
	given_bars BTC/USDT 1500 7
	walk 0 --train 20d --test 10d --format ndjson
	told=$output
	exits 0 backtest show 1 --part windows --format ndjson
	[ "$output" = "$told" ]
	exits 0 backtest verify 1
	exits 0 store check
	exits 2 backtest show 1 --part trials
	says "run 1 is a walkforward: it has no trials"
	[ "$(stored sweep)" -eq 0 ]
	cp "$CROSS" mine.strategy
	exits 0 walkforward ./mine.strategy BTC/USDT --policy none \
		--train 20d --test 10d
	sed -i 's/^exit when.*/exit after 5 bars/' mine.strategy
	exits 1 backtest verify 2
	says "strategy differs"
}

@test "walkforward: a window in which no set will do trades nothing" {
	given_bars BTC/USDT 1500 7
	walk 0 --train 20d --test 10d --constraint 'total_return > 5%' \
		--format ndjson
	empty=$(tail -n 1 <<<"$output" | jq .empty)
	[ "$empty" -gt 0 ]
	[ "$(jq -s 'map(select(.record == "walk window" and .params == null)) |
		length' <<<"$output")" -eq "$empty" ]
	[ "$(jq -s 'map(select(.record == "walk window" and .params == null) |
		.test_return == 0 and .test_trades == 0) | all' <<<"$output")" = true ]
	exits 0 backtest verify 1
}

@test "walkforward: the same bytes on any number of threads, and gone on with" {
	given_bars BTC/USDT 4000 7
	args=(--train 40d --test 10d --param fast=2..20/1 --param slow=20..100/2)
	walk 0 "${args[@]}" --jobs 1
	etrms walkforward "$CROSS" BTC/USDT --policy none "${args[@]}" \
		--jobs 2 --quiet &
	pid=$!
	until [ "$(stored sweep)" -gt 1 ] || ! kill -0 $pid; do :; done
	kill -INT $pid
	code=0
	wait $pid || code=$?
	[ "$code" -eq 13 ]
	[ "$(stored)" -eq 1 ]
	etrms walkforward "$CROSS" BTC/USDT --policy none "${args[@]}" \
		--jobs 2 --quiet &
	pid=$!
	n=$(stored sweep)
	until [ "$(stored sweep)" -gt "$n" ] || ! kill -0 $pid; do :; done
	kill -KILL $pid || true
	wait $pid || true
	exits 0 store check
	[ "$(stored)" -eq 1 ]
	walk 0 "${args[@]}" --jobs 2
	[ "$(bytes 1)" = "$(bytes 2)" ]
	[ "$(stored sweep)" -eq 0 ]
	walk 0 "${args[@]}" --jobs 2
	[ "$(bytes 1)" = "$(bytes 3)" ]
}

@test "walkforward: sharded by seven and merged, it is the same to the byte" {
	given_bars BTC/USDT 3000 7
	args=(--train 20d --test 10d)
	walk 0 "${args[@]}"
	files=()
	for i in 7 1 2 3 4 5 6; do
		etrms walkforward "$CROSS" BTC/USDT --policy none "${args[@]}" \
			--shard "$i/7" >"$i.ndjson"
		files+=(--merge "$i.ndjson")
	done
	[ "$(stored)" -eq 1 ]
	walk 0 "${args[@]}" "${files[@]}"
	[ "$(bytes 1)" = "$(bytes 2)" ]
	walk 12 "${args[@]}" --anchored "${files[@]}"
	walk 12 "${args[@]}" "${files[@]:0:12}"
	says "shard 6 of 7 is missing"
	[ "$(stored)" -eq 2 ]
	[ "$(stored sweep)" -eq 0 ]
}

@test "walkforward: shards of something else are refused, by name" {
	args=(--policy none --param fast=4,6 --param slow=40,60 --train 10d
		--test 5d)
	refuses_other_shards walkforward
}

@test "walkforward: --assert asks for its efficiency" {
	given_bars BTC/USDT 1500 7
	walk 1 --train 20d --test 10d --assert 'wfe > 1000'
	[[ $stderr == *"--assert: not met: wfe > 1000: "* ]]
	walk 0 --train 20d --test 10d --assert 'wfe < 1000 and trades > 0'
}

@test "walkforward: one trade of a window, and none at all" {
	given_bars
	given_lonely
	exits 0 walkforward ./one.strategy BTC/USDT --policy none --train 6d \
		--test 6d --objective total_return --format ndjson
	[ "$(tail -n 1 <<<"$output" | jq .trials)" -gt 3 ]
	exits 0 backtest verify 1
	exits 0 walkforward ./none.strategy BTC/USDT --policy none --train 6d \
		--test 6d --objective total_return --format ndjson
	[ "$(tail -n 1 <<<"$output" | jq -r '"\(.wfe) \(.won)"')" = "null 0" ]
	[[ $stderr == *"warning: no trades"* ]]
	exits 1 walkforward ./none.strategy BTC/USDT --policy none --train 6d \
		--test 6d
	says "--objective: in none of 3 windows a set has a value of sharpe"
	[ "$(stored)" -eq 2 ]
}

@test "walkforward: bad input leaves nothing behind" {
	given_bars BTC/USDT 300 7
	while IFS='|' read -r code args said; do
		eval "set -- $args"
		exits "$code" walkforward "$CROSS" BTC/USDT --policy none "$@"
		says "$said"
	done <<-'EOT'
		2|--test 2d|--train
		2|--train 2d|--test
		2|--train 90d --test 30d|a window takes
		2|--train 90m --test 1d|--train 1h30m: is no whole number of bars of 1h
		2|--train 2d --test 90m|--test 1h30m: is no whole number
		2|--train 2d --test 1d --embargo 90m|--embargo 1h30m: is no whole
		2|--train 2d --test 1d --param fast=4 --param slow=40|no parameter has more than one value
		2|--train 2d --test 1d --objective wfe|wfe is not of a set
		1|--train 5d --test 2d --constraint 'trades > 1000'|--constraint: in none of 3 windows a set meets it and has a value of sharpe
		1|--train 5d --test 2d --objective 'if trades < 1000 then na else sharpe'|--objective: in none of 3 windows a set has a value of if trades
		2|--train 5d --test 2d --param fast=2..20/0.00001 --param slow=20..100/0.0001|1440002600001 sets are too many to try: draw some of them by --search random
	EOT
	[ "$(stored)" -eq 0 ]
	[ "$(stored sweep)" -eq 0 ]
}
