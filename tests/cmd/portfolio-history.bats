# portfolio history: returns worked out by hand with flows apart, its parts,
# formats, intervals and times, accounts and currencies, one snapshot, none,
# everything withdrawn, below zero, an older store.

load ../helper
load ../paper

# Daily bars of BTC and ETH, and an account of 10000 USDT and 0.2 BTC.
given_days() {
	local time=1709251200000 price symbol
	while read -r symbol prices; do
		{
			echo timestamp,open,high,low,close,volume
			time=1709251200000
			for price in $prices; do
				echo "$time,$price,$price,$price,$price,10"
				time=$((time + 86400000))
			done
		} >days.csv
		etrms candles import days.csv --venue test --symbol "$symbol" \
			--timeframe 1d >/dev/null
	done <<-EOF
		BTC/USDT 50000 60000 45000 54000 54000 54000
		ETH/USDT 2000 2500 2000 2100 2100 2100
	EOF
	etrms account add demo --prices test --timeframe 1d --slippage 0 \
		--balance USDT=10000 --balance BTC=0.2 --use "$@" >/dev/null
	etrms portfolio snapshot --quiet
}

day() {
	etrms venue advance --by 1d --quiet
	etrms portfolio snapshot --quiet "$@"
}

store() {
	sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" "$@"
}

# is FILTER NUMBER: the last output through jq, but for the last digits
is() {
	[ "$(json "($1 - ($2)) | fabs < 1e-9")" = true ] || {
		echo "$1: $(json "$1"), not $2"
		return 1
	}
}

given_three_days() {
	given_days
	day
	etrms account deposit demo --amount 2000 --quiet
	day
}

@test "portfolio history keeps what came in apart from what was earned" {
	given_three_days
	exits 0 portfolio history --part performance
	[ "$(json '[.account // "-", .currency, .from, .to, .snapshots, .start_value, .value, .deposits, .withdrawals, .profit] | join(" ")')" = \
		"- USDT 2024-03-02T00:00:00Z 2024-03-04T00:00:00Z 3 20000 21000 2000 0 -1000" ]
	# +10 %; then 22000 and 2000 became 21000
	is .time_weighted_return '1.1 * 0.875 - 1'
	is .time_weighted_annual '(1.1 * 0.875 | log * 365 / 2 | exp) - 1'
	# 20000 g² + 2000 g = 21000
	is .money_weighted_return '((-2000 + (4e6 + 4 * 20000 * 21000 | sqrt)) / 40000 | . * .) - 1'
	is .money_weighted_annual '((-2000 + (4e6 + 4 * 20000 * 21000 | sqrt)) / 40000 | log * 365 | exp) - 1'
	is .volatility '0.225 / (2 | sqrt) * (365 | sqrt)'
	is .max_drawdown 0.125
	is .btc_return -0.1
	is .eth_return 0
}

@test "portfolio history has values, allocation, flows and correlations" {
	given_three_days
	exits 0 portfolio history
	[ "$(json .record | uniq -c | xargs)" = \
		"1 portfolio_performance 3 portfolio_value 6 portfolio_holding 1 portfolio_flow" ]
	exits 0 portfolio history --part values --format csv
	[ "${lines[0]}" = time,value,currency,deposits,withdrawals,return,time_weighted_return,drawdown,btc_return,eth_return ]
	[[ ${lines[1]} = 2024-03-02T00:00:00Z,20000,USDT,0,0,,0,0,0,0 ]]
	[[ ${lines[3]} = 2024-03-04T00:00:00Z,21000,USDT,2000,0,-0.125,* ]]
	exits 0 portfolio history --part allocation --format csv
	[ "${lines[2]}" = asset,USDT,10000,1,10000,0.5,USDT,2024-03-02T00:00:00Z ]
	[ "${lines[3]}" = asset,BTC,0.2,60000,12000,0.54545455,USDT,2024-03-03T00:00:00Z ]
	exits 0 portfolio history --part flows --format csv
	[ "${lines[1]}" = demo,USDT,2000,deposit,2000,USDT,2024-03-03T00:00:00Z ]
	exits 0 portfolio history --format table
	[[ $output == *performance*values*allocation*flows*correlation* ]]
	exits 0 portfolio history --format json
	[ "$(json 'length')" = 11 ]
}

@test "portfolio history correlates what is held in the end" {
	given_days --balance ETH=1
	day
	day
	day
	exits 0 portfolio history --part correlation
	# BTC +20 %, -25 %, +20 %; ETH +25 %, -20 %, +5 %
	[ "$(json '[.asset, .other, .returns] | join(" ")')" = "BTC ETH 3" ]
	is .correlation '[0.2, -0.25, 0.2] as $x | [0.25, -0.2, 0.05] as $y |
		($x | add / 3) as $a | ($y | add / 3) as $b |
		([range(3) | ($x[.] - $a) * ($y[.] - $b)] | add) /
		(([$x[] | (. - $a) * (. - $a)] | add | sqrt) * ([$y[] | (. - $b) * (. - $b)] | add | sqrt))'
}

@test "portfolio history --since, --until and --interval choose rows, not returns" {
	given_three_days
	day
	exits 0 portfolio history --interval 2d --part values
	[ "$(json .time | paste -sd' ')" = "2024-03-02T00:00:00Z 2024-03-03T00:00:00Z 2024-03-05T00:00:00Z" ]
	# 21000 became 22800; both periods are chained
	is 'select(.time > "2024-03-04").return' '0.875 * 22800 / 21000 - 1'
	exits 0 portfolio history --interval 2d --part performance
	is .time_weighted_return '1.1 * 0.875 * 22800 / 21000 - 1'
	exits 0 portfolio history --since 2024-03-03 --until 2024-03-05 --part performance
	[ "$(json '[.snapshots, .start_value, .deposits] | join(" ")')" = "2 22000 2000" ]
	is .time_weighted_return -0.125
	# what came in before the first snapshot that is looked at is in its value
	exits 0 portfolio history --since 2024-03-04 --part performance
	[ "$(json '[.snapshots, .deposits] | join(" ")')" = "2 0" ]
	is .money_weighted_return '22800 / 21000 - 1'
	exits 0 portfolio history --since 2024-03-04 --part flows
	[ -z "$output" ]
	exits 2 portfolio history --since 2024-03-04 --until 2024-03-04
	says "--until: it is not after --since"
	exits 12 portfolio history --since 2025-01-01
	says "there are no snapshots of all accounts in USDT in that time"
}

@test "portfolio history counts a stated flow half way" {
	given_days
	day --flow USDT=-1000
	exits 0 portfolio history --part performance
	# 20000 became 22000, and 1000 more had gone by then
	is .time_weighted_return '3000 / (20000 - 500)'
	[ "$(json '[.withdrawals, .profit] | join(" ")')" = "1000 3000" ]
}

@test "portfolio history of accounts and currencies is apart" {
	given_days
	etrms portfolio snapshot --all --quiet
	etrms portfolio snapshot --currency BTC --quiet
	etrms venue advance --by 1d --quiet
	etrms portfolio snapshot --account demo --quiet
	etrms portfolio snapshot --currency BTC --quiet
	exits 0 portfolio history --account demo --part performance
	[ "$(json '[.account, .snapshots] | join(" ")')" = "demo 2" ]
	exits 0 portfolio history --currency BTC --part performance
	[ "$(json '[.currency, .snapshots, .start_value] | join(" ")')" = "BTC 2 0.4" ]
	is .btc_return 0
	exits 12 portfolio history --currency EUR
	says "there are no snapshots of all accounts in EUR: etrms portfolio snapshot makes one"
	exits 12 portfolio history --account nobody
	says "there are no snapshots of account nobody in USDT"
	exits 2 portfolio history --currency dollars
	says '--currency: "dollars" is no asset'
}

@test "portfolio history of one snapshot says that a return takes two" {
	given_days
	exits 0 portfolio history --part performance
	[ "$stderr" = "etrms: warning: there is one snapshot: a return takes two" ]
	[ "$(json '[.value, .time_weighted_return, .money_weighted_return, .volatility, .max_drawdown] | map(. // "-") | join(" ")')" = "20000 - - - -" ]
	exits 0 portfolio history --part values
	[ "$(json '[.value, .return // "-"] | join(" ")')" = "20000 -" ]
}

@test "portfolio history of none is told" {
	exits 3 portfolio history
	given_days
	store "drop trigger portfolio_snapshot_keeps_rows; delete from portfolio_account;
		pragma foreign_keys = off; delete from portfolio_snapshot" 2>/dev/null ||
		store "drop trigger portfolio_account_keeps_rows; drop trigger portfolio_holding_keeps_rows;
		pragma foreign_keys = off; delete from portfolio_snapshot"
	exits 12 portfolio history
	says "there are no snapshots"
}

@test "portfolio history goes on after everything was withdrawn" {
	given_days
	etrms account withdraw demo --amount 10000 --quiet
	etrms account withdraw demo --asset BTC --amount 0.2 --quiet
	day
	day
	etrms account deposit demo --asset BTC --amount 0.1 --quiet
	day
	exits 0 portfolio history --part values
	[ "$(json .value | paste -sd' ')" = "20000 0 0 5400" ]
	[ "$(json '.return // "-" | if . == "-" then . else . * 1e9 | round / 1e9 end' | paste -sd' ')" = "- 0 0 0.2" ]
	[ "$(json '.withdrawals' | paste -sd' ')" = "0 20000 0 0" ]
}

@test "portfolio history: what was worth nothing and gained has no return" {
	given_days
	local add="insert into portfolio_snapshot (account, currency, value, deposits, withdrawals, transfers, time) values ('', 'USDT',"
	store "$add '-50', '0', '0', 0, 1709424000000000); $add '100', '0', '0', 0, 1709510400000000)"
	run --separate-stderr etrms portfolio history --part performance
	[ "$status" -eq 0 ]
	[[ $stderr == *"the period that ends at 2024-03-03T00:00:00Z has no return"* ]]
	[ "$(json '[.time_weighted_return, .max_drawdown, .volatility, .unknown_from] | map(. // "-") | join(" ")')" = "- - - 2024-03-03T00:00:00Z" ]
	[ "$(json .profit)" = -19900 ]
}

@test "portfolio history tells no rate where several fit" {
	given_days
	local add="insert into portfolio_snapshot (account, currency, value, deposits, withdrawals, transfers, time) values ('', 'USDT',"
	store "$add '100', '0', '0', 0, 1709596800000000)"
	# 10 % and 20 % a half: 20000 in, 46000 out, 26400 owed
	store "insert into portfolio_snapshot (account, currency, value, deposits, withdrawals, transfers, time) values ('', 'USDT', '-26400', '0', '46000', 0, 1709683200000000);
		insert into portfolio_flow (snapshot, number, account, asset, amount, kind, value, time) values (3, 1, '', 'USDT', '-46000', 'stated', '-46000', 1709510400000000)"
	exits 0 portfolio history --part performance
	[[ $stderr == *"more than one money-weighted rate fits"* ]]
	[ "$(json '[.money_weighted_return // "-", .several_rates] | join(" ")')" = "- true" ]
}

@test "portfolio history asks an older store to be migrated" {
	STORE=$XDG_DATA_HOME/etrms/etrms.db
	mkdir -p -m 700 "${STORE%/*}"
	(umask 077 && sqlite3 -bail "$STORE" <"$ROOT/tests/data/store-v1.sql" >/dev/null)
	exits 3 portfolio history
	says "run etrms store migrate"
	etrms store migrate --quiet
	exits 12 portfolio history
	says "there are no snapshots"
}
