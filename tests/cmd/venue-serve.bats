# etrms venue serve: the line it prints, what it refuses to start with; public
# data of spot and futures; keys, windows, signatures; orders of every type with
# the exchange's words and codes; rate limits; the control routes; the record.
# Faults, streams and broken HTTP are in venue-serve-faults.bats.
load ../helper
load ../serve

setup() {
	setup_home
	given_market
}

@test "it prints one line, serves, and ends on TERM with 0" {
	serve --from binance --speed 0
	[ "$(jq 'length' served.json)" = 1 ]
	[ "$(jq -r '.[0].exchange' served.json)" = binance ]
	[ "$(jq -r '.[0].symbols' served.json)" = 3 ]
	[ "$(stat -c %a key.json)" = 600 ]
	public /api/v3/ping
	[ "$status" = 200 ] && [ "$output" = "{}" ]
	serve_end
	[ ! -s served.err ]
}

@test "it ends by itself, and on INT" {
	exits 0 venue serve --from binance --for 1s --key-file key.json --format csv
	[ "${#lines[@]}" -eq 2 ]
	serve --from binance
	kill -INT "$SERVER"
	wait "$SERVER"
}

@test "what it cannot start with" {
	exits 2 venue serve
	says "give one of --from and --scenario"
	exits 2 venue serve --from binance --scenario x.json
	says "give one of --from and --scenario"
	exits 2 venue serve --from nowhere
	says "no candles of nowhere"
	exits 2 venue serve --from binance --symbol DOGE/USDT
	says "DOGE/USDT"
	exits 2 venue serve --from binance --timeframe 1h
	says "no candles"
	exits 2 venue serve --from binance --start 2020-01-01
	says "start"
	exits 2 venue serve --from binance --balance USDT
	says "--balance 'USDT'"
	exits 2 venue serve --from binance --balance USDT=0
	says "--balance"
	exits 2 venue serve --from binance --balance USDT=1 --balance USDT=2
	says "twice"
	exits 2 venue serve --from binance --futures-balance usdt=1
	says "no asset"
	exits 2 venue serve --from binance --currency usdt
	says "--currency"
	exits 2 venue serve --from binance --slippage -1
	exits 2 venue serve --from binance --spread-bps 10000
	exits 2 venue serve --from binance --as kraken
	exits 2 venue serve --from binance --port 70000
	exits 2 venue serve --from binance --clock moon
	exits 2 venue serve --from binance --faults missing.txt
	echo '{"api_key":""}' >bad.json
	exits 12 venue serve --from binance --key-file bad.json
	says "bad.json"
	echo '{"version":1}' >scenario.json
	exits 12 venue serve --scenario scenario.json
	exits 2 venue serve --from binance --record /nowhere/x
	says "/nowhere/x"
	exits 2 venue serve --from binance --instruments missing.csv
}

@test "a port that is taken is exit 7" {
	serve --from binance
	exits 7 venue serve --from binance --port "${ADDRESS##*:}" --key-file key.json
	says "port"
}

@test "without a key file it warns, and nobody can sign" {
	exits 0 venue serve --from binance --for 1s
	[[ $stderr == *"without --key-file nobody can sign"* ]]
}

@test "it listens on loopback only, IPv6 too" {
	serve --from binance --ipv6
	[[ $ADDRESS == "http://[::1]:"* ]]
	public /fapi/v1/ping
	[ "$status" = 200 ]
	! curl -sS --max-time 2 "http://127.0.0.1:${ADDRESS##*:}/api/v3/ping" 2>/dev/null
}

@test "time is the machine's, or with --clock bars the candles'" {
	serve --from binance --speed 0
	public /api/v3/time
	[ "$(told .serverTime)" = "$NOW" ]
	serve_end
	serve --from binance --clock bars --speed 0
	public /fapi/v1/time
	[ "$(told .serverTime)" = 1709164800000 ]
	public "/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=1"
	[ "$(told '.[0][0]')" = 1709164740000 ]
	etrms candles export binance BTC/USDT 1m --from 2024-02-28T23:59Z \
		--to 2024-02-29 --format ndjson 2>/dev/null >candle ||
		etrms candles export --venue binance --symbol BTC/USDT --timeframe 1m \
			--from 2024-02-28T23:59Z --to 2024-02-29T00:00Z --format ndjson >candle
	[ "$(told '.[0][4] | tonumber')" = "$(jq .close candle)" ]
	[ "$(told '.[0][2] | tonumber')" = "$(jq .high candle)" ]
}

@test "candles: intervals, limits, times" {
	serve --from binance --clock bars --speed 0
	public "/api/v3/klines?symbol=BTCUSDT&interval=1h&limit=3"
	[ "$(told 'map(.[0]) | map(. / 3600000) | map(tostring) | join(" ")')" = \
		"474765 474766 474767" ]
	[ "$(told '.[2][6]')" = 1709164799999 ]
	public "/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=1709100000000&limit=2"
	[ "$(told 'map(.[0]) | map(tostring) | join(" ")')" = "1709100000000 1709100060000" ]
	public "/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=1709100000000&endTime=1709100059999"
	[ "$(told length)" = 1 ]
	# An hour is made of its minutes.
	public "/fapi/v1/klines?symbol=BTCUSDT&interval=1m&startTime=1709161200000&limit=60"
	high=$(told 'map(.[2] | tonumber) | max') volume=$(told 'map(.[5] | tonumber) | add * 1000 | round')
	public "/fapi/v1/klines?symbol=BTCUSDT&interval=1h&limit=1"
	[ "$(told '.[0][2] | tonumber')" = "$high" ]
	[ "$(told '.[0][5] | tonumber * 1000 | round')" = "$volume" ]
	public "/api/v3/klines?symbol=BTCUSDT&interval=1s"
	code -1120
	public "/api/v3/klines?symbol=NOPE&interval=1m"
	code -1121
	public "/api/v3/klines?symbol=BTCUSDT"
	code -1102
}

@test "other public data of both markets" {
	serve --from binance --speed 0
	public /api/v3/exchangeInfo
	[ "$(told '.symbols | map(.symbol) | sort | join(" ")')" = "BTCUSDT ETHUSDT" ]
	[ "$(told '.symbols[] | select(.symbol == "BTCUSDT").filters[] |
		select(.filterType == "LOT_SIZE").stepSize')" = 0.00001000 ]
	public /fapi/v1/exchangeInfo
	[ "$(told '.symbols[0].contractType')" = PERPETUAL ]
	public "/api/v3/depth?symbol=BTCUSDT&limit=20"
	[ "$(told '(.bids | length) == 20 and (.asks | length) == 20 and
		(.bids[0][0] | tonumber) < (.asks[0][0] | tonumber)')" = true ]
	last=$(curl -s "$ADDRESS/api/v3/ticker/price?symbol=BTCUSDT" | jq '.price | tonumber')
	[ "$(told ".bids[0][0] | tonumber < $last")" = true ]
	public "/api/v3/ticker/24hr?symbol=BTCUSDT"
	[ "$(told '(.highPrice | tonumber) >= (.lowPrice | tonumber)')" = true ]
	public /api/v3/ticker/bookTicker
	[ "$(told length)" = 2 ]
	public "/api/v3/trades?symbol=BTCUSDT&limit=4"
	[ "$(told length)" = 4 ]
	public "/api/v3/aggTrades?symbol=BTCUSDT&limit=4"
	[ "$(told '.[3].a - .[0].a')" = 3 ]
	public "/fapi/v1/premiumIndex?symbol=BTCUSDT"
	[ "$(told .symbol)" = BTCUSDT ]
	for path in fundingRate openInterest?symbol=BTCUSDT ticker/24hr \
		markPriceKlines?symbol=BTCUSDT\&interval=1m fundingInfo; do
		public "/fapi/v1/$path"
		[ "$status" = 200 ] || complain "$path: $output"
	done
	no_complaints
}

@test "keys, time windows, signatures, parameters" {
	serve --from binance --speed 0
	public /api/v3/account
	[ "$status" = 401 ] && code -2014
	KEY=wrong signed GET /api/v3/account ""
	[ "$status" = 401 ] && code -2015
	AT=$((NOW + 1000)) signed GET /api/v3/account ""
	[ "$status" = 400 ] && code -1021
	AT=$((NOW - 5001)) signed GET /api/v3/account ""
	code -1021
	AT=$((NOW - 5001)) signed GET /api/v3/account recvWindow=6000
	[ "$status" = 200 ]
	AT=$((NOW * 1000)) signed GET /api/v3/account ""
	[ "$status" = 200 ]
	signed GET /api/v3/account recvWindow=60001
	code -1131
	SECRET=other signed GET /fapi/v3/balance ""
	[ "$status" = 400 ] && code -1022
	ask GET "$ADDRESS/api/v3/account?timestamp=$NOW" -H "X-MBX-APIKEY: $KEY"
	code -1102
	ask GET "$ADDRESS/api/v3/account?signature=00" -H "X-MBX-APIKEY: $KEY"
	code -1102
	signed GET /api/v3/account nonsense=1
	code -1104
	signed GET /api/v3/account "=1"
	code -1104
	signed GET /api/v3/account "omitZeroBalances=true&omitZeroBalances=true"
	code -1101
	# Query and body are signed as one text.
	body="side=BUY&type=MARKET&quantity=0.01&timestamp=$NOW"
	ask POST "$ADDRESS/api/v3/order/test?symbol=BTCUSDT" -H "X-MBX-APIKEY: $KEY" \
		-d "$body&signature=$(sign "symbol=BTCUSDT$body")"
	[ "$status" = 200 ] && [ "$output" = "{}" ]
	public /api/v3/nothing
	[ "$status" = 404 ]
	ask DELETE "$ADDRESS/fapi/v1/time"
	code -5000
}

@test "the documented HMAC example is what is signed with" {
	echo '{"api_key":"k","secret":"NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"}' >key.json
	serve --from binance --speed 0
	query="symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
	# Its time is long past, and that is found before the signature.
	curl -s -X POST "$ADDRESS/etrms/advance?bars=0&ms=-209467080441" >/dev/null
	ask POST "$ADDRESS/api/v3/order?$query&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71" \
		-H "X-MBX-APIKEY: k"
	code -1121
	ask POST "$ADDRESS/api/v3/order?$query&signature=c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b72" \
		-H "X-MBX-APIKEY: k"
	code -1022
}

@test "what earns interest comes from a file, page by page" {
	jq -n '{flexible: [range(3) | {asset: (if . == 1 then "BTC" else "USDT" end),
		productId: "P\(.)", latestAnnualPercentageRate: "0.05"}],
		locked: [{projectId: "L", detail: {asset: "USDT", apr: "0.1"}}]}' >earn.json
	serve --from binance --speed 0 --earn earn.json
	signed GET /sapi/v1/asset/transfer type=FUNDING_MAIN
	[ "$(told '.total, (.rows | length)' | tr '\n' ' ')" = "0 0 " ]
	signed GET /sapi/v1/asset/transfer type=SOMEWHERE
	code -1130
	signed GET /sapi/v1/simple-earn/flexible/list size=2
	[ "$(told '.total, (.rows | map(.productId) | join(" "))' | tr '\n' ' ')" = "3 P0 P1 " ]
	signed GET /sapi/v1/simple-earn/flexible/list "size=2&current=2"
	[ "$(told '.rows | map(.productId) | join(" ")')" = P2 ]
	signed GET /sapi/v1/simple-earn/flexible/list asset=USDT
	[ "$(told .total)" = 2 ]
	signed GET /sapi/v1/simple-earn/locked/list asset=BTC
	[ "$output" = '{"rows":[],"total":"0"}' ]
	signed GET /sapi/v1/simple-earn/flexible/position ""
	[ "$(told .total)" = 0 ]
	for bad in '[]' '{"flexible":1}' '{"other":[]}' '{'; do
		echo "$bad" >bad.json
		exits 12 venue serve --from binance --earn bad.json
	done
}

@test "an Ed25519 key signs, too" {
	openssl genpkey -algorithm ed25519 -out private.pem 2>/dev/null
	jq -n --rawfile pem private.pem '{api_key: "edkey-edkey", secret: $pem}' >key.json
	serve --from binance --speed 0
	query=timestamp=$NOW
	printf %s "$query" >text
	signature=$(openssl pkeyutl -sign -rawin -inkey private.pem -in text |
		base64 -w 0 | jq -sRr @uri)
	ask GET "$ADDRESS/api/v3/account?$query&signature=$signature" -H "X-MBX-APIKEY: edkey-edkey"
	[ "$status" = 200 ]
	ask GET "$ADDRESS/api/v3/account?recvWindow=5000&$query&signature=$signature" \
		-H "X-MBX-APIKEY: edkey-edkey"
	code -1022
	jq -n '{api_key: "edkey-edkey", secret: "-----BEGIN NOTHING-----"}' >bad.json
	exits 2 venue serve --from binance --key-file bad.json
}

@test "spot orders of each type, by client id" {
	serve --from binance --speed 0 --balance USDT=100000
	last=$(curl -s "$ADDRESS/api/v3/ticker/price?symbol=BTCUSDT" | jq -r '.price | tonumber')
	low=$(jq -n "$last * 0.9 | floor") high=$(jq -n "$last * 1.1 | floor")
	o="symbol=BTCUSDT&quantity=0.01"
	signed POST /api/v3/order "$o&side=BUY&type=MARKET&newClientOrderId=m1"
	[ "$(told '.status, .executedQty, .fills[0].price' | tr '\n' ' ')" = \
		"FILLED 0.01000000 $(jq -rn "$last" | sed 's/\..*//').${last#*.}0000000 " ]
	signed POST /api/v3/order "$o&side=BUY&type=LIMIT&timeInForce=GTC&price=$low&newClientOrderId=l1"
	[ "$(told .status)" = NEW ]
	signed POST /api/v3/order "$o&side=BUY&type=LIMIT_MAKER&price=$low"
	[ "$(told .orderId)" = 3 ]
	signed POST /api/v3/order "$o&side=BUY&type=STOP_LOSS_LIMIT&timeInForce=GTC&price=$high&stopPrice=$high"
	[ "$status" = 200 ]
	signed POST /api/v3/order "symbol=BTCUSDT&quantity=0.009&side=SELL&type=TAKE_PROFIT&stopPrice=$high&newOrderRespType=RESULT"
	[ "$(told .status)" = NEW ]
	signed POST /api/v3/order "symbol=BTCUSDT&side=BUY&type=MARKET&quoteOrderQty=100"
	[ "$(told .status)" = FILLED ]
	signed GET /api/v3/order "symbol=BTCUSDT&origClientOrderId=l1"
	[ "$(told '.orderId, .price' | tr '\n' ' ')" = "2 $low.00000000 " ]
	signed GET /api/v3/openOrders symbol=BTCUSDT
	[ "$(told length)" = 4 ]
	signed DELETE /api/v3/order "symbol=BTCUSDT&origClientOrderId=l1"
	[ "$(told '.status, .origClientOrderId' | tr '\n' ' ')" = "CANCELED l1 " ]
	signed DELETE /api/v3/order "symbol=BTCUSDT&origClientOrderId=l1"
	code -2011
	signed GET /api/v3/order "symbol=BTCUSDT&orderId=99"
	code -2013
	signed GET /api/v3/myTrades symbol=BTCUSDT
	[ "$(told 'map(.orderId) | join(" ")')" = "1 6" ]
	signed GET /api/v3/allOrders symbol=BTCUSDT
	[ "$(told length)" = 6 ]
	signed DELETE /api/v3/openOrders symbol=BTCUSDT
	[ "$(told 'length')" = 3 ]
	signed DELETE /api/v3/openOrders symbol=BTCUSDT
	code -2011
	signed GET /api/v3/account omitZeroBalances=true
	[ "$(told '.balances[] | select(.asset == "USDT").locked | tonumber')" = 0 ]
}

# What the last order paid, and what the spot wallet has of an asset.
paid() { told '.fills[0] | "\(.commission) \(.commissionAsset)"'; }
free_of() {
	signed GET /api/v3/account omitZeroBalances=false
	told ".balances[] | select(.asset == \"$1\").free | tonumber"
}

@test "a spot buy pays its fee in what it receives, unless told otherwise" {
	local o="symbol=BTCUSDT&type=MARKET" was
	serve --from binance --speed 0 --balance USDT=100000
	signed POST /api/v3/order "$o&side=BUY&quantity=0.01"
	[ "$(paid)" = "0.00001000 BTC" ]
	signed GET /api/v3/myTrades symbol=BTCUSDT
	[ "$(told '.[] | "\(.commission) \(.commissionAsset)"')" = "0.00001000 BTC" ]
	[ "$(free_of BTC)" = 0.00999 ]
	signed POST /api/v3/order "$o&side=SELL&quantity=0.01"
	code -2010
	was=$(free_of USDT)
	signed POST /api/v3/order "$o&side=SELL&quantity=0.009"
	[[ $(paid) == *" USDT" ]]
	[ "$(told '(.fills[0].commission | tonumber) > 0')" = true ]
	jq -en "$(free_of USDT) > $was"
	signed POST /api/v3/order "$o&side=BUY&quoteOrderQty=600"
	[ "$(told '(.cummulativeQuoteQty | tonumber) <= 600')" = true ]
	[[ $(paid) == *" BTC" ]]
	serve_end
	serve --from binance --speed 0 --fee-in quote
	signed POST /api/v3/order "$o&side=BUY&quantity=0.01"
	[[ $(paid) == *" USDT" ]]
	[ "$(free_of BTC)" = 0.01 ]
	exits 2 venue serve --from binance --fee-in bnb
	[[ $stderr == *"--fee-in"*bnb* ]]
}

@test "the fees of the account, by symbol" {
	printf 'symbol,tick,lot,min_notional,maker,taker\n%s\n' \
		BTC/USDT,0.1,0.00001,5,0,0.0004 >rows.csv
	serve --from binance --speed 0 --instruments rows.csv
	signed GET /sapi/v1/asset/tradeFee ""
	[ "$(told 'map("\(.symbol) \(.makerCommission) \(.takerCommission)") | join(",")')" = \
		"BTCUSDT 0 0.0004,ETHUSDT 0.001 0.001" ]
	signed GET /sapi/v1/asset/tradeFee symbol=ETHUSDT
	[ "$(told 'length')" = 1 ]
	signed GET /sapi/v1/asset/tradeFee symbol=NOUSDT
	code -1121
}

@test "spot refusals have the exchange's codes" {
	serve --from binance --speed 0
	last=$(curl -s "$ADDRESS/api/v3/ticker/price?symbol=BTCUSDT" | jq -r '.price | tonumber')
	low=$(jq -n "$last * 0.9 | floor") high=$(jq -n "$last * 1.1 | floor")
	refused=0
	while read -r want query; do
		signed POST /api/v3/order "$query"
		code "$want" || complain "$query: $output"
		refused=$((refused + 1))
	done <<-ROWS
		-1102 side=BUY&type=MARKET&quantity=1
		-1121 symbol=XXXUSDT&side=BUY&type=MARKET&quantity=1
		-1117 symbol=BTCUSDT&side=HOLD&type=MARKET&quantity=1
		-1116 symbol=BTCUSDT&side=BUY&type=STOP_MARKET&quantity=1
		-1115 symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=1&price=$low
		-1102 symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1
		-1106 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&price=$low
		-1106 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&timeInForce=GTC
		-1100 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1e3
		-1100 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=-1
		-1105 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=
		-1100 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&newClientOrderId=a%20b
		-1013 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.000001
		-1111 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.000000001
		-1013 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.00001
		-1013 symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=$low.001
		-1013 symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=1000
		-1013 symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=$low&icebergQty=0.001
		-1128 symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.1&price=$low&icebergQty=0.01
		-2010 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=5
		-2010 symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01
		-2010 symbol=BTCUSDT&side=BUY&type=LIMIT_MAKER&quantity=0.01&price=$high
		-2010 symbol=BTCUSDT&side=BUY&type=STOP_LOSS&quantity=0.01&stopPrice=$low
		-1013 symbol=BTCUSDT&side=BUY&type=STOP_LOSS&quantity=0.01&trailingDelta=5
	ROWS
	no_complaints
	[ "$refused" -eq 24 ]
	signed POST /api/v3/order "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=$low&newClientOrderId=x"
	signed POST /api/v3/order "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=$low&newClientOrderId=x"
	code -2010
	[ "$(told .msg)" = "Duplicate order sent." ]
	# Nothing of what was refused is in the book.
	public /etrms/ledger
	[ "$(jq -s length <<<"$output")" = 1 ]
}

@test "order lists, amending, cancelReplace" {
	serve --from binance --speed 0 --balance USDT=100000 --balance BTC=1
	last=$(curl -s "$ADDRESS/api/v3/ticker/price?symbol=BTCUSDT" | jq -r '.price | tonumber')
	low=$(jq -n "$last * 0.9 | floor") high=$(jq -n "$last * 1.1 | floor")
	oco="symbol=BTCUSDT&side=SELL&quantity=0.1&listClientOrderId=L1"
	signed POST /api/v3/orderList/oco "$oco&aboveType=LIMIT_MAKER&abovePrice=$low&belowType=STOP_LOSS&belowStopPrice=$high"
	code -2010
	signed POST /api/v3/orderList/oco "$oco&aboveType=LIMIT_MAKER&abovePrice=$high&aboveClientOrderId=t&belowType=STOP_LOSS&belowStopPrice=$low&belowClientOrderId=s"
	[ "$(told '.orderReports | map(.type) | join(" ")')" = "LIMIT_MAKER STOP_LOSS" ]
	signed GET /api/v3/openOrderList ""
	[ "$(told '.[0].listClientOrderId')" = L1 ]
	signed DELETE /api/v3/orderList "symbol=BTCUSDT&listClientOrderId=L1"
	[ "$(told .listOrderStatus)" = ALL_DONE ]
	signed GET /api/v3/orderList origClientOrderId=L1
	[ "$(told .listOrderStatus)" = ALL_DONE ]
	signed POST /api/v3/order "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.1&price=$low&newClientOrderId=a"
	signed PUT /api/v3/order/amend/keepPriority "symbol=BTCUSDT&origClientOrderId=a&newQty=0.2"
	code -2038
	signed PUT /api/v3/order/amend/keepPriority "symbol=BTCUSDT&origClientOrderId=a&newQty=0.05&newClientOrderId=b"
	[ "$(told '.amendedOrder | .qty, .clientOrderId, .origClientOrderId' | tr '\n' ' ')" = "0.05000000 b a " ]
	signed POST /api/v3/order/cancelReplace "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.02&price=$low&newClientOrderId=c&cancelOrigClientOrderId=b&cancelReplaceMode=STOP_ON_FAILURE"
	[ "$(told '.cancelResult, .newOrderResult, .newOrderResponse.clientOrderId' | tr '\n' ' ')" = "SUCCESS SUCCESS c " ]
	signed POST /api/v3/order/cancelReplace "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.02&price=$low&cancelOrigClientOrderId=b&cancelReplaceMode=STOP_ON_FAILURE"
	[ "$status" = 400 ] && code -2022
	signed POST /api/v3/order/cancelReplace "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=50&cancelOrigClientOrderId=c&cancelReplaceMode=STOP_ON_FAILURE"
	[ "$status" = 409 ] && code -2021
}
