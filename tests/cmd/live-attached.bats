# Stops and targets attached to entries of a live account at the served
# exchange: kept by it in a list with a limit order of spot, placed as orders of
# their own after a market order and on perpetuals; what cannot be attached;
# what is completed, taken off and told later.
load ../helper
load ../serve
load ../vault
load ../live

order() { # CODE FIELDS WORDS…
	live "$1" order "${@:3}" --format csv --no-header --fields "$2"
}

# The orders as FIELDS, one a line.
listed() {
	exits 0 order list --account main --format csv --no-header --fields "$1"
}

at_market() {
	PRICE=$(curl -sS "$ADDRESS/api/v3/ticker/price?symbol=BTCUSDT" | jq -r .price)
	PRICE=${PRICE%%.*}
}

@test "spot: a limit order takes its stop and target with it, in one list" {
	given_live
	at_market
	order 0 state,amount buy BTC/USDT --qty 0.01 --price $((PRICE - 5000)) --stop-loss 2% --take-profit $((PRICE + 5000))
	[ "$output" = open,0.01 ]
	listed id,type,side,state,amount,parent
	[ "$output" = "1,limit,buy,open,0.01,
2,limit,sell,open,0.00999,1
3,stop,sell,open,0.00999,1" ]
	run -0 state ledger
	[ "$(jq -r 'select(.booked == "order") | [.client_order_id[32:], .type, .state] | join(" ")' <<<"$output")" = " LIMIT open
_tp LIMIT_MAKER open
_sl STOP_LOSS open" ]
	# one goes, all go
	live 0 order cancel 1
	listed state
	[ "$(sort -u <<<"$output")" = "canceled
expired" ]
	exits 0 order reconcile "${AUTH[@]}"
}

@test "spot: what takes at once makes its stop work at once" {
	given_live
	at_market
	order 0 state buy BTC/USDT --qty 0.01 --price $((PRICE + 100)) --stop-loss 5%
	[ "$output" = filled ]
	listed type,state,parent
	[ "$output" = "limit,filled,
stop,open,1" ]
	live 0 positions
	[ "$(json .stop_loss_price)" != null ]
}

@test "spot: after a market order they are a pair of orders" {
	given_live
	order 0 state buy BTC/USDT --quote 500 --stop-loss 2% --take-profit 3% --key once
	[ "$output" = filled ]
	listed type,side,state,parent
	[ "$output" = "market,buy,filled,
stop,sell,open,1
limit,sell,open,1" ]
	order 0 id buy BTC/USDT --quote 500 --stop-loss 2% --take-profit 3% --key once
	[ "$output" = 1 ]
	listed id
	[ "${#lines[@]}" -eq 3 ]
	# the bars move, one of them is done and the other goes
	step 1400
	exits 0 order reconcile "${AUTH[@]}"
	listed state
	[ "$(sed -n 2,3p <<<"$output" | sort | tr '\n' ' ')" = "expired filled " ]
}

@test "perpetuals: a market order's stop and target only reduce; one done, the other goes" {
	given_live
	order 0 state sell BTC/USDT:USDT --qty 0.02 --stop-loss 2% --take-profit 2%
	[ "$output" = filled ]
	listed type,side,state,reduce_only,amount,parent
	[ "$output" = "market,sell,filled,false,0.02,
stop,buy,open,true,0.02,1
take_profit,buy,open,true,0.02,1" ]
	step 1400
	exits 0 order reconcile "${AUTH[@]}"
	listed state
	[ "$(sed -n 2,3p <<<"$output" | sort | tr '\n' ' ')" = "canceled filled " ] ||
		[ "$(sed -n 2,3p <<<"$output" | sort | tr '\n' ' ')" = "expired filled " ]
	live 0 positions
	[ -z "$output" ]
}

@test "a trailing stop follows; one of several kinds is refused" {
	given_live
	order 0 state buy BTC/USDT:USDT --qty 0.01 --trailing-stop 1%
	listed type,state
	[ "$output" = "market,filled
trailing,open" ]
	at_market
	live 2 order buy BTC/USDT:USDT --qty 0.01 --price $((PRICE - 100)) --stop-loss 2%
	says "binance futures keep no stop or target for an entry that rests"
	live 2 order buy BTC/USDT --qty 0.01 --type stop --trigger $((PRICE + 100)) --stop-loss 2%
	says "to market and limit orders only"
	live 2 order sell BTC/USDT --qty 0.01 --stop-loss 2%
	says "to what is bought only"
	live 2 order buy BTC/USDT:USDT --qty 0.01 --trailing-stop 100
	says "follows by a percentage only"
	live 2 order buy BTC/USDT:USDT --qty 0.01 --trailing-stop 1% --stop-loss 2%
	says "attaches one stop"
	live 2 order buy BTC/USDT --qty 0.01 --stop-loss 50000.001
	says "no multiple of the tick"
	listed id
	[ "${#lines[@]}" -eq 2 ]
}

@test "a leg that is refused is told, with 13: the entry is there" {
	given_live
	at_market
	order 13 state buy BTC/USDT:USDT --qty 0.01 --stop-loss 5% --take-profit $((PRICE - 2000))
	[ "$output" = filled ]
	says "its target is not placed"
	says "the position is without it"
	listed type,state
	[ "$output" = "market,filled
stop,open
take_profit,rejected" ]
	# the position has its stop: nothing is left to be told
	exits 0 order reconcile "${AUTH[@]}"
	live 0 order cancel 2
	live 13 order reconcile
	says "its target was rejected"
	live 0 order close BTC/USDT:USDT
	exits 0 order reconcile "${AUTH[@]}"
}

@test "a leg of which nothing is known is 6, and found by reconcile" {
	printf '%s\n' "POST /fapi/v1/algoOrder 1 drop-after" >faults.txt
	given_exchange --faults faults.txt
	given_live
	order 6 state buy BTC/USDT:USDT --qty 0.01 --stop-loss 5%
	says "it is not known whether its stop was placed"
	exits 0 order reconcile "${AUTH[@]}"
	listed type,state
	[ "$output" = "market,filled
stop,open" ]
}

@test "one that never arrived is sent under another id, once it is sure" {
	printf '%s\n' "POST /fapi/v1/algoOrder 1 drop-before" >faults.txt
	given_exchange --faults faults.txt --weight-limit 100000
	given_live
	order 6 state buy BTC/USDT:USDT --qty 0.02 --stop-loss 4%
	# past the time in which it could arrive; and no order leaves while the
	# clocks differ
	curl -sS -X POST "$ADDRESS/etrms/advance?ms=12000" >/dev/null
	exits 13 order reconcile "${AUTH[@]}"
	says "its stop is not placed"
	curl -sS -X POST "$ADDRESS/etrms/advance?ms=-12000" >/dev/null
	exits 0 order reconcile "${AUTH[@]}"
	listed type,state,amount
	[ "$output" = "market,filled,0.02
stop,absent,0.02
stop,abandoned,0.02
stop,open,0.02" ]
	run -0 state ledger
	[ "$(jq -s 'map(select(.type == "STOP_MARKET")) | length' <<<"$output")" = 1 ]
}

@test "the first of a list's request that is lost is found, with its legs" {
	printf '%s\n' "POST /api/v3/orderList/otoco 1 drop-after" >faults.txt
	given_exchange --faults faults.txt
	given_live
	at_market
	order 6 state buy BTC/USDT --qty 0.01 --price $((PRICE - 5000)) --stop-loss 2% --take-profit $((PRICE + 5000))
	exits 0 order reconcile "${AUTH[@]}"
	listed type,state,parent
	[ "$output" = "limit,open,
limit,open,1
stop,open,1" ]
}

@test "an entry with a stop is not amended, and a dry run places nothing" {
	given_live
	at_market
	order 0 state buy BTC/USDT --qty 0.01 --price $((PRICE - 5000)) --stop-loss 2%
	live 2 order amend 1 --qty 0.005
	says "cannot change an entry with a stop or target attached"
	live 0 order buy BTC/USDT:USDT --qty 0.01 --stop-loss 2% --dry-run
	listed type
	[ "${#lines[@]}" -eq 2 ]
}
