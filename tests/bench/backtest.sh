#!/bin/sh
# A backtest from a cold start: a million stored minutes, a crossover of two
# averages that spends 1,000 a trade, policy and four breakers, the run kept;
# against a numpy script that loads the same candles from SQLite and computes
# the plain strategy. Also how the time grows with the bars, and what memory it
# takes.
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export ETRMS_STORE="$home/etrms.db" XDG_CONFIG_HOME="$home"
status=0

cat >"$home/cross.strategy" <<'END'
strategy cross
timeframe 1m
long when crossover(sma(close, 10), sma(close, 30))
exit when crossunder(sma(close, 10), sma(close, 30))
size notional 1000
END
for bars in 250000 1000000; do
	"$BIN" candles generate --venue "b$bars" --symbol BTC/USDT \
		--timeframe 1m --from 2022-01-01 --bars $bars --seed 11 --quiet
done
"$BIN" policy set max-position-share 50% --quiet
for n in 1 2 3 4; do
	"$BIN" breaker add "fall-$n" --when "drawdown(${n}d) > ${n}0%" \
		--do close --quiet
done

run="backtest run $home/cross.strategy BTC/USDT --fee 0.1% --slippage 0
	--capital 1000000000 --quiet"
cat >"$home/peer.py" <<'END'
import sqlite3, sys
import numpy as np

rows = sqlite3.connect(sys.argv[1]).execute(
    "SELECT time, open, high, low, close, volume FROM candle ORDER BY time")
c = np.array(rows.fetchall(), dtype=float)[:, 4]

def sma(n):
    s = np.cumsum(np.insert(c, 0, 0.0))
    out = np.full(len(c), np.nan)
    out[n - 1:] = (s[n:] - s[:-n]) / n
    return out

fast, slow = sma(10), sma(30)
held = np.zeros(len(c))
held[1:] = (fast > slow)[:-1]
turn = np.abs(np.diff(held, prepend=0.0))
gain = np.diff(c, prepend=c[0]) / np.roll(c, 1) * held * 1000
equity = 1e9 + np.cumsum(gain - turn * 1000 * 0.001)
peak = np.maximum.accumulate(equity)
print(equity[-1], ((peak - equity) / peak).max(), gain.mean(), gain.var())
END

best() {
	low=
	for _ in 1 2 3 4 5; do
		start=$(date +%s%N)
		"$@" >"$home/said" 2>&1
		end=$(date +%s%N)
		took=$(((end - start) / 1000))
		if [ -z "$low" ] || [ "$took" -lt "$low" ]; then low=$took; fi
	done
	echo "$low"
}
# $1: name, $2: ours, $3: limit, $4: unit
held() {
	word=held
	if [ "$2" -gt "$3" ]; then word=MISSED status=1; fi
	printf '%-34s %9d %s  limit %d  %s\n' "$1" "$2" "$4" "$3" "$word"
}

# shellcheck disable=SC2086 # the options are words
ours=$(best "$BIN" $run --venue b1000000)
# shellcheck disable=SC2086
quarter=$(best "$BIN" $run --venue b250000)
held "backtest run of 1M bars" "$ours" 150000 us
held "1M bars : 250k bars, in percent" $((ours * 100 / quarter)) 480 %
# Three times the six columns of the bars, in KiB.
if [ -x /usr/bin/time ]; then
	# shellcheck disable=SC2086
	/usr/bin/time -f %M -o "$home/most" "$BIN" $run --venue b1000000 \
		>"$home/said" 2>&1
	held "backtest run, memory" "$(tail -n 1 "$home/most")" 140625 KiB
else
	echo "backtest run, memory               not measured (/usr/bin/time)"
fi
# Debian's, where another one stands before it.
python=/usr/bin/python3
if "$python" -c 'import numpy' 2>/dev/null; then
	"$BIN" candles export --venue b1000000 --symbol BTC/USDT \
		--timeframe 1m --format csv --no-header \
		--fields open_time_ms,open,high,low,close,volume >"$home/m.csv"
	sqlite3 "$home/peer.db" "CREATE TABLE candle (time INTEGER PRIMARY KEY,
		open REAL, high REAL, low REAL, close REAL, volume REAL)" \
		".mode csv" ".import $home/m.csv candle"
	peer=$(best "$python" "$home/peer.py" "$home/peer.db")
	held "backtest run : numpy, in percent" $((ours * 100 / peer)) 35 %
else
	echo "backtest run : numpy               peer absent (python3-numpy)"
fi
exit $status
