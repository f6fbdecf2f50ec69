#!/bin/sh
# Starting up: against git, and against sqlite3 on the same file.
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export ETRMS_STORE="$home/etrms.db" XDG_CONFIG_HOME="$home"
"$BIN" candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
	--from 2024-03-01 --bars 1440 --seed 7 >/dev/null
"$BIN" account add demo --venue sim --prices demo --timeframe 1m \
	--balance USDT=10000 --use >/dev/null
"$BIN" venue advance --by 1h >/dev/null
"$BIN" order buy BTC/USDT --quote 100 >/dev/null
status=0
"$PAIR" 300 1.2 "etrms version : git --version" \
	"$BIN version" "git --version" || status=1
"$PAIR" 300 1.2 "etrms help : git --version" \
	"$BIN help" "git --version" || status=1
# pair splits at blanks alone, so a tab keeps the statement one word
select=$(printf 'select\t1')
"$PAIR" 300 2 "etrms positions : sqlite3 select 1" \
	"$BIN positions" "sqlite3 $ETRMS_STORE $select" || status=1
exit $status
