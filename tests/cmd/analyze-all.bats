# analyze all: a row a symbol, of operands and of a watchlist in every form; what
# its numbers are, worked out anew from the candles, and what follows from them;
# each advice; every format; nothing ahead; every kind of bad input.
load ../helper

given_markets() {
	exits 0 candles generate --venue a --symbol UP/USDT --timeframe 1h --bars 600 \
		--regimes trend-up --seed 2 --from 2024-01-01
	exits 0 candles generate --venue a --symbol FLAT/USDT --timeframe 1h --bars 600 \
		--regimes range --seed 3 --from 2024-01-01
	exits 0 candles generate --venue a --symbol WILD/USDT --timeframe 1h --bars 430 \
		--regimes range:400,volatile:30 --seed 4 --from 2024-01-01
}

@test "analyze all: its numbers are those of the bars" {
	given_markets
	local symbol
	for symbol in UP/USDT FLAT/USDT WILD/USDT; do
		etrms candles export --venue a --symbol $symbol --timeframe 1h --format csv >bars.csv
		exits 0 analyze all $symbol
		awk -F, -v given="$(json '[.volatility, .volatility_long, .amihud, .turnover] | join(" ")')" '
			NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
			{ c[++n] = $at["close"]; v[n] = $at["volume"] }
			function far(a, b) { return (a - b) ^ 2 > 1e-12 * b * b }
			function deviation(window, i, r, mean, sum) {
				for (i = n - window + 1; i <= n; i++) mean += log(c[i] / c[i - 1]) / window
				for (i = n - window + 1; i <= n; i++) sum += (log(c[i] / c[i - 1]) - mean) ^ 2
				return sqrt(sum / (window - 1) * 8760)
			}
			END {
				split(given, g, " ")
				for (i = n - 29; i <= n; i++) { r = c[i] / c[i - 1] - 1; a += (r < 0 ? -r : r) / (c[i] * v[i]) * 1e6 / 30 }
				for (i = 2; i <= n; i++) t += c[i] * v[i] / (n - 1)
				exit far(g[1], deviation(30)) || far(g[2], deviation(90)) || far(g[3], a) || far(g[4], t)
			}' bars.csv
		# the same as the one that tells of regimes alone
		local here
		here=$(json '[.regime, .confidence, .bars_in_regime, .bars] | join(" ")')
		exits 0 analyze regime $symbol --method rules
		[ "$(json '[.regime, .confidence, .bars_in_regime, .bars] | join(" ")')" = "$here" ]
	done
}

@test "analyze all: what follows from it, and no limit becomes wider" {
	given_markets
	exits 0 analyze all UP/USDT FLAT/USDT WILD/USDT
	[ "$(rows)" -eq 3 ]
	[ "$(json -s 'all(.[]; .size_factor == (if .volatility > 1.5 * .volatility_long then 0.5
		elif .volatility < 0.7 * .volatility_long then 1.2 else 1 end))')" = true ]
	[ "$(json -s 'all(.[]; .limit_factor <= 1 and .limit_factor <= .size_factor)')" = true ]
	[ "$(json -s 'all(.[]; (.stop_factor < 1) == (.size_factor < 1))')" = true ]
	[ "$(json -s 'all(.[]; .strategy == ({ trending_up: "trend_following", trending_down: "trend_following",
		breakout: "breakout", volatile: "stand_aside" }[.regime] // "mean_reversion"))')" = true ]
	# thirty wild hours after calm ones
	[ "$(json 'select(.symbol == "WILD/USDT") | [.size_factor, .limit_factor] | join(" ")')" = "0.5 0.5" ]
	[ "$(json 'select(.symbol == "UP/USDT") | .regime')" = trending_up ]
}

@test "analyze all: a watchlist of every form, each symbol once" {
	given_markets
	local want="UP/USDT
FLAT/USDT"
	printf 'symbol,note\nUP/USDT,x\nFLAT/USDT,y\nUP/USDT,z\n' >list.csv
	printf '{"symbol":"UP/USDT"}\n{"symbol":"FLAT/USDT"}\n' >list.ndjson
	printf '[{"symbol":"UP/USDT"},{"symbol":"FLAT/USDT"}]\n' >list.json
	for file in list.csv list.ndjson list.json; do
		exits 0 analyze all --watchlist $file
		[ "$(json .symbol)" = "$want" ]
		exits 0 analyze all UP/USDT UP/USDT --watchlist $file
		[ "$(json .symbol)" = "$want" ]
	done
	run -0 --separate-stderr sh -c 'etrms candles list | etrms analyze all --watchlist - --fields symbol --format csv'
	[ "${#lines[@]}" -eq 4 ]
}

@test "analyze all: bars that come later change nothing" {
	given_markets
	exits 0 analyze all UP/USDT --to 2024-01-15
	local early=$output
	exits 0 candles generate --venue b --symbol UP/USDT --timeframe 1h --bars 336 \
		--regimes trend-up --seed 2 --from 2024-01-01
	exits 0 analyze all UP/USDT --venue b
	[ "$(json -c 'del(.venue)')" = "$(jq -c 'del(.venue)' <<<"$early")" ]
}

@test "analyze all: a market without volume is thin, and several timeframes have rows" {
	awk 'BEGIN {
		print "timestamp,open,high,low,close,volume"
		for (p = 100; i < 600; i++) {
			c = 100 + i * 7 % 5
			printf "%.0f,%d,%d,%d,%d,0\n", 1704067200000 + i * 3600000, p, (p > c ? p : c), (p < c ? p : c), c
			p = c
		}
	}' >bars.csv
	exits 0 candles import bars.csv --venue a --symbol N/USDT --timeframe 1h
	exits 0 analyze all N/USDT -t 1h -t 2h
	[ "$(json .timeframe)" = "1h
2h" ]
	[ "$(json '[.order, .amihud, .turnover] | map(tostring) | join(" ")' | sort -u)" = "slices null null" ]
	[ "$(json .empty | head -n 1)" = 600 ]
}

@test "analyze all: one that cannot be told of keeps no other back" {
	given_markets
	exits 0 candles generate --venue a --symbol FEW/USDT --timeframe 1h --bars 118 --seed 5 --from 2024-01-01
	exits 12 analyze all FEW/USDT UP/USDT
	says "FEW/USDT 1h: 118 bars are too few for an outlook: it takes 119"
	[ "$(json .symbol)" = UP/USDT ]
	exits 2 analyze all NONE/USDT UP/USDT
	says "NONE/USDT: no candles are stored"
	[ "$(json .symbol)" = UP/USDT ]
	awk 'BEGIN { print "timestamp,open,high,low,close,volume"
		while (i < 200) printf "%.0f,5,5,5,5,1\n", 1704067200000 + i++ * 3600000 }' >still.csv
	exits 0 candles import still.csv --venue a --symbol S/USDT --timeframe 1h
	exits 12 analyze all S/USDT
	says "S/USDT 1h: the price stood still over the last 90 bars"
}

@test "analyze all has every format, and refuses what cannot be meant" {
	given_markets
	for format in table json ndjson csv; do
		exits 0 analyze all UP/USDT --format $format
		[[ $output = *trend_following* ]]
	done
	exits 2 analyze all
	says "name a symbol, or a file of them with --watchlist"
	exits 2 analyze all btc
	says "\"btc\" is not a symbol such as BTC/USDT"
	exits 2 analyze all --watchlist none.csv
	says "--watchlist: none.csv: No such file or directory"
	echo '{"name":"x"}' >bad
	exits 12 analyze all --watchlist bad
	says "bad: line 1: symbol is missing"
	echo '{"symbol":"b c"}' >bad
	exits 12 analyze all --watchlist bad
	says "bad: line 1: \"b c\" is not a symbol such as BTC/USDT"
	: >empty
	exits 2 analyze all --watchlist empty
	exits 2 analyze all UP/USDT --bars 100
	exits 2 analyze all UP/USDT -t 1h -t 60m
	says "--timeframe 60m is given twice"
	[ -z "$output" ]
}
