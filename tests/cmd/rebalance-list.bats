# etrms rebalance list: none, one that was placed, one that was only planned.

load ../helper
load ../paper

@test "rebalance list tells what became of each, the latest first" {
	given_rebalance
	etrms rebalance BTC=50 ETH=40 USDT=10 --quiet
	exits 0 rebalance list --format csv
	[ "${lines[0]}" = id,accounts,key,terms,currency,value,orders,placed,pending,failed,time ]
	[[ ${lines[1]} = "2,demo,,BTC=0.5 ETH=0.4 USDT=0.1 band=0.01 slippage=0.001,USDT,"*",2,0,0,0,2024-03-01T12:00:00Z" ]]
	[ "${lines[2]}" = "1,demo,nov,BTC=0.1 ETH=0.8 USDT=0.1 band=0.01 slippage=0.001,USDT,20000,2,2,0,0,2024-03-01T12:00:00Z" ]
	[ "${#lines[@]}" -eq 3 ]
}

@test "rebalance list of none is empty, and operands are refused" {
	given_candles BTC/USDT 50000
	given_paper
	exits 0 rebalance list
	[ -z "$output" ]
	exits 2 rebalance list 1
}
