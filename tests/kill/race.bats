#!/usr/bin/env bats
# Covers: 64 processes that order at once never pass a limit between them, and
# none of what the limit allows is lost. FULL=1 runs 200 rounds instead of 25.
# shellcheck disable=SC2154

load ../helper
load kill

PROCESSES=64

# Each order is worth about 60 USDT, so that 10 of them fit.
given_limit() {
	given_market
	etrms policy set max-position-notional 620 >/dev/null
	etrms policy set max-daily-notional off >/dev/null
	keep_store
}

# ARGS… by all processes at once; prints how many ended with 0.
at_once() {
	local i pids=() done=0

	for ((i = 0; i < PROCESSES; i++)); do
		etrms "$@" >/dev/null 2>&1 &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i" && done=$((done + 1))
	done
	echo "$done"
}

@test "64 processes at once never pass a limit" {
	local rounds=25 round accepted stored

	[ -z "${FULL-}" ] || rounds=200
	given_limit
	for ((round = 1; round <= rounds; round++)); do
		fresh_store
		accepted=$(at_once order buy BTC/USDT --qty 0.001)
		stored=$(etrms order list --state filled --format ndjson |
			wc -l)
		[ "$accepted" -eq 10 ] && [ "$stored" -eq 10 ] || {
			echo "round $round: $accepted accepted, $stored filled"
			etrms positions
			return 1
		}
	done
	exits 0 store check
}

@test "64 processes with one key place one order" {
	local round accepted

	given_limit
	for round in 1 2 3; do
		fresh_store
		accepted=$(at_once order buy BTC/USDT --qty 0.001 --key once)
		[ "$accepted" -eq "$PROCESSES" ] || {
			echo "round $round: $accepted of $PROCESSES succeeded"
			return 1
		}
		[ "$(etrms order list --format ndjson | wc -l)" -eq 1 ]
	done
}
