# etrms rebalance backtest: by hand over a few bars; every part and format; against
# holding and equal weights; cash, fees, funding, bands, schedules; bars before --from and
# bars that another symbol lacks; nothing ahead of a rebalance; the picture; the
# page, which has every number that is printed and asks for nothing; and every
# kind of bad input.
load ../helper
load ../page

# given_days SYMBOL CLOSE…: days from 2024-01-01 on, each from close to close; or
# with FLAT=1 each at its own price
given_days() {
	local symbol=$1 time=1704067200000 last=$2 price
	shift
	{
		echo timestamp,open,high,low,close,volume
		for price; do
			[ -z "${FLAT-}" ] || last=$price
			echo "$time,$last,$((price > last ? price : last)),$((price < last ? price : last)),$price,10"
			time=$((time + 86400000)) last=$price
		done
	} >days.csv
	exits 0 candles import days.csv --venue a --symbol "$symbol" --timeframe 1d --quiet
}

# A doubles on the third day; B stays, once it is traded
given_two() {
	given_days A/USDT 100 100 200 200 200 200 200 200 200 200
	FLAT=1 given_days B/USDT 101 100 100 100 100 100 100 100 100 100
}

backtest() {
	local code=$1
	shift
	exits "$code" rebalance backtest --format csv --no-header "$@"
}

FREE=(--fee 0% --slippage 0%)

@test "rebalance backtest: against holding and equal weights, to the last digit" {
	given_two
	# 5000 in A become 10000 on the third day; the eighth day rebalances
	backtest 0 A=50 B=25 USDT=25 --every 6d "${FREE[@]}" --fields portfolio,method,rebalances,final_equity,total_return,fees,slippage
	[ "$output" = "rebalanced,fixed,2,15000,0.5,0,0
buy_and_hold,fixed,1,15000,0.5,0,0
equal_weight,equal,2,13750,0.375,0,0" ]
	backtest 0 A=50 B=25 USDT=25 --every 6d "${FREE[@]}" --part rebalances --fields number,time,reason,equity,cost,orders
	[ "$output" = "1,2024-01-02T00:00:00Z,start,10000,0,2
2,2024-01-08T00:00:00Z,schedule,15000,0,2" ]
	backtest 0 A=50 B=25 USDT=25 --every 6d "${FREE[@]}" --part rebalances --fields turnover
	[ "$(printf '%.12f ' "${lines[@]}")" = "0.750000000000 0.166666666667 " ]
	backtest 0 A=50 B=25 USDT=25 --every 6d "${FREE[@]}" --part weights --fields number,symbol,before,target,weight
	[ "$output" = "1,A/USDT,0,0.5,0.5
1,B/USDT,0,0.25,0.25
2,A/USDT,0.6666666666666666,0.5,0.5
2,B/USDT,0.16666666666666666,0.25,0.25" ]
	backtest 0 A=50 B=25 USDT=25 --every 6d "${FREE[@]}" --part curve
	[ "${lines[0]}" = 2024-01-02T00:00:00Z,10000,0,10000,10000 ]
	[ "${lines[1]}" = 2024-01-03T00:00:00Z,10000,0,10000,10000 ]
	[ "${lines[2]}" = 2024-01-04T00:00:00Z,15000,0,15000,13750 ]
	[ "${#lines[@]}" -eq 10 ]
}

@test "rebalance backtest pays the venue's fee, or the one that is given" {
	given_two
	# 10000 buy 10000 / 1.001 / 1.001 of A; fees are 0.1 % of what is paid
	backtest 0 A=100 --fields fees,slippage,final_equity
	awk -F, 'NR == 1 { got = 10000 / 1.001 / 1.001; d = $2 - got * 0.001; e = $1 - got * 1.001 * 0.001; f = $3 - 2 * got
		exit !(d < 0.01 && d > -0.01 && e < 0.01 && e > -0.01 && f < 0.01 && f > -0.01) }' <<<"$output"
	backtest 0 A=100 --fee 1% --slippage 0% --fields fees --capital 101
	[ "${lines[0]}" = 1 ]
}

@test "rebalance backtest: perpetuals pay and get their funding" {
	given_days A/USDT:USDT 100 100 200 200 200
	backtest 0 A/USDT:USDT=100 "${FREE[@]}" --fields final_equity,funding
	[ "${lines[0]}" = 20000,0 ]
	says "funding is counted only where rates are stored (etrms market import): A/USDT:USDT (none)"
	# at the open of the first day that is traded, and eight hours later; then at
	# the next but one day's, and without a mark price: the close of 200
	printf '%s\n' fundingTime,fundingRate,markPrice 1704153600000,0.5,100 \
		1704182400000,0.001,110 >marked.csv
	printf '%s\n' fundingTime,fundingRate 1704326400000,-0.0005 >plain.csv
	for file in marked.csv plain.csv; do
		exits 0 market import "$file" --venue a --symbol A/USDT:USDT --quiet
	done
	backtest 0 A/USDT:USDT=100 "${FREE[@]}" --fields portfolio,final_equity,funding
	[ "$output" = "rebalanced,19999,1
buy_and_hold,19999,1
equal_weight,19999,1" ]
	backtest 0 A/USDT:USDT=100 "${FREE[@]}" --part curve --fields equity
	[ "$output" = "10000
9989
19999
19999
19999" ]
	says "where rates are stored (etrms market import): A/USDT:USDT (2024-01-02T00:00:00Z to 2024-01-04T00:00:00Z)"
	printf '%s\n' fundingTime,fundingRate 1704412800000,0 |
		exits 0 market import - --venue a --symbol A/USDT:USDT --quiet
	backtest 0 A/USDT:USDT=100 "${FREE[@]}" --fields final_equity
	[ "${lines[0]}" = 19999 ] && [ -z "$stderr" ]
}

@test "rebalance backtest: bands, alone and with a schedule" {
	given_two
	backtest 0 A=50 B=50 --band 10% "${FREE[@]}" --part rebalances --fields time,reason
	[ "$output" = "2024-01-02T00:00:00Z,start
2024-01-04T00:00:00Z,band" ]
	backtest 0 A=50 B=50 --band 20% "${FREE[@]}" --part rebalances --fields time
	[ "${#lines[@]}" -eq 1 ]
	# the schedule counts from the rebalance of the band
	backtest 0 A=50 B=50 --band-relative 20% --every 4d "${FREE[@]}" --part rebalances --fields time,reason
	[ "$output" = "2024-01-02T00:00:00Z,start
2024-01-04T00:00:00Z,band
2024-01-08T00:00:00Z,schedule" ]
	backtest 0 A=50 B=50 --every 1mo --part rebalances
	[ "${#lines[@]}" -eq 1 ]
}

@test "rebalance backtest: cash beside, lots, and what is too small to trade" {
	given_two
	backtest 0 A=60 B=40 --cash 50% "${FREE[@]}" --part weights --fields symbol,target,weight
	[ "${lines[0]}" = A/USDT,0.3,0.3 ]
	[ "${lines[1]}" = B/USDT,0.2,0.2 ]
	backtest 0 A=97 B=3 "${FREE[@]}" --min-trade 400 --part weights --fields symbol,weight
	[ "${lines[0]}" = A/USDT,0.97 ]
	[ "${lines[1]}" = B/USDT,0 ]
}

@test "rebalance backtest: symbols as they are written, and files of one venue" {
	given_days X/USDC:USDC 100 110 120
	given_days X/USDC 100 110 120
	backtest 0 X/USDC:USDC=100 "${FREE[@]}" --part weights --fields symbol
	[ "$output" = X/USDC:USDC ]
	backtest 0 X=50 USDC=50 --quote USDC "${FREE[@]}" --part weights --fields symbol,weight
	[ "$output" = X/USDC,0.5 ]
	backtest 2 X=100 --venue b
	says "X/USDT 1d: no candles are stored"
}

@test "rebalance backtest: what comes later changes nothing before it" {
	local n
	for n in 1 2 3; do
		exits 0 candles generate --venue a --symbol "S$n/USDT" --timeframe 1h \
			--regimes trend-up,volatile --bars 3000 --seed "$n" --from 2024-01-01
	done
	backtest 0 S1=50 S2=30 S3=20 --timeframe 1h --every 1w --band 8% --part curve --fields time,equity
	cp <(echo "$output") all
	for to in 2024-01-20 2024-02-29 2024-04-01T05:00:00Z; do
		backtest 0 S1=50 S2=30 S3=20 --timeframe 1h --every 1w --band 8% --part curve --fields time,equity --to $to
		[ "$output" = "$(head -n "${#lines[@]}" all)" ]
	done
	# from a day on, in bars that are made of shorter ones
	backtest 0 S1=50 S2=30 S3=20 --timeframe 4h --from 2024-02-01 --part curve --fields time
	[ "${lines[0]}" = 2024-02-01T00:00:00Z ]
	[ "${lines[1]}" = 2024-02-01T04:00:00Z ]
}

@test "rebalance backtest: bars that another symbol lacks are told" {
	given_days A/USDT 100 101 102 103 104 105
	given_days B/USDT 100 101 102 103
	backtest 0 A=50 B=50 --part curve
	[[ $stderr = "etrms: warning: A/USDT 1d: 2 of 6 bars are left out, for another symbol does not have them" ]]
	[ "${#lines[@]}" -eq 4 ]
	backtest 0 A=50 B=50 --html mix.html
	grep -q '<li>A/USDT 1d: 2 of 6 bars are left out, for another symbol does not have them</li>' mix.html
}

@test "rebalance backtest has every format, and a picture that says the same" {
	given_two
	for format in table json ndjson; do
		exits 0 rebalance backtest A=50 B=50 --format $format
		[[ $output = *buy_and_hold* ]]
	done
	exits 0 rebalance backtest A=50 B=50 "${FREE[@]}" --svg mix.svg --format csv --no-header --fields final_equity
	[ "$(grep -c '<polyline' mix.svg)" -eq 6 ]
	grep -q "Equity from 10000.00 to ${lines[0]}.00; bought and held ${lines[1]}.00" mix.svg
	[ "$(grep -ci 'script\|nan\|inf' mix.svg)" -eq 0 ]
	exits 14 rebalance backtest A=50 B=50 --svg none/mix.svg
	says "none/mix.svg"
	[ -z "$output" ]
}

# same_numbers OPTIONS…: the page of them has what they print
same_numbers() {
	local name field
	exits 0 rebalance backtest "$@" --format ndjson --html mix.html
	cp <(echo "$output") result
	exits 0 rebalance backtest "$@" --format ndjson --part rebalances
	cp <(echo "$output") rebalances
	for name in rebalanced buy_and_hold equal_weight; do
		for field in $(jq -r 'keys_unsorted[]' result | sort -u | grep -v portfolio); do
			[ "$(shown mix.html $name "$field")" = "$(jq -r "select(.portfolio == \"$name\") | .$field | values" result)" ] ||
				complain "$name $field: $(shown mix.html $name "$field")"
		done
	done
	for field in number reason turnover cost orders; do
		[ "$(shown mix.html field "$field" | tail -n "$(wc -l <rebalances)")" = "$(jq -r ".$field" rebalances)" ] ||
			complain "$field: $(shown mix.html field "$field")"
	done
	no_complaints
}

@test "rebalance backtest --html: a page that has every number" {
	given_two
	same_numbers A=50 B=25 USDT=25 --every 6d "${FREE[@]}"
	[ "$(grep -c 'class="fan1"' mix.html)" -eq 0 ]
	grep -q '<p>Rebalanced every 6d\. Cash' mix.html
	grep -q '<b>A/USDT</b> ends at <b>50.00%</b>, wanted 50.00%; at most 16.67 points off' mix.html
	same_numbers A=50 B=50 --band 10% --band-relative 50% --every 1mo
	whole_page mix.html equity drawdown weight-0 weight-1 weight-2 turnover cost
	# one band for each of three, for targets stay
	[ "$(grep -c 'class="fan1"' mix.html)" -eq 3 ]
	grep -q 'every 1mo or when a weight is 10.00 points off or when it is 50.00% of its target off' mix.html
}

@test "rebalance backtest --html: funding, warnings, one asset and no rebalance" {
	given_days A/USDT:USDT 100 100 101 101 100
	same_numbers A/USDT:USDT=100
	grep -q 'Before you believe it' mix.html
	grep -q '<li>funding is counted only where rates are stored (etrms market import): A/USDT:USDT (none)</li>' mix.html
	grep -q 'Nothing was traded after the first purchase' mix.html
	grep -q 'Funding: none' mix.html
	printf '%s\n' fundingTime,fundingRate 1704182400000,-0.01 1704412800000,0 |
		exits 0 market import - --venue a --symbol A/USDT:USDT --quiet
	same_numbers A/USDT:USDT=100 "${FREE[@]}"
	[ "$(shown mix.html field funding | tail -1)" = -100 ]
	[ "$(grep -c 'class="lost"' mix.html)" -eq 1 ]
	run ! grep -q 'Before you believe it' mix.html
}

@test "rebalance backtest --html: through a pipe, over a file, and where none can be" {
	given_two
	exits 0 rebalance backtest A=50 B=50 --html mix.html --quiet
	[ -z "$output" ]
	etrms rebalance backtest A=50 B=50 --html - >piped.html
	cmp mix.html piped.html
	echo older >mix.html
	exits 0 rebalance backtest A=50 B=50 --html mix.html --svg mix.svg --format csv --no-header --fields portfolio
	[ "${#lines[@]}" -eq 3 ]
	cmp mix.html piped.html
	mkdir folder
	for file in folder none/mix.html; do
		exits 14 rebalance backtest A=50 B=50 --html $file
		says $file
		[ -z "$output" ]
	done
	exits 12 rebalance backtest A=50 B=50 --to 2024-01-02 --html new.html
	[ ! -e new.html ]
}

@test "the page of a backtest asks a browser for nothing" {
	needs_browser
	given_two
	etrms rebalance backtest A=50 B=50 --html mix.html --quiet
	nothing_asked "$PWD/mix.html"
	no_complaints
	grep -q '<h1>Fixed weights</h1>' dom
}

@test "rebalance backtest refuses what cannot be meant" {
	given_two
	backtest 2 A=50 B=40
	says "the weights add up to 90, not to 100 or 1"
	backtest 2 A=50 B
	says "B: give each of them a weight, as in BTC=50, or none"
	backtest 2 A=50 A/USDT=50
	says "A"
	backtest 2 USDT=100
	says "no assets: give them as BTC=50 ETH=30 USDT=20"
	backtest 2 a=100
	says "\"a=100\" is no asset such as BTC, nor a symbol such as BTC/USDT"
	backtest 2 A=-50 B=150
	backtest 2 A=100 --every 1x
	says "--every: \"1x\" is no period such as 7d or 1mo"
	backtest 2 A=100 --every 1h
	says "--every 1h: it is shorter than the bars of --timeframe"
	backtest 2 A=100 --band 101%
	says "--band: from 0 to 100%"
	backtest 2 A=100 --cash 100%
	says "--cash: from 0 to below 100%"
	backtest 2 A=100 --capital 0
	says "--capital: it is not above 0"
	backtest 2 A=100 --min-trade -1
	says "--min-trade: it is below 0"
	backtest 2 A=100 --quote usdt
	says "--quote: \"usdt\" is no asset such as USDT"
	backtest 2 A=100 --from 2024-01-05 --to 2024-01-05
	says "--to is not after --from"
	backtest 2 NONE=100
	says "NONE/USDT 1d: no candles are stored"
	backtest 12 A=100 --from 2024-02-01
	says "too few"
	backtest 12 A=100 --to 2024-01-02
	says "too few"
	[ -z "$output" ]
}

@test "rebalance backtest --method: weights by the bars before, within their bounds" {
	local n name all
	for n in 1 2 3; do
		exits 0 candles generate --venue a --symbol "S$n/USDT" --timeframe 1d \
			--regimes trend-up,volatile --bars 300 --seed "$n" --from 2024-01-01
	done
	for name in equal inverse-volatility min-variance max-sharpe risk-parity hrp min-cvar black-litterman; do
		backtest 0 S1 S2 S3 --method $name --lookback 60d --min 10% --max 50% --cash 4% --part weights --fields time,target
		all=$output
		awk -F, '{ sum += $2; if ($2 < 0.1 - 1e-9 || $2 > 0.5 + 1e-9) exit 1 }
			NR % 3 == 0 { d = sum - 0.96; sum = 0; if (d > 1e-9 || d < -1e-9) exit 1 }' <<<"$output"
		# 61 days, and one that closed before it
		[ "${lines[0]%,*}" = 2024-03-02T00:00:00Z ]
		[ "${#lines[@]}" -ge 21 ]
		backtest 0 S1 S2 S3 --method $name --lookback 60d --min 10% --max 50% --cash 4% --part weights --fields time,target --to 2024-05-20
		[ "$output" = "$(head -n 9 <<<"$all")" ]
	done
	backtest 0 S1 S2 S3 --method hrp --shrink identity --fields portfolio,method
	[ "$output" = "rebalanced,hrp
buy_and_hold,hrp
equal_weight,equal" ]
	# what falls without end earns less than any rate
	backtest 0 S1 S2 S3 --method max-sharpe --rate 100% --lookback 60d
	[[ $stderr = "etrms: warning: in "*" rebalances no asset earned more than the rate; they have the weights of min-variance" ]]
	backtest 0 S1 S2 S3 --method hrp --lookback 60d --from 2024-02-01 --part weights --fields time
	[[ $stderr = "etrms: warning: it begins at 2024-03-02T00:00:00Z: 61 bars come before the first that is traded" ]]
	backtest 2 S1=50 S2=50 --method hrp
	says "--method finds the weights; name the assets alone"
	backtest 2 S1 S2
	says "give each of them a weight, as in BTC=50, or --method"
	backtest 2 S1 USDT --method hrp
	says "USDT: it is the quote; see --cash"
	backtest 4 S1 S2 S3 --method hrp --max 30%
	says "weights of "
	backtest 4 S1 S2 S3 --method max-sharpe --min 40%
	says "weights of "
	backtest 12 S1 S2 S3 --method hrp --lookback 400d
	backtest 12 S1 S2 S3 --method hrp --lookback 1d
	says "too few"
	[ -z "$output" ]
}
