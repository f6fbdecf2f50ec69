# balances, positions, status, risk check, portfolio show and doctor with live
# accounts: several at once in the time of the slowest; those that do not answer
# are named and the others shown; a locked vault; paper beside live; the store is
# left alone; moves between the account's wallets.
load ../helper
load ../serve
load ../vault
load ../live

# a second account on an exchange of its own, in $OTHER
given_second() {
	local first=$SERVER address=$ADDRESS
	mkdir -p second
	cp key.json second/
	given_exchange "$@" || return 1
	OTHER=$SERVER SERVER=$first
	etrms account add second --venue binance --base-url "$ADDRESS" \
		--secret-file key.json --quiet --passphrase-file "$PASS" || return 1
	ADDRESS=$address
}

teardown() {
	[ -z "${SERVER-}" ] || kill "$SERVER" 2>/dev/null || true
	[ -z "${OTHER-}" ] || kill "$OTHER" 2>/dev/null || true
}

@test "an account that does not answer is named, and the others are shown: 7" {
	given_live
	given_second
	exits 0 balances "${AUTH[@]}" --format csv --no-header --fields account
	[ "$(sort -u <<<"$output" | paste -sd ' ')" = "main second" ]
	kill "$OTHER"
	wait "$OTHER" || true
	OTHER=
	for words in balances positions status 'risk show' 'portfolio show'; do
		# shellcheck disable=SC2086
		exits 7 $words "${AUTH[@]}"
		says "account second did not answer: "
		[[ "$output" = *main* ]] || [ "$words" = positions ] || complain "$words: $output"
		! grep -q second <<<"$output" || complain "$words shows second"
	done
	exits 7 balances "${AUTH[@]}" --format json
	[ "$(json '.[0].account')" = main ]
	exits 7 risk check "${AUTH[@]}"
	exits 0 balances "${AUTH[@]}" --account main
	no_complaints
}

@test "several that do not answer are told together" {
	given_live
	given_second
	kill "$OTHER" "$SERVER"
	wait "$OTHER" "$SERVER" || true
	OTHER='' SERVER=''
	exits 7 balances "${AUTH[@]}"
	says "2 accounts did not answer:"
	[[ "$stderr" = *"  account main did not answer"* ]]
	[[ "$stderr" = *"  account second did not answer"* ]]
	[ -z "$output" ]
}

@test "accounts are asked at once, not one after the other" {
	echo 'GET * * delay 400' >faults
	given_exchange --faults faults
	given_live
	given_second --faults faults
	exits 0 balances "${AUTH[@]}" --account main	# lists are kept now
	exits 0 balances "${AUTH[@]}" --account second
	local start end one two try
	for try in 1 2 3; do	# one after the other takes twice as long, each time
		start=$(date +%s%N)
		exits 0 balances "${AUTH[@]}" --account main
		end=$(date +%s%N) one=$((end - start))
		start=$end
		exits 0 balances "${AUTH[@]}"
		end=$(date +%s%N) two=$((end - start))
		echo "$try: one: $one ns, two: $two ns"
		[ "$two" -ge $((one * 16 / 10)) ] || break
	done
	[ "$two" -lt $((one * 16 / 10)) ]
}

# Each has lost the answer to an order: it is looked for at both.
@test "order reconcile goes through accounts at once, too" {
	printf '%s\n' 'POST /api/v3/order * drop-after' \
		'GET * * delay 150' >faults
	given_exchange --faults faults
	given_live
	given_second --faults faults
	local start end one two label try
	for try in 1 2 3; do
		for label in main second; do
			exits 6 order buy BTC/USDT --qty 0.001 --account "$label" "${AUTH[@]}"
		done
		start=$(date +%s%N)
		exits 0 order reconcile "${AUTH[@]}" --account main
		end=$(date +%s%N) one=$((end - start))
		exits 6 order buy BTC/USDT --qty 0.001 --account main "${AUTH[@]}"
		start=$(date +%s%N)
		exits 0 order reconcile "${AUTH[@]}"
		end=$(date +%s%N) two=$((end - start))
		[ "$(json -s 'map(.account + " " + .state) | join(",")')" = "main filled,second filled" ]
		echo "$try: one: $one ns, two: $two ns"
		[ "$two" -ge $((one * 16 / 10)) ] || break
	done
	[ "$two" -lt $((one * 16 / 10)) ]
	kill "$OTHER"
	exits 6 order buy BTC/USDT --qty 0.001 --account main "${AUTH[@]}"
	exits 7 order reconcile "${AUTH[@]}"
	says second
	[ "$(json .account)" = main ]
}

@test "a locked vault is 9, and paper accounts are shown" {
	given_live
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
		--from 2024-03-01 --bars 5 --start-price 60000 --quiet
	etrms account add demo --prices demo --quiet
	etrms vault lock --quiet
	run --separate-stderr no_tty etrms balances
	[ "$status" -eq 9 ]
	[ "$(json .account)" = demo ]
	says "account main did not answer: "
	exits 0 balances --account demo
}

@test "paper alone opens neither module nor vault" {
	etrms candles generate --venue demo --symbol BTC/USDT --timeframe 1m \
		--from 2024-03-01 --bars 5 --start-price 60000 --quiet
	etrms account add demo --prices demo --quiet --use
	for words in version balances positions status 'order list' \
		'order buy BTC/USDT --qty 0.001 --dry-run'; do
		# shellcheck disable=SC2086
		strace -f -e trace=openat -o trace etrms $words >/dev/null 2>&1 || true
		! grep -q 'etrms-net.so\|etrms-crypt.so\|libcurl\|libcrypto\|\.vault' trace ||
			complain "$words: $(grep 'net.so\|crypt\|curl' trace | head -2)"
	done
	no_complaints
}

# Else every later start would recover a log and check the whole of the store.
@test "reading live accounts leaves the store as it was" {
	given_live
	exits 0 balances "${AUTH[@]}"
	before=$(sha256sum "$STORE")
	exits 0 balances "${AUTH[@]}"
	[ "$(sha256sum "$STORE")" = "$before" ]
	[ ! -s "$STORE-wal" ]
	ETRMS_TRACE_SQL=1 exits 0 balances "${AUTH[@]}"
	# the only one is of the small file beside it
	[ "$(grep -c quick_check <<<"$stderr")" -eq 1 ]
}

@test "doctor asks the exchange: reach, clock, key, limits" {
	given_live
	exits 0 doctor "${AUTH[@]}"
	[ "$(json 'select(.name == "reach").status')" = ok ]
	[ "$(json 'select(.name == "venue clock").status')" = ok ]
	[ "$(json 'select(.name == "key").status')" = ok ]
	[[ "$(json 'select(.name == "key").detail')" = "main: read, trade-spot, trade-futures" ]]
	[ "$(json 'select(.name == "rate limit").status' | sort -u)" = ok ] || { json 'select(.name == "rate limit")'; false; }
	[[ "$(json 'select(.name == "rate limit").detail')" = *"weight left in 1m"* ]]
	serve_end
	exits 1 doctor "${AUTH[@]}"
	[ "$(json 'select(.name == "reach").status')" = fail ]
}

@test "doctor says when the clocks differ" {
	echo 'GET /api/v3/time 1-9999 clock 600000' >faults
	given_exchange --faults faults
	given_live
	exits 1 doctor "${AUTH[@]}"
	[ "$(json 'select(.name == "venue clock").status')" = fail ]
	[[ "$(json 'select(.name == "venue clock").detail')" = *"ms ahead" ]]
}

@test "money that moves between the wallets is neither won nor lost" {
	given_live
	AT=$(date +%s%3N) signed POST /sapi/v1/asset/transfer "type=MAIN_UMFUTURE&asset=USDT&amount=100"
	[ "$status" = 200 ]
	sleep 1
	AT=$(date +%s%3N) signed POST /sapi/v1/asset/transfer "type=UMFUTURE_MAIN&asset=USDT&amount=30"
	[ "$status" = 200 ]
	live 0 order reconcile
	[ "$(sqlite3 "$STORE" "SELECT kind, amount FROM transfer WHERE kind <> 'opening' ORDER BY CAST(amount AS REAL)")" = \
		"$(printf 'internal|%s\n' -100 -30 30 100)" ]
	live 0 balances --fields wallet,total --format csv --no-header
	[ "$output" = "$(printf '%s\n' spot,9930 futures,10070)" ]
}
