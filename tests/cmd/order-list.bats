# order list: filters, each alone and together, the newest, --where, formats,
# and bad filters.

load ../helper
load ../paper

setup() {
	setup_home
	given_candles BTC/USDT 100 100 100
	given_candles ETH/USDT 10 10 10
	given_paper --instruments "$ROOT/share/instruments/binance.csv"
	etrms policy set max-position-share off >/dev/null
	etrms policy set max-risk-per-trade off >/dev/null
	etrms order buy BTC/USDT --qty 1 --price 90 --tag mine >/dev/null
	etrms venue advance --by 1m >/dev/null
	etrms order buy ETH/USDT --qty 1 --strategy trend --key k >/dev/null
	etrms order buy BTC/USDT --qty 5 >/dev/null
}

ids() {
	json .id | paste -sd' '
}

@test "order list lists every order, oldest first" {
	exits 0 order list
	[ "$(ids)" = "1 2 3" ]
	exits 0 order list --format table
	[[ ${lines[0]} == id* ]]
	[ "${#lines[@]}" -eq 4 ]
}

@test "order list filters" {
	exits 0 order list --symbol BTC/USDT
	[ "$(ids)" = "1 3" ]
	exits 0 order list --open
	[ "$(ids)" = 1 ]
	exits 0 order list --state filled
	[ "$(ids)" = "2 3" ]
	exits 0 order list --tag mine
	[ "$(ids)" = 1 ]
	exits 0 order list --strategy trend
	[ "$(ids)" = 2 ]
	exits 0 order list --key k
	[ "$(ids)" = 2 ]
	exits 0 order list --since 2024-03-01T00:02Z
	[ "$(ids)" = "2 3" ]
	exits 0 order list --until 2024-03-01T00:02Z
	[ "$(ids)" = 1 ]
	exits 0 order list --limit 2
	[ "$(ids)" = "2 3" ]
	exits 0 order list --symbol BTC/USDT --limit 1
	[ "$(ids)" = 3 ]
	exits 0 order list --account demo
	[ "$(rows)" -eq 3 ]
}

@test "order list --where compares exactly" {
	exits 0 order list --where 'cost > 10 and side == "buy"'
	[ "$(ids)" = 3 ]
	exits 0 order list --where 'cost >= 10'
	[ "$(ids)" = "2 3" ]
	exits 0 order list --where 'average > 0' --limit 1
	[ "$(ids)" = 3 ]
}

@test "order list refuses bad filters" {
	exits 2 order list --state lost
	exits 2 order list --limit 0
	exits 2 order list --symbol btc
	exits 2 order list --account nobody
	exits 2 order list --since yesterday
	exits 2 order list --where 'cost >'
	exits 2 order list --where 'colour == 1'
	exits 2 order list --fields id,colour
}

@test "order list has a liquidation as an order of the venue's" {
	given_swap
	etrms order buy BTC/USDT:USDT --qty 1 --type limit --price 60 --quiet
	exits 0 venue advance --to 2024-03-01T00:06Z
	exits 0 order list --format csv --fields id,type,side,reduce_only,amount,filled,average,state,reason,tag,external
	[ "$output" = 'id,type,side,reduce_only,amount,filled,average,state,reason,tag,external
1,market,buy,false,10,10,100,filled,,,false
2,stop,sell,true,4,4,94,filled,,,false
3,limit,buy,false,1,0,,canceled,liquidation,,false
4,market,sell,true,6,6,92,filled,liquidation,liquidation,true' ]
	exits 0 order list --tag liquidation
	[ "$(json .id)" = 4 ]
}
