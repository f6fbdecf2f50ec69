#!/bin/sh
# The monitor on a live account: from what an exchange tells on a stream to the
# order that closes the position, as the exchange hears it. First a price, then
# a fill of an order that another program sent. Of RUNS each the slowest counts,
# for within a second is promised of all; the peer is the median.
set -eu
RUNS=7 LIMIT=1000
home=$(mktemp -d)
server='' monitor='' pid=''
trap 'for pid in $monitor $server; do kill "$pid" && wait "$pid" || true; done
	"$BIN" vault lock --quiet || true
	"$BIN" vault lock --store "$home/other.db" --quiet || true
	rm -rf "$home"' EXIT
export ETRMS_STORE="$home/etrms.db" XDG_CONFIG_HOME="$home"
cd "$home"

awk 'BEGIN { print "time,open,high,low,close,volume"
	for (i = 0; i < 600; i++) {
		p = i % 2 ? 59000 : 60000
		printf "%d,%d,%d,%d,%d,1000\n", 1709251200 + 60 * i, p, p, p, p
	} }' >bars.csv
for symbol in BTC/USDT BTC/USDT:USDT; do
	"$BIN" --store world.db candles import --venue world --quiet \
		--symbol "$symbol" --timeframe 1m bars.csv
done
"$BIN" venue serve --store world.db --from world --speed 0 --format json \
	--key-file key.json --record record --weight-limit 1000000000 >served &
server=$!
for _ in $(seq 100); do
	[ ! -s served ] || break
	sleep 0.05
done
address=$(sed -n 's/.*"address": *"\([^"]*\)".*/\1/p' served)
(umask 077 && echo 'correct horse battery' >passphrase)

for store in etrms.db other.db; do
	given() { "$BIN" --store "$store" "$@" --quiet; }
	given vault init --passphrase-file passphrase
	given vault unlock --passphrase-file passphrase
	given account add main --venue binance --base-url "$address" \
		--secret-file key.json --passphrase-file passphrase
	given policy set symbols 'BTC/*'
	given policy set max-risk-per-trade 100%
	given policy set max-position-share 100%
	given policy set max-order-notional 1000000
done

orders() { grep -c '"method":"POST","path":"/api/v3/order"' record || true; }

until_orders() {
	for _ in $(seq 2000); do
		[ "$(orders)" -lt "$1" ] || return 0
		sleep 0.005
	done
	echo "monitor: nothing came of it" >&2
	cat told >&2
	exit 2
}

# when N: the N-th order arrived, in ns
when() {
	date -d "$(sed -n 's/.*"time":"\([^"]*\)","method":"POST","path":"\/api\/v3\/order".*/\1/p' \
		record | sed -n "$1p")" +%s%N
}

advance() {
	curl -sS -X POST "$address/etrms/advance?bars=1" >/dev/null
	sleep 0.5
}

row() { # NAME FILE, of ns
	sort -n "$2" | awk -v name="$1" -v limit="$LIMIT" '{ ms[NR] = $1 / 1e6 }
	END {
		printf "%-34s %9.3f ms  peer %9.3f ms  limit %g  %s\n", name,
			ms[NR], ms[int((NR + 1) / 2)], limit,
			ms[NR] <= limit ? "held" : "MISSED"
		exit ms[NR] > limit
	}'
}

buy() { "$BIN" "$@" order buy BTC/USDT --qty 0.05 --account main --quiet; }

advance
"$BIN" breaker add fall --when 'mark < 59500' --do close --symbol BTC/USDT --quiet
"$BIN" monitor --every 1h --format ndjson >told 2>&1 &
monitor=$!
for _ in $(seq 200); do
	[ "$(grep -c '"kind":"up"' told || true)" -lt 2 ] || break
	sleep 0.05
done
for _ in $(seq "$RUNS"); do
	buy
	sleep 1
	n=$(orders)
	from=$(date +%s%N)
	curl -sS -X POST "$address/etrms/advance?bars=1" >/dev/null
	until_orders $((n + 1))
	echo $(($(when $((n + 1))) - from)) >>price
	advance
	"$BIN" breaker reset fall --quiet
done

"$BIN" breaker disable fall --quiet
"$BIN" breaker add held --when 'exposure > 100' --do close --quiet
for _ in $(seq "$RUNS"); do
	sleep 1
	n=$(orders)
	buy --store other.db
	until_orders $((n + 2))
	echo $(($(when $((n + 2))) - $(when $((n + 1))))) >>fill
	sleep 1
	"$BIN" breaker reset held --quiet
done
status=0
row "monitor, price to order : median" price || status=1
row "monitor, fill to order : median" fill || status=1
exit $status
