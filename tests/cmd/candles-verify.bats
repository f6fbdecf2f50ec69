#!/usr/bin/env bats
# etrms candles verify
# - exit 0 and no rows for sound series; idle bars are told but do not count
# - exit 1 with one record for each gap and off-grid bar; --ignore
# - a byte changed in the store is found; filters; usage
load ../helper

# Bars at these minutes; volume 0 where the minute has a z behind it.
given_minutes() {
	{
		echo ts,open,high,low,close,volume
		for t; do
			local v=5
			[ "${t%z}" = "$t" ] || v=0
			echo "$((1700000040000 + ${t%z} * 60000)),1,1,1,1,$v"
		done
	} >bars.csv
	etrms candles import bars.csv --venue x --symbol A/B --timeframe 1m --quiet
}

@test "a sound store has no findings" {
	exits 0 candles generate --bars 10000 --timeframe 1m
	exits 0 candles verify --format ndjson
	[ "$(rows)" -eq 0 ]
	exits 0 candles verify --format table
	[[ $output == *"1 series, nothing wrong"* ]]
}

@test "idle bars are told and do not count" {
	given_minutes 0 1z 2
	exits 0 candles verify --format ndjson
	[ "$(json '[.kind, .severity, .open_time_ms] | tostring')" = '["zero_volume","info",1700000100000]' ]
	exits 0 candles verify --ignore zero_volume
	[ "$(rows)" -eq 0 ]
}

@test "gaps are findings, also between blocks" {
	given_minutes 0 1 4 5 9000 9001
	exits 1 candles verify --format json
	[ "$(json 'map([.kind, .severity, .count, .line, .message]) | tostring')" = \
		'[["gap","warning",2,null,"2 missing after 2023-11-14T22:15:00Z"],["gap","warning",8994,null,"8994 missing after 2023-11-14T22:19:00Z"]]' ]
	exits 0 candles verify --ignore gap
	exits 1 candles verify --ignore zero_volume --quiet
	[ -z "$output" ]
}

@test "bars off the grid that were kept are findings" {
	printf 'ts,open,high,low,close,volume\n1700000040000,1,1,1,1,1\n1700000101000,1,1,1,1,1\n' >bars.csv
	exits 0 candles import bars.csv --venue x --symbol A/B --timeframe 1m --off-grid keep
	exits 1 candles verify --ignore gap --format ndjson
	[ "$(json .kind)" = off_grid ]
}

@test "a changed byte in the store is found" {
	exits 0 candles generate --bars 10000 --timeframe 1m
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" "UPDATE candle_block SET data =
		CAST(substr(data, 1, 900) || x'00' || substr(data, 902) AS BLOB)
		WHERE number = (SELECT max(number) FROM candle_block)"
	exits 1 candles verify --format ndjson
	[ "$(json -s 'map(select(.kind == "damaged")) | length')" -eq 1 ]
	[[ $(json 'select(.kind == "damaged").message') == *"do not match its hash"* ]]
	exits 1 store check --format ndjson
	[ "$(json 'select(.ok == false).detail')" = "demo BTC/USDT 1m: 1 damaged blocks" ]
}

@test "only the series that match are read" {
	given_minutes 0 5
	exits 0 candles generate --bars 100
	exits 0 candles verify --venue demo
	exits 1 candles verify --symbol A/B
	exits 1 candles verify
	exits 2 candles verify --symbol Q/Q
	says "no such series in the store"
}

@test "usage and a missing store are named" {
	exits 3 candles verify
	exits 0 candles generate --bars 10
	exits 2 candles verify --ignore rain
	says "--ignore: no kind 'rain'"
	exits 2 candles verify --timeframe 1x
}
