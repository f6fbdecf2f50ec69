# etrms venue serve when things go wrong: each fault of a script, with what was
# booked in the ledger and in the record; seeds that repeat; rate limits and
# bans; broken HTTP; the control routes.
load ../helper
load ../serve

setup() {
	setup_home
	given_market
}

# faulty LINE…: serves with a script of these lines
faulty() {
	printf '%s\n' "$@" >faults.txt
	serve --from binance --speed 0 --faults faults.txt --record record.ndjson
}

buy() {
	signed POST /api/v3/order "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&newClientOrderId=$1"
}

# ledger KIND: how many orders or trades were booked
ledger() {
	curl -s "$ADDRESS/etrms/ledger" | jq -s "map(select(.booked == \"$1\")) | length"
}

# recorded FIELD: of the last request
recorded() {
	tail -n 1 record.ndjson | jq -r ".$1"
}

@test "a dropped connection: before and after it was booked" {
	faulty "POST /api/v3/order 1 drop-before" "POST /api/v3/order 2 drop-after"
	buy a
	[ "$fell" = 52 ]
	[ "$(ledger order)" = 0 ]
	[ "$(recorded fault)" = drop-before ]
	[ "$(recorded 'orders | length')" = 0 ]
	buy b
	[ "$fell" = 52 ]
	[ "$(ledger order)" = 1 ]
	[ "$(recorded 'orders[0].client_order_id')" = b ]
	signed GET /api/v3/order "symbol=BTCUSDT&origClientOrderId=b"
	[ "$(told .status)" = FILLED ]
	buy c
	[ "$status" = 200 ]
}

@test "half an answer, a slow one, HTML, a body without end" {
	faulty "POST /api/v3/order 1 half" "POST /api/v3/order 2 slow" \
		"GET /api/v3/ticker/price 1 garbage" "GET /api/v3/ticker/price 2 endless"
	buy a
	[ "$fell" = 18 ]
	[ "$(ledger order)" = 1 ]
	buy b
	[ "$status" = 200 ] && [ "$(told .clientOrderId)" = b ]
	public /api/v3/ticker/price
	[ "$status" = 200 ] && [[ $output == "<html>"* ]]
	curl -s --max-time 5 "$ADDRESS/api/v3/ticker/price" | head -c 3000000 >endless
	[ "$(stat -c %s endless)" = 3000000 ]
	public /api/v3/ticker/price
	[ "$(told length)" = 2 ]
}

@test "statuses: 429, 418, and from 500 on, with nothing or all booked" {
	faulty "POST /api/v3/order 1 429 7" "POST /api/v3/order 2 418" \
		"POST /api/v3/order 3 503-before" "POST /api/v3/order 4 503-after" \
		"POST /api/v3/order 5 504-after" "POST /api/v3/order 6 500-before" \
		"POST /api/v3/order 7 502-after"
	buy a
	[ "$status" = 429 ] && code -1003 && [ "$(header Retry-After)" = 7 ]
	buy b
	[ "$status" = 418 ] && code -1003 && [ "$(header Retry-After)" = 120 ]
	buy c
	[ "$status" = 503 ] && [ "$(ledger order)" = 0 ]
	buy d
	[ "$status" = 503 ] && [ "$(ledger order)" = 1 ]
	[ "$(told .msg)" = "Unknown error, please check your request or try again later." ]
	buy e
	[ "$status" = 504 ] && code -1007 && [ "$(ledger order)" = 2 ]
	buy f
	[ "$status" = 500 ] && [ "$(ledger order)" = 2 ]
	buy g
	[ "$status" = 502 ] && [ "$(ledger order)" = 3 ]
	[ "$(jq -s 'map(select(.orders | length > 0).orders[0].client_order_id) | join(" ")' record.ndjson)" = '"d e g"' ]
}

@test "a delay holds one request, not the others" {
	faulty "GET /api/v3/time 1 delay 1500"
	curl -s "$ADDRESS/api/v3/time" >slow &
	first=$!
	for _ in $(seq 50); do
		[ "$(curl -s "$ADDRESS/etrms/state" | jq .requests)" = 0 ] || break
		sleep 0.02
	done
	public /api/v3/time
	[ "$status" = 200 ]
	[ ! -s slow ]
	wait "$first"
	[ -s slow ]
}

@test "a wrong clock, and one that is moved" {
	faulty "GET /api/v3/time 2 clock 600000"
	public /api/v3/time
	[ "$(told .serverTime)" = "$NOW" ]
	public /api/v3/time
	[ "$(told .serverTime)" = $((NOW + 600000)) ]
	buy a
	code -1021
	ask POST "$ADDRESS/etrms/advance?ms=-600000&bars=0"
	buy a
	[ "$status" = 200 ]
}

@test "fills that are told twice, or late" {
	faulty "POST /api/v3/order 1 twice" "POST /api/v3/order 2 late 3"
	buy a
	signed GET /api/v3/myTrades symbol=BTCUSDT
	[ "$(told 'map(.id) | join(" ")')" = "1 1" ]
	buy b
	[ "$(told '.status, .executedQty' | tr '\n' ' ')" = "NEW 0.00000000 " ]
	signed GET /api/v3/order "symbol=BTCUSDT&origClientOrderId=b"
	[ "$(told .status)" = NEW ]
	signed GET /api/v3/myTrades symbol=BTCUSDT
	[ "$(told length)" = 2 ]
	signed GET /api/v3/order "symbol=BTCUSDT&origClientOrderId=b"
	[ "$(told '.status, .executedQty' | tr '\n' ' ')" = "FILLED 0.01000000 " ]
	[ "$(ledger trade)" = 2 ]
}

@test "which requests a line means" {
	faulty "# nothing here" "" "GET /api/v3/ping 2-3 500-before # two of them" \
		"* /fapi/ /2 502-before" "* * 9 504-before"
	for want in 200 500 500 200; do
		public /api/v3/ping
		[ "$status" = "$want" ]
	done
	for want in 200 502 200 502 504; do
		public /fapi/v1/ping
		[ "$status" = "$want" ]
	done
}

@test "scripts that cannot be" {
	tried=0
	while read -r line; do
		echo "$line" >bad.txt
		exits 12 venue serve --from binance --faults bad.txt
		[[ $stderr == *"bad.txt:1: "* ]] || complain "$line: $stderr"
		tried=$((tried + 1))
	done <<-'ROWS'
		GET
		GET /x 1
		GET x 1 half
		GET /x 0 half
		GET /x 3-2 half
		GET /x /0 half
		GET /x one half
		GET /x 1 explode
		GET /x 1 delay
		GET /x 1 delay fast
		GET /x 1 delay 99999999
		GET /x 1 half 3
		GET /x 1 503-after 7
		GET /x 1 half 3 4
		ABCDEFGHIJKLMNOPQRSTUVW /x 1 half
	ROWS
	no_complaints
	[ "$tried" -eq 15 ]
}

@test "a seed repeats what goes wrong" {
	for run in 1 2; do
		serve --from binance --clock bars --speed 0 --faults 7 --record "record$run"
		AT=$(curl -s "$ADDRESS/etrms/state" | jq '.time | fromdate * 1000')
		for i in $(seq 60); do
			buy "o$i" || true
		done
		curl -s "$ADDRESS/etrms/ledger" >"ledger$run"
		serve_end
	done
	cmp ledger1 ledger2
	jq -c '[.fault, .status, .orders]' record1 >faults1
	jq -c '[.fault, .status, .orders]' record2 >faults2
	cmp faults1 faults2
	[ "$(jq -s 'map(select(.fault != null)) | length > 5' record1)" = true ]
	[ "$(wc -l <record1)" = 60 ]
}

@test "weights are counted, then refused, then banned" {
	serve --from binance --speed 0 --weight-limit 50
	public /api/v3/ping
	[ "$(header X-MBX-USED-WEIGHT-1M)" = 1 ]
	public "/api/v3/depth?symbol=BTCUSDT&limit=1000"
	[ "$status" = 429 ] && code -1003
	[ "$(header Retry-After)" -ge 1 ] && [ "$(header Retry-After)" -le 60 ]
	public "/api/v3/ticker/24hr?symbol=BTCUSDT"
	[ "$(header X-MBX-USED-WEIGHT-1M)" = 3 ]
	# Futures have a budget of their own.
	public /fapi/v1/ping
	[ "$(header X-MBX-USED-WEIGHT-1M)" = 1 ]
	for _ in $(seq 11); do
		public "/api/v3/depth?symbol=BTCUSDT&limit=1000"
	done
	[ "$status" = 418 ] || public "/api/v3/depth?symbol=BTCUSDT&limit=1000"
	[ "$status" = 418 ] && [ "$(header Retry-After)" -gt 60 ]
	public /api/v3/ping
	[ "$status" = 418 ]
}

@test "orders are counted" {
	serve --from binance --speed 0
	buy a
	[ "$(header X-MBX-ORDER-COUNT-10S)" = 1 ]
	[ "$(header X-MBX-ORDER-COUNT-1D)" = 1 ]
	signed GET /api/v3/rateLimit/order ""
	[ "$(told '.[1].count')" = 1 ]
	signed POST /fapi/v1/order "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01"
	[ "$(header X-MBX-ORDER-COUNT-1M)" = 1 ]
}

# raw TEXT: what comes back for these bytes
raw() {
	printf "$1" | timeout 5 bash -c "exec 3<>/dev/tcp/127.0.0.1/${ADDRESS##*:}; cat >&3; head -n 1 <&3" |
		tr -d '\r'
}

@test "broken HTTP is refused, and the server goes on" {
	serve --from binance --speed 0
	host='Host: x\r\n'
	[ "$(raw 'GARBAGE\r\n\r\n')" = "HTTP/1.1 400 Bad Request" ]
	[ "$(raw "GET /api/v3/ping HTTP/1.1\n$host\r\n")" = "HTTP/1.1 400 Bad Request" ]
	[ "$(raw 'GET /api/v3/ping HTTP/1.1\r\n\r\n')" = "HTTP/1.1 400 Bad Request" ]
	[ "$(raw "GET /api/v3/ping HTTP/3.0\r\n$host\r\n")" = "HTTP/1.1 505 HTTP Version Not Supported" ]
	[ "$(raw "POST /api/v3/order HTTP/1.1\r\n${host}Content-Length: 1x\r\n\r\n")" = "HTTP/1.1 400 Bad Request" ]
	[ "$(raw "POST /api/v3/order HTTP/1.1\r\n${host}Content-Length: 99999999\r\n\r\n")" = "HTTP/1.1 413 Content Too Large" ]
	[ "$(raw "POST /api/v3/order HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\n")" = "HTTP/1.1 411 Length Required" ]
	[ "$(raw "GET / HTTP/1.1\r\n${host}X: $(printf '%20000s' | tr ' ' x)\r\n\r\n")" = \
		"HTTP/1.1 431 Request Header Fields Too Large" ]
	# Two requests at once: one answer, and the end.
	[ "$(raw "GET /api/v3/ping HTTP/1.1\r\n$host\r\nGET /api/v3/ping HTTP/1.1\r\n$host\r\n")" = \
		"HTTP/1.1 400 Bad Request" ]
	public "/api/v3/ticker/price?symbol=%zz"
	code -1100
	public /api/v3/ping
	[ "$status" = 200 ]
	[ "$(curl -s "$ADDRESS/api/v3/ping" "$ADDRESS/api/v3/time" -w '%{num_connects} ' -o /dev/null -o /dev/null)" = "1 0 " ]
}

@test "the control routes" {
	serve --from binance --clock bars --speed 0 --futures-balance USDT=50
	public /etrms/state
	[ "$(told '.bars_time, .requests' | tr '\n' ' ')" = "2024-02-29T00:00:00Z 0 " ]
	ask POST "$ADDRESS/etrms/advance?bars=3"
	[ "$(told .bars_time)" = 2024-02-29T00:03:00Z ]
	ask POST "$ADDRESS/etrms/advance?bars=100000"
	[ "$(told .bars_time)" = 2024-03-01T00:00:00Z ]
	ask POST "$ADDRESS/etrms/transfer?market=swap&asset=USDT&amount=5"
	[ "$status" = 200 ]
	AT=$(curl -s "$ADDRESS/fapi/v1/time" | jq .serverTime)
	signed GET /fapi/v3/balance ""
	[ "$(told '.[0].balance | tonumber')" = 55 ]
	ask POST "$ADDRESS/etrms/transfer?market=spot&asset=USDT&amount=-3"
	signed GET /sapi/v1/capital/withdraw/history ""
	[ "$(told '.[0] | .amount, .coin' | tr '\n' ' ')" = "3 USDT " ]
	signed POST /sapi/v1/asset/transfer "type=MAIN_UMFUTURE&asset=USDT&amount=100"
	[ "$status" = 200 ]
	signed GET /fapi/v3/balance ""
	[ "$(told '.[0].balance | tonumber')" = 155 ]
	signed POST /sapi/v1/asset/transfer "type=UMFUTURE_MAIN&asset=USDT&amount=1000"
	code -5013
	# a move is listed as one, and not as money that left
	signed GET /sapi/v1/asset/transfer type=MAIN_UMFUTURE
	[ "$(told '.total, (.rows[0] | .asset, .amount, .type, .status)' | tr '\n' ' ')" = "1 USDT 100 MAIN_UMFUTURE CONFIRMED " ]
	id=$(told '.rows[0].tranId')
	signed GET /fapi/v1/income "incomeType=TRANSFER"
	[ "$(told "[.[] | select(.tranId == $id).income] | join(\" \")")" = 100.00000000 ]
	[ "$(told length)" = 2 ]
	signed GET /sapi/v1/asset/transfer "type=MAIN_UMFUTURE&current=2"
	[ "$(told '.total, (.rows | length)' | tr '\n' ' ')" = "1 0 " ]
	signed GET /sapi/v1/asset/transfer "type=MAIN_UMFUTURE&size=101"
	[ "$status" = 400 ]
	signed GET /sapi/v1/asset/transfer type=UMFUTURE_MAIN
	[ "$(told .total)" = 0 ]
	signed GET /sapi/v1/capital/withdraw/history ""
	[ "$(told length)" = 1 ]
	signed GET /sapi/v1/capital/deposit/hisrec ""
	[ "$(told length)" = 0 ]
	for bad in "advance?bars=x" "advance?bars=-1" "transfer?asset=USDT" \
		"transfer?market=moon&asset=USDT&amount=1" "transfer?asset=USDT&amount=-99999999"; do
		ask POST "$ADDRESS/etrms/$bad"
		[ "$status" = 400 ] || complain "$bad: $status"
	done
	public /etrms/nothing
	[ "$status" = 404 ]
	no_complaints
}

@test "with --step a candle passes before each signed request" {
	serve --from binance --clock bars --speed 0 --step
	AT=$(curl -s "$ADDRESS/api/v3/time" | jq .serverTime)
	signed GET /api/v3/account ""
	AT=$((AT + 60000))
	signed GET /api/v3/account ""
	public /api/v3/time
	[ "$(told .serverTime)" = $((AT + 60000)) ]
}
