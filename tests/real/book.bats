#!/usr/bin/env bats
# Real order books (ETRMS_DATA/book: Binance spot, 2024-08-08)
# - the rebuilt touch is that of the quote stream at every update both tell of
# - the book is the one that awk makes of the same files, level for level
# - slippage is what a walk by hand comes to
load ../helper

setup_file() {
	export ETRMS_DATA=${ETRMS_DATA:-$(cd "$(dirname "$BATS_TEST_FILENAME")/../.." && pwd)/../shared/data}
}

# of SYMBOL: $of is where its files begin, $files the options that name them
of() {
	of=$ETRMS_DATA/book/$1_binance_spot_20240808
	files=(--book "$of.l2_snapshot.csv.gz" --book "$of.l2_updates.csv.gz"
		--book "$of.trades.csv.gz" --book "$of.bookticker.csv.gz")
}

@test "the rebuilt touch is the one of the quotes, 564 and 577 times" {
	needs_data book
	of BTCUSDT
	exits 0 analyze liquidity BTC/USDT "${files[@]}"
	[ -z "$stderr" ]
	[ "$(json '[.quotes, .quotes_other, .trades, .gaps] | join(" ")')" = "564 0 9757 0" ]
	of ETHUSDT
	exits 0 analyze liquidity ETH/USDT "${files[@]}"
	[ -z "$stderr" ]
	[ "$(json '[.quotes, .quotes_other, .trades, .gaps] | join(" ")')" = "577 0 6106 0" ]
	# one quote that is another is told
	zcat "$of.bookticker.csv.gz" | awk -F, -v OFS=, 'NR > 1 { $4 = $4 + 1 } { print }' >quotes.csv
	run_etrms analyze liquidity ETH/USDT "${files[@]:0:6}" --book quotes.csv
	[ "$status" -eq 0 ]
	[[ $stderr == *"another touch than the quotes at 577 of 577 updates"* ]]
}

@test "the book at the end is the one made by hand" {
	needs_data book
	for name in BTCUSDT=BTC/USDT ETHUSDT=ETH/USDT; do
		of "${name%=*}"
		{
			zcat "$of.l2_snapshot.csv.gz" | sed 's/^/s,/'
			zcat "$of.l2_updates.csv.gz" | sed 's/^/u,/'
		} | awk -F, '
			$1 == "s" && $2 ~ /^[0-9]/ { id = $3; q[$4 "," sprintf("%.2f", $5)] = $6 + 0 }
			$1 == "u" && $2 ~ /^[0-9]/ && $5 > id {
				at = $6 "," sprintf("%.2f", $7)
				if ($8 + 0 == 0) delete q[at]
				else q[at] = $8 + 0
			}
			END { for (k in q) printf "%s,%.10g\n", k, q[k] }' | sort >want
		exits 0 analyze liquidity "${name#*=}" "${files[@]}" --part book \
			--format csv --fields side,price,amount --no-header
		sed 's/^bid/b/; s/^ask/a/' <<<"$output" |
			awk -F, '{ printf "%s,%.2f,%.10g\n", $1, $2, $3 }' | sort >got
		[ "$(wc -l <got)" -gt 1500 ]
		diff want got >difference || complain "$name: $(head -5 difference)"
	done
	no_complaints
}

@test "slippage is what a walk by hand comes to" {
	needs_data book
	of BTCUSDT
	exits 0 analyze liquidity BTC/USDT "${files[@]}" --part book --format csv \
		--fields side,price,amount --no-header
	local book=$output
	for size in 1000 250000 3000000 20000000 900000000; do
		exits 0 analyze liquidity BTC/USDT "${files[@]}" --size $size --part slippage
		for side in buy sell; do
			read -r average worst mid touch filled complete <<<"$(awk -F, -v size=$size -v side=$side '
				BEGIN { n = i = 0 }
				$1 == "bid" && !bid { bid = $2 }
				$1 == "ask" && !ask { ask = $2 }
				$1 == (side == "buy" ? "ask" : "bid") { p[n] = $2; q[n++] = $3 }
				END {
					mid = (bid + ask) / 2; want = left = size / mid
					for (; i < n && left > 0; i++) {
						take = q[i] < left ? q[i] : left
						cost += take * p[i]; left -= take; worst = p[i]
					}
					done = want - left; average = cost / done; sign = side == "buy" ? 1 : -1
					printf "%.17g %.17g %.17g %.17g %.17g %s\n", average, worst,
						sign * (average / mid - 1) * 10000, sign * (average / p[0] - 1) * 10000,
						done, left < want / 1e9 ? "true" : "false"
				}' <<<"$book")"
			[ "$(json -s "map(select(.side == \"$side\"))[0] |
				(.average / $average - 1 | fabs) < 1e-12 and .worst == $worst and
				(.mid_bps - ($mid) | fabs) < 1e-8 and (.touch_bps - ($touch) | fabs) < 1e-8 and
				(.filled / $filled - 1 | fabs) < 1e-9 and .complete == $complete")" = true ] ||
				complain "$size $side: $average $worst $mid $touch $filled $complete, not $output"
		done
	done
	# the last is more than all that was told of the book
	[ "$complete" = false ]
	no_complaints
}

@test "a change that is missing is found in the real book" {
	needs_data book
	of BTCUSDT
	zcat "$of.l2_updates.csv.gz" >all.csv
	id=$(awk -F, 'NR == 60000 { print $4 }' all.csv)
	awk -F, -v id="$id" '$4 != id' all.csv >holes.csv
	exits 12 analyze liquidity BTC/USDT --book "$of.l2_snapshot.csv.gz" --book holes.csv
	says "changes of the book are missing: after update"
}
