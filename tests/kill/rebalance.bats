#!/usr/bin/env bats
# Covers: rebalance --apply killed at every system call that changes something,
# and order place at the end of a pipe from rebalance; repeated, each ends at the
# holdings that it ends at when nobody kills it.
# shellcheck disable=SC2154

load ../helper
load kill

given_whole() {
	given_market
	etrms candles generate --venue demo --symbol ETH/USDT --timeframe 1m \
		--from 2024-03-01 --bars 2880 --seed 8 --start-price 3000 \
		--tick 0.01 >/dev/null
	etrms venue advance --by 1m >/dev/null
	etrms order buy BTC/USDT --quote 6000 >/dev/null
}

TARGETS=(BTC=10 ETH=70 USDT=20)

@test "rebalance --apply, killed anywhere" {
	needs_strace
	given_whole
	keep_store
	sweep state rebalance "${TARGETS[@]}" --apply --key k
}

# A plan made anew half way would begin with another order, and its key be taken.
piped() {
	etrms rebalance "${TARGETS[@]}" |
		"$@" etrms order place --from - --key k
}

@test "rebalance piped into order place, killed anywhere" {
	needs_strace
	given_whole
	keep_store
	piped >/dev/null
	local want trace=$BATS_TEST_TMPDIR/piped tries=0 call n got
	want=$(state)
	[ "$(etrms order list --format csv --no-header | wc -l)" -eq 3 ]
	fresh_store
	piped strace -qq -o "$trace" -e trace="${CALLS// /,}" >/dev/null
	while read -r call n; do
		fresh_store
		{
			piped "$STRIKE" "$call" "$n" >/dev/null || true
		} 2>/dev/null
		got=$(etrms store check 2>&1) || {
			echo "$call $n: store check: $got"
			return 1
		}
		got=$(piped 2>&1) || {
			echo "$call $n: again: $got"
			return 1
		}
		got=$(state)
		[ "$got" = "$want" ] || {
			echo "$call $n"
			diff <(echo "$want") <(echo "$got")
			return 1
		}
		tries=$((tries + 1))
	done < <(changing "$trace")
	echo "# killed at $tries calls" >&3
	[ "$tries" -gt 10 ]
}
