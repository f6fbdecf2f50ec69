# Covers etrms backtest run: a record with its numbers, the same again to the
# digit, policy and breakers inside, parameters, --assert and --strict, ranges,
# gaps, interruption, and every kind of bad input, with nothing stored.
load ../helper

given_bars() {
	etrms candles generate --venue demo --symbol "${1:-BTC/USDT}" \
		--timeframe "${2:-1h}" --bars "${3:-1500}" --seed "${4:-1}" --quiet
}

runs_stored() {
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" 'SELECT count(*) FROM run'
}

file() {
	printf '%s\n' "strategy $1" "${@:2}" > "$1.strategy"
}

@test "backtest run: a run is printed and kept" {
	given_bars
	exits 0 backtest run sma_cross BTC/USDT \
		--policy none --format json
	[ "$(jq -r '.[0].id' <<< "$output")" = 1 ]
	[ "$(jq -r '.[0].status' <<< "$output")" = "done" ]
	[ "$(jq '.[0].bars' <<< "$output")" -eq 1500 ]
	[ "$(jq '.[0].trades' <<< "$output")" -gt 10 ]
	[ "$(jq -r '.[0].params' <<< "$output")" = "fast=10;slow=30" ]
	[ "$(runs_stored)" -eq 1 ]
}

@test "backtest run: the same run gives the same result" {
	given_bars
	exits 0 backtest run sma_cross BTC/USDT \
		--policy none --format csv --fields result_hash,data_hash,final_equity
	first=$output
	exits 0 backtest run sma_cross BTC/USDT \
		--policy none --format csv --fields result_hash,data_hash,final_equity
	[ "$output" = "$first" ]
	exits 0 backtest run sma_cross BTC/USDT \
		--policy none --param fast=8 --format csv \
		--fields result_hash,data_hash,final_equity
	[ "$output" != "$first" ]
}

@test "backtest run: the store's policy judges every order, and the run says so" {
	given_bars
	exits 0 backtest run sma_cross BTC/USDT \
		--format json
	[ "$(jq '.[0].trades' <<< "$output")" -eq 0 ]
	[ "$(jq '.[0].refusals' <<< "$output")" -gt 10 ]
	[[ $stderr == *"by max-position-share"* ]]
	printf 'max-position-share off\nmax-risk-per-trade off\n' > limits
	exits 0 backtest run sma_cross BTC/USDT \
		--policy limits --format json
	[ "$(jq '.[0].trades' <<< "$output")" -gt 10 ]
	[ "$(jq '.[0].refusals' <<< "$output")" -eq 0 ]
}

@test "backtest run: limits follow the market of bars that had closed" {
	local day factor
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1h --bars 3000 \
		--regimes range,volatile,trend-up --seed 4 --quiet
	file often "timeframe 1h" "long when mod(hour, 6) == 0" "exit after 2 bars" \
		"size notional 3000"
	printf '%s\n' 'max-position-share off' 'max-risk-per-trade off' \
		'max-order-notional 5000 * regime_factor@4h' >limits
	exits 0 backtest run ./often.strategy BTC/USDT --policy limits --format json
	[[ $stderr == *"limits follow the market: 4000 bars wanted before the run, 0 stored"* ]]
	[ "$(jq '.[0].trades > 300 and .[0].refusals > 50' <<<"$output")" = true ]
	exits 0 backtest verify 1
	# each by what analyze all says of the 4h bars before it
	etrms backtest show 1 --part refusals --format csv --no-header \
		--fields time,limit,message | grep -v 'not known' | tail -3 >some
	[[ $(head -1 some) == *",2500,"*"above 2500 USDT (5000 * 0.5: BTC/USDT"* ]]
	cut -d, -f1 some >refused
	etrms backtest show 1 --part trades --format csv --no-header --fields entry_time |
		tail -3 >entered
	for day in $(cat refused entered); do
		factor=$(etrms analyze all BTC/USDT --timeframe 4h --format ndjson --to \
			"${day:0:11}$(printf %02d $((10#${day:11:2} / 4 * 4))):00Z" | jq .limit_factor)
		grep -q "$day" refused || [ "$factor" != 0.5 ] || complain "$day entered"
		grep -q "$day" entered || [ "$factor" = 0.5 ] || complain "$day refused"
	done
	no_complaints
	# of another symbol, whose bars are read for it alone
	sed -i 's/@4h/["ETH\/USDT"]@4h/' limits
	exits 2 backtest run ./often.strategy BTC/USDT --policy limits
	says "ETH/USDT 1h: no candles are stored"
	given_bars ETH/USDT 1h 3000 5
	exits 0 backtest run ./often.strategy BTC/USDT --policy limits
	exits 0 backtest verify 2
	sed -i 's/@4h/@30m/' limits
	exits 2 backtest run ./often.strategy BTC/USDT --policy limits
	says "policy: max-order-notional: bars of 1h do not make those of regime_factor@30m"
}

@test "backtest run: breakers see bars that have closed" {
	given_bars
	printf '%s\n' 'wide --when (high[1] - low[1] > 3 * atr(14)[2])["BTC/USDT"]@4h --do notify' >rules
	exits 0 backtest run sma_cross BTC/USDT --policy none --breakers rules --format json
	[ "$(jq '.[0].breaker_trips' <<<"$output")" -eq 1 ]
	etrms backtest show 1 --part events --format json | jq -r '.[0].time' >at
	# the first 4h bar but one that had closed by then was that wide
	etrms strategy eval '(high[1] - low[1] > 3 * atr(14)[2])' BTC/USDT --timeframe 4h \
		--format csv --no-header | grep -m 1 ',true$' | cut -d, -f1 >bar
	[ $(($(date -ud "$(cat at)" +%s) / 14400)) -eq $(($(cat bar) / 14400000 + 1)) ]
}

@test "backtest run: breakers act inside a run" {
	given_bars
	echo "fall --when drawdown(30d) > 5% --do close, block-entries" > rules
	exits 0 backtest run sma_cross BTC/USDT \
		--policy none --breakers rules --format json
	[ "$(jq '.[0].breaker_trips' <<< "$output")" -eq 1 ]
	with=$(jq '.[0].max_drawdown' <<< "$output")
	exits 0 backtest run sma_cross BTC/USDT \
		--policy none --breakers none --format json
	[ "$(jq '.[0].breaker_trips' <<< "$output")" -eq 0 ]
	[ "$(jq ".[0].max_drawdown > $with" <<< "$output")" = true ]
}

@test "backtest run: --assert is met or exits 1" {
	given_bars
	exits 0 backtest run sma_cross BTC/USDT --policy none \
		--assert 'trades > 5 and max_drawdown < 90%' --quiet
	exits 1 backtest run sma_cross BTC/USDT \
		--policy none --assert 'trades > 100000'
	[[ $stderr == *"--assert: not met: trades"*"against 100000"* ]]
	exits 1 backtest run sma_cross BTC/USDT \
		--assert 'sharpe > 1'
	[[ $stderr == *"--assert: sharpe is not available"* ]]
	exits 2 backtest run sma_cross BTC/USDT --assert 'max_drawdown > 20'
	[ "$(runs_stored)" -eq 3 ]
}

@test "backtest run: a range, and bars before it for the look-back" {
	given_bars
	exits 0 backtest run sma_cross BTC/USDT \
		--policy none --from 2024-01-11 --to 2024-02-01 --format json
	[ "$(jq '.[0].bars' <<< "$output")" -eq 504 ]
	[[ $stderr != *settle* ]]
	exits 0 backtest run sma_cross BTC/USDT \
		--policy none --from 2024-01-01T10:00Z --to 2024-02-01
	[[ $stderr == *"30 bars wanted before it, 10 stored"* ]]
	exits 2 backtest run sma_cross BTC/USDT \
		--from 2023-12-01
	[[ $stderr == *"stored from 2024-01-01T00:00:00Z"* ]]
	exits 2 backtest run sma_cross BTC/USDT \
		--to 2025-12-01
	[[ $stderr == *"stored until"* ]]
	exits 2 backtest run sma_cross BTC/USDT \
		--from 2024-02-01 --to 2024-01-11
	says "--to: not after --from"
	[ "$(runs_stored)" -eq 2 ]
}

@test "backtest run: leverage that the venue or the policy does not give" {
	given_bars BTC/USDT:USDT
	exits 2 backtest run sma_cross BTC/USDT:USDT --leverage 1000
	says "BTC/USDT:USDT: its venue gives less leverage than 1000"
	echo "max-position-leverage 3" > limits
	exits 4 backtest run sma_cross BTC/USDT:USDT --leverage 5 \
		--policy limits
	[[ $stderr == *max-position-leverage* ]]
	[ "$(runs_stored)" -eq 0 ]
	exits 0 backtest run sma_cross BTC/USDT:USDT --leverage 3 \
		--policy limits
}

@test "backtest run: bars that are missing are refused, or counted" {
	given_bars BTC/USDT 1h 400
	etrms candles export --venue demo --symbol BTC/USDT --timeframe 1h --format csv |
		sed '100,104d' > bars.csv
	etrms candles import bars.csv --venue holes --symbol BTC/USDT \
		--timeframe 1h --quiet
	exits 2 backtest run sma_cross BTC/USDT \
		--venue holes
	[[ $stderr == *"no bars from 2024-01-05T02:00:00Z to"* ]]
	[ "$(runs_stored)" -eq 0 ]
	exits 0 backtest run sma_cross BTC/USDT \
		--venue holes --policy none --allow-gaps --format json
	[ "$(jq '.[0].gaps' <<< "$output")" -eq 1 ]
	[[ $stderr == *"gaps: 1, missing bars: 5"* ]]
}

@test "backtest run: longer bars are made of stored shorter ones" {
	file long 'timeframe 4h' 'long when close > sma(close, 3)' \
		'exit when close < sma(close, 3)' 'size notional 1000'
	# 400 hours from 00:00 are 100 bars of 4h, here made and there stored
	given_bars BTC/USDT 1h 400
	etrms candles export --venue demo --symbol BTC/USDT --timeframe 1h \
		--format csv > hours.csv
	awk -F, -v OFS=, 'NR == 1 { print; next }
		NR % 4 == 2 { t = $1; o = $2; h = $3; l = $4; v = 0 }
		{ if ($3 + 0 > h + 0) h = $3; if ($4 + 0 < l + 0) l = $4; v += $6 }
		NR % 4 == 1 { print t, o, h, l, $5, v }' hours.csv > long.csv
	etrms candles import long.csv --venue long --symbol BTC/USDT \
		--timeframe 4h --quiet
	exits 0 backtest run ./long.strategy BTC/USDT --venue demo --policy none \
		--from 2024-01-02T01:00Z --format csv \
		--fields bars,trades,from,to,final_equity,gaps
	made=$output
	exits 0 backtest run ./long.strategy BTC/USDT --venue long --policy none \
		--from 2024-01-02T01:00Z --format csv \
		--fields bars,trades,from,to,final_equity,gaps
	[ "$output" = "$made" ]
	[[ "${lines[1]}" == 93,*,2024-01-02T04:00:00Z,2024-01-17T16:00:00Z,* ]]
	[ "$(cut -d, -f2 <<< "${lines[1]}")" -gt 3 ]
	exits 0 backtest verify 1
	# what is stored goes before what can be made
	exits 0 backtest run ./long.strategy BTC/USDT --policy none \
		--format csv --fields venue
	[ "${lines[1]}" = long ]
	# an hour that is missing is a gap of the run; an end is no bar
	sed '100d;$d' hours.csv > holes.csv
	etrms candles import holes.csv --venue holes --symbol BTC/USDT \
		--timeframe 1h --quiet
	exits 2 backtest run ./long.strategy BTC/USDT --venue holes
	says "no bars from 2024-01-05T02:00:00Z to 2024-01-05T03:00:00Z"
	exits 0 backtest run ./long.strategy BTC/USDT --venue holes \
		--policy none --allow-gaps --format csv --fields bars,gaps
	[ "${lines[1]}" = 99,1 ]
	exits 2 backtest run ./long.strategy BTC/USDT --venue holes \
		--to 2024-01-17T16:00Z
	says "stored until 2024-01-17T12:00:00Z"
	file two 'timeframe 2h' 'long when close > open' 'size notional 1000'
	exits 2 backtest run ./two.strategy BTC/USDT
	says "several venues have its candles"
}

@test "backtest run: what cannot be run is refused by name" {
	given_bars
	exits 2 backtest run sma_croß BTC/USDT
	exits 2 backtest run sma_cros BTC/USDT
	[[ $stderr == *sma_cross* ]]
	exits 2 backtest run sma_cross ETH/USDT
	[[ $stderr == *"ETH/USDT 1h: no candles are stored"* ]]
	exits 2 backtest run sma_cross BTC/USDT BTC/USDT
	[[ $stderr == *"named twice"* ]]
	exits 2 backtest run rsi_reversion BTC/USDT \
		--timeframe 1h
	[[ $stderr == *"its bars are of 4h, not of 1h"* ]]
	exits 2 backtest run sma_cross BTC/USDT \
		--param fast=50 --param slow=40
	exits 2 backtest run sma_cross BTC/USDT \
		--param nope=1
	[[ $stderr == *nope* ]]
	exits 2 backtest run sma_cross BTC/USDT --capital 0
	exits 2 backtest run sma_cross BTC/USDT --slippage 10000
	exits 2 backtest run sma_cross BTC/USDT --leverage 0.5
	exits 2 backtest run sma_cross BTC/USDT --volume-share 2
	exits 2 backtest run sma_cross BTC/USDT --fee 100%
	exits 2 backtest run sma_cross BTC/USDT --detail 7m
	exits 2 backtest run sma_cross BTC/USDT --detail 1m
	[ "$(runs_stored)" -eq 0 ]
}

@test "backtest run: files that are not what they should be" {
	given_bars
	file broken "long when close >" "size 100% of equity"
	exits 12 backtest run ./broken.strategy BTC/USDT
	file ahead "long when close[-1] > close" "size 100% of equity"
	exits 12 backtest run ./ahead.strategy BTC/USDT
	[[ $stderr == *future* ]]
	echo "max-order-notional lots" > limits
	exits 12 backtest run sma_cross BTC/USDT \
		--policy limits
	[[ $stderr == *limits* ]]
	echo "daily --when drawdown(1d) > 5 --do notify" > rules
	exits 12 backtest run sma_cross BTC/USDT \
		--breakers rules
	[[ $stderr == *rules* ]]
	[ "$(runs_stored)" -eq 0 ]
}

@test "backtest run: statements that this version cannot keep to are refused" {
	given_bars BTC/USDT:USDT
	given_bars ETH/USDT:USDT 1h 1500 2
	file both "with eth = \"ETH/USDT:USDT\"" "long when close > open" \
		"hedge eth ratio 1" "stop 5%" "size 10% of equity"
	exits 12 backtest run ./both.strategy \
		BTC/USDT:USDT
	[[ $stderr == *"hedge: no venue watches a stop"* ]]
	file bare "long when close > open" "size risk 1%"
	exits 12 backtest run ./bare.strategy \
		BTC/USDT:USDT
	[[ $stderr == *"stop"* ]]
}

@test "backtest run: no trades is said, and an absurd result fails under --strict" {
	given_bars
	file never "long when close < 0" "size 10% of equity"
	exits 0 backtest run ./never.strategy BTC/USDT
	[[ $stderr == *"no trades"* ]]
	etrms candles generate --venue up --symbol BTC/USDT --timeframe 1h \
		--bars 3000 --regimes trend-up --volatility 5% --quiet
	file seer "long when close > 0" "exit after 20 bars" \
		"size 100% of equity"
	exits 1 backtest run ./seer.strategy BTC/USDT \
		--venue up --policy none --fee 0% --strict
	[[ $stderr == *"absurd: "* ]]
}

@test "backtest run: several symbols share an account" {
	given_bars BTC/USDT:USDT 1h 800 3
	given_bars ETH/USDT:USDT 1h 800 4
	exits 0 backtest run sma_cross BTC/USDT:USDT ETH/USDT:USDT \
		--policy none --leverage 3 --format json
	[ "$(jq -r '.[0].symbols' <<< "$output")" = \
		"BTC/USDT:USDT;ETH/USDT:USDT" ]
	[ "$(etrms backtest show 1 --part trades --format json |
		jq '[.[].symbol] | unique | length')" -eq 2 ]
}

closed_before() {
	etrms backtest show "$1" --part trades --format json |
		jq -c --arg t "$2" '[.[] | select(.exit_time != null and
		    .exit_time < $t) | del(.run)]'
}

@test "backtest run: of the ten that are shipped, later bars change nothing" {
	local name frame id=0
	for frame in 1h 4h; do
		given_bars BTC/USDT:USDT $frame 3000 3
		given_bars ETH/USDT:USDT $frame 3000 4
	done
	for name in sma_cross buy_and_hold bollinger_reversion pairs \
		volatility_breakout ema_adx_trend rsi_reversion \
		donchian_breakout macd_momentum supertrend; do
		exits 0 backtest run $name BTC/USDT:USDT --policy none --quiet
		exits 0 backtest run $name BTC/USDT:USDT --policy none --quiet \
			--to 2024-03-20
		id=$((id + 2))
		[ "$(closed_before $((id - 1)) 2024-03-20)" = \
			"$(closed_before $id 2024-03-20)" ] ||
			complain "$name: another past"
	done
	no_complaints
}

interrupt() {
	local pid
	code=0
	etrms backtest run "$@" --policy none --format json >cut.json 2>cut.err &
	pid=$!
	# Once it holds signals back it is about to replay.
	for _ in $(seq 500); do
		[ "$(awk '$1 == "SigBlk:" { print $2 }' "/proc/$pid/status")" \
			= 0000000000000000 ] || break
		sleep 0.01
	done
	kill -INT "$pid"
	wait "$pid" || code=$?
}

# cut_short ARGS…: interrupts a run in the middle; $ID is the run's id. Where
# the machine is so busy that it was over before, once more.
cut_short() {
	local code
	for _ in $(seq 5); do
		interrupt "$@"
		[ "$code" -ne 13 ] || break
	done
	[ "$code" -eq 13 ] || { cat cut.err; return 1; }
	ID=$(jq -r '.[0].id' cut.json)
	grep -q "etrms: interrupted: run $ID goes up to there" cut.err
	[ "$(jq -r '.[0].status' cut.json)" = canceled ]
	[ "$(jq '.[0].bars' cut.json)" -lt 400000 ]
	[ "$(jq '.[0].bars' cut.json)" -gt 0 ]
}

given_long_bars() {
	given_bars BTC/USDT 1m 400000
	file busy "timeframe 1m" \
		"long when crossover(sma(close, 10), sma(close, 30))" \
		"exit when crossunder(sma(close, 10), sma(close, 30))" \
		"stop 1%" "size 20% of equity"
	file held "timeframe 1m" "long when close > 0" "size 20% of equity"
}

@test "backtest run: interrupted, it is kept as far as it came, and holds" {
	given_long_bars
	cut_short ./busy.strategy BTC/USDT --assert 'trades > 1000000'
	exits 0 backtest verify "$ID"
	cut_short ./held.strategy BTC/USDT
	[ "$(jq '.[0].trades' cut.json)" -eq 0 ]
	exits 0 backtest verify "$ID"
	exits 0 backtest show "$ID"
	exits 0 store check
}

@test "backtest run: interrupted before a gap, or before a symbol begins" {
	given_long_bars
	etrms candles export --venue demo --symbol BTC/USDT --timeframe 1m \
		--format csv > bars.csv
	sed '399990,399994d' bars.csv > holes.csv
	etrms candles import holes.csv --venue holes --symbol BTC/USDT \
		--timeframe 1m --quiet
	(head -n 1 bars.csv; tail -n 100 bars.csv) > late.csv
	etrms candles import late.csv --venue demo --symbol ETH/USDT \
		--timeframe 1m --quiet
	cut_short ./busy.strategy BTC/USDT --venue holes --allow-gaps
	[ "$(jq '.[0].gaps' cut.json)" -eq 0 ]
	exits 0 backtest verify "$ID"
	cut_short ./busy.strategy BTC/USDT ETH/USDT --venue demo
	exits 0 backtest verify "$ID"
	exits 0 store check
}

# given_hours VENUE "O H L C V"…: bars of a perpetual, an hour each
given_hours() {
	local venue=$1 at=1709251200000 bar
	shift
	{
		echo open_time_ms,open,high,low,close,volume
		for bar in "$@"; do
			echo "$at,${bar// /,}"
			at=$((at + 3600000))
		done
	} > hours.csv
	etrms candles import hours.csv --venue "$venue" --quiet \
		--symbol BTC/USDT:USDT --timeframe 1h
}

@test "backtest run: bankrupt, it is left alone, shown, exported and verified" {
	given_hours demo "100 101 99 100 1" "100 101 99 100 9" \
		"100 101 20 30 9" "30 31 29 30 1" "30 31 29 30 1" "30 31 29 30 9"
	file all "long when volume == 1" "size 900% of equity" "leverage 10"
	exits 0 backtest run ./all.strategy BTC/USDT:USDT --policy none \
		--slippage 0 --format json
	[ "$(jq -c '.[0] | [.status, .final_equity, .total_return, .trades]' \
		<<< "$output")" = '["bankrupt",0,-1,1]' ]
	[ "$(etrms backtest show 1 --part orders --format json | jq length)" -eq 2 ]
	exits 0 backtest show 1
	exits 0 report 1 --html page.html
	! grep -Eiw "nan|inf" page.html || return 1
	exits 0 backtest verify 1
	exits 0 store check
}

# What goes by on a terminal as a command works; CODE is how it ends.
typed() {
	CODE=0
	script -qec "$*" /dev/null >typed </dev/null || CODE=$?
	tr '\r' '\n' <typed >lines
}

@test "backtest run, verify and compare say on a terminal how far they are" {
	command -v script >/dev/null || skip "no script(1)"
	given_long_bars
	echo "late --when drawdown(30d) > 99% --do halt" > rules
	typed "etrms backtest run ./busy.strategy BTC/USDT --policy none \
		--breakers rules --format csv --fields bars"
	[ "$CODE" -eq 0 ]
	grep -Eq '^backtest: +[0-9]+%' lines
	typed etrms backtest verify 1
	[ "$CODE" -eq 0 ]
	grep -Eq '^verify: +[0-9]+%' lines
	typed etrms backtest compare 1 --without-breakers
	[ "$CODE" -eq 0 ]
	grep -Eq '^without breakers: +[0-9]+%' lines
	typed etrms backtest verify 1 --quiet
	[ "$CODE" -eq 0 ]
	run ! grep -q 'verify:' lines
}
