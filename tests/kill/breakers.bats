#!/usr/bin/env bats
# Covers: etrms venue advance over a fall in which breakers trip and take every
# kind of action, killed at every system call that changes something: each
# action is taken once, and the end is the same as if nobody had killed it.
# shellcheck disable=SC2154

load ../helper
load kill

given_fall() {
	given_market
	etrms order buy BTC/USDT --quote 6000 --stop-loss 40% >/dev/null
	etrms venue advance --to 2024-03-02T01:50Z >/dev/null
}

@test "reduce, notify, killed anywhere" {
	needs_strace
	given_fall
	etrms breaker add half --when 'drawdown(1d) > 3%' \
		--do 'reduce 50%, notify' --cooldown 12h >/dev/null
	keep_store
	sweep state_and_events venue advance --to 2024-03-02T04:00Z
}

@test "close, halt, killed anywhere" {
	needs_strace
	given_fall
	etrms breaker add out --when 'drawdown(1d) > 3%' \
		--do 'close, halt' >/dev/null
	etrms order buy BTC/USDT --qty 0.001 --price 30000 >/dev/null
	keep_store
	sweep state_and_events venue advance --to 2024-03-02T04:00Z
}

@test "block-entries for one symbol, killed anywhere" {
	needs_strace
	given_fall
	etrms breaker add stop --when 'drawdown(1d) > 3%' --symbol BTC/USDT \
		--do 'block-entries' >/dev/null
	keep_store
	sweep state_and_events venue advance --to 2024-03-02T04:00Z
}
