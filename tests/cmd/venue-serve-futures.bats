# etrms venue serve, futures: leverage and margin, orders, conditional orders,
# positions, what was paid; liquidation as the exchange tells it; refusals.
load ../helper
load ../serve

setup() {
	setup_home
	given_market
}

last_price() {
	curl -s "$ADDRESS/fapi/v1/ticker/price?symbol=BTCUSDT" | jq -r '.price | tonumber'
}

@test "leverage, margin type, position margin" {
	serve --from binance --speed 0
	signed POST /fapi/v1/leverage "symbol=BTCUSDT&leverage=20"
	[ "$(told '.leverage, (.maxNotionalValue | tonumber)' | tr '\n' ' ')" = "20 100000000 " ]
	signed POST /fapi/v1/leverage "symbol=BTCUSDT&leverage=126"
	code -4028
	signed POST /fapi/v1/marginType "symbol=BTCUSDT&marginType=CROSSED"
	code -4046
	signed POST /fapi/v1/marginType "symbol=BTCUSDT&marginType=ISOLATED"
	[ "$(told .code)" = 200 ]
	signed POST /fapi/v1/positionMargin "symbol=BTCUSDT&amount=5&type=1"
	code -4054
	signed POST /fapi/v1/order "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.1&newOrderRespType=RESULT"
	[ "$(told .status)" = FILLED ]
	signed POST /fapi/v1/marginType "symbol=BTCUSDT&marginType=CROSSED"
	code -4048
	signed POST /fapi/v1/positionMargin "symbol=BTCUSDT&amount=50&type=1"
	[ "$(told .code)" = 200 ]
	signed GET /fapi/v3/positionRisk symbol=BTCUSDT
	[ "$(told '.[0] | .positionAmt, (.isolatedWallet | tonumber > 300),
		(.liquidationPrice | tonumber > 0)' | tr '\n' ' ')" = "0.100 true true " ]
	signed GET /fapi/v1/symbolConfig symbol=BTCUSDT
	[ "$(told '.[0] | .marginType, .leverage' | tr '\n' ' ')" = "ISOLATED 20 " ]
	signed GET /fapi/v1/positionSide/dual ""
	[ "$(told .dualSidePosition)" = false ]
	signed POST /fapi/v1/positionSide/dual dualSidePosition=false
	code -4059
	signed GET /fapi/v1/leverageBracket symbol=BTCUSDT
	[ "$(told '.[0].brackets[0] | .initialLeverage, .maintMarginRatio' | tr '\n' ' ')" = "125 0.004 " ]
	for path in accountConfig multiAssetsMargin commissionRate?symbol=BTCUSDT; do
		signed GET "/fapi/v1/${path%%\?*}" "$(sed 's/[^?]*?*//' <<<"$path")"
		[ "$status" = 200 ] || complain "$path: $output"
	done
	no_complaints
}

@test "orders, balances, trades and income tell one story" {
	serve --from binance --speed 0
	signed POST /fapi/v1/leverage "symbol=BTCUSDT&leverage=10"
	signed POST /fapi/v1/order "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.1&newClientOrderId=in"
	[ "$(told '.status, .executedQty' | tr '\n' ' ')" = "NEW 0.000 " ]
	signed GET /fapi/v1/order "symbol=BTCUSDT&origClientOrderId=in"
	[ "$(told .status)" = FILLED ]
	price=$(told '.avgPrice | tonumber')
	[ "$price" = "$(last_price)" ]
	curl -s -X POST "$ADDRESS/etrms/advance?bars=30" >/dev/null
	signed POST /fapi/v1/order "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.1&reduceOnly=true&newOrderRespType=RESULT"
	[ "$(told .status)" = FILLED ]
	signed POST /fapi/v1/order "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.1&reduceOnly=true"
	code -2022
	signed GET /fapi/v1/userTrades symbol=BTCUSDT
	[ "$(told 'length')" = 2 ]
	paid=$(told 'map((.realizedPnl | tonumber) - (.commission | tonumber)) | add * 100000000 | round')
	signed GET /fapi/v1/income ""
	[ "$(told 'map(.income | tonumber) | add * 100000000 | round')" = "$paid" ]
	[ "$(told 'map(.incomeType) | unique | join(" ")')" = "COMMISSION REALIZED_PNL" ]
	signed GET /fapi/v3/balance ""
	[ "$(told '.[0].balance | (tonumber - 10000) * 100000000 | round')" = "$paid" ]
	signed GET /fapi/v3/account ""
	[ "$(told '.positions | length')" = 0 ]
	signed GET /fapi/v3/positionRisk ""
	[ "$output" = "[]" ]
	signed GET /fapi/v2/positionRisk ""
	[ "$(told '.[0].positionAmt')" = 0.000 ]
}

@test "limits: rest, post only, amended, all cancelled" {
	serve --from binance --speed 0
	signed POST /fapi/v1/leverage "symbol=BTCUSDT&leverage=10"
	last=$(last_price)
	low=$(jq -n "$last * 0.9 | floor") lower=$(jq -n "$last * 0.8 | floor")
	o="symbol=BTCUSDT&side=BUY&quantity=0.01"
	signed POST /fapi/v1/order "$o&type=LIMIT&timeInForce=GTX&price=$low&newClientOrderId=a"
	[ "$(told '.status, .timeInForce' | tr '\n' ' ')" = "NEW GTX " ]
	signed PUT /fapi/v1/order "$o&price=$low&origClientOrderId=a"
	code -5027
	signed PUT /fapi/v1/order "$o&price=$lower&origClientOrderId=a"
	[ "$(told '.price | tonumber')" = "$lower" ]
	signed PUT /fapi/v1/order "$o&price=$(jq -n "$last * 1.1 | floor")&origClientOrderId=a"
	[ "$(told .status)" = CANCELED ]
	signed POST /fapi/v1/order "$o&type=LIMIT&timeInForce=GTC&price=$low"
	signed GET /fapi/v1/openOrders symbol=BTCUSDT
	[ "$(told length)" = 1 ]
	signed DELETE /fapi/v1/allOpenOrders symbol=BTCUSDT
	[ "$(told .code)" = 200 ]
	signed GET /fapi/v1/openOrders ""
	[ "$output" = "[]" ]
	signed GET /fapi/v1/allOrders symbol=BTCUSDT
	[ "$(told 'map(.status) | join(" ")')" = "CANCELED CANCELED" ]
	signed POST /fapi/v1/batchOrders "batchOrders=%5B%7B%22symbol%22%3A%22BTCUSDT%22%2C%22side%22%3A%22BUY%22%2C%22type%22%3A%22LIMIT%22%2C%22timeInForce%22%3A%22GTC%22%2C%22quantity%22%3A%220.01%22%2C%22price%22%3A%22$low%22%7D%2C%7B%22symbol%22%3A%22NO%22%7D%5D"
	[ "$(told '.[0].status, .[1].code' | tr '\n' ' ')" = "NEW -1121 " ]
}

@test "conditional orders have their own service" {
	serve --from binance --speed 0
	last=$(last_price)
	low=$(jq -n "$last * 0.99 | floor") high=$(jq -n "$last * 1.2 | floor")
	signed POST /fapi/v1/order "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.1"
	signed POST /fapi/v1/order "symbol=BTCUSDT&side=SELL&type=STOP_MARKET&quantity=0.1&stopPrice=$low"
	code -4120
	a="algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL"
	signed POST /fapi/v1/algoOrder "$a&type=STOP_MARKET&triggerPrice=$high&quantity=0.1"
	code -2021
	signed POST /fapi/v1/algoOrder "$a&type=STOP_MARKET&triggerPrice=$low&closePosition=true&quantity=1"
	code -4137
	signed POST /fapi/v1/algoOrder "$a&type=STOP_MARKET&triggerPrice=$low&closePosition=true&clientAlgoId=sl"
	[ "$(told '.algoStatus, .closePosition' | tr '\n' ' ')" = "NEW true " ]
	signed POST /fapi/v1/algoOrder "$a&type=TAKE_PROFIT&triggerPrice=$high&price=$high&quantity=0.1&reduceOnly=true"
	[ "$(told .algoStatus)" = NEW ]
	tp=$(told .algoId)
	signed POST /fapi/v1/algoOrder "$a&type=TRAILING_STOP_MARKET&callbackRate=5&quantity=0.1&reduceOnly=true"
	[ "$(told .callbackRate)" = 5.0 ]
	trail=$(told .algoId)
	signed GET /fapi/v1/openAlgoOrders ""
	[ "$(told length)" = 3 ]
	signed GET /fapi/v1/openOrders ""
	[ "$output" = "[]" ]
	signed DELETE /fapi/v1/algoOrder "algoId=$trail"
	[ "$(told .code)" = 200 ]
	signed DELETE /fapi/v1/algoOrder "algoId=$trail"
	code -2011
	curl -s -X POST "$ADDRESS/etrms/advance?bars=1440" >/dev/null
	signed GET /fapi/v1/algoOrder clientAlgoId=sl
	[ "$(told .algoStatus)" = FINISHED ]
	id=$(told .actualOrderId)
	signed GET /fapi/v1/order "symbol=BTCUSDT&orderId=$id"
	[ "$(told '.status, .type, .origType, .executedQty' | tr '\n' ' ')" = "FILLED MARKET STOP_MARKET 0.100 " ]
	# It was the position's: with it the other one went.
	signed GET /fapi/v1/algoOrder "algoId=$tp"
	[ "$(told .algoStatus)" = EXPIRED ]
	signed DELETE /fapi/v1/algoOpenOrders symbol=BTCUSDT
	[ "$(told .code)" = 200 ]
	signed GET /fapi/v1/allAlgoOrders symbol=BTCUSDT
	[ "$(told length)" = 3 ]
}

@test "refusals have the exchange's codes" {
	serve --from binance --speed 0
	last=$(last_price)
	low=$(jq -n "$last * 0.9 | floor") high=$(jq -n "$last * 1.1 | floor")
	refused=0
	while read -r want query; do
		signed POST /fapi/v1/order "$query"
		code "$want" || complain "$query: $output"
		refused=$((refused + 1))
	done <<-ROWS
		-1121 symbol=ETHUSDT&side=BUY&type=MARKET&quantity=1
		-1102 symbol=BTCUSDT&side=BUY&type=MARKET
		-1106 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=1&price=$low
		-1111 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.0001
		-1111 symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=$low.12
		-4003 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0
		-4005 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=100000
		-4164 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.001
		-4016 symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=900000
		-4024 symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=0.1&price=1000
		-4061 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&positionSide=LONG
		-2019 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=5
		-2022 symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01&reduceOnly=true
		-5021 symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=FOK&quantity=0.01&price=$low
		-5022 symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.01&price=$high
		-4015 symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.01&newClientOrderId=a%20b
	ROWS
	no_complaints
	[ "$refused" -eq 16 ]
	signed GET /fapi/v1/allOrders symbol=BTCUSDT
	[ "$output" = "[]" ]
}

@test "a liquidation is an order of the exchange" {
	cp "$ROOT/examples/perpetual.json" .
	serve --scenario perpetual.json --clock bars --speed 0
	AT=$(curl -s "$ADDRESS/fapi/v1/time" | jq .serverTime)
	signed POST /fapi/v1/leverage "symbol=BTCUSDT&leverage=50"
	signed POST /fapi/v1/marginType "symbol=BTCUSDT&marginType=ISOLATED"
	signed POST /fapi/v1/order "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.1"
	[ "$status" = 200 ]
	curl -s -X POST "$ADDRESS/etrms/advance?bars=5" >/dev/null
	AT=$(curl -s "$ADDRESS/fapi/v1/time" | jq .serverTime)
	signed GET /fapi/v1/allOrders symbol=BTCUSDT
	[ "$(told '.[-1].clientOrderId | startswith("autoclose-")')" = true ]
	signed GET /fapi/v1/userTrades symbol=BTCUSDT
	[ "$(told '.[-1].realizedPnl | tonumber < 0')" = true ]
	signed GET /fapi/v3/positionRisk ""
	[ "$output" = "[]" ]
}

@test "long and short of a symbol are held apart where the account says so" {
	serve --from binance --speed 0
	signed POST /fapi/v1/positionSide/dual dualSidePosition=true
	[ "$(told .code)" = 200 ]
	signed POST /fapi/v1/positionSide/dual dualSidePosition=true
	code -4059
	signed GET /fapi/v1/positionSide/dual ""
	[ "$(told .dualSidePosition)" = true ]
	signed GET /fapi/v1/accountConfig ""
	[ "$(told .dualSidePosition)" = true ]
	signed POST /fapi/v1/leverage "symbol=BTCUSDT&leverage=20"
	signed GET /fapi/v3/balance ""
	before=$(told '.[0].balance | tonumber')
	order="symbol=BTCUSDT&type=MARKET&newOrderRespType=RESULT"
	for side in "" "&positionSide=BOTH"; do
		signed POST /fapi/v1/order "$order&side=BUY&quantity=0.1$side"
		code -4061
	done
	signed POST /fapi/v1/order "$order&side=BUY&quantity=0.1&positionSide=UP"
	code -4060
	signed POST /fapi/v1/order "$order&side=SELL&quantity=0.1&positionSide=LONG&reduceOnly=true"
	code -1106
	signed POST /fapi/v1/order "$order&side=SELL&quantity=0.1&positionSide=LONG"
	code -2022
	signed POST /fapi/v1/order "$order&side=BUY&quantity=0.2&positionSide=LONG"
	[ "$(told '.status + .positionSide')" = FILLEDLONG ]
	signed POST /fapi/v1/order "$order&side=SELL&quantity=0.1&positionSide=SHORT"
	[ "$(told '.status + .positionSide')" = FILLEDSHORT ]
	signed GET /fapi/v3/positionRisk ""
	[ "$(told 'map(.positionSide + " " + .positionAmt) | join(",")')" = \
		"LONG 0.200,SHORT -0.100" ]
	signed GET /fapi/v2/positionRisk symbol=BTCUSDT
	[ "$(told length)" = 2 ]
	signed GET /fapi/v3/account ""
	[ "$(told '.positions | map(.positionSide) | join(",")')" = "LONG,SHORT" ]
	signed GET /fapi/v1/userTrades symbol=BTCUSDT
	[ "$(told 'map(.positionSide) | join(",")')" = "LONG,SHORT" ]
	signed POST /fapi/v1/positionSide/dual dualSidePosition=false
	code -4068
	signed POST /fapi/v1/positionMargin "symbol=BTCUSDT&amount=5&type=1"
	code -4061
	# one side's closePosition is that side's
	signed POST /fapi/v1/algoOrder "algoType=CONDITIONAL&symbol=BTCUSDT&side=BUY&type=STOP_MARKET&positionSide=SHORT&triggerPrice=900000&closePosition=true"
	[ "$(told '.algoStatus + .positionSide')" = NEWSHORT ]
	signed POST /fapi/v1/positionSide/dual dualSidePosition=false
	code -4067
	signed DELETE /fapi/v1/algoOpenOrders symbol=BTCUSDT
	signed POST /fapi/v1/order "$order&side=SELL&quantity=0.2&positionSide=LONG"
	signed POST /fapi/v1/order "$order&side=BUY&quantity=0.1&positionSide=SHORT"
	signed POST /fapi/v1/positionSide/dual dualSidePosition=false
	[ "$(told .code)" = 200 ]
	# what was paid is what is left
	signed GET /fapi/v1/income limit=1000
	paid=$(told 'map(.income | tonumber) | add')
	signed GET /fapi/v3/balance ""
	[ "$(told ".[0] | ((.balance | tonumber) - ($paid) - ($before)) * 10000 | round")" = 0 ]
}

@test "funding and liquidation of a hedged account are each side's" {
	serve --from binance --speed 0
	signed POST /fapi/v1/positionSide/dual dualSidePosition=true
	signed POST /fapi/v1/leverage "symbol=BTCUSDT&leverage=100"
	signed POST /fapi/v1/marginType "symbol=BTCUSDT&marginType=ISOLATED"
	[ "$(told .code)" = 200 ]
	order="symbol=BTCUSDT&type=MARKET&newOrderRespType=RESULT&quantity=0.1"
	signed POST /fapi/v1/order "$order&side=BUY&positionSide=LONG"
	signed POST /fapi/v1/order "$order&side=SELL&positionSide=SHORT"
	# 1 % either way ends one of the two
	curl -s -X POST "$ADDRESS/etrms/advance?bars=2000" >/dev/null
	signed GET /fapi/v1/allOrders symbol=BTCUSDT
	gone=$(told '[.[] | select(.clientOrderId | startswith("autoclose-"))] | .[0] | .side + .positionSide')
	[ "$gone" = SELLLONG ] || [ "$gone" = BUYSHORT ]
}
