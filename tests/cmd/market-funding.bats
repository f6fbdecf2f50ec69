# etrms market funding: filters, the newest, every format, an empty store.
load ../helper

given_rates() {
	printf '%s\n' symbol,ts,funding_rate,mark_price \
		BTCUSDT,1709251200000,0.0001,61000 \
		ETHUSDT,1709251200000,-0.0000025, \
		BTCUSDT,1709280000000,0.000087,61500.5 >rates.csv
	exits 0 market import rates.csv --venue x
	exits 0 market import rates.csv --venue y --symbol ETH/USDT:USDT
}

@test "market funding lists by venue, symbol and time, in every format" {
	given_rates
	exits 0 market funding --format csv
	[ "$output" = "venue,symbol,time,rate,mark_price
x,BTC/USDT:USDT,2024-03-01T00:00:00Z,0.0001,61000
x,BTC/USDT:USDT,2024-03-01T08:00:00Z,0.000087,61500.5
x,ETH/USDT:USDT,2024-03-01T00:00:00Z,-0.0000025,
y,ETH/USDT:USDT,2024-03-01T00:00:00Z,-0.0000025," ]
	exits 0 market funding --format json
	[[ $output = *'"rate":-0.0000025,"mark_price":null'* ]]
	[ "$(json length)" = 4 ]
	exits 0 market funding
	[ "$(rows)" = 4 ]
	exits 0 market funding --format table
	[[ "${lines[0]}" = venue*symbol*time*rate*mark_price ]]
}

@test "market funding filters add up" {
	given_rates
	exits 0 market funding --venue x --symbol BTC/USDT:USDT --from 2024-03-01T08:00Z
	[[ $output = *'"rate":0.000087,'* ]]
	[ "$(rows)" = 1 ]
	exits 0 market funding --to 2024-03-01T08:00Z
	[ "$(rows)" = 3 ]
	exits 0 market funding --limit 1 --fields symbol,rate --format csv --no-header
	[ "$output" = "BTC/USDT:USDT,0.000087
ETH/USDT:USDT,-0.0000025
ETH/USDT:USDT,-0.0000025" ]
}

@test "market funding without rates, and with what it cannot take" {
	exits 0 market funding
	[ "$output" = "" ]
	exits 2 market funding --from 2024-03-02 --to 2024-03-01
	says "--to is before --from"
	exits 2 market funding --limit 0
	exits 2 market funding --symbol 'BTC USDT'
	says "symbol 'BTC USDT'"
	exits 2 market funding now
}

@test "market funding --fetch refuses what it cannot ask for" {
	exits 2 market funding --fetch
	says "--fetch: of which? give --venue and --symbol"
	exits 2 market funding --fetch --venue binance --symbol BTC/USDT
	says "only a perpetual"
	exits 2 market funding --fetch --venue sim --symbol BTC/USDT:USDT
	says "venue sim: it has no market data of its own"
	ETRMS_BINANCE_URL=http://127.0.0.1:1 exits 7 market funding --fetch \
		--venue binance --symbol BTC/USDT:USDT
}
