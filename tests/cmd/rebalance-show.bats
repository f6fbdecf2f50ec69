# etrms rebalance show: the plan as it was made and its orders; ids that are none.

load ../helper
load ../paper

given_rebalance() {
	given_candles BTC/USDT 50000
	given_candles ETH/USDT 2500
	given_paper --balance BTC=0.2
	etrms policy set max-position-share 100% --quiet
	etrms policy set max-risk-per-trade 100% --quiet
	etrms rebalance BTC=10 ETH=80 USDT=10 --apply --key nov --quiet
}

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
