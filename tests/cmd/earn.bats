# etrms earn: what a live account's exchange offers, and what it does not;
# accounts without such places, out of reach; bad input.
load ../helper
load ../serve
load ../vault
load ../live

@test "earn asks every live account, or the one that is named" {
	given_live
	live 0 earn || [ "$status" -eq 5 ] || [ "$status" -eq 12 ]
	[ "$(json -s 'all(.account == "main" and .venue == "binance" and (.kind == "flexible" or .kind == "locked"))')" = true ]
	for format in json ndjson csv table; do
		live "$status" earn --format "$format"
	done
	serve_end
	live 7 earn
	[ -z "$output" ]
}

@test "earn without a live account lists nothing; a paper account has no such place" {
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
		--from 2024-03-01 --bars 5 --start-price 60000 --quiet
	etrms account add demo --prices demo --quiet
	exits 0 earn
	[ -z "$output" ]
	exits 2 earn --account demo
	says "account demo: nothing earns interest at venue sim"
}

@test "earn refuses bad input" {
	etrms policy set max-order-notional 5 --quiet
	exits 2 earn --asset usdt
	says "--asset: \"usdt\" is no asset"
	exits 2 earn --where 'rate >'
	exits 2 earn more
	exits 2 earn --account nobody
	says "account nobody: there is none"
	rm -rf "$XDG_DATA_HOME"
	exits 3 earn
}
