# order place: CSV, NDJSON, JSON and a pipe; keys by row; batches that are done
# in part; dry runs; every kind of bad row, after which nothing was sent.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100
	given_candles ETH/USDT 10 10 10
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
}

@test "order place from CSV: one result a row" {
	cat >orders.csv <<-END
		symbol,side,amount,type,price,stop_loss
		BTC/USDT,buy,1,market,,5%
		ETH/USDT,buy,2,limit,9.5,
	END
	exits 0 order place --from orders.csv --strategy rebalance
	[ "$(json '[.symbol, .type, .state, .strategy] | join(" ")')" = \
		$'BTC/USDT market filled rebalance\nETH/USDT limit open rebalance' ]
	exits 0 order list --open
	[ "$(json .trigger_price | head -n 1)" = 95 ]
}

@test "order place from NDJSON on standard input" {
	run --separate-stderr bash -c 'printf "%s\n" \
		"{\"symbol\":\"BTC/USDT\",\"side\":\"buy\",\"amount\":1e0,\"tag\":\"a\"}" \
		"{\"symbol\":\"BTC/USDT\",\"side\":\"sell\",\"qty\":\"0.5\",\"price\":null}" |
		etrms order place --from - --tag b'
	[ "$status" -eq 0 ]
	[ "$(json '[.side, .filled, .tag] | join(" ")')" = $'buy 1 a\nsell 0.5 b' ]
}

@test "order place from a JSON array, and what order list prints" {
	echo '[{"symbol":"BTC/USDT","side":"buy","quote":200,"post_only":false}]' >o.json
	exits 0 order place --from o.json
	[ "$(json .cost)" = 199.8 ]
	etrms order list --format csv --fields symbol,side,amount,state,id >again.csv
	exits 0 order place --from again.csv
	[ "$(json .filled)" = 1.998 ]
}

@test "order place --key can be run again" {
	printf 'symbol,side,amount\nBTC/USDT,buy,1\nBTC/USDT,buy,1\n' >o.csv
	exits 0 order place --from o.csv --key r
	[ "$(json .key | paste -sd' ')" = "r:1 r:2" ]
	exits 0 order place --from o.csv --key r
	[ "$(json .id | paste -sd' ')" = "1 2" ]
	exits 0 fills
	[ "$(rows)" -eq 2 ]
	printf 'symbol,side,amount\nBTC/USDT,buy,1\nBTC/USDT,buy,2\n' >o.csv
	exits 13 order place --from o.csv --key r
	says '1 of 2 orders failed'
}

@test "order place done in part is 13, and not at all the row's own code" {
	etrms policy set max-order-notional 150 >/dev/null
	printf 'symbol,side,amount\nBTC/USDT,buy,1\nBTC/USDT,buy,2\nBTC/USDT,buy,1\n' >o.csv
	exits 13 order place --from o.csv
	[ "$(json .state | paste -sd' ')" = "filled refused filled" ]
	printf 'symbol,side,amount\nBTC/USDT,buy,2\nBTC/USDT,buy,3\n' >o.csv
	exits 4 order place --from o.csv
	[ "$(json .state | paste -sd' ')" = "refused refused" ]
	[ "$stderr" = "etrms: 2 of 2 orders failed:
  buy BTC/USDT: refused by max-order-notional: the order is worth 200 USDT, above 150 USDT
  buy BTC/USDT: refused by max-order-notional: the order is worth 300 USDT, above 150 USDT" ]
	{
		echo symbol,side,amount
		for i in 2 3 4 5 6 7 8 9 10 11 12 13; do echo "BTC/USDT,buy,$i"; done
	} >o.csv
	exits 4 order place --from o.csv
	says '12 of 12 orders failed:'
	[[ "$(tail -n 1 <<<"$stderr")" =~ ^\ \ and\ [0-9]+\ more$ ]]
	etrms policy set max-order-notional off >/dev/null
	exits 5 order place --from <(printf 'symbol,side,amount\nBTC/USDT,buy,200\n')
}

@test "order place --dry-run places nothing" {
	printf 'symbol,side,amount\nBTC/USDT,buy,1\nBTC/USDT,buy,500\n' >o.csv
	etrms policy set max-order-notional 150 >/dev/null
	exits 13 order place --from o.csv --dry-run
	[ "$(json .state | paste -sd' ')" = "intent refused" ]
	exits 0 order list
	[ "$(rows)" -eq 0 ]
}

@test "order place of nothing is nothing" {
	: >o.csv
	exits 0 order place --from o.csv
	[ "$(rows)" -eq 0 ]
}

# A bad second row: the first was not sent either.
bad() {
	printf '%s\nBTC/USDT,buy,1%s\n%s\n' "symbol,side,amount$1" "$2" "$3" >o.csv
	exits 12 order place --from o.csv
	says "o.csv: line 3: $4"
	exits 0 order list
	[ "$(rows)" -eq 0 ]
}

@test "order place checks every row before the first is sent" {
	bad '' '' 'BTC/USDT,hold,1' 'side: not one of its words'
	bad '' '' 'BTC/USDT,,1' 'side: it is missing'
	bad '' '' 'BTC/USDT,buy,much' 'amount: not a number'
	bad '' '' 'BTC/USDT,buy,1e999' 'amount: not a number'
	bad '' '' 'BTC/USDT,buy,-1' '--qty'
	bad '' '' 'BTC/USDT,buy,' '--qty'
	bad '' '' 'btc,buy,1' 'symbol'
	bad ,stop_loss ,5% 'BTC/USDT,buy,1,low' 'stop_loss: neither a price nor a percentage'
	bad ,post_only ,false 'BTC/USDT,buy,1,yes' 'post_only: neither true nor false'
	bad ,post_only ,false 'BTC/USDT,buy,1,true' '--post-only'
	bad ,account ,demo 'BTC/USDT,buy,1,other' 'account: the row is for another account'
	bad ,expire_at , 'BTC/USDT,buy,1,soon' 'expire_at: not a time'
	bad '' '' 'BTC/USDT,buy' '2 fields under a heading of 3'
}

@test "order place refuses bad files and options" {
	exits 2 order place
	exits 2 order place --from missing.csv
	says 'missing.csv: No such file or directory'
	printf 'symbol,side,amount,colour\nBTC/USDT,buy,1,red\n' >o.csv
	exits 12 order place --from o.csv
	says 'o.csv: line 2: colour: orders have no such field'
	echo '{"symbol":"BTC/USDT","side":"buy","amount":' >o.json
	exits 12 order place --from o.json
	echo '{"symbol":"BTC/USDT","symbol":"BTC/USDT","side":"buy","amount":1}' >o.json
	exits 12 order place --from o.json
	head -c 4096 /dev/zero >o.bin
	exits 12 order place --from o.bin
	exits 2 order place --from o.csv --key "$(printf '%041d' 1)"
	exits 2 order place --from o.csv --key ''
}

@test "order place takes every field of an order" {
	cat >orders.csv <<-END
		symbol,side,amount,type,price,trigger_price,trail,activation_price,visible,trailing_stop,trailing_activation
		BTC/USDT,buy,1,take-profit,,95,,,,,
		BTC/USDT,buy,1,,,,2%,,,,
		BTC/USDT,buy,1,trailing,,,1.5,90,,,
		BTC/USDT,buy,1,,95,,,,0.25,,
		BTC/USDT,buy,1,,,,,,,3%,110
	END
	exits 0 order place --from orders.csv
	[ "$(json '[.type, .state, .trail_percent, .trail_amount, .activation_price, .visible] | map(tostring) | join(" ")')" = \
		$'take_profit open null null null null\ntrailing open 2 null null null\ntrailing open null 1.5 90 null\nlimit open null null null 0.25\nmarket filled null null null null' ]
	exits 0 order list --open
	[ "$(json 'select(.parent != null) | [.type, .trail_percent, .activation_price] | join(" ")')" = "trailing 3 110" ]
}

@test "order place of pairs: rows of one name, one after the other" {
	cat >o.csv <<-END
		symbol,side,amount,price,trigger_price,oco
		BTC/USDT,buy,1,95,,a
		BTC/USDT,buy,1,,105,a
		BTC/USDT,buy,1,,,
		BTC/USDT,buy,1,94,,b
		BTC/USDT,buy,1,107,106,b
	END
	exits 0 order place --from o.csv --key p
	[ "$(json '[.id, .type, .state, .key] | join(" ")' | paste -sd,)" = \
		"1 limit open p:1,2 stop open p:1/oco,3 market filled p:3,4 limit open p:4,5 stop_limit open p:4/oco" ]
	exits 0 order place --from o.csv --key p
	[ "$(json .id | paste -sd' ')" = "1 2 3 4 5" ]
	# what order list prints is a pair again
	etrms order list --format csv --fields symbol,side,amount,price,trigger_price,type,oco --where 'price == 95 or trigger_price == 105' >again.csv
	exits 0 order place --from again.csv
	[ "$(json '.type + " " + .state' | paste -sd,)" = "limit open,stop open" ]
}

@test "order place of a pair that fails is one failure" {
	etrms policy set max-order-notional 150 >/dev/null
	cat >o.csv <<-END
		symbol,side,amount,price,trigger_price,oco
		BTC/USDT,buy,1,95,,a
		BTC/USDT,buy,1,,160,a
		BTC/USDT,buy,1,,,
	END
	exits 13 order place --from o.csv
	says '1 of 2 orders failed'
	[ "$(json .state | paste -sd' ')" = "refused refused filled" ]
}

@test "order place refuses pairs that are none" {
	pair_bad() {
		printf 'symbol,side,amount,price,trigger_price,oco,key\n%s\n' "$1" >o.csv
		exits 12 order place --from o.csv
		says "o.csv: line $2"
		exits 0 order list
		[ "$(rows)" -eq 0 ]
	}
	pair_bad 'BTC/USDT,buy,1,95,,a,' '2: oco: it takes two rows'
	pair_bad $'BTC/USDT,buy,1,95,,a,\nBTC/USDT,buy,1,,,,\nBTC/USDT,buy,1,,105,a,' '2: oco: it takes two rows'
	pair_bad $'BTC/USDT,buy,1,95,,a,\nBTC/USDT,buy,1,,105,a,\nBTC/USDT,buy,1,94,,a,' '2: oco: it takes two rows'
	pair_bad $'BTC/USDT,buy,1,95,,a,\nBTC/USDT,buy,2,,105,a,' '2: oco: both orders are of one'
	pair_bad $'BTC/USDT,buy,1,95,,a,\nBTC/USDT,buy,1,,,a,' '2: oco: a market order cannot'
	pair_bad $'BTC/USDT,buy,1,95,,a,x\nBTC/USDT,buy,1,,105,a,y' '3: key: the first order of a pair has it'
}

@test "order place checks distances and slices" {
	bad ,trail ,2% 'BTC/USDT,buy,1,wide' 'trail: neither an amount nor a percentage'
	bad ,trail ,2% 'BTC/USDT,buy,1,100%' '--trail: a percentage lies between'
	bad ,visible , 'BTC/USDT,buy,1,0.5' '--visible: a market order takes none'
	bad ,trailing_stop , 'BTC/USDT,buy,1,-2' 'trailing_stop: neither a price nor a percentage'
	bad ,trailing_activation , 'BTC/USDT,buy,1,5' '--trailing-activation: it goes with'
	bad ,type ,market 'BTC/USDT,buy,1,sideways' 'type: not one of its words'
}
