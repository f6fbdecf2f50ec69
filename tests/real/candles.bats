#!/usr/bin/env bats
# Candles on real data (ETRMS_DATA; its README.md says what is true of each file)
# - rows, span, gaps, missing bars and idle bars of every candle file
# - what is exported equals the source, number for number
# - 18 perpetuals share one set of times
# - hours made into 4 h and days equal the published ones
# - the raw layouts of exchanges, ms and µs, agree with each other
# - two sources of the same days agree; the defective file shows its holes
load ../helper

setup_file() {
	export ETRMS_DATA=${ETRMS_DATA:-$(cd "$(dirname "$BATS_TEST_FILENAME")/../.." && pwd)/../shared/data}
}

# file | rows | first open | last open | missing | gaps | idle bars
table() {
	sed -n 's/^| \([A-Z0-9]*_[A-Za-z0-9_.-]*csv[.gz]*\) | \([0-9,]*\) | \([^ ]*\) \.\. \([^ |]*\) | missing \([0-9]*\)\( in \([0-9]*\) gap(s)[^;]*\)\{0,1\}; .*zero-volume \([0-9]*\);.*/\1|\2|\3|\4|\5|\7|\8/p' \
		"$ETRMS_DATA/README.md" | tr -d ,
}

frame_of() {
	sed 's/.*_\(1m\|1h\|4h\|1d\).*/\1/' <<<"$1"
}

# The rows of a CSV, numbers without trailing zeros and exponents.
plain() {
	LC_ALL=C awk -F, -v OFS=, '/[eE][-+]/ {
		for (i = 1; i <= NF; i++)
			if (split($i, part, /[eE]/) == 2) {
				digits = part[1]
				sub(/^[0-9]*\.?/, "", digits)
				n = length(digits) - part[2]
				$i = sprintf("%.*f", n > 0 ? n : 0, $i)
			}
	} /^[0-9]/ { print }' |
		LC_ALL=C sed -E 's/(\.[0-9]*[1-9])0+\>/\1/g; s/\.0+\>//g'
}

@test "every file has the bars that are said of it, and gives them back" {
	needs_data README.md
	local n=0 file rows first last missing gaps idle place
	while IFS='|' read -r file rows first last missing gaps idle; do
		place=$(echo "$ETRMS_DATA"/candles_*/"$file")
		[ -e "$place" ] || { echo "$file is not there"; return 1; }
		exits 0 candles import "$place" --venue real --symbol "${file%%_*}/F$n" \
			--timeframe "$(frame_of "$file")" --format ndjson
		[ "$(json '[.rows, .added, .missing, .gaps, .zero_volume, .from[:16]] | map(tostring) | join("|")')" = \
			"$rows|$rows|$missing|${gaps:-0}|$idle|${first%Z}" ] || {
			echo "$file: $output"
			echo "wanted: $rows|$rows|$missing|${gaps:-0}|$idle|${first%Z}"
			return 1
		}
		exits 0 candles list --symbol "${file%%_*}/F$n" --format ndjson
		[ "$(json '[.rows, .missing, .gaps] | map(tostring) | join("|")')" = "$rows|$missing|${gaps:-0}" ]
		etrms candles export --venue real --symbol "${file%%_*}/F$n" \
			--timeframe "$(frame_of "$file")" --format csv | plain >ours
		case $file in
		*.gz) zcat "$place" ;;
		*) cat "$place" ;;
		esac | plain >theirs
		cmp ours theirs
		n=$((n + 1))
	done < <(table)
	echo "$n files"
	[ "$n" -eq 52 ]
}

@test "eighteen perpetuals share one set of times" {
	needs_data candles_1h
	local n=0 place
	for place in "$ETRMS_DATA"/candles_1h/*USDT_perp_1h.csv.gz; do
		exits 0 candles import "$place" --venue binance \
			--symbol "$(basename "${place%%USDT_*}")/USDT:USDT" --timeframe 1h --quiet
		etrms candles export --venue binance \
			--symbol "$(basename "${place%%USDT_*}")/USDT:USDT" --timeframe 1h \
			--fields open_time_ms --format csv --no-header | sha256sum >>times
		n=$((n + 1))
	done
	[ "$n" -eq 18 ]
	[ "$(sort -u times | wc -l)" -eq 1 ]
	exits 0 candles verify
	[ "$(rows)" -eq 0 ]
	exits 0 candles list --format ndjson
	[ "$(json -s 'map(.rows) | unique | tostring')" = '[25744]' ]
}

# The resampled $1 bars of symbol $2 equal file $3: prices to the digit, volumes
# to 1e-15 of themselves, which is what sums in doubles can promise.
same_bars() {
	etrms candles export --venue binance --symbol "$2" --timeframe 1h \
		--resample "$1" --format csv --no-header >ours
	python3 - ours "$3" <<'PY'
import sys
from decimal import Decimal
def rows(path):
    out = {}
    for line in open(path):
        cells = line.strip().split(",")
        if cells[0].isdigit():
            out[int(cells[0])] = [Decimal(c) for c in cells[1:6]]
    return out
ours, theirs = rows(sys.argv[1]), rows(sys.argv[2])
assert list(ours) == list(theirs), (len(ours), len(theirs))
for t in ours:
    assert ours[t][:4] == theirs[t][:4], (t, ours[t], theirs[t])
    assert abs(ours[t][4] - theirs[t][4]) <= Decimal("2e-15") * theirs[t][4], t
print(len(ours))
PY
}

@test "hours make the published 4 h and 1 d bars" {
	needs_data candles_4h
	local coin
	for coin in BTC ETH; do
		exits 0 candles import "$ETRMS_DATA/candles_1h/${coin}USDT_spot_1h.csv.gz" \
			--venue binance --symbol $coin/USDT --timeframe 1h --quiet
		[ "$(same_bars 4h $coin/USDT "$ETRMS_DATA/candles_4h/${coin}USDT_spot_4h.csv")" -eq 6576 ]
		[ "$(same_bars 1d $coin/USDT "$ETRMS_DATA/candles_1d/${coin}USDT_spot_1d.csv")" -eq 1096 ]
	done
	# the real outage, and the idle bar before it
	exits 1 candles verify --symbol BTC/USDT --format ndjson
	[ "$(json -s 'map([.kind, .open_time_ms, .count]) | tostring')" = \
		'[["zero_volume",1679659200000,1],["gap",1679666400000,1]]' ]
}

@test "the layouts of exchanges are known by themselves and agree" {
	needs_data klines_raw
	local raw=$ETRMS_DATA/klines_raw
	exits 0 candles import "$raw/LTCUSDT-1m-2026-02-01.csv" --symbol LTC/USDT:USDT
	[ "$(json .layout)" = header ]
	exits 0 candles import "$raw/derived_LTCUSDT-1m-2026-02-01_ms_noheader.csv" \
		--venue binance --symbol LTC/USDT:USDT --timeframe 1m
	[ "$(json '[.layout, .added, .same] | tostring')" = '["binance",0,1440]' ]
	exits 0 candles import "$raw/derived_LTCUSDT-1m-2026-02-01_us_noheader.csv" \
		--venue binance --symbol LTC/USDT:USDT --timeframe 1m
	[ "$(json '[.layout, .added, .same] | tostring')" = '["binance",0,1440]' ]
	exits 0 candles import "$raw/AVAXUSDT-1m-2024-02-01.csv" --symbol AVAX/USDT:USDT
	[ "$(json '[.rows, .gaps] | tostring')" = '[1440,0]' ]
	exits 0 candles import "$raw/BTCUSDT-1d_ms_us_boundary.csv" --venue binance \
		--symbol BTC/USDT --timeframe 1d
	[ "$(json '[.rows, .gaps, .from, .to] | tostring')" = '[2,0,"2024-12-31T00:00:00Z","2025-01-02T00:00:00Z"]' ]
	exits 0 candles import "$raw/XBTUSDC_1_kraken_ohlcvt.csv" --venue kraken \
		--symbol BTC/USDC --timeframe 1m
	[ "$(json '[.layout, .rows] | tostring')" = '["kraken",3000]' ]
	# the same minutes as the normalised quarter
	exits 0 candles import "$ETRMS_DATA/candles_1m/XBTUSDC_kraken_1m_2023Q1.csv.gz" \
		--venue kraken --symbol BTC/USDC --timeframe 1m
	[ "$(json '[.same, .conflicts] | tostring')" = '[3000,0]' ]
}

@test "price series with dates are read" {
	needs_data series
	exits 0 candles import "$ETRMS_DATA/series/GOOG_1d.csv" --venue nasdaq --symbol GOOG/USD --timeframe 1d
	[ "$(json '[.rows, .from] | tostring')" = '[2148,"2004-08-19T00:00:00Z"]' ]
	exits 0 candles import "$ETRMS_DATA/series/EURUSD_1h.csv" --venue fx --symbol EUR/USD --timeframe 1h
	[ "$(json '[.rows, .from] | tostring')" = '[5000,"2017-04-19T09:00:00Z"]' ]
	# one close a day is no candle
	exits 12 candles import "$ETRMS_DATA/series/spy_prices.csv" --venue x --symbol SPY/USD --timeframe 1d
}

@test "two histories of the same days agree, and show their holes" {
	needs_data candles_1d
	exits 0 candles import "$ETRMS_DATA/candles_1d/BTCUSD_1d_2011_2024.csv" --venue long --symbol BTC/USD --timeframe 1d
	etrms candles export --venue long --symbol BTC/USD --timeframe 1d --from 2020-01-01 --to 2025-01-01 \
		--format csv >part.csv
	exits 0 candles import "$ETRMS_DATA/candles_1d/BTCUSD_coinbase_1d.csv" --venue coinbase --symbol BTC/USD --timeframe 1d
	exits 0 candles import part.csv --venue part --symbol BTC/USD --timeframe 1d
	exits 0 candles list --format ndjson --timeframe 1d
	[ "$(json -s 'map(select(.venue != "long").rows) | tostring')" = '[1827,1827]' ]
	local what
	for what in open high,low,close; do
		etrms candles export --venue coinbase --symbol BTC/USD --timeframe 1d --fields open_time_ms,$what --format csv >"a.$what"
		etrms candles export --venue part --symbol BTC/USD --timeframe 1d --fields open_time_ms,$what --format csv >"b.$what"
	done
	cmp a.high,low,close b.high,low,close
	# the sources differ in the open of two days, 2020-09-05 and 2020-10-28
	[ "$(diff a.open b.open | grep '^<' | tr '\n' ' ')" = "< 1599264000000,10500.05 < 1603843200000,13740.85 " ]
	exits 0 candles import "$ETRMS_DATA/candles_1d/XRPUSD_coinbase_1d_gappy.csv" --venue coinbase --symbol XRP/USD --timeframe 1d
	exits 1 candles verify --symbol XRP/USD --format ndjson
	[ "$(json '[.kind, .count, .message] | tostring')" = '["gap",1009,"1009 missing after 2021-01-19T00:00:00Z"]' ]
}

@test "what are no candles is refused" {
	needs_data trades
	local file
	for file in trades/BCHEUR_kraken_trades_Q1.csv tax/bittytax_example.csv README.md \
		series/cov_matrix.csv series/stock_prices.csv.gz funding/binance_perp_funding_2025-03_2025-06.csv; do
		exits 12 candles import "$ETRMS_DATA/$file" --venue x --symbol A/B --timeframe 1m
		says "$(basename "$file"):"
	done
	exits 0 candles list
	[ "$(rows)" -eq 0 ]
}
