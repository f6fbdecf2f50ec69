# analyze volatility: the estimators against sums by hand, the fit against method
# run, every part and format, laws, the sizing hint; several symbols; gaps and bars
# without a range are told; every kind of bad input.
load ../helper

# given_market SYMBOL BARS [OPTION…]: bars of an hour
given_market() {
	local symbol=$1 bars=$2
	shift 2
	exits 0 candles generate --venue a --symbol "$symbol" --timeframe 1h \
		--bars "$bars" --seed 2 --from 2024-01-01 "$@"
}

# given_bars SCRIPT: bars of an hour of an awk program's o, h, l, c at i
given_bars() {
	awk "BEGIN {
		print \"timestamp,open,high,low,close,volume\"
		for (; i < ${2-200}; i++) {
			$1
			printf \"%.0f,%.6f,%.6f,%.6f,%.6f,5\n\", 1704067200000 + i * 3600000, o, h, l, c
		}
	}" >bars.csv
	exits 0 candles import bars.csv --venue a --symbol A/B --timeframe 1h
}

# refused CODE TEXT ARGS…
refused() {
	local code=$1 text=$2
	shift 2
	exits "$code" analyze volatility "$@"
	says "$text"
	[ -z "$output" ]
}

# near FILTER WANT: to 1e-9 of it
near() {
	[ "$(json "($1) / ($2) - 1 | fabs < 1e-9")" = true ] ||
		complain "$1: $(json "$1"), not $2"
}

@test "analyze volatility: estimators of bars that are all alike" {
	# closes up and down by turns, each bar from the close before: with u = ln 1.01
	# every |return| is u, high and low are the ends
	given_bars 'o = i % 2 ? 101 : 100; c = i % 2 ? 100 : 101; h = 101; l = 100'
	exits 0 analyze volatility A/B --window 20
	[ "$(rows)" -eq 1 ]
	local u year
	u='(1.01 | log)' year='(8760 | sqrt)'
	# 20 returns with mean 0: deviation by 19
	near .close_to_close "$u * $year * (20 / 19 | sqrt)"
	near .ewma "$u * $year"
	near .parkinson "$u * $year / (4 * (2 | log) | sqrt)"
	near .garman_klass "$u * $year * (1.5 - 2 * (2 | log) | sqrt)"
	near .size_factor "[.target / .forecast, 1] | min"
	[ "$(json .rogers_satchell)" = 0 ]
	[ "$(json '[.symbol, .venue, .timeframe, .last] | join(" ")')" = "A/B a 1h 2024-01-09T07:00:00Z" ]
	[ "$(json '[.close, .window, .horizon, .level, .bars, .gaps, .missing, .flat_bars] | map(tostring) | join(" ")')" = "100 20 10 0.95 200 0 0 0" ]
	no_complaints
}

@test "analyze volatility: the fit is the one of method run" {
	given_market A/B 600
	etrms candles export --venue a --symbol A/B --timeframe 1h --format csv \
		--fields close --no-header >closes
	awk 'NR > 1 { printf "%s%.17g", (NR > 2 ? "," : ""), log($1 / p) } { p = $1 }' closes >returns
	for law in normal t; do
		run --separate-stderr etrms method run <<<"{\"fn\":\"garch11_fit\",\"params\":{\"dist\":\"$law\"},\"input\":{\"r\":[$(cat returns)]}}"
		local fit=$output
		exits 0 analyze volatility A/B --law "$law" --horizon 3
		[ "$(json .law)" = "$law" ]
		[ "$(json .converged)" = true ]
		for field in alpha beta omega mu half_life log_likelihood nu; do
			[ "$(json "$(jq ".${field/log_likelihood/loglik}" <<<"$fit" | sed "s/.*/(&)/") as \$want |
				.$field | if \$want == null then . == null else (. / \$want - 1 | fabs) < 1e-5 end")" = true ] ||
				complain "$law $field: $(json ".$field")"
		done
		# the mean of the next three variances, as a year's
		near .forecast "$(jq '(.forecast_var_1_to_10[:3] | add / 3 * 8760 | sqrt) / 100' <<<"$fit")"
		near .persistence ".alpha + .beta"
		near .long_run "(.omega / (1 - .alpha - .beta) * 8760 | sqrt) / 100"
		near ".upper * .lower" ".close * .close"
	done
	exits 0 analyze volatility A/B
	local best=$output
	for law in normal t; do
		exits 0 analyze volatility A/B --law $law
		[ "$(jq --argjson best "$best" '$best.bic <= .bic' <<<"$output")" = true ]
	done
	no_complaints
}

@test "analyze volatility: the forecast bar by bar, its bands, and the term structure" {
	given_market A/B 600
	exits 0 analyze volatility A/B --law normal --horizon 20
	local all=$output
	exits 0 analyze volatility A/B --law normal --horizon 20 --part forecast
	[ "$(rows)" -eq 20 ]
	[ "$(json -s --argjson all "$all" '.[19].term == $all.forecast and .[19].lower == $all.lower and .[19].upper == $all.upper')" = true ]
	[ "$(json -s 'map(.step) == [range(1; 21)]')" = true ]
	[ "$(json -s '.[0].time')" = 2024-01-26T00:00:00Z ]
	[ "$(json -s '.[0].volatility == .[0].term')" = true ]
	# 95 % of a normal law lie within 1.96 deviations of one bar
	[ "$(json -s --argjson all "$all" '.[0] | ((.upper / $all.close | log) / (1.959963984540054 * .volatility / (8760 | sqrt)) - 1 | fabs) < 1e-9')" = true ]
	# wider bands for a higher level, and further ahead
	[ "$(json -s '. as $s | all(range(1; 20); $s[.].upper > $s[. - 1].upper)')" = true ]
	local upper
	upper=$(json -s '.[0].upper')
	exits 0 analyze volatility A/B --law normal --part forecast --level 99%
	[ "$(json -s --argjson than "$upper" '.[0].upper > $than')" = true ]
	exits 0 analyze volatility A/B --law normal --part term
	[ "$(json -s 'map(.bars) == [5, 10, 20, 30, 60, 90]')" = true ]
	[ "$(json -s --argjson all "$all" '.[2].forecast == $all.forecast and .[3].realized == $all.close_to_close')" = true ]
}

@test "analyze volatility: the cone is the one of method run" {
	given_market A/B 400
	etrms candles export --venue a --symbol A/B --timeframe 1h --format csv \
		--fields open,high,low,close >bars.csv
	run --separate-stderr etrms method run --data . <<<'{"fn":"vol_cone","params":{"periods_per_year":8760},"input":{"csv":"bars.csv"}}'
	local cone=$output
	exits 0 analyze volatility A/B --part cone
	[ "$(json -s --argjson want "$cone" 'length == 5 and all(.[];
		$want[.window | tostring] as $w | . as $got |
		.values == 400 - .window and (.rank - $w.last_rank | fabs) < 1e-12 and
		all("min", "p10", "p25", "p50", "p75", "p90", "max", "last"; ($got[.] - $w[.] | fabs) < 1e-9))')" = true ]
}

@test "analyze volatility: several symbols and timeframes, every format" {
	given_market A/B 1300
	given_market C/D 900
	exits 0 analyze volatility A/B C/D --timeframe 1h --timeframe 4h --format csv \
		--fields symbol,timeframe,bars
	[ "$output" = "symbol,timeframe,bars
A/B,1h,1000
A/B,4h,325
C/D,1h,900
C/D,4h,225" ]
	for part in summary cone forecast term; do
		exits 0 analyze volatility A/B --part $part --format json
		[ "$(json 'type == "array" and length > 0')" = true ]
		exits 0 analyze volatility A/B --part $part --format table
		[[ ${lines[0]} == symbol* ]]
	done
	# one that cannot be told of does not keep the others back
	exits 12 analyze volatility A/B C/D --timeframe 12h --format csv --fields symbol
	says "C/D 12h: 75 bars are too few"
	[ "$output" = "symbol
A/B" ]
}

@test "analyze volatility: the sizing hint" {
	given_market A/B 600
	exits 0 analyze volatility A/B --target 10%
	[ "$(json '.target == 0.1 and (.size_factor - 0.1 / .forecast | fabs) < 1e-12')" = true ]
	exits 0 analyze volatility A/B --target 900%
	[ "$(json .size_factor)" = 1 ]
}

@test "analyze volatility: gaps and bars without a range are told" {
	given_bars 'o = c ? c : 100; c = 100 + i * 7 % 11; h = c > o ? c : o; l = c < o ? c : o; if (i % 4 == 0) o = h = l = c'
	run_etrms analyze volatility A/B
	[ "$status" -eq 0 ]
	[[ $stderr == *"A/B 1h: 50 of 200 bars have no range"* ]] || complain "$stderr"
	[ "$(json .flat_bars)" = 50 ]
	sed -e 121,123d -e 9d bars.csv >holes.csv
	exits 0 candles import holes.csv --venue a --symbol G/H --timeframe 1h
	run_etrms analyze volatility G/H
	[ "$status" -eq 0 ]
	[[ $stderr == *"G/H 1h: 4 bars are missing in 2 gaps"* ]] || complain "$stderr"
	[ "$(json '[.bars, .gaps, .missing] | join(" ")')" = "196 2 4" ]
	no_complaints
}

@test "analyze volatility refuses what is no market, and what does not move" {
	given_market A/B 200
	refused 2 "symbol"
	refused 2 "C/D: no candles are stored" C/D
	refused 2 '"btc" is not a symbol' btc
	refused 12 "A/B 4h: 50 bars are too few for volatility and a GARCH of it: it takes 101" A/B --timeframe 4h
	refused 12 "A/B 1h: 0 bars are too few" A/B --from 2025-01-01
	refused 2 "A/B 30s: no candles are stored" A/B --timeframe 30s
	refused 2 "--to is before --from" A/B --from 2024-02-01 --to 2024-01-01
	refused 2 "--bars '100': not from 101 to 100000" A/B --bars 100
	refused 2 "--window '1': not from 2 to 90" A/B --window 1
	refused 2 "--horizon '0': not from 1 to 365" A/B --horizon 0
	refused 2 "--law 'cauchy'" A/B --law cauchy
	refused 2 "--part 'smirk'" A/B --part smirk
	refused 2 "--level: not from 50% to 99.9%" A/B --level 100%
	refused 2 "--level: not from 50% to 99.9%" A/B --level 20%
	refused 2 "--target: not above 0%" A/B --target 0%
	refused 2 "unknown option" A/B --no-such-option
	exits 0 candles generate --venue b --symbol A/B --timeframe 1h --bars 10
	refused 2 "A/B: several series are stored; choose one with --venue" A/B
}

@test "analyze volatility: a price that stands still is exit 12" {
	given_bars 'o = h = l = c = 100'
	refused 12 "A/B 1h: the price moved alike over all 200 bars" A/B
}

# given_chain ROW…: a chain of them
given_chain() {
	printf '%s\n' expiry,type,strike,forward,price "$@" >chain.csv
}

@test "analyze volatility: what a chain implies, and the smile through it" {
	given_market A/B 200
	# a quarter of a year of 365 days from the end of the last bar on, all at 50 %
	local at=2024-04-09T14:00:00Z
	: >rows
	for strike in 70 80 90 100 110 120 130; do
		local type=call
		[ $strike -ge 100 ] || type=put
		etrms method run <<<"{\"fn\":\"black76_price\",\"params\":{\"F\":100,\"K\":$strike,\"T\":0.25,\"sigma\":0.5,\"type\":\"$type\"}}" |
			jq -r "\"$at,$type,$strike,100,\\(.price)\"" >>rows
	done
	mapfile -t rows_of <rows
	given_chain "${rows_of[@]}"
	exits 0 analyze volatility A/B --chain chain.csv --part smile
	[ "$(rows)" -eq 7 ]
	[ "$(json -s 'all(.[]; .flaw == null and (.implied - 0.5 | fabs) < 1e-8 and (.fitted - 0.5 | fabs) < 1e-6 and .years == 0.25)')" = true ]
	[ "$(json -s 'map(.strike) == [70, 80, 90, 100, 110, 120, 130]')" = true ]
	exits 0 analyze volatility A/B --chain - <chain.csv
	[ "$(json '(.implied - 0.5 | fabs) < 1e-6 and .premium == .implied - .close_to_close')" = true ]
	# the middle of bid and ask is the price
	awk -F, -v OFS=, 'NR == 1 { print "note", "expiry", "type", "strike", "forward", "bid", "ask"; next }
		{ print "x", $1, $2, $3, $4, $5 - 0.01, $5 + 0.01 }' chain.csv >quotes.csv
	exits 0 analyze volatility A/B --chain quotes.csv --part smile
	[ "$(json -s 'all(.[]; (.implied - 0.5 | fabs) < 1e-4)')" = true ]
	exits 0 analyze volatility A/B
	[ "$(json '.implied == null and .premium == null')" = true ]
}

@test "analyze volatility: prices of a chain that cannot be are told" {
	given_market A/B 200
	local at=2024-04-09T14:00:00Z
	given_chain "$at,call,100,100,9" "$at,call,50,100,40" "$at,put,90,100,95" \
		"2024-01-05,call,100,100,9"
	run_etrms analyze volatility A/B --chain chain.csv --part smile
	[ "$status" -eq 0 ]
	[[ $stderr == *"chain.csv: 3 of 4 rows imply no volatility"* ]] || complain "$stderr"
	[[ $stderr == *"no expiry has the 5 strikes that a smile takes"* ]] || complain "$stderr"
	[ "$(json -s -c 'map([.strike, .flaw])')" = '[[100,"expired"],[50,"below intrinsic"],[90,"above bound"],[100,null]]' ]
	printf '%s\n' expiry,type,strike,forward,bid,ask "$at,call,100,100,9,8" "$at,put,100,100,8,9" >quotes.csv
	run_etrms analyze volatility A/B --chain quotes.csv --part smile
	[ "$(json -s -c 'map([.type, .flaw])')" = '[["call","crossed"],["put",null]]' ]
	no_complaints
}

@test "analyze volatility refuses what is no chain" {
	given_market A/B 200
	local at=2024-04-09T14:00:00Z
	refused 2 "--part smile is of a --chain" A/B --part smile
	refused 2 "--chain is of one symbol at one timeframe" A/B C/D --chain chain.csv
	refused 2 "none.csv" A/B --chain none.csv
	given_chain "$at,call,100,100,x"
	refused 12 "chain.csv: row 1: price 'x' is no number from 0 on" A/B --chain chain.csv
	given_chain "$at,call,100,100,9" "$at,call,-1,100,9"
	refused 12 "chain.csv: row 2: strike '-1' is no number above 0" A/B --chain chain.csv
	given_chain "$at,call,100,,9"
	refused 12 "chain.csv: row 1: forward '' is no number above 0" A/B --chain chain.csv
	given_chain "$at,straddle,100,100,9"
	refused 12 "chain.csv: row 1: type 'straddle' is not call or put" A/B --chain chain.csv
	given_chain "soon,call,100,100,9"
	refused 12 "chain.csv: row 1: expiry 'soon' is no time" A/B --chain chain.csv
	given_chain "$at,call,50,100,40"
	refused 12 "chain.csv: no row has a price that implies a volatility" A/B --chain chain.csv
	echo expiry,type,strike,price >chain.csv
	refused 12 "chain.csv: no column 'forward'" A/B --chain chain.csv
	echo expiry,type,strike,forward,bid >chain.csv
	refused 12 "chain.csv: no column 'price', and not both 'bid' and 'ask'" A/B --chain chain.csv
	: >chain.csv
	refused 12 "chain.csv: " A/B --chain chain.csv
}
