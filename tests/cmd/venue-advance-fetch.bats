# etrms venue advance --fetch: a paper account on the prices of an exchange: its
# bars come in, orders meet them, the clock runs up to now; what has no prices
# of its own, does not answer, or is live.
load ../helper
load ../serve
load ../vault
load ../live

given_paper_on_live() {
	given_exchange --clock bars
	etrms candles fetch BTC/USDT BTC/USDT:USDT --timeframe 1m --from 2020-01-01 --quiet
	etrms account add p --prices binance --use --quiet
}

@test "a paper account runs on live prices up to now" {
	given_paper_on_live
	exits 0 venue advance --fetch
	before=$(json .to)
	exits 0 order buy BTC/USDT --qty 0.002
	[ "$(json .state)" = filled ]
	step 20
	exits 0 venue advance --fetch
	[ "$(json .account)" = p ]
	[[ "$(json .to)" > "$before" ]]
	[ "$(json .bars)" -ge 15 ]
	exits 0 positions
	[ "$(json .contracts)" = 0.002 ]
	last=$(curl -sS "$ADDRESS/api/v3/klines?symbol=BTCUSDT&interval=1m&limit=30" | jq -r '.[] | .[4] | tonumber')
	grep -qx "$(json .mark_price)" <<<"$last" || { echo "$last"; echo "$output"; false; }
	exits 0 candles verify
	exits 0 store check
}

@test "venue advance --fetch refuses what it cannot bring up to now" {
	given_paper_on_live
	exits 0 venue advance --by 1m
	serve_end
	exits 7 venue advance --fetch
	exits 0 venue advance --by 1m
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
		--from 2024-03-01 --bars 5 --start-price 60000 --quiet
	etrms account add demo --prices demo --quiet
	exits 2 venue advance --fetch --account demo
	says "venue demo: it has no market data of its own"
}
