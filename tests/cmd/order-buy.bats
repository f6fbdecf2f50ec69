# order buy: market by amount and by money, limit, stop, stop-limit, attached
# stop and target, --key, --dry-run, every format, refusals with every broken
# rule, rejections, and every kind of bad option.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100 100 90
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

@test "order buy at the market is filled with its fee" {
	exits 0 order buy BTC/USDT --qty 2
	[ "$(json '[.id, .type, .side, .state, .amount, .filled, .remaining, .average, .cost, .fee, .fee_currency] | join(" ")')" = \
		"1 market buy filled 2 2 0 100 200 0.2 USDT" ]
	[ "$(json .account)" = demo ]
	[ "$(json .time)" = 2024-03-01T00:01:00Z ]
	exits 0 balances --format csv --fields asset,total
	[ "$(grep -c '^BTC,2$' <<<"$output")" -eq 1 ]
	[ "$(grep -c '^USDT,9799.8$' <<<"$output")" -eq 1 ]
}

@test "order buy --quote spends at most that much, fee included" {
	exits 0 order buy BTC/USDT --quote 500
	[ "$(json .quote)" = 500 ]
	[ "$(json .amount)" = 4.995 ]
	[ "$(json .cost)" = 499.5 ]
	[ "$(json .fee)" = 0.4995 ]
}

@test "order buy infers the type from its prices" {
	exits 0 order buy BTC/USDT --qty 1 --price 99
	[ "$(json '.type + " " + .state')" = "limit open" ]
	exits 0 order buy BTC/USDT --qty 1 --trigger 101
	[ "$(json '.type + " " + .state')" = "stop open" ]
	exits 0 order buy BTC/USDT --qty 1 --trigger 101 --price 102
	[ "$(json '.type + " " + .state')" = "stop_limit open" ]
	exits 0 order buy BTC/USDT --qty 1 --type market
	[ "$(json '.type + " " + .state')" = "market filled" ]
}

@test "order buy attaches a stop and a target" {
	exits 0 order buy BTC/USDT --qty 1 --stop-loss 5% --take-profit 120
	exits 0 order list --open
	[ "$(json '[.type, .side, .amount, .trigger_price // .price, .parent] | join(" ")')" = \
		$'stop sell 1 95 1\nlimit sell 1 120 1' ]
	exits 0 venue advance --to 2024-03-01T00:05Z
	exits 0 order list --fields id,state,average
	[ "$(json '[.id, .state, .average] | map(tostring) | join(" ")')" = \
		$'1 filled 100\n2 filled 90\n3 canceled null' ]
}

@test "order buy --tif ioc and fok, --post-only" {
	exits 0 order buy BTC/USDT --qty 1 --price 99 --tif ioc
	[ "$(json '.state + " " + .reason')" = "expired ioc" ]
	exits 0 order buy BTC/USDT --qty 1 --price 99 --tif fok
	[ "$(json '.state + " " + .reason')" = "expired fok" ]
	exits 5 order buy BTC/USDT --qty 1 --price 101 --post-only
	says 'rejected by sim: post_only'
	exits 0 order buy BTC/USDT --qty 1 --price 99 --post-only
	[ "$(json '.state, .post_only' | paste -sd' ')" = "open true" ]
}

@test "order buy --expire ends by itself" {
	exits 0 order buy BTC/USDT --qty 1 --price 80 --expire 2024-03-01T00:03Z
	exits 0 venue advance --to 2024-03-01T00:05Z
	exits 0 order show 1
	[ "$(json '.state + " " + .reason')" = "expired time" ]
}

@test "order buy --key sends once and prints the first outcome again" {
	exits 0 order buy BTC/USDT --qty 1 --key a --strategy trend --tag mine
	local first=$output
	exits 0 order buy BTC/USDT --qty 1 --key a --strategy trend --tag mine
	[ "$output" = "$first" ]
	[ "$(json '.key + .strategy + .tag')" = atrendmine ]
	exits 2 order buy BTC/USDT --qty 2 --key a --strategy trend --tag mine
	says '--key a: order 1 has it, with other parameters'
	exits 0 fills
	[ "$(rows)" -eq 1 ]
}

@test "order buy --key repeats a refusal and a rejection with their codes" {
	exits 5 order buy BTC/USDT --qty 500 --key poor
	[ "$(json '.state + " " + .reason')" = "rejected insufficient_funds" ]
	exits 5 order buy BTC/USDT --qty 500 --key poor
	etrms policy set max-order-notional 50 >/dev/null
	exits 4 order buy BTC/USDT --qty 1 --key rule
	etrms policy set max-order-notional 5000 >/dev/null
	exits 4 order buy BTC/USDT --qty 1 --key rule
	says 'refused by max-order-notional: the order is worth 100 USDT, above 50 USDT'
	exits 0 order list
	[ "$(rows)" -eq 2 ]
}

@test "order buy that is refused prints every broken rule and leaves violations" {
	etrms policy set max-order-notional 50 >/dev/null
	etrms policy set max-order-size 0.5 >/dev/null
	exits 4 order buy BTC/USDT --qty 1 --format csv --fields state,reason
	[ "${lines[1]}" = refused,max-order-notional ]
	[ "$stderr" = "etrms: buy BTC/USDT: refused by max-order-notional: the order is worth 100 USDT, above 50 USDT
  and by max-order-size: the order is for 1, above 0.5" ]
	exits 0 order show 1
	[ "$(json 'select(.record == "violation") | .rule' | paste -sd' ')" = \
		"max-order-notional max-order-size" ]
	exits 0 fills
	[ "$(rows)" -eq 0 ]
}

@test "order buy --dry-run checks and leaves nothing behind" {
	exits 0 order buy BTC/USDT --qty 1 --dry-run
	[ "$(json 'select(.record == "order") | .state')" = intent ]
	[ "$(json 'select(.record == "finding") | .rule' | wc -l)" -ge 1 ]
	etrms policy set max-order-notional 50 >/dev/null
	exits 4 order buy BTC/USDT --qty 1 --dry-run
	[ "$(json 'select(.record == "order") | .state')" = refused ]
	[ "$(json 'select(.severity == "breach") | .rule')" = max-order-notional ]
	exits 0 order list
	[ "$(rows)" -eq 0 ]
}

@test "order buy after a halt is 4" {
	etrms halt >/dev/null
	exits 4 order buy BTC/USDT --qty 1
	says 'halt'
}

@test "order buy tightened by the environment" {
	ETRMS_RISK_MAX_ORDER_USDT=50 exits 4 order buy BTC/USDT --qty 1
	ETRMS_RISK_MAX_ORDER_USDT=lots exits 2 order buy BTC/USDT --qty 1
	exits 0 order buy BTC/USDT --qty 1
}

@test "order buy refuses bad options before anything is stored" {
	exits 2 order buy BTC/USDT
	says '--qty'
	exits 2 order buy BTC/USDT --qty 1 --quote 5
	exits 2 order buy BTC/USDT --qty 0
	exits 2 order buy BTC/USDT --qty -1
	exits 2 order buy BTC/USDT --qty NaN
	exits 2 order buy BTC/USDT --qty 1e999
	exits 2 order buy BTC/USDT --qty ''
	exits 2 order buy BTC/USDT --qty 0.0000000000000000001
	exits 2 order buy BTC/USDT --quote 5 --price 90
	exits 2 order buy BTC/USDT --qty 1 --type stop
	exits 2 order buy BTC/USDT --qty 1 --type sideways
	exits 2 order buy BTC/USDT --qty 1 --tif never
	exits 2 order buy BTC/USDT --qty 1 --stop-loss 100%
	exits 2 order buy BTC/USDT --qty 1 --stop-loss low
	exits 2 order buy BTC/USDT --qty 1 --key ''
	says '--key: it is empty'
	exits 2 order buy BTC/USDT --qty 1 --key "$(printf '%065d' 1)"
	says '--key: longer than 64 characters'
	exits 2 order buy BTC/USDT --qty 1 --nonsense
	exits 2 order buy btc --qty 1
	says "symbol 'btc': not of the form"
	exits 2 order buy --qty 1
	exits 2 order buy BTC/USDT --qty 1 --account nobody
	says 'account nobody'
	exits 0 order list
	[ "$(rows)" -eq 0 ]
}

@test "order buy of what the account cannot trade is refused with its reason" {
	exits 4 order buy XRP/EUR --qty 1
	[ "$(json .state)" = refused ]
	exits 5 order buy BTC/USDT --qty 0.000001
	[ "$(json .reason)" = bad_amount ]
	says 'rejected by sim: bad_amount: amount 0.000001 is no multiple of the lot 0.00001'
	exits 5 order buy BTC/USDT --qty 0.01
	[ "$(json .reason)" = min_notional ]
	says 'min_notional: amount 0.01 is worth less than the least of'
	exits 5 order buy BTC/USDT --qty 0.00001 --type limit --price 99.001
	[ "$(json .reason)" = bad_price ]
	says 'bad_price: price 99.001 is no multiple of the tick 0.01'
}

@test "order buy in a disabled account is 4" {
	etrms account disable demo >/dev/null
	exits 4 order buy BTC/USDT --qty 1 --account demo
	says 'account demo: it is disabled'
}

@test "order buy whose output is lost is 6, and the order is there" {
	run --separate-stderr bash -c 'etrms order buy BTC/USDT --qty 1 --key k >/dev/full'
	[ "$status" -eq 6 ]
	exits 0 order buy BTC/USDT --qty 1 --key k
	[ "$(json .state)" = filled ]
	exits 0 fills
	[ "$(rows)" -eq 1 ]
}

@test "order buy on a store that cannot be written sends nothing" {
	given_nobody
	cp -r "$XDG_DATA_HOME/etrms" "$OPEN/data"
	chmod -R a+rX,a-w "$OPEN/data"
	run --separate-stderr as_nobody etrms --store "$OPEN/data/etrms.db" \
		order buy BTC/USDT --qty 1
	[ "$status" -eq 3 ]
	[ -z "$output" ]
	exits 0 order list
	[ "$(rows)" -eq 0 ]
}

# The first process is held up at its first wait for the disk.
@test "order buy while another holds the account's lock is 10" {
	command -v strace >/dev/null || skip "no strace"
	strace -qq -o /dev/null -e trace=fdatasync \
		-e inject=fdatasync:delay_enter=11500000:when=1 \
		etrms order buy BTC/USDT --qty 1 >/dev/null &
	sleep 0.3
	exits 10 order buy BTC/USDT --qty 1
	says "account demo: another etrms command holds its lock"
	wait
	exits 0 fills
	[ "$(rows)" -eq 1 ]
}

@test "order buy refuses a symbol whose bars stopped; selling it stays free" {
	given_candles DOGE/USDT 2 2
	given_candles ETH/USDT 50 50 50 50 50 50 50 50
	exits 0 venue advance --to 2024-03-01T00:02Z
	exits 0 order buy DOGE/USDT --qty 5
	exits 0 venue advance --to 2024-03-01T00:07Z
	exits 0 order buy DOGE/USDT --qty 5
	exits 0 venue advance --to 2024-03-01T00:08Z
	exits 4 order buy DOGE/USDT --qty 5
	[[ "$stderr" == *"stale_price"* ]]
	[[ "$stderr" == *"the price of DOGE/USDT is 360 s old, at most 300 s are allowed"* ]]
	exits 0 order buy ETH/USDT --qty 1
	exits 0 order sell DOGE/USDT --qty 5
	exits 0 breaker add gone --when 'data_age > 5m' \
		--symbol '*/USDT' --do notify
	exits 1 monitor --once
	[ "$(json 'select(.kind == "triggered") | .breaker + " " + .symbol')" = \
		"gone DOGE/USDT" ]
}

@test "order buy with a trailing stop of its own" {
	exits 0 order buy BTC/USDT --qty 1 --trailing-stop 5%
	[ "$(json '[.trailing_stop_percent, .trailing_stop_amount, .asked_price] | map(tostring) | join(" ")')" = "5 null null" ]
	exits 0 order list --open
	[ "$(json '[.type, .side, .amount, .trail_percent, .parent] | map(tostring) | join(" ")')" = \
		"trailing sell 1 5 1" ]
	exits 0 venue advance --to 2024-03-01T00:05Z
	exits 0 order show 2
	[ "$(json 'select(.record == "order") | .state')" = filled ]
}

@test "order buy takes every type, with - or _" {
	exits 0 order buy BTC/USDT --qty 1 --type take-profit --trigger 95
	[ "$(json '.type + " " + .state')" = "take_profit open" ]
	exits 0 order buy BTC/USDT --qty 1 --type take_profit_limit --trigger 95 --price 96
	[ "$(json '.type + " " + .state')" = "take_profit_limit open" ]
	exits 0 order buy BTC/USDT --qty 1 --trail 2%
	[ "$(json '[.type, .trail_percent] | join(" ")')" = "trailing 2" ]
	exits 0 order buy BTC/USDT --qty 1 --trail 1.5 --activation 90
	[ "$(json '[.type, .trail_amount, .activation_price] | join(" ")')" = "trailing 1.5 90" ]
	exits 0 order buy BTC/USDT --qty 1 --price 95 --visible 0.25
	[ "$(json '[.type, .visible] | join(" ")')" = "limit 0.25" ]
	exits 0 order buy BTC/USDT --qty 1 --type stop-limit --trigger 105 --price 106
	[ "$(json .type)" = stop_limit ]
}

@test "order buy --oco-trigger places two of which one will be done" {
	exits 0 order buy BTC/USDT --qty 1 --price 95 --oco-trigger 105
	[ "$(json '[.id, .type, .price, .trigger_price, .state] | map(tostring) | join(" ")')" = \
		$'1 limit 95 null open\n2 stop null 105 open' ]
	[ "$(json .oco | sort -u | wc -l)" -eq 1 ]
	exits 0 venue advance --to 2024-03-01T00:05Z
	exits 0 order list
	[ "$(json '[.state, .reason] | map(tostring) | join(" ")')" = \
		$'filled null\ncanceled linked' ]
}

@test "order buy --oco-trigger counts its exposure once" {
	etrms policy set max-position-notional 120 >/dev/null
	exits 0 order buy BTC/USDT --qty 1 --price 95 --oco-trigger 105 --oco-price 106
	exits 4 order buy BTC/USDT --qty 0.2 --price 95
	exits 4 order buy BTC/USDT --qty 1 --price 95 --oco-trigger 125
	[ "$(json .state | sort -u)" = refused ]
	[ "$(rows)" -eq 2 ]
}

@test "order buy --oco-trigger with --key and --dry-run" {
	exits 0 order buy BTC/USDT --qty 1 --price 95 --oco-trigger 105 --dry-run
	[ "$(json 'select(.record == "order") | .type' | paste -sd' ')" = "limit stop" ]
	exits 0 order list
	[ "$(rows)" -eq 0 ]
	exits 0 order buy BTC/USDT --qty 1 --price 95 --oco-trigger 105 --key k
	exits 0 order buy BTC/USDT --qty 1 --price 95 --oco-trigger 105 --key k
	[ "$(json '[.id, .key] | join(" ")' | paste -sd,)" = "1 k,2 k/oco" ]
	exits 2 order buy BTC/USDT --qty 1 --price 95 --oco-trigger 106 --key k
	exits 2 order buy BTC/USDT --qty 1 --price 95 --key k
}

@test "order buy refuses fields that the type does not take" {
	exits 2 order buy BTC/USDT --qty 1 --type trailing
	says '--trail: a trailing order needs one'
	exits 2 order buy BTC/USDT --qty 1 --trail 100%
	exits 2 order buy BTC/USDT --qty 1 --trail 0
	exits 2 order buy BTC/USDT --qty 1 --trail far
	exits 2 order buy BTC/USDT --qty 1 --activation 90
	says '--activation: a market order takes none'
	exits 2 order buy BTC/USDT --qty 1 --visible 0.1
	exits 2 order buy BTC/USDT --qty 1 --price 95 --visible 2
	says '--visible: more than --qty'
	exits 2 order buy BTC/USDT --qty 1 --trailing-stop 0
	exits 2 order buy BTC/USDT --qty 1 --trailing-activation 90
	says '--trailing-activation: it goes with --trailing-stop'
	exits 2 order buy BTC/USDT --qty 1 --oco-price 90
	says '--oco-price: it goes with --oco-trigger'
	exits 2 order buy BTC/USDT --qty 1 --oco-trigger 105
	says 'oco: a market order cannot be one of two'
	exits 2 order buy BTC/USDT --qty 1 --price 95 --oco-trigger 105 --tif ioc
	exits 2 order buy BTC/USDT --qty 1 --price 95 --oco-trigger 105 --stop-loss 2%
	says 'oco: does not go with'
	exits 5 order buy BTC/USDT --qty 1 --reduce-only
	[ "$(json .reason)" = unsupported ]
}

@test "order buy: a stop and a target at a distance from the fill" {
	exits 0 order buy BTC/USDT --quote 100 --stop-loss +5 \
		--take-profit +2.5 --format json
	jq -r '.[0].average' <<<"$output" >fill
	exits 0 order list --format json
	jq -e --argjson at "$(cat fill)" 'map(select(.parent != null)) |
		any(.[]; .trigger_price == $at - 5) and
		any(.[]; .price == $at + 2.5)' <<<"$output"
	exits 2 order buy BTC/USDT --quote 100 --stop-loss +0
	exits 2 order buy BTC/USDT --quote 100 --trailing-stop +5
	says "without a sign"
}
