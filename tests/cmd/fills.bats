# etrms fills: rows, filters, --where, -n, every format, refusals.
load ../helper
load ../paper

setup() {
	setup_home
	given_ledger
}

@test "fills lists trades with the venue's numbers, oldest first" {
	exits 0 fills --format csv
	[ "$output" = 'id,order_id,account,venue,symbol,side,taker_or_maker,price,amount,cost,fee,fee_currency,realized_pnl,time
f1,1,demo,sim,BTC/USDT,buy,maker,60000,0.04,2400,2.4,USDT,,2024-03-01T08:16:40Z
f2,1,demo,sim,BTC/USDT,buy,taker,59999.5,0.06,3599.97,3.59997,USDT,,2024-03-01T08:33:20Z' ]
}

@test "fills --where, --since, --until, --symbol, --order and -n" {
	exits 0 fills --where 'price < 60000'
	[ "$(json .id)" = f2 ]
	exits 0 fills --where 'amount > 0' -n 1
	[ "$(json .id)" = f2 ]
	exits 0 fills --where 'taker_or_maker == "maker"'
	[ "$(json .id)" = f1 ]
	exits 0 fills --since 2024-03-01T08:33:20Z
	[ "$(json .id)" = f2 ]
	exits 0 fills --until 2024-03-01T08:33:20Z
	[ "$(json .id)" = f1 ]
	exits 0 fills --symbol ETH/USDT --format json
	[ "$output" = '[]' ]
	exits 0 fills --order 1 --account demo
	[ "$(rows)" -eq 2 ]
	exits 0 fills --account other
	[ "$(rows)" -eq 0 ]
}

@test "fills says what it does not know" {
	exits 2 fills --where 'prise > 1'
	[ "${stderr%%$'\n'*}" = \
		'etrms: --where:1:1: unknown name "prise"; did you mean "price"?' ]
	exits 2 fills --where 'price >'
	exits 2 fills --order 9
	says "order 9: there is none"
	exits 2 fills --account deom
	says "did you mean demo?"
	exits 2 fills --symbol BTCUSDT
	says "symbol 'BTCUSDT': not of the form BTC/USDT"
	exits 2 fills --fields id,prices
}

@test "fills tell the profit of closing a perpetual, and nothing on opening" {
	given_swap
	exits 0 venue advance --to 2024-03-01T00:06Z
	exits 0 fills --format csv --fields order_id,side,price,amount,cost,fee,realized_pnl
	[ "$output" = 'order_id,side,price,amount,cost,fee,realized_pnl
1,buy,100,10,1000,0.5,
2,sell,94,4,376,0.188,-24
3,sell,92,6,552,8.28,-48' ]
}
