# monitor on paper accounts with live prices, at the served exchange over a wire
# that goes wrong when it is told to: stops are met and breakers asked when a
# price is told, not when the next look is due; what a stream did not tell is
# found when it is up again; nonsense, and no stream at all, leave the looks that
# come every so often; an account that waits for no price asks for none.
load ../helper
load ../serve
load ../live
load ../watch

setup() {
	local symbol
	setup_home
	unset ETRMS_NOW
	WORLD=$BATS_TEST_TMPDIR/world.db
	for symbol in BTC/USDT BTC/USDT:USDT; do
		awk 'BEGIN { print "time,open,high,low,close,volume"
			for (i = 0; i < 600; i++) {
				p = i < 480 ? 100 : i % 2 ? 90 : 100
				printf "%d,%d,%d,%d,%d,1000\n",
					1709251200 + 15 * i, p, p, p, p
			} }' >bars.csv
		etrms --store "$WORLD" candles import bars.csv --venue world \
			--symbol "$symbol" --timeframe 15s --quiet
	done
	serve --store "$WORLD" --from world --timeframe 15s --clock bars \
		--speed 0 --start 2024-03-01T01:59:30Z --record served.ndjson
	given_wire
	export ETRMS_BINANCE_URL=$ADDRESS
	AUTH=()
	etrms account add p --live-prices binance --use --quiet --slippage 0 \
		--balance USDT=1000
	etrms policy set max-risk-per-trade 100% --quiet
	etrms policy set max-position-share 100% --quiet
	etrms policy set max-order-notional 1000000 --quiet
	etrms policy set price-collar 100% --quiet
}

@test "a stop is met when its price is told" {
	exits 0 order buy BTC/USDT --qty 1 --stop-loss 95
	monitor 1 --every 1h
	[ "$(jq -r 'select(.kind == "up") | "\(.account) \(.venue) \(.stream)"' out)" = "p binance prices" ]
	has 1 fill
	step_until has 2 fill
	[ "$(ledger 'SELECT price FROM fill ORDER BY time DESC LIMIT 1')" = 95 ]
	ends 0
	exits 0 store check
}

@test "a breaker trips on what is held, and on the mark of a swap" {
	exits 0 order buy BTC/USDT --qty 1
	exits 0 leverage BTC/USDT:USDT 5 --mode isolated
	exits 0 order buy BTC/USDT:USDT --qty 1
	exits 0 breaker add fall --when 'drawdown(1d) > 1%' --do close --cooldown 1h
	monitor 1 --every 1h
	step_until tripped
	until_true has 4 fill
	ends 1
	exits 0 positions
	[ "$(rows)" = 0 ]
	exits 0 store check
}

@test "a stream that is lost comes back, and nothing is missed" {
	exits 0 order buy BTC/USDT --qty 1 --stop-loss 95
	monitor 1 --every 1h
	touch deaf cut
	until_true streams down 1
	step 8
	sleep 1
	has 1 fill
	rm deaf
	until_true streams up 2
	until_true has 2 fill
	ends 0
	grep -q 'account p: no stream of its prices' err
}

@test "nonsense is refused, and the account is looked at as before" {
	exits 0 order buy BTC/USDT --qty 1 --stop-loss 95
	monitor 1 --every 1s
	touch deaf garbage
	until_true streams down 1
	step 8
	until_true has 2 fill
	run ! streams up 2
	ends 0
}

@test "who waits for no price is told none, until an order waits" {
	exits 0 order buy BTC/USDT --qty 1
	exits 0 order sell BTC/USDT --qty 1
	monitor 0 --every 1s
	sleep 2
	run ! streams up 1
	exits 0 order buy BTC/USDT --type limit --price 95 --qty 1
	until_true streams up 1
	step_until has 3 fill
	ends 0
}

@test "moves of a price are followed at most once a second" {
	local before
	exits 0 order buy BTC/USDT --type limit --price 50 --qty 1
	monitor 1 --every 1h
	step 4
	sleep 2
	before=$(grep -c '"path":"/api/v3/time"' served.ndjson)
	for _ in $(seq 20); do
		step 1
		sleep 0.1
	done
	sleep 1
	after=$(grep -c '"path":"/api/v3/time"' served.ndjson)
	[ "$after" -gt "$before" ]
	[ $((after - before)) -le 8 ]
	ends 0
}

@test "an exchange that is away does not end the watch, and is 7 at its end" {
	exits 0 order buy BTC/USDT --qty 1 --stop-loss 95
	monitor 1 --every 1s
	kill "$WIRE"
	WIRE=
	until_true grep -q 'not looked at' err
	ends 7
}
