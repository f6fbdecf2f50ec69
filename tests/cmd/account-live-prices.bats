# Paper on live prices: account add --live-prices, and every command of such an
# account. It is added without a key, what it may not be added with; orders meet
# the book; stops, limits, funding, liquidation and breakers meet what happened
# between two commands, and no more than that; an exchange that does not answer
# changes nothing; other accounts stay offline.
#
# The exchange is the served venue on bars of 15 seconds with known prices, so
# that a minute comes in four parts.

load ../helper
load ../serve
load ../live

# world SYMBOL O,H,L,C…: bars of 15 seconds from 2024-03-01T00:00Z in the world
world() {
	local symbol=$1 time=1709251200000 bar
	shift
	{
		echo timestamp,open,high,low,close,volume
		for bar; do
			echo "$time,$bar,10"
			time=$((time + 15000))
		done
	} >bars.csv
	etrms --store "$WORLD" candles import bars.csv --venue world \
		--symbol "$symbol" --timeframe 15s >/dev/null
}

# open N ARGS…: serves it; N bars have passed
open() {
	local passed=$1
	shift
	serve --store "$WORLD" --from world --timeframe 15s --clock bars \
		--speed 0 --start "$(date -u -d "@$((1709251200 + 15 * passed))" +%FT%TZ)" "$@"
	export ETRMS_BINANCE_URL=$ADDRESS
}

# flat N PRICE: N bars that stand still
flat() {
	local i
	for i in $(seq "$1"); do echo "$2,$2,$2,$2"; done
}

given() {
	unset ETRMS_NOW
	WORLD=$BATS_TEST_TMPDIR/world.db
	export WORLD
}

paper() {
	etrms account add p --live-prices binance --use --quiet "$@" || return 1
	etrms policy set max-risk-per-trade 100% --quiet
	etrms policy set max-position-share 100% --quiet
	etrms policy set max-order-notional 1000000 --quiet
	etrms policy set price-collar 100% --quiet
}

order() {
	exits 0 order "$@"
}

@test "it is paper: no key, no vault, prices of now" {
	given
	world BTC/USDT $(flat 8 100)
	open 6
	exits 0 account add p --live-prices binance --balance USDT=1000
	[ "$(json '[.mode, .prices, .timeframe, .live_prices] | @csv')" = '"paper","binance","1m",true' ]
	[ ! -e "$XDG_DATA_HOME/etrms/vault" ]
	exits 0 balances --account p
	[ "$(json '[.asset, .total, .time] | @csv')" = '"USDT",1000,"2024-03-01T00:01:30Z"' ]
	[ "$(sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" 'SELECT count(*) FROM sim_market')" = 0 ]
	exits 0 store check
}

@test "an opening balance is worth what the exchange says" {
	given
	world BTC/USDT $(flat 8 100)
	open 6
	paper --balance USDT=1000 --balance BTC=2
	exits 0 balances --where 'asset == "BTC"'
	[ "$(json '[.total, .value] | @csv')" = 2,200 ]
	exits 0 portfolio show
	etrms account add r --live-prices binance --quiet
	exits 0 account deposit r --asset BTC --amount 0.5
	exits 0 balances --account r --where 'asset == "BTC"'
	[ "$(json '[.total, .value] | @csv')" = 0.5,50 ]
	exits 5 account deposit r --asset DOGE --amount 5
	exits 2 account add q --live-prices binance --balance DOGE=5
	says "balance of DOGE: binance does not list DOGE/USDT, so it has no value"
	exits 2 account show q
}

@test "what it cannot be added with" {
	given
	world BTC/USDT $(flat 8 100)
	open 6
	exits 2 account add p --live-prices kraken
	says "venue kraken: it has no market data of its own (there is binance)"
	exits 2 account add p --live-prices sim
	says "venue sim: it has no market data of its own"
	for option in "--prices binance" "--from 2024-03-01" "--detail 15s" \
		"--latency 5" "--timeframe 1h"; do
		exits 2 account add p --live-prices binance $option
		says "--live-prices: not with ${option%% *}: what happens when is the exchange's"
	done
	exits 2 account add p --live-prices binance --live --venue binance
	says "--live-prices: only on paper"
	serve_end
	exits 7 account add p --live-prices binance
	exits 2 account show p
	says "there is none"
}

@test "a market order is filled by walking through the book" {
	given
	world BTC/USDT $(flat 8 60000)
	open 6
	paper --balance USDT=1000000000
	exits 0 market book BTC/USDT --depth 100 --format json
	jq -c '[.[] | select(.side == "ask")]' <<<"$output" >asks.json
	best=$(jq '.[0].amount' asks.json)
	order buy BTC/USDT --qty "$best"
	[ "$(json .average)" = "$(jq '.[0].price' asks.json)" ]
	# two whole levels and half of the third
	read -r amount cost <<<"$(jq -r '[.[0].amount, .[1].amount,
		.[2].amount / 2] as $q | [($q | add), (.[0].price * $q[0] +
		.[1].price * $q[1] + .[2].price * $q[2])] | @tsv' asks.json)"
	order buy BTC/USDT --qty "$amount"
	[ "$(json .state)" = filled ]
	average=$(json .average)
	[ "$(jq -n "$average * $amount >= $cost and ($average - 1) * $amount < $cost")" = true ]
	[ "$(jq -n "$average > $(jq '.[0].price' asks.json)")" = true ]
	order sell BTC/USDT --qty "$best"
	[ "$(json .average)" -lt "$(jq '.[0].price' asks.json)" ]
}

@test "a limit between bid and ask rests, and takes no more than the book has" {
	given
	world BTC/USDT $(flat 8 60000)
	open 6
	paper --balance USDT=1000000000
	exits 0 market book BTC/USDT --depth 1 --format json
	ask=$(json '.[] | select(.side == "ask").price')
	there=$(json '.[] | select(.side == "ask").amount')
	order buy BTC/USDT --type limit --price $((ask - 1)) --qty 0.01
	[ "$(json .state)" = open ]
	order buy BTC/USDT --type limit --price "$ask" --qty "$(jq -n "$there * 2")"
	[ "$(json '[.state, .filled, .average] | @csv')" = "\"partial\",$there,$ask" ]
	exits 5 order buy BTC/USDT --type limit --price "$ask" --qty 0.01 --post-only
}

@test "steps and bounds are the exchange's" {
	given
	world BTC/USDT 100.5,100.5,100.5,100.5 $(flat 7 100)
	open 6
	paper
	exits 5 order buy BTC/USDT --type limit --price 99.99 --qty 1
	says bad_price
	exits 5 order buy BTC/USDT --type limit --price 99.9 --qty 0.123456789
	says bad_amount
	exits 2 order buy DOGE/USDT --qty 1
	says "DOGE/USDT: binance does not list it"
}

@test "a stop between two commands is met at its price" {
	given
	world BTC/USDT $(flat 8 100) 100,100,98,99 99,99,91,92 $(flat 10 92)
	open 6
	paper --slippage 0
	order buy BTC/USDT --qty 1 --stop-loss 95
	exits 0 positions
	[ "$(json .contracts)" = 1 ]
	step 8
	exits 0 positions
	[ "$(rows)" = 0 ]
	exits 0 fills --format csv --no-header --fields side,price
	[ "${lines[1]}" = sell,95 ]
	exits 0 order list --format csv --no-header --fields type,state
	[[ $output == *stop,filled* ]]
	exits 0 store check
}

@test "what was before an order does not fill it" {
	given
	# in the minute of the order the low of 90 comes first
	world BTC/USDT $(flat 4 100) 100,100,90,95 95,100,95,100 \
		$(flat 6 100) 100,100,94,100 $(flat 4 100)
	open 6
	paper
	order buy BTC/USDT --type limit --price 95 --qty 1
	step 2
	exits 0 order list --fields state,filled
	exits 0 positions
	[ "$(rows)" = 0 ]
	step 4
	exits 0 positions
	[ "$(rows)" = 0 ]
	step 1
	exits 0 positions
	[ "$(json .contracts)" = 1 ]
	exits 0 fills
	[ "$(json '[.price, .taker_or_maker] | @csv')" = '95,"maker"' ]
}

@test "often or seldom looked at, the same happens" {
	given
	world BTC/USDT $(flat 5 100) 100,104,99,103 103,106,101,102 \
		102,103,96,97 97,98,93,94 94,101,94,100 100,108,100,107 \
		107,111,106,110 110,112,108,109 $(flat 8 109)
	open 5
	paper --slippage 0 --balance USDT=1000 --balance BTC=1
	etrms account add q --live-prices binance --slippage 0 --quiet \
		--balance USDT=1000 --balance BTC=1
	for account in p q; do
		order buy BTC/USDT --account $account --qty 1 --stop-loss 80
		order buy BTC/USDT --account $account --qty 1 --type limit --price 95
		order sell BTC/USDT --account $account --qty 1 --type limit --price 110
	done
	for i in $(seq 12); do
		step 1
		exits 0 status --account p
	done
	for account in p q; do
		exits 0 balances --account $account --format csv --no-header --fields asset,total
		echo "$output" >$account
		exits 0 fills --account $account --format csv --no-header --fields side,price,amount,taker_or_maker
		echo "$output" >>$account
	done
	cat p
	diff p q
	[ "$(wc -l <p)" = 5 ]
}

@test "positions pay funding, and are liquidated at the venue's mark" {
	given
	world BTC/USDT:USDT $(flat 235 100) $(flat 10 100) 100,100,60,60 $(flat 20 60)
	echo '1709254800000,0.001,100' >funding.csv
	{ echo time,rate,mark_price; cat funding.csv; } >rates.csv
	etrms --store "$WORLD" market import rates.csv --venue world \
		--symbol BTC/USDT:USDT >/dev/null
	open 234
	paper --balance USDT=1000
	exits 0 leverage BTC/USDT:USDT 5 --mode isolated
	order buy BTC/USDT:USDT --qty 10
	step 6
	# at the full hour nobody can know the rate yet
	exits 0 positions
	[ "$(json '[.time, .funding] | @csv')" = '"2024-03-01T01:00:00Z",0' ]
	step 1
	exits 0 positions
	[ "$(json .funding)" = -1 ]
	step 8
	exits 0 positions
	[ "$(rows)" = 0 ]
	exits 0 order list --format csv --no-header --fields side,state,reason
	[[ $output == *sell,filled,liquidation* ]]
	exits 0 store check
}

@test "breakers are asked on the way to now" {
	given
	world BTC/USDT $(flat 8 100) 100,100,80,80 80,100,80,100 $(flat 10 100)
	open 6
	paper --balance USDT=1000 --slippage 0
	etrms breaker add fall --when 'drawdown(1d) > 5%' --do halt --quiet
	order buy BTC/USDT --qty 5
	step 8
	exits 0 status
	exits 0 breaker events
	[[ $output == *fall* ]]
	exits 4 order buy BTC/USDT --qty 1
	exits 0 monitor --once
}

@test "monitor tells which breakers tripped on the way" {
	given
	world BTC/USDT $(flat 8 100) 100,100,80,80 80,100,80,100 $(flat 10 100)
	open 6
	paper --balance USDT=1000 --slippage 0
	etrms breaker add fall --when 'drawdown(1d) > 5%' --do halt --quiet
	order buy BTC/USDT --qty 5
	exits 0 monitor --once
	step 8
	exits 1 monitor --once
	[[ $output == *'"breaker":"fall"'* ]]
	exits 0 monitor --once
}

@test "an order on a price that has grown old is not sent" {
	given
	world BTC/USDT $(flat 60 100)
	open 6
	paper
	mkdir -p "$XDG_CONFIG_HOME/etrms/hooks"
	printf '#!/bin/sh\ncurl -sS -X POST "%s/etrms/advance?bars=8" >/dev/null\n' \
		"$ADDRESS" >"$XDG_CONFIG_HOME/etrms/hooks/pre-order"
	chmod 700 "$XDG_CONFIG_HOME/etrms/hooks/pre-order"
	printf '%s\n' symbol,side,type,amount BTC/USDT,buy,market,1 \
		BTC/USDT,buy,market,2 >two.csv
	exits 13 order place --from two.csv
	[[ $stderr == *"its price of BTC/USDT is 2m old: nothing is sent"* ]]
	exits 0 order list --format csv --no-header --fields amount
	[ "$output" = 1 ]
}

@test "new steps of the exchange count from when its list is read" {
	given
	world BTC/USDT $(flat 30 100)
	open 6
	paper
	order buy BTC/USDT --qty 0.5
	serve_end
	printf '%s\n' symbol,tick,lot BTC/USDT,1,1 >rows.csv
	open 8 --instruments rows.csv
	exits 0 market symbols BTC/USDT --fresh
	exits 5 order buy BTC/USDT --qty 0.5
	says bad_amount
	exits 0 order buy BTC/USDT --qty 1
	exits 0 positions
	[ "$(json .contracts)" = 1.5 ]
}

@test "every format, and its field in account list" {
	given
	world BTC/USDT $(flat 30 100)
	open 6
	paper
	exits 0 account list --format csv --fields label,prices,live_prices
	[ "$output" = "$(printf '%s\n' label,prices,live_prices p,binance,true)" ]
	exits 0 account show p --format table
	exits 0 account show p --format json
	[ "$(json '.[0].live_prices')" = true ]
}

@test "venue advance says what came of it; its clock is the exchange's" {
	given
	world BTC/USDT $(flat 16 100)
	open 6
	paper
	order buy BTC/USDT --qty 1
	step 5
	exits 0 venue advance
	[ "$(json '[.from, .to, .bars] | @csv')" = '"2024-03-01T00:01:30Z","2024-03-01T00:02:45Z",2' ]
	exits 0 venue advance --fetch
	[ "$(json .bars)" = 0 ]
	exits 2 venue advance --by 1m
	says "account p: its clock is that of binance: without --to and --by it runs up to now"
	exits 2 venue advance --to 2030-01-01
}

@test "an exchange that does not answer changes nothing" {
	given
	world BTC/USDT $(flat 8 100) 100,100,90,90 $(flat 10 90)
	open 6
	paper
	order buy BTC/USDT --qty 1 --stop-loss 95
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
		--from 2024-03-01 --bars 5 --start-price 60000 --quiet
	etrms account add other --prices demo --quiet
	step 4
	serve_end
	before=$(sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" .dump | grep -v 'net_\|INSERT INTO audit' | sha256sum)
	exits 7 order buy BTC/USDT --qty 1
	[[ $stderr == *"account p: its prices are "*" old and binance gives no newer ones"* ]]
	[ -z "$output" ]
	exits 7 positions --account p
	[[ $stderr == *"account p: its prices are "*" old and binance gives no newer ones"* ]]
	exits 7 risk check --account p
	exits 7 venue advance
	exits 7 monitor --once
	exits 7 order cancel-all
	after=$(sqlite3 "$XDG_DATA_HOME/etrms/etrms.db" .dump | grep -v 'net_\|INSERT INTO audit' | sha256sum)
	[ "$before" = "$after" ]
	# the others are shown, and need no network
	exits 7 balances
	[[ $output == *'"account":"other"'* ]]
	[[ $output != *'"account":"p"'* ]]
	exits 0 balances --account other
	exits 0 order buy BTC/USDT --account other --quote 100 --stop-loss 2%
}

@test "the exchange answers again, and what happened is made up for" {
	given
	world BTC/USDT $(flat 8 100) 100,100,90,90 $(flat 30 90)
	open 6
	paper --slippage 0
	order buy BTC/USDT --qty 1 --stop-loss 95
	serve_end
	exits 7 positions
	open 30
	exits 0 positions
	[ "$(rows)" = 0 ]
	exits 0 fills --format csv --no-header --fields side,price,time
	[[ ${lines[1]} == sell,95,2024-03-01T00:02:* ]]
	# earlier than it was: another exchange, or a clock set back
	serve_end
	open 6
	exits 12 positions
	says "the clock of binance is behind the account's"
}

@test "answers that cannot be, and none about the book, are no order" {
	given
	world BTC/USDT $(flat 30 100)
	open 6
	paper
	order buy BTC/USDT --qty 1
	serve_end
	for path in klines depth time; do
		for n in 1 2 3 4 5 6; do
			echo "GET /api/v3/$path $n garbage"
		done >"$path.txt"
		open 8 --faults "$path.txt"
		exits 12 order buy BTC/USDT --qty 1
		serve_end
	done
	sed 's/garbage/drop-after/' depth.txt >drop.txt
	open 9 --faults drop.txt
	exits 7 order buy BTC/USDT --qty 1
	[[ $stderr == *"account p: nothing is sent: "* ]]
	exits 0 order list --format csv --no-header
	[ "${#lines[@]}" -eq 1 ]
	exits 0 order buy BTC/USDT --qty 1
}
