# etrms strategy eval: bars from files, standard input and the store; every
# format; parameters and fields; places; canonical form and program; every kind
# of bad input with its code and message.
load ../helper

# Five bars of an hour; the closes are 10.5 11 12.5 12 13.
given_file() {
	cat >bars.csv <<-'EOF'
		timestamp,open,high,low,close,volume
		1704067200000,10,11,9.5,10.5,1
		1704070800000,10.5,11.5,10,11,2
		1704074400000,11,13,11,12.5,3
		1704078000000,12.5,12.5,11.5,12,0.5
		1704081600000,12,13.5,12,13,1.25
	EOF
}

# The values of all bars, on one line; "-" where null.
values() {
	exits 0 strategy eval --series BTC/USDT=bars.csv --format ndjson "$@"
	json '.value | if . == null then "-" else tostring end' | paste -sd' '
}

@test "strategy eval: one row per bar with its open time" {
	given_file
	exits 0 strategy eval --series BTC/USDT=bars.csv 'close - close[1]' \
		--format csv
	[ "$output" = "timestamp,value
1704067200000,
1704070800000,0.5
1704074400000,1.5
1704078000000,-0.5
1704081600000,1" ]
}

@test "strategy eval: the formats agree" {
	given_file
	exits 0 strategy eval --series BTC/USDT=bars.csv 'close > 11.5'
	[ "${#lines[@]}" -eq 5 ]
	[ "${lines[2]}" = '{"timestamp":1704074400000,"value":true}' ]
	ndjson=$(jq -c . <<<"$output")
	exits 0 strategy eval --series BTC/USDT=bars.csv 'close > 11.5' \
		--format json
	[ "$(jq -c '.[]' <<<"$output")" = "$ndjson" ]
	exits 0 strategy eval --series BTC/USDT=bars.csv 'close > 11.5' \
		--format table
	grep -q '1704074400000  *true' <<<"$output" ||
		grep -q '1704074400000  *yes' <<<"$output"
}

@test "strategy eval: every type of value" {
	given_file
	[ "$(values 'close * 2')" = "21 22 25 24 26" ]
	[ "$(values 'close[1] > 11')" = "- false false true true" ]
	[ "$(values 'time' | cut -d' ' -f1)" = "2024-01-01T01:00:00Z" ]
	[ "$(values 'time - time[2]')" = "- - 7200 7200 7200" ]
	[ "$(values 'if close > 11.5 then symbol else "low"')" = \
		"low low BTC/USDT BTC/USDT BTC/USDT" ]
	[ "$(values '1 / 3')" = "0.3333333333333333 0.3333333333333333 \
0.3333333333333333 0.3333333333333333 0.3333333333333333" ]
	[ "$(values '0.1 + 0.2' | cut -d' ' -f1)" = 0.3 ]
}

@test "strategy eval: windows, spans and three-valued logic" {
	given_file
	[ "$(values 'sma(close, 2)')" = "- 10.75 11.75 12.25 12.5" ]
	[ "$(values 'highest(high, 3)')" = "- - 13 13 13.5" ]
	[ "$(values 'close > open for 2 bars')" = \
		"- true true false false" ]
	[ "$(values 'not (close > sma(close, 3))')" = \
		"- - false false false" ]
	[ "$(values 'close > sma(close, 3) or close > 10')" = \
		"true true true true true" ]
	[ "$(values 'nz(close[1], open)')" = "10 10.5 11 12.5 12" ]
	[ "$(values 'let a = close; let b = a[1]; a - b')" = \
		"- 0.5 1.5 -0.5 1" ]
	[ "$(values 'crossover(close, 12)')" = \
		"false false true false true" ]
}

@test "strategy eval: longer bars and other series" {
	given_file
	cat >eth.csv <<-'EOF'
		timestamp,open,high,low,close,volume
		1704070800000,1,1,1,1,1
		1704078000000,2,2,2,2,1
	EOF
	[ "$(values 'close@4h')" = "- - - 12 12" ]
	[ "$(values 'close["ETH/USDT"]' --series ETH/USDT=eth.csv \
		--timeframe 1h)" = "- 1 - 2 -" ]
	[ "$(values 'last(close["ETH/USDT"], 1)' --series ETH/USDT=eth.csv \
		--timeframe 1h)" = "- 1 1 2 2" ]
}

@test "strategy eval: standard input, and a stored series" {
	given_file
	run --separate-stderr bash -c 'etrms strategy eval --series \
		BTC/USDT=- "close > 12" --format csv <bars.csv'
	[ "$status" -eq 0 ]
	[ "${lines[3]}" = 1704074400000,true ]
	exits 0 candles import bars.csv --venue sim --symbol BTC/USDT \
		--timeframe 1h
	exits 0 strategy eval 'close > 12' BTC/USDT --format csv
	[ "${lines[3]}" = 1704074400000,true ]
	exits 0 strategy eval 'close' BTC/USDT --from 2024-01-01T03:00Z \
		--to 2024-01-01T04:00Z --format csv
	[ "${#lines[@]}" -eq 2 ]
	exits 2 strategy eval 'close' ETH/USDT
	says "ETH/USDT: no candles are stored"
	exits 2 strategy eval 'close["ETH/USDT"]' BTC/USDT
	says "ETH/USDT 1h: no candles are stored"
	exits 2 strategy eval 'close' BTC/USDT --from 2024-01-02 --to 2024-01-01
	says "--to is before --from"
	exits 2 strategy eval 'close' BTC/USDT --timeframe 30m
	says "BTC/USDT 30m: no candles are stored"
	exits 2 strategy eval 'close' BTC/USDT --timeframe 7h
	says "7h bars cannot be made from 1h bars"
}

@test "strategy eval: longer bars are made of stored shorter ones" {
	{
		echo timestamp,open,high,low,close,volume
		# opens at 02:00: the first bucket of 4h is not whole
		for i in $(seq 2 14); do
			echo "$((1704067200000 + i * 3600000)),$i,$((i + 2)),$((i - 1)),$i.5,1"
		done
	} >hours.csv
	exits 0 candles import hours.csv --venue sim --symbol BTC/USDT \
		--timeframe 1h
	exits 0 strategy eval 'close' BTC/USDT --timeframe 4h --format csv
	[ "$output" = "timestamp,value
1704081600000,7.5
1704096000000,11.5" ]
	exits 0 strategy eval 'high - low' BTC/USDT --timeframe 4h \
		--from 2024-01-01T05:00Z --to 2024-01-01T08:30Z --format csv
	[ "$output" = "timestamp,value
1704096000000,6" ]
	# what is seen at the end of a bucket is the same bar
	exits 0 strategy eval 'close@4h' BTC/USDT --timeframe 1h --format csv
	[ "$(echo "$output" | grep 1704106800000)" = 1704106800000,11.5 ]
	exits 0 strategy eval 'close@8h' BTC/USDT --timeframe 4h --format csv
	[ "${lines[2]}" = 1704096000000, ]
	# what is stored is taken as it is
	sed -n '1p;2p;4p;6p;8p;10p;12p' hours.csv >two.csv
	exits 0 candles import two.csv --venue sim --symbol BTC/USDT \
		--timeframe 2h
	exits 0 strategy eval 'close' BTC/USDT --timeframe 2h --format csv
	[ "${lines[1]}" = 1704074400000,2.5 ]
	# of several shorter ones the longest
	exits 0 strategy eval 'volume' BTC/USDT --timeframe 4h --format csv
	[ "${lines[1]}" = 1704081600000,2 ]
}

@test "strategy eval: several stored series need a choice" {
	given_file
	exits 0 candles import bars.csv --venue sim --symbol BTC/USDT \
		--timeframe 1h
	exits 0 candles import bars.csv --venue demo --symbol BTC/USDT \
		--timeframe 1h
	exits 2 strategy eval 'close' BTC/USDT
	says "choose one with --venue"
	exits 0 strategy eval 'close' BTC/USDT --venue demo
	[ "${#lines[@]}" -eq 5 ]
}

@test "strategy eval: parameters are constants" {
	given_file
	[ "$(values 'sma(close, n)' --param n=2)" = \
		"- 10.75 11.75 12.25 12.5" ]
	[ "$(values 'close > k * 10%' --param k=115 | cut -d' ' -f2-3)" = \
		"false true" ]
	[ "$(values 'close@tf' --param tf=4h)" = "- - - 12 12" ]
	exits 2 strategy eval --series BTC/USDT=bars.csv 'close > n' --param n
	says "--param n: write name=value"
	exits 2 strategy eval --series BTC/USDT=bars.csv 'close > n' \
		--param n=abc
	says 'parameter n: "abc" is not a number'
	exits 2 strategy eval --series BTC/USDT=bars.csv 'sma(close, n)' \
		--param n=2.5
	says '"n" of sma must be a whole number'
}

@test "strategy eval --for breaker: values are given, the rest is missing" {
	exits 0 strategy eval --for breaker 'drawdown(1d) > 5%' \
		--field 'drawdown(1d)=6%'
	[ "$output" = '{"value":true,"missing":null}' ]
	exits 0 strategy eval --for breaker 'drawdown(1d) > 5%' \
		--field 'drawdown(period = 24h)=5%'
	[ "$(json .value)" = false ]
	exits 0 strategy eval --for breaker 'drawdown(1d) > 5%' \
		--field 'drawdown(2d)=6%'
	[ "$(json '[.value, .missing] | @csv')" = ',"drawdown"' ]
	exits 0 strategy eval --for breaker \
		'equity * 0.1 == 1000.01 and symbol == "A" and data_age < 2m' \
		--field equity=10_000.1 --field symbol=A --field data_age=90s
	[ "$(json .value)" = true ]
	exits 0 strategy eval --for breaker 'position.gain' \
		--field position.gain=-8%
	[ "$(json .value)" = -0.08 ]
	exits 0 strategy eval --for breaker 'equity > 1' --field equity=na
	[ "$(json .missing)" = equity ]
	exits 0 strategy eval --for breaker 'time > 2024-03-01'
	[ "$(json .value)" = true ]
	exits 2 strategy eval --for breaker 'equity > 1' --field equity=much
	says 'equity:1:1: unknown name "much"'
	exits 2 strategy eval --for breaker 'equity > 1' --field equty=1
	says '--field:1:1: unknown name "equty"; did you mean "equity"?'
}

@test "strategy eval --for breaker: bars in a switch" {
	given_file
	export ETRMS_NOW=2024-01-01T05:30:00Z
	exits 0 strategy eval --for breaker --series BTC/USDT=bars.csv \
		'close@1h > 12.5 and equity > 5' --field equity=6
	[ "$(json .value)" = true ]
	export ETRMS_NOW=2024-01-01T06:00:00Z
	exits 0 strategy eval --for breaker --series BTC/USDT=bars.csv \
		'close@1h > 12.5'
	[ "$(json '[.value, .missing] | @csv')" = ',"bars"' ]
	exits 2 strategy eval --for breaker 'close@1h > 12.5'
	says "the expression reads bars; name a symbol, or give --series"
}

@test "strategy eval --for result" {
	exits 0 strategy eval --for result \
		'sharpe > 1 and max_drawdown < 20% and trades >= 30' \
		--field sharpe=1.4 --field max_drawdown=12% --field trades=31
	[ "$(json .value)" = true ]
	exits 0 strategy eval --for result \
		'if trades < 30 then na else sharpe * sqrt(trades)' \
		--field trades=36 --field sharpe=1.5
	[ "$(json .value)" = 9 ]
	exits 0 strategy eval --for result 'sharpe > 1'
	[ "$(json .missing)" = sharpe ]
}

@test "strategy eval --print: the canonical form, without bars" {
	exits 0 strategy eval --print 'macd( close ).hist>1e-3' --format table
	grep -q 'macd(close, 12, 26, 9).hist > 0.001' <<<"$output"
	exits 0 strategy eval --print --for breaker \
		'drawdown(basis="week") > 1e1%'
	[ "$(json .canonical)" = 'drawdown(all, "week") > 10%' ]
	[ "$(json .type)" = condition ]
	exits 0 strategy eval --print 'close * volume'
	[ "$(json '[.type, .unit] | join(" ")')" = "number money" ]
}

@test "strategy eval --plan: operations in order, equal ones once" {
	exits 0 strategy eval --plan 'sma(close, 5) > sma(close, 5)[1]' \
		--format csv
	[ "$(cut -d, -f2 <<<"$output" | paste -sd' ')" = \
		"operation close sma 5 hist 1 lt" ]
	exits 0 strategy eval --plan 'sma(close, 5)@4h > close' --format csv \
		--fields operation,series,lookback
	grep -qx 'sma 5,4h,4' <<<"$output"
	grep -qx 'align,1h,20' <<<"$output"
}

@test "strategy eval: what costs too much needs --slow" {
	given_file
	sum=$(seq -s ' + ' -f 'median(close, %.0f)' 1 110)
	exits 2 strategy eval --series BTC/USDT=bars.csv "$sum"
	says "more than 2000 needs --slow"
	exits 0 strategy eval --series BTC/USDT=bars.csv "$sum" --slow
	[ "${#lines[@]}" -eq 5 ]
}

@test "strategy eval: the regime is a word, of a longer timeframe too" {
	exits 0 candles generate --venue sim --symbol BTC/USDT --timeframe 1h \
		--bars 900 --seed 3
	exits 0 strategy eval 'regime()' BTC/USDT --format csv
	[ "${lines[118]#*,}" = "" ]
	[ "$(sed '1,119d; s/.*,//' <<<"$output" | sort -u | tr '\n' ' ')" = \
		"breakout ranging trending_down trending_up volatile " ]
	exits 0 strategy eval 'regime()@4h in ("ranging", "trending_up")' \
		BTC/USDT --format csv
	[ "$(grep -c true <<<"$output")" -gt 100 ]
	exits 0 strategy eval 'volatility(30, "yang_zhang") > 10% and
		regime_confidence() >= 50%' BTC/USDT --format csv
	[ "$(grep -c true <<<"$output")" -gt 700 ]
	exits 0 strategy eval --print 'regime()["BTC/USDT"]@4h in ("volatile",
		"breakout") and leverage > 3' --for breaker --format ndjson
	[ "$(json .canonical)" = \
		'regime()["BTC/USDT"]@4h in ("volatile", "breakout") and leverage > 3' ]
}

@test "strategy eval --for breaker: the regime of stored bars" {
	exits 0 candles generate --venue sim --symbol BTC/USDT --timeframe 4h \
		--bars 500 --seed 3 --from 2024-01-01
	local now was
	exits 0 strategy eval 'regime()' BTC/USDT --format csv
	now=${lines[500]#*,}
	was=$(tail -n 1 <<<"$output" | cut -d, -f1)
	ETRMS_NOW=$(date -u -d "@$((was / 1000 + 4 * 3600 + 60))" +%FT%TZ) \
		exits 0 strategy eval --for breaker --field leverage=4 \
		"regime()[\"BTC/USDT\"]@4h in (\"$now\", \"none\") and leverage > 3"
	[ "$(json .value)" = true ]
}

@test "strategy eval: an error shows the place" {
	given_file
	exits 2 strategy eval --series BTC/USDT=bars.csv 'close > emma(close, 20)'
	[ "$stderr" = 'etrms: expression:1:9: unknown function "emma"; did you mean "ema"?
  close > emma(close, 20)
          ^~~~' ]
	exits 2 strategy eval --for breaker 'drawdown(1d) > 5'
	says "5 means 500%; write 5% or 500%"
}

@test "strategy eval: warnings, and --quiet" {
	given_file
	exits 0 strategy eval --series BTC/USDT=bars.csv 'pct_change(close) == 1'
	[[ $stderr == "etrms: warning: expression:1:19: == between inexact"* ]]
	exits 0 strategy eval --series BTC/USDT=bars.csv --quiet \
		'pct_change(close) == 1'
	[ -z "$stderr$output" ]
}

@test "strategy eval: an expression that begins with a minus sign" {
	given_file
	exits 0 strategy eval --series BTC/USDT=bars.csv --format csv -- \
		'-close < -12'
	[ "${lines[3]}" = 1704074400000,true ]
}

@test "strategy eval: what is not given, or not there" {
	given_file
	exits 2 strategy eval
	exits 2 strategy eval 'close'
	says "name a symbol, or give --series"
	exits 2 strategy eval --series bars.csv 'close'
	says "write SYMBOL=FILE"
	exits 2 strategy eval --series BTC/USDT= 'close'
	says "write SYMBOL=FILE"
	exits 2 strategy eval --series 'b t c=bars.csv' 'close'
	says "is not a symbol"
	exits 2 strategy eval --series BTC/USDT=none.csv 'close'
	says "none.csv"
	exits 2 strategy eval --series BTC/USDT=bars.csv 'close' --field a=1
	says "--field"
	exits 2 strategy eval --for nothing 'close'
}

@test "strategy eval: one bar has no timeframe of its own" {
	given_file
	head -2 bars.csv >one.csv
	exits 2 strategy eval --series BTC/USDT=one.csv 'close'
	says "give --timeframe"
	exits 0 strategy eval --series BTC/USDT=one.csv 'close' --timeframe 1h
	[ "${#lines[@]}" -eq 1 ]
}

@test "strategy eval: bad bars are refused with file and line" {
	given_file
	{ head -4 bars.csv; sed -n 2p bars.csv; } >disorder.csv
	exits 12 strategy eval --series BTC/USDT=disorder.csv 'close'
	says "disorder.csv:5"
	sed '3s/11.5/1/' bars.csv >impossible.csv
	exits 12 strategy eval --series BTC/USDT=impossible.csv 'close'
	says "impossible.csv:3"
	sed '3s/11.5/abc/' bars.csv >word.csv
	exits 12 strategy eval --series BTC/USDT=word.csv 'close'
	says "word.csv:3"
	: >empty.csv
	exits 12 strategy eval --series BTC/USDT=empty.csv 'close'
	says "empty.csv"
	head -1 bars.csv >header.csv
	exits 12 strategy eval --series BTC/USDT=header.csv 'close' \
		--timeframe 1h
}

@test "strategy eval: a closed pipe ends it silently, a full disk does not" {
	given_file
	run --separate-stderr bash -c 'etrms strategy eval --series \
		BTC/USDT=bars.csv close >/dev/full'
	[ "$status" -eq 14 ]
}

@test "strategy eval: real candles against awk" {
	needs_data candles_1d/BTCUSDT_spot_1d.csv
	file=$ETRMS_DATA/candles_1d/BTCUSDT_spot_1d.csv
	exits 0 strategy eval --series "BTC/USDT=$file" --timeframe 1d \
		'highest(high, 20)[1] < close' --format csv
	[ "${#lines[@]}" -gt 1000 ]
	c=$(head -1 "$file" | tr ',' '\n' | grep -nx close | cut -d: -f1)
	h=$(head -1 "$file" | tr ',' '\n' | grep -nx high | cut -d: -f1)
	want=$(awk -F, -v c="$c" -v h="$h" 'NR > 1 { n++; top = 0
		for (i = n - 20; i < n; i++) if (high[i] > top) top = high[i]
		if (n > 20) yes += $c + 0 > top; high[n] = $h + 0 }
		END { print yes }' "$file")
	[ "$(grep -c ',true$' <<<"$output")" -eq "$want" ]
	[ "$want" -gt 50 ]
}

@test "strategy eval: the settled funding rate, from the store only" {
	source "$ROOT/tests/paper.bash"
	given_candles BTC/USDT:USDT 50000 50000 50000
	printf '%s\n' symbol,ts,funding_rate BTC/USDT:USDT,1709251260000,0.0003 \
		BTC/USDT:USDT,1709251380000,-0.0001 >rates.csv
	exits 0 strategy eval funding BTC/USDT:USDT
	[ "$(json '.value | tostring' | paste -sd' ')" = "null null null" ]
	exits 0 market import rates.csv --venue test
	exits 0 strategy eval funding BTC/USDT:USDT
	[ "$(json .value | paste -sd' ')" = "0.0003 0.0003 -0.0001" ]
	exits 0 strategy eval 'funding[1] < 0 or funding < 0bp' BTC/USDT:USDT
	[ "$(json .value | paste -sd' ')" = "null false true" ]
	exits 0 strategy eval --series "BTC/USDT:USDT=bars.csv" funding BTC/USDT:USDT
	[ "$(json '.value | tostring' | paste -sd' ')" = "null null null" ]
}
