#!/bin/sh
# The replay of a strategy in memory: a million bars and 40 000 orders through
# the gate, with four breakers and the policy, against a bare loop over the same
# bars; and the advance of a stored paper account with one breaker.
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export ETRMS_STORE="$home/etrms.db" XDG_CONFIG_HOME="$home"
REPLAY=${REPLAY:-$(dirname "$PAIR")/replay}
status=0
"$REPLAY" 1000000 all 3 || status=1

"$BIN" candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
	--from 2024-03-01 --bars 200000 --seed 7 --quiet
"$BIN" account add demo --venue sim --prices demo --timeframe 1m \
	--balance USDT=1000000 --use --quiet
"$BIN" breaker add daily --when 'drawdown(1d) > 20%' --do close --quiet
"$BIN" order buy BTC/USDT --quote 20000 --stop-loss 50% --quiet \
	>/dev/null
start=$(date +%s%N)
"$BIN" venue advance --by 200d --quiet
end=$(date +%s%N)
rate=$((200000 * 1000000000 / (end - start)))
word=held
if [ "$rate" -lt 20000 ]; then word=MISSED status=1; fi
printf '%-34s %9d bars/s               limit %d bars/s  %s\n' \
	"advance of a stored account" "$rate" 20000 "$word"
exit $status
