# etrms log: one story from all ledgers, its order, every filter, every format;
# unknown accounts, orders and symbols.
load ../helper
load ../paper

setup() {
	setup_home
	given_ledger
}

@test "log merges every ledger, oldest first" {
	exits 0 log --format csv --fields time,kind,event,state
	[ "${lines[1]}" = 2024-03-01T08:00:00Z,transfer,opening, ]
	sed '1d; s/Z,.*//' <<<"$output" | LC_ALL=C sort -c
	[ "$(sed 1d <<<"$output" | cut -d, -f2 | sort | uniq -c | awk '{ print $2 $1 }' | tr '\n' ' ')" = \
		'breaker2 fill2 halt2 order10 policy3 transfer3 violation1 ' ]
}

@test "log --order is the life of one order, with its fills" {
	exits 0 log --order 1 --format csv --fields kind,event,state,amount,price,message
	[ "$output" = 'kind,event,state,amount,price,message
order,intent,intent,0.1,60000,
order,send,sending,,,
order,accept,open,,,
fill,fill,partial,0.04,60000,fee 2.4 USDT
fill,fill_all,filled,0.06,59999.5,fee 3.59997 USDT' ]
	exits 0 log --order 3 --format csv --fields kind,event,state,name,message
	[ "$output" = 'kind,event,state,name,message
order,intent,refused,,max-order-notional
violation,refused,,max-order-notional,an order of 300000 USDT is above 6000' ]
}

@test "log --account leaves other accounts out and keeps what binds all" {
	exits 0 log --account other
	[ "$(json -s 'map(.account) | unique | map(. // "all") | join(" ")')" = 'all other' ]
	[ "$(json 'select(.kind == "halt").event' | tr '\n' ' ')" = 'halt resume ' ]
	exits 0 log --account demo --kind transfer --format csv --fields event,amount,asset
	[ "$output" = $'event,amount,asset\nopening,10000,USDT\nwithdrawal,-250.5,USDT' ]
}

@test "log --symbol, --since, --until, --correlation, --kind and -n" {
	exits 0 log --symbol ETH/USDT
	[ "$(rows)" -eq 3 ]
	exits 0 log --correlation bb02
	[ "$(json .event)" = fill_all ]
	exits 0 log --since 2024-03-01T08:40Z --until 2024-03-01T08:50Z
	[ "$(json .message | tr '\n' ' ')" = 'lunch back ' ]
	exits 0 log --kind breaker
	[ "$(json .name | sort -u)" = daily-loss ]
	exits 0 log -n 1
	[ "$(json .event)" = withdrawal ]
	exits 0 log -n 2 --kind fill
	[ "$(json .amount | tr '\n' ' ')" = '0.04 0.06 ' ]
}

@test "log says which account, order, symbol or kind there is not" {
	exits 2 log --account dmeo
	says "account dmeo: there is none; did you mean demo?"
	exits 2 log --order 99
	says "order 99: there is none"
	exits 2 log --symbol btc
	says "symbol 'btc': not of the form"
	exits 2 log --kind fills
	exits 2 log --since tomorrow
	exits 2 log -n -1
}

@test "log ends silently when the pipe closes" {
	run -0 bash -c 'set -o pipefail; etrms log 2>&1 | head -1 | wc -l'
	[ "$output" = 1 ]
}

@test "log explains funding and a liquidation row by row" {
	given_swap
	exits 0 venue advance --to 2024-03-01T00:06Z
	exits 0 log --since 2024-03-01T00:03Z --until 2024-03-01T01:00Z \
		--format csv --fields time,kind,order_id,event,state,side,amount,price,message
	[ "$output" = 'time,kind,order_id,event,state,side,amount,price,message
2024-03-01T00:03:00Z,funding,,funding,,,-0.99,,"rate 0.001, USDT"
2024-03-01T00:04:15Z,fill,2,fill_all,filled,sell,4,94,"fee 0.188 USDT, profit -24"
2024-03-01T00:04:15Z,order,3,intent,open,sell,6,,liquidation
2024-03-01T00:04:15Z,fill,3,fill_all,filled,sell,6,92,"fee 8.28 USDT, profit -48"' ]
	exits 0 log --kind funding --symbol BTC/USDT:USDT
	[ "$(rows)" = 1 ]
	exits 0 log --kind funding --symbol ETH/USDT:USDT
	[ "$output" = "" ]
}

@test "log has the insurance of a gap as money that came" {
	export ETRMS_STORE=$PWD/gap.db
	given_bars BTC/USDT:USDT 100,100,100,100 100,100,100,100 50,60,40,55
	etrms account add demo --prices test --timeframe 1m \
		--balance USDT=1000 --slippage 0 --use >/dev/null
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms leverage BTC/USDT:USDT 10 --mode isolated >/dev/null
	exits 0 order buy BTC/USDT:USDT --qty 10
	exits 0 venue advance --by 2m
	exits 0 log --kind transfer --format csv --fields event,amount,asset
	[ "$output" = 'event,amount,asset
opening,1000,USDT
insurance,400,USDT' ]
	exits 0 balances
	[ "$(json .total)" = 899.5 ]
	# a loss that was insured is a loss all the same
	exits 0 risk show
	[ "$(json .equity)" = 899.5 ]
}
