#!/usr/bin/env bats
# The main job on real candles: BTC and ETH hours of 2022, a paper account, the
# fall of June and the crash of November. Every fill, fee, breaker event and
# balance equals mainjob.expected, which mainjob.py worked out a second time.
# - a breaker halves two positions, twice, at the adverse extreme of the hour
# - stops and targets attached to entries, with slippage, through the crash
# - the policy refuses what breaks it, and the check says so
# Skipped, and says so, where ETRMS_DATA is absent.

load ../helper

setup()
{
	setup_home
	unset ETRMS_NOW
	needs_data candles_1h
	for coin in BTC ETH; do
		exits 0 candles import \
			"$ETRMS_DATA/candles_1h/${coin}USDT_spot_1h.csv.gz" \
			--venue binance --symbol "$coin/USDT" --timeframe 1h
	done
}

# $1: opening time; the rest: more options of account add
given_account()
{
	exits 0 account add real --venue sim --prices binance --timeframe 1h \
		--balance USDT=100000 --from "$@" --use
	exits 0 policy set max-position-share 60%
	exits 0 policy set max-risk-per-trade 100%
}

# What happened, in the words of mainjob.py.
told()
{
	{
		etrms breaker events --format ndjson |
			jq -r 'select(.kind == "triggered") | "\(.time) 0 trip \(.time)"'
		etrms fills --format csv --no-header \
			--fields time,symbol,side,taker_or_maker,price,amount,cost,fee |
			awk -F, '{ printf "%s 1 fill", $1; for (i = 1; i <= NF; i++) printf " %s", $i; print "" }'
	} | sort -s -k1,2 | cut -d' ' -f3-
	etrms balances --format csv --no-header --fields asset,total |
		sed 's/^/balance /; s/,/ /'
}

expected()
{
	sed -n "/^$1\$/,/^[a-z]*\$/{/^[a-z]*\$/d;p;}" \
		"$BATS_TEST_DIRNAME/mainjob.expected"
}

@test "a breaker halves two positions in the fall of June 2022" {
	given_account 2022-06-10T01:00Z --slippage 0
	exits 0 breaker add daily-loss --when 'drawdown(1d) > 5%' \
		--do 'reduce 50%, notify' --cooldown 12h
	exits 0 order buy BTC/USDT --qty 1.5
	exits 0 order buy ETH/USDT --qty 10
	exits 0 venue advance --to 2022-06-15T00:00Z
	diff <(expected breaker) <(told)
	exits 0 store check
}

@test "stops and targets through the crash of November 2022" {
	given_account 2022-11-01T00:00Z --slippage 5
	for day in 01 03 05 07 09 11 13 15; do
		[ "$day" = 01 ] ||
			exits 0 venue advance --to "2022-11-${day}T00:00Z"
		exits 0 order buy BTC/USDT --qty 0.5 --stop-loss 3% \
			--take-profit 4%
	done
	exits 0 venue advance --to 2022-11-17T00:00Z
	diff <(expected stops) <(told)
	exits 0 store check
}

@test "the same days in one go and hour by hour give the same ledger" {
	given_account 2022-11-08T00:00Z
	exits 0 order buy BTC/USDT --qty 0.5 --stop-loss 10% --take-profit 4%
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" ".backup two.db"
	exits 0 venue advance --to 2022-11-10T00:00Z
	told >once
	export ETRMS_STORE=$PWD/two.db
	for _ in $(seq 48); do
		exits 0 venue advance --by 1h
	done
	told >hourly
	diff once hourly
}

@test "the policy refuses on real prices, and the check finds the crash" {
	given_account 2022-11-08T00:00Z --slippage 0
	exits 4 order buy BTC/USDT --qty 4
	[[ $stderr == *"max-position-share"* ]]
	exits 0 order buy BTC/USDT --qty 2.5
	exits 0 risk check
	exits 0 policy set max-position-share 40%
	exits 1 risk check
	[ "$(json 'select(.rule == "max-position-share") | .symbol')" = BTC/USDT ]
	exits 1 risk check --violations
	[ "$(rows)" -ge 1 ]
}
