#!/usr/bin/env bats
# etrms candles export
# - what was imported comes out, number for number, in every format
# - optional columns appear where they are known; --fields
# - --from and --to; a closed pipe; --resample in UTC buckets, sums, edges
# - an exported file imports as the same series
# - usage: unknown series, ranges, timeframes that cannot be made
load ../helper

series=(--venue x --symbol A/B --timeframe 1h)

given_hours() {
	cat >bars.csv <<'CSV'
open_time,open,high,low,close,volume,quote_volume,count
1704063600000,10,11,9.50,10.5,1.25,13,4
1704067200000,10.5,12,10,11,2,22,5
1704070800000,11,11.5,8e-05,9,0.00000001,1,6
1704074400000,9,9,9,9,3,27,7
1704078000000,9,9.75,8.875,9.5,4,38,8
1704081600000,9.5,10,9,9.25,5,46,9
CSV
	etrms candles import bars.csv "${series[@]}" --quiet
}

@test "what went in comes out" {
	given_hours
	exits 0 candles export "${series[@]}" --format csv
	[ "$output" = 'open_time_ms,open,high,low,close,volume,quote_volume,trades
1704063600000,10,11,9.5,10.5,1.25,13,4
1704067200000,10.5,12,10,11,2,22,5
1704070800000,11,11.5,0.00008,9,0.00000001,1,6
1704074400000,9,9,9,9,3,27,7
1704078000000,9,9.75,8.875,9.5,4,38,8
1704081600000,9.5,10,9,9.25,5,46,9' ]
}

@test "the formats agree" {
	given_hours
	exits 0 candles export "${series[@]}" --format ndjson
	[ "$(head -n 3 <<<"$output" | tail -n 1)" = \
		'{"open_time_ms":1704070800000,"open":11,"high":11.5,"low":0.00008,"close":9,"volume":0.00000001,"quote_volume":1,"trades":6}' ]
	local each=$output
	exits 0 candles export "${series[@]}" --format json
	[ "$(jq -c '.[]' <<<"$output")" = "$(jq -c . <<<"$each")" ]
	exits 0 candles export "${series[@]}" --format table
	[ "${#lines[@]}" -ge 6 ]
}

@test "optional columns appear only where they are known" {
	exits 0 candles generate "${series[@]}" --bars 3
	exits 0 candles export "${series[@]}" --format csv
	[ "${lines[0]}" = open_time_ms,open,high,low,close,volume ]
	exits 0 candles export "${series[@]}" --format csv --fields open_time_ms,trades
	[ "${lines[1]}" = 1704067200000, ]
}

@test "an exported file is the same series again" {
	exits 0 candles generate --venue a --symbol A/B --timeframe 1m --bars 9000 --seed 4 --from 2024-02-01
	etrms candles export --venue a --symbol A/B --timeframe 1m --format csv >out.csv
	exits 0 candles import out.csv --venue b --symbol A/B --timeframe 1m
	[ "$(etrms candles list --format ndjson | jq -r .hash | sort -u | wc -l)" -eq 1 ]
	given_hours
	etrms candles export "${series[@]}" --format csv >out.csv
	exits 0 candles import out.csv --venue y --symbol A/B --timeframe 1h
	[ "$(etrms candles list --timeframe 1h --format ndjson | jq -r .hash | sort -u | wc -l)" -eq 1 ]
}

@test "--from is in, --to is out" {
	given_hours
	exits 0 candles export "${series[@]}" --from 2024-01-01T01:00Z --to 2024-01-01T03:00Z --fields open_time_ms --format csv --no-header
	[ "$output" = '1704070800000
1704074400000' ]
	exits 0 candles export "${series[@]}" --from 2030-01-01 --format ndjson
	[ "$(rows)" -eq 0 ]
	exits 2 candles export "${series[@]}" --from 2024-01-02 --to 2024-01-01
	says "--to is before --from"
}

@test "longer bars: whole buckets, exact sums" {
	given_hours
	# 23:00 alone opens no bucket of 2h that is whole; 04:00 is not reached
	exits 0 candles export "${series[@]}" --resample 2h --format csv
	[ "$output" = 'open_time_ms,open,high,low,close,volume,quote_volume,trades
1704067200000,10.5,12,0.00008,9,2.00000001,23,11
1704074400000,9,9.75,8.875,9.5,7,65,15' ]
	exits 0 candles export "${series[@]}" --resample 1h --format csv
	[ "${#lines[@]}" -eq 7 ]
}

@test "weeks begin on Monday" {
	exits 0 candles generate --venue x --symbol A/B --timeframe 1d --bars 30 --from 2024-01-01
	exits 0 candles export --venue x --symbol A/B --timeframe 1d --resample 1w --format csv --fields open_time_ms --no-header
	[ "${lines[0]}" -eq 1704067200000 ]	# Monday, 1 January 2024
	[ "${#lines[@]}" -eq 4 ]
	exits 0 candles export --venue x --symbol A/B --timeframe 1d --resample 1w --from 2024-01-02 --format csv --fields open_time_ms --no-header
	[ "${lines[0]}" -eq 1704672000000 ]	# the week that is cut is left out
}

@test "a closed pipe ends it silently" {
	exits 0 candles generate "${series[@]}" --bars 50000
	run --separate-stderr bash -c 'set -o pipefail; etrms candles export --venue x --symbol A/B --timeframe 1h | head -n 1'
	[ -z "$stderr" ]
	[ "$(rows)" -eq 1 ]
}

@test "a full disk is 14" {
	given_hours
	run --separate-stderr sh -c 'etrms candles export --venue x --symbol A/B --timeframe 1h >/dev/full'
	[ "$status" -eq 14 ]
}

@test "usage is named" {
	given_hours
	exits 2 candles export --venue x --symbol A/B --timeframe 4h
	says "no candles of x A/B 4h; there is x A/B 1h"
	exits 2 candles export --venue x --symbol A/B
	exits 2 candles export "${series[@]}" --resample 90m
	says "1h30m bars cannot be made from 1h bars"
	exits 2 candles export "${series[@]}" --resample 30m
	exits 2 candles export "${series[@]}" --resample 5h
	exits 2 candles export "${series[@]}" --fields open,opne
	exits 2 candles export "${series[@]}" --from yesterday-ish
}
