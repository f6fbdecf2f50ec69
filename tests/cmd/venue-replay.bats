# etrms venue replay: the worked examples of the simulated venue to the last
# digit; the order of events; every refusal; times, marks, latency, expiry;
# the formats; and every kind of bad scenario (exit 12).
load ../helper
load ../replay

@test "S1: a market buy for a quote amount, slipped" {
	replays "100 105 95 102" '.settings.slippage.bps = 5 |
		.actions = [{id: "a", quote: 500}]'
	tells '
	open accepted a 4.9925
	open filled a 4.9925 @100.05 taker fee=0.49949963
	close mark 999.25087537 974.28837537 1024.21337537 1009.23587537
	end balance BTC 4.9925
	end balance USDT 500.00087537'
	[ "$(jq -r 'select(.event == "filled").cost' <<<"$output")" = 499.499625 ]
}

@test "S2a: stop and target in one bar: the stop" {
	replays "100 101 99 100, 101 112 94 108" '.actions = [{id: "a",
		amount: 1, stop_loss: 95, take_profit: 110}]'
	tells '
	open accepted a 1
	open filled a 1 @100 taker fee=0.1
	open accepted a.sl 1 ^95
	open accepted a.tp 1 @110
	close mark 999.9 998.9 1000.9 999.9
	first triggered a.sl @95
	first canceled a.tp linked
	first filled a.sl 1 @95 taker fee=0.095
	close mark 1000.9 994.805 994.805 994.805
	end balance USDT 994.805'
}

@test "S2b: a gap through the stop is out at the open" {
	replays "100 101 99 100, 93 112 92 108" '.actions = [{id: "a",
		amount: 1, stop_loss: 95, take_profit: 110}]'
	tells '
	open accepted a 1
	open filled a 1 @100 taker fee=0.1
	open accepted a.sl 1 ^95
	open accepted a.tp 1 @110
	close mark 999.9 998.9 1000.9 999.9
	open triggered a.sl @93
	open canceled a.tp linked
	open filled a.sl 1 @93 taker fee=0.093
	close mark 992.807 992.807 992.807 992.807
	end balance USDT 992.807'
}

@test "S3: a limit is not filled by a touch; a gap fills it at its own price" {
	replays "100 101 98 100, 97 100 96 99" '.actions = [{id: "a",
		type: "limit", price: 98, amount: 2}]'
	tells '
	open accepted a 2 @98
	close mark 1000 1000 1000 1000
	open filled a 2 @98 maker fee=0.196
	close mark 997.804 995.804 1003.804 1001.804
	end balance BTC 2
	end balance USDT 803.804'
}

@test "S4a: a stop entry turns the walk toward its stop" {
	replays "100 110 94 108" '.actions = [{id: "a", type: "stop",
		trigger_price: 105, amount: 1, stop_loss: 96,
		take_profit: 109}]'
	tells '
	open accepted a 1 ^105
	first triggered a @105
	first filled a 1 @105 taker fee=0.105
	first accepted a.sl 1 ^96
	first accepted a.tp 1 @109
	first triggered a.sl @96
	first canceled a.tp linked
	first filled a.sl 1 @96 taker fee=0.096
	close mark 1000 990.799 990.799 990.799
	end balance USDT 990.799'
}

@test "S4b: where the low stays above the stop, the high meets the target" {
	replays "100 110 97 108" '.actions = [{id: "a", type: "stop",
		trigger_price: 105, amount: 1, stop_loss: 96,
		take_profit: 109}]'
	tells '
	open accepted a 1 ^105
	first triggered a @105
	first filled a 1 @105 taker fee=0.105
	first accepted a.sl 1 ^96
	first accepted a.tp 1 @109
	second filled a.tp 1 @109 maker fee=0.109
	second canceled a.sl linked
	close mark 1000 991.895 1003.786 1003.786
	end balance USDT 1003.786'
}

@test "S5a: fees in what is received; a guarded target is met at the close" {
	replays "100 103 97 102" '.settings.fee_in = "received" |
		.actions = [{id: "a", type: "limit", price: 98, amount: 1,
		take_profit: 101}]'
	tells '
	open accepted a 1 @98
	second filled a 1 @98 maker fee=0.001
	second accepted a.tp 0.999 @101
	close filled a.tp 0.999 @101 maker fee=0.100899
	close mark 1000 1000 998.903 1002.798101
	end balance USDT 1002.798101'
}

@test "S5b: a high older than the entry is no exit" {
	replays "100 103 97 100" '.settings.fee_in = "received" |
		.actions = [{id: "a", type: "limit", price: 98, amount: 1,
		take_profit: 101}]'
	tells '
	open accepted a 1 @98
	second filled a 1 @98 maker fee=0.001
	second accepted a.tp 0.999 @101
	close mark 1000 1000 998.903 1001.9
	end balance BTC 0.999
	end balance USDT 902'
	[ "$(jq -c 'select(.currency == "BTC") | [.free, .used]' <<<"$output")" \
		= '[0,0.999]' ]
}

@test "limit_fill touch fills at the touch" {
	replays "100 101 98 100" '.settings.limit_fill = "touch" |
		.actions = [{id: "a", type: "limit", price: 98, amount: 2}]'
	usdt 803.804
}

@test "a marketable limit takes, slipped, never beyond its price" {
	replays "100 105 95 102" '.settings.slippage = {bps: 30,
		spread_bps: 40} | .actions = [{id: "a", type: "limit",
		price: 100.3, amount: 1}, {id: "b", type: "limit",
		price: 101, amount: 1}, {id: "c", side: "sell",
		type: "limit", price: 99, amount: 1}]'
	[ "$(jq -c 'select(.event == "filled") | [.id, .price,
		.taker_or_maker]' <<<"$output" | tr '\n' ' ')" = \
		'["a",100.3,"taker"] ["b",100.5,"taker"] ["c",99.5,"taker"] ' ]
}

@test "an open off the tick is rounded against the order" {
	replays "100.004 105 95 102" '.actions = [{id: "a", amount: 1},
		{id: "b", side: "sell", amount: 1}]'
	[ "$(jq -c 'select(.event == "filled").price' <<<"$output" |
		tr '\n' ' ')" = '100.01 100 ' ]
}

@test "the tick is a function of price" {
	replays "100 105 95 102" '.settings.slippage.bps = 100 |
		.instruments[0].tick = [[0, "0.01"], [100, "0.5"],
		[102, "1"]] | .actions = [{id: "a", amount: 1},
		{id: "b", side: "sell", amount: 1}, {id: "c", type: "limit",
		price: 100.25, amount: 1}, {id: "d", type: "limit",
		price: 99.99, amount: 1}, {id: "e", type: "limit",
		price: 102.5, amount: 1}]'
	[ "$(jq -c 'select(.event == "filled" or .event == "rejected") |
		[.id, .price, .reason]' <<<"$output" | tr '\n' ' ')" = \
		'["a",101,null] ["b",99,null] ["c",null,"bad_price"] ["e",null,"bad_price"] ["d",99.99,null] ' ]
}

@test "a quote sell, and a quote buy that pays fees in what it receives" {
	replays "100 105 95 102" '.balances.BTC = 2 |
		.settings.slippage.bps = 5 |
		.actions = [{id: "a", side: "sell", quote: 50}]'
	[ "$(jq -c 'select(.event == "filled") | [.amount, .price]' \
		<<<"$output")" = '[0.50025,99.95]' ]
	replays "100 105 95 102" '.settings.fee_in = "received" |
		.actions = [{id: "a", quote: 50}]'
	[ "$(jq -c 'select(.event == "filled") | [.amount, .fee,
		.fee_currency]' <<<"$output")" = '[0.5,0.0005,"BTC"]' ]
	usdt 950
}

@test "a maker rebate is a negative fee, rounded against the account" {
	replays "100 105 95 102" '.instruments[0].maker = "-0.00033333" |
		.actions = [{id: "a", type: "limit", price: 97.77,
		amount: 0.00123}]'
	# value 0.1202571, rebate 0.00004008529…
	[[ "$output" == *'"fee":-0.00004008,'* ]]
	usdt 999.87978298
}

@test "ioc and fok: what does not fill at arrival expires" {
	replays "100 105 95 102" '.actions = [{id: "a", type: "limit",
		price: 99, amount: 1, time_in_force: "ioc"}, {id: "b",
		type: "limit", price: 99, amount: 1, time_in_force: "fok"},
		{id: "c", type: "limit", price: 100, amount: 1,
		time_in_force: "fok"}, {id: "d", amount: 1,
		time_in_force: "ioc"}]'
	[ "$(jq -c 'select(.event == "expired" or .event == "filled") |
		[.event, .id, .reason, .remaining]' <<<"$output" |
		tr '\n' ' ')" = '["expired","a","ioc",1] ["expired","b","fok",1] ["filled","c",null,0] ["filled","d",null,0] ' ]
}

@test "expire_at ends an order before the instructions of that open" {
	replays "100 101 99 100, 100 101 99 100, 97 98 96 97" '.actions = [
		{id: "a", type: "limit", price: 98, amount: 1,
		expire_at: ($t + 119000)}, {id: "b", at: ($t + 120000),
		amount: 1}]'
	tells '
	open accepted a 1 @98
	close mark 1000 1000 1000 1000
	close mark 1000 1000 1000 1000
	open expired a time
	open accepted b 1
	open filled b 1 @97 taker fee=0.097
	close mark 999.903 998.903 1000.903 999.903
	end balance BTC 1
	end balance USDT 902.903'
}

@test "a stop already reached at arrival fires at once" {
	replays "100 105 95 102" '.balances.BTC = 1 | .actions = [{id: "a",
		side: "sell", type: "stop", trigger_price: 101, amount: 1}]'
	tells '
	open accepted a 1 ^101
	open triggered a @100
	open filled a 1 @100 taker fee=0.1
	close mark 1099.9 1099.9 1099.9 1099.9
	end balance USDT 1099.9'
}

@test "a stop_limit takes when marketable, else rests on the same walk" {
	replays "100 110 94 108" '.actions = [{id: "a", type: "stop_limit",
		trigger_price: 104, price: 104.5, amount: 1}, {id: "b",
		type: "stop_limit", trigger_price: 106, price: 103,
		amount: 1}]'
	tells '
	open accepted a 1 @104.5 ^104
	open accepted b 1 @103 ^106
	first triggered a @104
	first filled a 1 @104 taker fee=0.104
	second triggered b @106
	close mark 1000 989.896 1005.896 1003.896
	end balance BTC 1
	end balance USDT 895.896'
	replays "100 110 94 102" '.actions = [{id: "b", type: "stop_limit",
		trigger_price: 106, price: 103, amount: 1}]'
	[ "$(jq -c 'select(.event == "filled") | [.point, .price,
		.taker_or_maker]' <<<"$output")" = '["second",103,"maker"]' ]
}

@test "nearest first; at one price stops before limits, then by age" {
	replays "100 105 90 102" '.balances.BTC = 3 | .actions = [
		{id: "limit", type: "limit", price: 95, amount: 1},
		{id: "old", side: "sell", type: "stop", trigger_price: 95,
		amount: 1}, {id: "new", side: "sell", type: "stop",
		trigger_price: 95, amount: 1}, {id: "near", side: "sell",
		type: "stop", trigger_price: 96, amount: 1}]'
	[ "$(jq -r 'select(.event == "filled").id' <<<"$output" |
		tr '\n' ' ')" = 'near old new limit ' ]
}

@test "flat with sells only: the low first; with both: by the bar" {
	replays "100 105 90 95" '.instruments += [.instruments[0] |
		.symbol = "BTC/EUR" | .quote = "EUR"] | .actions = [
		{id: "a", type: "limit", price: 99, amount: 1},
		{id: "b", side: "sell", type: "limit", price: 104,
		amount: 1}]'
	# b is refused: there is nothing to sell; with a alone the high is first
	[ "$(jq -r 'select(.event == "filled") | .point' <<<"$output")" = second ]
}

@test "legs hold together: the larger reserve, not the sum; one may be cancelled" {
	replays "100 101 99 100, 100 101 99 100" '.actions = [{id: "a",
		amount: 1, stop_loss: "2.345%", take_profit: "3.333%"},
		{at: ($t + 60000), do: "cancel", id: "a.tp"}]'
	tells '
	open accepted a 1
	open filled a 1 @100 taker fee=0.1
	open accepted a.sl 1 ^97.65
	open accepted a.tp 1 @103.34
	close mark 999.9 998.9 1000.9 999.9
	open canceled a.tp user
	close mark 999.9 998.9 1000.9 999.9
	end balance BTC 1
	end balance USDT 899.9'
	[ "$(jq -c 'select(.currency == "BTC") | [.free, .used]' <<<"$output")" \
		= '[0,1]' ]
}

@test "cancelling a filled entry is too late; its legs stay" {
	replays "100 101 99 100, 100 101 99 100" '.actions = [{id: "a",
		amount: 1, stop_loss: "2%"}, {at: ($t + 60000), do: "cancel",
		id: "a"}, {at: ($t + 60000), do: "cancel", id: "zz"},
		{at: ($t + 60000), id: "a", amount: 1}]'
	[ "$(jq -c 'select(.event == "rejected") | [.id, .action, .reason]' \
		<<<"$output" | tr '\n' ' ')" = '["a","cancel","order_closed"] ["zz","cancel","unknown_order"] ["a","order","duplicate_id"] ' ]
	[ "$(jq -c 'select(.currency == "BTC").used' <<<"$output")" = 1 ]
}

@test "ids of closed orders stay taken, in whatever order they came" {
	replays "100 101 99 100" '.actions = [("m", "b", "z", "c", "b.2", "m",
		"z", "b", "c", "b.2", "a", "b.", "a") | {id: ., amount: 0.1}]'
	[ "$(jq -r 'select(.reason == "duplicate_id").id' <<<"$output" |
		tr '\n' ' ')" = "m z b c b.2 a " ]
	[ "$(jq -r 'select(.event == "filled").id' <<<"$output" |
		tr '\n' ' ')" = "m b z c b.2 a b. " ]
}

@test "a cancel wins against the gap at the next open" {
	replays "100 101 99 100, 90 91 89 90" '.actions = [{id: "a",
		type: "limit", price: 98, amount: 1}, {at: ($t + 60000),
		do: "cancel", id: "a"}]'
	[ "$(jq -r 'select(.id == "a").event' <<<"$output" | tr '\n' ' ')" = \
		'accepted canceled ' ]
}

@test "a stop whose money is gone is cancelled when it fires" {
	replays "100 105 95 102" '.settings.slippage.bps = 200 |
		.actions = [{id: "a", type: "stop", trigger_price: 104,
		amount: 9.6}]'
	tells '
	open accepted a 9.6 ^104
	first triggered a @104
	first canceled a insufficient_funds
	close mark 1000 1000 1000 1000
	end balance USDT 1000'
}

@test "instructions at marks act at once, at the price there" {
	replays "100 105 95 102, 102 103 101 102" '.balances.BTC = 4 |
		.actions = [{id: "o", mark: "open", side: "sell", amount: 1},
		{id: "f", mark: "first", side: "sell", amount: 1},
		{id: "s", mark: "second", side: "sell", amount: 1},
		{id: "c", mark: "close", side: "sell", amount: 1},
		{id: "n", mark: "first", at: ($t + 30000), amount: 1},
		{id: "z", at: ($t + 120000), amount: 1}]'
	[ "$(jq -c 'select(.event == "filled") | [.id, .point, .time, .price]' \
		<<<"$output" | tr '\n' ' ')" = '["o","open","2023-11-14T22:14:00Z",100] ["f","first","2023-11-14T22:14:15Z",95] ["s","second","2023-11-14T22:14:30Z",105] ["c","close","2023-11-14T22:15:00Z",102] ' ]
	[ "$(jq -c 'select(.event == "rejected") | [.id, .point, .reason]' \
		<<<"$output" | tr '\n' ' ')" = '["n","end","after_end"] ["z","end","after_end"] ' ]
	[ "$(jq -c 'select(.event == "mark") | .seq' <<<"$output" |
		head -1)" = 7 ]
}

@test "latency moves an instruction to a later open" {
	replays "100 101 99 100, 110 111 109 110" '.settings.latency_ms = 1 |
		.actions = [{id: "a", amount: 1}]'
	[ "$(jq -c 'select(.event == "filled").price' <<<"$output")" = 110 ]
}

@test "deposits and withdrawals are no profit; unpriced is told" {
	replays "100 105 95 100" '.balances.DOGE = 7 | .actions = [
		{do: "deposit", currency: "USDT", amount: 500},
		{do: "deposit", currency: "BTC", amount: "0.1"},
		{do: "withdraw", currency: "USDT", amount: "100.5"},
		{do: "withdraw", currency: "USDT", amount: 5000},
		{do: "deposit", currency: "DOGE", amount: 5},
		{do: "deposit", currency: "USDT", amount: "0.123456789"},
		{do: "deposit", currency: "USDT", amount: -1}]'
	[ "$(jq -c 'select(.event == "transfer") | [.action, .currency,
		.amount]' <<<"$output" | tr '\n' ' ')" = '["deposit","USDT",500] ["deposit","BTC",0.1] ["withdraw","USDT",-100.5] ' ]
	[ "$(jq -r 'select(.event == "rejected").reason' <<<"$output" |
		tr '\n' ' ')" = 'insufficient_funds no_price bad_amount bad_amount ' ]
	[ "$(jq -c 'select(.event == "mark") | [.equity, .net_equity,
		.unpriced]' <<<"$output")" = '[1409.5,1000,["DOGE"]]' ]
}

@test "an order for a symbol without a bar waits; an unseen one has no price" {
	replays "100 101 99 100, 100 101 99 100" '.instruments += [
		.instruments[0] | .symbol = "ETH/USDT" | .base = "ETH"] |
		.bars["ETH/USDT"] = [[($t + 60000), 10, 11, 9, 10]] |
		.actions = [{id: "a", symbol: "ETH/USDT", amount: 1},
		{id: "b", mark: "open", symbol: "ETH/USDT", amount: 1}]'
	[ "$(jq -c 'select(.id == "a" and .event == "filled") | .time' \
		<<<"$output")" = '"2023-11-14T22:15:00Z"' ]
	[ "$(jq -r 'select(.id == "b").reason' <<<"$output")" = no_price ]
}

@test "refused: what is not supported" {
	local orders='{type: "iceberg", amount: 1}
		{type: "trailing", amount: 1}
		{type: "trailing", trail_percent: 2, trail_amount: 2, amount: 1}
		{type: "trailing", trail_percent: 2, price: 90, amount: 1}
		{type: "limit", price: 90, trail_percent: 2, amount: 1}
		{type: "limit", price: 90, activation_price: 95, amount: 1}
		{type: "take_profit", price: 90, trigger_price: 90, amount: 1}
		{type: "take_profit_limit", trigger_price: 90, amount: 1}
		{amount: 1, quote: 5}
		{}
		{amount: 1, price: 5}
		{type: "limit", amount: 1}
		{type: "limit", quote: 5, price: 100}
		{type: "stop", amount: 1}
		{type: "limit", price: 9, trigger_price: 9, amount: 1}
		{amount: 1, post_only: true}
		{amount: 1, reduce_only: true}
		{amount: 1, visible: 1}
		{amount: 1, position_side: "long"}
		{amount: 1, trailing_stop: {percent: 2, amount: 2}}
		{amount: 1, trailing_stop: {activation_price: 120}}
		{type: "stop", trigger_price: 105, amount: 1, visible: 1}
		{type: "limit", price: 90, amount: 1, visible: 1, time_in_force: "ioc"}
		{amount: 1, expire_at: 1700000100000}
		{type: "stop", trigger_price: 105, amount: 1, time_in_force: "ioc"}
		{type: "limit", price: 90, amount: 1, time_in_force: "fok", post_only: true}
		{type: "limit", price: 90, amount: 1, time_in_force: "ioc", expire_at: 1700000100000}
		{side: "sell", amount: 1, stop_loss: 90}'
	local count
	count=$(wc -l <<<"$orders")
	# each with its line as its id
	orders=$(awk '{sub(/{/, "{id: \"line" NR "\"" ($0 ~ /{}/ ? "" : ", "))
		print}' <<<"$orders" | paste -sd, -)
	replays "100 105 95 102" ".actions = [$orders,
		{do: \"leverage\", symbol: \"BTC/USDT\", leverage: 2},
		{do: \"margin\", symbol: \"BTC/USDT\", amount: 2}]"
	[ "$(jq -r 'select(.event == "rejected") | "\(.id) \(.reason)"' \
		<<<"$output")" = "$(seq -f 'line%g unsupported' "$count"
		printf 'null unsupported\nnull unsupported\n')" ]
}

# refused REASON ORDER [JQ]
refused() {
	local got
	got=$(why "$2" "${3-}")
	[ "$got" = "$1" ] || {
		echo "$2: $got, wanted $1"
		return 1
	}
}

@test "refused: symbols, prices, amounts, limits, links, funds" {
	refused unknown_symbol '{id: "a", symbol: "XRP/USDT", amount: 1}'
	refused bad_price '{id: "a", type: "limit", price: 0, amount: 1}'
	refused bad_price '{id: "a", type: "limit", price: -5, amount: 1}'
	refused bad_price '{id: "a", type: "limit", price: 99.001, amount: 1}'
	refused bad_price '{id: "a", type: "stop", trigger_price: 0.001, amount: 1}'
	refused bad_price '{id: "a", amount: 1, stop_loss: 95.001}'
	refused bad_amount '{id: "a", amount: 0}'
	refused bad_amount '{id: "a", amount: -1}'
	refused bad_amount '{id: "a", amount: 0.000001}'
	refused bad_amount '{id: "a", quote: 0.0001}'
	refused bad_amount '{id: "a", quote: -4}'
	refused bad_amount '{id: "a", amount: 1}' '.instruments[0].min_amount = 2'
	refused bad_amount '{id: "a", amount: 3}' '.instruments[0].max_amount = 2'
	refused min_notional '{id: "a", amount: 0.04999}' \
		'.instruments[0].min_notional = 5'
	refused max_notional '{id: "a", amount: 1}' \
		'.instruments[0].max_notional = 99.99'
	refused price_band '{id: "a", type: "limit", price: 89.99, amount: 1}' \
		'.instruments[0].band_down = 0.9'
	refused price_band '{id: "a", type: "limit", price: 110.01, amount: 1}' \
		'.instruments[0].band_up = 1.1'
	refused too_many_orders '{id: "a", type: "limit", price: 90, amount: 1},
		{id: "b", type: "limit", price: 90, amount: 1}' \
		'.instruments[0].max_open_orders = 1'
	refused bad_linked '{id: "a", amount: 1, stop_loss: 100}'
	refused bad_linked '{id: "a", amount: 1, take_profit: 100}'
	refused bad_linked '{id: "a", amount: 1, stop_loss: "100%"}'
	refused bad_linked '{id: "a", amount: 1, take_profit: "0%"}'
	refused bad_linked '{id: "a", type: "limit", price: 90, amount: 1, stop_loss: 95}'
	refused post_only '{id: "a", type: "limit", price: 100, amount: 1, post_only: true}'
	refused insufficient_funds '{id: "a", amount: 10}'
	refused insufficient_funds '{id: "a", type: "limit", price: 50, amount: 19.99}'
	refused insufficient_funds '{id: "a", side: "sell", amount: 1}'
	refused duplicate_id '{id: "a", amount: 1}, {id: "a", amount: 1}'
	refused duplicate_id '{id: "a", type: "limit", price: 90, amount: 1,
		stop_loss: 80}, {id: "a.sl", amount: 1}'
}

@test "at the edge of each limit an order is accepted" {
	local o
	for o in '{id: "a", amount: 0.05}' \
		'{id: "a", type: "limit", price: 90, amount: 1, stop_loss: 89.99, take_profit: 90.01}' \
		'{id: "a", type: "limit", price: 110, amount: 1}' \
		'{id: "a", type: "limit", price: 99.99, amount: 1, post_only: true}' \
		'{id: "a", amount: 9.99000}'; do
		[ -z "$(why "$o" '.instruments[0] += {min_notional: 5,
			band_up: 1.1, band_down: 0.9, max_open_orders: 1}')" ] ||
			{ echo "$o"; return 1; }
	done
}

@test "two symbols that share a base: one order's money is the other's" {
	replays "100 101 99 100" '.balances = {USDT: 0, BTC: 1} |
		.instruments += [.instruments[0] | .symbol = "ETH/BTC" |
		.base = "ETH" | .quote = "BTC" | .tick = "0.0001"] |
		.bars["ETH/BTC"] = [[$t, 0.05, 0.06, 0.04, 0.05]] |
		.actions = [{id: "a", side: "sell", type: "limit", price: 200,
		amount: 0.6}, {id: "b", symbol: "ETH/BTC", amount: 10}]'
	[ "$(jq -c 'select(.event == "rejected") | [.id, .reason]' \
		<<<"$output")" = '["b","insufficient_funds"]' ]
}

@test "the same file gives the same bytes; a scenario may come in by a pipe" {
	scenario "100 105 95 102" '.actions = [{id: "a", quote: 500}]' >s.json
	exits 0 venue replay s.json --format ndjson
	local first=$output
	exits 0 venue replay s.json --format ndjson
	[ "$output" = "$first" ]
	[ "$(etrms venue replay - --format ndjson <s.json)" = "$first" ]
}

@test "every format says the same" {
	scenario "100 105 95 102" '.actions = [{id: "a", quote: 500}]' >s.json
	exits 0 venue replay s.json --format json
	local array=$output
	exits 0 venue replay s.json --format ndjson
	[ "$(jq -c '.[]' <<<"$array")" = "$(jq -c . <<<"$output")" ]
	exits 0 venue replay s.json --format csv --fields seq,event,fee
	[ "${lines[2]}" = 2,filled,0.4995 ]
	exits 0 venue replay s.json --format table --fields event,id
	[ "${#lines[@]}" -eq 6 ]
}

@test "numbers are exact, written as numbers or texts, from time 0 on" {
	replays "100 105 95 102" '.bars["BTC/USDT"] = [[0, "100.00",
		"1.05e2", 95, 102]] | .actions = [{at: 0, id: "a",
		amount: "1e-1"}]'
	[ "$(jq -r .time <<<"${lines[0]}")" = 1970-01-01T00:00:00Z ]
	usdt 989.99
	sed 's/"1e-1"/0.10000000000000001/' scenario.json >s.json
	exits 0 venue replay s.json
	[ "$(jq -r 'select(.event == "rejected").reason' <<<"$output")" = \
		bad_amount ]
}

# bad TEXT JQ: exit 12 and TEXT on stderr
bad() {
	scenario "100 105 95 102, 102 103 101 102" "$2" >bad.json
	exits 12 venue replay bad.json --format ndjson
	[ -z "$output" ]
	says "$1"
}

@test "bad scenarios name the place and the cause" {
	bad 'bad.json: unknown key "colour"' '.colour = 1'
	bad '"version" is missing' 'del(.version)'
	bad '"version" is not a whole number from 1 to 1' '.version = 2'
	bad '"version" is not' '.version = "1"'
	bad '"usdt" is not a currency' '.currency = "usdt"'
	bad '"timeframe_ms" is not' '.timeframe_ms = 0'
	bad '"detail_ms": timeframe_ms is not two' '.detail_ms = 60000'
	bad '"detail_ms": timeframe_ms is not two' '.detail_ms = 7000'
	bad 'detail.BTC/USDT[0]: not [time' '.detail["BTC/USDT"] = [[1]]'
	bad 'settings: unknown key' '.settings.speed = 1'
	bad 'settings: "fee_in": unknown "both"' '.settings.fee_in = "both"'
	bad '"volume_share": above 0' '.settings.volume_share = 0'
	bad '"volume_share": above 0' '.settings.volume_share = 1.1'
	bad 'slippage: from 0 to 10000' '.settings.slippage.impact_bps = -1'
	bad 'settings.fee_tiers[0]: unknown key' '.settings.fee_tiers = [{fee: 1}]'
	bad 'settings.fee_tiers[0]: "taker" is missing' '.settings.fee_tiers = [{volume: 0, maker: 0}]'
	bad 'fee_tiers: volumes rise' '.settings.fee_tiers = [{volume: 5, maker: 0, taker: 0}, {volume: 5, maker: 0, taker: 0}]'
	bad 'fees lie between' '.settings.fee_tiers = [{volume: 0, maker: 0, taker: 1}]'
	bad 'slippage: from 0 to 10000' '.settings.slippage.bps = -1'
	bad 'settings.slippage: "bps" is not a number' '.settings.slippage.bps = true'
	bad 'scales: "USDT" is not a whole number from 0 to 18' '.scales.USDT = 19'
	bad 'balance of USDT: must be 0 or more' '.balances.USDT = -1'
	bad 'with at most 2 decimals' '.scales.USDT = 2 | .balances.USDT = 0.001'
	bad '"instruments": there are none' '.instruments = []'
	bad 'instruments[0]: unknown key "lots"' '.instruments[0].lots = 1'
	bad 'instruments[0]: "tick" is missing' 'del(.instruments[0].tick)'
	bad 'tick' '.instruments[0].tick = 0'
	bad 'rows do not rise' '.instruments[0].tick = [[5, 1], [5, 2]]'
	bad '"kind": unknown "option"' '.instruments[0].kind = "option"'
	bad 'more than 18' '.instruments[0].lot = "0.00000000001" | .instruments[0].tick = "0.00000001"'
	bad 'its lot is finer than BTC' '.scales.BTC = 4'
	bad 'is there twice' '.instruments += .instruments'
	bad 'bars: "X/Y" is none of the instruments' '.bars["X/Y"] = []'
	bad 'bars.BTC/USDT[0]: a bar that cannot be' '.bars["BTC/USDT"][0][2] = 99'
	bad 'bars.BTC/USDT[0]: a bar that cannot be' '.bars["BTC/USDT"][0][3] = 101'
	bad 'bars.BTC/USDT[1]: a bar that cannot be' '.bars["BTC/USDT"][1][3] = 0'
	bad 'bars.BTC/USDT[1]: begins before' '.bars["BTC/USDT"][1][0] -= 1'
	bad 'bars.BTC/USDT[1]: not [time' '.bars["BTC/USDT"][1][4] = "x"'
	bad 'bars of two symbols overlap' '.instruments += [.instruments[0] |
		.symbol = "ETH/USDT" | .base = "ETH"] |
		.bars["ETH/USDT"] = [[($t + 1000), 1, 1, 1, 1]]'
	bad 'actions[0]: "do": unknown "jump"' '.actions = [{do: "jump"}]'
	bad 'actions[0]: unknown key "prize"' '.actions = [{id: "a", prize: 1}]'
	bad 'actions[0]: "side": unknown "up"' '.actions = [{id: "a", side: "up"}]'
	bad 'actions[0]: "id" is missing' '.actions = [{amount: 1}]'
	bad 'actions[0]: "at" is not' '.actions = [{id: "a", at: 1.5}]'
	bad 'actions[0]: "at" is not a whole number' '.actions = [{id: "a", at: 17091709251200000}]'
	bad 'actions[0]: "mark": unknown "end"' '.actions = [{id: "a", mark: "end"}]'
	bad 'actions[0]: "amount" is not a number' '.actions = [{id: "a", amount: "many"}]'
	bad 'actions[0]: "amount" is not a number' '.actions = [{id: "a", amount: "1e999"}]'
	bad 'actions[0]: "stop_loss" is neither' '.actions = [{id: "a", amount: 1, stop_loss: "2 %%"}]'
	bad 'actions[0]: unknown key "side"' '.actions = [{do: "cancel", id: "a", side: "buy"}]'
	bad '"orders" are two' '.actions = [{do: "oco", orders: []}]'
}

@test "what is no JSON at all is refused" {
	local text
	for text in '' '[]' '{' '{"version": 1, "version": 1}' 'nan' \
		'{"version": NaN}' '{"version": 01}' '{"a": "b' $'\xff\xfe' \
		'<html>' "$(printf '[%.0s' {1..40})"; do
		printf '%s' "$text" >bad.json
		exits 12 venue replay bad.json
		says bad.json
	done
	exits 2 venue replay missing.json
	says 'missing.json: No such file'
	exits 2 venue replay .
	exits 2 venue replay
}

@test "a sum that does not fit any number is an error, not a wrap" {
	scenario "100 105 95 102" '.balances.USDT =
		"999999999999999999999999999999.99999999" | .actions = [
		{do: "deposit", currency: "USDT",
		amount: "999999999999999999999999999999"}]' >s.json
	exits 12 venue replay s.json
	says '38 digits'
}
