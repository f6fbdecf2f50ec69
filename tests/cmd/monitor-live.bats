# monitor on live accounts at the served exchange, over a wire that goes wrong
# when it is told to: what happens at the exchange is in the ledger without being
# asked for; breakers trip on prices that are told; connections that are lost are
# made anew and nothing is missed; what comes twice or late changes nothing; what
# is nonsense is refused, and the account is asked as before; a vault that does
# not open; an exchange that is away; no network module.
load ../helper
load ../serve
load ../vault
load ../live
load ../watch

# Somebody else trades on the account.
trades() { # PATH QUERY
	AT=$(date +%s%3N) signed POST "$1" "$2"
	[ "$status" -eq 200 ]
}

# How often the exchange was asked for trades.
asked() {
	grep -c -e '/myTrades' -e '/userTrades' served.ndjson || true
}

@test "what happens at the exchange is in the ledger without being asked for" {
	local before market
	given_exchange --record served.ndjson
	given_wire
	given_live
	live 0 order buy BTC/USDT --qty 0.01
	exits 0 breaker add poor --when 'equity < 1' --do notify
	monitor 2 --every 1h
	sleep 1
	before=$(asked)
	trades /api/v3/order 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.003'
	until_true has 2 fill
	[ "$(ledger 'SELECT amount FROM fill ORDER BY time DESC LIMIT 1')" = 0.003 ]
	live 0 order show 2
	[ "$(json 'select(.record == "order") | "\(.external) \(.state)"')" = "true filled" ]
	[ "$(asked)" -eq "$before" ]
	# futures tell what only a look can explain
	trades /fapi/v1/order 'symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01'
	until_true has 3 fill
	# money comes without an order
	for market in spot=5 swap=6; do
		curl -sS -X POST "$ADDRESS/etrms/transfer?market=${market%=*}&asset=USDT&amount=${market#*=}" >/dev/null
		until_true has 1 "transfer WHERE amount = '${market#*=}'"
	done
	ends 0
	exits 0 store check
	run ! grep -v 'is up$' err
}

@test "a breaker trips on a price that is told" {
	given_exchange --record served.ndjson
	given_wire
	given_live
	live 0 order buy BTC/USDT --qty 0.1
	exits 0 breaker add fall --when 'drawdown(1d) > 0.001%' --do 'close' --cooldown 1h
	monitor 2 --every 1h
	sleep 1
	run ! tripped
	step_until tripped
	ends 1
	live 0 positions
	[ -z "$output" ]
	[ "$(jq -r 'select(.kind == "triggered").breaker' out)" = fall ]
	exits 0 store check
}

@test "a breaker trips on the mark of a swap that is told" {
	given_exchange --record served.ndjson
	given_wire
	given_live
	live 0 leverage BTC/USDT:USDT 5 --mode cross
	live 0 order sell BTC/USDT:USDT --qty 0.1
	exits 0 breaker add fall --when 'drawdown(1d) > 0.001%' --do 'notify'
	monitor 2 --every 1h
	sleep 1
	run ! tripped
	step_until tripped
	ends 1
}

@test "a connection that is lost is made anew, and nothing is missed" {
	given_exchange --record served.ndjson
	given_wire
	given_live
	live 0 order buy BTC/USDT --qty 0.01
	exits 0 breaker add poor --when 'equity < 1' --do notify
	monitor 2 --every 1h
	touch deaf cut
	until_true streams down 2
	trades /api/v3/order 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.003'
	trades /fapi/v1/order 'symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01'
	sleep 1
	has 1 fill
	rm deaf
	until_true streams up 4
	until_true has 3 fill
	trades /api/v3/order 'symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.002'
	until_true has 4 fill
	ends 0
	grep -q 'account main: no stream of its account' err
	exits 0 store check
}

@test "what comes twice, and late, changes nothing" {
	local before
	given_exchange --record served.ndjson
	given_wire
	given_live
	monitor 1 --every 1h
	trades /api/v3/order 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.003'
	trades /api/v3/order 'symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.001&price=40000'
	trades /fapi/v1/order 'symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01'
	until_true has 2 fill
	until_true has 3 orders
	sleep 1
	before=$(ledger 'SELECT * FROM orders; SELECT * FROM fill')
	touch again
	sleep 2
	[ "$(ledger 'SELECT * FROM orders; SELECT * FROM fill')" = "$before" ]
	run ! streams down 1
	ends 0
	exits 0 store check
}

@test "nonsense is refused, and the account is asked as before" {
	given_exchange --record served.ndjson
	given_wire
	given_live
	live 0 order buy BTC/USDT --qty 0.01
	exits 0 breaker add poor --when 'equity < 1' --do notify
	monitor 2 --every 1s
	touch deaf garbage
	until_true streams down 2
	trades /api/v3/order 'symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.003'
	until_true has 2 fill
	run ! streams up 3
	ends 0
	[ "$(jq -r 'select(.kind == "down").stream' out | sort | paste -sd,)" = account,prices ]
	[ -z "$(jq -r 'select(.kind == "down" and .message == null)' out)" ]
	exits 0 store check
}

@test "an exchange that is away does not end the watch, and is 7 at its end" {
	given_exchange --record served.ndjson
	given_wire
	given_live
	monitor 1 --every 1s
	kill "$WIRE"
	WIRE=
	until_true grep -q 'not looked at' err
	ends 7
}

@test "a vault that does not open is 9" {
	given_exchange --record served.ndjson
	given_wire
	given_live
	etrms vault lock --quiet
	run -9 --separate-stderr setsid --wait etrms monitor
	says passphrase
}

@test "without the network module the accounts that need none are looked at" {
	given_live
	exits 0 candles generate --symbol BTC/USDT --timeframe 1m --bars 10
	exits 0 account add demo --balance USDT=1000
	exits 0 breaker add some --when 'equity > 1' --do notify --account demo
	mkdir here
	cp "$ETRMS_BIN" here/etrms
	cp "$(dirname "$(LD_DEBUG=files etrms doctor 2>&1 >rows | sed -n \
		's/.*calling init: \(.*etrms-net.so\)$/\1/p')")"/etrms-crypt.so here
	run -1 --separate-stderr here/etrms monitor --once "${AUTH[@]}"
	[ "$(json 'select(.kind == "triggered") | .account')" = demo ]
	run -7 --separate-stderr here/etrms monitor --every 1s --for 1s "${AUTH[@]}"
	[[ $stderr == *"account main: not looked at: "*"no etrms-net.so"* ]]
	run -7 --separate-stderr here/etrms balances "${AUTH[@]}"
	[ "$(json .account)" = demo ]
	[[ $stderr == *"account main did not answer: "*"no etrms-net.so"* ]]
}
