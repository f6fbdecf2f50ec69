#!/usr/bin/env bats
# etrms candles list
# - one row for each series, in every format, sorted
# - span, rows, gaps and missing bars across blocks; hash by content
# - filters; an empty store; bad filters
load ../helper

given_series() {
	etrms candles generate --venue b --symbol ETH/USDT --bars 100 --quiet
	etrms candles generate --venue a --symbol ETH/USDT --bars 50 --quiet
	etrms candles generate --venue a --symbol BTC/USDT --bars 50 --timeframe 1m --quiet
}

@test "series are listed by venue, symbol, timeframe" {
	given_series
	exits 0 candles list --format csv --fields venue,symbol,timeframe,rows
	[ "$output" = 'venue,symbol,timeframe,rows
a,BTC/USDT,1m,50
a,ETH/USDT,1h,50
b,ETH/USDT,1h,100' ]
}

@test "the formats agree" {
	given_series
	exits 0 candles list --format json
	local all=$output
	exits 0 candles list --format ndjson
	[ "$(json -sc .)" = "$(jq -c . <<<"$all")" ]
	exits 0 candles list --format csv
	[ "$(head -n 1 <<<"$output")" = "$(jq -r '.[0] | keys_unsorted | join(",")' <<<"$all")" ]
	[ "$(tail -n 1 <<<"$output")" = "$(jq -r '.[-1] | map(tostring) | join(",")' <<<"$all")" ]
	exits 0 candles list --format table
	[[ $output == *BTC/USDT* ]]
}

@test "gaps inside of blocks and between them are counted" {
	{
		echo ts,open,high,low,close,volume
		for t in 0 1 2 10 5000 5001 90000; do
			echo "$((1700000040000 + t * 60000)),1,1,1,1,1"
		done
	} >gaps.csv
	exits 0 candles import gaps.csv --venue x --symbol A/B --timeframe 1m
	exits 0 candles list --format ndjson
	[ "$(json '[.rows, .gaps, .missing] | tostring')" = '[7,3,89994]' ]
	[ "$(json .from)" = 2023-11-14T22:14:00Z ]
	[ "$(json .to)" = 2024-01-16T10:15:00Z ]
}

@test "the hash follows the bars and nothing else" {
	exits 0 candles generate --seed 5 --symbol A/B --bars 300
	exits 0 candles generate --seed 5 --symbol C/D --bars 300
	exits 0 candles generate --seed 6 --symbol E/F --bars 300
	exits 0 candles list --format ndjson
	[ "$(json .hash | sort | uniq -c | sort -n | awk '{ print $1 }' | tr '\n' ' ')" = "1 2 " ]
	[[ $(json -s '.[0].hash') =~ ^[0-9a-f]{64}$ ]]
}

@test "filters leave the others out" {
	given_series
	exits 0 candles list --symbol ETH/USDT
	[ "$(rows)" -eq 2 ]
	exits 0 candles list --symbol ETH/USDT --venue b
	[ "$(rows)" -eq 1 ]
	exits 0 candles list --timeframe 1m
	[ "$(rows)" -eq 1 ]
	exits 0 candles list --venue nobody
	[ "$(rows)" -eq 0 ]
}

@test "without a store there are no series" {
	exits 0 candles list --format json
	[ "$(jq -c . <<<"$output")" = '[]' ]
	[ ! -e "$XDG_DATA_HOME/etrms/etrms.db" ]
}

@test "bad filters are usage" {
	exits 2 candles list --symbol 'a b'
	says "symbol 'a b'"
	exits 2 candles list --venue 'A B'
	exits 2 candles list --timeframe soon
	exits 2 candles list more
}
