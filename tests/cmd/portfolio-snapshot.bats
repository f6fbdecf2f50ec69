# portfolio snapshot: the value that portfolio show has, its parts, what moved
# since the one before, accounts that come and go, what is left out, currencies,
# again in the same minute, refusals.

load ../helper
load ../paper

given_two_accounts() {
	given_candles BTC/USDT 50000 50000 60000 60000
	given_candles ETH/USDT 2500 2500 2000 2000
	given_paper --balance BTC=0.1
	etrms account add other --prices test --timeframe 1m \
		--balance USDT=5000 >/dev/null
}

store() {
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" "$@"
}

forward() {
	etrms venue advance --account "$1" --by "$2" --quiet
}

@test "portfolio snapshot keeps what portfolio show says" {
	given_two_accounts
	exits 0 portfolio snapshot --format csv
	[ "${lines[0]}" = id,account,currency,value,deposits,withdrawals,btc_price,eth_price,holdings,time ]
	[ "${lines[1]}" = 1,,USDT,20000,0,0,50000,2500,2,2024-03-01T00:01:00Z ]
	[ "$(etrms portfolio show --format ndjson | jq 'select(.part == "total").value')" = 20000 ]
	[ "$(store 'select name, amount, price, value, weight from portfolio_holding')" = \
"USDT|15000|1|15000|0.75
BTC|0.1|50000|5000|0.25" ]
	[ "$(store 'select account, value from portfolio_account')" = "demo|15000
other|5000" ]
}

@test "portfolio snapshot in the same minute is one where nothing has changed" {
	given_two_accounts
	exits 0 portfolio snapshot --fields id
	exits 0 portfolio snapshot --fields id
	[ "$(json .id)" = 1 ]
	etrms policy set max-position-share 100% --quiet
	etrms order buy BTC/USDT --quote 100 --quiet
	exits 0 portfolio snapshot
	[ "$(json '.id == 2 and .value < 20000 and .value > 19999')" = true ]
	exits 0 portfolio snapshot --fields id
	[ "$(json .id)" = 2 ]
	forward demo 1m
	exits 0 portfolio snapshot --fields id
	[ "$(json .id)" = 3 ]
}

@test "portfolio snapshot --all keeps one of each account, too" {
	given_two_accounts
	exits 0 portfolio snapshot --all
	[ "$(json '[.id, .account // "-", .value] | join(" ")')" = "1 - 20000
2 demo 15000
3 other 5000" ]
	exits 0 portfolio snapshot --account other
	[ "$(json '[.id, .account] | join(" ")')" = "3 other" ]
}

@test "portfolio snapshot books what was deposited and withdrawn, each once" {
	given_two_accounts
	etrms portfolio snapshot --all --quiet
	etrms account deposit demo --amount 500 --quiet
	etrms account deposit demo --asset BTC --amount 0.01 --quiet
	etrms account withdraw other --amount 200 --quiet
	forward demo 2m
	exits 0 portfolio snapshot --all
	# 0.11 BTC at 60000; what came in counts at the price of its time
	[ "$(json '[.account // "-", .value, .deposits, .withdrawals] | join(" ")')" = "- 21900 1000 200
demo 17100 1000 0
other 4800 0 200" ]
	forward demo 1m
	exits 0 portfolio snapshot
	[ "$(json '[.deposits, .withdrawals] | join(" ")')" = "0 0" ]
}

@test "portfolio snapshot takes what is stated, once a minute" {
	given_two_accounts
	exits 2 portfolio snapshot --flow USDT=500
	says "there is no snapshot before this one"
	etrms portfolio snapshot --quiet
	forward demo 2m
	exits 0 portfolio snapshot --flow USDT=500 --flow BTC=-0.01
	[ "$(json '[.id, .deposits, .withdrawals] | join(" ")')" = "2 500 500" ]
	[ "$(store 'select kind, asset, value, time from portfolio_flow')" = \
"stated|USDT|500|1709251320000000
stated|BTC|-500|1709251320000000" ]
	exits 0 portfolio snapshot --flow USDT=500 --flow BTC=-0.01
	[ "$(json .id)" = 2 ]
	exits 0 portfolio snapshot --flow USDT=700
	[ "$(json .id)" = 3 ]
}

@test "portfolio snapshot: accounts that come and go are flows" {
	given_two_accounts
	etrms portfolio snapshot --quiet
	etrms account add third --prices test --timeframe 1m --balance USDT=1000 >/dev/null
	etrms account disable other >/dev/null
	exits 0 portfolio snapshot
	[ "$(json '[.value, .deposits, .withdrawals] | join(" ")')" = "16000 1000 5000" ]
	[ "$(store 'select kind, account, value from portfolio_flow order by kind')" = \
"account|other|-5000
opening|third|1000" ]
}

@test "portfolio snapshot names what has no price and keeps nothing" {
	given_candles BTC/USDT 50000
	given_paper --balance XYZ=3
	exits 12 portfolio snapshot
	says "XYZ: no price leads to USDT"
	[ "$(store 'select count(*) from portfolio_snapshot')" = 0 ]
	exits 0 portfolio snapshot --leave-out XYZ
	[ "$(json '[.value, .holdings] | join(" ")')" = "10000 2" ]
	[ "$(store "select kind, name, amount, value is null from portfolio_holding where kind <> 'asset'")" = "left_out|XYZ|3|1" ]
	# A price is there: it comes in with what it is worth now, and goes again.
	given_candles XYZ/USDT 7
	exits 0 portfolio snapshot
	[ "$(json '[.value, .deposits] | join(" ")')" = "10021 21" ]
	exits 0 portfolio snapshot --leave-out XYZ
	[ "$(json '[.value, .withdrawals] | join(" ")')" = "10000 21" ]
	exits 12 portfolio snapshot --currency EUR
	says "USDT, XYZ: no price leads to EUR"
}

@test "portfolio snapshot asks stored candles what BTC and ETH cost" {
	given_candles XRP/USDT 0.5
	given_paper
	exits 0 portfolio snapshot
	[ "$(json '[.btc_price, .eth_price] | map(. // "-") | join(" ")')" = "- -" ]
	given_candles BTC/USDT 50000
	etrms candles import bars.csv --venue bank --symbol ETH/USDT --timeframe 1m >/dev/null
	exits 0 portfolio snapshot
	[ "$(json '[.btc_price, .eth_price] | join(" ")')" = "50000 50000" ]
}

@test "portfolio snapshot of a position has its open profit" {
	given_swap
	etrms venue advance --by 2m --quiet
	exits 0 portfolio snapshot
	local value
	value=$(etrms portfolio show --format ndjson | jq 'select(.part == "total").value')
	[ "$(json .value)" = "$value" ]
	[ "$(sqlite3 "$ETRMS_STORE" "select name, amount from portfolio_holding where kind = 'position'")" = "BTC/USDT:USDT|10" ]
}

@test "portfolio snapshot of an account that was emptied is 0" {
	given_candles BTC/USDT 50000
	given_paper
	etrms portfolio snapshot --quiet
	etrms account withdraw demo --amount 10000 --quiet
	exits 0 portfolio snapshot
	[ "$(json '[.value, .withdrawals, .holdings] | join(" ")')" = "0 10000 0" ]
}

@test "portfolio snapshot refuses a time before the last one" {
	given_two_accounts
	forward demo 2m
	etrms portfolio snapshot --quiet
	etrms account disable demo >/dev/null
	exits 4 portfolio snapshot
	says "time goes backwards: the accounts stand at 2024-03-01T00:01:00Z, and snapshot 1 is of 2024-03-01T00:03:00Z"
	[ "$(store 'select count(*) from portfolio_snapshot')" = 1 ]
}

@test "portfolio snapshot refuses what it does not know" {
	exits 2 portfolio snapshot
	says "there is no active account"
	given_two_accounts
	exits 2 portfolio snapshot --currency dollars
	says '--currency: "dollars" is no asset'
	exits 2 portfolio snapshot --account nobody
	says nobody
	exits 2 portfolio snapshot --all --account demo
	says "--all and --account: one of them"
	exits 2 portfolio snapshot --all --flow USDT=1
	says "leave --all out"
	local flow
	for flow in USDT =5 USDT= USDT=0 USDT=x usdt=5 USDT=5=6 ABCDEFGHIJKLMNOPQRST=1; do
		exits 2 portfolio snapshot --flow "$flow"
		says "--flow: \"$flow\" is no ASSET=AMOUNT"
	done
	exits 2 portfolio snapshot --leave-out 'x y'
	says '--leave-out: "x y" is no asset'
	exits 2 portfolio snapshot --leave-out USDT
	says "USDT is what everything is valued in"
	[ "$(store 'select count(*) from portfolio_snapshot')" = 0 ]
}

@test "what portfolio snapshot kept is never changed" {
	given_two_accounts
	etrms portfolio snapshot --quiet
	local table
	for table in portfolio_snapshot portfolio_account portfolio_holding; do
		run store "delete from $table"
		[[ $output == *"$table is append-only"* ]]
		run store "update $table set value = '1'"
		[[ $output == *"$table is append-only"* ]]
	done
}
