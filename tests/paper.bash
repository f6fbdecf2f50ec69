# A paper account on candles whose every price is known. Load after ../helper.
#
#   given_candles SYMBOL PRICE…   one flat 1m bar a price, from 2024-03-01T00:00Z
#   given_bars SYMBOL O,H,L,C…    the same with whole bars
#   given_paper [OPTIONS]         the account demo: 10 000 USDT, no slippage,
#                                 fees of 0.1 % in quote

given_bars() {
	local symbol=$1 time=1709251200000 bar
	shift
	{
		echo timestamp,open,high,low,close,volume
		for bar; do
			echo "$time,$bar,10"
			time=$((time + 60000))
		done
	} >bars.csv
	etrms candles import bars.csv --venue test --symbol "$symbol" \
		--timeframe 1m >/dev/null
}

given_candles() {
	local symbol=$1 price bars=()
	shift
	for price; do bars+=("$price,$price,$price,$price"); done
	given_bars "$symbol" "${bars[@]}"
}

given_paper() {
	etrms account add demo --prices test --timeframe 1m \
		--balance USDT=10000 --slippage 0 --use "$@" >/dev/null
}
