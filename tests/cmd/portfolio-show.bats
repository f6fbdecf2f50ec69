# portfolio show: sums and shares over accounts, other currencies along paths
# of prices, what has no path, --where, formats, refusals.

load ../helper
load ../paper

given_two_accounts() {
	given_candles BTC/USDT 50000
	given_candles ETH/BTC 0.05
	given_paper --balance BTC=0.1 --balance ETH=2 --balance XYZ=3
	etrms account add other --prices test --balance USDT=5000 >/dev/null
}

@test "portfolio show adds up and shares out" {
	given_two_accounts
	exits 0 portfolio show --format csv --fields part,name,amount,value,share
	[ "${lines[1]}" = total,,,25000,1 ]
	[ "${lines[2]}" = venue,sim,,25000,1 ]
	[ "${lines[3]}" = account,demo,,20000,0.8 ]
	[ "${lines[4]}" = account,other,,5000,0.2 ]
	[ "${lines[5]}" = asset,USDT,15000,15000,0.6 ]
	[ "${lines[6]}" = asset,BTC,0.1,5000,0.2 ]
	[ "${lines[7]}" = asset,ETH,2,5000,0.2 ]
	[ "${lines[8]}" = unpriced,XYZ,3,, ]
	[ "${#lines[@]}" -eq 9 ]
}

@test "portfolio show values in any currency that prices lead to" {
	given_two_accounts
	exits 0 portfolio show --currency ETH
	# 15000 / 50000 / 0.05 and 0.1 / 0.05 and 2
	[ "$(json 'select(.part == "total") | .value')" = 10 ]
	[ "$(json 'select(.name == "USDT") | .value')" = 6 ]
	exits 0 portfolio show --currency EUR
	[ "$(json '.part + .name' | sort | paste -sd' ')" = \
		"unpricedBTC unpricedETH unpricedUSDT unpricedXYZ" ]
	exits 0 portfolio show --currency XYZ --where 'value > 0' --format json
	[ "$(json 'map(.part) | join(",")')" = total,venue,account,asset ]
	etrms config set portfolio.currency BTC
	exits 0 portfolio show --account other
	[ "$(json 'select(.part == "total") | .value')" = 0.1 ]
}

@test "portfolio show asks stored candles for what the venue does not price" {
	given_two_accounts
	cat >eur.csv <<-EOF
		timestamp,open,high,low,close,volume
		1709247600000,1.2,1.3,1.2,1.25,1
		1709251200000,9,9,9,9,1
	EOF
	etrms candles import eur.csv --venue bank --symbol EUR/USDT --timeframe 1h >/dev/null
	exits 0 portfolio show --currency EUR
	# at 00:01 the bar of 00:00 is not over: 25000 / 1.25
	[ "$(json 'select(.part == "total") | .value')" = 20000 ]
	[ "$(json 'select(.part == "unpriced") | .name')" = XYZ ]
}

@test "portfolio show of nothing is nothing" {
	exits 0 portfolio show
	[ -z "$output" ]
}

@test "portfolio show refuses what it does not know" {
	exits 2 portfolio show --currency dollars
	says '--currency: "dollars" is no asset'
	exits 2 portfolio show --account nobody
	says nobody
	run -2 --separate-stderr etrms portfolio show --where 'wonder == 1'
	[[ $stderr == *wonder* ]]
}
