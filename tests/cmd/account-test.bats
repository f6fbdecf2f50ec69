# etrms account test: keys that are good, refused, changed, out of reach; every
# format; what has no key, and bad input.
load ../helper
load ../serve
load ../vault
load ../live

@test "account test says what a key may do" {
	given_live
	exits 0 account test main "${AUTH[@]}"
	[ "$(json '[.account, .venue, .valid, .read, .trade_spot, .trade_futures, .withdraw, .scheme] | map(tostring) | join(" ")')" = \
		"main binance true true true true false hmac-sha256" ]
	[ "$(json .problem)" = null ]
	exits 0 account test "${AUTH[@]}" --format csv --fields account,valid
	[ "$output" = "account,valid
main,true" ]
	exits 0 account test "${AUTH[@]}" --format json
	[ "$(json length)" = 1 ]
	exits 0 account test "${AUTH[@]}" --format table --fields account,valid
	[[ "${lines[0]}" = account*valid ]]
}

@test "a key that the exchange does not know is refused: 9" {
	given_live
	serve_end
	rm key.json
	given_exchange --port "${ADDRESS##*:}"
	exits 9 account test main "${AUTH[@]}"
	[ "$(json '[.valid, .read] | map(tostring) | join(" ")')" = "false null" ]
	[ "$(json .problem)" != null ]
	! grep -q "$SECRET" <<<"$output$stderr" || false
}

@test "an exchange that does not answer: 7, and the key is not called bad" {
	given_live
	serve_end
	exits 7 account test main "${AUTH[@]}"
	[ "$(json .valid)" = null ]
	[ "$(json .problem)" != null ]
}

@test "a locked vault is 9, without a question" {
	given_live
	etrms vault lock --quiet
	run --separate-stderr no_tty etrms account test main
	[ "$status" -eq 9 ]
	says "run etrms vault unlock"
}

@test "account test refuses bad input" {
	given_live
	exits 2 account test nobody
	says "account nobody: there is none"
	exits 2 account test main more
	exits 2 account test main --accept
	etrms --store paper.db candles generate --venue demo --symbol BTC/USDT \
		--timeframe 1m --from 2024-03-01 --bars 5 --start-price 5 --quiet
	etrms --store paper.db account add demo --quiet
	exits 2 account test demo --store paper.db
	says "account demo: a paper account has no key"
	exits 0 account test --store paper.db
	[ -z "$output" ]
}
