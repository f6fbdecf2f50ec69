# etrms convert: one order and several, by the fewest and by the best way; fees,
# lots, reserve; what is free; every format; what order place makes of it; and
# every kind of bad input.

load ../helper
load ../paper
load ../serve
load ../vault
load ../live

# BTC at 50000, ETH at 2500, and ETH in BTC: 0.05 is a fair price
given_three() {
	given_candles BTC/USDT 50000
	given_candles ETH/USDT 2500
	given_candles ETH/BTC "${1-0.04}"
	given_paper --balance BTC=1
}

@test "convert sells into the quote, after the fee" {
	given_candles BTC/USDT 50000
	given_paper --balance BTC=1
	exits 0 convert 0.5 BTC USDT --fee 0.1% --format csv
	[ "${lines[0]}" = step,account,venue,symbol,side,type,amount,average,cost,fee,fee_currency,slippage,received,asset ]
	[ "${lines[1]}" = 1,demo,sim,BTC/USDT,sell,market,0.5,50000,25000,25,USDT,0,24975,USDT ]
	[ "${#lines[@]}" -eq 2 ]
}

@test "convert buys as much as the amount pays for, on the lot" {
	given_candles BTC/USDT 50000
	given_paper
	exits 0 convert 1000 USDT BTC --fee 0% --format csv --no-header --fields side,amount,cost,received,asset
	[ "$output" = buy,0.02,1000,0.02,BTC ]
	exits 0 convert 0.99 USDT BTC --fee 0% --format csv --no-header --fields amount
	[ "$output" = 0.0000198 ] || [ "$output" = 0.00001 ]
}

@test "convert takes the way that gives most, not the shortest" {
	given_three
	exits 0 convert 1 BTC ETH --fee 0% --reserve 0% --format csv --no-header --fields step,symbol,side,amount,received
	[ "${lines[0]}" = 1,ETH/BTC,buy,25,25 ]
	[ "${#lines[@]}" -eq 1 ]
}

@test "convert goes a longer way where the direct one is dearer" {
	given_three 0.08
	exits 0 convert 1 BTC ETH --fee 0% --reserve 0% --format csv --no-header --fields step,symbol,side,amount,received
	[ "${lines[0]}" = 1,BTC/USDT,sell,1,50000 ]
	[ "${lines[1]}" = 2,ETH/USDT,buy,20,20 ]
	exits 0 convert 1 BTC ETH --fee 0% --steps 1 --format csv --no-header --fields symbol,received
	[ "$output" = ETH/BTC,12.5 ]
}

@test "convert leaves the reserve out of later orders" {
	given_candles BTC/USDT 50000
	given_candles ETH/USDT 2500
	given_paper --balance BTC=1
	exits 0 convert 1 BTC ETH --fee 0% --reserve 1% --format csv --no-header --fields amount
	[ "$output" = "1
19.8" ]
}

@test "convert refuses what is not free, too small, or without a way" {
	given_three
	exits 4 convert 2 BTC USDT
	says "account demo: only 1 BTC is free"
	[ -z "$output" ]
	exits 4 convert 1 USDT XRP
	says "sim has no way from USDT to XRP in 3 orders"
	exits 4 convert 0.000000001 BTC USDT --steps 1
	says "BTC/USDT: 0 BTC is less than its smallest order of 0.00000001"
}

@test "order place reads a plan" {
	given_three
	etrms policy set max-position-share 100% --quiet
	etrms convert 1000 USDT BTC >plan
	exits 0 order place --from plan
	[ "$(json '[.symbol, .side, .type, .state] | join(" ")')" = "BTC/USDT buy market filled" ]
	etrms convert 1000 USDT BTC --format csv >plan
	exits 0 order place --from plan --dry-run
}

@test "convert refuses bad input" {
	given_three
	exits 2 convert
	exits 2 convert 1 BTC
	exits 2 convert none BTC USDT
	says "amount 'none': not a number above 0"
	exits 2 convert 0 BTC USDT
	says "not a number above 0"
	exits 2 convert -- -1 BTC USDT
	says "not a number above 0"
	exits 2 convert 1 btc USDT
	says "'btc': no asset such as BTC"
	exits 2 convert 1 BTC BTC
	says "BTC is BTC already"
	exits 2 convert 1 BTC USDT --steps 4
	exits 2 convert 1 BTC USDT --fee 100%
	says "--fee: from 0 to below 100%"
	exits 2 convert 1 BTC USDT --reserve 100%
	says "--reserve: from 0 to below 100%"
	exits 2 convert 1 BTC USDT --venue binance --account demo
	says "leave one of the two out"
	exits 2 convert 1 BTC USDT --venue nowhere
	says "venue nowhere: it has no market data of its own"
	exits 2 convert 1 BTC USDT --account nobody
	says "account nobody: there is none"
}

@test "convert without an account says how to choose one" {
	given_candles BTC/USDT 50000
	etrms account add demo --venue sim --prices test --balance BTC=1 >/dev/null
	exits 2 convert 1 BTC USDT
	says "no default account"
}

@test "convert takes a live account's books and balance" {
	given_live
	live 0 convert 1000 USDT BTC
	[ "$(json '[.account, .venue, .symbol, .side] | join(" ")')" = "main binance BTC/USDT buy" ]
	[ "$(json '.slippage >= 0 and .fee > 0 and .received < .amount')" = true ]
	ask=$(curl -sS "$ADDRESS/api/v3/depth?symbol=BTCUSDT&limit=5" | jq -r '.asks[0][0] | tonumber')
	[ "$(json ".average >= $ask")" = true ]
	live 4 convert 100000 USDT BTC
	says "account main: only 10000 USDT is free"
	exits 0 convert 1 BTC ETH --venue binance
	[ "$(json -s 'map(.symbol) | join(" ")')" = "BTC/USDT ETH/USDT" ]
	[ "$(json -s '.[0].account')" = null ]
	exits 0 convert 30 BTC USDT --venue binance
	[ "$(json '.slippage > 0')" = true ]
	exits 4 convert 100000 BTC USDT --venue binance
	says "its book is too thin"
	serve_end
	live 7 convert 1000 USDT BTC
}

@test "convert takes a live account's own fees, and says where it cannot" {
	local asked
	printf 'symbol,tick,lot,min_notional,maker,taker\n%s\n' \
		BTC/USDT,0.1,0.00001,5,0,0.0004 >rows.csv
	echo 'GET /sapi/v1/asset/tradeFee 2 garbage' >faults
	echo 'GET /sapi/v1/asset/tradeFee 3-9 503-before' >>faults
	given_exchange --instruments rows.csv --faults faults --record served.ndjson
	given_live
	asked() { grep -c /tradeFee served.ndjson; }
	live 0 convert 1000 USDT BTC
	[ -z "$stderr" ]
	[ "$(json '(.fee / (.fee + .received) * 10000) | round')" = 4 ]
	# asked once a day; lists of a new account's fees are not touched
	live 0 convert 1000 USDT BTC
	[ "$(asked)" -eq 1 ]
	exits 0 convert 1000 USDT BTC --venue binance
	[ "$(json '(.fee / (.fee + .received) * 10000) | round')" = 10 ]
	# another account has others
	etrms account add second --venue binance --base-url "$ADDRESS" \
		--secret-file key.json --quiet "${AUTH[@]}"
	exits 0 convert 1000 USDT BTC --account second "${AUTH[@]}"
	says "account second: its fees are not known, those of a new account count"
	[ "$(json '(.fee / (.fee + .received) * 10000) | round')" = 10 ]
	exits 0 convert 1000 USDT BTC --account second --fee 1% "${AUTH[@]}"
	[ -z "$stderr" ]
}
