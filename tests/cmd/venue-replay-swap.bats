# etrms venue replay of perpetuals: the worked examples P1 to P4 to the last
# digit; marks, funding, liquidation, insurance, leverage and margin; shorts;
# every refusal they bring; and scenarios of theirs that cannot be (exit 12).
load ../helper

T=1700000040000

# rows "A B C D, …": one a minute from T on
rows() {
	jq -Rnc --arg b "$1" --argjson t $T '$b | split(",") | to_entries |
		map([$t + 60000 * .key] + (.value | split(" ") |
		map(select(. != "")) | map(tonumber)))'
}

# scenario BARS [JQ]: 1000 USDT and BTC/USDT:USDT as in the worked examples;
# JQ changes it. Actions without "at" are given at T, those without "do" are
# market orders to buy.
scenario() {
	jq -nc --argjson b "$(rows "$1")" '{version: 1,
		currency: "USDT", timeframe_ms: 60000,
		balances: {USDT: "1000"}, settings: {}, instruments: [{
		symbol: "BTC/USDT:USDT", tick: "0.1", lot: "0.001",
		maker: "0.0002", taker: "0.0005", liquidation_fee: "0.0125",
		tiers: [{floor: 0, mmr: "0.004", max_leverage: 125},
		{floor: 50000, mmr: "0.005", max_leverage: 100}]}],
		bars: {"BTC/USDT:USDT": $b}, actions: []}' |
		jq -c --argjson t $T 'def lever($l; $m): {do: "leverage",
			leverage: $l, margin_mode: $m};
		def isolated($l): lever($l; "isolated");
		def cross($l): lever($l; "cross");
		def at($n): {at: ($t + 60000 * $n)};
		def eth($b): .instruments += [.instruments[0] |
			.symbol = "ETH/USDT:USDT" | .tick = "0.01" |
			.lot = "0.01" | .tiers = [{floor: 0, mmr: "0.005",
			max_leverage: 100}]] | .bars["ETH/USDT:USDT"] = $b;
		'"${2:-.}"' | .actions |= map({at: $t,
		do: "order"} + . | if .do == "order" then {symbol:
		"BTC/USDT:USDT", side: "buy", type: "market"} + .
		elif .do == "leverage" or .do == "margin" then
		{symbol: "BTC/USDT:USDT"} + . else . end)'
}

# replays BARS JQ: what happens, one line an event, without accepted orders
replays() {
	scenario "$@" >scenario.json
	exits 0 venue replay scenario.json --format ndjson
	told=$(jq -r 'select(.event != "accepted") | [.point, .event, .id,
		.action, .reason, (if .symbol then .symbol[0:3] else null
		end), .side, .amount,
		(if .price then "@\(.price)" else null end),
		(if .rate then "rate=\(.rate)@\(.mark_price)" else null end),
		(if .fee then "fee=\(.fee)" else null end),
		(if .realized_pnl != null then "pnl=\(.realized_pnl)" else
		null end), (if .insurance then "insurance=\(.insurance)" else
		null end), (if .leverage then
		"\(.margin_mode) \(.leverage) \(.margin)" else null end),
		(if .event == "mark" then "\(.equity_open) " +
		"\(.equity_first) \(.equity_second) \(.equity)" else null end),
		(if .event == "position" then
		"cost=\(.cost) margin=\(.margin) mark=\(.mark_price)" else null
		end), .currency, .total, (if .event == "balance" then
		"free=\(.free)" else null end)] |
		map(select(. != null) | tostring) | join(" ")' <<<"$output")
}

# tells LINES: exactly these events
tells() {
	local want
	want=$(sed '/^$/d; s/^[[:space:]]*//' <<<"$1")
	[ "$told" = "$want" ] || {
		diff <(echo "$want") <(echo "$told")
		return 1
	}
}

# has LINE: among others
has() {
	grep -qxF -e "$1" <<<"$told" || {
		echo "not told: $1"
		echo "$told"
		return 1
	}
}

# usdt TOTAL: at the end
usdt() {
	local got
	got=$(jq -r 'select(.event == "balance" and .currency == "USDT").total' \
		<<<"$output")
	[ "$got" = "$1" ] || {
		echo "USDT $got, wanted $1"
		return 1
	}
}

# why ACTION…: the reasons of refusals, after one bar at 100
why() {
	replays "100 100 100 100" ".actions = [$1]${2:+ | $2}"
	jq -r 'select(.event == "rejected").reason' <<<"$output" | paste -sd' '
}

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
	! grep -q 'canceled e' <<<"$told"
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
	! grep -q insurance <<<"$told"
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
