# allocate: every method within bounds, groups, cash and turnover; its rows as
# targets of rebalance; views, costs, the summary and the frontier with its
# picture, every format; limits that contradict, a singular covariance, bars that
# tell nothing; every kind of bad input.
load ../helper

# given_markets: three symbols of hours
given_markets() {
	local seed=2
	for symbol in A/Q B/Q C/Q; do
		exits 0 candles generate --venue a --symbol "$symbol" --timeframe 1h \
			--bars 300 --seed $seed --from 2024-01-01 --quiet
		seed=$((seed + 1))
	done
}

# refused CODE TEXT ARGS…
refused() {
	local code=$1 text=$2
	shift 2
	exits "$code" allocate "$@"
	says "$text"
	[ -z "$output" ] || complain "prints $output"
}

@test "allocate: every method obeys every limit and adds up to the last digit" {
	given_markets
	for method in equal inverse-volatility min-variance max-sharpe risk-parity \
		hrp min-cvar black-litterman; do
		exits 0 allocate A/Q B/Q C/Q --method $method --rate=-90% --max 45% \
			--min B=12.5% --group two=A,C:20%:60.0001% --cash 10% \
			--current A=40 --current B=20 --current C=20 \
			--current Q=20 --turnover 20% --shrink identity
		[ "$(json -s 'length == 4 and (map(.weight * 1000000 | round) | add) == 1000000 and
			all(.[0:3][]; .weight <= 0.45) and .[1].weight >= 0.125 and
			.[0].weight + .[2].weight <= 0.6000011 and
			.[0].weight + .[2].weight >= 0.2 and
			(map(.change | fabs) | add) / 2 <= 0.2000021 and
			.[3].asset == "Q" and .[3].weight == 0.1 and
			(map(.risk_share) | add | . - 1 | fabs) < 1e-9')" = true ] ||
			complain "$method: $output"
	done
	no_complaints
}

@test "allocate: weights are those of method run" {
	given_markets
	exits 0 allocate A/Q B/Q C/Q
	local ours=$output
	for symbol in A/Q B/Q C/Q; do
		exits 0 candles export --venue a --symbol $symbol --timeframe 1h --format csv
		cut -d, -f5 <<<"$output" | tail -n +2 | awk 'NR > 1 { printf "%s%.17g", (NR > 2 ? "," : "["), $1 / last - 1 }
			{ last = $1 } END { print "]" }' >"${symbol%/Q}"
	done
	run -0 --separate-stderr etrms method run <<<"{\"fn\":\"opt_min_variance\",\"params\":{\"ppy\":8760},\"input\":{\"A\":$(cat A),\"B\":$(cat B),\"C\":$(cat C)}}"
	[ "$(jq -s --argjson want "$output" '[map(.weight), $want.weights] | transpose |
		all(.[0] - .[1] | fabs < 2e-6)' <<<"$ours")" = true ]
}

@test "allocate: rebalance takes its rows as targets" {
	given_demo
	exits 0 allocate BTC/USDT ETH/USDT --timeframe 15m --method hrp --cash 20%
	run -0 --separate-stderr bash -c "etrms allocate BTC/USDT ETH/USDT --timeframe 15m --method hrp --cash 20% |
		etrms rebalance --targets - --plan"
	[ "$(json -s 'map({(.asset): .target}) | add | .USDT == 0.2 and (.BTC + .ETH * 1 | . - 0.8 | fabs < 1e-9)')" = true ]
	run -0 --separate-stderr bash -c "etrms allocate BTC/USDT ETH/USDT --timeframe 15m --format json |
		etrms rebalance --targets - --plan"
}

@test "allocate --held: small steps from what an account holds" {
	given_markets
	refused 2 "there is no account" A/Q B/Q --held
	etrms account add demo --prices a --timeframe 1h --currency Q --balance Q=10000 \
		--slippage 0 --use --quiet
	etrms policy set max-position-share off --quiet
	etrms policy set max-risk-per-trade off --quiet
	exits 0 allocate A/Q B/Q C/Q --held
	[ "$(json -s -c 'map(.current)')" = "[0,0,0]" ]
	exits 0 order buy A/Q --quote 6000 --quiet
	exits 0 order buy B/Q --quote 3000 --quiet
	exits 0 allocate A/Q B/Q C/Q --held --turnover 15% --cash 5%
	[ "$(json -s 'map(.current) | (.[0] > 0.58 and .[0] < 0.62 and .[1] > 0.28 and .[1] < 0.32
		and .[2] == 0 and (.[3] > 0.08 and .[3] < 0.12))')" = true ]
	[ "$(json -s 'map(.change | fabs) | add / 2 <= 0.15 + 1e-6')" = true ]
	refused 2 "--held: B/Q is held, and none of the symbols is of it" A/Q C/Q --held
	refused 2 "--held and --current both tell what is held" A/Q B/Q --held --current A=100
	refused 2 "give --current or --held" A/Q B/Q --turnover 5%
}

@test "allocate: views, summary and costs" {
	given_markets
	exits 0 allocate A/Q B/Q C/Q -m black-litterman --market A=50 --market B=30 --market C=20
	[ "$(json -s -c 'map(.weight)')" = '[0.5,0.3,0.2]' ]
	printf 'asset,over,return,confidence\nC,A,500%%,90%%\n' >views.csv
	exits 0 allocate A/Q B/Q C/Q -m black-litterman --market A=50 --market B=30 --market C=20 --views views.csv
	[ "$(json -s '.[2].weight > 0.2 and .[0].weight < 0.5')" = true ]
	exits 0 allocate A/Q B/Q C/Q --part summary --current A=100 --cost 0.1%
	[ "$(json '[.method, .bars, .assets, .ridge] | join(" ")')" = "min-variance 300 3 0" ]
	[ "$(json '.volatility > 0 and .expected_shortfall >= .value_at_risk')" = true ]
	[ "$(json '.turnover > 0 and (.cost / .turnover / 0.002 - 1 | fabs < 1e-9)')" = true ]
	exits 0 allocate A/Q B/Q C/Q --part summary --current A=100 --cost 99% --hold 1h
	[ "$(json '.turnover < 1e-9')" = true ]
	for format in table json csv; do
		exits 0 allocate A/Q B/Q C/Q --format $format
		[[ $output == *weight* ]]
	done
}

@test "allocate: the frontier rises, and its picture shows what the rows say" {
	given_markets
	exits 0 allocate A/Q B/Q C/Q --frontier 12 --svg f.svg
	[ "$(json -s '[.[] | select(.kind == "frontier")] | length == 12 and
		. == sort_by(.expected_return) and . == sort_by(.volatility)')" = true ]
	[ "$(json -s -c 'map(.kind) | unique')" = '["asset","chosen","frontier"]' ]
	# the least variance is where it begins, and what is chosen
	[ "$(json -s '.[0].volatility / .[-1].volatility - 1 | fabs < 1e-9')" = true ]
	grep -q '<svg ' f.svg
	[ "$(grep -c 'class="mark"' f.svg)" -eq 11 ]
	[ "$(grep -c '<title>' f.svg)" -eq 5 ]
	refused 2 "--svg is of --frontier" A/Q B/Q --svg f.svg
	refused 2 "--frontier: a point is none" A/Q B/Q --frontier 1
	refused 2 "--frontier is shown without --part" A/Q B/Q --frontier 5 --part summary
	refused 14 "" A/Q B/Q --frontier 5 --svg no/such/f.svg
}

@test "allocate explains limits that contradict" {
	given_markets
	refused 4 "the upper bounds add up to 90%, less than the 100% there is" A/Q B/Q C/Q --max 30%
	refused 4 "the lower bounds add up to 120%, more than the 100% there is" A/Q B/Q C/Q --min 40%
	refused 4 "A: it is to be at least 50% and at most 40%" A/Q B/Q --max 40% --min A=50%
	refused 4 "no weights obey these together: group x at most 30%, group y at most 30%" A/Q B/Q C/Q \
		--group x=A,B:30% --group y=C:30%
	refused 4 "the bounds take a turnover of at least 60%, more than 10%" A/Q B/Q --max A=40% \
		--current A=100 --turnover 10%
	refused 4 "no weights within the limits earn more than the risk-free rate of 9000%" A/Q B/Q \
		--method max-sharpe --rate 9000%
}

@test "allocate: a singular covariance is mended, and told" {
	given_markets
	exits 0 candles export --venue a --symbol A/Q --timeframe 1h --format csv
	printf '%s\n' "$output" >same.csv
	exits 0 candles import same.csv --venue a --symbol D/Q --timeframe 1h
	exits 0 allocate A/Q D/Q
	says "the covariance is singular: 1e-8 of its mean variance is added to its diagonal"
	[ "$(json -s 'all(.[]; .weight == 0.5)')" = true ]
	exits 0 allocate A/Q B/Q --method hrp --max 50%
	says "hrp knows no limits: these are the nearest weights within them"
}

@test "allocate refuses bars that tell nothing" {
	given_markets
	awk 'BEGIN { print "timestamp,open,high,low,close,volume"
		for (; i < 300; i++) printf "%.0f,5,5,5,5,1\n", 1704067200000 + i * 3600000 }' >flat.csv
	exits 0 candles import flat.csv --venue a --symbol F/Q --timeframe 1h
	refused 12 "F/Q 1h: the price stood still over all 300 bars" A/Q F/Q
	refused 12 "are too few for an allocation" A/Q B/Q --from 2024-01-13T10:00Z
	refused 2 "NONE/Q 1h: no candles are stored" A/Q NONE/Q
}

@test "allocate refuses bad input" {
	given_markets
	refused 2 "1 symbol: it takes from 2 to 200" A/Q
	refused 2 '"A" is not a symbol such as BTC/USDT' A B/Q
	refused 2 "A/Q and A/R are both A" A/Q A/R
	refused 2 "B is the quote, which is cash" A/B B/B
	refused 2 "--min: D is none of the assets" A/Q B/Q --min D=5%
	refused 2 '--max: "150%" is no part from 0% to 100%' A/Q B/Q --max 150%
	refused 2 '--max: "0.0000001" is no part' A/Q B/Q --max 0.0000001
	refused 2 "--group: 'x' is none such as majors=BTC,ETH:60%" A/Q B/Q --group x
	refused 2 "--group: D is none of the assets" A/Q B/Q --group x=D:5%
	refused 2 "--cash: not from 0% to below 100%" A/Q B/Q --cash 100%
	refused 2 "--cash: the symbols have several quotes" A/Q B/R --cash 5%
	refused 2 "--turnover is of changes from what is held: give --current or --held" A/Q B/Q --turnover 5%
	refused 2 "--turnover: not from above 0%" A/Q B/Q --turnover 0% --current A=100
	refused 2 "the weights add up to 50, not to 100 or 1" A/Q B/Q --current A=50
	refused 2 "--current: X is none of the assets" A/Q B/Q --current X=100
	refused 2 "--current: no-such: No such file" A/Q B/Q --current no-such
	refused 2 "--level: not from above 0% to below 100%" A/Q B/Q --level 100%
	refused 2 "--aversion: not above 0" A/Q B/Q --aversion 0
	refused 2 "--views is of --method black-litterman" A/Q B/Q --views v
	refused 2 "--views: v: No such file" A/Q B/Q --views v -m black-litterman
	for bad in 'asset,return\nX,5%=line 2: X is none of the assets' \
		'asset,return\nA,much=line 2: "much" is no return such as 15%' \
		'asset\nA=line 2: return is missing' \
		'asset,over,return\nA,A,5%=line 2: A over itself' \
		'asset,return,confidence\nA,5%,0%=line 2: "0%" is no confidence from 1% to 100%'; do
		printf '%b\n' "${bad%%=*}" >v.csv
		refused 12 "v.csv: ${bad#*=}" A/Q B/Q --views v.csv -m black-litterman
	done
	refused 2 "--rate: not from" A/Q B/Q --rate 99999%
	refused 2 "" A/Q B/Q --timeframe 1h --timeframe 4h
	no_complaints
}

@test "allocate: a full disk is exit 14" {
	given_markets
	run etrms allocate A/Q B/Q >/dev/full
	[ "$status" -eq 14 ] || run -14 bash -c 'etrms allocate A/Q B/Q >/dev/full'
}
