# etrms market book: bids from the highest down, asks from the lowest up, as
# many as asked for; every format; bad input; --watch: the book and what changes
# of it, in rows and as tables, how it ends, and a line that is made anew;
# --record: what comes is written, with gaps, and a whole file however it ends.
load ../helper
load ../serve
load ../vault
load ../live

@test "market book lists bids, then asks, the best ones first" {
	given_exchange
	exits 0 market book BTC/USDT --depth 3
	[ "$(json -s 'map(.side) | join(" ")')" = "bid bid bid ask ask ask" ]
	[ "$(json -s 'map(select(.side == "bid").price) | . == (sort | reverse)')" = true ]
	[ "$(json -s 'map(select(.side == "ask").price) | . == sort')" = true ]
	[ "$(json -s '(map(select(.side == "bid").price) | max) < (map(select(.side == "ask").price) | min)')" = true ]
	[ "$(json -s 'all(.amount > 0)')" = true ]
	exits 0 market book BTC/USDT:USDT --depth 1 --format csv
	[ "${lines[0]}" = venue,symbol,side,price,amount,time ]
	[ "${#lines[@]}" -eq 3 ]
	exits 0 market book ETH/USDT
	[ "$(rows)" -eq 20 ]
	exits 0 market book ETH/USDT --depth 1 --format json
	[ "$(json length)" = 2 ]
	exits 0 market book ETH/USDT --depth 1 --format table
	[[ "${lines[0]}" = venue*symbol*side*price*amount*time ]]
}

# watch NAME ARGS…: in the background; its rows are in NAME
watch() {
	etrms market book "${@:2}" --watch >"$1" 2>"$1.err" 3>&- &
	WATCH=$!
	for _ in $(seq 200); do
		[ ! -s "$1" ] || return 0
		sleep 0.05
	done
	cat "$1.err"
	return 1
}

# until FILTER FILE: the rows come to it
until_rows() {
	for _ in $(seq 200); do
		[ "$(jq -s "$1" "$2")" != true ] || return 0
		sleep 0.05
	done
	jq -c . "$2"
	return 1
}

# what the rows come to: price and amount of what is left, bids first
LEFT='reduce .[] as $r ({}; .[$r.side + " " + ($r.price | tostring)] = $r) |
	[.[] | select(.amount > 0)] | sort_by(if .side == "bid" then -.price else .price end) |
	sort_by(.side == "ask") | map([.side, .price, .amount])'

@test "market book --watch tells the book, and then what changes of it" {
	given_exchange
	for symbol in BTC/USDT BTC/USDT:USDT; do
		watch rows "$symbol" --depth 3 --format ndjson
		[ "$(head -6 rows | jq -s 'map(.side) | join(" ")')" = '"bid bid bid ask ask ask"' ]
		step 1
		until_rows 'length > 6' rows
		step 2
		step 1
		exits 0 market book "$symbol" --depth 3
		now=$(jq -sc 'map([.side, .price, .amount])' <<<"$output")
		until_rows "($LEFT) == $now" rows
		kill -INT "$WATCH"
		wait "$WATCH"
		grep -q "$symbol: the book is followed" rows.err
	done
}

@test "market book --watch shows whole tables, one after the other" {
	given_exchange
	watch rows BTC/USDT --depth 2 --format table
	step 1
	for _ in $(seq 100); do
		[ "$(grep -c '^venue' rows)" -lt 2 ] || break
		sleep 0.05
	done
	kill -TERM "$WATCH"
	wait "$WATCH"
	[ "$(grep -c '^venue' rows)" -eq 2 ]
	[ "$(grep -c '^binance' rows)" -eq 8 ]
	! grep -q $'\033' rows || false
	exits 0 market book BTC/USDT --watch --for 1s --format json --depth 1
	[ "$(jq length <<<"$output")" = 2 ]
}

@test "market book --watch makes a lost line anew, and says so" {
	given_exchange
	watch rows BTC/USDT --depth 2 --format ndjson
	port=${ADDRESS##*:}
	serve_end
	serve --store "$WORLD" --from world --speed 0 --port "$port" \
		--start 2024-02-28T12:00Z
	until_rows 'length > 4' rows
	exits 0 market book BTC/USDT --depth 2
	now=$(jq -sc 'map([.side, .price, .amount])' <<<"$output")
	until_rows "($LEFT) == $now" rows
	grep -q "BTC/USDT: the book is not followed: " rows.err
	kill -INT "$WATCH"
	wait "$WATCH"
}

@test "market book --watch that ends without a line says that it does not know" {
	given_exchange
	watch rows BTC/USDT --depth 2 --format ndjson
	serve_end
	for _ in $(seq 100); do
		! grep -q "the book is not followed: " rows.err || break
		sleep 0.05
	done
	kill -INT "$WATCH"
	status=0
	wait "$WATCH" || status=$?
	[ "$status" -eq 7 ]
	grep -q "BTC/USDT: the book was not followed when the watch ended" rows.err
	[ "$(wc -l <rows)" -eq 4 ]
}

# record FILE SYMBOL: in the background, until its snapshot is there
record() {
	etrms market book "$2" --record "$1" >recorded 2>recorded.err 3>&- &
	WATCH=$!
	for _ in $(seq 200); do
		! grep -q followed recorded.err || return 0
		sleep 0.05
	done
	cat recorded.err
	return 1
}

# until_step SYMBOL: a candle passes, and its book is another
until_step() {
	local was
	was=$(etrms market book "$1" --depth 3 --format csv --fields side,price,amount)
	step 1
	for _ in $(seq 100); do
		[ "$was" = "$(etrms market book "$1" --depth 3 --format csv --fields side,price,amount)" ] || return 0
		sleep 0.05
	done
}

@test "market book --record writes what analyze liquidity reads" {
	given_exchange
	for symbol in BTC/USDT BTC/USDT:USDT; do
		rm -f book.csv
		record book.csv "$symbol"
		until_step "$symbol"
		until_step "$symbol"
		sleep 0.5
		exits 0 market book "$symbol" --depth 1000
		now=$(jq -sc 'map([.side, .price, .amount])' <<<"$output")
		kill -INT "$WATCH"
		status=0
		wait "$WATCH" || status=$?
		[ "$status" -eq 0 ]
		[ "$(jq -r .gaps recorded)" = 0 ]
		[ "$(jq -r .snapshots recorded)" = 1 ]
		[ "$(jq -r .changes recorded)" -ge 2 ]
		[ "$(jq -r .rows recorded)" -eq "$(($(wc -l <book.csv) - 1))" ]
		[ "$(tail -n 1 book.csv | cut -d, -f1)" = end ]
		exits 0 analyze liquidity "$symbol" --book book.csv --part book
		[ "$(jq -sc 'map([.side, .price, .amount])' <<<"$output")" = "$now" ]
		exits 0 analyze liquidity "$symbol" --book book.csv
		[ "$(json .trades)" = "$(grep -c ^trade book.csv)" ]
		[ "$(json .trades)" -gt 0 ]
	done
}

@test "market book --record tells of a lost line as a gap" {
	given_exchange
	record book.csv BTC/USDT
	port=${ADDRESS##*:}
	serve_end
	serve --store "$WORLD" --from world --speed 0 --port "$port" \
		--start 2024-02-28T12:00Z
	for _ in $(seq 200); do
		[ "$(grep -c 'is followed' recorded.err)" -lt 2 ] || break
		sleep 0.05
	done
	kill -TERM "$WATCH"
	wait "$WATCH"
	[ "$(jq -r '[.snapshots, .gaps] | join(" ")' recorded)" = "2 1" ]
	run_etrms analyze liquidity BTC/USDT --book book.csv
	[ "$status" -eq 0 ]
	[[ $stderr == *"book.csv: the recording has 1 gap"* ]]
	# one that ends while the line is down is whole, too, and says so
	rm book.csv
	record book.csv BTC/USDT
	serve_end
	for _ in $(seq 100); do
		! grep -q "the book is not followed: " recorded.err || break
		sleep 0.05
	done
	kill -INT "$WATCH"
	status=0
	wait "$WATCH" || status=$?
	[ "$status" -eq 7 ]
	[ "$(tail -n 1 book.csv | cut -d, -f1)" = end ]
	exits 12 analyze liquidity BTC/USDT --book book.csv
	says "book.csv: the recording ends in a gap"
}

@test "market book --record refuses bad input, and leaves no file without a book" {
	given_exchange
	touch there.csv
	exits 2 market book BTC/USDT --record there.csv
	says "there.csv: File exists"
	exits 2 market book BTC/USDT --record no/such/book.csv
	says "no/such/book.csv"
	exits 2 market book BTC/USDT --record a.csv --watch
	says "--record and --watch: one of them"
	exits 2 market book DOGE/USDT --record a.csv --for 1s
	serve_end
	run_etrms market book BTC/USDT --record a.csv --for 1s
	[ "$status" -eq 7 ]
	[ -z "$output" ]
	[ ! -e a.csv ]
}

@test "market book refuses bad input" {
	given_exchange
	exits 2 market book
	exits 2 market book BTC/USDT ETH/USDT
	exits 2 market book BTC-USDT
	says "symbol 'BTC-USDT': not of the form"
	exits 2 market book DOGE/USDT
	says "DOGE/USDT"
	exits 2 market book BTC/USDT --depth 0
	exits 2 market book BTC/USDT --depth 1001
	exits 2 market book BTC/USDT --for 1s
	says "--for: of a watch"
	exits 2 market book BTC/USDT --watch --depth 101
	says "at most 100 with --watch"
	exits 2 market book BTC/USDT --watch --for soon
	exits 2 market book DOGE/USDT --watch --for 1s
	exits 2 market book BTC/USDT --venue sim
	says "no market data of its own"
	serve_end
	exits 7 market book BTC/USDT
	[ -z "$output" ]
}
