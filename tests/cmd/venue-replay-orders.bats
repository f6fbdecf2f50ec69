# etrms venue replay: further orders. The worked examples P5a, P5b and P6 to the
# last digit; take-profit kinds, trailing stops, pairs, icebergs, reduce-only
# orders, shares of the volume, amendments, fee tiers, impact, detail bars and
# latency; what each is refused for; and what races what.
load ../helper
load ../replay

# swaps BARS JQ: the same on BTC/USDT:USDT, 0.02 % and 0.05 %, tick 0.1
swaps() {
	replays "$1" '.bars = {"BTC/USDT:USDT": .bars["BTC/USDT"]} |
		.instruments[0] += {symbol: "BTC/USDT:USDT", kind: "swap",
		settle: "USDT", tick: "0.1", lot: "0.001", maker: "0.0002",
		taker: "0.0005", liquidation_fee: "0.0125", tiers: [
		{floor: 0, mmr: "0.004", max_leverage: 100},
		{floor: 50000, mmr: "0.005", max_leverage: 50}]} | '"$2"' |
		.actions |= map(if .do == "cancel" or .do == "amend" or
		.do == "oco" then . else . + {symbol: "BTC/USDT:USDT"} end)'
	told=$(grep -vE 'balance|position' <<<"$told")
}

# pair ID ORDER ORDER: an oco of ID and IDb, each with its own fields
pair() {
	echo "{do: \"oco\", orders: [{id: \"$1\", symbol: \"BTC/USDT\",
		side: \"buy\", type: \"limit\", amount: 1} + $2,
		{id: \"$1b\", symbol: \"BTC/USDT\", side: \"buy\",
		type: \"stop\", amount: 1} + $3]}"
}

# refusals LINES: "ID REASON" of all that was rejected
refusals() {
	local want got
	want=$(sed '/^$/d; s/^[[:space:]]*//' <<<"$1")
	got=$(jq -r 'select(.event == "rejected") | "\(.id) \(.reason)"' \
		<<<"$output")
	[ "$got" = "$want" ] || {
		diff <(echo "$want") <(echo "$got")
		return 1
	}
}

@test "P5a: a trailing leg follows the high and is met in the next bar" {
	swaps "100 110 99 109, 108 109 106 107" \
		'.actions = [{id: "a", amount: 1, trailing_stop: {percent: 2}}]'
	tells '
	open accepted a 1
	open filled a 1 @100 taker fee=0.05
	open accepted a.ts 1
	close mark 999.95 998.95 1009.95 1008.95
	first triggered a.ts @107.8
	first filled a.ts 1 @107.8 taker fee=0.0539
	close mark 1007.95 1007.6961 1007.6961 1007.6961'
	usdt 1007.6961
	[ "$(jq -r 'select(.id == "a.ts" and .event == "filled").realized_pnl' \
		<<<"$output")" = 7.8 ]
}

@test "P5b: on the way to the close, in the bar of the high" {
	swaps "100 110 99 107" \
		'.actions = [{id: "a", amount: 1, trailing_stop: {percent: 2}}]'
	tells '
	open accepted a 1
	open filled a 1 @100 taker fee=0.05
	open accepted a.ts 1
	close triggered a.ts @107.8
	close filled a.ts 1 @107.8 taker fee=0.0539
	close mark 999.95 998.95 1009.95 1007.6961'
	usdt 1007.6961
}

@test "P6: a market order goes on at the next opens, a share of each volume" {
	swaps "100 103 99 102, 102 103 100 101, 101 102 100 101" '
		.settings.volume_share = "0.1" |
		.bars["BTC/USDT:USDT"] |= [.[0] + [3], .[1] + [5], .[2] + [4]] |
		.actions = [{id: "a", amount: 1}]'
	tells '
	open accepted a 1
	open filled a 0.3 @100 taker fee=0.015
	close mark 999.985 999.685 1000.885 1000.585
	open filled a 0.5 @102 taker fee=0.0255
	close mark 1000.5595 998.9595 1001.3595 999.7595
	open filled a 0.2 @101 taker fee=0.0101
	close mark 999.7494 998.7494 1000.7494 999.7494'
	usdt 999.9494
}

@test "take_profit and take_profit_limit wait on the profit side" {
	# a buy is met from above, a sell from below; a gap is met at the open
	replays "100 101 96 100, 104 106 103 105" '.actions = [
		{id: "a", type: "take_profit", trigger_price: 97, amount: 1},
		{id: "b", type: "take_profit_limit", trigger_price: 98,
		price: "97.5", amount: 1},
		{id: "c", side: "sell", type: "take_profit", amount: 1,
		trigger_price: 103, at: ($t + 1)},
		{id: "d", side: "sell", type: "take_profit_limit", amount: 1,
		trigger_price: 103, price: 105, at: ($t + 60000)}]'
	tells '
	open accepted a 1 ^97
	open accepted b 1 @97.5 ^98
	second triggered b @98
	second filled b 1 @97.5 maker fee=0.0975
	second triggered a @97
	second filled a 1 @97 taker fee=0.097
	close mark 1000 1000 997.3055 1005.3055
	open accepted c 1 ^103
	open triggered c @104
	open filled c 1 @104 taker fee=0.104
	open accepted d 1 @105 ^103
	open triggered d @104
	second filled d 1 @105 maker fee=0.105
	close mark 1013.2015 1012.2015 1014.0965 1014.0965
	end balance USDT 1014.0965'
}

@test "a stop comes before a profit kind at one price, that before a limit" {
	replays "100 101 96 100" '.balances.BTC = "3" | .actions = [
		{id: "a", side: "sell", type: "limit", amount: 1, price: 200},
		{id: "b", type: "limit", amount: 1, price: 98},
		{id: "c", type: "take_profit", amount: 1, trigger_price: 98},
		{id: "d", side: "sell", type: "stop", amount: 1,
		trigger_price: 98}]'
	[ "$(grep -E 'triggered|filled' <<<"$told" | cut -d' ' -f2,3)" = \
		"$(printf '%s\n' 'triggered d' 'filled d' 'triggered c' \
		'filled c' 'filled b')" ]
}

@test "a trailing order without and with an activation price" {
	# 1.5 % of 103 is 101.455: rounded away from the market, to 101.45
	replays "100 100 100 100, 101 103 101 102" '.balances.BTC = "2" |
		.actions = [{id: "a", side: "sell", type: "trailing", amount: 1,
		trail_percent: "1.5"}, {id: "b", side: "sell", type: "trailing",
		amount: 1, trail_amount: "0.5", activation_price: "102.5"}]'
	[ "$(grep -E 'accepted|triggered' <<<"$told")" = \
		"$(printf '%s\n' 'open accepted a 1' 'open accepted b 1' \
		'close triggered b @102.5')" ]
	# a buy follows the low down, and is met on the way up
	replays "100 101 95 99" '.actions = [{id: "a", type: "trailing",
		amount: 1, trail_amount: 2}]'
	[ "$(grep triggered <<<"$told")" = 'close triggered a @97' ]
	# an activation already reached at arrival is reached
	replays "100 101 95 99" '.balances.BTC = "2" | .actions = [{id: "a",
		side: "sell", type: "trailing", amount: 1, trail_amount: 2,
		activation_price: 90}]'
	[ "$(grep triggered <<<"$told")" = 'first triggered a @98' ]
	# farther behind than the price is high: it waits at nothing
	replays "100 101 95 99" '.balances.BTC = "2" | .actions = [{id: "a",
		side: "sell", type: "trailing", amount: 1, trail_amount: 200}]'
	[[ $told != *triggered* ]]
	# a best sees the open: 110 - 5 is above the low
	replays "100 101 99 100, 110 111 104 108" '.balances.BTC = "2" |
		.actions = [{id: "a", side: "sell", type: "trailing", amount: 1,
		trail_amount: 5}]'
	[ "$(grep triggered <<<"$told")" = 'first triggered a @105' ]
}

@test "a pair: a trigger of one cancels the other, in one bar the nearer first" {
	replays "100 106 94 102" ".actions = [$(pair a '{price: 95}' \
		'{trigger_price: 105}')]"
	# flat with buys only: the high first
	tells '
	open accepted a 1 @95
	open accepted ab 1 ^105
	first triggered ab @105
	first canceled a linked
	first filled ab 1 @105 taker fee=0.105
	close mark 1000 988.895 1000.895 996.895
	end balance BTC 1
	end balance USDT 894.895'
	# it reserves together: 105 and its fee, not 200
	replays "100 101 99 100" ".balances.USDT = \"105.105\" |
		.actions = [$(pair a '{price: 95}' '{trigger_price: 105}')]"
	[ "$(jq -r 'select(.event == "balance" and .currency == "USDT").used' \
		<<<"$output")" = 105.105 ]
	# cancelling one leaves the other
	replays "100 101 94 100" ".actions = [$(pair a '{price: 95}' \
		'{trigger_price: 105}'), {do: \"cancel\", id: \"ab\"}]"
	grep -q 'filled a 1 @95 maker' <<<"$told"
	# one that takes at once cancels the other
	replays "100 101 99 100" ".actions = [$(pair a '{price: 101}' \
		'{trigger_price: 105}')]"
	[ "$(grep -E 'filled|canceled' <<<"$told" | cut -d' ' -f2-4)" = \
		"$(printf '%s\n' 'filled a 1' 'canceled ab linked')" ]
}

@test "a partial fill of one of a pair reduces the other by as much" {
	replays "100 101 94 100, 100 106 99 104" ".settings.volume_share = 1 |
		.bars[\"BTC/USDT\"] |= [.[0] + [\"0.4\"], .[1] + [5]] |
		.actions = [$(pair a '{price: 95}' '{trigger_price: 105}')]"
	[ "$(grep -E 'filled|canceled|triggered' <<<"$told")" = "$(printf '%s\n' \
		'second filled a 0.4 @95 maker fee=0.038' \
		'second triggered ab @105' 'second canceled a linked' \
		'second filled ab 0.6 @105 taker fee=0.063')" ]
}

@test "pairs that are refused" {
	replays "100 101 99 100" ".actions = [
		$(pair a '{price: 95}' '{trigger_price: 105, amount: 2}'),
		$(pair b '{price: 95}' '{trigger_price: 105, side: "sell"}'),
		$(pair c '{type: "market"}' '{trigger_price: 105}'),
		$(pair d '{price: 95, stop_loss: 90}' '{trigger_price: 105}'),
		$(pair e '{price: 95, visible: 1}' '{trigger_price: 105}'),
		$(pair f '{price: 95, time_in_force: "ioc"}' '{trigger_price: 105}'),
		$(pair g '{price: 95}' '{trigger_price: 105.001}'),
		$(pair h '{price: 95, id: "hb"}' '{trigger_price: 105}'),
		$(pair i '{price: 95, amount: 11}' '{trigger_price: 105, amount: 11}'),
		$(pair j '{price: 0}' '{trigger_price: 0}'),
		$(pair k '{price: 95, position_side: "long"}' '{trigger_price: 105}'),
		$(pair l '{price: 95}' '{trigger_price: 105, position_side: "short"}')]"
	refusals '
	a unsupported
	ab unsupported
	b unsupported
	bb unsupported
	c unsupported
	cb linked
	d unsupported
	db linked
	e unsupported
	eb linked
	f unsupported
	fb linked
	g linked
	gb bad_price
	hb linked
	hb duplicate_id
	i insufficient_funds
	ib insufficient_funds
	j bad_price
	jb bad_price
	k unsupported
	kb linked
	l linked
	lb unsupported'
	# the second counts the first
	replays "100 101 99 100" ".instruments[0].max_open_orders = 1 |
		.actions = [$(pair a '{price: 95}' '{trigger_price: 105}')]"
	refusals '
	a linked
	ab too_many_orders'
}

@test "an iceberg shows a slice a bar, but takes in full" {
	replays "100 101 97 98, 97 98 96 97, 97 98 96 97" '.actions = [
		{id: "a", type: "limit", price: "98.5", amount: 1,
		visible: "0.4"}]'
	[ "$(grep filled <<<"$told")" = "$(printf '%s\n' \
		'second filled a 0.4 @98.5 maker fee=0.0394' \
		'open filled a 0.4 @98.5 maker fee=0.0394' \
		'open filled a 0.2 @98.5 maker fee=0.0197')" ]
	replays "100 101 97 98" '.actions = [{id: "a", type: "limit",
		price: 100, amount: 1, visible: "0.4"}]'
	[ "$(grep filled <<<"$told")" = \
		'open filled a 1 @100 taker fee=0.1' ]
	[ "$(why '{id: "a", type: "limit", price: 90, amount: 1,
		visible: "0.000001"}')" = bad_amount ]
	[ "$(why '{id: "a", type: "limit", price: 90, amount: 1,
		visible: 0}')" = bad_amount ]
}

@test "reduce-only orders need a position, are cut to it and end with it" {
	swaps "100 105 95 100" '.actions = [
		{id: "a", reduce_only: true, side: "sell", amount: 1},
		{id: "b", amount: 2},
		{id: "c", reduce_only: true, amount: 1},
		{id: "d", reduce_only: true, side: "sell", type: "stop",
		trigger_price: 90, amount: 1},
		{id: "e", reduce_only: true, side: "sell", type: "limit",
		price: 104, amount: 5},
		{id: "f", reduce_only: true, side: "sell", type: "limit",
		price: 120, amount: 3}]'
	refusals '
	a reduce_only
	c reduce_only'
	[ "$(grep -E 'filled|canceled' <<<"$told")" = "$(printf '%s\n' \
		'open filled b 2 @100 taker fee=0.1' \
		'second filled e 2 @104 maker fee=0.0416' \
		'second canceled e reduce_only' \
		'second canceled d reduce_only' \
		'second canceled f reduce_only')" ]
	# all or nothing is nothing, where less than all is held
	swaps "100 105 95 100" '.actions = [{id: "b", amount: 2},
		{id: "c", reduce_only: true, side: "sell", amount: 3,
		time_in_force: "fok"}]'
	grep -q 'expired c fok' <<<"$told"
}

@test "legs of a perpetual reduce only, also those of a short" {
	swaps "100 105 95 100" '.actions = [{id: "a", side: "sell", amount: 2,
		stop_loss: "4%", take_profit: 96, trailing_stop: {amount: 6}},
		{id: "b", amount: 5, at: ($t + 60000)}]'
	# a short: the high first
	[ "$(grep -E 'accepted|triggered|filled|canceled' <<<"$told")" = \
		"$(printf '%s\n' 'open accepted a 2' \
		'open filled a 2 @100 taker fee=0.1' \
		'open accepted a.sl 2 ^104' 'open accepted a.tp 2 @96' \
		'open accepted a.ts 2' 'first triggered a.sl @104' \
		'first canceled a.tp linked' 'first canceled a.ts linked' \
		'first filled a.sl 2 @104 taker fee=0.104')" ]
}

@test "legs grow with the fills of their entry, and its rest ends with them" {
	replays "100 101 99 100, 100 100 99 100, 98 99 90 91" '
		.settings.volume_share = 1 | .bars["BTC/USDT"] |= [.[0] + ["0.2"],
		.[1] + ["0.3"], .[2] + [0.1]] | .actions = [{id: "a", amount: 1,
		stop_loss: 95}]'
	[ "$(grep -E 'accepted|triggered|filled|canceled' <<<"$told")" = \
		"$(printf '%s\n' 'open accepted a 1' \
		'open filled a 0.2 @100 taker fee=0.02' \
		'open accepted a.sl 0.2 ^95' \
		'open filled a 0.3 @100 taker fee=0.03' \
		'open filled a 0.1 @98 taker fee=0.0098' \
		'first triggered a.sl @95' 'first canceled a linked')" ]
}

@test "a share of the volume: ioc, fok, limits, no volume at all" {
	local share='.settings.volume_share = "0.5" | .bars["BTC/USDT"] |=
		map(. + [1])'
	replays "100 101 99 100" "$share"' | .actions = [
		{id: "a", amount: 1, time_in_force: "fok"},
		{id: "b", amount: 1, time_in_force: "ioc"},
		{id: "c", amount: 1, time_in_force: "ioc"}]'
	tells '
	open accepted a 1
	open expired a fok
	open accepted b 1
	open filled b 0.5 @100 taker fee=0.05
	open expired b ioc
	open accepted c 1
	open expired c ioc
	close mark 999.95 999.45 1000.45 999.95
	end balance BTC 0.5
	end balance USDT 949.95'
	# what had no part of the volume waits for the next bar
	replays "100 101 97 98, 97 98 96 97" "$share"' | .actions = [
		{id: "a", type: "limit", price: 99, amount: "0.5"},
		{id: "b", type: "limit", price: "98.5", amount: "0.5"}]'
	[ "$(grep filled <<<"$told")" = "$(printf '%s\n' \
		'second filled a 0.5 @99 maker fee=0.0495' \
		'open filled b 0.5 @98.5 maker fee=0.04925')" ]
	replays "100 101 97 98, 97 98 96 97" '.settings.volume_share = 1 |
		.actions = [{id: "a", amount: 1}]'
	[[ $told != *filled* ]]
	[ "$(jq -r 'select(.event == "balance" and .currency == "USDT").used' \
		<<<"$output")" = 100.1 ]
}

@test "amendments: checked like a new order, and younger than all others" {
	replays "100 101 97 98, 98 99 90 91" '.actions = [
		{id: "a", type: "limit", price: 90, amount: 1},
		{id: "b", type: "limit", price: 95, amount: 1},
		{do: "amend", id: "a", price: 95},
		{do: "amend", id: "a", amount: 2},
		{do: "amend", id: "b", price: 95.001},
		{do: "amend", id: "b", price: -1},
		{do: "amend", id: "b", amount: 0},
		{do: "amend", id: "b", amount: 11},
		{do: "amend", id: "b", trigger_price: 95},
		{do: "amend", id: "c", price: 95},
		{at: ($t + 60000), mark: "close", do: "amend", id: "a",
		price: 80}]'
	tells '
	open accepted a 1 @90
	open accepted b 1 @95
	open amended a 1 @95
	open amended a 2 @95
	open rejected b amend bad_price
	open rejected b amend bad_price
	open rejected b amend bad_amount
	open rejected b amend insufficient_funds
	open rejected b amend unsupported
	open rejected c amend unknown_order
	close mark 1000 1000 1000 1000
	second filled b 1 @95 maker fee=0.095
	second filled a 2 @95 maker fee=0.19
	close mark 1000 1000 984.715 987.715
	close rejected a amend order_closed
	end balance BTC 3
	end balance USDT 714.715'
}

@test "amending: what takes takes, what only posts is refused" {
	replays "100 101 99 100" '.balances.BTC = "3" | .actions = [
		{id: "a", type: "limit", price: 90, amount: 1},
		{id: "b", type: "limit", price: 90, amount: 1, post_only: true},
		{id: "c", side: "sell", type: "stop", trigger_price: 90,
		amount: 1},
		{id: "d", side: "sell", type: "stop_limit", trigger_price: 99.5,
		price: 110, amount: 1},
		{do: "amend", id: "a", price: 100},
		{do: "amend", id: "b", price: 100},
		{do: "amend", id: "c", trigger_price: 100},
		{at: $t, mark: "close", do: "amend", id: "d",
		trigger_price: 95},
		{at: $t, mark: "close", do: "amend", id: "d", price: 100}]'
	[ "$(grep -E 'amended|rejected|triggered|filled' <<<"$told")" = \
		"$(printf '%s\n' 'open amended a 1 @100' \
		'open filled a 1 @100 taker fee=0.1' \
		'open rejected b amend post_only' 'open amended c 1 ^100' \
		'open triggered c @100' 'open filled c 1 @100 taker fee=0.1' \
		'first triggered d @99.5' \
		'close rejected d amend unsupported' \
		'close amended d 1 @100 ^99.5' \
		'close filled d 1 @100 taker fee=0.1')" ]
}

@test "amending what is partly filled, linked, or the rest of a market order" {
	replays "100 101 99 100, 100 101 99 100" '.settings.volume_share = 1 |
		.bars["BTC/USDT"] |= map(. + ["0.5"]) | .actions = [
		{id: "a", type: "limit", price: 100, amount: 1, stop_loss: 90},
		{id: "m", amount: 1},
		{do: "amend", id: "a", amount: "0.5"},
		{do: "amend", id: "a.sl", amount: "0.3"},
		{do: "amend", id: "m", amount: 2},
		{do: "amend", id: "a.sl", trigger_price: 95},
		{do: "amend", id: "a", amount: "0.8", price: 89}]'
	refusals '
	a bad_amount
	a.sl unsupported
	m unsupported'
	[ "$(grep amended <<<"$told")" = "$(printf '%s\n' \
		'open amended a.sl 0.5 ^95' 'open amended a 0.8 @89')" ]
}

@test "a cancel wins against the next open, and loses against a fill" {
	replays "100 101 97 98, 95 96 94 95" '.actions = [
		{id: "a", type: "limit", price: 96, amount: 1},
		{id: "b", type: "limit", price: 98, amount: 1},
		{do: "cancel", id: "a", at: ($t + 60000)},
		{do: "amend", id: "b", price: 90, at: ($t + 60000)}]'
	[ "$(grep -E 'filled|canceled|rejected' <<<"$told")" = \
		"$(printf '%s\n' 'second filled b 1 @98 maker fee=0.098' \
		'open canceled a user' 'open rejected b amend order_closed')" ]
}

@test "fee tiers count the 30 days before today" {
	replays "100 101 99 100, 100 101 99 100, 100 101 99 100, 100 101 99 100" '
		.timeframe_ms = 86400000 | .settings.fee_tiers = [
		{volume: 0, maker: "0.002", taker: "0.004"},
		{volume: 300, maker: 0, taker: "0.001"}] |
		.bars["BTC/USDT"] |= [.[0] | .[0] = 1699920000000] + [.[1] |
		.[0] = 1700006400000] + [.[2] | .[0] = 1702512000000] +
		[.[3] | .[0] = 1702598400000] |
		.actions = [{at: 1699920000000, id: "a", amount: 2},
		{at: 1699920000000, id: "b", side: "sell", amount: 1},
		{at: 1700006400000, id: "c", amount: 1},
		{at: 1702512000000, id: "d", amount: 1},
		{at: 1702598400000, id: "e", amount: 1}]'
	[ "$(grep filled <<<"$told")" = "$(printf '%s\n' \
		'open filled a 2 @100 taker fee=0.8' \
		'open filled b 1 @100 taker fee=0.4' \
		'open filled c 1 @100 taker fee=0.1' \
		'open filled d 1 @100 taker fee=0.1' \
		'open filled e 1 @100 taker fee=0.4')" ]
}

@test "impact: the part of the volume that is taken, at most all of it" {
	replays "100 101 99 100" '.settings.slippage = {bps: 5, spread_bps: 10,
		impact_bps: 200} | .balances.BTC = "9" | .bars["BTC/USDT"] |=
		map(. + [4]) | .actions = [{id: "a", amount: 1},
		{id: "b", side: "sell", amount: 2}, {id: "c", amount: 5}]'
	# 1 + 0.001 + 0.02 × (1/4, 2/4, 1)
	[ "$(grep filled <<<"$told")" = "$(printf '%s\n' \
		'open filled a 1 @100.6 taker fee=0.1006' \
		'open filled b 2 @98.9 taker fee=0.1978' \
		'open filled c 5 @102.1 taker fee=0.5105')" ]
	# no volume counts as all of it
	replays "100 101 99 100" '.settings.slippage.impact_bps = 200 |
		.actions = [{id: "a", amount: 1}]'
	grep -q 'filled a 1 @102 taker' <<<"$told"
}

@test "detail bars stand in for a main bar that has all of them" {
	local detail='.detail_ms = 20000 | .detail = {"BTC/USDT": [
		[$t, 100, 106, 99, 105], [($t + 20000), 105, 105, 94, 95],
		[($t + 40000), 95, 102, 95, 102],
		[($t + 60000), 102, 103, 101, 102],
		[($t + 80000), 102, 103, 101, 102]]} |'
	# by the main bar the stop is met first, by its detail the target
	replays "100 106 94 102, 102 103 101 102" '.actions = [{id: "a",
		amount: 1, stop_loss: 95, take_profit: 105.5}]'
	grep -q 'first triggered a.sl @95' <<<"$told"
	replays "100 106 94 102, 102 103 101 102" "$detail"' .actions = [
		{id: "a", amount: 1, stop_loss: 95, take_profit: 105.5},
		{id: "b", amount: 1, at: ($t + 20001)}]'
	tells '
	open accepted a 1
	open filled a 1 @100 taker fee=0.1
	open accepted a.sl 1 ^95
	open accepted a.tp 1 @105.5
	second filled a.tp 1 @105.5 maker fee=0.1055
	second canceled a.sl linked
	close mark 999.9 998.9 1005.2945 1005.2945
	close mark 1005.2945 1005.2945 1005.2945 1005.2945
	open accepted b 1
	open filled b 1 @95 taker fee=0.095
	close mark 1005.1995 1005.1995 1012.1995 1012.1995
	close mark 1012.1995 1011.1995 1013.1995 1012.1995
	end balance BTC 1
	end balance USDT 910.1995'
	[ "$(jq -r 'select(.event == "mark").time' <<<"$output")" = \
		"$(printf '2023-11-14T22:%s\n' 14:20Z 14:40Z 15:00Z 16:00Z)" ]
}

@test "detail bars only where every symbol of the main bar has them" {
	replays "100 106 94 102" '.detail_ms = 30000 |
		.instruments += [.instruments[0] | .symbol = "ETH/USDT" |
		.base = "ETH"] | .bars["ETH/USDT"] = [[$t, 10, 10, 10, 10]] |
		.detail = {"BTC/USDT": [[$t, 100, 106, 99, 105],
		[($t + 30000), 105, 105, 94, 102]]}'
	[ "$(grep -c mark <<<"$told")" -eq 1 ]
	jq -c --argjson t $T '.detail["ETH/USDT"] = [[$t, 10, 11, 9, 10],
		[($t + 30000), 10, 11, 9, 10]]' scenario.json >both.json
	exits 0 venue replay both.json --format ndjson
	[ "$(jq -r 'select(.event == "mark").time' <<<"$output" | wc -l)" -eq 2 ]
}
