# etrms rebalance --apply and what is stored: a plan goes on where it was
# interrupted, in a pipe and by its key; keys of other plans; what the policy
# refuses; several accounts; and the same on a live account at the served
# exchange.

load ../helper
load ../paper
load ../serve
load ../vault
load ../live

given_two() {
	given_candles BTC/USDT 50000
	given_candles ETH/USDT 2500
	given_paper --balance BTC=0.2
	etrms policy set max-position-share 100% --quiet
	etrms policy set max-risk-per-trade 100% --quiet
}

TARGETS=(BTC=10 ETH=80 USDT=10)

holdings() {
	etrms balances --format csv --no-header --fields asset,total
}

@test "rebalance --apply places the plan, and repeated nothing more" {
	local want
	given_two
	exits 0 rebalance "${TARGETS[@]}" --apply --key nov --format csv --no-header --fields symbol,side,state,key,tag
	[ "$output" = "BTC/USDT,sell,filled,nov:1,rebalance:1
ETH/USDT,buy,filled,nov:2,rebalance:1" ]
	want=$(holdings)
	exits 0 rebalance "${TARGETS[@]}" --check --quiet
	exits 0 rebalance "${TARGETS[@]}" --apply --key nov --format csv --no-header --fields id
	[ "$output" = "1
2" ]
	[ "$(holdings)" = "$want" ]
	# with a new key there is nothing to do
	exits 0 rebalance "${TARGETS[@]}" --apply --key dec
	[ -z "$output" ]
	exits 0 store check
}

@test "a pipe that was cut goes on with the same rows" {
	local first
	given_two
	first=$(etrms rebalance "${TARGETS[@]}" --slippage 0%)
	etrms rebalance "${TARGETS[@]}" --slippage 0% | head -n 1 |
		etrms order place --from - --key nov --quiet
	exits 0 rebalance "${TARGETS[@]}" --slippage 0%
	[ "$(jq -c 'del(.tag, .key)' <<<"$output")" = "$(jq -c 'del(.tag, .key)' <<<"$first")" ]
	etrms order place --from <(echo "$output") --key nov >placed
	[ "$(jq -r '.id + " " + .key' placed)" = "1 nov:1
2 nov:2" ]
	# all of it is done: the next one looks anew
	exits 0 rebalance "${TARGETS[@]}" --slippage 0%
	[ -z "$output" ]
	# with other targets nothing goes on
	exits 0 rebalance BTC=50 ETH=40 USDT=10
	[ "$(json .tag | sort -u)" = rebalance:3 ]
}

@test "a pipe without a key places nothing twice" {
	given_two
	etrms rebalance "${TARGETS[@]}" | head -n 1 |
		etrms order place --from - --quiet
	exits 0 rebalance "${TARGETS[@]}"
	says "rebalance 1 goes on: 1 of its 2 orders are placed"
	etrms order place --from <(echo "$output") >placed
	[ "$(jq -r '.id + " " + .key' placed)" = "1 rebalance:1:1
2 rebalance:1:2" ]
}

@test "what was cut more than an hour ago is planned anew" {
	given_two
	etrms rebalance "${TARGETS[@]}" --min-trade 10 | head -n 1 |
		etrms order place --from - --key nov --quiet
	export ETRMS_NOW=2024-03-01T12:59:59Z
	exits 0 rebalance "${TARGETS[@]}" --min-trade 10
	[ "$(rows)" -eq 2 ]
	export ETRMS_NOW=2024-03-01T13:00:00Z
	exits 0 rebalance "${TARGETS[@]}" --min-trade 10
	[ "$(rows)" -eq 1 ]
	[ "$(json .side)" = buy ]
}

@test "a key stands for one plan" {
	given_two
	etrms rebalance BTC=60 USDT=40 --key nov --quiet
	# nothing of it was placed, so the key is free
	exits 0 rebalance "${TARGETS[@]}" --apply --key nov
	exits 2 rebalance BTC=50 USDT=50 --apply --key nov
	says "--key nov: rebalance 2 has it, with other accounts, targets or options"
	exits 2 rebalance "${TARGETS[@]}" --cash 1% --key nov
	exits 2 rebalance "${TARGETS[@]}" --apply
	says "--apply needs --key, so that it can be repeated"
	exits 2 rebalance "${TARGETS[@]}" --apply --key x --plan
	says "--apply: it places orders; leave --plan out"
	exits 2 rebalance "${TARGETS[@]}" --apply --key x --check
	says "leave --check out"
}

@test "--apply stops at the first order that fails" {
	given_two
	etrms policy set max-order-notional 9000 --quiet
	exits 13 rebalance "${TARGETS[@]}" --apply --key nov
	[ "$(json .state)" = "filled
refused" ]
	says "1 of 2 orders failed"
	etrms policy set max-order-notional 1000 --quiet
	exits 4 rebalance BTC=50 USDT=50 --apply --key all
	[ "$(rows)" -eq 1 ]
	exits 13 rebalance "${TARGETS[@]}" --apply --key nov
}

@test "--apply places the orders of several accounts" {
	given_two
	etrms account add more --prices test --timeframe 1m --balance BTC=0.3 \
		--slippage 0 --quiet
	exits 0 rebalance USDT=100 --also more --apply --key out --format csv --no-header --fields account,symbol,side,state
	[ "$output" = "demo,BTC/USDT,sell,filled
more,BTC/USDT,sell,filled" ]
	exits 0 rebalance USDT=100 --also more --check --quiet
}

@test "rebalance piped into order place brings a live account into its band" {
	given_live
	live 0 order buy BTC/USDT --qty 0.02
	live 1 rebalance BTC=50 ETH=30 USDT=20 --check --quiet
	live 0 rebalance BTC=50 ETH=30 USDT=20
	echo "$output" >plan
	[ "$(jq -r .account plan | sort -u)" = main ]
	live 0 order place --from plan --key rebalance-2026-11
	[ "$(json .state | sort -u)" = filled ]
	live 0 rebalance BTC=50 ETH=30 USDT=20 --check --quiet
	live 0 rebalance BTC=50 ETH=30 USDT=20
	[ -z "$output" ]
	# back to money, by --apply, twice
	live 0 rebalance USDT=100 --apply --key out
	live 0 rebalance USDT=100 --apply --key out
	[ "$(json .side | sort -u)" = sell ]
	live 0 rebalance USDT=100 --check --quiet
	exits 0 order reconcile "${AUTH[@]}"
	exits 0 store check
	exits 2 rebalance BTC=100 "${AUTH[@]}"
	says "no default account"
}
