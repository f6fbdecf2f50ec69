#!/bin/sh
# One order through the gate into the simulated venue: how many durable
# commits, and how long beyond them.
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export ETRMS_STORE="$home/etrms.db" XDG_CONFIG_HOME="$home"
ORDER=${ORDER:-$(dirname "$PAIR")/order}
"$BIN" candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
	--from 2024-03-01 --bars 1440 --seed 7 --quiet
"$BIN" account add demo --venue sim --prices demo --timeframe 1m \
	--balance USDT=1000000 --use --quiet
"$BIN" venue advance --by 1h --quiet
"$ORDER" "$ETRMS_STORE" demo BTC/USDT 200
