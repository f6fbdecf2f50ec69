#!/usr/bin/env bats
# Covers: order amend, pairs (oco), leverage, template save, order schedule and
# monitor --once, killed at every system call that changes something; many
# monitors at once. A slot is never ordered twice and an amendment leaves once.
# shellcheck disable=SC2154

load ../helper
load kill

given_swap() {
	given_market
	etrms candles generate --venue demo --symbol BTC/USDT:USDT \
		--timeframe 1m --from 2024-03-01 --bars 2880 --seed 7 \
		--start-price 60000 --tick 0.01 >/dev/null
	etrms venue advance --by 1m >/dev/null
}

amended() {
	state
	etrms order list --format ndjson --fields price,trigger_price
	etrms log --order 1 --format ndjson --fields event
	etrms audit --format ndjson | jq -c 'select(.action == "amend") | .detail'
}

@test "order amend, killed anywhere" {
	needs_strace
	given_market
	etrms order buy BTC/USDT --qty 0.01 --price 59000 >/dev/null
	keep_store
	sweep amended order amend 1 --price 58000 --qty 0.02
}

@test "order amend that fills, killed anywhere" {
	needs_strace
	given_market
	etrms order buy BTC/USDT --qty 0.01 --price 50000 --stop-loss 5% >/dev/null
	keep_store
	# Filled, it cannot be amended again: exit code 5 is as good as 0.
	amend_or_filled() {
		etrms order amend 1 --price 60500 || [ $? -eq 5 ]
	}
	fresh_store
	amend_or_filled >/dev/null
	[ "$(etrms order list --format ndjson | jq -r 'select(.id == "1") | .state')" = filled ]
	local want call n status got
	want=$(amended)
	while read -r call n; do
		fresh_store
		status=0
		{
			"$STRIKE" "$call" "$n" etrms order amend 1 \
				--price 60500 >/dev/null || status=$?
		} 2>/dev/null
		[ "$status" -eq 137 ]
		etrms store check >/dev/null
		amend_or_filled >/dev/null 2>&1
		got=$(amended)
		[ "$got" = "$want" ] || {
			echo "$call $n"
			diff <(echo "$want") <(echo "$got")
			return 1
		}
	done < <(find_calls order amend 1 --price 60500)
}

@test "order buy of a pair with a key, killed anywhere" {
	needs_strace
	given_market
	keep_store
	sweep state order buy BTC/USDT --qty 0.01 --price 55000 \
		--oco-trigger 65000 --key k
}

set_leverage() {
	etrms leverage BTC/USDT:USDT --format ndjson \
		--fields leverage,margin_mode,contracts
	state
}

@test "leverage, killed anywhere" {
	needs_strace
	given_swap
	keep_store
	sweep set_leverage leverage BTC/USDT:USDT 5 --mode isolated
}

kept_templates() {
	etrms template list
}

@test "template save, killed anywhere" {
	needs_strace
	given_market
	etrms template save dip buy --qty 1 >/dev/null
	keep_store
	sweep kept_templates template save dip buy BTC/USDT --quote 100 \
		--stop-loss 2%
}

schedules() {
	state
	etrms order schedule list --format ndjson \
		--fields id,symbol,next,state,ordered,missed
	for id in $(etrms order schedule list --format csv --no-header --fields id); do
		etrms order schedule list "$id" --format ndjson |
			jq -c 'select(.record == "slot") | [.slot, .slots, .result, .state, .reason]'
	done
}

@test "order schedule with a key, killed anywhere" {
	needs_strace
	given_market
	keep_store
	sweep schedules order schedule buy BTC/USDT --qty 0.01 --every 1h --key k
}

@test "order schedule cancel, killed anywhere" {
	needs_strace
	given_market
	etrms order schedule buy BTC/USDT --qty 0.01 --every 1h >/dev/null
	keep_store
	sweep schedules order schedule cancel 1
}

# Two schedules: one with slots that were missed, one with a pair.
given_due() {
	given_market
	etrms order schedule buy BTC/USDT --qty 0.01 --every 1h --stop-loss 5% >/dev/null
	etrms order schedule buy BTC/USDT --qty 0.01 --price 40000 \
		--oco-trigger 90000 --every 3h --count 1 >/dev/null
	etrms venue advance --by 150m >/dev/null
	etrms order schedule buy BTC/USDT --qty 0.02 --every 1d >/dev/null
}

@test "monitor --once with slots that are due, killed anywhere" {
	needs_strace
	given_due
	keep_store
	sweep schedules monitor --once
}

@test "many monitors at once order a slot once" {
	local i pids=() round want
	given_due
	keep_store
	etrms monitor --once >/dev/null
	want=$(schedules)
	for round in 1 2 3; do
		fresh_store
		for ((i = 0; i < 16; i++)); do
			etrms monitor --once >/dev/null 2>&1 &
			pids+=($!)
		done
		for i in "${pids[@]}"; do
			wait "$i"
		done
		pids=()
		[ "$(schedules)" = "$want" ] || {
			echo "round $round"
			diff <(echo "$want") <(schedules)
			return 1
		}
	done
}
