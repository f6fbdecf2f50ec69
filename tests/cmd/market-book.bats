# etrms market book: bids from the highest down, asks from the lowest up, as
# many as asked for; every format; bad input; --watch: the book and what changes
# of it, in rows and as tables, how it ends, and a line that is made anew.
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
