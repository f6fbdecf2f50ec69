# etrms indicator: values from the store and from standard input (CSV, NDJSON),
# every format, parameters, ranges of bars; the table; every kind of bad input
# with its code and message; the golden values where they are there.
load ../helper

# Five bars of an hour.
given_bars() {
	cat >bars.csv <<-'EOF'
		timestamp,open,high,low,close,volume
		1704067200000,10,11,9.5,10.5,1
		1704070800000,10.5,11.5,10,11,2
		1704074400000,11,13,11,12.5,3
		1704078000000,12.5,12.5,11.5,12,0.5
		1704081600000,12,13.5,12,13,1.25
	EOF
}

given_stored() {
	exits 0 candles generate --venue a --symbol A/B --timeframe 1h \
		--bars 400 --seed 2 --from 2024-01-01
}

# refused CODE TEXT ARGS…
refused() {
	local code=$1 text=$2
	shift 2
	exits "$code" indicator "$@"
	says "$text"
	[ -z "$output" ]
}

@test "indicator: a row per bar, empty before the first value" {
	given_bars
	exits 0 indicator sma - --period 2 --format csv <bars.csv
	[ "$output" = "timestamp,value
1704067200000,
1704070800000,10.75
1704074400000,11.75
1704078000000,12.25
1704081600000,12.5" ]
	exits 0 indicator sma - --period 2 --format ndjson <bars.csv
	[ "${lines[0]}" = '{"timestamp":1704067200000,"value":null}' ]
	[ "${lines[1]}" = '{"timestamp":1704070800000,"value":10.75}' ]
}

@test "indicator: several outputs are columns" {
	given_bars
	exits 0 indicator donchian - --period 3 --format csv <bars.csv
	[ "${lines[0]}" = timestamp,upper,middle,lower ]
	[ "${lines[2]}" = 1704070800000,,, ]
	[ "${lines[3]}" = 1704074400000,13,11.25,9.5 ]
	exits 0 indicator donchian - --period 3 --format csv \
		--fields lower,upper <bars.csv
	[ "${lines[3]}" = 9.5,13 ]
}

@test "indicator: the formats agree" {
	given_bars
	exits 0 indicator bbands - --period 3 --dev 1 --format ndjson <bars.csv
	local each=$output
	exits 0 indicator bbands - --period 3 --dev 1 --format json <bars.csv
	[ "$(jq -c '.[]' <<<"$output")" = "$(jq -c . <<<"$each")" ]
	exits 0 indicator bbands - --period 3 --dev 1 --format table <bars.csv
	[ "${lines[-1]}" = "computed from 5 bars" ]
}

@test "indicator: NDJSON comes in as candles export writes it" {
	given_stored
	for format in csv ndjson; do
		etrms candles export --venue a --symbol A/B --timeframe 1h \
			--format "$format" >"in.$format"
		etrms indicator mfi - --format csv <"in.$format" >"out.$format"
	done
	[ "$(wc -l <out.csv)" -eq 401 ]
	cmp out.csv out.ndjson
	etrms indicator mfi A/B --format csv >stored.csv
	cmp out.csv stored.csv
}

@test "indicator: --from and --to choose bars and change no value" {
	given_stored
	etrms indicator ema A/B --timeframe 1h --format csv --no-header >all
	exits 0 indicator ema A/B --timeframe 1h --from 2024-01-03 \
		--to 2024-01-03T05:00Z --format csv --no-header
	[ "$output" = "$(sed -n 49,53p all)" ]
	etrms candles export --venue a --symbol A/B --timeframe 1h --format csv >in
	exits 0 indicator ema - --from 2024-01-03 --to 2024-01-03T05:00Z \
		--format csv --no-header <in
	[ "$output" = "$(sed -n 49,53p all)" ]
}

@test "indicator: --unstable leaves out values after the first" {
	given_bars
	exits 0 indicator ema - --period 2 --unstable 2 --format csv \
		--no-header <bars.csv
	[ "${lines[2]}" = 1704074400000, ]
	[ "${lines[3]}" != 1704078000000, ]
}

@test "indicator: --input chooses the series" {
	given_bars
	exits 0 indicator sma - --period 1 --input hl2 --format csv \
		--no-header <bars.csv
	[ "${lines[0]}" = 1704067200000,10.25 ]
	exits 0 indicator sma - --period 1 --input volume --format csv \
		--no-header <bars.csv
	[ "${lines[4]}" = 1704081600000,1.25 ]
	exits 0 indicator sma - --period 1 --input ohlc4 --format csv \
		--no-header <bars.csv
	[ "${lines[0]}" = 1704067200000,10.25 ]
}

@test "indicator: a word is a parameter, too" {
	given_bars
	exits 0 indicator ema - --seed first --format csv --no-header <bars.csv
	[ "${lines[0]}" = 1704067200000,10.5 ]
	exits 0 indicator vwap_from - --anchor start --format csv \
		--no-header <bars.csv
	[ "${lines[1]%.*}" = 1704070800000,10 ]
}

@test "indicator: every row of the table computes, and its keys are described" {
	given_stored
	etrms help records --format csv --no-header --fields record,field |
		sed -n 's/^indicator_value,//p' | sort >described
	etrms indicator --list --format ndjson |
		jq -r '"\(.name) \(.lookback) \(.outputs | join(","))"' >table
	[ "$(wc -l <table)" -ge 29 ]
	while read -r name lookback outputs; do
		etrms indicator "$name" A/B --format ndjson >out || complain "$name"
		[ "$(wc -l <out)" -eq 400 ] || complain "$name: rows"
		{ read -r keys && read -r first; } < <(jq -rs '
			(map(keys_unsorted | join(",")) | unique | join(";")),
			(map(del(.timestamp) | any(.[]; . == null)) | index(false))' out)
		tr ',;' '\n\n' <<<"$keys" | sort -u >keys
		comm -23 keys described | grep . && complain "$name: not described"
		[ "$keys" = "timestamp,$outputs" ] || complain "$name: outputs"
		[ "$first" = "$lookback" ] ||
			complain "$name: first value at $first"
	done <table
	no_complaints
}

@test "indicator: every parameter of the table is an option" {
	given_bars
	etrms indicator --list --format ndjson |
		jq -r '.name as $n | .parameters[] | "\($n) \(.)"' >params
	while read -r name text; do
		option=--$(sed 's/=.*//; s/_/-/g' <<<"$text")
		usual=$(sed 's/.*=//; s/ .*//' <<<"$text")
		run --separate-stderr etrms indicator "$name" - "$option" "$usual" <bars.csv
		[ "$status" -eq 0 ] || complain "$name $option $usual: $stderr"
	done <params
	no_complaints
}

@test "indicator: --list NAME shows one row" {
	exits 0 indicator rsi --list --format csv
	[ "${#lines[@]}" -eq 2 ]
	[ "${lines[1]}" = 'rsi,x,period=14 (2..10000),value,14,relative strength index,Wilder 1978; TA_RSI' ]
	exits 0 indicator vwap_from --list --format ndjson --fields parameters
	[ "$output" = '{"parameters":["anchor=day (day|week|start)"]}' ]
}

@test "indicator: names are completed" {
	run etrms completion --next -- indicator stoc
	[ "$(cut -f1 <<<"$output" | paste -sd' ')" = "stoch stochf" ]
}

@test "indicator: what is no indicator, parameter or value is refused" {
	given_bars
	refused 2 "name an indicator, or see etrms indicator --list"
	refused 2 "unknown indicator 'stohc'; did you mean stoch?" stohc -
	refused 2 "unknown indicator 'nothing'; see etrms indicator --list" nothing -
	refused 2 "rsi has no --fast; it takes --period" rsi - --fast 3
	refused 2 "obv has no --period; it takes no parameters" obv - --period 3
	refused 2 "ichimoku has no --dev; it takes --tenkan, --kijun, --senkou-b, --displacement" \
		ichimoku - --dev 3
	refused 2 "rsi: period must be a whole number from 2 to 10000, not 1" \
		rsi - --period 1
	refused 2 "sma: period must be a whole number from 1 to 10000, not 2.5" \
		sma - --period 2.5
	refused 2 "sma: period must be a whole number from 1 to 10000, not -3" \
		sma - --period -3
	refused 2 "bbands: dev must be a number from 0 to 1000, not 1001" \
		bbands - --dev 1001
	refused 2 "--period 'x': not a number" sma - --period x
	refused 2 "--period 'nan': not a number" sma - --period nan
	refused 2 "--anchor 'month': not day|week|start" vwap_from - --anchor month
	refused 2 "macd: fast must be less than slow, not 26 and 26" macd - --fast 26
	refused 2 "atr reads what it is made for" atr - --input open
	refused 2 "--unstable '-1': not from 0 to" sma - --unstable -1
}

@test "indicator: bars of a timeframe that is not stored are made of shorter ones" {
	exits 0 candles generate --venue sim --symbol A/B --timeframe 1m \
		--bars 1000 --from 2024-01-01T00:30Z --seed 4
	exits 0 indicator sma A/B --timeframe 1h --period 3 --format csv
	local made=$output
	[ "${lines[1]}" = 1704070800000, ]
	[ "${#lines[@]}" -eq 17 ]	# the hour at the end has not ended
	run --separate-stderr bash -c 'etrms candles export --venue sim \
		--symbol A/B --timeframe 1m --resample 1h --format csv |
		etrms indicator sma - --period 3 --format csv'
	[ "$output" = "$made" ]
	exits 0 indicator sma A/B --timeframe 1h --period 3 --format csv \
		--to 2024-01-01T05:10Z
	[ "$output" = "$(echo "$made" | sed -n 1,6p)" ]
	refused 2 "7m bars cannot be made from 1m bars" sma A/B --timeframe 7m
	refused 2 "A/B 30s: no candles are stored" sma A/B --timeframe 30s
}

@test "indicator: candles that are not there or not whole are refused" {
	given_bars
	refused 2 "name a symbol, or - for candles on standard input" sma
	refused 2 "A/B: no candles are stored" sma A/B
	refused 2 "--venue is of stored candles" sma - --venue a
	refused 2 "--to is before --from" sma - --from 2024-02-01 --to 2024-01-01
	refused 2 "one operand too many" sma - -
	run --separate-stderr etrms indicator sma - </dev/null
	[ "$status" -eq 12 ]
	says "stdin: no candles in it"
	sed 's/12.5,12.5,11.5/12.5,11,11.5/' bars.csv >bad.csv
	run --separate-stderr etrms indicator sma - <bad.csv
	[ "$status" -eq 12 ]
	says "stdin:5:"
	{ sed -n 1p bars.csv; sed -n 3p bars.csv; sed -n 2p bars.csv; } >bad.csv
	run --separate-stderr etrms indicator sma - <bad.csv
	[ "$status" -eq 12 ]
	says "stdin:3:"
	refused 3 "store" sma A/B --store nowhere.db
	given_stored
	exits 0 candles generate --venue b --symbol A/B --timeframe 1h --bars 3
	refused 2 "A/B: several series are stored; choose one with --venue" sma A/B
}

@test "indicator: what is no candle in NDJSON is refused with its line" {
	local good='{"open_time_ms":1704067200000,"open":10,"high":11,"low":9.5,"close":10.5,"volume":1}'
	local next=${good/704067/704070}
	wrong() {
		printf '%s\n%s\n' "$good" "$1" >bad
		run --separate-stderr etrms indicator sma - <bad
		[ "$status" -eq 12 ] || return 1
		says "stdin:2: $2"
	}
	wrong "${next/\"high\":11,/}" "high is missing"
	wrong "${next/11/\"x\"}" "high is not a number that fits"
	wrong "${next/11/null}" "high is missing"
	wrong "${next/1704070200000/1.5}" "open_time_ms is not whole milliseconds"
	wrong "${next/\"volume\":1/\"volume\":1,\"trades\":1.5}" "trades is not whole"
	wrong "${next/11/11.12345678901234567}" "a number has more than 18 digits"
	wrong "[1]" "is not an object"
	wrong "{" "JSON"
	printf '%s\n' "$good" "${next/open_time_ms/timestamp}" >good
	etrms indicator sma - --period 2 --format csv <good >out
	[ "$(tail -n 1 out)" = 1704070200000,10.5 ]
}

@test "indicator: golden values" {
	local golden=$ETRMS_DATA/../quant/golden
	[ -e "$golden/indicators.json" ] || skip "no golden values at $golden"
	sed '1s/^ts/timestamp/' "$golden/ohlcv_a.csv" >in.csv
	jq -r '.cases[] | [.fn, (.params | del(.ma, .dev_dn) | to_entries[] |
		"--\(.key | sub("dev_up"; "dev"))=\(.value)")] | join(" ")' \
		"$golden/indicators.json" >cases
	while read -r -a line; do
		etrms indicator "${line[0]}" - "${line[@]:1}" --format json <in.csv >one ||
			{ complain "${line[*]}"; echo '[]' >one; }
		cat one >>got
	done <cases
	jq -r --slurpfile got got '.cases as $cases |
		if ($got | length) != ($cases | length) then "a case is missing"
		else range(0; $cases | length) as $n | $cases[$n] as $case |
			select($case.expected | del(.first) |
			to_entries | all(.[]; .key as $key | .value as $want |
			range(0; $want | length) as $i | $got[$n][$i][$key] as $g |
			if $i < $case.expected.first then $g == null
			else ($g - $want[$i] | fabs) <= $case.tol.abs +
				$case.tol.rel * ($want[$i] | fabs) end) | not) |
			$case.id end' "$golden/indicators.json" >>"$BATS_TEST_TMPDIR/bad"
	no_complaints
}
