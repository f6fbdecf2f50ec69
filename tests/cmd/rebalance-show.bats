# etrms rebalance show: the plan as it was made and its orders; ids that are none.

load ../helper
load ../paper

@test "rebalance show has the plan and the orders" {
	given_rebalance
	exits 0 rebalance show 1
	[ "$(json '[.record, .symbol // "-", .state // "-"] | join(" ")')" = "rebalance - -
rebalance_order BTC/USDT -
rebalance_order ETH/USDT -
order BTC/USDT filled
order ETH/USDT filled" ]
}

@test "rebalance show refuses what is no id" {
	given_rebalance
	exits 2 rebalance show 7
	says "rebalance 7: there is none"
	exits 2 rebalance show x
	says "rebalance x: there is none"
	exits 2 rebalance show
}

@test "rebalance show leaves orders of other plans out" {
	given_rebalance
	etrms order sell ETH/USDT --qty 0.1 --quiet
	etrms rebalance BTC=50 ETH=40 USDT=10 --apply --key dec --quiet
	exits 0 rebalance show 2
	[ "$(json 'select(.record == "order") | .tag' | sort -u)" = rebalance:2 ]
	exits 0 rebalance show 1
	[ "$(json 'select(.record == "order") | .tag' | sort | uniq -c | xargs)" = "2 rebalance:1" ]
}
