# Filters of Binance that bind an order by its price, its kind or how many work
# already: PERCENT_PRICE, PERCENT_PRICE_BY_SIDE, MARKET_LOT_SIZE,
# MAX_NUM_ALGO_ORDERS, MAX_NUM_ORDERS. etrms names the filter before anything is
# sent, and the served exchange refuses by it.
load ../helper
load ../serve
load ../vault
load ../live

given_filters() {
	printf '%s\n' \
		"symbol,tick,lot,min_notional,band_up,band_down,max_open_orders,bounds" \
		"BTC/USDT,0.01,0.00001,5,1.5,0.5,6,market_lot=0.0001;market_max=2;sell_band_up=1.2;sell_band_down=0.8;max_conditional=2" \
		"BTC/USDT:USDT,0.1,0.001,5,1.1,0.9,6,market_lot=0.01;max_conditional=1" \
		>filters.csv
	given_exchange --instruments filters.csv --weight-limit 100000
	PRICE=$(curl -sS "$ADDRESS/api/v3/ticker/price?symbol=BTCUSDT" | jq -r .price)
	PRICE=${PRICE%%.*}
}

refused() { # FILTER WORDS…
	live 2 order "${@:2}"
	says "($1)"
}

@test "before it is sent: the filter is named, and nothing leaves" {
	given_filters
	given_live
	refused PERCENT_PRICE_BY_SIDE buy BTC/USDT --qty 0.01 --price $((PRICE * 16 / 10))
	says "is above 1.5 times the last price of"
	refused PERCENT_PRICE_BY_SIDE buy BTC/USDT --qty 0.01 --price $((PRICE * 4 / 10))
	refused PERCENT_PRICE_BY_SIDE sell BTC/USDT --qty 0.01 --price $((PRICE * 13 / 10))
	refused PERCENT_PRICE_BY_SIDE sell BTC/USDT --qty 0.01 --price $((PRICE * 7 / 10))
	refused PERCENT_PRICE buy BTC/USDT:USDT --qty 0.01 --price $((PRICE * 12 / 10))
	says "times the mark price of"
	refused PERCENT_PRICE sell BTC/USDT:USDT --qty 0.01 --price $((PRICE * 8 / 10))
	refused MARKET_LOT_SIZE buy BTC/USDT --qty 0.00125
	refused MARKET_LOT_SIZE buy BTC/USDT --qty 2.1
	refused MARKET_LOT_SIZE buy BTC/USDT:USDT --qty 0.011
	exits 0 order list --account main
	[ -z "$output" ]
	# just within
	live 0 order buy BTC/USDT --qty 0.01 --price $((PRICE * 6 / 10))
	live 0 order buy BTC/USDT:USDT --qty 0.011 --price $((PRICE * 8 / 10))
}

@test "as many stops and targets as may work, and no more" {
	given_filters
	given_live
	live 0 order buy BTC/USDT --qty 0.01 --stop-loss 10% --take-profit 10%
	live 0 order buy BTC/USDT --qty 0.01 --type stop --trigger $((PRICE + 3000))
	refused MAX_NUM_ALGO_ORDERS buy BTC/USDT --qty 0.01 --type stop --trigger $((PRICE + 4000))
	says "2 stops and targets work there already, and at most 2 may"
	refused MAX_NUM_ALGO_ORDERS buy BTC/USDT --qty 0.01 --price $((PRICE - 3000)) --stop-loss 1%
	live 0 order buy BTC/USDT --qty 0.001 --price $((PRICE - 3000))
	live 0 order buy BTC/USDT:USDT --qty 0.01
	live 0 order sell BTC/USDT:USDT --qty 0.01 --type stop --trigger $((PRICE - 3000)) --reduce-only
	refused MAX_NUM_ALGO_ORDERS sell BTC/USDT:USDT --qty 0.01 --type stop --trigger $((PRICE - 4000)) --reduce-only
	# what is no conditional order may still be placed
	live 0 order sell BTC/USDT:USDT --qty 0.01 --reduce-only
}

# Each with its own time: a busy machine is slow.
asks() { # METHOD PATH QUERY
	AT=$(date +%s%3N) signed "$@"
}

limit() { # PATH SIDE PRICE
	asks POST "$1" "symbol=BTCUSDT&side=$2&type=LIMIT&timeInForce=GTC&quantity=0.01&price=$3"
}

failed() { # CODE FILTER
	code "$1"
	case $(told .msg) in
	*"$2"*) ;;
	*) complain "$output" ;;
	esac
}

@test "the served exchange refuses by the same" {
	given_filters
	limit /api/v3/order BUY $((PRICE * 16 / 10))
	failed -1013 PERCENT_PRICE_BY_SIDE
	limit /api/v3/order SELL $((PRICE * 13 / 10))
	failed -1013 PERCENT_PRICE_BY_SIDE
	limit /fapi/v1/order BUY $((PRICE * 12 / 10))
	failed -4016 "higher"
	limit /fapi/v1/order SELL $((PRICE * 8 / 10))
	failed -4024 "lower"
	asks POST /api/v3/order "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=2.1"
	failed -1013 MARKET_LOT_SIZE
	asks POST /api/v3/order "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.00125"
	failed -1013 MARKET_LOT_SIZE
	asks POST /fapi/v1/order "symbol=BTCUSDT&side=BUY&type=MARKET&quantity=0.011"
	code -4023
	for n in 1 2 3; do
		asks POST /api/v3/order "symbol=BTCUSDT&side=BUY&type=STOP_LOSS&quantity=0.001&stopPrice=$((PRICE + 1000 * n))"
	done
	failed -1013 MAX_NUM_ALGO_ORDERS
	public "/api/v3/exchangeInfo?symbol=BTCUSDT"
	[ "$(told '.symbols[0].filters[] | select(.filterType == "MAX_NUM_ALGO_ORDERS").maxNumAlgoOrders')" = 2 ]
	[ "$(told '.symbols[0].filters[] | select(.filterType == "MARKET_LOT_SIZE").maxQty | tonumber')" = 2 ]
}
