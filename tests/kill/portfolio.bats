#!/usr/bin/env bats
# Covers: portfolio snapshot killed at every system call that changes something:
# what is stored is whole, and repeated it ends as if nobody had killed it.
# shellcheck disable=SC2154

load ../helper
load kill

# Ids, sums and parts; and no part without its snapshot or the other way.
snapshots() {
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" \
		"select * from portfolio_snapshot; select * from portfolio_account;
		select * from portfolio_holding; select * from portfolio_flow"
}

@test "portfolio snapshot --all, killed anywhere" {
	needs_strace
	given_market
	etrms account add other --venue sim --prices demo --timeframe 1m \
		--balance USDT=500 >/dev/null
	etrms portfolio snapshot --all --quiet
	etrms account deposit other --amount 70 --quiet
	etrms order buy BTC/USDT --quote 3000 --quiet
	etrms venue advance --by 1h --quiet
	keep_store
	sweep snapshots portfolio snapshot --all
	[ "$(snapshots | wc -l)" -eq 24 ]
}

@test "portfolio snapshot, killed anywhere, leaves all of its series or none" {
	needs_strace
	given_market
	etrms portfolio snapshot --all --quiet
	etrms venue advance --by 1h --quiet
	keep_store
	local call n had
	while read -r call n; do
		fresh_store
		{
			"$STRIKE" "$call" "$n" etrms portfolio snapshot \
				--all >/dev/null || true
		} 2>/dev/null
		had=$(sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" \
			"select (select count(*) from portfolio_snapshot) || ' ' ||
			(select count(distinct snapshot) from portfolio_holding) || ' ' ||
			(select count(distinct snapshot) from portfolio_account)")
		case $had in
		"2 2 2" | "4 4 4") ;;
		*)
			echo "$call $n: $had"
			return 1
			;;
		esac
	done < <(find_calls portfolio snapshot --all)
}
