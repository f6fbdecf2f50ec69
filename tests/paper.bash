# A paper account on candles whose every price is known. Load after ../helper.
#
#   given_candles SYMBOL PRICE…   one flat 1m bar a price, from 2024-03-01T00:00Z
#   given_bars SYMBOL O,H,L,C…    the same with whole bars
#   given_paper [OPTIONS]         the account demo: 10 000 USDT, no slippage,
#                                 fees of 0.1 % in quote
#   given_rebalance               such an account, rebalanced under the key nov

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

given_rebalance() {
	given_candles BTC/USDT 50000
	given_candles ETH/USDT 2500
	given_paper --balance BTC=0.2
	etrms policy set max-position-share 100% --quiet
	etrms policy set max-risk-per-trade 100% --quiet
	etrms rebalance BTC=10 ETH=80 USDT=10 --apply --key nov --quiet
}

# A perpetual, and an account of 1000 USDT that is long 10 of it at 100, ten times
# isolated, with a stop for 4 of them. Its bars: calm; the fourth goes to 95 and
# settles funding at its open; the fifth falls to 80. All in a store of its own.
given_swap() {
	export ETRMS_STORE=$BATS_TEST_TMPDIR/swap.db
	given_bars BTC/USDT:USDT 100,100,100,100 100,100,100,100 \
		100,100,100,100 99,100,95,98 97,98,80,85 85,85,85,85
	printf 'symbol,ts,rate\nBTCUSDT,1709251380000,0.001\n' >funding.csv
	etrms market import funding.csv --venue test --quiet
	etrms account add demo --prices test --timeframe 1m \
		--balance USDT=1000 --slippage 0 --use >/dev/null
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms leverage BTC/USDT:USDT 10 --mode isolated >/dev/null
	etrms order buy BTC/USDT:USDT --qty 10 >/dev/null
	etrms order sell BTC/USDT:USDT --qty 4 --type stop --trigger 94 \
		--reduce-only >/dev/null
}
