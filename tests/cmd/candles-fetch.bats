# etrms candles fetch: what the exchange has is what is stored; pages; going on
# after an interruption and later; holes; other values; mark prices; every
# format, and every kind of bad input.
load ../helper
load ../serve
load ../vault
load ../live

# closes of the served bars, as the exchange tells them
served() {
	curl -sS "$ADDRESS/api/v3/klines?symbol=BTCUSDT&interval=$1&limit=1000" |
		jq -r '.[] | .[4] | tonumber'
}

@test "candles fetch stores what the exchange has, page by page" {
	given_exchange
	exits 0 candles fetch BTC/USDT --timeframe 1m --from 2020-01-01
	[ "$(json '[.venue, .symbol, .timeframe, .price] | join(" ")')" = "binance BTC/USDT 1m last" ]
	[ "$(json '.stored == .added and .added == .rows and .pages >= 2 and .gaps == 0 and .missing == 0')" = true ]
	stored=$(json .stored)
	[ "$stored" -ge 1439 ]
	exits 0 candles list --venue binance --format csv --no-header --fields symbol,timeframe,rows
	[ "$output" = "BTC/USDT,1m,$stored" ]
	exits 0 candles verify
	etrms candles export --venue binance --symbol BTC/USDT --timeframe 1m --format csv >all.csv
	[ "$(tail -n 900 all.csv | cut -d, -f5)" = "$(served 1m | head -n -1 | tail -n 900)" ] ||
		[ "$(tail -n 900 all.csv | cut -d, -f5)" = "$(served 1m | tail -n 900)" ]
	exits 0 audit -n 1
	[ "$(json '[.entity, .action] | join(" ")')" = "series fetch" ]
}

@test "what is stored is not asked for again, and later bars are added" {
	given_exchange
	exits 0 candles fetch BTC/USDT --timeframe 1m --from 2020-01-01
	stored=$(json .stored)
	exits 0 candles fetch BTC/USDT --timeframe 1m --from 2020-01-01
	[ "$(json '.added == 0 and .conflicts == 0')" = true ]
	[ "$(json .stored)" = "$stored" ]
	step 30
	exits 0 candles fetch BTC/USDT --timeframe 1m
	[ "$(json '.gaps == 0 and .conflicts == 0')" = true ]
	exits 0 candles verify
}

@test "an interrupted run keeps its pages, and the next one goes on" {
	local left=$((60 - $(date +%s) % 60))
	# The world's last bar ends with the minute in which the exchange begins:
	# both begin in the same.
	[ "$left" -gt 30 ] || sleep "$left"
	echo 'GET /api/v3/klines 2-9999 503-before' >faults
	given_exchange --faults faults
	exits 7 candles fetch BTC/USDT --timeframe 1m --from 2020-01-01
	[ "$(json .pages)" = 1 ]
	kept=$(json .stored)
	[ "$kept" -gt 0 ]
	serve_end
	given_exchange
	exits 0 candles fetch BTC/USDT --timeframe 1m --from 2020-01-01
	[ "$(json '.gaps == 0 and .conflicts == 0')" = true ]
	[ "$(json .stored)" -gt "$kept" ]
	exits 0 candles verify
}

@test "bars of other values refuse their page, unless told otherwise" {
	given_exchange
	exits 0 candles fetch BTC/USDT --timeframe 1h --from 2020-01-01
	[ "$(json .stored)" -gt 10 ]
	etrms candles export --venue binance --symbol BTC/USDT --timeframe 1h --format csv |
		awk -F, -v OFS=, 'NR == 2 { $6 = $6 + 1 } { print }' >other.csv
	etrms candles import other.csv --venue binance --symbol BTC/USDT \
		--timeframe 1h --on-conflict replace --quiet
	exits 12 candles fetch BTC/USDT --timeframe 1h --from 2020-01-01 --again
	says "1 bars are stored with other values"
	exits 0 candles fetch BTC/USDT --timeframe 1h --from 2020-01-01 --again --on-conflict keep
	[ "$(json .conflicts)" = 1 ]
	exits 0 candles fetch BTC/USDT --timeframe 1h --from 2020-01-01 --again --on-conflict replace
	exits 0 candles fetch BTC/USDT --timeframe 1h --from 2020-01-01 --again
	[ "$(json '.conflicts == 0 and .same == .rows')" = true ]
}

@test "several symbols, mark prices, formats and findings" {
	given_exchange
	exits 0 candles fetch BTC/USDT ETH/USDT --timeframe 1h --format csv --no-header --fields symbol
	[ "$output" = "BTC/USDT
ETH/USDT" ]
	exits 0 candles fetch BTC/USDT:USDT --timeframe 1h --price mark --format json
	[ "$(json '.[0].price')" = mark ]
	exits 0 candles list --format csv --no-header --fields symbol,price
	[ "$output" = "BTC/USDT,last
BTC/USDT:USDT,mark
ETH/USDT,last" ]
	exits 0 candles fetch ETH/USDT --timeframe 1h --findings --format table --fields symbol,stored
	[[ "${lines[*]}" = *"ETH/USDT"* ]]
}

@test "candles fetch refuses bad input" {
	given_exchange
	exits 2 candles fetch
	exits 2 candles fetch nonsense
	says "symbol 'nonsense'"
	exits 2 candles fetch DOGE/USDT
	says "DOGE/USDT"
	exits 2 candles fetch BTC/USDT --timeframe 7m
	says "--timeframe 7m: binance has "
	exits 2 candles fetch BTC/USDT --timeframe none
	exits 2 candles fetch BTC/USDT --from 2024-01-02 --to 2024-01-01
	says "--to is not after --from"
	exits 2 candles fetch BTC/USDT --price mark
	says "only a perpetual"
	exits 2 candles fetch BTC/USDT --on-conflict maybe
	exits 2 candles fetch BTC/USDT --venue sim
	says "no market data of its own"
	exits 0 candles list
	[ -z "$output" ]
	serve_end
	exits 7 candles fetch BTC/USDT
}
