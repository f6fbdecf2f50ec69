#!/bin/sh
# A million candles: import with checks against sqlite3 .import into a typed
# table with the same key, loading into arrays against a SELECT loop, the size
# of the file, and memory that does not grow with the input.
set -eu
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export XDG_CONFIG_HOME="$home"
LOAD=${LOAD:-$(dirname "$PAIR")/candles-load}
series='--venue bench --symbol BTC/USDT --timeframe 1m'

# shellcheck disable=SC2086 # the options are words
"$BIN" --store "$home/made.db" candles generate $series --bars 1000000 \
	--from 2023-01-01 --seed 5 --print --format csv >"$home/m.csv"
head -n 100001 "$home/m.csv" >"$home/tenth.csv"
awk -F, 'NR > 1 { print "BTC/USDT,60," $0 }' "$home/m.csv" >"$home/peer.csv"
cat >"$home/ours.sh" <<RUN
rm -f "$home"/ours.db*
"$BIN" --store "$home/ours.db" candles import "$home/m.csv" $series --quiet
RUN
cat >"$home/peer.sh" <<RUN
rm -f "$home"/peer.db*
sqlite3 "$home/peer.db" "CREATE TABLE candle (symbol TEXT NOT NULL,
	timeframe INTEGER NOT NULL, open_time INTEGER NOT NULL,
	open REAL NOT NULL, high REAL NOT NULL, low REAL NOT NULL,
	close REAL NOT NULL, volume REAL NOT NULL,
	PRIMARY KEY (symbol, timeframe, open_time)) STRICT, WITHOUT ROWID" \
	".mode csv" ".import $home/peer.csv candle"
RUN
status=0
"$PAIR" 5 0.2 "import 1M candles : sqlite3 .import" \
	"sh $home/ours.sh" "sh $home/peer.sh" || status=1
"$LOAD" 9 0.142 "$home/ours.db" "$home/peer.db" || status=1

# $1: name, $2: ours, $3: limit, $4: unit
held() {
	word=held
	if [ "$2" -gt "$3" ]; then word=MISSED status=1; fi
	printf '%-34s %9d %s  limit %d  %s\n' "$1" "$2" "$4" "$3" "$word"
}
held "file of 1M candles" "$(wc -c <"$home/ours.db")" 40000000 bytes
small=$("$LOAD" rss "$BIN" --store "$home/a.db" --quiet candles import \
	"$home/tenth.csv" --venue bench --symbol BTC/USDT --timeframe 1m)
large=$("$LOAD" rss "$BIN" --store "$home/b.db" --quiet candles import \
	"$home/m.csv" --venue bench --symbol BTC/USDT --timeframe 1m)
held "memory of 1M rows (100k: $small)" "$large" $((small * 3 / 2)) KiB
exit $status
