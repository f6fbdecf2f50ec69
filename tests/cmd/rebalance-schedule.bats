# etrms rebalance --every and --advice: what is due and what is not, by the last
# rebalance that came to its end; beside bands; and what rules say beside a plan
# that they never change. Every kind of bad input.

load ../helper
load ../paper

given_two() {
	given_candles BTC/USDT 50000
	given_candles ETH/USDT 2500
	given_paper --balance BTC=0.2
	etrms policy set max-position-share 100% --quiet
	etrms policy set max-risk-per-trade 100% --quiet
}

TARGETS=(BTC=10 ETH=80 USDT=10)

# at TIME CODE ARGS…: at that time, by another clock
at() {
	local now=$1 code=$2
	shift 2
	ETRMS_NOW=$now exits "$code" rebalance "${TARGETS[@]}" --max-age 90d "$@"
}

@test "rebalance --every is due until one is done, and then after its period" {
	given_two
	at 2024-03-01T09:30:00Z 1 --every 7d --check --quiet
	says "it is due: no rebalance is known"
	# a plan of which nothing was placed counts for nothing
	at 2024-03-01T09:30:00Z 0 --every 7d
	[ "$(rows)" -eq 2 ]
	at 2024-03-01T12:00:05Z 0 --every 7d --apply --key one
	[ "$(rows)" -eq 2 ]
	at 2024-03-07T23:59:59Z 0 --every 7d --check --quiet
	at 2024-03-07T23:59:59Z 0 --every 7d
	[ -z "$output" ]
	# the day counts, not the second; what fees and lots left is moved then
	at 2024-03-08T09:00:00Z 1 --every 7d --check --quiet
	says "it is due since 2024-03-08T00:00:00Z: rebalance 2 was at 2024-03-01T12:00:05Z"
	at 2024-03-08T09:00:00Z 0 --every 7d --format csv --no-header --fields symbol,side
	[ "${#lines[@]}" -ge 1 ]
	at 2024-03-31T12:00:00Z 0 --every 1mo --check --quiet
	at 2024-04-01T00:00:00Z 1 --every 1mo --check --quiet
	# of other accounts nothing is known
	etrms account add other --prices test --timeframe 1m --balance USDT=100 --quiet
	at 2024-03-02T00:00:00Z 1 --every 7d --check --quiet --account other
	says "it is due: no rebalance is known"
}

@test "with --every alone the bands count for nothing, with --band they do" {
	given_two
	etrms rebalance "${TARGETS[@]}" --apply --key one --quiet
	exits 0 rebalance BTC=80 USDT=20 --every 7d
	[ -z "$output" ] && [ -z "$stderr" ]
	exits 0 rebalance BTC=80 USDT=20 --every 7d --plan --format csv --no-header --fields band,action
	[ "$(sort -u <<<"$output")" = 1,none ]
	exits 0 rebalance BTC=80 USDT=20 --every 7d --band 5% --format csv --no-header --fields side
	[ "$output" = "sell
buy" ]
	exits 1 rebalance BTC=80 USDT=20 --every 7d --band 5% --check --quiet
	says "3 of 3 assets out of band"
}

@test "rebalance that is due tells what it leaves, too" {
	given_two
	exits 0 rebalance BTC=50 ETH=2 USDT=48 --every 1mo --min-trade 500
	[[ $stderr = *"ETH is left as it is: a trade of"* ]]
}

@test "rebalance --every and --advice refuse what cannot be meant" {
	given_two
	for period in 0d mo 7 1.5mo soon ''; do
		exits 2 rebalance BTC=100 --every "$period"
		says "--every: \"$period\" is no period such as 7d or 1mo"
	done
	exits 2 rebalance BTC=100 --advice --check
	says "--advice: it shows what --plan does, and more; leave --check out"
	exits 2 rebalance BTC=100 --advice --apply --key k
	says "--advice: it shows what --plan does, and more; leave --apply out"
}

# 300 bars of a minute that rise without end, and as many that fall
given_trends() {
	local symbol step
	for symbol in UP/USDT DOWN/USDT; do
		[ $symbol = UP/USDT ] && step=1.002 || step=0.998
		awk -v step=$step 'BEGIN {
			print "timestamp,open,high,low,close,volume"
			for (p = 100; i < 300; i++) {
				c = i % 5 ? p * step : p / step
				printf "%.0f,%.6f,%.6f,%.6f,%.6f,10\n", 1709251200000 + i * 60000,
					p, (p > c ? p : c) + 0.01, (p < c ? p : c) - 0.01, c
				p = c
			}
		}' >bars.csv
		etrms candles import bars.csv --venue test --symbol $symbol --timeframe 1m --quiet
	done
	given_candles NEW/USDT 10
	given_paper --balance UP=10 --balance DOWN=10 --balance NEW=10
	etrms venue advance --to "${1:-2024-03-01T05:00:00Z}" --quiet
}

@test "rebalance --advice says what rules do beside the plan, and changes nothing" {
	local plan
	given_trends
	exits 0 rebalance UP=40 DOWN=30 NEW=10 USDT=20 --max-age 1d --plan
	plan=$output
	exits 0 rebalance UP=40 DOWN=30 NEW=10 USDT=20 --max-age 1d --advice --timeframe 1m
	[ "$(json 'select(.record == "rebalance_weight") | del(.record)' -c)" = "$plan" ]
	[ "$(json 'select(.record == "advice") | [.asset, .symbol] | join(" ")')" = "UP UP/USDT
DOWN DOWN/USDT
NEW NEW/USDT" ]
	# far below its target and rising; below it and falling
	[ "$(json 'select(.asset == "UP" and .record == "advice") | [.regime, .trend > 0, .weight < .target, .score <= 1, .confidence >= 0.5] | join(" ")')" = "trending_up true true true true" ]
	[ "$(json 'select(.asset == "DOWN" and .record == "advice") | [.regime, .trend < 0] | join(" ")')" = "trending_down true" ]
	[ "$(json 'select(.record == "advice") | [.asset, .advice] | join(" ")')" = "UP buy
DOWN hold
NEW " ]
	[ "$(json 'select(.asset == "UP" and .record == "advice") | .bars')" = 300 ]
	[[ $(json 'select(.asset == "UP" and .record == "advice") | .reasons') = "the close is "*" % above its average of 200 bars; the relative strength index is "*"; the market is trending_up; it is "*" points below its target" ]]
	[ "$(json 'select(.asset == "NEW" and .record == "advice") | .reasons')" = "NEW/USDT 1m: 1 bars are too few for an advice: it takes 119" ]
	# what was shown is no plan that is kept
	exits 0 rebalance list
	[ -z "$output" ]
}

@test "rebalance --advice looks at long bars, and has every format" {
	given_trends
	exits 0 rebalance UP=40 DOWN=30 NEW=10 USDT=20 --max-age 1d --advice --format csv
	[[ ${lines[0]} = record,* ]] && [[ ${lines[0]} = *,reasons* ]]
	[[ $output = *"0 bars are too few for an advice"* ]]
	for format in table json ndjson csv; do
		exits 0 rebalance UP=50 USDT=50 --max-age 1d --advice --timeframe 1m --format $format
		[[ $output = *trending_up* || $format = table ]]
	done
}

@test "rebalance --advice sees no bar that has not closed by the account's clock" {
	given_trends 2024-03-01T03:00:30Z
	exits 0 rebalance UP=50 USDT=50 --max-age 1d --advice --timeframe 1m
	[ "$(json 'select(.record == "advice" and .asset == "UP") | [.bars, .last] | join(" ")')" = "180 2024-03-01T02:59:00Z" ]
}
