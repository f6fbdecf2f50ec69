# analyze profile: volume by price, value area, nodes, levels and their strength
# against sums by hand and method run; trades in every layout; parts, formats and
# pictures; every kind of bad input.
load ../helper

# given_bars SCRIPT [BARS]: a store with bars of an hour, of an awk program's o, h,
# l, c, v at i
given_bars() {
	rm -rf "$XDG_DATA_HOME/etrms"
	awk "BEGIN {
		print \"timestamp,open,high,low,close,volume\"
		for (; i < ${2-20}; i++) {
			$1
			printf \"%.0f,%.6f,%.6f,%.6f,%.6f,%.6f\n\", 1704067200000 + i * 3600000, o, h, l, c, v
		}
	}" >bars.csv
	exits 0 candles import bars.csv --venue a --symbol A/B --timeframe 1h
}

# given_market SYMBOL BARS
given_market() {
	exits 0 candles generate --venue a --symbol "$1" --timeframe 1h \
		--bars "$2" --seed 2 --from 2024-01-01
}

# refused CODE TEXT ARGS…
refused() {
	local code=$1 text=$2
	shift 2
	exits "$code" analyze profile "$@"
	says "$text"
	[ -z "$output" ]
}

@test "analyze profile: bins, point of control and value area by hand" {
	# ten bars of 4 from 100 to 102, ten of 2 from 101 to 103
	given_bars 'l = i < 10 ? 100 : 101; h = l + 2; o = l; c = h; v = i < 10 ? 4 : 2'
	exits 0 analyze profile A/B --bin 1 --part bins --format csv \
		--fields low,high,volume,in_area,node
	[ "$output" = "low,high,volume,in_area,node
100,101,20,true,
101,102,30,true,poc
102,103,10,false," ]
	exits 0 analyze profile A/B --bin 1
	[ "$(json '[.poc, .area_low, .area_high, .area, .volume, .bins, .width, .close, .place] | map(tostring) | join(" ")')" = \
		"101.5 100 102 50 60 3 1 103 above" ]
	[ "$(json '.area_share == 50 / 60')" = true ]
	# of 90 % the bin above is wanted, too
	exits 0 analyze profile A/B --bin 1 --area 90%
	[ "$(json '[.area_high, .area, .place] | map(tostring) | join(" ")')" = "103 60 inside" ]
	exits 0 analyze profile A/B --bin 0.5 --part bins
	[ "$(json -s '[.[].volume] == [10, 10, 15, 15, 5, 5]')" = true ]
	# a bar without a range is all in one bin
	given_bars 'l = h = o = c = i < 15 ? 100.2 : 101.7; v = 1'
	exits 0 analyze profile A/B --bin 1 --part bins --format csv --fields low,volume
	[ "$output" = "low,volume
100,15
101,5" ]
}

@test "analyze profile: nodes of much and little volume" {
	# 5 bins of one price each: 8 8 8 0 1, mean 5, smooth 8 8 16/3 3 1/2
	given_bars 'p = i < 8 ? 0 : i < 16 ? 1 : i < 24 ? 2 : 4; o = h = l = c = 100.5 + p; v = 1' 25
	exits 0 analyze profile A/B --bin 1 --part bins
	[ "$(json -s -c 'map([.volume, .node])')" = '[[8,"high"],[8,null],[8,"poc"],[0,null],[1,null]]' ]
	# the lowest of smooth 6 13/3 8/3 3 6 is not below half of the mean, 4.4
	given_bars 'p = i < 7 ? 0 : i < 12 ? 1 : i < 13 ? 2 : i < 15 ? 3 : 4; o = h = l = c = 100.5 + p; v = 1' 22
	exits 0 analyze profile A/B --bin 1
	[ "$(json .low_nodes)" = 0 ]
	given_bars 'p = i < 20 ? 0 : i < 21 ? 2 : 5; o = h = l = c = 100.5 + p; v = 1' 40
	exits 0 analyze profile A/B --bin 1 --part bins
	[ "$(json -s -c 'map(select(.node == "low").low)')" = '[102]' ]
}

@test "analyze profile: levels are those of method run, with strength by hand" {
	given_market A/B 400
	etrms candles export --venue a --symbol A/B --timeframe 1h --format csv \
		--fields high,low >bars.csv
	run --separate-stderr etrms method run --data . <<<'{"fn":"support_resistance","params":{"tolerance":0.004},"input":{"csv":"bars.csv"}}'
	local want=$output
	exits 0 analyze profile A/B --tolerance 0.4% --part levels
	[ "$(rows)" -gt 1 ]
	[ "$(json -s --argjson want "$want" '[.[] | [.price, .touches]] as $got |
		($got | length) == ($want.levels | length) and
		all(range($got | length); ($got[.][0] / $want.levels[.][0] - 1 | fabs) < 1e-11 and
			$got[.][1] == $want.levels[.][1])')" = true ]
	exits 0 analyze profile A/B --tolerance 0.4%
	local all=$output
	exits 0 analyze profile A/B --tolerance 0.4% --part levels
	[ "$(json -s --argjson all "$all" '
		([.[] | select(.kind == "support").price] | max) == $all.support and
		([.[] | select(.kind == "resistance").price] | min) == $all.resistance and
		all(.[]; (.kind == "support") == (.price <= $all.close) and
			(.distance - (.price / $all.close - 1) | fabs) < 1e-12) and
		length == $all.levels')" = true ]
	# two highs of 110, at bars 5 and 15 of 20; their volume is above all others
	given_bars 'h = i % 10 == 5 ? 110 : 101 - i * 0.01; l = 100 - i * 0.01; o = c = 100.5 - i * 0.01; v = i % 10 == 5 ? 9 : 1'
	exits 0 analyze profile A/B --pivot 3 --part levels
	[ "$(rows)" -eq 1 ]
	[ "$(json '.price == 110 and .touches == 2 and .kind == "resistance" and .last_touch == "2024-01-01T15:00:00Z" and
		(.strength - 2 * (-4 / 200 | exp) * 2 | fabs) < 1e-12')" = true ]
	# a wider net has one touch more, a narrower none
	exits 0 analyze profile A/B --pivot 3 --touches 3 --part levels
	[ "$(rows)" -eq 0 ]
	exits 0 analyze profile A/B --pivot 3 --atr --part levels
	[ "$(rows)" -eq 1 ]
}

# given_trades: 30 of them as seconds, price, amount
given_trades() {
	awk 'BEGIN { for (; i < 30; i++) print 1704067200 + i, 100 + i * 7 % 11 + 0.25, 1 + i % 3 }' >trades
}

@test "analyze profile: trades in every layout, as method run has them" {
	given_trades
	local want got
	want=$(awk '{ p = p (NR > 1 ? "," : "") $2; q = q (NR > 1 ? "," : "") $3 }
		END { printf "{\"fn\":\"volume_profile\",\"params\":{\"bin\":2},\"input\":{\"price\":[%s],\"qty\":[%s]}}", p, q }' trades |
		etrms method run)
	awk '{ print "ts,trade_id,side,price,amount" } NR > 0 { exit }' trades >a.csv
	awk '{ printf "%d000,%d,%s,%s,%s\n", $1, NR, NR % 2 ? "buy" : "sell", $2, $3 }' trades >>a.csv
	awk '{ printf "%d,%s,%s,1,1,%d000,%s,True\n", NR, $2, $3, $1, NR % 2 ? "True" : "False" }' trades >b.csv
	awk '{ printf "%d,%s,%s\n", $1, $2, $3 }' trades >c.csv
	{
		echo kind,time,before_id,last_id,side,price,amount
		awk '{ printf "trade,%d000,,,buy,%s,%s\n", $1, $2, $3 }' trades
		echo end,1704067300000,,,,,
	} >d.csv
	gzip -k c.csv
	mv c.csv.gz e.gz
	for file in a.csv b.csv c.csv d.csv e.gz; do
		exits 0 analyze profile A/B --trades $file --bin 2
		got=$output
		[ "$(jq -n --argjson want "$want" --argjson got "$got" '$got |
			.poc == $want.poc_mid and .area_low == $want.val and .area_high == $want.vah and
			.area == $want.va_volume and .volume == $want.total and .bins == $want.bins and
			.trades == 30 and .bars == null and .levels == null and .timeframe == null')" = true ] ||
			complain "$file: $got, not $want"
		[ "$(json '[.first, .last] | join(" ")')" = "2024-01-01T00:00:00Z 2024-01-01T00:00:29Z" ] ||
			complain "$file: $got"
	done
	no_complaints
}

@test "analyze profile: several symbols and timeframes, formats and parts" {
	given_market A/B 400
	given_market C/D 200
	exits 0 analyze profile A/B C/D --timeframe 1h --timeframe 4h --format csv \
		--fields symbol,timeframe,bars
	[ "$output" = "symbol,timeframe,bars
A/B,1h,400
A/B,4h,100
C/D,1h,200
C/D,4h,50" ]
	for part in summary bins levels; do
		exits 0 analyze profile A/B --part $part --format json
		[ "$(json 'type == "array"')" = true ]
		exits 0 analyze profile A/B --part $part --format table
		[[ ${lines[0]} == symbol* ]]
	done
	exits 0 analyze profile A/B
	[ "$(json '.bins <= 41 and .bins > 10')" = true ]
	exits 12 analyze profile A/B C/D --timeframe 12h --format csv --fields symbol
	says "C/D 12h: 16 bars are too few for a profile: it takes 20"
	[ "$output" = "symbol
A/B" ]
}

@test "analyze profile draws the same as it says" {
	given_market A/B 400
	exits 0 analyze profile A/B --bins 20
	local all=$output
	exits 0 analyze profile A/B --bins 20 --term
	[[ ${lines[0]} == "A/B 1h: volume by price" ]]
	[[ ${lines[1]} == "close $(jq .close <<<"$all"), POC $(jq .poc <<<"$all"), "* ]]
	[ "$(grep -c POC <<<"$output")" -eq 2 ]
	[ "$(grep -c ' > ' <<<"$output")" -eq 1 ]
	[ "${#lines[@]}" -eq $((2 + $(jq '.bins + .levels' <<<"$all"))) ]
	LC_ALL=C exits 0 analyze profile A/B --bins 20 --term
	! LC_ALL=C grep -q '[^ -~]' <<<"$output" || false
	exits 0 analyze profile A/B --bins 20 --svg p.svg
	[ "$output" = "$all" ]
	xmllint --noout p.svg
	[ "$(grep -c 'class="\(bar\|area\|peak\)"' p.svg)" -eq "$(jq .bins <<<"$all")" ]
	[ "$(grep -c 'class="peak"' p.svg)" -eq 1 ]
	grep -q "<desc>A/B 1h: volume by price: close $(jq .close <<<"$all"), POC $(jq .poc <<<"$all"), " p.svg
	exits 14 analyze profile A/B --svg no/such/folder.svg
	says "no/such/folder.svg"
}

@test "analyze profile refuses what has no volume, and what does not move" {
	given_market A/B 100
	refused 2 "symbol"
	refused 2 "C/D: no candles are stored" C/D
	refused 2 '"btc" is not a symbol' btc
	refused 12 "A/B 1h: 0 bars are too few for a profile" A/B --from 2025-01-01
	refused 2 "--bin: not above 0" A/B --bin 0
	refused 2 "--bins '4': not from 5 to 500" A/B --bins 4
	refused 2 "--area: not above 0%" A/B --area 0%
	refused 2 "--area: not above 0%" A/B --area 101%
	refused 2 "--tolerance: not from 0%" A/B --tolerance 101%
	refused 2 "--pivot '0'" A/B --pivot 0
	refused 2 "--touches '0'" A/B --touches 0
	refused 2 "--part 'heads'" A/B --part heads
	refused 2 "--term draws for people" A/B --term --part bins
	refused 2 "--term draws for people" A/B --term --format json
	refused 12 "A/B 1h: bins of 0.0001 are more than 1000; make them wider" A/B --bin 0.0001
	given_bars 'o = h = l = c = 100; v = 1'
	refused 12 "A/B 1h: the price stands still: all volume is at 100" A/B
	given_bars 'o = h = l = c = 100 + i; v = 0'
	refused 12 "A/B 1h: no bar has a volume" A/B
}

@test "analyze profile refuses what is no file of trades" {
	given_trades
	awk '{ printf "%d,%s,%s\n", $1, $2, $3 }' trades >good.csv
	refused 2 "--trades: of one symbol" A/B C/D --trades good.csv
	refused 2 "--trades are no bars" A/B --trades good.csv --timeframe 1h
	refused 2 "--part levels is of bars" A/B --trades good.csv --part levels
	refused 2 "none.csv: " A/B --trades none.csv
	head -5 good.csv >few.csv
	refused 12 "few.csv: 5 trades are too few for a profile: it takes 20" A/B --trades few.csv
	sed 's/,[0-9.]*,/,100,/' good.csv >still.csv
	refused 12 "still.csv: the price stands still" A/B --trades still.csv
	sed '3s/,[0-9.]*$/,0/' good.csv >bad.csv
	refused 12 'bad.csv:3: not a number above 0 ("0")' A/B --trades bad.csv
	sed '3s/,.*,/,x,/' good.csv >bad.csv
	refused 12 'bad.csv:3: not a number above 0 ("x")' A/B --trades bad.csv
	sed '3s/^/soon/' good.csv >bad.csv
	refused 12 "bad.csv:3: not a time" A/B --trades bad.csv
	sed '3s/$/,1/' good.csv >bad.csv
	refused 12 "bad.csv:3: another number of fields" A/B --trades bad.csv
	head -c -1 good.csv >cut.csv
	refused 12 "cut.csv:30: the last line has no line end: the file is cut short" A/B --trades cut.csv
	gzip -c good.csv | head -c 100 >cut.gz
	refused 12 "cut.gz: " A/B --trades cut.gz
	sed 's/^/1,/' good.csv >four.csv
	refused 12 "four.csv:1: no header, and neither 8 fields" A/B --trades four.csv
	echo time,price >head.csv
	refused 12 "head.csv:1: no header of trades" A/B --trades head.csv
	echo time,price,amount >none.csv
	refused 12 "none.csv: no rows in it" A/B --trades none.csv
	printf '%s\n' ts,side,price,amount 1704067200000,up,1,1 >bad.csv
	refused 12 'bad.csv:2: side is not buy or sell ("up")' A/B --trades bad.csv
	printf '%s\n' kind,time,before_id,last_id,side,price,amount trade,1704067200000,,,buy,1,1 >bad.csv
	refused 12 "bad.csv: the recording has no end: it was cut short" A/B --trades bad.csv
}
