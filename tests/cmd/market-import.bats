# etrms market import: files of one and of many symbols, settlements stamped
# late, what is there already; files that are refused, whole.
load ../helper

given_rates() {
	cat >rates.csv <<-'ROWS'
	symbol,ts,funding_rate
	BTCUSDT,1709251200000,0.00010000
	ETHUSDT,1709251200000,-0.0000025
	BTCUSDT,1709280000003,0.00008700
	ROWS
}

# $1: the file's text; $2: what is said
refused() {
	printf %b "$1" >bad.csv
	exits 12 market import bad.csv --venue x ${3+--symbol "$3"}
	says "$2"
	exits 0 market funding
	[ "$output" = "" ]
}

@test "market import takes every symbol, at whole seconds" {
	given_rates
	exits 0 market import rates.csv --venue x --format csv
	[ "${lines[1]}" = rates.csv,x,,2024-03-01T00:00:00Z,2024-03-01T08:00:00Z,3,3,0,0,0,1,true ]
	exits 0 market funding --format csv
	[ "$output" = "venue,symbol,time,rate,mark_price
x,BTC/USDT:USDT,2024-03-01T00:00:00Z,0.0001,
x,BTC/USDT:USDT,2024-03-01T08:00:00Z,0.000087,
x,ETH/USDT:USDT,2024-03-01T00:00:00Z,-0.0000025," ]
	exits 0 audit --format ndjson
	[ "$(json 'select(.command == "market import") | .detail')" = "3 new rates from rates.csv" ]
	exits 0 market import rates.csv --venue x
	[ "$(json '[.rows, .added, .same] | join(" ")')" = "3 0 3" ]
}

@test "market import --symbol takes one symbol's rows, or names a file's" {
	given_rates
	exits 0 market import rates.csv --venue x --symbol ETH/USDT:USDT
	[ "$(json '[.symbol, .rows, .skipped] | join(" ")')" = "ETH/USDT:USDT 1 2" ]
	printf 'fundingTime,fundingRate,markPrice\n1709251200000,1e-4,61000.5\n' |
		exits 0 market import - --venue y --symbol BTC/USDC:USDC
	exits 0 market funding --venue y
	[ "$(json '[.symbol, .rate, .mark_price] | join(" ")')" = "BTC/USDC:USDC 0.0001 61000.5" ]
}

@test "market import --dry-run keeps nothing" {
	given_rates
	exits 0 market import rates.csv --venue x --dry-run
	[ "$(json '[.added, .stored] | join(" ")')" = "3 false" ]
	exits 0 market funding
	[ "$output" = "" ]
}

@test "another rate at the same settlement refuses, keeps or replaces" {
	given_rates
	exits 0 market import rates.csv --venue x
	sed 's/0.00010000/0.00020000/' rates.csv >other.csv
	exits 12 market import other.csv --venue x
	says "other.csv:2: BTC/USDT:USDT at 2024-03-01T00:00:00Z is there with another rate; nothing was imported"
	exits 0 market import other.csv --venue x --on-conflict keep
	[ "$(json '[.conflicts, .added] | join(" ")')" = "1 0" ]
	exits 0 market funding -s BTC/USDT:USDT --to 2024-03-01T01:00Z
	[ "$(json .rate)" = 0.0001 ]
	exits 0 market import other.csv --venue x --on-conflict replace
	exits 0 market funding -s BTC/USDT:USDT --to 2024-03-01T01:00Z
	[ "$(json .rate)" = 0.0002 ]
}

@test "what cannot be read refuses the file with its line" {
	refused '' "no funding rates in it"
	refused 'a,b\n1,2\n' "bad.csv:1: no header that names a time and a rate"
	refused 'ts,rate\n1709251200000,0.1\n' "bad.csv:1: no symbol column: give --symbol"
	refused 'symbol,ts,rate\nBTCUSDT,1709251200000\n' "bad.csv:2: another number of fields than the header has"
	refused 'symbol,ts,rate\nBTCXYZ,1709251200000,0\n' 'bad.csv:2: not a symbol that is known ("BTCXYZ")'
	refused 'symbol,ts,rate\nBTCUSDT,soon,0\n' 'bad.csv:2: not a time ("soon")'
	refused 'symbol,ts,rate\nBTCUSDT,1709251200000,nan\n' 'bad.csv:2: rate is not a number between -1 and 1 ("nan")'
	refused 'symbol,ts,rate\nBTCUSDT,1709251200000,1\n' 'bad.csv:2: rate is not a number between -1 and 1 ("1")'
	refused 'symbol,ts,rate\nBTCUSDT,1709251200000,\n' 'bad.csv:2: rate is not a number between -1 and 1 ("")'
	refused 'symbol,ts,rate,mark\nBTCUSDT,1709251200000,0,0\n' 'bad.csv:2: mark price is not above 0 ("0")'
	refused 'symbol,ts,rate\nBTCUSDT,1709251200000,0' "the last line has no line end"
	refused 'symbol,ts,rate\n"BTCUSDT,1709251200000,0\n' "quotes do not match"
	refused 'symbol,ts,rate\nBTCUSDT,1709251200000,0\n' "no funding rates of that symbol in it" ETH/USDT:USDT
}

@test "one bad file of two keeps nothing of both" {
	given_rates
	printf 'symbol,ts,rate\nBTCUSDT,1709251200000,x\n' >bad.csv
	exits 12 market import rates.csv bad.csv --venue x
	exits 0 market funding
	[ "$output" = "" ]
}

@test "market import says what it needs" {
	given_rates
	exits 2 market import rates.csv
	says "--venue"
	exits 2 market import --venue x
	exits 2 market import absent.csv --venue x
	says "absent.csv"
	exits 2 market import rates.csv --venue X/Y
	says "venue 'X/Y'"
	exits 2 market import rates.csv --venue x --symbol BTC/USDT
	says "only a perpetual such as BTC/USDT:USDT has funding"
	exits 2 market import - - --venue x </dev/null
	says "stdin can be read only once"
}
