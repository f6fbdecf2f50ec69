# order amend: price, amount, trigger; repeated; filled by it; rejected and
# refused; what may shrink under a halt; dry runs; other accounts; every format
# and every kind of bad option.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100 100 95
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms order buy BTC/USDT --qty 1 --price 90 >/dev/null
}

@test "order amend moves a limit and keeps the id" {
	exits 0 order amend 1 --price 96
	[ "$(json '[.id, .price, .amount, .state] | join(" ")')" = "1 96 1 open" ]
	exits 0 balances --format csv --fields asset,used
	[ "${lines[1]}" = USDT,96.096 ]
	exits 0 venue advance --to 2024-03-01T00:05Z
	exits 0 order show 1
	[ "$(json 'select(.record == "order") | .state + " " + (.average | tostring)')" = "filled 96" ]
}

@test "order amend --qty is the amount in all" {
	exits 0 order amend 1 --qty 2.5
	[ "$(json '[.amount, .filled, .remaining] | join(" ")')" = "2.5 0 2.5" ]
	exits 0 order amend 1 --qty 0.5 --price 91
	[ "$(json '[.amount, .price] | join(" ")')" = "0.5 91" ]
}

@test "order amend --trigger" {
	etrms order buy BTC/USDT --qty 1 --trigger 120 >/dev/null
	exits 0 order amend 2 --trigger 110
	[ "$(json .trigger_price)" = 110 ]
}

@test "order amend of what is so already sends nothing" {
	exits 0 order amend 1 --price 96
	exits 0 order amend 1 --price 96.00
	[ "$(json .price)" = 96 ]
	exits 0 audit
	[ "$(json 'select(.action == "amend") | .detail')" = "price=96" ]
}

@test "order amend that meets the market fills" {
	exits 0 order amend 1 --price 100
	[ "$(json '[.state, .average] | join(" ")')" = "filled 100" ]
	exits 5 order amend 1 --price 90
	says 'order 1: it cannot be amended, it is filled'
}

@test "order amend that the venue rejects is 5 and keeps the order" {
	exits 5 order amend 1 --price 95.001
	says 'order 1: its amendment was rejected by sim: bad_price'
	[ "$(json '[.price, .state] | join(" ")')" = "90 open" ]
	exits 5 order amend 1 --qty 200
	says 'insufficient_funds'
	exits 0 order list --open
	[ "$(json '[.amount, .price] | join(" ")')" = "1 90" ]
}

@test "order amend that grows passes the policy or is 4" {
	etrms policy set max-position-notional 150 >/dev/null
	exits 4 order amend 1 --qty 2
	says 'order 1: its amendment is refused by max-position-notional: the position would be worth 180 USDT, above 150 USDT'
	[ "$(json .amount)" = 1 ]
	exits 0 order show 1
	[ "$(json 'select(.record == "violation") | .rule')" = max-position-notional ]
	exits 0 order amend 1 --qty 1.5
	exits 0 audit
	[ "$(json 'select(.entity == "order" and (.action | startswith("amend"))) | .action' | paste -sd' ')" = "amend-refused amend" ]
}

@test "order amend after a halt may only shrink" {
	etrms halt >/dev/null
	exits 4 order amend 1 --qty 1.1
	says 'halt'
	exits 4 order amend 1 --price 91
	exits 0 order amend 1 --price 89
	exits 0 order amend 1 --qty 0.5
}

@test "order amend of a stop that protects passes a halt" {
	etrms order buy BTC/USDT --qty 1 --stop-loss 10% >/dev/null
	etrms halt >/dev/null
	exits 0 order amend 3 --trigger 94
	[ "$(json '[.type, .trigger_price] | join(" ")')" = "stop 94" ]
	exits 5 order amend 3 --qty 0.5
	says 'unsupported'
}

@test "order amend --dry-run checks and changes nothing" {
	exits 0 order amend 1 --qty 2 --dry-run
	[ "$(json 'select(.record == "order") | .amount')" = 1 ]
	[ "$(json 'select(.record == "finding") | .rule' | wc -l)" -ge 1 ]
	etrms policy set max-order-notional 150 >/dev/null
	exits 4 order amend 1 --qty 2 --dry-run
	[ "$(json 'select(.severity == "breach") | .rule')" = max-order-notional ]
	exits 0 order list --open
	[ "$(json .amount)" = 1 ]
	exits 0 audit
	[ "$(json 'select(.action == "amend") | .action')" = "" ]
}

@test "order amend in every format" {
	exits 0 order amend 1 --price 91 --format csv --fields id,price
	[ "$output" = $'id,price\n1,91' ]
	exits 0 order amend 1 --price 92 --format json
	[ "$(jq -r '.[0].price' <<<"$output")" = 92 ]
	exits 0 order amend 1 --price 93 --format table
	[[ $output == *93* ]]
	exits 0 order amend 1 --price 94 --quiet
	[ -z "$output" ]
}

@test "order amend is told step by step" {
	exits 0 order amend 1 --price 96
	exits 5 order amend 1 --price 95.001
	exits 0 log --order 1
	[ "$(json .event | paste -sd' ')" = "intent send accept amend_send amend amend_send amend_fail" ]
	exits 0 store check
}

@test "order amend refuses bad options before anything is sent" {
	exits 2 order amend 1
	says 'order amend: what is to change'
	exits 2 order amend 1 --price 0
	says '--price: must be more than 0'
	exits 2 order amend 1 --qty -1
	exits 2 order amend 1 --qty NaN
	exits 2 order amend 1 --trigger 95
	says '--trigger: a limit order takes none'
	exits 2 order amend 9 --price 95
	says 'order 9: there is none'
	exits 2 order amend
	says 'operand missing: id'
	exits 2 order amend 1 2 --price 95
	exits 2 order amend 1 --price 95 --nonsense
	exits 2 order amend 1 --price 95 --account nobody
	etrms account add other --prices test --balance USDT=10 >/dev/null
	exits 2 order amend 1 --price 95 --account other
	says 'order 1: it belongs to account demo'
	exits 0 order list --open
	[ "$(json .price)" = 90 ]
}
