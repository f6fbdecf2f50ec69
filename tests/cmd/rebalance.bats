# etrms rebalance: the plan to the last digit; sells first, and no buy beyond what
# is there; bands, buffer, smallest trade; targets of operands and files; what is
# kept, dust, limits of pairs; the quote that is chosen; several accounts; what
# order place makes of the rows; and every kind of bad input.

load ../helper
load ../paper

rebalance() {
	local code=$1
	shift
	exits "$code" rebalance --format csv --no-header "$@"
}

# BTC at 50000 and ETH at 2500 in an account with 0.1 BTC and 10000 USDT
given_two() {
	given_candles BTC/USDT 50000
	given_candles ETH/USDT 2500
	given_paper --balance BTC=0.1 "$@"
	etrms policy set max-position-share 100% --quiet
	etrms policy set max-risk-per-trade 100% --quiet
}

# The whole is 15000, so BTC is short of 2500 and ETH of 4500. Of worst prices
# 0.05 BTC cost 2505.0025 and 1.8 ETH 4509.0045; there are 7000 beside the 3000
# that stay: each buy becomes 7000 / 7014.007 of what it was.
@test "rebalance plans to the last digit" {
	given_two
	exits 0 rebalance BTC=50 ETH=30 USDT=20 --key nov --format csv
	[ "${lines[0]}" = account,venue,symbol,side,type,amount,average,cost,fee,fee_currency,asset,weight,target,weight_after,key,tag,reason ]
	[ "${lines[1]}" = "demo,sim,ETH/USDT,buy,market,1.79640539,2502.5,4495.50448848,4.49550449,USDT,ETH,0,0.3,0.29968018,nov:1,rebalance:1,\"ETH is 0.00 %, to be 30.00 %\"" ]
	[ "${lines[2]}" = "demo,sim,BTC/USDT,buy,market,0.04990014,50050,2497.502007,2.49750201,USDT,BTC,0.33333333,0.5,0.50013323,nov:2,rebalance:1,\"BTC is 33.33 %, to be 50.00 %\"" ]
	[ "${#lines[@]}" -eq 3 ]
}

@test "rebalance --plan shows every asset before and after" {
	given_two
	exits 0 rebalance BTC=50 ETH=30 USDT=20 --plan --format csv
	[ "${lines[0]}" = asset,amount,value,currency,weight,target,band,in_band,action,weight_after,amount_after,reason ]
	[ "${lines[1]}" = BTC,0.1,5000,USDT,0.33333333,0.5,0.01,false,buy,0.50013323,0.14990014, ]
	[ "${lines[2]}" = ETH,0,0,USDT,0,0.3,0.01,false,buy,0.29968018,1.79640539, ]
	[ "${lines[3]}" = USDT,10000,10000,USDT,0.66666667,0.2,0.01,false,none,0.20018659,3000.00049802, ]
	[ "${#lines[@]}" -eq 4 ]
}

# 0.16 BTC bring 8000 less 8; 15992 are there beside 2000 that stay, and 6.4 ETH
# would cost 16016.
@test "rebalance sells first, and buys for no more than that brings in" {
	given_candles BTC/USDT 50000
	given_candles ETH/USDT 2500
	given_paper --balance BTC=0.2
	rebalance 0 BTC=10 ETH=80 USDT=10 --slippage 0% --fields symbol,side,amount,cost,fee
	[ "${lines[0]}" = BTC/USDT,sell,0.16,8000,8 ]
	[ "${lines[1]}" = ETH/USDT,buy,6.39040959,15976.023975,15.97602398 ]
	[ "${#lines[@]}" -eq 2 ]
	rebalance 0 BTC=10 ETH=80 USDT=10 --slippage 0% --fee 0% --fields amount
	[ "$output" = "0.16
6.4" ]
}

@test "rebalance prints nothing while all is in its band" {
	given_two
	rebalance 0 BTC=33.5 USDT=66.5
	[ -z "$output" ] && [ -z "$stderr" ]
	rebalance 0 BTC=33.5 USDT=66.5 --check --fields asset,in_band,action
	[ "$output" = "BTC,true,none
USDT,true,none" ]
	rebalance 0 BTC=33.5 USDT=66.5 --band 0.1% --fields side,amount
	[[ $output = buy,* ]]
	rebalance 0 BTC=40 USDT=60 --band 7%
	[ -z "$output" ]
	rebalance 1 BTC=40 USDT=60 --band 5% --check --fields asset,in_band
	[ "$output" = "BTC,false
USDT,false" ]
	says "2 of 2 assets out of band: BTC is 33.33% of the whole, not 40% within 5%"
}

@test "a relative band is a part of each target, and the nearer bound counts" {
	given_two
	# 6.67 points from 40 and from 60
	rebalance 0 BTC=40 USDT=60 --band-relative 17% --plan --fields band
	[ "$output" = "0.068
0.102" ]
	rebalance 0 BTC=40 USDT=60 --band-relative 17%
	[ -z "$output" ]
	rebalance 0 BTC=40 USDT=60 --band-relative 16% --fields symbol
	[ "$output" = BTC/USDT ]
	rebalance 0 BTC=40 USDT=60 --band-relative 17% --band 5% --fields symbol
	[ "$output" = BTC/USDT ]
	# what has no target has the band of points, be it the default
	rebalance 0 USDT=100 --band-relative 50% --plan --fields asset,band
	[ "$output" = "USDT,0.5
BTC,0.01" ]
}

@test "rebalance keeps a buffer in the quote beside the targets" {
	given_two
	rebalance 0 BTC=50 USDT=50 --cash 10% --fee 0% --slippage 0% --plan --fields asset,target,weight_after
	[ "$output" = "BTC,0.45,0.45
USDT,0.55,0.55" ]
	rebalance 0 BTC=100 --cash 10% --fee 0% --slippage 0% --plan --fields asset,target,weight_after
	[ "$output" = "BTC,0.9,0.9
USDT,0.1,0.1" ]
	# fees come out of what is bought, not of the buffer
	rebalance 0 BTC=100 --cash 10% --plan --fields asset,amount_after
	[[ ${lines[1]} = USDT,1500.00* ]]
}

@test "rebalance makes no trade of less than the smallest, and says so" {
	given_two
	rebalance 0 BTC=50 ETH=2 USDT=48 --min-trade 400 --fields symbol
	[ "${lines[0]}" = BTC/USDT ] && [ "${#lines[@]}" -eq 1 ]
	[[ $stderr = "etrms: warning: ETH is left as it is: a trade of 300 USDT is below the smallest, 400" ]]
	rebalance 0 BTC=50 ETH=2 USDT=48 --min-trade 400 --plan --fields asset,action,reason
	[ "${lines[1]}" = 'ETH,skip,"a trade of 300 USDT is below the smallest, 400"' ]
}

@test "what the targets do not name is sold, unless it is kept" {
	given_two --balance ETH=2
	rebalance 0 BTC=100 --slippage 0% --fields symbol,side,amount
	[ "${lines[0]}" = ETH/USDT,sell,2 ]
	[[ ${lines[1]} = BTC/USDT,buy,* ]]
	rebalance 0 BTC=50 USDT=50 --keep ETH --plan --fields asset,weight,target,action,reason
	[ "${lines[2]}" = "ETH,,,keep,it is to be kept" ]
	[ "${lines[0]%%,0.5*}" = BTC,0.33333333 ]
	rebalance 0 BTC=50 USDT=50 --keep ETH --fields symbol
	[ "$output" = BTC/USDT ]
	# neither listed nor with a market: left alone, no part of the whole
	etrms account add odd --prices test --timeframe 1m --balance USDT=10000 \
		--balance XYZ=7 --slippage 0 --quiet
	rebalance 0 BTC=50 USDT=50 --account odd --plan --fields asset,weight,action,reason
	[ "${lines[2]}" = "XYZ,,keep,XYZ has no market in USDT" ]
	[ "${lines[1]%%,none*}" = USDT,1 ]
}

@test "an asset that is all to go is sold to the last lot" {
	given_two
	rebalance 0 USDT=100 --fields side,amount
	[ "$output" = sell,0.1 ]
}

# Binance's rules: 5 USDT an order, lots of 0.00001 BTC and 0.0001 ETH.
given_rules() {
	local bar
	for bar in BTC/USDT=50000 ETH/USDT=2500; do
		echo "timestamp,open,high,low,close,volume
1709251200000,${bar#*=},${bar#*=},${bar#*=},${bar#*=},10" >bars.csv
		etrms candles import bars.csv --venue binance --symbol \
			"${bar%=*}" --timeframe 1m --quiet
	done
	etrms account add small --prices binance --timeframe 1m \
		--balance USDT=200 --balance BTC=0.00008 --slippage 0 --use --quiet
}

@test "rebalance obeys lots and names dust" {
	given_rules
	# 0.00008 BTC are 4 USDT, so 98 are there for 102.204102 of buys
	rebalance 0 ETH=50 USDT=50 --fields symbol,side,amount
	[ "$output" = ETH/USDT,buy,0.0391 ]
	[ "$stderr" = "etrms: warning: BTC is left as it is: BTC/USDT takes no order of less than 5 USDT" ]
	rebalance 0 ETH=2 USDT=98 --band 0% --fields symbol
	[ -z "$output" ]
	[[ $stderr = *"ETH is left as it is: ETH/USDT takes no order of less than 5 USDT"* ]]
	rebalance 1 ETH=2 USDT=98 --check --quiet
}

@test "rebalance takes targets as fractions, percentages and from files" {
	local want
	given_two
	rebalance 0 BTC=50 ETH=30 USDT=20 --fields symbol,amount
	want=$output
	rebalance 0 BTC=0.5 ETH=0.3 USDT=0.2 --fields symbol,amount
	[ "$output" = "$want" ]
	rebalance 0 BTC=50% ETH=30% USDT=20% --fields symbol,amount
	[ "$output" = "$want" ]
	printf 'asset,weight\nBTC,50\nETH,30\nUSDT,20\n' >t.csv
	rebalance 0 --targets t.csv --fields symbol,amount
	[ "$output" = "$want" ]
	echo '[{"asset":"BTC","weight":0.5},{"symbol":"ETH/USDT","weight":0.3,"risk":1},{"asset":"USDT","weight":0.2}]' >t.json
	rebalance 0 --targets t.json --fields symbol,amount
	[ "$output" = "$want" ]
	# a file and operands add up
	printf '{"asset":"BTC","weight":"50%%"}\n{"asset":"ETH","weight":"30%%"}\n' |
		etrms rebalance --targets - USDT=20% --format csv --no-header --fields symbol,amount >got
	[ "$(sort got)" = "$(sort <<<"$want")" ]
}

@test "rebalance trades against what has a market with all of them" {
	given_candles BTC/USDC 50000
	given_candles BTC/USDT 50000
	given_candles ETH/USDC 2500
	etrms account add demo --prices test --timeframe 1m --balance USDC=10000 \
		--slippage 0 --use --quiet
	rebalance 0 BTC=50 ETH=30 USDC=20 --fields symbol,side
	[ "$output" = "BTC/USDC,buy
ETH/USDC,buy" ]
	rebalance 4 BTC=50 ETH=30 USDC=20 --quote USDT
	says "ETH has no market in USDT"
	# a pair the other way round: USDC is bought with USDT
	given_candles USDC/USDT 1
	given_candles ETH/USDT 2500
	etrms account add other --prices test --timeframe 1m --balance USDT=10000 \
		--slippage 0 --quiet
	rebalance 0 BTC=50 ETH=30 USDC=20 --account other --fields symbol,side
	[ "$output" = "BTC/USDT,buy
ETH/USDT,buy
USDC/USDT,buy" ]
	rebalance 0 BTC=50 ETH=30 USDC=20 --account other --quote USDC --slippage 0% --fee 0% --fields symbol,side,amount
	[ "$output" = "USDC/USDT,buy,10000
BTC/USDC,buy,0.1
ETH/USDC,buy,1.2" ]
}

@test "several accounts are one portfolio, and each row says whose it is" {
	given_two
	etrms account add more --prices test --timeframe 1m --balance BTC=0.3 \
		--slippage 0 --quiet
	# 0.4 BTC and 10000 USDT: 30000; BTC is to be 15000
	rebalance 0 BTC=50 USDT=50 --also more --slippage 0% --fields account,symbol,side,amount
	[ "$output" = demo,BTC/USDT,sell,0.1 ]
	rebalance 0 USDT=100 --also more --fields account,side,amount
	[ "$output" = "demo,sell,0.1
more,sell,0.3" ]
	# more has no money, so demo buys
	rebalance 0 BTC=90 USDT=10 --also more --slippage 0% --fee 0% --fields account,side,amount
	[ "$output" = demo,buy,0.14 ]
	exits 2 rebalance BTC=100 --also demo
	says "--also: account demo is there already"
	exits 2 rebalance BTC=100 --also nobody
	says "account nobody: there is none"
}

@test "order place takes the rows as they are, and it ends in the band" {
	local format
	given_two --balance ETH=2
	for format in ndjson json csv; do
		etrms rebalance BTC=10 ETH=80 USDT=10 --format $format |
			etrms order place --from - --dry-run >/dev/null
	done
	exits 1 rebalance BTC=10 ETH=80 USDT=10 --check
	etrms rebalance BTC=10 ETH=80 USDT=10 | etrms order place --from - --key nov >placed
	[ "$(jq -r '[.symbol, .side, .state, .key] | join(" ")' placed)" = "BTC/USDT sell filled nov:1
ETH/USDT buy filled nov:2" ]
	exits 0 rebalance BTC=10 ETH=80 USDT=10 --check --quiet
	exits 0 rebalance BTC=10 ETH=80 USDT=10
	[ -z "$output" ]
	# rows with keys of their own
	etrms rebalance BTC=50 ETH=30 USDT=20 --key dec | etrms order place --from - >placed
	[ "$(jq -r .key placed)" = "dec:1
dec:2" ]
	exits 0 rebalance BTC=50 ETH=30 USDT=20 --check --quiet
}

@test "what open orders hold is not sold" {
	given_two
	etrms order sell BTC/USDT --qty 0.06 --type limit --price 60000 --quiet
	rebalance 0 USDT=100 --fields side,amount
	[ "$output" = sell,0.04 ]
	rebalance 0 USDT=100 --plan --fields asset,action,reason
	[ "${lines[1]}" = "BTC,sell,no more of it is free" ]
}

@test "rebalance refuses targets that make no whole" {
	given_two
	exits 2 rebalance
	says "no targets: give them as BTC=50 ETH=30 USDC=20, or --targets"
	exits 2 rebalance BTC=50 ETH=30
	says "the weights add up to 80, not to 100 or 1"
	exits 2 rebalance BTC=50% ETH=0.5%
	says "the weights add up to 50.5%, not to 100%"
	exits 2 rebalance BTC=0.5 ETH=50
	says "the weights add up to 50.5, not to 100 or 1"
	exits 2 rebalance BTC=150 USDT=-50
	says "USDT=-50: a weight below 0 would be a debt"
	exits 2 rebalance BTC=0
	says "the weights add up to 0"
	exits 2 rebalance BTC=50 BTC=50
	says "BTC=50: BTC has a target already"
	exits 2 rebalance BTC
	says "'BTC': no target such as BTC=50"
	exits 2 rebalance =50
	says "'=50': no target such as BTC=50"
	exits 2 rebalance BTC=
	says "no weight such as 50, 50% or 0.5"
	exits 2 rebalance BTC=half
	says "BTC=half: \"half\" is no weight such as 50, 50% or 0.5"
	exits 2 rebalance btc=100
	says "\"btc\" is no asset such as BTC"
	exits 2 rebalance BTC=nan USDT=50
	exits 2 rebalance BTC=1e60 USDT=50
	[ -z "$output" ]
}

@test "rebalance refuses bad files of targets" {
	given_two
	exits 2 rebalance --targets missing.csv
	says "--targets: missing.csv: No such file or directory"
	printf 'asset\nBTC\n' >t.csv
	exits 12 rebalance --targets t.csv
	says "t.csv: line 2: weight is missing"
	printf 'asset,weight\nBTC,50\nBTC,50\n' >t.csv
	exits 12 rebalance --targets t.csv
	says "t.csv: line 3: BTC has a target already"
	printf 'symbol,weight\nBTC/USDT:USDT,100\n' >t.csv
	exits 12 rebalance --targets t.csv
	says "t.csv: line 2: \"BTC/USDT:USDT\" is no spot symbol such as BTC/USDT"
	printf 'asset,weight\nBTC,much\n' >t.csv
	exits 12 rebalance --targets t.csv
	says "no weight such as 50"
	: >t.csv
	exits 2 rebalance --targets t.csv
	says "no targets"
	printf 'asset,weight\nBTC,60\nUSDT,50\n' >t.csv
	exits 2 rebalance --targets t.csv
	says "the weights add up to 110, not to 100 or 1"
}

@test "rebalance refuses options that cannot be meant" {
	given_two
	exits 2 rebalance BTC=100 --band 101%
	says "--band: from 0 to 100%"
	exits 2 rebalance BTC=100 --band 5
	exits 2 rebalance BTC=100 --cash 100%
	says "--cash: from 0 to below 100%"
	exits 2 rebalance BTC=100 --fee 100%
	says "--fee: from 0 to below 100%"
	exits 2 rebalance BTC=100 --slippage 100%
	says "--slippage: from 0 to below 100%"
	exits 2 rebalance BTC=100 --min-trade -1
	says "--min-trade: it is below 0"
	exits 2 rebalance BTC=100 --quote usdt
	says "--quote: \"usdt\" is no asset such as USDT"
	exits 2 rebalance BTC=100 --keep btc
	says "--keep: \"btc\" is no asset such as BNB"
	exits 2 rebalance BTC=100 --keep BTC
	says "BTC: it has a target, and is to be kept as it is"
	exits 2 rebalance BTC=100 --quote USDT --keep USDT
	says "USDT: it is the quote, and is to be kept as it is"
	exits 2 rebalance BTC=100 --key ''
	says "--key: it is empty"
	exits 2 rebalance BTC=100 --key "$(printf 'k%.0s' {1..41})"
	says "--key: longer than 40 characters"
	exits 2 rebalance BTC=100 --plan --check
	says "leave --plan out"
}

@test "rebalance names what has no market or price, and what holds nothing" {
	given_two
	exits 4 rebalance BTC=50 XYZ=50
	says "XYZ has no market in USDT"
	exits 4 rebalance NONE=100 --quote USDT
	says "NONE has no market in USDT"
	etrms account add empty --prices test --timeframe 1m --balance USDT=1 \
		--slippage 0 --quiet
	etrms account withdraw empty --amount 1 --quiet
	exits 4 rebalance BTC=50 USDT=50 --account empty
	says "account empty: nothing of value is held"
	etrms account disable empty --quiet
	exits 4 rebalance BTC=50 USDT=50 --account empty
	says "account empty is disabled"
	exits 2 rebalance BTC=50 USDT=50 --account nobody
	says "account nobody: there is none"
	[ -z "$output" ]
}

@test "rebalance refuses stale prices" {
	given_candles BTC/USDT 50000 50000 50000 50000 50000 50000 50000 50000
	given_candles ETH/USDT 2500
	given_paper
	etrms venue advance --by 7m --quiet
	exits 4 rebalance BTC=50 ETH=50
	says "ETH/USDT: its price is of 2024-03-01T00:01:00Z, more than 5m from now"
	exits 0 rebalance BTC=50 ETH=50 --max-age 1h
	[ "$(rows)" -eq 2 ]
	# nobody asks for it
	exits 0 rebalance BTC=50 USDT=50
}
