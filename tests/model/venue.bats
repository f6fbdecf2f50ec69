#!/usr/bin/env bats
# The simulated venue against a second implementation made from its page alone:
# - the page's worked examples S1 to S5b and P1 to P6 give the records derived
#   by hand, by both
# - Q1: a quote sold counts at the slipped price, even when q0 is no lot
# - seeded random scenarios give the same records by etrms and by the model,
#   whose own records keep what the page says always holds; MODEL_RUNS is how
#   many, MODEL_SEED the first
# - a sample of them meets every event and every reason to refuse
# - the soak: etrms alone, with its own assertions on, whole and split at random
#   marks; SOAK_RUNS is how many
# - both refuse the same broken scenarios, of spot and of perpetuals

load ../helper

setup()
{
	case ${B:=build} in
	/*) ;;
	*) B=$ROOT/$B ;;
	esac
	setup_home
	examples=$ROOT/tests/model/examples
}

compare()
{
	perl "$ROOT/tests/model/compare.pl" "$B/model/venuemodel" "$@"
}

@test "the worked examples, by the model" {
	for file in "$examples"/*.json; do
		diff "${file%.json}.ndjson" <("$B/model/venuemodel" "$file")
	done
}

@test "the worked examples, by etrms as by the model" {
	compare - etrms "$examples"/*.json
}

@test "a difference is found, named and fails" {
	cat >liar <<'SH'
#!/bin/sh
etrms "$@" | sed '5s/"total":[^,]*/"total":4/'
SH
	chmod +x liar
	run compare - ./liar "$examples/S1.json"
	[ "$status" -eq 1 ]
	[[ $output == *"S1.json: record 5"* ]]
	[[ $output == *'"total":500.00087537'* ]]
}

@test "random scenarios" {
	compare "$B/model/scenario-gen" etrms "${MODEL_SEED:-1}" \
		"${MODEL_RUNS:-400}"
}

# What the sample below must meet: every event and reason of the page, and what
# tests/model/coverage.pl tells apart beside them.
expected()
{
	cat <<'TABLE'
accepted
amended
balance
canceled insufficient_funds
canceled insufficient_margin
canceled linked
canceled liquidation
canceled reduce_only
canceled user
expired fok
expired ioc
expired time
fee in base
filled
filled a closing part
filled for a rebate
filled leg sl
filled leg tp
filled leg ts
filled limit maker
filled limit taker
filled market taker
filled partly
filled past zero
filled stop taker
filled stop_limit maker
filled stop_limit taker
filled take_profit taker
filled take_profit_limit maker
filled take_profit_limit taker
filled trailing taker
funding
funding paid
funding received
insurance
leverage
liquidated
liquidated long at close
liquidated long at first
liquidated long at open
liquidated long at second
liquidated several at once
liquidated short at close
liquidated short at first
liquidated short at open
liquidated short at second
liquidated with a fee
liquidated with insurance
margin
mark
position
position long
position short
rejected amend after_end
rejected amend bad_amount
rejected amend bad_linked
rejected amend bad_price
rejected amend insufficient_funds
rejected amend insufficient_margin
rejected amend leverage_tier
rejected amend max_notional
rejected amend min_notional
rejected amend order_closed
rejected amend post_only
rejected amend price_band
rejected amend unknown_order
rejected amend unsupported
rejected cancel after_end
rejected cancel order_closed
rejected cancel unknown_order
rejected deposit after_end
rejected deposit bad_amount
rejected deposit no_price
rejected leverage after_end
rejected leverage insufficient_margin
rejected leverage leverage_tier
rejected leverage position_open
rejected leverage unknown_symbol
rejected leverage unsupported
rejected margin after_end
rejected margin bad_amount
rejected margin insufficient_margin
rejected margin no_position
rejected margin unknown_symbol
rejected margin unsupported
rejected order after_end
rejected order bad_amount
rejected order bad_linked
rejected order bad_price
rejected order duplicate_id
rejected order insufficient_funds
rejected order insufficient_margin
rejected order leverage_tier
rejected order linked
rejected order max_notional
rejected order min_notional
rejected order no_price
rejected order post_only
rejected order price_band
rejected order reduce_only
rejected order too_many_orders
rejected order unknown_symbol
rejected order unsupported
rejected withdraw after_end
rejected withdraw bad_amount
rejected withdraw insufficient_funds
rejected withdraw no_price
transfer deposit
transfer withdraw
triggered
triggered stop
triggered stop_limit
triggered take_profit
triggered take_profit_limit
triggered trailing
TABLE
}

@test "random scenarios meet every event and every reason" {
	for seed in {1..1200}; do
		"$B/model/scenario-gen" "$seed" >scenario.json
		"$B/model/venuemodel" scenario.json
	done | perl "$ROOT/tests/model/coverage.pl" >covered
	expected | while read -r kind; do
		grep -q "% $kind\$" covered || echo "never: $kind"
	done >never
	cat never
	[ ! -s never ]
}

@test "the soak holds" {
	"$B/model/soak" "${MODEL_SEED:-1}" "${SOAK_RUNS:-1000}"
}

@test "the same seed gives the same scenario, another one another" {
	"$B/model/scenario-gen" 7 >seven
	"$B/model/scenario-gen" 7 | cmp - seven
	run "$B/model/scenario-gen" 8
	[ "$output" != "$(<seven)" ]
}

# $1: a jq edit that breaks a sound scenario, $2 or S2a
both_refuse()
{
	jq "$1" "$examples/${2:-S2a}.json" >broken.json
	echo "$1"
	run "$B/model/venuemodel" broken.json
	[ "$status" -eq 12 ]
	exits 12 venue replay broken.json
}

@test "both refuse broken scenarios" {
	local bars='.bars["BTC/USDT"]'
	both_refuse '.luck = 1'
	both_refuse '.settings.luck = 1'
	both_refuse '.instruments[0].luck = 1'
	both_refuse '.actions[0].luck = 1'
	both_refuse '.actions[0].side = "hold"'
	both_refuse '.actions[0].do = "hope"'
	both_refuse '.actions[0].amount = "some"'
	both_refuse "${bars}[1][0] -= 1"
	both_refuse "${bars} |= reverse"
	both_refuse "${bars}[0][2] = \"99\""
	both_refuse "${bars}[0][3] = \"101\""
	both_refuse "${bars}[0][3] = \"0\""
	both_refuse '.bars["ETH/USDT"] = []'
	both_refuse '.instruments[0].tick = "0.0000000000001" |
		.instruments[0].lot = "0.000001"'
}

@test "both refuse broken perpetuals and further orders" {
	local swap='.instruments[0]' second='.actions[1]'
	local marks='.marks["BTC/USDT:USDT"]' at='{at: 1709251200000, do:'
	both_refuse "$swap.kind = \"option\"" P1
	both_refuse "$swap.settle = \"BTC\"" P1
	both_refuse "$swap.tiers[0].luck = 1" P1
	both_refuse "$swap.contract_size = \"0.000000000000001\"" P1
	both_refuse '.funding["ETH/USDT"] = []' P1
	both_refuse '.funding["BTC/USDT:USDT"][0][1] = "much"' P1
	both_refuse "$marks = [[1709251200000, 1, 2, 3, 1]]" P1
	both_refuse "$marks = [[1709251260000, 1, 2, 1, 1],
		[1709251200000, 1, 2, 1, 1]]" P1
	both_refuse '.actions[0].leverage = "high"' P1
	both_refuse "$second.trailing_stop = {luck: 1}" P1
	both_refuse "$second = $at \"oco\", orders: []}" P1
	both_refuse "$second = $at \"amend\", id: \"a\", side: \"buy\"}" P1
	both_refuse "$second = $at \"margin\", symbol: \"X\"}" P1
	both_refuse '.settings.fee_tiers = [{luck: 1}]' P6
	both_refuse '.settings.volume_share = "all"' P6
	both_refuse '.detail_ms = 7' P6
	both_refuse '.detail_ms = 30000 | .detail = {"BTC/USDT:USDT":
		[[1709251200000, 1, 2, 3, 1, 1]]}' P6
}
