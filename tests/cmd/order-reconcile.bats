# order reconcile: nothing to do, an intent that a dead process left behind,
# accounts.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

@test "order reconcile with nothing to find out" {
	etrms order buy BTC/USDT --qty 1 --price 90 >/dev/null
	exits 0 order reconcile
	[ "$(rows)" -eq 0 ]
	exits 0 order reconcile --account demo
}

# Killed at each wait for the disk: before the intent, after it, and so on.
@test "order reconcile after a process that died between two commits" {
	local n found=
	command -v strace >/dev/null || skip "no strace"
	cp -r "$XDG_DATA_HOME/etrms" kept
	for n in 1 2 3 4 5; do
		rm -r "$XDG_DATA_HOME/etrms"
		cp -r kept "$XDG_DATA_HOME/etrms"
		run strace -qq -o /dev/null -e trace=fdatasync \
			-e inject=fdatasync:signal=KILL:when=$n \
			etrms order buy BTC/USDT --qty 1 --key k
		exits 0 order reconcile
		exits 0 order list --format csv --no-header --fields state
		found="$found ${output:-none}"
		exits 0 order buy BTC/USDT --qty 1 --key k
		exits 0 fills
		[ "$(rows)" -eq 1 ]
	done
	echo "$found"
	[[ $found == *none*abandoned*filled* ]]
}

@test "order reconcile refuses an account that is not there" {
	exits 2 order reconcile --account nobody
	exits 2 order reconcile 1
}
