# etrms venue replay of perpetuals: the worked examples P1 to P4 to the last
# digit; marks, funding, liquidation, insurance, leverage, shorts. What is
# refused is in venue-replay-swap-refused.bats.
load ../helper
load ../replay-swap

FLAT="50000 50000 50000 50000"

@test "P1: isolated, with funding, closed by a reduce-only order" {
	replays "$FLAT, 50500 50500 50500 50500, 51000 51000 51000 51000" '
		.funding = {"BTC/USDT:USDT": [[($t + 60000), "0.0001", null]]} |
		.actions = [isolated(10), {id: "a", amount: "0.1"}, {id: "b",
		side: "sell", amount: "0.1", reduce_only: true} + at(2)]'
	tells '
	open leverage BTC isolated 10 0
	open filled a BTC buy 0.1 @50000 fee=2.5
	close mark 997.5 997.5 997.5 997.5
	open funding BTC -0.505 rate=0.0001@50500
	close mark 1046.995 1046.995 1046.995 1046.995
	open filled b BTC sell 0.1 @51000 fee=2.55 pnl=100
	close mark 1094.445 1094.445 1094.445 1094.445
	end balance USDT 1094.445 free=1094.445'
}

@test "P2a: liquidated on the way to the low, at the liquidation price" {
	replays "$FLAT, 50000 50100 44000 48000" '.actions = [isolated(10),
		{id: "a", amount: "0.1"}]'
	tells '
	open leverage BTC isolated 10 0
	open filled a BTC buy 0.1 @50000 fee=2.5
	close mark 997.5 997.5 997.5 997.5
	first liquidated BTC long 0.1 @45180.8 fee=18.08 pnl=-481.92 insurance=0
	close mark 997.5 497.5 497.5 497.5
	end balance USDT 497.5 free=497.5'
	[ "$(jq -r 'select(.event == "liquidated").cost' <<<"$output")" = 4518.08 ]
}

@test "P2b: a gap liquidates before anyone can act, and costs the margin only" {
	replays "$FLAT, 44000 50100 43000 48000" '.actions = [isolated(10),
		{id: "a", amount: "0.1"}, ({id: "b", side: "sell",
		amount: "0.1", reduce_only: true} + at(1))]'
	tells '
	open leverage BTC isolated 10 0
	open filled a BTC buy 0.1 @50000 fee=2.5
	close mark 997.5 997.5 997.5 997.5
	open liquidated BTC long 0.1 @44000 fee=0 pnl=-600 insurance=100
	open rejected b order reduce_only
	close mark 497.5 497.5 497.5 497.5
	end balance USDT 497.5 free=497.5'
}

@test "P3: one cross position takes the other with it" {
	replays "$FLAT, 50000 50000 40000 41000" 'eth([[$t, 3000, 3000, 3000,
		3000], [($t + 60000), 3000, 3000, 3000, 3000]]) |
		.actions = [cross(20), (cross(20) + {symbol: "ETH/USDT:USDT"}),
		{id: "a", amount: "0.1"}, {id: "b", symbol: "ETH/USDT:USDT",
		side: "sell", amount: 2}]'
	tells '
	open leverage BTC cross 20 0
	open leverage ETH cross 20 0
	open filled a BTC buy 0.1 @50000 fee=2.5
	open filled b ETH sell 2 @3000 fee=3
	close mark 994.5 994.5 994.5 994.5
	first liquidated BTC long 0.1 @40517.1 fee=46.21 pnl=-948.29 insurance=0
	first liquidated ETH short 2 @3000 fee=0 pnl=0 insurance=0
	close mark 994.5 0 0 0
	end balance USDT 0 free=0'
}

@test "P4: shares of cost, and a flip in two fills" {
	replays "50000.1 50000.1 50000.1 50000.1, 50000.2 50000.2 50000.2 50000.2,
		50100 50100 50100 50100, 50200 50200 50200 50200" '.actions = [
		{id: "a", amount: "0.001"}, {id: "b", amount: "0.002"} + at(1),
		{id: "c", side: "sell", amount: "0.001"} + at(2),
		{id: "d", side: "sell", amount: "0.005"} + at(3)]'
	tells '
	open filled a BTC buy 0.001 @50000.1 fee=0.02500005
	close mark 999.97499995 999.97499995 999.97499995 999.97499995
	open filled b BTC buy 0.002 @50000.2 fee=0.0500002
	close mark 999.92509975 999.92509975 999.92509975 999.92509975
	open filled c BTC sell 0.001 @50100 fee=0.02505 pnl=0.09983333
	close mark 1000.19944975 1000.19944975 1000.19944975 1000.19944975
	open filled d BTC sell 0.002 @50200 fee=0.0502 pnl=0.39966667
	open filled d BTC sell 0.003 @50200 fee=0.0753
	close mark 1000.27394975 1000.27394975 1000.27394975 1000.27394975
	end balance USDT 1000.27394975 free=849.67394975
	end position BTC short 0.003 cost=150.6 margin=0 mark=50200'
}

@test "a flip opens only what the margin allows after the close" {
	# closes 5; opening 15 more at leverage 1 needs 1500
	replays "100 100 100 100, 100 100 100 100" '.actions = [{id: "a",
		amount: 5}, {id: "b", side: "sell", type: "stop", amount: 20,
		trigger_price: 99.9, at: ($t + 60000)}] |
		.bars["BTC/USDT:USDT"][1] = [($t + 60000), 100, 100, 99, 99]'
	has 'open rejected b order insufficient_margin'
	replays "100 100 100 100, 100 100 99 99" '.actions = [cross(3),
		{id: "a", amount: 5}, {id: "b", side: "sell", type: "stop",
		amount: 29, trigger_price: 99.9, at: ($t + 60000)},
		({do: "withdraw", currency: "USDT", amount: 500} + at(1))]'
	has 'open transfer withdraw -500 USDT'
	has 'first filled b BTC sell 5 @99.9 fee=0.24975 pnl=-0.5'
	has 'first canceled b insufficient_margin'
	usdt 499.00025
}

@test "a short walks to the high first, then to the low" {
	replays "100 100 100 100, 100 111 89 100" '.actions = [{id: "a",
		side: "sell", amount: 5, stop_loss: 110, take_profit: 90}]'
	tells '
	open filled a BTC sell 5 @100 fee=0.25
	close mark 999.75 999.75 999.75 999.75
	first triggered a.sl BTC @110
	first canceled a.tp linked
	first filled a.sl BTC buy 5 @110 fee=0.275 pnl=-50
	close mark 999.75 949.475 949.475 949.475
	end balance USDT 949.475 free=949.475'
}

@test "percentages of a short are rounded away from the market" {
	replays "33.3 33.3 33.3 33.3" '.actions = [{id: "a", side: "sell",
		amount: 1, stop_loss: "2%", take_profit: "2%"}]'
	[ "$(jq -c 'select(.event == "accepted") | [.id, .price, .trigger_price]' \
		<<<"$output" | paste -sd' ')" = \
		'["a",null,null] ["a.sl",null,34] ["a.tp",32.6,null]' ]
}

@test "a short is liquidated on the way up" {
	# n = (500 + 5000 + 0) / 1.004, / 0.1, down to the tick
	replays "$FLAT, 50000 60000 50000 50000" '.actions = [isolated(10),
		{id: "a", side: "sell", amount: "0.1"}]'
	has 'first liquidated BTC short 0.1 @54780.8 fee=21.92 pnl=-478.08 insurance=0'
	usdt 497.5
}

@test "the mark, not the last price, liquidates" {
	# last falls to 44000, the mark only to 46000
	replays "$FLAT, 50000 50000 44000 50000" '.actions = [isolated(10),
		{id: "a", amount: "0.1"}] | .marks = {"BTC/USDT:USDT":
		[[($t + 60000), 50000, 50000, 46000, 49000]]}'
	tells '
	open leverage BTC isolated 10 0
	open filled a BTC buy 0.1 @50000 fee=2.5
	close mark 997.5 997.5 997.5 997.5
	first liquidated BTC long 0.1 @45180.8 fee=18.08 pnl=-481.92 insurance=0
	close mark 997.5 497.5 497.5 497.5
	end balance USDT 497.5 free=497.5'
	# the mark keeps its distance from the price on the way: 1000 above it
	replays "$FLAT, 50000 50000 44300 50000" '.actions = [isolated(10),
		{id: "a", amount: "0.1"}] | .marks = {"BTC/USDT:USDT":
		[[($t + 60000), 51000, 51000, 46000, 49000]]}'
	tells '
	open leverage BTC isolated 10 0
	open filled a BTC buy 0.1 @50000 fee=2.5
	close mark 997.5 997.5 997.5 997.5
	close mark 1097.5 597.5 1097.5 897.5
	end balance USDT 997.5 free=497.5
	end position BTC long 0.1 cost=5000 margin=500 mark=49000'
	# a mark bar whose low alone is below: found at the point
	replays "$FLAT, 50000 50000 49000 50000" '.actions = [isolated(10),
		{id: "a", amount: "0.1"}] | .marks = {"BTC/USDT:USDT":
		[[($t + 60000), 50000, 50000, 45000, 49000]]}'
	has 'first liquidated BTC long 0.1 @45000 fee=0 pnl=-500 insurance=0'
	usdt 497.5
}

@test "a mark bar without a bar is passed by; the mark stands still with its symbol" {
	replays "$FLAT" '.actions = [{id: "a", amount: "0.01"}] | .marks =
		{"BTC/USDT:USDT": [[$t, 50000, 50100, 50000, 50050],
		[($t + 60000), 1, 1, 1, 1]]}'
	has 'close mark 999.75 999.75 1000.75 1000.25'
	has 'end position BTC long 0.01 cost=500 margin=0 mark=50050'
}

@test "funding: own marks, negative rates, shorts, late settlements, flat accounts" {
	replays "$FLAT, $FLAT, $FLAT" '.actions = [{id: "a", side: "sell",
		amount: "0.01", at: ($t + 60000)}] | .funding =
		{"BTC/USDT:USDT": [[$t, "0.01"], [($t + 60000), "0.01"],
		[($t + 60003), "0.0001", "50010.5"],
		[($t + 119999), "-0.0003", null], [($t + 120000), 0]]}'
	tells '
	close mark 1000 1000 1000 1000
	open filled a BTC sell 0.01 @50000 fee=0.25
	close mark 999.75 999.75 999.75 999.75
	open funding BTC 0.0500105 rate=0.0001@50010.5
	open funding BTC -0.15 rate=-0.0003@50000
	open funding BTC 0 rate=0@50000
	close mark 999.6500105 999.6500105 999.6500105 999.6500105
	end balance USDT 999.6500105 free=499.6500105
	end position BTC short 0.01 cost=500 margin=0 mark=50000'
	# 60003 ms after the first open is after the second: it waits for the third
	[ "$(jq -r 'select(.event == "funding").time' <<<"$output" | uniq)" = \
		2023-11-14T22:16:00Z ]
}

@test "funding is rounded down, and takes the margin of an isolated position" {
	replays "33.3 33.3 33.3 33.3, 33.3 33.3 33.3 33.3" '.scales.USDT = 2 |
		.actions = [isolated(1), {id: "a", amount: "0.1"}] |
		.funding = {"BTC/USDT:USDT": [[($t + 60000), "0.001"]]}'
	has 'open funding BTC -0.01 rate=0.001@33.3'
	has 'end position BTC long 0.1 cost=3.33 margin=3.32 mark=33.3'
	# all of it, and more than there is
	replays "100 100 100 100, 100 100 100 100" '.actions = [isolated(10),
		{id: "a", amount: 1}] | .funding = {"BTC/USDT:USDT":
		[[($t + 60000), "0.2"]]}'
	has 'open funding BTC -20 rate=0.2@100'
	has 'open liquidated BTC long 1 @100 fee=0 pnl=0 insurance=10'
	usdt 989.95
}

@test "leverage: stays, is told, and lifts what may be opened" {
	[ "$(why '{id: "a", amount: 10}, {id: "b", amount: "9.995"}')" = \
		insufficient_margin ]
	replays "100 100 100 100" '.actions = [cross(2), {id: "a", amount: 20},
		{id: "b", amount: "19.98"}]'
	has 'open rejected a order insufficient_margin'
	has 'open leverage BTC cross 2 0'
	has 'open filled b BTC buy 19.98 @100 fee=0.999'
	has 'end balance USDT 999.001 free=0.001'
	replays "100 100 100 100" '.actions = [{do: "leverage",
		leverage: "2.5"}]'
	has 'open leverage BTC cross 2.5 0'
	replays "100 100 100 100" '.actions = [{do: "leverage",
		margin_mode: "isolated"}, {do: "leverage"}]'
	has 'open leverage BTC isolated 1 0'
}

@test "less leverage tops the margin up, more does not release it" {
	replays "100 100 100 100" '.actions = [isolated(10), {id: "a",
		amount: 10}, isolated(5), isolated(20)]'
	tells '
	open leverage BTC isolated 10 0
	open filled a BTC buy 10 @100 fee=0.5
	open leverage BTC isolated 5 200
	open leverage BTC isolated 20 200
	close mark 999.5 999.5 999.5 999.5
	end balance USDT 999.5 free=799.5
	end position BTC long 10 cost=1000 margin=200 mark=100'
}

@test "a quote buys contracts of its size" {
	replays "100 100 100 100" '.instruments[0].contract_size = "0.1" |
		.settings.slippage.bps = 100 |
		.actions = [{id: "a", quote: 500}]'
	# floor(500 / (101 × 0.1)), fee aside
	has 'open filled a BTC buy 49.504 @101 fee=0.2499952'
	has 'end position BTC long 49.504 cost=499.9904 margin=0 mark=100'
	[ "$(why '{id: "a", quote: "0.05"}')" = bad_amount ]
}

@test "liquidation cancels the orders of a cross currency, of one isolated symbol" {
	local far='[[$t, 10, 10, 10, 10], [($t + 60000), 10, 10, 10, 10]]'
	replays "100 100 100 100, 100 100 80 80" 'eth('"$far"') |
		.actions = [cross(10), {id: "a", amount: 90}, {id: "x",
		type: "limit", price: 50, amount: 1}, {id: "e",
		symbol: "ETH/USDT:USDT", type: "limit", price: 5, amount: 1}]'
	has 'first canceled x liquidation'
	has 'first canceled e liquidation'
	replays "100 100 100 100, 100 100 80 80" 'eth('"$far"') |
		.actions = [isolated(10), {id: "a", amount: 50}, {id: "x",
		type: "limit", price: 50, amount: 1}, {id: "e",
		symbol: "ETH/USDT:USDT", type: "limit", price: 5, amount: 1}]'
	has 'first canceled x liquidation'
	[[ $told != *'canceled e'* ]]
}

@test "several positions are liquidated in one bar, the lowest profit first" {
	replays "100 100 100 100, 70 70 70 70" 'eth([[$t, 100, 100, 100, 100],
		[($t + 60000), 60, 60, 60, 60]]) | .actions = [cross(10),
		(cross(10) + {symbol: "ETH/USDT:USDT"}), {id: "a", amount: 20},
		{id: "b", symbol: "ETH/USDT:USDT", amount: 20}]'
	# 998: -800 leaves 198 - 15; then 198 - 600 with none left
	tells '
	open leverage BTC cross 10 0
	open leverage ETH cross 10 0
	open filled a BTC buy 20 @100 fee=1
	open filled b ETH buy 20 @100 fee=1
	close mark 998 998 998 998
	open liquidated ETH long 20 @60 fee=15 pnl=-800 insurance=0
	open liquidated BTC long 20 @70 fee=0 pnl=-600 insurance=417
	close mark 0 0 0 0
	end balance USDT 0 free=0'
}

@test "insurance pays what closing a position owes beyond the margin" {
	# a reserve of a spot order is not there to pay a loss with
	replays "100 100 100 100, 100 100 99 99" '.instruments += [{symbol:
		"BTC/USDT", tick: 1, lot: 1}] | .bars["BTC/USDT"] =
		[[$t, 100, 100, 100, 100], [($t + 60000), 100, 100, 100, 100]] |
		.actions = [{id: "s", side: "sell", amount: 5}, {id: "l",
		symbol: "BTC/USDT", type: "limit", price: 10, amount: 49},
		({id: "c", amount: 5, type: "stop", trigger_price: 105} + at(1))
		] | .bars["BTC/USDT:USDT"][1] = [($t + 60000), 100, 210, 100, 200]'
	has 'first filled c BTC buy 5 @105 fee=0.2625 pnl=-25'
	[[ $told != *insurance* ]]
	replays "100 100 100 100, 100 100 99 99" '.instruments += [{symbol:
		"BTC/USDT", tick: 1, lot: 1}] | .bars["BTC/USDT"] =
		[[$t, 100, 100, 100, 100], [($t + 60000), 100, 100, 100, 100]] |
		.actions = [{id: "s", side: "sell", amount: 5}, {id: "l",
		symbol: "BTC/USDT", type: "limit", price: 10, amount: 49},
		({id: "c", amount: 5, type: "stop", trigger_price: 205} + at(1))
		] | .bars["BTC/USDT:USDT"][1] = [($t + 60000), 100, 210, 100, 200]'
	# W = 999.75 - 490 = 509.75; the way to 205 ends at its liquidation
	has 'first liquidated BTC short 5 @201.1 fee=4.25 pnl=-505.5 insurance=0'
}

@test "insurance has its own record where a fill leaves less than nothing" {
	# the entry at 100 costs its fee, the exit at the gap all that is left
	replays "100 100 100 100, 199.5 199.5 199.5 199.5" '.balances.USDT = 101 |
		.instruments[0].tiers = [] | .instruments[0].taker = "0.01" |
		.actions = [{id: "s", side: "sell", amount: 1},
		({id: "c", amount: 1} + at(1))]'
	has 'open filled c BTC buy 1 @199.5 fee=1.995 pnl=-99.5'
	has 'open insurance 1.495 USDT'
	usdt 0
}

@test "a notional beyond the last tier has the last tier" {
	# MM = ceil(value × 0.005 - 50): 2000000 × 0.005 - 50 = 9950
	replays "50000 50000 50000 50000, 50000 50000 48000 49900" '
		.balances.USDT = 100000 | .actions = [isolated(100),
		{id: "a", amount: 40}]'
	# n = (2000000 - 20000 - 50) / 0.995, / 40, up to the tick
	has 'first liquidated BTC long 40 @49747.5 fee=9900 pnl=-10100 insurance=0'
}

@test "profit of cross positions is free, but not to be taken out" {
	replays "100 100 100 100, 120 120 120 120" '.actions = [{id: "a",
		amount: 5}, ({do: "withdraw", currency: "USDT",
		amount: "399.76"} + at(1)), ({do: "withdraw", currency: "USDT",
		amount: "399.75"} + at(1))]'
	# 999.75 + 100 - 600 are free, without the profit 399.75
	has 'open rejected withdraw insufficient_funds'
	has 'open transfer withdraw -399.75 USDT'
	has 'end balance USDT 600 free=100'
}

@test "a position without a price of its settle currency is left out of equity" {
	replays "100 100 100 100, 110 110 110 110" '.currency = "EUR" |
		.balances.EUR = 7 | .actions = [{id: "a", amount: 1}]'
	has 'close mark 7 7 7 7'
	[ "$(jq -c 'select(.event == "mark").unpriced' <<<"$output" | tail -1)" = \
		'["USDT"]' ]
}
