# order schedule: made, listed, cancelled; run by monitor --once: on time,
# once, late, missed, until and count, refused, rejected, pairs, a process that
# died in between; clocks of accounts; every format; every kind of bad option.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 101 102 103 104 105 106 107 108 109 110
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

# The slots of schedule 1: time of day, result, reason or state of the order.
slots() {
	etrms order schedule list "${1-1}" --format ndjson |
		jq -r 'select(.record == "slot") |
			[.slot[11:16], .slots, .result, .state // .reason] | join(" ")'
}

to() {
	etrms venue advance --to "2024-03-01T00:$1Z" >/dev/null
}

@test "order schedule stores an order and sends nothing" {
	exits 0 order schedule buy BTC/USDT --qty 1 --every 2m --count 3 --tag dca
	[ "$(json '[.id, .account, .symbol, .side, .type, .amount, .every, .count, .grace, .state, .tag] | join(" ")')" = \
		"1 demo BTC/USDT buy market 1 2m 3 1h active dca" ]
	[ "$(json '.first, .next' | sort -u)" = 2024-03-01T00:01:00Z ]
	exits 0 order list
	[ "$(rows)" -eq 0 ]
	exits 0 audit
	[ "$(json 'select(.entity == "schedule") | .action + " " + .entity_id')" = "add 1" ]
}

@test "each slot becomes one order, and no second one" {
	etrms order schedule buy BTC/USDT --qty 1 --every 2m --tag dca >/dev/null
	exits 0 monitor --once
	[ "$(json '[.record, .result, .state, .order_id] | join(" ")')" = "slot ordered filled 1" ]
	exits 0 monitor --once
	[ "$(rows)" -eq 0 ]
	to 02
	exits 0 monitor --once
	[ "$(rows)" -eq 0 ]
	to 03
	exits 0 monitor --once
	exits 0 order list
	[ "$(json '[.key, .tag, .average] | join(" ")')" = \
		$'schedule:1:2024-03-01T00:01:00Z dca 100\nschedule:1:2024-03-01T00:03:00Z dca 102' ]
	exits 0 order schedule list
	[ "$(json '[.ordered, .missed, .next[11:16]] | join(" ")')" = "2 0 00:05" ]
}

@test "of several slots the latest is run, the others are missed" {
	etrms order schedule buy BTC/USDT --qty 1 --every 1m --from 2024-03-01T00:02Z >/dev/null
	to 06
	exits 0 monitor --once
	[ "$(slots)" = $'00:02 4 missed passed\n00:06 1 ordered filled' ]
	[ "$(json 'select(.result == "missed") | .order_id')" = null ]
	[[ $stderr == *'schedule 1: 4 slots from 2024-03-01T00:02:00Z on missed'* ]]
	to 07
	exits 0 monitor --once
	[ "$(slots | tail -n 1)" = "00:07 1 ordered filled" ]
}

@test "a slot older than its grace is missed" {
	etrms order schedule buy BTC/USDT --qty 1 --at 2024-03-01T00:03Z --grace 2m >/dev/null
	etrms order schedule buy BTC/USDT --qty 1 --at 2024-03-01T00:04Z --grace 2m >/dev/null
	to 06
	exits 0 monitor --once
	[ "$(slots 1)" = "00:03 1 missed late" ]
	[ "$(slots 2)" = "00:04 1 ordered filled" ]
	exits 0 order schedule list
	[ "$(json .state | sort -u)" = "done" ]
}

@test "--count and --until end a schedule" {
	etrms order schedule buy BTC/USDT --qty 1 --every 1m --count 2 >/dev/null
	etrms order schedule buy BTC/USDT --qty 2 --every 2m --until 2024-03-01T00:05Z >/dev/null
	to 09
	exits 0 monitor --once
	[ "$(slots 1)" = $'00:01 1 missed passed\n00:02 1 ordered filled' ]
	[ "$(slots 2)" = $'00:01 1 missed passed\n00:03 1 ordered filled' ]
	exits 0 order schedule list
	[ "$(json '.state + " " + (.next | tostring)' | sort -u)" = "done null" ]
	exits 0 monitor --once
	[ "$(rows)" -eq 0 ]
}

@test "what the policy refuses is recorded and not tried again" {
	etrms policy set max-order-notional 50 >/dev/null
	etrms order schedule buy BTC/USDT --qty 1 --every 1m >/dev/null
	exits 4 monitor --once
	says 'refused by max-order-notional'
	[ "$(json '[.result, .state, .reason] | join(" ")')" = "ordered refused max-order-notional" ]
	exits 0 monitor --once
	exits 0 order list --state refused
	[ "$(rows)" -eq 1 ]
}

@test "what the venue rejects is 5; some of several is 13" {
	etrms order schedule buy BTC/USDT --qty 500 --at 2024-03-01T00:02Z >/dev/null
	to 02
	exits 5 monitor --once
	[ "$(json '.state + " " + .reason')" = "rejected insufficient_funds" ]
	etrms order schedule buy BTC/USDT --qty 500 --at 2024-03-01T00:03Z >/dev/null
	etrms order schedule buy BTC/USDT --qty 1 --at 2024-03-01T00:03Z >/dev/null
	to 03
	exits 13 monitor --once
	says '1 of 2 scheduled orders failed'
}

@test "breakers act first, and what they stop is not ordered" {
	etrms order buy BTC/USDT --qty 1 >/dev/null
	etrms breaker add low --when 'equity < 10000' --do 'block-entries' >/dev/null
	etrms order schedule buy BTC/USDT --qty 1 --every 1m >/dev/null
	exits 1 monitor --once
	[ "$(json .record | uniq | paste -sd' ')" = "breaker event slot" ]
	[ "$(json 'select(.record == "slot") | .state + " " + .reason')" = "refused breaker" ]
}

@test "a scheduled pair is placed as one" {
	etrms order schedule buy BTC/USDT --qty 1 --price 90 --oco-trigger 120 \
		--every 1m --count 1 >/dev/null
	exits 0 monitor --once
	exits 0 order list
	[ "$(json '[.type, .state, .key] | join(" ")')" = \
		$'limit open schedule:1:2024-03-01T00:01:00Z\nstop open schedule:1:2024-03-01T00:01:00Z/oco' ]
	exits 0 monitor --once
	exits 0 order list
	[ "$(rows)" -eq 2 ]
}

# As if the process had died after the order and before the slot was stored.
@test "an order without its slot is taken up, not placed again" {
	etrms order schedule buy BTC/USDT --qty 1 --every 1m >/dev/null
	etrms order buy BTC/USDT --qty 1 --key schedule:1:2024-03-01T00:01:00Z >/dev/null
	to 04
	exits 0 monitor --once
	[ "$(slots)" = $'00:01 1 ordered filled\n00:02 2 missed passed\n00:04 1 ordered filled' ]
	exits 0 fills
	[ "$(rows)" -eq 2 ]
}

@test "order schedule cancel ends it and leaves its orders" {
	etrms order schedule buy BTC/USDT --qty 1 --price 90 --every 1m >/dev/null
	exits 0 monitor --once
	exits 0 order schedule cancel 1
	[ "$(json '.state + " " + (.next | tostring)')" = "canceled null" ]
	exits 0 order schedule cancel 1
	to 03
	exits 0 monitor --once
	[ "$(rows)" -eq 0 ]
	exits 0 order list --open
	[ "$(rows)" -eq 1 ]
	exits 0 audit
	[ "$(json 'select(.entity == "schedule") | .action' | paste -sd' ')" = "add ordered cancel" ]
}

@test "order schedule --key makes one schedule" {
	exits 0 order schedule buy BTC/USDT --qty 1 --every 1m --key k
	to 03
	exits 0 order schedule buy BTC/USDT --qty 1 --every 1m --key k
	[ "$(json '[.id, .key, .first] | join(" ")')" = "1 k 2024-03-01T00:01:00Z" ]
	exits 2 order schedule buy BTC/USDT --qty 2 --every 1m --key k
	says '--key k: schedule 1 has it, with other parameters'
	exits 2 order schedule buy BTC/USDT --qty 1 --every 1m --key k --from 2024-03-01T00:09Z
	exits 0 order schedule list
	[ "$(rows)" -eq 1 ]
}

@test "each account has its own clock and schedules" {
	etrms account add second --prices test --balance USDT=500 >/dev/null
	etrms order schedule buy BTC/USDT --qty 1 --every 1m --from 2024-03-01T00:02Z >/dev/null
	etrms order schedule buy BTC/USDT --qty 2 --every 1m --from 2024-03-01T00:02Z --account second >/dev/null
	etrms venue advance --to 2024-03-01T00:02Z --account second >/dev/null
	exits 0 monitor --once
	[ "$(json .account)" = second ]
	exits 0 order schedule list --account demo
	[ "$(json '.id + " " + (.ordered | tostring)')" = "1 0" ]
	exits 0 order schedule list
	[ "$(rows)" -eq 2 ]
}

@test "order schedule in every format" {
	exits 0 order schedule buy BTC/USDT --qty 1 --every 1d --format csv --fields id,every
	[ "$output" = $'id,every\n1,1d' ]
	exits 0 order schedule list --format json
	[ "$(jq -r '.[0].id' <<<"$output")" = 1 ]
	exits 0 order schedule list 1 --format table
	[[ ${lines[0]} == schedule ]]
	exits 0 order schedule list --format ndjson
	[ "$(json .side)" = buy ]
	exits 0 monitor --once --format csv
	[ "${lines[1]%%,*}" = slot ]
}

@test "order schedule refuses bad options and stores nothing" {
	exits 2 order schedule
	says 'operand missing: what'
	exits 2 order schedule hold BTC/USDT --qty 1 --every 1m
	says "order schedule 'hold': buy, sell, list or cancel"
	exits 2 order schedule buy --qty 1 --every 1m
	says 'operand missing: symbol'
	exits 2 order schedule buy btc --qty 1 --every 1m
	exits 2 order schedule buy BTC/USDT --every 1m
	says '--qty: how much?'
	exits 2 order schedule buy BTC/USDT --qty 1
	says 'order schedule: when?'
	exits 2 order schedule buy BTC/USDT --qty 1 --every 1m --at 2024-03-01T00:05Z
	says '--at: once'
	exits 2 order schedule buy BTC/USDT --qty 1 --at 2024-03-01T00:00Z
	says "--at 2024-03-01T00:00:00Z: the account's clock stands at 2024-03-01T00:01:00Z"
	exits 2 order schedule buy BTC/USDT --qty 1 --every 1m --from 2024-02-01
	exits 2 order schedule buy BTC/USDT --qty 1 --every 1m --until 2024-03-01T00:01Z
	says '--until 2024-03-01T00:01:00Z: the first time is 2024-03-01T00:01:00Z'
	exits 2 order schedule buy BTC/USDT --qty 1 --every often
	exits 2 order schedule buy BTC/USDT --qty 1 --every 1m --count 0
	exits 2 order schedule buy BTC/USDT --qty 1 --every 1m --grace soon
	exits 2 order schedule buy BTC/USDT --qty 1 --every 1m --key ''
	says '--key: it is empty'
	exits 2 order schedule buy BTC/USDT --qty 1 --every 1m --account nobody
	exits 2 order schedule buy BTC/USDT --qty 1 --every 1m --tag $'two\nlines'
	says 'a line break does not fit into a schedule'
	exits 2 order schedule list 7
	says 'schedule 7: there is none'
	exits 2 order schedule list --qty 1
	says 'order schedule list: it takes no options of an order'
	exits 2 order schedule list --account nobody
	exits 2 order schedule cancel
	says 'operand missing: id'
	exits 2 order schedule cancel 7
	exits 2 order schedule cancel 1 --every 1m
	exits 0 order schedule list
	[ "$(rows)" -eq 0 ]
	etrms order schedule buy BTC/USDT --qty 1 --at 2024-03-01T00:02Z >/dev/null
	etrms account add second --prices test --balance USDT=500 >/dev/null
	exits 2 order schedule cancel 1 --account second
	says 'schedule 1: it belongs to account demo'
	to 02
	etrms monitor --once >/dev/null
	exits 2 order schedule cancel 1
	says 'schedule 1: it is done'
}
