#!/usr/bin/env bats
# etrms candles generate
# - the same seed and options give the same bytes, others do not
# - bars are possible, gapless, on tick and lot; volatility is about as asked
# - regimes by name and by script; a crash as deep as asked, where asked
# - stored and printed markets agree; --replace; usage
load ../helper

@test "the same seed makes the same bytes" {
	exits 0 candles generate --seed 7 --bars 2000 --print --format csv
	local first=$output
	exits 0 candles generate --seed 7 --bars 2000 --print --format csv
	[ "$output" = "$first" ]
	exits 0 candles generate --seed 8 --bars 2000 --print --format csv
	[ "$output" != "$first" ]
	# known since the first release: this must never change
	[ "$(sha256sum <<<"$first" | cut -c 1-16)" = 7b42f5f80f158021 ]
}

@test "bars are possible, gapless, on tick and lot" {
	exits 0 candles generate --bars 5000 --seed 3 --timeframe 5m --start-price 0.5 --tick 0.0005 --lot 0.25
	exits 0 candles verify
	etrms candles export --venue demo --symbol BTC/USDT --timeframe 5m --format csv --no-header >bars
	awk -F, '{
		for (i = 2; i <= 5; i++)
			if (($i * 10000) % 5 > 1e-6 && 5 - ($i * 10000) % 5 > 1e-6)
				bad = bad " tick " $0
		if ($6 * 4 != int($6 * 4) || $6 <= 0) bad = bad " lot " $0
		if (NR > 1 && $2 != close_before) bad = bad " open " $0
		close_before = $5
	} END { if (bad != "" || NR != 5000) { print NR bad; exit 1 } }' bars
}

@test "volatility is about as asked" {
	# one regime whose factor is 0.6: 50 % a year of hours is 0.534 % a bar
	exits 0 candles generate --bars 20000 --seed 2 --volatility 50% --regimes range --print --format csv --no-header
	awk -F, 'NR > 1 { r = log($5 / c); s += r * r } { c = $5 }
		END { v = sqrt(s / (NR - 1)); want = 0.6 * 0.5 / sqrt(8760)
			print v, want; exit !(v > 0.8 * want && v < 1.35 * want) }' <<<"$output"
}

@test "a script of regimes is followed" {
	exits 0 candles generate --bars 1000 --seed 1 --regimes trend-up:990,crash:10 --print --format csv --no-header
	awk -F, 'NR == 1 { first = $2 } NR == 990 { top = $5 } NR == 1000 { last = $5 }
		END { print first, top, last; exit !(top > first * 1.2 && last < top * 0.985) }' <<<"$output"
}

@test "a crash comes when asked, as deep as asked" {
	exits 0 candles generate --bars 2880 --timeframe 1m --seed 7 --from 2024-03-01 \
		--crash-at 2024-03-02T02:00Z --crash-depth 30% --crash-bars 45 --print --format csv --no-header
	# bars 1561 to 1605 of the file; the last of them closes exactly there
	awk -F, 'NR == 1560 { before = $5; if ($1 != 1709344740000) exit 1 }
		NR == 1605 { at = $5 }
		END { print before, at; d = at / before - 0.7; exit !(d < 1e-6 && d > -1e-6) }' <<<"$output"
}

@test "stored and printed markets agree" {
	exits 0 candles generate --bars 500 --seed 9 --format ndjson
	[ "$(json '[.rows, .added, .seed, .from] | tostring')" = '[500,500,9,"2024-01-01T00:00:00Z"]' ]
	etrms candles export --venue demo --symbol BTC/USDT --timeframe 1h --format csv >stored.csv
	etrms candles generate --bars 500 --seed 9 --print --format csv >printed.csv
	cmp stored.csv printed.csv
	exits 0 candles generate --bars 500 --seed 9
	[ "$(json .added)" -eq 0 ]
}

@test "another market at the same times needs --replace" {
	exits 0 candles generate --bars 500 --seed 9
	local hash
	hash=$(etrms candles list --format ndjson | jq -r .hash)
	exits 2 candles generate --bars 500 --seed 10
	says "demo BTC/USDT has other candles at 500 of these times"
	[ "$(etrms candles list --format ndjson | jq -r .hash)" = "$hash" ]
	exits 0 candles generate --bars 500 --seed 10 --replace
	[ "$(etrms candles list --format ndjson | jq -r .hash)" != "$hash" ]
}

@test "usage is named" {
	exits 2 candles generate --regimes sideways
	says 'no regime "sideways"'
	exits 2 candles generate --regimes range:0
	says '"0" is no number of bars'
	exits 2 candles generate --start-price 100.005
	says "start price is off the tick"
	exits 2 candles generate --tick 0
	says "tick must be above 0"
	exits 2 candles generate --volatility 2000%
	exits 2 candles generate --bars 0
	exits 2 candles generate --seed -1
	exits 2 candles generate --crash-at 2020-01-01
	says "the crash is outside of the bars"
	exits 2 candles generate --crash-at 2024-01-02 --crash-depth 100%
	says "crash depth must be between 0% and 100%"
	exits 2 candles generate --from 2024-01-01T00:30Z
	says "the first bar is off the grid"
	exits 2 candles generate --symbol btc
	exits 2 candles generate --start-price 1e999
	exits 2 candles generate --start-price NaN
}
