#!/usr/bin/env bats
# A live account at the served exchange, its commands killed at system calls
# that write, send or receive: after `order reconcile` the exchange and the
# store know the same orders, and the same command again, with its key, makes
# one order of it and not two. LIVE_KILLS is how many of the calls are tried,
# spread over all of them; 0 means each.
# shellcheck disable=SC2154

load ../helper
load ../serve
load ../vault
load ../live
load ../kill/kill
load agree

CALLS="$CALLS sendto recvfrom connect"

# All calls of the command that may be struck, as lines "CALL N", thinned. The
# run that shows them is an order, too: what has left cannot be taken back.
points() {
	local trace=$BATS_TEST_TMPDIR/trace all=$BATS_TEST_TMPDIR/points
	local total most=${LIVE_KILLS:-100}

	strace -qq -o "$trace" -e trace="${CALLS// /,}" etrms "$@" >/dev/null
	changing "$trace" >"$all"
	total=$(wc -l <"$all")
	[ "$most" -gt 0 ] && [ "$total" -gt "$most" ] || most=$total
	awk -v n="$total" -v k="$most" \
		'int(NR * k / n) > int((NR - 1) * k / n)' "$all"
}

# The exchange's clock goes past the time in which the order could still arrive,
# and back.
resolve() {
	exits 0 order reconcile "${AUTH[@]}" && return
	[ "$status" -eq 6 ] || return 1
	curl -sS -X POST "$ADDRESS/etrms/advance?ms=12000" >/dev/null
	etrms order reconcile "${AUTH[@]}" >/dev/null || return 1
	curl -sS -X POST "$ADDRESS/etrms/advance?ms=-12000" >/dev/null
}

# A day's orders in a minute: the counts of rate limits begin anew.
forgive() {
	curl -sS -X POST "$ADDRESS/etrms/forgive" >/dev/null
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.net" 'DELETE FROM net_budget'
}

# Killed there, reconciled, and done once more: KEY, CALL, N, the command.
struck() {
	local key=$1 call=$2 n=$3
	shift 3
	forgive
	{
		"$STRIKE" "$call" "$n" etrms "$@" \
			--key "$key" --account main "${AUTH[@]}" >/dev/null 2>&1
	} 2>/dev/null || true
	exits 0 store check && resolve && agree && forgive &&
		exits 0 "$@" --key "$key" --account main "${AUTH[@]}" &&
		exits 0 "$@" --key "$key" --account main "${AUTH[@]}" && agree
}

sweep_live() {
	local call n tries=0
	while read -r call n; do
		struck "try-$tries" "$call" "$n" "$@" || {
			echo "killed at $call $n"
			return 1
		}
		tries=$((tries + 1))
	done < <(points "$@" --account main "${AUTH[@]}")
	echo "# killed at $tries calls" >&3
	[ "$tries" -gt 10 ]
	[ "$(grep -c ^order there)" -ge "$tries" ]
}

@test "order buy at the market, killed anywhere, is one order" {
	needs_strace
	given_live
	sweep_live order buy BTC/USDT --qty 0.001
}

@test "a limit order of a perpetual, killed anywhere, is one order" {
	needs_strace
	given_live
	sweep_live order buy BTC/USDT:USDT --qty 0.002 --type limit --price 40000
}
