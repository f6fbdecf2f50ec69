# analyze liquidity: spread, depth, imbalance, walks, order flow and what trades
# paid, by hand and against method run; advice; anomalies; score, the usual of
# the hour and history; the map; live from a served venue; every kind of bad
# input. Real books: tests/real.
load ../helper
load ../serve
load ../vault
load ../live

HEADER=kind,time,before_id,last_id,side,price,amount

# given_book ROW…: a recording, times in s after 2024-03-01
given_book() {
	{
		echo $HEADER
		printf '%s\n' "$@"
		echo end,300,,,,,
	} | awk -F, -v OFS=, 'NR > 1 { $2 = sprintf("%.0f", 1709251200000 + $2 * 1000) } { print }' >book.csv
}

# a book of three levels a side
SNAPSHOT=(snapshot,0,,10,bid,99,2 snapshot,0,,10,bid,98,3 snapshot,0,,10,bid,90,50
	snapshot,0,,10,ask,101,1 snapshot,0,,10,ask,102,4 snapshot,0,,10,ask,110,50)

# refused CODE TEXT ARGS…
refused() {
	local code=$1 text=$2
	shift 2
	exits "$code" analyze liquidity "$@"
	says "$text"
	[ -z "$output" ]
}

@test "analyze liquidity: a book by hand" {
	given_book "${SNAPSHOT[@]}"
	exits 0 analyze liquidity A/B --book book.csv --size 150
	[ "$(json '[.bid, .ask, .mid, .spread_bps, .microprice, .source, .time] | map(tostring) | join(" ")')" = \
		"99 101 100 200 100.33333333333333 recorded 2024-03-01T00:00:00Z" ]
	# 55 bid and 55 asked in five levels
	[ "$(json '.book_imbalance == 0 and .bid_depth == 0 and .ask_depth == 0 and .imbalance == null and .ofi == null')" = true ]
	exits 0 analyze liquidity A/B --book book.csv --part depth
	[ "$(json -s -c 'map(select(.bps == 100))[0] | [.bid, .ask, .whole]')" = '[198,101,true]' ]
	[ "$(json -s 'map(.bps) == [1, 2, 5, 10, 25, 50, 100]')" = true ]
	exits 0 analyze liquidity A/B --book book.csv --size 300 --size 90000 --part slippage
	# 3 at 100: a buy takes 1 at 101, 2 at 102; a sale 2 at 99, 1 at 98
	[ "$(json -s -c 'map([.side, .amount, .filled, .worst, .complete])')" = \
		'[["buy",3,3,102,true],["sell",3,3,98,true],["buy",900,55,110,false],["sell",900,55,90,false]]' ]
	[ "$(json -s '.[0] | (.average - 305 / 3 | fabs) < 1e-12 and (.mid_bps - 500 / 3 | fabs) < 1e-9 and (.touch_bps - (305 / 3 / 101 - 1) * 10000 | fabs) < 1e-9')" = true ]
	[ "$(json -s '.[1] | (.average - 296 / 3 | fabs) < 1e-12 and (.mid_bps - 400 / 3 | fabs) < 1e-9')" = true ]
	[ "$(json -s '.[2] | .advice == "iceberg" and (.reason | startswith("the book runs out"))')" = true ]
	exits 0 analyze liquidity A/B --book book.csv --part book --format csv --fields side,price,amount
	[ "$output" = "side,price,amount
bid,99,2
bid,98,3
bid,90,50
ask,101,1
ask,102,4
ask,110,50" ]
}

@test "analyze liquidity: changes are applied, and their order flow is counted" {
	# what ended before the snapshot is dropped; the next one reaches over it
	given_book change,0,1,9,bid,100,7 "${SNAPSHOT[@]}" change,1,8,12,bid,99,5 \
		change,1,8,12,bid,98,0 change,2,12,13,ask,101,0 change,3,13,14,bid,100,1 \
		change,4,14,15,,,
	exits 0 analyze liquidity A/B --book book.csv
	# +3 of the bid; -(0) + 1 of the ask that went up; +1 of a higher bid
	[ "$(json '[.bid, .ask, .changes, .ofi] | join(" ")')" = "100 102 4 5" ]
	# 200 bps for 1 s, 200 for 1 s, then 3/100.5 for 1 s, 2/101 for 1 s
	[ "$(json '(.mean_spread_bps - (200 + 200 + 30000 / 100.5 + 20000 / 101) / 4 | fabs) < 1e-9')" = true ]
	# a snapshot behind a gap begins anew
	given_book "${SNAPSHOT[@]}" gap,1,,,,, change,2,30,31,bid,97,1 snapshot,3,,30,bid,96,1 \
		snapshot,3,,30,ask,104,1
	run_etrms analyze liquidity A/B --book book.csv
	[ "$status" -eq 0 ]
	[[ $stderr == *"book.csv: the recording has 1 gap"* ]]
	[ "$(json '[.bid, .ask, .gaps] | join(" ")')" = "97 104 1" ]
}

@test "analyze liquidity: what trades paid and moved is what method run says" {
	rows=("${SNAPSHOT[@]}")
	id=10
	: >trades
	for i in $(seq 1 40); do
		step=$((i * 7)) bid=$((95 + i * 5 % 4)) side=buy price=101 d=1
		[ $((i % 3)) -ne 0 ] || side=sell price=99 d=-1
		rows+=("trade,$step,,,$side,$price,$((1 + i % 5))")
		echo "$((1709251200000 + step * 1000)) $price $((1 + i % 5)) $d" >>trades
		rows+=("change,$step,$id,$((id + 1)),bid,$bid.5,$((i % 2 * i))")
		id=$((id + 1))
	done
	given_book "${rows[@]}"
	exits 0 analyze liquidity A/B --book book.csv --bucket 2
	local all=$output
	# the best bid stays 99: every mid is 100
	[ "$(json .bid)" = 99 ]
	input=$(awk '{ t = t s $1; p = p s $2; q = q s $3; d = d s $4; m = m s 100; s = "," }
		END { printf "{\"price\":[%s],\"qty\":[%s],\"side\":[%s],\"ts\":[%s],\"mid\":[%s]}", p, q, d, t, m }' trades)
	want=$(etrms method run <<<"{\"fn\":\"spread_effective\",\"input\":$input}")
	[ "$(jq -n --argjson a "$all" --argjson w "$want" '
		($a.effective_bps - $w.effective_bps | fabs) < 1e-9 and
		($a.realised_bps - $w.realised_bps | fabs) < 1e-9 and
		($a.impact_bps - $w.impact_bps | fabs) < 1e-9')" = true ]
	want=$(jq -c '{fn: "vpin", params: {bucket_volume: 2}, input: {price, qty, side}}' <<<"$input" | etrms method run)
	[ "$(jq -n --argjson a "$all" --argjson w "$want" '($a.vpin - $w.vpin[-1] | fabs) < 1e-12')" = true ]
	want=$(jq -c '{fn: "roll_spread", input: {price}}' <<<"$input" | etrms method run)
	[ "$(jq -n --argjson a "$all" --argjson w "$want" '($a.roll_bps - 100 * $w.spread | fabs) < 1e-9')" = true ]
	[ "$(jq '.trades' <<<"$all")" = 40 ]
}

@test "analyze liquidity: Amihud is the one of method run, Corwin-Schultz by hand" {
	given_book "${SNAPSHOT[@]}"
	{
		echo timestamp,open,high,low,close,volume
		echo 1704067200000,100,102,98,101,5
		echo 1704070800000,101,103,99,100,7
		echo 1704074400000,100,101,97,98,2
	} >bars.csv
	exits 0 candles import bars.csv --venue a --symbol A/B --timeframe 1h
	exits 0 analyze liquidity A/B --book book.csv --venue a --timeframe 1h
	local all=$output want
	want=$(etrms method run <<<'{"fn":"amihud","input":{"close":[101,100,98],"volume":[5,7,2]}}')
	[ "$(jq -n --argjson a "$all" --argjson w "$want" '($a.amihud - $w.value | fabs) < 1e-12')" = true ]
	[ "$(jq '
		def pair($h; $l; $i; $m): (3 - 2 * (2 | sqrt)) as $k |
			(($h / $l | log) * ($h / $l | log) + ($i / $m | log) * ($i / $m | log)) as $b |
			(([$h, $i] | max) / ([$l, $m] | min) | log) as $g |
			((((2 * $b | sqrt) - ($b | sqrt)) / $k - $g / ($k | sqrt)) | exp) as $e |
			[0, 2 * ($e - 1) / (1 + $e)] | max;
		(.corwin_schultz_bps - 5000 * (pair(102; 98; 103; 99) + pair(103; 99; 101; 97)) | fabs) < 1e-8' <<<"$all")" = true ]
	[ "$(jq '.corwin_schultz_bps > 0' <<<"$all")" = true ]
	# they were asked for
	refused 2 "A/B 4h: no candles are stored" A/B --book book.csv --venue b --timeframe 4h
	exits 0 analyze liquidity A/B --book book.csv --venue b
	[ "$(json '.amihud == null and (.missing | contains("Amihud and Corwin-Schultz take stored candles"))')" = true ]
}

@test "analyze liquidity advises an order type, and says why" {
	# 0.1 bps between them, 10 on each side
	given_book snapshot,0,,1,bid,99999.5,10 snapshot,0,,1,ask,100000.5,1 \
		snapshot,0,,1,ask,100030,9 snapshot,0,,1,bid,90000,9 snapshot,0,,1,ask,100200,100
	exits 0 analyze liquidity A/B --book book.csv --size 50000 --size 500000 --part slippage
	[ "$(json -s -c 'map([.side, .size, .advice, .slices])')" = \
		'[["buy",50000,"market",1],["sell",50000,"market",1],["buy",500000,"iceberg",2],["sell",500000,"market",1]]' ]
	[ "$(json -s '.[2].reason | startswith("at once it pays 2.") and contains("1.00027e+06 stand within 10 bps")')" = true ]
	given_book snapshot,0,,1,bid,999.5,10 snapshot,0,,1,ask,1000.5,10
	exits 0 analyze liquidity A/B --book book.csv --size 500
	[ "$(json .advice)" = limit ]
	exits 0 analyze liquidity A/B --book book.csv --size 500 --part slippage --fee 0.04%
	[ "$(json -s -c 'map(.fee_bps)')" = "[4,4]" ]
	exits 0 analyze liquidity A/B --book book.csv --size 500 --part slippage --fee -0.01%
	[ "$(json -s -c 'map(.fee_bps)')" = "[-1,-1]" ]
	exits 0 analyze liquidity BTC/USDT --book book.csv --size 500 --part slippage
	[ "$(json -s -c 'map(.fee_bps)')" = "[10,10]" ]
	exits 2 analyze liquidity A/B --book book.csv --fee 11%
	says "--fee: not from -10% to 10%"
	exits 0 analyze liquidity A/B --book book.csv --size 500 --part slippage
	[ "$(json -s -c 'map(.fee_bps)')" = "[null,null]" ]
	[ "$(json -s '.[0].reason | startswith("the spread is 10.00 bps")')" = true ]
}

@test "analyze liquidity shows what looks odd, and what speaks for it" {
	rows=(snapshot,0,,1,bid,99.9,1 snapshot,0,,1,bid,99.8,1 snapshot,0,,1,bid,99.7,1
		snapshot,0,,1,ask,100.1,1 snapshot,0,,1,ask,100.2,1 snapshot,0,,1,ask,100.3,40)
	id=1
	# six large bids that are gone at once, each before a buy
	for i in $(seq 6); do
		rows+=("change,$((i * 5)),$id,$((id + 1)),bid,99.89,20")
		rows+=("change,$((i * 5 + 1)),$((id + 1)),$((id + 2)),bid,99.89,0")
		rows+=("trade,$((i * 5 + 2)),,,buy,100.1,0.$i")
		id=$((id + 2))
	done
	rows+=(trade,100,,,buy,100.1,0.77 trade,100,,,sell,100.1,0.77 trade,100,,,buy,100.1,0.77
		trade,200,,,sell,99.9,60)
	given_book "${rows[@]}"
	exits 0 analyze liquidity A/B --book book.csv --part anomalies
	[ "$(json -s -c 'map([.kind, .side, .price, .amount])')" = \
		'[["large_trade","sell",99.9,60],["wall","ask",100.3,40],["layering","bid",99.89,20],["wash_prints","buy",100.1,0.77]]' ]
	[ "$(json -s -r '.[2].evidence')" = "6 large levels in 26 s, gone after 1.00 s on average, 11.00 bps from the mid, 0.0% traded; after 100% a trade on the other side" ]
	# near 0.78, short 0.8, nothing traded, six times, each followed
	[ "$(json -s '.[2].score - pow(0.78 * 0.8; 0.2) | fabs < 1e-6')" = true ]
	[ "$(json -s -r '.[3].evidence')" = "3 trades of 0.77 at 100.1 in 0 ms, sides by turns" ]
	[ "$(json -s '.[1].score')" = 40 ]
	exits 0 analyze liquidity A/B --book book.csv
	[ "$(json '[.walls, .large_trades, .anomalies] | join(" ")')" = "1 1 2" ]
	# a second of many changes, and no more trades than else
	rows=("${SNAPSHOT[@]}")
	id=10
	for i in $(seq 20); do
		n=1
		[ $i -ne 15 ] || n=30
		for _ in $(seq $n); do
			rows+=("change,$i,$id,$((id + 1)),bid,98,$((id % 7 + 1))")
			id=$((id + 1))
		done
	done
	given_book "${rows[@]}"
	exits 0 analyze liquidity A/B --book book.csv --part anomalies
	[ "$(json -s -c 'map(select(.kind == "quote_stuffing") | [.time, .score])')" = '[["2024-03-01T00:00:15Z",30]]' ]
}

@test "analyze liquidity keeps what it said, and scores by it" {
	for i in $(seq 10); do
		given_book "snapshot,$i,,1,bid,$((100 - i)),$i" "snapshot,$i,,1,ask,$((100 + i)),$i"
		exits 0 analyze liquidity A/B --book book.csv --size 10
		[ "$(json '.score == null and .regime == null')" = true ]
		# the same answer twice is kept once
		exits 0 analyze liquidity A/B --book book.csv --size 10
	done
	given_book snapshot,20,,1,bid,98.5,1 snapshot,20,,1,ask,101.5,1
	exits 0 analyze liquidity A/B --book book.csv --size 10
	# spread below 9 of 10; no depth within 10 bps, as all others; no candles;
	# slippage below 9 of 10
	[ "$(json '(.score - 100 * (0.9 + 0.5 + 0.9) / 3 | fabs) < 1e-9 and .regime == "high"')" = true ]
	[ "$(json '.missing | contains("score without Amihud")')" = true ]
	# against the usual of the hour: of ten spreads from 200 to 2000 bps
	[ "$(json '.hour_answers == 10 and (.usual_spread_bps - 1100 | fabs) < 1e-9 and (.spread_deviations + 800 / (1.4826 * 500) | fabs) < 1e-9')" = true ]
	[ "$(json '.missing | contains("hour")')" = false ]
	exits 0 analyze liquidity --history
	[ "$(rows)" -eq 11 ]
	[ "$(json -s '.[10] | .symbol == "A/B" and .spread_bps == 300 and .regime == "high"')" = true ]
	exits 0 analyze liquidity A/B --history --since 2024-03-01T00:00:09Z
	[ "$(rows)" -eq 3 ]
	exits 0 analyze liquidity C/D --history --format csv
	[ "${#lines[@]}" -eq 1 ]
	# another hour has none of its own
	given_book snapshot,3600,,1,bid,98.5,1 snapshot,3600,,1,ask,101.5,1
	sed -i 's/^end,[0-9]*/end,1709254900000/' book.csv
	exits 0 analyze liquidity A/B --book book.csv --size 10
	[ "$(json '.hour_answers == 0 and .usual_spread_bps == null and .spread_deviations == null')" = true ]
	[ "$(json '.missing | contains("the usual of the hour takes 10 answers of it")')" = true ]
	given_book snapshot,30,,1,bid,10,1 snapshot,30,,1,ask,190,1
	exits 0 analyze liquidity A/B --book book.csv --size 10 --part anomalies
	[ "$(json -s -r '.[0].kind')" = wide_spread ]
	[[ $(json -s -r '.[0].evidence') == "a spread of 18000 bps; from 00:00 to 01:00 UTC the median of 11 answers of 30 days is 1000: "*" robust deviations above" ]]
}

@test "analyze liquidity draws a recorded book" {
	exits 0 analyze liquidity BTC/USDT --book "$ROOT/examples/book.csv" --term
	[[ ${lines[0]} == "BTC/USDT: order book from 2024-03-01T00:00:00Z to 2024-03-01T00:04:00Z" ]]
	# the mid stands in every column
	[ "$(tail -n +3 <<<"$output" | cut -c14- | tr -cd o | wc -c)" -eq 67 ]
	LC_ALL=C exits 0 analyze liquidity BTC/USDT --book "$ROOT/examples/book.csv" --term
	! LC_ALL=C grep -q '[^ -~]' <<<"$output" || false
	exits 0 analyze liquidity BTC/USDT --book "$ROOT/examples/book.csv" --svg map.svg
	xmllint --noout map.svg
	[ "$(grep -c 'class="mark"' map.svg)" -eq 95 ]
	for part in summary depth slippage anomalies book; do
		exits 0 analyze liquidity BTC/USDT --book "$ROOT/examples/book.csv" --part $part --format json
		[ "$(json 'type == "array"')" = true ]
	done
	exits 14 analyze liquidity BTC/USDT --book "$ROOT/examples/book.csv" --svg no/such/map.svg
	says "no/such/map.svg"
	given_book "${SNAPSHOT[@]}"
	exits 12 analyze liquidity A/B --book book.csv --term
	says "a map of the book takes more than one moment of it"
}

@test "analyze liquidity of the book as it is now" {
	given_exchange
	exits 0 analyze liquidity BTC/USDT --size 500
	[ "$(json '.source == "live" and .bid < .ask and .trades > 0 and .effective_bps == null and .ofi == null')" = true ]
	local all=$output
	exits 0 analyze liquidity BTC/USDT --part book
	[ "$(json -s --argjson all "$all" '(map(select(.side == "bid").price) | max) == $all.bid and (map(select(.side == "ask").price) | min) == $all.ask')" = true ]
	exits 0 analyze liquidity --history
	[ "$(json -s 'all(.[]; .source == "live")')" = true ]
	exits 2 analyze liquidity DOGE/USDT
	says "DOGE/USDT"
	serve_end
	exits 7 analyze liquidity BTC/USDT
	[ -z "$output" ]
}

@test "analyze liquidity refuses books that cannot be" {
	given_book "${SNAPSHOT[@]}" change,1,10,11,bid,101,1
	refused 12 "book.csv: the book is crossed after update 11" A/B --book book.csv
	given_book snapshot,0,,10,bid,99,2
	refused 12 "book.csv: the snapshot 10 has no asks" A/B --book book.csv
	given_book "${SNAPSHOT[@]}" change,1,10,11,bid,99,0 change,1,10,11,bid,98,0 change,1,10,11,bid,90,0
	refused 12 "A/B: the book has no bids" A/B --book book.csv
	given_book "${SNAPSHOT[@]}" change,1,12,14,bid,99,1
	refused 12 "book.csv: changes of the book are missing: after update 10 comes one that begins at 13" A/B --book book.csv
	given_book "${SNAPSHOT[@]}" change,1,10,12,bid,99,1 change,1,13,14,bid,99,2
	refused 12 "after update 12 comes one that begins at 14" A/B --book book.csv
	given_book "${SNAPSHOT[@]}" gap,1,,,,,
	refused 12 "book.csv: the recording ends in a gap" A/B --book book.csv
	given_book trade,1,,,buy,99,1
	refused 12 "book.csv: no snapshot of an order book in it" A/B --book book.csv
	given_book "${SNAPSHOT[@]}" change,1,12,11,bid,99,1
	refused 12 "an event that ends before it begins" A/B --book book.csv
	given_book snapshot,0,,10,bid,0,2
	refused 12 'book.csv:2: not a number above 0 ("0")' A/B --book book.csv
	given_book snapshot,0,,10,up,1,2
	refused 12 'book.csv:2: side is not bid or ask ("up")' A/B --book book.csv
	given_book "${SNAPSHOT[@]}" quote,0,,10,bid,1,2
	refused 12 "kind is not snapshot, change, trade, gap or end" A/B --book book.csv
	given_book "${SNAPSHOT[@]}"
	sed -i '$d' book.csv
	refused 12 "book.csv: the recording has no end: it was cut short" A/B --book book.csv
	gzip -c "$ROOT/examples/book.csv" >whole.gz
	head -c 4000 whole.gz >cut.gz
	refused 12 "cut.gz: " A/B --book cut.gz
	{ head -c 3000 whole.gz; printf '\377\377\377\377'; tail -c +3005 whole.gz; } >damaged.gz
	refused 12 "damaged.gz: " A/B --book damaged.gz
	refused 2 "none.csv: " A/B --book none.csv
	printf '%s\n' last_update_id,time,side,price,qty 1,1709251200000,bid,99,1 1,1709251200000,ask,101,1 >s.csv
	printf '%s\n' 1709251201,99,1 >t.csv
	refused 12 "trades do not say who took: they have no side" A/B --book s.csv --book t.csv
}

@test "analyze liquidity refuses bad arguments" {
	refused 2 "name a symbol"
	refused 2 '"btc" is not a symbol' btc
	refused 2 "--size '0': not a number above 0" A/B --size 0
	refused 2 "--size 'x': not a number above 0" A/B --size x
	refused 2 "--bucket: not above 0" A/B --bucket 0
	refused 2 "--part 'heads'" A/B --part heads
	refused 2 "--term and --svg draw a recorded book" A/B --term
	refused 2 "--term and --svg draw a recorded book" A/B --svg a.svg
	refused 2 "--term draws for people" A/B --book a --term --part book
	refused 2 "--term draws for people" A/B --book a --term --format json
	refused 2 "--since is of --history" A/B --since now-1d
	refused 2 "--history shows what was said" --history --size 5
	refused 2 "no market data of its own" A/B --venue sim
	mapfile -t many < <(for i in $(seq 21); do printf '%s\n' --size "$i"; done)
	refused 2 "--size: at most 20 of them" A/B "${many[@]}"
}
