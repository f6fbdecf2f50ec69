# etrms venue replay of perpetuals: every refusal of leverage, margin and orders,
# scenarios that cannot be (exit 12), and overflow.
load ../helper
load ../replay-swap

@test "refused: leverage" {
	[ "$(why '{do: "leverage", leverage: "0.9"}')" = unsupported ]
	[ "$(why '{do: "leverage", leverage: 2, margin_mode: "portfolio"}')" = \
		unsupported ]
	[ "$(why '{do: "leverage", leverage: 2, symbol: "X/Y:Y"}')" = \
		unknown_symbol ]
	[ "$(why 'cross(126)')" = leverage_tier ]
	# a working order is enough for the mode, not for the leverage
	[ "$(why '{id: "a", amount: 1, type: "limit", price: 90}, isolated(1),
		cross(3)')" = position_open ]
	[ "$(why '{id: "a", amount: 1}, isolated(1), cross(3)')" = position_open ]
	# above 50000 the leverage ends at 100
	[ "$(why 'cross(125), {id: "a", amount: 500}, cross(101), cross(100),
		{id: "b", amount: 1}' '.balances.USDT = 10000')" = \
		"leverage_tier" ]
	[ "$(why 'cross(101), {id: "a", amount: "499.999"},
		{id: "b", amount: "0.001"}' '.balances.USDT = 10000')" = \
		"leverage_tier" ]
	# less leverage needs more margin
	[ "$(why 'cross(2), {id: "a", amount: 15}, cross(1)')" = \
		insufficient_margin ]
	[ "$(why 'isolated(2), {id: "a", amount: 15}, isolated(1)')" = \
		insufficient_margin ]
	# of spot there is none
	[ "$(why '{do: "leverage", leverage: 2, symbol: "BTC/USDT"},
		{do: "margin", amount: 1, symbol: "BTC/USDT"}' \
		'.instruments += [{symbol: "BTC/USDT", tick: 1, lot: 1}]')" = \
		"unsupported unsupported" ]
}

@test "margin: added, taken, and refused" {
	replays "100 100 100 100" '.actions = [isolated(10), {id: "a",
		amount: 10}, {do: "margin", amount: "50.5"},
		{do: "margin", amount: "-30"}, {do: "margin", amount: "-20.51"},
		{do: "margin", amount: "-20.5"}, {do: "margin", amount: 899.51},
		{do: "margin", amount: 899.5}]'
	tells '
	open leverage BTC isolated 10 0
	open filled a BTC buy 10 @100 fee=0.5
	open margin BTC isolated 10 150.5
	open margin BTC isolated 10 120.5
	open rejected margin insufficient_margin
	open margin BTC isolated 10 100
	open rejected margin insufficient_margin
	open margin BTC isolated 10 999.5
	close mark 999.5 999.5 999.5 999.5
	end balance USDT 999.5 free=0
	end position BTC long 10 cost=1000 margin=999.5 mark=100'
	[ "$(why '{do: "margin", amount: 1}')" = no_position ]
	[ "$(why '{do: "margin", amount: 0}')" = bad_amount ]
	[ "$(why '{do: "margin", amount: "0.000000001"}')" = bad_amount ]
	[ "$(why '{do: "margin", amount: 1, symbol: "X/Y:Y"}')" = \
		unknown_symbol ]
	[ "$(why '{id: "a", amount: 1}, {do: "margin", amount: 1}')" = \
		unsupported ]
	# a loss counts, a profit does not
	replays "100 100 95 95, 95 120 95 120" '.actions = [isolated(10),
		{id: "a", amount: 10}, ({do: "margin", amount: "60"}),
		({do: "margin", amount: "-15.01"} + at(1)),
		({do: "margin", amount: "-15"} + at(1)),
		{do: "margin", amount: "-25.01", at: ($t + 60000),
		mark: "close"}, {do: "margin", amount: "-25",
		at: ($t + 60000), mark: "close"}]'
	has 'open margin BTC isolated 10 145'
	has 'close margin BTC isolated 10 120'
	[ "$(grep -c 'rejected margin insufficient_margin' <<<"$told")" = 2 ]
}

@test "refused: orders on perpetuals" {
	[ "$(why '{id: "a", amount: 1, position_side: "long"}')" = unsupported ]
	[ "$(why '{id: "a", amount: 1, reduce_only: true, stop_loss: 90}')" = \
		unsupported ]
	[ "$(why '{id: "a", amount: 1, reduce_only: true}')" = reduce_only ]
	[ "$(why '{id: "a", amount: 1}, {id: "b", amount: 1,
		reduce_only: true}')" = reduce_only ]
	[ "$(why '{id: "a", side: "sell", amount: 1, stop_loss: 90}')" = \
		bad_linked ]
	[ "$(why '{id: "a", side: "sell", amount: 1, take_profit: 100}')" = \
		bad_linked ]
	[ "$(why '{id: "a", side: "sell", amount: 1, stop_loss: 101,
		take_profit: 99}')" = "" ]
	# the position after the order, if it opens anything
	[ "$(why '{id: "a", amount: 5}, {id: "b", amount: 1}, {id: "c",
		side: "sell", amount: 5}, {id: "d", side: "sell", amount: 5.001},
		{id: "e", side: "sell", amount: 5}' \
		'.instruments[0].max_notional = 500')" = \
		"max_notional max_notional" ]
	# not for what reduces
	[ "$(why '{id: "a", amount: 5}, {id: "b", side: "sell",
		amount: "0.001"}, {id: "c", side: "sell", amount: "0.001",
		reduce_only: true}' '.instruments[0].min_notional = 100')" = \
		min_notional ]
	# a limit is checked at its price, a stop at its trigger
	[ "$(why '{id: "a", type: "limit", price: 99, amount: "10.09"},
		{id: "b", type: "limit", price: 99, amount: "10.1"},
		{id: "c", type: "stop", trigger_price: 101, amount: "9.9"}')" = \
		"insufficient_margin insufficient_margin" ]
	# one that takes at its slipped price, never beyond its own
	[ "$(why '{id: "a", amount: "9.91"}, {id: "b", type: "limit",
		price: "100.5", amount: "9.95"}, {id: "c", type: "limit",
		price: "100.5", amount: "9.94"}' \
		'.settings.slippage.bps = 100')" = \
		"insufficient_margin insufficient_margin" ]
}

# bad WORDS JQ: a scenario that cannot be
bad() {
	scenario "100 105 95 102, 102 103 101 102" "$2" >bad.json
	exits 12 venue replay bad.json --format ndjson
	[ -z "$output" ]
	says "$1"
}

@test "bad scenarios name the place and the cause" {
	local first='.instruments[0]'
	bad 'instruments[0].tiers[0]: unknown key "cum"' "$first.tiers[0].cum = 0"
	bad 'instruments[0].tiers[1]: "mmr" is missing' "del($first.tiers[1].mmr)"
	bad 'tiers begin at 0 and rise' "$first.tiers[0].floor = 1"
	bad 'tiers begin at 0 and rise' "$first.tiers[1].floor = 0"
	bad 'maintenance' "$first.tiers[1].mmr = \"0.003\""
	bad 'maintenance' "$first.tiers[1].mmr = 1"
	bad 'leverage must be 1 or more' "$first.tiers[0].max_leverage = 0"
	bad '"tiers": more than 24' "$first.tiers = [range(30) | {floor: ., mmr: \"0.1\", max_leverage: 1}]"
	bad 'liquidation_fee must be 0 or more' "$first.liquidation_fee = -1"
	bad '"kind" does not fit the symbol' "$first.kind = \"spot\" | $first.tiers = []"
	bad 'only perpetuals that settle in their quote' "$first.symbol = \"BTC/USD:BTC\" | .bars = {}"
	bad '"settle": a spot symbol has none' '.instruments += [{symbol: "A/B", kind: "spot", base: "A", quote: "B", settle: "B", tick: 1, lot: 1}]'
	bad 'marks: "X/Y:Y" is none of the instruments' '.marks["X/Y:Y"] = []'
	bad 'marks.BTC/USDT:USDT[0]: not [time, open, high, low, close]' '.marks["BTC/USDT:USDT"] = [[$t, 1, 1, 1, 1, 1]]'
	bad 'marks.BTC/USDT:USDT[0]: a bar that cannot be' '.marks["BTC/USDT:USDT"] = [[$t, 2, 1, 1, 1]]'
	bad 'marks.BTC/USDT:USDT[1]: begins before' '.marks["BTC/USDT:USDT"] = [[$t, 1, 1, 1, 1], [($t + 1), 1, 1, 1, 1]]'
	bad 'marks: "A/B" is no perpetual' '.instruments += [{symbol: "A/B", tick: 1, lot: 1}] | .marks["A/B"] = []'
	bad 'funding: "A/B" is no perpetual' '.instruments += [{symbol: "A/B", tick: 1, lot: 1}] | .funding["A/B"] = []'
	bad 'funding: "X/Y:Y" is none of the instruments' '.funding["X/Y:Y"] = []'
	bad 'funding.BTC/USDT:USDT: not an array' '.funding["BTC/USDT:USDT"] = {}'
	bad 'funding.BTC/USDT:USDT[0]: not [time, rate, mark or null]' '.funding["BTC/USDT:USDT"] = [[$t]]'
	bad 'funding.BTC/USDT:USDT[0]: not [time' '.funding["BTC/USDT:USDT"] = [[$t, "x"]]'
	bad 'funding.BTC/USDT:USDT[0]: not [time' '.funding["BTC/USDT:USDT"] = [[$t, 1, 0]]'
	bad 'funding.BTC/USDT:USDT[0]: the time is not one' '.funding["BTC/USDT:USDT"] = [[-1, 1]]'
	bad 'funding.BTC/USDT:USDT[0]: the time is not one' '.funding["BTC/USDT:USDT"] = [[17000000241450000, 1]]'
	bad 'funding.BTC/USDT:USDT[1]: is not later' '.funding["BTC/USDT:USDT"] = [[$t, 1], [$t, 1]]'
	bad '"leverage" is not a number' '.actions = [{do: "leverage", leverage: "high"}]'
	bad '"margin_mode" is not a text' '.actions = [{do: "leverage", margin_mode: 1}]'
	bad '"amount" is missing' '.actions = [{do: "margin"}]'
}

@test "an overflow is an error, never a wrap" {
	scenario "100 105 95 102, 102 103 101 102" '.balances.USDT = ("9" * 28) |
		.instruments[0].tiers |= .[0:1] | .actions = [cross(100),
		{id: "a", amount: ("9" * 27)}]' >big.json
	exits 12 venue replay big.json --format ndjson
	says 'has more than 38 digits or 18 decimals'
	scenario "100 105 95 102, 102 103 101 102" '.balances.USDT = ("9" * 20) |
		.instruments[0].tiers = [] | .actions = [{id: "a",
		amount: ("9" * 16)}] | .funding = {"BTC/USDT:USDT":
		[[($t + 60000), ("9" * 30), ("9" * 18)]]}' >big.json
	exits 12 venue replay big.json --format ndjson
	says 'has more than 38 digits'
}
