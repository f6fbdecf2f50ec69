# account position-mode: shown and set, paper and live; what the exchange
# refuses; and an account that holds long and short of a perpetual apart: both
# positions, orders of each side, closing one and both, its stops, leverage and
# margin.
load ../helper
load ../serve
load ../vault
load ../live
load ../paper

P=BTC/USDT:USDT

given_hedged() {
	given_live
	live 0 account position-mode hedge
	[ "$(json '[.account, .venue, .mode] | join(" ")')" = "main binance hedge" ]
}

# the exchange itself, by its own clock
asks() {
	AT=$(date +%s%3N) signed "$@"
}

positions() {
	live 0 positions
	json -s 'map(select(.symbol == "BTC/USDT:USDT") | .side + " " +
		(.contracts | tostring) + " " + (.hedged | tostring)) | join(",")'
}

@test "a paper account is one-way, and stays so" {
	given_candles BTC/USDT 100 100 100
	given_paper
	exits 0 account position-mode --account demo
	[ "$(json '[.account, .venue, .mode] | join(" ")')" = "demo sim one-way" ]
	exits 0 account position-mode one-way --account demo
	exits 2 account position-mode hedge --account demo
	says "account demo: sim has one position of a symbol: one-way only"
	exits 0 account position-mode --account demo --format csv --no-header --fields mode
	[ "$output" = one-way ]
	exits 0 account position-mode --account demo --format table
	[[ $output == *one-way* ]]
	exits 0 account position-mode --account demo --format json
	[ "$(jq -r '.[0].mode' <<<"$output")" = one-way ]
	exits 2 account position-mode both --account demo
	says "mode 'both': one-way or hedge"
	exits 2 account position-mode hedge now --account demo
	exits 2 account position-mode --account nobody
}

@test "the mode is set at the exchange, once, and written down" {
	given_hedged
	live 0 account position-mode
	[ "$(json .mode)" = hedge ]
	live 0 account position-mode hedge
	exits 0 audit
	[ "$(json 'select(.entity == "position_mode") | [.entity_id, .action, .detail] | join(" ")')" = \
		"main set hedge" ]
	live 0 account position-mode one-way
	[ "$(json .mode)" = one-way ]
}

@test "the exchange refuses while anything works or is held: 5" {
	given_live
	live 0 order buy "$P" --qty 0.01 --price 50000
	id=$(json .id)
	live 5 account position-mode hedge
	says "main: rejected by binance: orders_open"
	live 0 order cancel "$id"
	live 0 order buy "$P" --qty 0.01
	live 5 account position-mode hedge
	says "main: rejected by binance: position_open"
	live 0 account position-mode
	[ "$(json .mode)" = one-way ]
}

@test "long and short are held at once, and each order is of one side" {
	given_hedged
	live 0 order buy "$P" --qty 0.02
	live 0 order sell "$P" --qty 0.01
	[ "$(positions)" = "long 0.02 true,short 0.01 true" ]
	live 0 order sell "$P" --qty 0.005 --reduce-only
	[ "$(positions)" = "long 0.015 true,short 0.01 true" ]
	live 0 order buy "$P" --qty 0.004 --reduce-only
	[ "$(positions)" = "long 0.015 true,short 0.006 true" ]
	# what reduces opens nothing, however much it is
	live 0 order buy "$P" --qty 0.5 --reduce-only
	[ "$(positions)" = "long 0.015 true" ]
	live 5 order buy "$P" --qty 0.01 --reduce-only
	says "reduce_only"
	[ "$(positions)" = "long 0.015 true" ]
	# of each order the exchange was told the side
	asks GET /fapi/v1/allOrders symbol=BTCUSDT
	[ "$(told 'map(.side + .positionSide) | join(" ")')" = \
		"BUYLONG SELLSHORT SELLLONG BUYSHORT BUYSHORT" ]
}

@test "order close gets out of both, and only out" {
	given_hedged
	live 0 order buy "$P" --qty 0.02
	live 0 order sell "$P" --qty 0.01
	live 0 order close "$P" --percent 50%
	[ "$(json -s 'map(.side + " " + (.amount | tostring)) | join(",")')" = \
		"sell 0.01,buy 0.005" ]
	[ "$(positions)" = "long 0.01 true,short 0.005 true" ]
	live 0 order close "$P"
	[ -z "$(positions)" ]
	live 0 order close "$P"
	[ -z "$(positions)" ]
}

@test "stops of each side end that side alone" {
	given_hedged
	live 0 order buy "$P" --qty 0.02 --stop-loss 20%
	live 0 order sell "$P" --qty 0.01 --stop-loss 20%
	asks GET /fapi/v1/openAlgoOrders symbol=BTCUSDT
	[ "$(told 'map(.side + .positionSide + .quantity) | sort | join(" ")')" = \
		"BUYSHORT0.01000000 SELLLONG0.02000000" ]
	live 0 order close "$P"
	asks GET /fapi/v1/openAlgoOrders symbol=BTCUSDT
	[ "$(told length)" = 0 ]
}

@test "leverage is of both sides, margin of the one that is held" {
	given_hedged
	live 0 leverage "$P" 5 --mode isolated
	live 0 order buy "$P" --qty 0.02
	live 0 leverage "$P" --margin 5
	[ "$(json .side)" = long ]
	live 0 order sell "$P" --qty 0.01
	live 0 leverage "$P"
	[ "$(json '[.leverage, .margin_mode, .side, .contracts] | map(tostring) | join(" ")')" = \
		"5 isolated both null" ]
	live 2 leverage "$P" --margin 5
	says "both sides are held"
	live 0 leverage "$P" 4
	asks GET /fapi/v3/positionRisk ""
	[ "$(told 'map(.positionSide + " " + .positionAmt) | join(",")')" = \
		"LONG 0.02000000,SHORT -0.01000000" ]
}

@test "a mode that was changed elsewhere is known to the next order" {
	given_live
	live 0 order buy "$P" --qty 0.01
	live 0 order close "$P"
	asks POST /fapi/v1/positionSide/dual dualSidePosition=true
	live 0 order buy "$P" --qty 0.01
	[ "$(positions)" = "long 0.01 true" ]
}
