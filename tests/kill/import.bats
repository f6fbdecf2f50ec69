#!/usr/bin/env bats
# Covers: etrms candles import killed at every system call that changes
# something: all of a file is stored or nothing, and importing it again ends
# with the same blocks.
# shellcheck disable=SC2154

load ../helper
load kill

series() {
	etrms candles list --format ndjson
	etrms candles verify --format ndjson || true
}

@test "candles import, killed anywhere" {
	needs_strace
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
		--from 2024-03-01 --bars 9000 --seed 7 >/dev/null
	etrms candles export --venue demo --symbol BTC/USDT --timeframe 1m \
		--format csv >rows.csv
	etrms candles generate --venue other --symbol ETH/USDT --timeframe 1m \
		--from 2024-03-01 --bars 100 --seed 8 >/dev/null
	keep_store
	sweep series candles import rows.csv --venue copy --symbol BTC/USDT \
		--timeframe 1m
}
