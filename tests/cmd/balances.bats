# balances: free, used, total and value to the last digit; --asset, --all,
# --where, accounts, formats, nothing there, and refusals.

load ../helper
load ../paper

@test "balances values what is held, and knows what orders reserve" {
	given_candles BTC/USDT 50000 50000
	given_paper
	etrms order buy BTC/USDT --qty 0.004 >/dev/null
	etrms order buy BTC/USDT --qty 0.002 --type limit --price 40000 >/dev/null
	exits 0 balances --format csv
	[ "${lines[0]}" = account,venue,wallet,asset,free,used,total,value,currency,time ]
	[ "${lines[1]}" = demo,sim,spot,BTC,0.004,0,0.004,200,USDT,2024-03-01T00:01:00Z ]
	# 10000 - 200 - 0.2; 80 and a fee of 0.08 are reserved
	[ "${lines[2]}" = demo,sim,spot,USDT,9719.72,80.08,9799.8,9799.8,USDT,2024-03-01T00:01:00Z ]
	[ "${#lines[@]}" -eq 3 ]
}

@test "balances leaves unpriced values empty" {
	given_candles BTC/USDT 50000
	given_paper --balance BTC=0.5 --balance XYZ=7
	exits 0 balances --format csv --fields asset,total,value
	[ "${lines[1]}" = BTC,0.5,25000 ]
	[ "${lines[3]}" = XYZ,7, ]
	exits 0 balances --format json
	[ "$(json '.[] | select(.asset == "XYZ") | .value')" = null ]
}

@test "balances keeps what is asked for" {
	given_candles BTC/USDT 50000
	given_paper --balance BTC=0.5
	etrms account add other --prices test --balance USDT=5 >/dev/null
	exits 0 balances
	[ "$(rows)" -eq 3 ]
	exits 0 balances --account other
	[ "$(json '.asset + " " + (.total|tostring)')" = "USDT 5" ]
	exits 0 balances --asset BTC
	[ "$(json .account)" = demo ]
	exits 0 balances --where 'value > 10000 and total < 1'
	[ "$(json .asset)" = BTC ]
	etrms account withdraw other --amount 5 >/dev/null
	exits 0 balances --account other
	[ -z "$output" ]
	exits 0 balances --account other --all
	[ "$(json '.asset + " " + (.total|tostring)')" = "USDT 0" ]
	etrms account disable other >/dev/null
	exits 0 balances
	[ "$(rows)" -eq 2 ]
}

@test "balances of nothing is nothing" {
	exits 0 balances
	[ -z "$output" ]
	exits 0 balances --format json
	[ "$(json length)" -eq 0 ]
	[ ! -e "$XDG_DATA_HOME/etrms/etrms.db" ]
}

@test "balances refuses what it does not know" {
	given_candles BTC/USDT 50000
	given_paper
	exits 2 balances --account nobody
	says nobody
	exits 2 balances --asset usdt
	says '--asset: "usdt" is no asset'
	run -2 --separate-stderr etrms balances --where 'worth > 5'
	[[ $stderr == *worth* ]]
	exits 2 balances --fields wonder
	exits 2 balances operand
}

@test "balances of an account with perpetuals: margins are used, profits open" {
	given_swap
	exits 0 venue advance --to 2024-03-01T00:04Z
	exits 0 balances --format csv --fields wallet,asset,free,used,total,value
	[ "${lines[1]}" = unified,USDT,899.5,99.01,998.51,998.51 ]
	exits 0 portfolio show
	[ "$(json 'select(.part == "total") | .value')" = 978.51 ]
	exits 0 status --format csv
	[[ $output = *978.51* ]]
	exits 0 venue advance --to 2024-03-01T00:06Z
	exits 0 balances --format csv --fields free,used,total
	[ "${lines[1]}" = 918.042,0,918.042 ]
}
