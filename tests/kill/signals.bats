#!/usr/bin/env bats
# Covers: TERM during etrms order buy. Before the order is on its way it ends
# the process with 143 and nothing was placed; from then on it waits until the
# outcome is recorded, and the exit code is the order's. Likewise order amend.
# shellcheck disable=SC2154

load ../helper
load kill

@test "TERM before an order is on its way, and after" {
	local at call n status placed before=0 after=0
	needs_strace
	given_market
	keep_store
	for at in fdatasync:1 fdatasync:2 fdatasync:3 fdatasync:4 fdatasync:5 \
		pwrite64:1 pwrite64:9 pwrite64:17 pwrite64:25 pwrite64:33 \
		pwrite64:41 pwrite64:49 pwrite64:57 pwrite64:65; do
		call=${at%:*} n=${at#*:}
		fresh_store
		status=0
		{
			strace -qq -o /dev/null -e trace="$call" \
				-e inject="$call:signal=TERM:when=$n" \
				etrms order buy BTC/USDT --qty 0.001 \
				>/dev/null || status=$?
		} 2>/dev/null
		etrms order reconcile >/dev/null
		placed=$(etrms order list --state filled | wc -l)
		case "$status $placed" in
		"143 0") before=$((before + 1)) ;;
		"0 1") after=$((after + 1)) ;;
		*)
			echo "$at: exit $status, $placed placed"
			return 1
			;;
		esac
	done
	echo "# $before before, $after after" >&3
	[ "$before" -gt 2 ]
	[ "$after" -gt 2 ]
}

@test "TERM before an amendment is on its way, and after" {
	local at call n status price before=0 after=0
	needs_strace
	given_market
	etrms order buy BTC/USDT --qty 0.01 --price 59000 >/dev/null
	keep_store
	for at in fdatasync:1 fdatasync:2 fdatasync:3 pwrite64:1 pwrite64:7 \
		pwrite64:13 pwrite64:19 pwrite64:25 pwrite64:31 pwrite64:37 \
		write:1; do
		call=${at%:*} n=${at#*:}
		fresh_store
		status=0
		{
			strace -qq -o /dev/null -e trace="$call" \
				-e inject="$call:signal=TERM:when=$n" \
				etrms order amend 1 --price 58000 \
				>/dev/null || status=$?
		} 2>/dev/null
		etrms order reconcile >/dev/null
		price=$(etrms order list --open --format csv --no-header --fields price)
		case "$status $price" in
		"143 59000") before=$((before + 1)) ;;
		"0 58000") after=$((after + 1)) ;;
		*)
			echo "$at: exit $status, at $price"
			return 1
			;;
		esac
	done
	echo "# $before before, $after after" >&3
	[ "$before" -gt 0 ]
	[ "$after" -gt 0 ]
}
