#!/usr/bin/env bats
# Covers: etrms order buy, order cancel and halt --flatten, killed at every
# system call that changes something: no doubled order, no lost one, the store
# sound, and the same command afterwards does what is left to do.
# shellcheck disable=SC2154

load ../helper
load kill

@test "order buy with a key, killed anywhere" {
	needs_strace
	given_market
	keep_store
	sweep state order buy BTC/USDT --quote 500 --stop-loss 2% --key k
}

@test "order buy that rests, killed anywhere" {
	needs_strace
	given_market
	keep_store
	sweep state order buy BTC/USDT --qty 0.01 --price 59000 --key k
}

@test "order cancel, killed anywhere" {
	needs_strace
	given_market
	etrms order buy BTC/USDT --qty 0.01 --price 59000 >/dev/null
	keep_store
	sweep state order cancel 1
}

# Without a clock of their own two halts differ in time; ETRMS_NOW stands.
flat() {
	etrms balances --format ndjson --fields asset,free,used,total
	etrms fills --format ndjson --fields symbol,side,price,amount,fee,time
	etrms order list --open
}

@test "halt --flatten, killed anywhere" {
	needs_strace
	given_market
	etrms order buy BTC/USDT --quote 500 --stop-loss 2% >/dev/null
	etrms order buy BTC/USDT --qty 0.01 --price 59000 >/dev/null
	keep_store
	sweep flat halt --flatten
	[ "$(etrms log --kind halt --format ndjson | wc -l)" -ge 1 ]
	exits 4 order buy BTC/USDT --quote 500 --stop-loss 2%
}
