#!/usr/bin/env bats
# Leveraged paper accounts through real crashes: 19 May 2021, June 2022, November
# 2022, and a month of 2025 with mark prices and funding. Every fill, fee,
# liquidation, funding payment and the money at the end equal crash.expected,
# which crash.py worked out a second time; and money adds up to the last digit.
# - isolated positions that are liquidated one by one, one saved by its stop
# - cross positions that fall together, one that gains; the venue's insurance
# - log and order list explain each liquidation
# - one go and hour by hour are the same
# - minutes with funding, bars of eight hours with marks
# Skipped, and says so, where ETRMS_DATA is absent.

load ../helper

setup() {
	setup_home
	unset ETRMS_NOW
	needs_data candles_1h
}

given_hours() {
	local coin
	for coin; do
		exits 0 candles import \
			"$ETRMS_DATA/candles_1h/${coin}USDT_perp_1h.csv.gz" \
			--venue binance --symbol "$coin/USDT:USDT" --timeframe 1h
	done
}

# $1: timeframe, $2: opening time, $3: USDT
given_account() {
	exits 0 account add real --venue sim --prices binance --timeframe "$1" \
		--from "$2" --balance "USDT=$3" --slippage 0 --use
	for rule in max-position-share max-risk-per-trade max-leverage; do
		exits 0 policy set "$rule" off
	done
	exits 0 policy set max-daily-notional off
}

# COIN LEVERAGE MODE
given_leverage() {
	exits 0 leverage "$1/USDT:USDT" "$2" --mode "$3"
}

# SIDE COIN AMOUNT [OPTIONS]
given_order() {
	local side=$1 coin=$2 amount=$3
	shift 3
	exits 0 order "$side" "$coin/USDT:USDT" --qty "$amount" "$@"
}

# What happened, in the words of crash.py.
told() {
	{
		etrms fills --format csv --no-header \
			--fields time,symbol,side,price,amount,cost,fee,realized_pnl |
			awk -F, '{ printf "fill"; for (i = 1; i <= NF; i++) printf " %s", $i == "" ? "-" : $i; print "" }'
		etrms log --kind funding --format csv --no-header \
			--fields time,symbol,message,amount |
			sed -E 's/^([^,]*),([^,]*),"?rate ([^,]*), USDT"?,(.*)$/funding \1 \2 \3 \4/'
		etrms log --kind transfer --format csv --no-header \
			--fields time,event,amount |
			sed -nE 's/^([^,]*),insurance,(.*)$/insurance \1 \2/p'
		etrms balances --all --format csv --no-header --fields asset,total |
			sed 's/^/balance /; s/,/ /'
	} | sort
}

expected() {
	sed -n "/^$1\$/,/^[a-z]*\$/{/^[a-z]*\$/d;p;}" \
		"$BATS_TEST_DIRNAME/crash.expected" | sort
}

# Σ of what came and went is what is there, in units of 1e-8: whole numbers
# below 2^53 are exact in awk.
money_adds_up() {
	local total moved
	moved=$({
		etrms log --kind transfer --format csv --no-header --fields amount
		etrms log --kind funding --format csv --no-header --fields amount
		etrms fills --format csv --no-header --fields realized_pnl
		etrms fills --format csv --no-header --fields fee | sed 's/^/-/; s/^--//'
	} | units)
	total=$(etrms balances --all --format csv --no-header --fields total | units)
	[ "$moved" = "$total" ] || {
		echo "moved $moved, there is $total"
		return 1
	}
}
units() {
	awk '{
		sign = sub(/^-/, "") ? -1 : 1
		split($0, part, ".")
		sum += sign * (part[1] * 100000000 + substr(part[2] "00000000", 1, 8))
	} END { printf "%.0f\n", sum }'
}

# Each liquidation is an order of the venue's, with its reason and its fill.
# $1: how many
liquidations_are_explained() {
	local id
	etrms order list --where 'reason == "liquidation"' --format csv \
		--no-header --fields id,type,tag,external,reduce_only,state,filled,amount |
		awk -F, '$2 == "market"' >liquidations
	[ "$(wc -l <liquidations)" -eq "$1" ]
	while IFS=, read -r id _ tag external reduce_only state filled amount; do
		[ "$tag,$external,$reduce_only,$state" = liquidation,true,true,filled ]
		[ "$filled" = "$amount" ]
		etrms log --order "$id" --format csv --no-header \
			--fields event,message >story
		[ "$(head -1 story)" = intent,liquidation ]
		grep -q '^fill_all,"\?fee [0-9.]* USDT, profit -\?[0-9.]*"\?$' story
	done <liquidations
}

ends_well() {
	exits 0 store check
	exits 0 store rebuild
	[ "$(json 'select(.changed != 0)')" = "" ]
}

@test "19 May 2021: isolated positions go one by one, a stop saves one" {
	given_hours BTC DOGE ETH XRP
	given_account 1h 2021-05-18T00:00Z 100000
	given_leverage BTC 10 isolated
	given_leverage ETH 20 isolated
	given_leverage DOGE 5 isolated
	given_leverage XRP 4 isolated
	given_order buy BTC 1
	given_order buy ETH 10
	given_order buy DOGE 50000
	given_order buy XRP 10000 --stop-loss 1.3
	exits 0 venue advance --to 2021-05-19T14:00Z
	[ "$(etrms positions)" = "" ]
	given_leverage ETH 50 isolated
	given_order sell ETH 20
	exits 0 venue advance --to 2021-05-21T00:00Z
	diff <(expected may) <(told)
	money_adds_up
	liquidations_are_explained 4
	ends_well
}

given_june() {
	given_hours BTC ETH LINK SOL
	given_account 1h 2022-06-10T00:00Z 30000
	given_leverage BTC 5 cross
	given_leverage ETH 8 cross
	given_leverage SOL 10 cross
	given_leverage LINK 10 isolated
	given_order sell BTC 0.5
	given_order buy ETH 60
	given_order buy LINK 1000
	given_order buy SOL 500 --stop-loss 30
}

@test "June 2022: a cross account falls, what gains is left" {
	given_june
	exits 0 venue advance --to 2022-06-16T00:00Z
	exits 0 positions
	[ "$(json '[.symbol, .side] | join(" ")')" = "BTC/USDT:USDT short" ]
	exits 0 order close BTC/USDT:USDT
	diff <(expected june) <(told)
	money_adds_up
	liquidations_are_explained 2
	ends_well
}

@test "June 2022 hour by hour is the same" {
	given_june
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" ".backup two.db"
	exits 0 venue advance --to 2022-06-13T06:00Z
	told >once
	etrms positions >>once
	export ETRMS_STORE=$PWD/two.db
	for _ in $(seq 78); do
		exits 0 venue advance --by 1h
	done
	told >hourly
	etrms positions >>hourly
	diff once hourly
}

@test "November 2022: cross positions fall together, the insurance pays" {
	given_hours BTC ETH SOL
	given_account 1h 2022-11-08T00:00Z 12000
	for coin in BTC ETH SOL; do
		given_leverage "$coin" 10 cross
	done
	given_order buy BTC 1
	given_order buy ETH 10
	given_order buy SOL 300
	exits 0 positions --symbol BTC/USDT:USDT
	[ "$(json '.liquidation_distance > 0.5 and .liquidation_distance < 0.6')" = true ]
	exits 0 venue advance --to 2022-11-11T00:00Z
	diff <(expected november) <(told)
	money_adds_up
	liquidations_are_explained 3
	exits 0 log --kind transfer
	[ "$(json 'select(.event == "insurance") | .amount')" = 74.3404 ]
	ends_well
}

# Bars of eight hours out of the minutes, with their marks and the funding.
given_eights() {
	local coin
	for coin; do
		exits 0 candles import \
			"$ETRMS_DATA/candles_1m/${coin}USDT_perp_1m_2025-05.csv.gz" \
			--venue minutes --symbol "$coin/USDT:USDT" --timeframe 1m
		etrms candles export --venue minutes --symbol "$coin/USDT:USDT" \
			--timeframe 1m --resample 8h --format csv >"$coin.csv"
		exits 0 candles import "$coin.csv" --venue binance \
			--symbol "$coin/USDT:USDT" --timeframe 8h
		exits 0 candles import \
			"$ETRMS_DATA/funding/binance_perp_mark_8h_2025-03_2025-06.csv" \
			--venue binance --symbol "$coin/USDT:USDT" --timeframe 8h \
			--price mark --rows-of "${coin}USDT"
	done
	exits 0 market import \
		"$ETRMS_DATA/funding/binance_perp_funding_2025-03_2025-06.csv" \
		--venue binance
}

@test "May 2025: marks, funding every eight hours, liquidations at the mark" {
	needs_data funding
	given_eights BTC ETH SUI
	given_account 8h 2025-05-06T00:00Z 20000
	given_leverage BTC 5 cross
	given_leverage ETH 10 isolated
	given_leverage SUI 10 isolated
	given_order buy BTC 0.2
	given_order sell ETH 2
	given_order buy SUI 3000
	exits 0 venue advance --to 2025-06-03T08:00Z
	exits 0 positions
	[ "$(etrms positions --format csv --no-header --fields funding | units)" = \
		"$(etrms log --kind funding --symbol BTC/USDT:USDT --format csv \
			--no-header --fields amount | units)" ]
	exits 0 order close BTC/USDT:USDT
	diff <(expected funding) <(told)
	money_adds_up
	liquidations_are_explained 2
	ends_well
}

@test "May 2025 minute by minute: funding until the margin is gone" {
	needs_data funding
	for coin in ETH SUI; do
		exits 0 candles import \
			"$ETRMS_DATA/candles_1m/${coin}USDT_perp_1m_2025-05.csv.gz" \
			--venue binance --symbol "$coin/USDT:USDT" --timeframe 1m
	done
	exits 0 market import \
		"$ETRMS_DATA/funding/binance_perp_funding_2025-03_2025-06.csv" \
		--venue binance
	given_account 1m 2025-05-21T12:00Z 5000
	given_leverage ETH 20 cross
	given_leverage SUI 40 isolated
	given_order sell ETH 2
	given_order buy SUI 2000
	exits 0 venue advance --to 2025-05-23T00:00Z
	given_leverage SUI 25 isolated
	given_order buy SUI 5000 --stop-loss 3.5
	exits 0 venue advance --to 2025-05-23T12:00Z
	# the stop went with the position
	exits 0 order list --where 'type == "stop"'
	[ "$(json '[.state, .reason] | join(" ")')" = "canceled liquidation" ]
	exits 0 order close ETH/USDT:USDT
	diff <(expected minutes) <(told)
	money_adds_up
	liquidations_are_explained 2
	ends_well
}
