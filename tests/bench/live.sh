#!/bin/sh
# Reading live accounts, at a served exchange whose every answer takes 200 ms:
# four accounts against one of them, and one against the network alone. That is
# a bare client that signs the same requests and sends them to the same exchange
# on plain sockets (ask.c): what it takes is the delay, the exchange's own work
# and the loopback, which sleeping for 200 ms would leave out and count as ours.
set -eu
ASK=${ASK:-$(dirname "$PAIR")/ask}
home=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; "$BIN" vault lock --quiet || true
	rm -rf "$home"' EXIT
export ETRMS_STORE="$home/etrms.db" XDG_CONFIG_HOME="$home"
cd "$home"
for symbol in BTC/USDT BTC/USDT:USDT; do
	"$BIN" --store world.db candles generate --venue world --quiet \
		--symbol "$symbol" --timeframe 1m --from 2024-03-01 --bars 1440 \
		--start-price 60000 --seed 7
done
echo 'GET * * delay 200' >faults
"$BIN" venue serve --store world.db --from world --speed 0 --format json \
	--key-file key.json --faults faults --weight-limit 1000000000 >served &
server=$!
for _ in $(seq 100); do
	[ ! -s served ] || break
	sleep 0.05
done
address=$(sed -n 's/.*"address": *"\([^"]*\)".*/\1/p' served)
(umask 077 && echo 'correct horse battery' >passphrase)
"$BIN" vault init --passphrase-file passphrase --quiet
"$BIN" vault unlock --passphrase-file passphrase --quiet
for account in one two three four; do
	"$BIN" account add "$account" --venue binance --base-url "$address" \
		--secret-file key.json --passphrase-file passphrase --quiet
	"$BIN" balances --account "$account" >/dev/null	# lists are kept now
done
status=0
"$PAIR" 10 1.3 "balances, 4 accounts : 1" \
	"$BIN balances" "$BIN balances --account one" || status=1
"$PAIR" 20 +10 "balances, 1 account : bare sockets" \
	"$BIN balances --account one" "$ASK ${address##*:} key.json" || status=1
exit $status
