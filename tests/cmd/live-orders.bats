# The commands that trade, on a live account at the served exchange: buy, sell,
# stops, place, amend, cancel, cancel-all, close, leverage, halt --flatten,
# monitor, reconcile, schedule; that --account is spelled out for each; and exit
# codes that are true, also when the exchange is not.
load ../helper
load ../serve
load ../vault
load ../live

order() { # CODE FIELDS WORDS…
	live "$1" order "${@:3}" --format csv --no-header --fields "$2"
}

@test "a market order buys, and ledger and exchange agree" {
	given_live
	order 0 id,type,side,state,symbol buy BTC/USDT --qty 0.01
	[ "$output" = 1,market,buy,filled,BTC/USDT ]
	live 0 fills --format csv --no-header --fields amount,fee,fee_currency
	[ "$output" = 0.01,0.00001,BTC ]
	# the exchange keeps its fee of the coins that were bought
	live 0 positions
	[ "$(json '[.symbol, .side, .contracts] | map(tostring) | join(" ")')" = "BTC/USDT long 0.00999" ]
	live 0 balances
	[ "$(json -s '.[] | select(.asset == "BTC").total')" = 0.00999 ]
	exits 0 order reconcile "${AUTH[@]}"
	exits 0 store check
}

@test "stops and limits wait, are amended and cancelled" {
	given_live
	order 0 state buy BTC/USDT --qty 0.01
	order 0 state,type sell BTC/USDT --qty 0.00999 --type stop --trigger 40000
	[ "$output" = open,stop ]
	live 0 positions
	[ "$(json .stop_loss_price)" = 40000 ]
	order 0 state,amount buy BTC/USDT --qty 0.002 --type limit --price 40000
	[ "$output" = open,0.002 ]
	live 0 order amend 3 --qty 0.001
	[ "$(json '[.state, .amount] | map(tostring) | join(" ")')" = "open 0.001" ]
	live 0 order cancel 3
	[ "$(json .state)" = canceled ]
	order 0 state buy BTC/USDT --qty 0.001 --type limit --price 41000
	live 0 order cancel-all
	exits 0 order list --open --account main
	[ -z "$output" ]
}

@test "perpetuals: leverage, a short, a stop that only reduces, close" {
	given_live
	live 0 leverage BTC/USDT:USDT 5
	[ "$(json .leverage)" = 5 ]
	order 0 state sell BTC/USDT:USDT --qty 0.02
	live 0 positions
	[ "$(json '[.symbol, .side, .contracts, .leverage] | map(tostring) | join(" ")')" = "BTC/USDT:USDT short 0.02 5" ]
	order 0 state,reduce_only buy BTC/USDT:USDT --qty 0.02 --type stop --trigger 90000 --reduce-only
	[ "$output" = open,true ]
	live 0 order close BTC/USDT:USDT
	live 0 positions
	[ -z "$output" ]
	live 5 order buy BTC/USDT:USDT --qty 0.02 --type limit --price 30000 --reduce-only
}

@test "close sells coins, too, and halt --flatten everything" {
	given_live
	order 0 state buy BTC/USDT --qty 0.02
	order 0 state buy BTC/USDT:USDT --qty 0.02
	order 0 state sell BTC/USDT --qty 0.01 --type stop --trigger 40000
	live 0 order close BTC/USDT --percent 25%
	live 0 halt --flatten
	live 0 positions
	[ -z "$output" ]
	exits 0 order list --open --account main
	[ -z "$output" ]
	live 4 order buy BTC/USDT --qty 0.001
	says "halt"
	exits 0 resume --account main
}

@test "a fee in coins: legs, basis and a close are of what is left; dust is flat" {
	printf 'symbol,tick,lot,min_notional,maker,taker\n%s\n' \
		BTC/USDT,0.1,0.00001,5,0.001,0.001 >rows.csv
	given_exchange --instruments rows.csv
	given_live
	order 0 average buy BTC/USDT --qty 0.00015 --stop-loss 5%
	average=$output
	exits 0 order list --open --account main
	[ "$(json '"\(.type) \(.amount)"')" = "stop 0.00014" ]
	live 0 positions
	[ "$(json .contracts)" = 0.00014985 ]
	[ "$(json '.entry_price * 10000 | round')" = "$(jq -n "$average / 0.999 * 10000 | round")" ]
	order 0 amount,fee_currency close BTC/USDT
	[ "${lines[-1]}" = 0.00014,USDT ]
	live 0 positions
	[ -z "$output" ]
	live 0 balances --asset BTC --format csv --no-header --fields free,used
	[ "$output" = 0.00000985,0 ]
	live 0 order close BTC/USDT
	[[ $stderr == *"nothing to reduce"* ]]
	exits 0 order reconcile "${AUTH[@]}"
	exits 0 store check
}

@test "a key makes a rerun harmless; a plan is placed" {
	given_live
	order 0 id buy BTC/USDT --qty 0.001 --key one
	order 0 id buy BTC/USDT --qty 0.001 --key one
	[ "$output" = 1 ]
	live 2 order buy BTC/USDT --qty 0.002 --key one
	says "with other parameters"
	live 0 balances
	[ "$(json -s '.[] | select(.asset == "BTC").total')" = 0.000999 ]
	live 0 convert 100 USDT ETH
	etrms convert 100 USDT ETH --account main "${AUTH[@]}" >plan
	live 0 order place --from plan --key plan
	[ "$(json .state)" = filled ]
}

@test "refused here is 4 and never sent, rejected there is 5" {
	given_live
	etrms policy set max-order-notional 100 --quiet
	live 4 order buy BTC/USDT --qty 0.01 --type limit --price 50000
	says "refused by max-order-notional"
	etrms policy set max-order-notional 10000000 --quiet
	live 5 order sell ETH/USDT --qty 1 --type limit --price 3000
	says "rejected by binance"
	exits 0 order list --account main --format csv --no-header --fields id,state
	[ "$output" = "1,refused
2,rejected" ]
	live 4 order buy XRP/USDT --qty 1 || [ "$status" -eq 2 ]
}

@test "every command that changes a live account has it spelled out" {
	given_live
	order 0 id buy BTC/USDT --qty 0.001 --type limit --price 40000
	while read -r words; do
		# shellcheck disable=SC2086
		exits 2 $words "${AUTH[@]}"
		case $stderr in
		*"--account"*) ;;
		*) complain "$words: $stderr" ;;
		esac
	done <<-'END'
		order buy BTC/USDT --qty 0.001
		order sell BTC/USDT --qty 0.001
		order close BTC/USDT
		order amend 1 --qty 0.0005
		order cancel 1
		order cancel-all
		order schedule buy BTC/USDT --qty 0.001 --every 1d
		leverage BTC/USDT:USDT 3
		convert 1 USDT BTC
	END
	echo '{"symbol":"BTC/USDT","side":"buy","amount":0.001}' >row
	exits 2 order place --from row "${AUTH[@]}"
	etrms halt --flatten "${AUTH[@]}" --quiet 2>said && complain "halt --flatten"
	grep -q -- "--account main" said
	no_complaints
	exits 0 order list --open
	[ "$(json .id)" = 1 ]
}

@test "an answer that is lost leaves unknown: 6, until reconcile finds it" {
	echo 'POST /api/v3/order 1 drop-after' >faults
	given_exchange --faults faults
	given_live
	live 6 order buy BTC/USDT --qty 0.01
	says "order reconcile"
	exits 0 order reconcile "${AUTH[@]}" --format csv --no-header --fields id,state
	exits 0 order list --account main --format csv --no-header --fields state,filled
	[ "$output" = filled,0.01 ]
	live 0 balances
	[ "$(json -s '.[] | select(.asset == "BTC").total')" = 0.00999 ]
}

@test "what never left is not an order: 7, and can be tried again" {
	given_live
	port=${ADDRESS##*:}
	serve_end
	live 7 order buy BTC/USDT --qty 0.01 --key again
	exits 0 order list
	[ -z "$output" ]
	given_exchange --port "$port"
	# it was left alone for a while, which need not be waited for here
	sqlite3 "${STORE%.db}.net" 'UPDATE net_host SET open_until = 0, failures = 0'
	live 0 order buy BTC/USDT --qty 0.01 --key again
	[ "$(json .state)" = filled ]
	live 0 balances
	[ "$(json -s '.[] | select(.asset == "BTC").total')" = 0.00999 ]
}

@test "monitor --once lets a breaker act on a live account" {
	given_live
	order 0 state buy BTC/USDT --qty 0.02
	exits 0 breaker add out --when 'equity > 1' --do 'close' --cooldown 1h
	live 1 monitor --once
	live 0 positions
	[ -z "$output" ]
	live 0 monitor --once
	exits 0 breaker list
	[ "$(json .state)" = cooling ]
}

@test "a scheduled order that cannot be judged waits, and holds up no other" {
	given_live
	live 0 order schedule buy DOGE/USDT --qty 10 --every 1d --grace 10s
	live 0 order schedule buy BTC/USDT --qty 0.002 --every 1d
	live 13 monitor --once
	[[ $stderr == *"schedule 1: DOGE/USDT: Binance does not list it"*"is tried again until its grace is over"* ]]
	[[ $stderr == *"1 of 2 scheduled orders failed: schedule 1: "* ]]
	[ "$(json '[.schedule, .result, .state] | join(" ")')" = "2 ordered filled" ]
	live 2 monitor --once
	[ "$(rows)" -eq 0 ]
	sleep 10
	live 0 monitor --once
	[ "$(json '[.schedule, .result, .reason] | join(" ")')" = "1 missed late" ]
	[ "$(state ledger | jq -s 'map(select(.booked == "order")) | length')" -eq 1 ]
}

@test "an exchange that serves spot alone will do" {
	given_exchange --symbol BTC/USDT
	given_live
	live 0 balances
	order 0 state buy BTC/USDT --qty 0.001
	[ "$output" = filled ]
	live 2 order buy BTC/USDT:USDT --qty 0.001
	says "BTC/USDT:USDT"
}

@test "orders on a live account are judged by its own fees" {
	given_exchange --record served.ndjson
	given_live
	live 0 order buy BTC/USDT:USDT --qty 0.01 --dry-run
	live 0 order buy BTC/USDT:USDT --qty 0.01
	live 0 order buy BTC/USDT --qty 0.01
	[ "$(grep -c '/commissionRate' served.ndjson)" -eq 1 ]
	[ "$(grep -c '/tradeFee' served.ndjson)" -eq 1 ]
	exits 0 config set risk.exit-fees true
	live 0 risk show
	[ -z "$stderr" ]
	[ "$(grep -c '/commissionRate' served.ndjson)" -eq 1 ]
}
